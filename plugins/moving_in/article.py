"""The text of an article within its page, found by the names WordPress gives it, else by
trafilatura.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString, PageElement

from plugins.common.text import folded
from plugins.moving_in import boilerplate
from plugins.moving_in.dates import date_of
from plugins.moving_in.records import Found, Told

# Where themes put it, the surest first. What other names hold is not the article alone.
BODIES = (
    ("itemprop articleBody", "[itemprop~=articleBody]", 0.95),
    ("class entry-content", ".entry-content, .e-content, .wp-block-post-content", 0.95),
    ("class entry", ".entry, .storytext", 0.8),
)
# What is no text, and what is none unless most of the text stands there.
NEVER = (
    "script style noscript template nav button select textarea input label dialog svg link meta"
    " title head canvas map object"
).split()
MAYBE = "footer aside header form".split()
DISCUSSION = (
    "#comments, #respond, #disqus_thread, .comments-area, .comment-list, .commentlist,"
    " .comment-respond"
)
EMBEDS = re.compile(r"youtu|vimeo|soundcloud|spotify|dailymotion|slideshare|ted\.com|wordpress")
LINES = {*"p li blockquote pre dd td h1 h2 h3 h4".split()}
BLOCKS = {*LINES, *"div section article ul ol dl table h1 h5 h6 figure hr main form".split()}
EDGES = {*BLOCKS, *"tr th dt figcaption caption header footer aside address".split()}
WHOLE = "p pre h1 h2 h3 h4".split()
OWN = re.compile(r"(?:^|\s)(?:hentry|h-entry|post|type-post|single-post)(?:\s|$)")
KEPT = "body main article a img".split()
LEAD = re.compile(
    r"(?:^|[\s_-])(?:excerpt|lead|lede|standfirst|teaser|subtitle|sommario|chapo|dek|deck)(?:\s|$)"
)
ENOUGH = 140  # characters of prose
CARD_MAX = 500  # characters
BYLINE_MAX = 100  # characters of a line that says who wrote it, or when
SENTENCE = 25  # characters; less is a label
NEARLY = 0.97  # of the words of what is around


@dataclass(frozen=True, slots=True)
class Article:
    html: str
    found: Found
    question: str = ""
    permission: str = ""
    canonical: str = ""
    site: str = ""
    told: tuple[Told, ...] = ()


def article_of(content: bytes, soup: BeautifulSoup, title: str, address: str) -> Article:
    """Takes the page apart: read what else it says before."""
    for tag in soup.find_all(NEVER):
        tag.decompose()
    for remark in soup.find_all(string=lambda text: isinstance(text, Comment)):
        remark.extract()
    for tag in soup.select(DISCUSSION):
        if not tag.decomposed and tag.select_one("h1, .hentry, .entry-content") is None:
            tag.decompose()
    heading = next((h for h in soup.find_all(["h1", "h2"]) if said(h) == folded(title)), None)
    body, found = named(soup, heading) or gathered(content, soup)
    if not body.get_text(strip=True):
        return Article("", found)
    tidy(body, title)
    permission, canonical, site = republished(body)
    question = closing(body)
    whole(body, address)
    told = []
    if question:
        told.append(Told("repaired", "", "its last sentence asks readers, and became Question:"))
    if permission and not canonical:
        what = "it was published elsewhere first, and does not say where"
        told.append(Told("unsure", "", what, "Write the address into Original-Url:"))
    html = body.decode_contents().strip()
    return Article(html, found, question, permission, canonical, site, tuple(told))


def named(soup: BeautifulSoup, heading: Tag | None) -> tuple[Tag, Found] | None:
    """The element that its theme names as the article, and that stands near its heading."""
    root = soup.body or soup
    weights = prose(root)
    above = list(heading.parents) if heading else []
    for rule, selector, sure in BODIES:
        enough = max(ENOUGH, weights[id(root)] / (6 if sure < 0.9 else 10))
        tags = [tag for tag in soup.select(selector) if weights[id(tag)] >= enough]
        if tags:
            near = [tag for tag in tags if tag in above] or tags
            body = max(near, key=lambda tag: weights[id(tag)])
            strip(body)
            lead(body)
            return body, Found(rule, sure)
    return None


def gathered(content: bytes, soup: BeautifulSoup) -> tuple[Tag, Found]:
    """The least element that holds the words trafilatura takes for the article, and only those.

    The HTML that it makes itself has no captions, no embeds and few tables.
    """
    from trafilatura import extract  # slow to load, and only pages without known names need it

    body: Tag = soup.body or soup
    text = extract(content, include_comments=False) or ""
    lines = {letters(part) for line in text.splitlines() for part in (line, *line.split("|"))}
    whole = letters(text)
    kept = Counter[int]()  # the id of an element or text → how many letters of the article it has
    for texts in runs(body):
        own = letters("".join(texts))
        if own in lines or (
            len(own) >= SENTENCE and any(part in whole for part in (own[:40], own[-40:]))
        ):
            for said_here in texts:
                length = len(letters(said_here)) or 1
                kept.update(dict.fromkeys(map(id, (said_here, *said_here.parents)), length))
    if not kept:
        strip(body)
        return body, Found("all that the page says", 0.1)
    while inner := next(
        (
            tag
            for tag in body.find_all(True, recursive=False)
            if tag.name not in LINES and kept[id(tag)] >= NEARLY * kept[id(body)]
        ),
        None,
    ):
        body = inner
    keep(body, kept)
    # It takes the first where a theme has several.
    for twin in body.find_next_siblings(body.name, class_=body.get("class") or False):
        if prose(twin)[id(twin)] >= ENOUGH:
            body.append(twin)
    sure = 0.6 if kept[id(body)] > 4 * ENOUGH else 0.3
    return body, Found("where most of the prose stands", sure)


def runs(root: Tag) -> Iterator[list[NavigableString]]:
    """Its texts, those of one block together."""

    def block(text: NavigableString) -> int:
        return id(next(tag for tag in text.parents if tag.name in EDGES or tag is root))

    texts = [text for text in root.find_all(string=True) if letters(text)]
    for _, run in groupby(texts, block):
        yield list(run)


def keep(body: Tag, kept: Mapping[int, int]) -> None:
    """Takes out what is not kept, but for pictures and embeds among or beside what is."""
    waiting = [body]
    while waiting:
        children = list(waiting.pop().children)
        mine = [n for n, child in enumerate(children) if id(child) in kept]
        beside = any(not isinstance(c, Tag) or c.name in LINES for c in children if id(c) in kept)
        for n, child in enumerate(children):
            among = mine[0] < n < mine[-1]
            if id(child) in kept:
                if isinstance(child, Tag) and child.name not in WHOLE:
                    waiting.append(child)
            elif not isinstance(child, Tag):
                if not among:
                    child.extract()
            elif not (among or beside) or (child.name != "figure" and letters(child.get_text())):
                child.extract()


def said(tag: Tag) -> str:
    return folded(tag.get_text(" "))


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", folded(text))


def said_as(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def prose(root: Tag) -> Counter[int]:
    """The id of an element → how many characters of sentences it holds: links are none."""
    found: Counter[int] = Counter()
    for text in root.find_all(string=True):
        length = len(text.strip())
        parents = list(text.parents)
        if length >= SENTENCE and "a" not in [tag.name for tag in parents[:3]]:
            found.update(dict.fromkeys(map(id, parents), length))
    return found


def strip(body: Tag) -> None:
    """Takes out what is named as no part of any article, unless most of the text stands there."""
    most = len(body.get_text()) / 2
    outs = [tag for tag in body.find_all(True) if tag.name not in KEPT and _is_out(tag)]
    outs = [tag for tag in outs if len(tag.get_text()) < most]
    # Where these are nearly all, a theme means something else by its names.
    if sum(len(tag.get_text()) for tag in outs if not _inner(tag, outs)) > 1.6 * most:
        outs = [tag for tag in outs if tag.name in MAYBE]
    for tag in outs:
        if not tag.decomposed:
            tag.decompose()


def lead(body: Tag) -> None:
    """Puts the standfirst into the article where its theme shows it above."""
    for tag in body.find_all_previous(True, limit=60):
        names = " ".join(names_of(tag))
        if LEAD.search(names) and tag not in body.parents and tag.find_parent(_is_post):
            text = tag.get_text(" ", strip=True)
            if len(text) >= 2 * SENTENCE and text[:60] not in body.get_text(" "):
                body.insert(0, tag.extract())
            break


def _is_post(tag: Tag) -> bool:
    return tag.name in ("article", "main") or OWN.search(" ".join(names_of(tag))) is not None


def _inner(tag: Tag, outs: list[Tag]) -> bool:
    return any(parent is out for parent in tag.parents for out in outs)


def _is_out(tag: Tag) -> bool:
    if tag.name in MAYBE or (tag.name == "iframe" and not EMBEDS.search(str(tag.get("src")))):
        return True
    if tag.has_attr("hidden") or re.search(r"display:\s*none", str(tag.get("style"))):
        return True
    names = list(names_of(tag))
    return not OWN.search(" ".join(names)) and any(map(boilerplate.is_apart, names))


def names_of(tag: Tag) -> Iterator[str]:
    """Its classes and id."""
    for name in (*tag.get_attribute_list("class"), tag.get("id")):
        if name:
            yield str(name)


def tidy(body: Tag, title: str) -> None:
    """Takes out lines that are the page's, what follows its end, and the title said again."""
    length, before = len(body.get_text()), 0
    for heading in body.find_all(["h1", "h2"])[:2]:
        if said(heading) == folded(title):
            heading.decompose()
    for other in body.select(".entry-title a[href]"):  # a card of another post
        card = other.find_parent(["li", "div", "article"])
        if card and card is not body and body in card.parents and len(card.get_text()) < CARD_MAX:
            card.decompose()
    begun = False
    for block in list(body.find_all([*BLOCKS, "strong", "b", "span", "a"])):
        text = "" if block.decomposed else block.get_text(" ", strip=True)
        if not text:
            continue
        begun = begun or (len(text) > BYLINE_MAX and not block.find(BLOCKS))
        is_line = len(text) <= BYLINE_MAX and block.name in BLOCKS - {"pre"}
        if not begun and is_line and (date_of(text) or boilerplate.BY.fullmatch(text)):
            block.decompose()
            continue
        before = text_before(block, body) if boilerplate.ends(text) else 0
        if before > length / 2:
            cut(block, body)
            break
        if (
            block.name in BLOCKS
            and block.find(["img", "iframe", "video", "audio"]) is None
            and boilerplate.is_noise(text)
        ):
            block.decompose()
    for block in reversed(body.find_all(["ul", "ol", "p", "div"])):
        if block.decomposed:
            continue
        text = block.get_text(" ", strip=True)
        if text and not block.find("img"):
            links = sum(len(a.get_text(" ", strip=True)) for a in block.find_all("a"))
            if (
                block.name in ("ul", "ol", "div")
                and links > 0.9 * len(text)
                and len(block.find_all("a")) > 2
            ):
                block.decompose()
                continue
            break


