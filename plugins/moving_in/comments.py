"""An older blog's comment, which is HTML, as a reply, which is a part of Markdown."""

import re

import nh3
from bs4 import BeautifulSoup, Tag

from plugins.common.text import plain
from plugins.moving_in.bodies.classic import paragraphs
from plugins.moving_in.bodies.house import bare, depth, flow
from plugins.moving_in.bodies.markdown import Writer
from plugins.moving_in.bodies.proof import facts
from plugins.moving_in.bodies.tree import HEADINGS, named
from plugins.moving_in.bodies.work import Work
from plugins.moving_in.records import Resolver, Told
from plugins.replies.markup import TAGS, html_of

ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LIMIT = 8  # of tags in each other, that a reply may have
PUNCTUATION = re.compile(r"(?=[!-/:-@\[-`{-~])")
ADDRESS = re.compile(r"https?://[^\s<>()]+", re.IGNORECASE)


class Reply(Writer):
    """As ``plugins.replies.markup`` reads it: no HTML, and a line end is a break."""

    def emphasis(self, sign: str, name: str, el: Tag, text: str, parent_tags: set[str]) -> str:
        marked = super().emphasis(sign, name, el, text, parent_tags)
        return text if f"<{name}>" in marked or not re.search(r"\w", text) else marked

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return " " if "a" in parent_tags else "\n"

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        href, label = str(el.get("href") or ""), " ".join(el.get_text().split())
        if not ADDRESS.fullmatch(href):
            return text
        if label in (href, ""):
            return href
        if re.search(r"[\[\]\\]", label):
            return f"{text} ({href})"
        return f"[{label}]({href})"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = el.get_text().strip("\n")
        fence = "```"
        while fence in code:
            fence += "`"
        return f"\n\n{fence}\n{code}\n{fence}\n\n" if code.strip() else ""

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return re.sub(
            r"^(\d+)(?=\)\s)", r"\1\\", super().convert_p(el, text, parent_tags), flags=re.M
        )


REPLY = Reply()


def reply_of(html: str, resolver: Resolver) -> tuple[str, tuple[Told, ...]]:
    """Its Markdown, "" where nothing was said. Never raises; what is told names no place.

    Links stay whole: a reply has none within the site.
    """
    tags = TAGS | {"b", "i", "img", *HEADINGS}
    clean = nh3.clean(
        paragraphs(plain(html)),
        tags=tags,
        attributes=ATTRIBUTES,
        link_rel=None,
        url_schemes=SCHEMES,
    )
    if depth(clean) > LIMIT:
        clean = nh3.clean(clean, tags={"p", "br", "a", "img"}, attributes=ATTRIBUTES, link_rel=None)
    body = BeautifulSoup(f"<body>{clean}</body>", "lxml").body
    if not isinstance(body, Tag):
        return "", ()
    told: tuple[Told, ...] = ()
    for img in named(body, ("img",)):
        src, alt = str(img.get("src") or ""), str(img.get("alt") or "")
        media = resolver.media(src)
        link = Tag(name="a", attrs={"href": media.url if media else src})
        link.string = alt or src.rpartition("/")[2] or src
        img.replace_with(
            *([link] if ADDRESS.fullmatch(src) and not img.find_parent("a") else [alt])
        )
        told = (Told("repaired", "", "a picture in a comment became a link to it"),)
    for heading in named(body, HEADINGS):
        heading.name = "p"
    flow(body)
    bare(body, Work(resolver))
    expected = facts(body.decode_contents())
    markdown = REPLY.written(body)
    drawn = facts(html_of(markdown))
    links = {link for link in expected.links if ADDRESS.fullmatch(link)}
    if drawn.words == expected.words and drawn.code == expected.code and links <= {*drawn.links}:
        return markdown, told
    lines = [spelt(each) for each in named(body, ("p", "pre", "li")) if not each.find(["p", "li"])]
    what = "a comment keeps its words and links, but not their form"
    return "\n\n".join(filter(None, lines)), (*told, Told("unsure", "", what, "Read it again"))


def spelt(block: Tag) -> str:
    """Words alone, each sign as itself, and the addresses of links behind them."""
    for br in named(block, ("br",)):
        br.replace_with("\n")
    lines = (" ".join(line.split()) for line in block.get_text().split("\n"))
    text = "\n".join(PUNCTUATION.sub(r"\\", line) for line in lines)
    links = [str(a["href"]) for a in named(block, ("a",)) if ADDRESS.fullmatch(str(a.get("href")))]
    return "\n".join(filter(None, [text.strip(), *links]))
