"""A finished body as feed readers want it.

It is parsed once more, by lxml: 0.2 ms for 600 words, the price of being right
where readers keep, drop or abuse what a page may hold.
"""

import re
from collections.abc import Container
from urllib.parse import urljoin, urlsplit

from lxml import etree

from plugins.common.html import CANDIDATE
from plugins.common.text import plain

# What readers keep, and the W3C's validator takes for harmless; of all else only the text stays.
ELEMENTS = frozenset(
    "a abbr address article aside audio b bdi blockquote br caption cite code col colgroup data dd"
    " del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins"
    " kbd li main mark menu nav ol p picture pre q rp rt ruby s samp section small source span"
    " strike strong sub summary sup table tbody td tfoot th thead time tr track tt u ul var video"
    " wbr".split()
)
ATTRIBUTES = frozenset(
    "alt cite class colspan controls datetime dir headers height href hreflang kind label lang"
    " media open poster reversed rowspan scope sizes span src srclang srcset start title type"
    " value width".split()
)
ADDRESSES = frozenset(("cite", "href", "poster", "src"))
# These say nothing outside their page, or what they hold is no text.
SILENT = "base button form input link meta script select style template textarea".split()
# What ends a paragraph in HTML, though the parser, which is older, does not know it.
NO_PHRASE = "article aside details figcaption figure footer header main nav section".split()
# What is played or framed, and where it comes from.
EMBEDS = {"audio": "src", "embed": "src", "iframe": "src", "object": "data", "video": "src"}
SCRIPTS = frozenset(("javascript", "vbscript"))
# Where a picture's address waits for a script that puts it in its place.
LAZY = {
    "data-lazy-src": "src",
    "data-lazy-srcset": "srcset",
    "data-original": "src",
    "data-src": "src",
    "data-srcset": "srcset",
}
DOUBLE = "double"
UNWRAPPED = "unwrapped"
PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True)
WHOLE = re.compile(r"https?://[\w.]")
# The parser stops behind the first; the second, which nobody writes, come from it.
ENDS = re.compile(r"</(?:body|html)\b[^>]*>", re.IGNORECASE)
NO_ENDS = re.compile(r"</(?:source|track|wbr)>")


def feed_html(html: str, page: str) -> str:
    """The body seen from the page at ``page``: well-formed, absolute, and nothing that acts."""
    body = parsed(html)
    etree.strip_elements(body, *SILENT, etree.Comment, etree.PI, with_tail=False)
    leave_out_doubles(body)
    for element in body.iterdescendants("*"):
        for lazy in sorted(LAZY.keys() & element.keys()):
            element.set(LAZY[lazy], element.get(lazy, ""))
        if element.tag in EMBEDS:
            link_to_source(element)
        if element.tag == "p" and next(element.iter(*NO_PHRASE), None) is not None:
            element.tag = "div"
        if element.tag not in ELEMENTS:
            element.tag = UNWRAPPED
        if element.text is None:
            element.text = ""  # else the end of an empty <li> is left out
        for name, value in element.items():
            kept = attribute(str(name), str(value), page)
            if kept is None:
                del element.attrib[name]
            elif kept != value:
                element.set(name, kept)
    etree.strip_tags(body, UNWRAPPED)
    body.attrib.clear()
    written = etree.tostring(body, encoding="unicode", method="html")
    # Last: a reference like &#1; has become what it stands for.
    return plain(NO_ENDS.sub("", written.removeprefix("<body>").removesuffix("</body>")))


def parsed(html: str) -> etree._Element:
    text = "<body>" + ENDS.sub("", html.replace("\r\n", "\n").replace("\r", "\n"))
    (body,) = etree.fromstring(text.encode(errors="replace"), PARSER).iterchildren("body")
    return body


def leave_out_doubles(body: etree._Element) -> None:
    """Of a picture that waits for a script, and one in <noscript> beside it, leave the second."""
    for noscript in body.iter("noscript"):
        whole = {picture.get("src") for picture in noscript.iter("img")}
        for beside in (noscript.getprevious(), noscript.getnext()):
            if whole and beside is not None and is_double(beside, whole):
                beside.tag = DOUBLE
                break
    etree.strip_elements(body, DOUBLE, with_tail=False)


def is_double(element: etree._Element, whole: Container[str | None]) -> bool:
    """Whether pictures are all that it shows, and each is not there yet or is one of ``whole``."""
    pictures = [*element.iter("img")]
    waiting = (
        (picture.get("src") or "data:").startswith("data:")
        or picture.get("src") in whole
        or LAZY.keys() & picture.keys()
        for picture in pictures
    )
    return bool(pictures) and all(waiting) and not text_of(element)


def link_to_source(element: etree._Element) -> None:
    """Make a link of what is played or framed, unless it says itself what to show instead."""
    if element.tag != "iframe" and shows(element):
        return
    sources = [element.get(EMBEDS[element.tag]), *(s.get("src") for s in element.iter("source"))]
    url = next(filter(None, sources), None)
    title = element.get("title") or url
    del element[:]
    element.text = None
    element.attrib.clear()
    if url:
        element.tag, element.text = "a", title
        element.set("href", url)


def shows(element: etree._Element) -> bool:
    return bool(text_of(element)) or any(e.tag not in ("param", "source", "track") for e in element)


def text_of(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def attribute(name: str, value: str, page: str) -> str | None:
    """What becomes of an attribute; None when it goes."""
    if name not in ATTRIBUTES:
        return None
    if name in ADDRESSES:
        return address(value, page)
    if name == "srcset":
        if value.lstrip().startswith("data:"):  # it holds a place, and would go before src
            return None
        return CANDIDATE.sub(lambda each: candidate(each, page), value)
    return value


def candidate(match: re.Match[str], page: str) -> str:
    return f"{match['before']}{address(match['url'], page) or ''}{match['size']}"


def address(url: str, page: str) -> str | None:
    """The address seen from ``page``; None when it is none, or a script."""
    if WHOLE.match(url):
        return url
    try:
        found = urljoin(page, url.strip())
        return None if urlsplit(found).scheme in SCRIPTS else found
    except ValueError:  # like "http://["
        return None
