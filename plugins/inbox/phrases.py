"""What sellers and swindlers say, a pattern a line, for text in lower case with single spaces.

Written from what every open form is sent, not from one blog's messages.
"""

import re


def _any_of(patterns: str) -> re.Pattern[str]:
    joined = "|".join(patterns.split("\n")[1:-1])
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)")


# What is offered to every form there is.
OFFERS = _any_of(r"""
(?:guest|sponsored|paid) (?:blog )?(?:post|article|content|link|placement)(?:s|ing)?
(?:guest|sponsored) blogging
back ?-?links?
link[- ](?:building|insertion|exchange|swap|placement)s?
do-?follow(?: links?)?
domain (?:authority|rating)
seo (?:services?|audit|packages?|campaigns?|report|optimi[sz]ed)
(?:first|top|1st) (?:page|of page|position|spot|results?) (?:of|on|in) google
(?:#1|number one|no\. ?1)(?: \w+)? (?:of|on|in) (?:google|bing)
(?:human|real|targeted|unique) visitors
(?:page|rank(?:ed|ing|s)?)(?: \w+){0,2} (?:one|1|#1|first|higher|top)(?: \w+){0,2} google
(?:google|search)(?: \w+){0,2} (?:ranking|visibility|traffic)s?
organic (?:traffic|visitors)
(?:increase|boost|double|drive|skyrocket|get)(?: \w+){0,3} (?:traffic|leads|conversions|visitors)
(?:qualified|exclusive|targeted|new) leads
lead generation
cold (?:email|outreach)
email (?:database|blast|marketing)s?
contact form (?:marketing|blasts?|submissions?|messages?)
(?:web|website|app|logo)[- ](?:design|redesign)(?:er|ing)? (?:services?|company|agency|firm|team)
(?:web|website|app|software)[- ]development (?:services?|company|agency|firm|team)
(?:buy|cheap|instant|real|gain|get)(?: \w+){0,2} (?:followers|subscribers)
(?:business|working capital|payday|instant|unsecured) (?:loan|funding|financing)s?
loan (?:offer|of up to|from|company|lender)s?
(?:apply for|need|offer|give out)(?: \w+){0,3} loans?
merchant cash advance
(?:crypto|bitcoin|btc|forex)\w*(?: \w+){0,2} (?:invest|trad|profit|earn|return)\w*
(?:invest\w*|trad(?:e|ing)|broker)(?: \w+){0,3} (?:crypto\w*|bitcoins?|forex|btc)
passive income
financial freedom
(?:earn|earning|made|make|making|win)(?: \w+){0,2} [$€£] ?\d[\d,.]*
[$€£] ?\d[\d,.]*k? (?:a|per|every) (?:day|week)
(?:online|best|new|live|crypto) casinos?
casino (?:bonus|games?|sites?)
free spins
(?:betting|gambling) (?:sites?|tips|platforms?)
(?:buy|cheap|order|generic|discount)(?: \w+){0,2} (?:viagra|cialis|pills|medication|drugs|replica)
(?:online|canadian) pharmacy
(?:without|no) (?:a )?prescription
male enhancement
(?:hot|single|sexy|lonely|horny) (?:girls?|women|woman|ladies|singles)
(?:adult|sex|nude|porn)\w* (?:dating|video|cam|chat|site|photo|pic)s?
replica (?:watch|bag|handbag)\w*
essay[- ](?:writ\w+|help|service)
(?:write|do) (?:my|your) (?:essay|paper|assignment|thesis|homework)
(?:recover\w*|retriev\w*)(?: \w+){0,5} (?:funds|bitcoin|crypto\w*|scam\w*|wallet)
(?:professional|certified|ethical|legit\w*|genuine) hackers?
spell ?-?caster
love spells?
next of kin
(?:deceased|late|dying) (?:client|husband|customer|widow)
(?:submit|list|advertise|promote)(?: \w+){0,2} (?:your|a) (?:site|website|brand|link)
(?:send|sent)(?: \w+){0,4} (?:bitcoins?|btc)(?: \w+){0,3} (?:to|address|wallet)
""")

