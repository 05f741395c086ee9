"""What stands on a page and is no part of its article: words and names, tied to no one blog."""

import re

from plugins.common.text import folded

NETWORKS = (
    "facebook|twitter|x|linkedin|pinterest|reddit|whatsapp|telegram|tumblr|pocket|email|e-mail|mail"
    "|google ?\\+|google|bluesky|mastodon|threads|xing|skype|stumbleupon|delicious|digg|print"
)
# Whole lines, folded. What ends an article: all below it is the page's.
END = re.compile(
    r"(?:leave|post|add|write) (?:a|your) (?:reply|comment|response|comments)(?: to .*)?"
    r"|(?:leave a reply )?cancel reply|speak your mind|what do you think\?? ?cancel reply"
    r"|(?:\d+|one|two|three|no|all) (?:comments?|responses?|replies|thoughts?)"
    r"(?: (?:on|to|so far).*)?"
    r"|(?:comments|responses|discussion|related|reactions)(?: ?\(\d+\))?:?"
    r"|comments (?:are|have been) (?:closed|disabled|off).*|comments? policy:?"
    r"|(?:related|recent|similar|more|popular|other)"
    r" (?:posts?|articles?|stories|reading|news|topics)(?: (?:from|on|by|in) .*)?:?"
    r"|you (?:might|may)(?: also)?(?: be)? (?:like|enjoy|interested in).*"
    r"|about the authors?:?|share this(?: (?:post|article|entry|story|page))?[:!]?"
    r"|tell us how we can help|subscribe to (?:our|the|my) (?:newsletter|blog).*"
    r"|laisser un commentaire|répondre annuler la réponse\.?|articles similaires|sur le même thème"
    r"|weiterführende (?:links|artikel|informationen).*|über (?:den autor|die autorin|uns)"
    r"|(?:lesen sie|lies|mehr) (?:auch|zum thema).*|mehr aus .*"
    r"|inne artykuły.*|à lire aussi.*|leggi anche.*"
    r"|(?:schreib\w*|hinterlass\w*) (?:einen kommentar|eine antwort)|ähnliche (?:beiträge|artikel)"
    r"|kommentar (?:schreiben|verfassen|hinterlassen)|kommentare|das könnte (?:dich|sie) auch.*"
    r"|deja (?:un comentario|una respuesta)|lascia un commento|geef een reactie"
    r"|(?:deixe um comentário|deixe uma resposta)"
)
# What is dropped wherever it stands.
NOISE = re.compile(
    rf"(?:click to )?(?:share|tweet|post|save|pin|e?mail|follow)(?: (?:this|it|us))?"
    rf"(?: (?:on|to|via|with|by|in)? ?(?:{NETWORKS}|a friend))*(?: \(opens in new window\))?[:!]?"
    rf"|(?:{NETWORKS})(?: \d+)?|(?:\d+ )?(?:shares?|likes?|tweets?|views?)(?: \d+)?"
    r"|like this:?|like ?loading\.{3}|loading(?:\.{3}|…)?|\d+ bloggers? likes? this\.?"
    r"|print(?: this)?(?: page| article)?|skip to (?:main )?content|back to top|advertisements?|ad"
    r"|read more\.{0,3}|continue reading.*|previous(?: post)?|next(?: post)?|reply|permalink"
    r"|teilen(?: mit:)?|gefällt mir:?|partager(?: sur .*)?:?|j’aime ça\s?:|wird geladen.*|anzeige"
    r"|publicités?|werbung|compartir(?: en .*)?|drucken"
    r"|this field is for validation purposes and should be left unchanged\."
    r"|(?:save|enregistrer) my name, email,? and website in this browser.*"
    r"|(?:your email address will not be published|required fields are marked).*"
    r"|please enter your (?:comment|name)(?: here)?!?|you have entered an incorrect email address!"
    r"|please enter your email address here|notify me of (?:follow-up|new) (?:comments|posts).*"
    r"|this site uses akismet.*|name ?\*?|website|comment ?\*?|δ|•|\||»|«"
)
POLICY = re.compile(
    r"^please use comments to\b|\bwe (?:will|do) not publish\b.*\bcomments\b"
    r"|\bcomments?\b.*\bare moderated\b|\bcomments? that\b.*\bwill be (?:deleted|removed)\b"
)
# Of class and id, between hyphens: what an element is for, as themes and plugins call it.
NAMES = re.compile(
    r"(?:^|.*[_-])(?:"
    r"share\w*|sharing|sharedaddy|social\w*|addtoany\w*|addthis\w*|a2a|heateor|ssba|essb|shariff"
    r"|likes?|wpl|rating\w*|ratings?|related\w*|relatedposts|yarpp|crp|similar|recommend\w*|outbrain|taboola|zergnet"
    r"|sidebar\w*|widgets?|navi\w*|nav|navbar|menus?|breadcrumbs?|crumbs|pagination|pager|paging|prevnext"
    r"|comments?|commentlist|respond|reply|disqus\w*|trackbacks?|pingbacks?"
    r"|footer|masthead|colophon|banner|cookie\w*|gdpr|consent|popup|modal|newsletter\w*|subscribe\w*|signup|optin"
    r"|mc4wp|mailchimp|promo\w*|sponsor\w*|ads?|adsense|adsbygoogle|advert\w*|advertisement\w*"
    r"|author-?(?:box|bio|info|description|card)|authorbox|saboxplugin|abh|about-author|vcard"
    r"|entry-meta|entry-utility|entry-footer|entry-header|post-?meta|postmetadata|post-?info|postinfo|meta|metadata"
    r"|byline|posted-on|post-?date|entry-date|dateline|post-?tags|tags?|tagcloud|tag-links|cat-links|categories|edit-link|posted"
    r"|print\w*|screen-reader-text|sr-only|visually-?hidden|skip-?link|toolbar|tools"
    r"|ez-toc-container|toc_container"
    r"|post-?navigation|wp-block-(?:latest-posts|post-terms|tag-cloud|social-links|search|comments?)"
    r"|vgwort|wpcnt|jp-post-flair|post-ratings"
    r")(?:[_-].*|\d*)",
    re.IGNORECASE,
)
# What page builders name all of their boxes, and themes what a box has about it.
BUILDERS = re.compile(
    r"elementor|wpb_|vc_|et_pb|fl-|fusion-|so-|siteorigin|(?:has|is|with|js|no)-|.*[_-](?:with|has)[_-]",
    re.IGNORECASE,
)
PERMISSION = re.compile(
    r"^[^.:]{0,40}\b(?:re-?published|re-?printed|re-?posted|cross-?posted"
    r"|(?:originally|first|previously) (?:appeared|published|posted)"
    r"|(?:appeared|published) (?:first|originally))\b.{0,160}$",
    re.IGNORECASE,
)
INVITATION = re.compile(
    r"^(?:(?:so|and|now|please|feel free to|i(?:’|')d love to|we(?:’|')d love to)[ ,]+)*(?:"
    r"(?:share|tell|leave|post|add|give|drop|hear|weigh in|let (?:me|us) know|join)\b.*"
    r"\b(?:thoughts?|comments?|opinions?|experiences?|stor(?:y|ies)|views?|ideas?|below|know|conversation|discussion)\b"
    r"|(?<=please )(?:share|tell|write|send|leave|post|comment|let)\b.*"
    r"|what (?:do you think|are your (?:thoughts|experiences|ideas)|say you|would you add)\b.*\?"
    r").*$",
    re.IGNORECASE,
)
BY = re.compile(
    r"(?:(?:(?:view |see )?all (?:posts|articles)|posted|written|published|(?:zeige )?alle beiträge"
    r"|veröffentlicht|geschrieben|publié|écrit) )?(?:by|von|par|por|autor(?:in)?|author|auteur)\b:?"
    r"\s*(?P<name>.*)",
    re.IGNORECASE,
)
INVITATION_MAX = 300  # characters; what is longer has something to say


def is_apart(name: str) -> bool:
    """Whether a class or an id says that an element is no part of the article beside it."""
    return NAMES.fullmatch(name) is not None and BUILDERS.match(name) is None


def ends(line: str) -> bool:
    return END.fullmatch(folded(line).strip(" *:–—-")) is not None or is_policy(line)


def is_noise(line: str) -> bool:
    bare = folded(line).strip(" •*·|–—-")
    return not bare or NOISE.fullmatch(bare) is not None


def is_policy(line: str) -> bool:
    return POLICY.search(folded(line)) is not None


def is_permission(line: str) -> bool:
    return PERMISSION.fullmatch(line.strip()) is not None


def invites(paragraph: str) -> bool:
    """Whether it does nothing but ask readers to write, as the last of an article may."""
    return len(paragraph) <= INVITATION_MAX and INVITATION.fullmatch(paragraph) is not None


def site_of(line: str) -> str:
    """The name of the site where a republished article first stood, if its line tells it."""
    match = re.search(r"\b(?:on|at|in|by|from) (?:the )?(?P<site>[A-Z0-9][^,.]{1,60})", line)
    return match["site"].strip() if match else ""