def text_before(tag: Tag, body: Tag) -> int:
    count = 0
    for element in tag.previous_elements:
        if element is body:
            break
        if not isinstance(element, Tag):
            count += len(str(element))
    return count


def cut(tag: PageElement, body: Tag) -> None:
    """Takes out all from here to the body's end."""
    for element in (tag, *tag.parents):
        if element is body:
            break
        for later in list(element.next_siblings):
            later.extract()
    if isinstance(tag, Tag):
        tag.decompose()


def paragraphs(body: Tag) -> list[Tag]:
    return [tag for tag in body.find_all("p") if tag.get_text(strip=True)]


def republished(body: Tag) -> tuple[str, str, str]:
    """The line that says where it first stood: its words, the address, the site."""
    found = paragraphs(body)
    for tag in {id(tag): tag for tag in (*found[:2], *found[-3:])}.values():
        text = said_as(tag)
        if boilerplate.is_permission(text):
            links = {str(a.get("href")): said_as(a) for a in tag.find_all("a")}
            links = {url: name for url, name in links.items() if re.match("https?://.", url)}
            tag.decompose()
            if not links:
                return text, "", boilerplate.site_of(text)
            url, name = next(reversed(links.items()))
            site = name if boilerplate.site_of(f"on {name}") == name else boilerplate.site_of(text)
            return text, url, site or urlsplit(url).hostname or ""
    return "", "", ""


def closing(body: Tag) -> str:
    """The invitation to readers that an article may end with."""
    for tag in paragraphs(body)[1:][-1:]:
        text = said_as(tag)
        if boilerplate.invites(text) and tag.find("img") is None:
            tag.decompose()
            return text
    return ""


def whole(body: Tag, address: str) -> None:
    """Makes addresses whole, and pictures those that scripts would have loaded."""
    for tag in body.find_all("img"):
        for name in ("data-lazy-src", "data-src", "data-original", "data-orig-file"):
            if tag.get(name):
                tag["src"] = str(tag[name])
                break
    for tag in body.find_all(["a", "img", "iframe", "audio", "video", "source"]):
        for name in ("href", "src"):
            value: Any = tag.get(name)
            if value and address and not str(value).startswith("#"):
                try:
                    tag[name] = urljoin(address, str(value))
                except ValueError:
                    del tag[name]