# What they deal in; others speak of it too.
TRADES = _any_of(r"""
seo (?:agency|expert|specialist|company|consultant|manager|team)
(?:search engine|website|social media|digital|google) (?:optimi[sz]ation|marketing|ads?)
(?:web|website|app|logo)[- ](?:design|redesign|development)
explainer videos?
(?:ai|a\.i\.)[- ](?:powered|driven|based|generated|chatbots?|tools?|automation)
viagra|cialis|levitra|kamagra|tramadol|xanax|modafinil|ozempic|semaglutide|cbd|kratom
weight[- ]loss|lose weight|fat burn\w*
casinos?|slots?|poker|gambling|betting
bitcoins?|crypto\w*|forex|nft|blockchain
loans?|financing|line of credit
manufacturers?|wholesale\w*|distributors?|factory(?: direct)?|moq|minimum order|suppliers?
word ?press|shopify|woocommerce|magento|mobile[- ]friendly
(?:hacked|exploited|extracted|leaked?|dark ?web|ransom\w*|malware|vulnerabilit\w+)
(?:copyright|trademark) infringement|(?:ruin|destroy|damage)\w*(?: \w+){0,3} reputation
казино|ставк\w+|заработ\w+|раскрутк\w+|продвижени\w+|рассылк\w+|кредит\w*|займ\w*|бесплатн\w+
kredite?n?|darlehen|prêts?|crédits?|préstamos?|créditos?|prestiti?|empréstimos?|kasino
(?:suchmaschinen|référencement|posicionamiento|posizionamento)\w*(?: \w+)?
(?:barrister|attorney|banker|diplomat|widow|prince|beneficiary|charity foundation)
[$€£]? ?\d{1,4}(?:[,.]\d{3}){2,}|\d+(?:\.\d+)? (?:million|billion)
inheritance|lottery|illuminati|compensation fund
dental implants?|hair transplants?|rhinoplasty
(?:cleaning|moving|plumbing|roofing|towing|locksmith|limo|escort|taxi) services?
(?:domain|domains?|hosting) (?:names?|expir\w+|renewal|registration)
whats ?app|telegram|skype|viber
""")

