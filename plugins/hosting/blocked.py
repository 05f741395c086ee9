"""What an author wrote and the content policy keeps browsers from showing."""

import re
from collections import Counter
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Tag

from plugins.common.headers import Policy, origin_of
from plugins.common.problem import Problem
from plugins.common.source import Source

# Worth looking at; most texts hold none of it.
SUSPECT = re.compile(
    r"<(?:script|style|link|object|embed|iframe|form)\b|\s(?:style|on\w+)\s*="
    r"|(?:src|srcset|poster)\s*=\s*[\"']?\s*(?:\w+:|//)|javascript:",
    re.IGNORECASE,
)
# Where an address stands → what of the policy is asked for it.
FETCHES = {
    ("img", "src"): "img-src",
    ("img", "srcset"): "img-src",
    ("source", "srcset"): "img-src",
    ("source", "src"): "media-src",
    ("audio", "src"): "media-src",
    ("video", "src"): "media-src",
    ("video", "poster"): "img-src",
    ("track", "src"): "media-src",
    ("iframe", "src"): "frame-src",
    ("object", "data"): "object-src",
    ("embed", "src"): "object-src",
    ("script", "src"): "script-src",
    ("link", "href"): "style-src",
    ("form", "action"): "form-action",
}
DOES = {
    "img-src": "show pictures from",
    "media-src": "play what comes from",
    "frame-src": "show frames from",
    "object-src": "show objects from",
    "script-src": "run scripts from",
    "style-src": "use style sheets from",
    "form-action": "send forms to",
}
STYLE = "browsers will ignore styles in the text: give a class instead, and style it in a file"
SCRIPT = "browsers will not run scripts in the text: put them into a file, or remove them"


def blocked(html: str, policy: Policy, source: Source, site: str) -> Iterator[Problem]:
    """A note for each place; ``site`` is the site's address."""
    if not SUSPECT.search(html):
        return
    seen: Counter[str] = Counter()
    for tag in BeautifulSoup(f"<body>{html}", "lxml").find_all(True):
        for needle, what in (*inline(tag, policy), *fetched(tag, policy, origin_of(site))):
            yield source.problem(source.place_of(needle, nth=seen[needle]), what, note=True)
            seen[needle] += 1


def inline(tag: Tag, policy: Policy) -> Iterator[tuple[str, str]]:
    """What stands in the text itself, as its author wrote it, and the sentence about it."""
    if "'unsafe-inline'" not in policy["style-src"]:
        if tag.has_attr("style"):
            yield str(tag["style"]), STYLE
        if tag.name == "style":
            yield "<style", STYLE
    if "'unsafe-inline'" not in policy["script-src"]:
        for name, value in tag.attrs.items():
            if name.startswith("on") or (name == "href" and str(value).startswith("javascript:")):
                yield str(value), SCRIPT
        if (
            tag.name == "script"
            and not tag.has_attr("src")
            and "json" not in str(tag.get("type", ""))
        ):
            yield "<script", SCRIPT


def fetched(tag: Tag, policy: Policy, here: str) -> Iterator[tuple[str, str]]:
    for (name, attribute), directive in FETCHES.items():
        if tag.name != name or not tag.has_attr(attribute):
            continue
        for address in addresses(attribute, str(tag[attribute])):
            origin = origin_of(address) or here
            if not permits(policy.get(directive, policy["default-src"]), origin, address, here):
                what = f"browsers will not {DOES[directive]} {origin}: add that to {directive} in"
                yield address, f"{what} CSP_ALSO, or bring what you need here, or remove it"


def addresses(attribute: str, value: str) -> list[str]:
    if attribute != "srcset":
        return [value.strip()]
    return [part.split()[0] for part in value.split(",") if part.split()]


def permits(sources: str, origin: str, address: str, here: str) -> bool:
    """Whether one of the policy's sources is that of the address, as far as owners write them."""
    for source in sources.split():
        scheme, _, host = origin.partition("://")
        if source == "*" or source in (origin, f"{scheme}:") or source == host:
            return True
        if source == "'self'" and origin == here:
            return True
        if source.startswith(origin) and address.startswith(source):
            return True
        wildcard = source.removeprefix(f"{scheme}://")
        if wildcard.startswith("*.") and host.endswith(wildcard[1:]):
            return True
    return False
