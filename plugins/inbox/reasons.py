"""Why a message is odd, as sentences for the person who decides: in how it came, in what it says.

Nobody is refused for any of them. What is odd in how it came, its writer may
mend by sending it once more; what it says is for a person to judge.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from plugins.common.form import Form
from plugins.inbox.phrases import MANNERS, OFFERS, TRADES
from plugins.inbox.store import Message
from plugins.inbox.visitor import MOST

# How long the words of a message are remembered, and how many letters make them its own.
COPIES = timedelta(days=30)
LEAST_LETTERS = 40
LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"\]]+", re.IGNORECASE)
MARKUP = re.compile(r"<a\s[^>]{0,200}href|\[/?(?:url|link|img)\b", re.IGNORECASE)
# The letters that look alike: what is written to be read by people, and by no filter.
MIXED = re.compile("[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z]")
MAX_LINKS = 1
MAX_SHOWN = 3
# One of the first is enough, of the last it takes several.
WEIGHTS = ((3, OFFERS), (2, TRADES), (1, MANNERS))
ENOUGH = 3
# Where the name of a host costs next to nothing.
CHEAP = tuple(".xyz .top .click .shop .online .site .club .icu .buzz .link .store .win".split())

# Letters that never or hardly ever follow the first of their row, marks left out: less than once
# in 2,000 pairs in the words of programs' messages, in any of thirty languages.
UNHEARD = {
    pair[0] + follower
    for pair in (
        "bcdfgkmpqtvxz cbdfgmpqvx dqx fbcjkmpqvxz gfmpqvxz hbghqxz jbcfghjpqrvwxy kdfgmpqxz"
        " lqrxz mcfqvwxz nqx oqx pbdgkmqvxz qbcdfghjklmnopqrstvwxyz rqx sqx tq uq vbcdfghmpqvwx"
        " wfjkpqtuvwx xbdfgjklmnqrsuvwxyz yqx zfjqx"
    ).split()
    for follower in pair[1:]
}
WORD = re.compile(r"(?<![a-z0-9])[a-z]{4,}(?![a-z0-9])")
HUMPS = re.compile(r"(?:[a-z][A-Z][A-Za-z]*?){3}")
LEAST_UNHEARD = 3
UNHEARD_SHARE = 0.12


def how(
    form: Form,
    answers: Mapping[str, str],
    headers: Mapping[str, str],
    origin: str,
    sent_of_late: int,
) -> tuple[str, ...]:
    """Of how it came. ``origin`` is the site's; ``sent_of_late`` counts its sender's messages.

    The rules of origin are those of Go's CrossOriginProtection; what it refuses
    is only odd here: a page with Referrer-Policy: no-referrer makes a form's
    Origin null, and old browsers have neither header.
    """
    found = []
    if form.caught(answers):
        found.append("The trap was filled in")
    from_, site = headers.get("origin", ""), headers.get("sec-fetch-site", "")
    if site != "same-origin" and from_.lower() != origin:
        if not from_ and site in ("", "none"):
            found.append("It was sent by a program, or by a very old browser")
        elif from_ == "null":
            found.append("The browser does not say which site it was sent from")
        else:
            found.append("It was sent from a page of another site")
    if sent_of_late > MOST:
        found.append(f"It is number {sent_of_late} from one address within minutes")
    return tuple(found)


def what(form: Form, answers: Mapping[str, str], origin: str) -> tuple[str, ...]:
    """Of what it says. ``origin`` is the site's, which only those name who write to many sites."""
    name, text = answers["name"], letter_of(form, answers)
    said = " ".join(f"{name} {text}".casefold().split())
    links = LINK.findall(text)
    found = []
    if phrases := _sold(said, links, urlsplit(origin).hostname or ""):
        found.append(f"It speaks as sellers speak: {_listed(phrases)}")
    if MARKUP.search(text):
        found.append("It holds links in HTML or BBCode")
    if LINK.search(name):
        found.append("The name is a link")
    if len(links) > MAX_LINKS:
        found.append(f"It links to {_listed(map(_host, links))}")
    if MIXED.search(f"{name} {text}"):
        found.append("It mixes alphabets within a word")
    if gibberish(f"{name} {text}"):
        found.append("Its letters look drawn by lot")
    return tuple(found)


def words_of(form: Form, answers: Mapping[str, str]) -> str:
    """The letters and digits of the long text less the sender's name, or "" where they are few."""
    text = letter_of(form, answers).casefold()
    for part in answers["name"].casefold().split():
        if len(part) > 2 and part.isalpha():
            text = text.replace(part, "")
    letters = "".join(filter(str.isalnum, text))
    return letters if len(letters) >= LEAST_LETTERS else ""


def copied(message: Message, copies: Iterable[Message]) -> tuple[str, ...]:
    """Of others that said it in the same words."""
    who = _who(message)
    other = next((copy for copy in copies if _who(copy) != who), None)
    return (f"Number {other.number} says the same under another name or address",) if other else ()


def gibberish(text: str) -> bool:
    if HUMPS.search(text):
        return True
    pairs = [a + b for word in WORD.findall(text.lower()) for a, b in pairwise(word)]
    unheard = sum(pair in UNHEARD for pair in pairs)
    return unheard >= LEAST_UNHEARD and unheard >= UNHEARD_SHARE * len(pairs)


def letter_of(form: Form, answers: Mapping[str, str]) -> str:
    """The long text."""
    return "\n".join(answers[field.name] for field in form.fields if field.kind == "textarea")


def _who(message: Message) -> tuple[str, str]:
    return message.answers["name"].casefold(), message.answers["email"].casefold()


def _sold(said: str, links: Sequence[str], host: str) -> list[str]:
    """The phrases that make it an offer, the most telling first, or none."""
    weights = {host: 1} if host in said else {}
    for weight, pattern in WEIGHTS:
        if found := pattern.findall(said):
            weights |= dict.fromkeys(found, weight)
            # What was weighed is not weighed again, as a part of it.
            said = pattern.sub("|", said)
    enough = sum(weights.values()) + sum(map(_link_weight, links)) >= ENOUGH
    return [f"“{phrase}”" for phrase in weights] if enough else []


def _link_weight(link: str) -> int:
    """Who teaches links to a page; who sells, to a shop's door or through a counter."""
    try:
        parts = urlsplit(link if "://" in link else f"//{link}")
    except ValueError:
        return 2
    door = len(parts.path.strip("/.,)")) < 2 or bool(parts.query)
    cheap = (parts.hostname or "").endswith(CHEAP)
    return 1 + door + cheap


def _listed(parts: Iterable[str]) -> str:
    listed = list(dict.fromkeys(parts))
    more = len(listed) - MAX_SHOWN
    return ", ".join(listed[:MAX_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _host(link: str) -> str:
    try:
        host = urlsplit(link if "://" in link else f"//{link}").hostname or link[:60]
    except ValueError:
        host = link[:60]
    return host.rstrip(".,;:!?)")