# How they speak, as others do now and then.
MANNERS = _any_of(r"""
(?:came|stumbled|happened|landed) (?:across|upon|on)(?: \w+){0,2} (?:web ?)?(?:site|blog|page)
(?:visit(?:ed|ing)?|brows\w+|review(?:ed|ing)|went through) your (?:web ?)?(?:site|blog)
notic\w+ (?:that )?your (?:web ?)?site
your (?:web ?site|business|company|brand|store|online presence|visibility|audience|niche)
we (?:offer|provide|speciali[sz]e|help|deliver|guarantee)
(?:i|we) can help you
our (?:services?|experts|platform|products?|software|agency|clients have|prices|rates|packages)
our (?:team|company|customers|users|tool|app|solutions?|guide|writers|developers|specialists)
(?:my|our) (?:price list|pricing|portfolio|previous work)
(?:mutual|mutually) benefi\w+
collaborat\w+|partnership
business (?:opportunity|proposal|owners?)
let me know if you(?: are|'re|’re|'d|’d| would)? (?:interested|like)
would you be (?:open|interested)
are you (?:open|interested|accepting|looking)
(?:if )?interested\?|if (?:you are |you're )?interested
(?:book|schedule|have time for|hop on|jump on)(?: \w+){0,3}(?:-minute)? (?:call|demo|meeting|chat)
(?:quick|short|brief|zoom|free|\d+[- ]minute) (?:call|demo|consultation|audit|quote|proposal)
(?:reply|respond|contact|write|e?mail)(?: \w+){0,2} (?:at|via|now|today|yes|back|asap)
kindly (?:contact|reply|send|get|let|confirm|respond|reach|check|visit|note|e?mail|write|advise)
dear (?:sir|madam|friend|beneficiary|owner|webmaster|sirs|admin)|greetings of the day
affordable|cheap(?:est)?
(?:low|best|great|lowest|reasonable|competitive|special) (?:price|rate|deal)s?
fraction of the (?:cost|price)
(?:high|best|top)[- ](?:quality|notch|rated)
(?:boost|increase|grow|improve|skyrocket|scale)(?:ing)? your
\d+ ?(?:%|x)(?: \w+)? (?:roi|growth|more|increase|off|discount|revenue|sales|traffic|results?)
[$€£] ?\d[\d,.]*|\d[\d,.]* ?(?:usd|eur|euros?|dollars)|money[- ]?back|daily|earn(?:ing)?s?|bonus\w*
(?:attractive|precious|fastidious|magnificent|remarkable) (?:section|component|part|element|\w+)
(?:problems?|issues?|trouble)(?: \w+){0,4} (?:loading|rss|browser|feed|internet explorer)
(?:i(?:'ll| will| am)? )?subscrib(?:e|ing)(?: \w+){0,2} (?:feeds?|augment)
any (?:feedback|tips|help) would
::|remove spaces|hxxps?|all the time
(?:this|your) (?:web ?page|weblog|web[- ]?site|blog) (?:loading|is)
roi|conversions?|revenue|leads|traffic|keywords?|rankings|seo|visitors
guaranteed?|risk[- ]free|no obligation|free of charge|100 ?%|limited[- ]time|act now|today only
special (?:offer|discount)|(?:discount|promo|coupon) codes?|free trial|exclusive offer
(?:no|without) (?:strings|commitment|cost|upfront|pressure)(?: attached)?
(?:do|would) you (?:need|want|like|accept|have)(?: \w+){0,3} (?:help|more|ideas|new|better)
(?:share|send|show)(?: you)? (?:some|an?|a few|\d|over) (?:\w+ )?(?:ideas|wins|mockup|tips)
(?:is it|would it be) (?:ok|okay|alright|possible) if (?:i|we)|can i (?:send|share|show)
(?:legally|autopilot|lawful\w*|unique (?:way|method)|commercial (?:offer|proposal|letter)s?)
(?:recently|just) (?:came across|read|discovered)(?: \w+){0,2} (?:article|post|piece|blog)
(?:resonated|caught my (?:eye|attention)|impressed (?:by|with)|stood out)
(?:insightful|thoughtful|compelling|well[- ]written|informative|valuable|in-depth)
(?:streamlin\w+|seamless\w*|leverag\w+|unlock\w*|empower\w*|synerg\w+|tailored|bespoke)
(?:innovative|cutting[- ]edge|next[- ]level|data[- ]driven|actionable|scalable|measurable)
(?:explor\w+|discuss\w*)(?: \w+){0,3} (?:potential|opportunit\w+|synerg\w+|fit|together)
(?:businesses|companies|organi[sz]ations|brands|teams|sites|blogs) like yours?
(?:good|great|perfect|natural|strong) fit|your (?:readers|readership|team|industry|goals|needs)
(?:reach(?:ing)? out|follow(?:ing)? up|touch base|circle back|worth (?:a|exploring))
(?:case stud(?:y|ies)|white ?paper|webinar|free (?:guide|resource|tool|sample|trial|mockup))
(?:engagement|retention|churn|pipeline|workflow|automat\w+|solutions?)
unsubscribe|opt[- ]?out|to be removed from
click here|visit (?:my|our|this)(?: \w+)?
(?:check|visit|check out|see|read more at|more info(?: at)?|here|at):? (?:https?://|www\.)
(?:my|our) (?:own )?(?:web[- ]?)?(?:site|blog|page|channel|store|web)
(?:this is|my name is)(?: \w+){1,3},? (?:from|with|at|of) \w+
(?:i|we) (?:lead|head up|run|represent|founded|work with)(?: \w+){0,4}
(?:invested|withdr[ae]w\w*|profits?|investor|investment|donate|transfer)
thanks to (?:him|her|them)|highly recommend\w*|contact (?:him|her|them)
(?:amazing|awesome|fantastic|excellent|superb|great|nice) (?:blog|(?:web)?site|weblog|posts?)
(?:amazing|awesome|fantastic|excellent|superb|great|nice) (?:articles?|info\w*|content|stuff)
bookmark\w*|(?:keep|keep it) up(?: the)?(?: \w+)?|(?:subscribe|subscribed) to your
custom[- ]made
(?:theme|template|layout|web ?host\w*|plugins?|captcha|load(?:s|ing)? (?:speed|fast))
(?:very|really|truly|extremely|so) (?:helpful|informative|useful|impressed|interesting|inspiring)
(?:really |truly )?(?:enjoyed|loved|appreciate)(?: \w+){0,2} (?:reading|content)
(?:touched|article|paragraph|piece of writing|write-?up|blog post)(?: \w+){0,3} (?:web|internet|net)
(?:thank you|thanks) for (?:sharing|posting|the (?:auspicious|marvelous|good) \w+)
(?:my|your) (?:brother|cousin|friend|colleague) (?:suggested|recommended)
(?:i will|i'll|i’ll|gonna)(?: \w+){0,2} (?:come back|return|comeback|revisit|share)
""")
