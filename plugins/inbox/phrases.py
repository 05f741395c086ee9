"""What sellers and swindlers say, a pattern a line, for text in lower case with single spaces."""

import re


def _any_of(patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns.split(chr(10))[1:-1])})\b")


# What is offered to every form there is: one of them is enough.
OFFERS = _any_of(r"""
(?:guest|sponsored|paid) (?:blog )?(?:post|article|content|link|placement)s?
(?:guest|sponsored) blogging
back ?-?links?
link[- ](?:building|insertion|exchange|swap)s?
do-?follow
domain (?:authority|rating)
\bda ?\d\d
seo[- ](?:services?|agency|expert|audit|specialist|company|consultant|package|optimi[sz]ed)
(?:seo|marketing|website) packages?
(?:first|top|1st) (?:page|of page|position|spot|results?) (?:of|on|in) google
(?:page|rank(?:ed|ing|s)?)(?: \w+){0,2} (?:one|1|#1|first|higher|top)(?: \w+){0,2} google
rank(?:ing)? (?:higher|better)
(?:search|google) (?:engine )?rankings?
organic traffic
(?:more|increase|boost|double|targeted|drive)(?: \w+){0,3} (?:traffic|leads|conversions)
qualified leads
lead generation
cold (?:email|outreach)
email (?:list|database|blast)s?
(?:web|website|app|logo)[- ](?:design|redesign)(?:er|ing)? (?:services?|company|agency|firm|team)
(?:web|website|app|software)[- ]development (?:services?|company|agency|firm|team)
explainer video
virtual assistants?
outsourc\w+
(?:buy|cheap|instant|real) (?:followers|subscribers|likes|views|reviews)
instagram followers
positive reviews for your
(?:business|working capital|personal|payday|instant|unsecured) (?:loan|funding|financing)s?
loan offer
line of credit
merchant cash
pre-?approved
(?:crypto|bitcoin|btc|forex)\w*(?: \w+){0,2} (?:invest|trad|profit|earn|return)\w*
(?:crypto|bitcoin|btc|forex)\w*(?: \w+){0,2} (?:platform|robot|signal|wallet|giveaway)s?
invest(?:ed|ing|ment)?(?: \w+){0,3} (?:crypto|bitcoin|forex)
passive income
financial freedom
guaranteed (?:returns?|profits?|income|approval|results)
(?:earn|earning|made|make|making)(?: \w+){0,2} [$€£] ?\d[\d,.]*
[$€£] ?\d[\d,.]*k? (?:a|per|every) (?:day|week)
work from home
online casinos?
casino (?:bonus|online|games?)
slot (?:games?|online|machines?)
free spins
sports? ?book
betting (?:site|tips|platform)\w*
viagra
cialis
levitra
kamagra
tramadol
xanax
ozempic
semaglutide
cbd (?:oil|gumm)\w*
(?:online|canadian) pharmacy
without (?:a )?prescription
weight[- ]loss
keto\b(?: \w+)?
male enhancement
(?:hot|single|sexy|lonely) (?:girls|women|ladies|singles)
porn\w*
escorts?
adult dating
replica (?:watch|bag|handbag)\w*
essay[- ]writ\w+
(?:write|writing) (?:my|your) (?:essay|paper|assignment)
custom essays?
hack(?:er|ed)(?: \w+){0,3} (?:recover|spouse|phone|account|whatsapp)\w*
recover(?:y|ed)?(?: \w+){0,4} (?:funds|bitcoin|crypto|scam\w*)
spell ?-?caster
love spells?
lottery winner
next of kin
inheritance fund
illuminati
(?:submit|list|advertise|promote|feature)(?: \w+){0,2} (?:your|a|my|our) (?:site|website|brand)
(?:advertise|promote|feature)(?: \w+){0,2} (?:your|a|my|our) (?:business|company|product)
unsubscribe
opt[- ]?out
to be removed from
limited[- ]time offer
special (?:offer|discount)
(?:discount|promo|coupon) codes?
\d\d ?% (?:off|discount)
free (?:trial|quote|consultation|audit|demo|estimate|proposal)
(?:our|my) (?:rates|price list|pricing|portfolio|packages)
(?:money|cash)[- ]back guarantee
""")

# What they also say, and others do now and then: it takes several.
MANNERS = _any_of(r"""
(?:came|stumbled|happened|landed) (?:across|upon|on) your (?:\w+ )?(?:web ?)?(?:site|blog|page)
(?:visit(?:ed|ing)?|brows\w+|review(?:ed|ing)|went through) your (?:web ?)?(?:site|blog)
notic\w+ (?:that )?your (?:web ?)?site
your website
your business
your (?:online )?(?:presence|visibility|audience|readers|niche)
your (?:company|brand)
we (?:offer|provide|speciali[sz]e|help businesses|deliver)
(?:i|we) can help you
our (?:team|company|agency|services?|clients|experts|platform|product|tool)
(?:mutual|mutually) benefi\w+
collaborat\w+
partnership
business (?:opportunity|proposal|owners?)
let me know if you(?: are|'re|’re|’d| would)? (?:interested|like)
would you be (?:open|interested|willing)
are you (?:open|interested|accepting|looking)
(?:quick|short|brief|15[- ]minute) (?:call|chat)
book a (?:call|demo|meeting)
schedule a
get in touch
contact (?:us|me) (?:at|on|via|now|today)
(?:reply|respond) (?:to this|with|back|yes)
whats ?app
telegram
skype
affordable
high[- ]quality
top[- ]notch
best (?:price|quality|deal|service)s?
boost
grow(?:th|ing)? your
increase your
take your
improve your
roi
revenue
conversion
seo
google
traffic
keywords?
marketing
click here
(?:check out|visit|see|try) (?:my|our|this)
sign ?up
subscribe to my
for more (?:info|information|details)
more info here
here is (?:my|the) (?:site|link|blog)
i am (?:a|an) (?:content writer|freelance\w*|marketer|outreach)
outreach
content (?:writer|team|strategy)
relevant to your
add value
no obligation
free of charge
100 ?%
act now
today only
amazing (?:product|results?)
thanks to (?:him|her|them|this)
highly recommend
i invested
""")
