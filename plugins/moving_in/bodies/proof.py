"""Markdown rendered back as the house does, and compared with the HTML it came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html
from lxml import etree
from markdown import Markdown

from plugins.common.header import Header
from plugins.common.problem import Problem
from plugins.common.source import Source
from plugins.common.text import folded
from plugins.front_matter.limit import TooLong, within

# What stands in a line of text; everything else parts words.
INLINE = frozenset(
    "a abbr b bdi bdo big cite code del dfn em font i img ins kbd mark q s samp small span strike"
    " strong sub sup time tt u var wbr".split()
)
UNSAFE = re.compile(r"[\s<>\"\\`^{|}\x00-\x20]")
BACK = ("footnote-backref", "our-back")


class Unread(Exception):
    """Markdown cannot read a text, or not soon."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What must not change, each in the order of the text."""

    words: str
    links: tuple[str, ...]
    pictures: tuple[tuple[str, str], ...]  # address and description
    code: tuple[str, ...]


class Proof:
    """One Markdown for all texts. Links are left as they are written: others judge them."""

    def __init__(self, settings: Mapping[str, Any], root: Path) -> None:
        self.settings, self.root = settings, root
        self.begin()

    def begin(self) -> None:
        self.markdown = Markdown(**self.settings["MARKDOWN"])
        if "relative_links" in self.markdown.postprocessors:
            self.markdown.postprocessors.deregister("relative_links")
        self.markdown.files = {}  # type: ignore[attr-defined]

    def read(self, text: str) -> tuple[str, tuple[Problem, ...]]:
        """Its HTML, and what the house says of it; lines count from the body's first.

        Raises ``Unread``.
        """
        problems: list[Problem] = []
        self.markdown.reset()
        source = Source(self.root, self.root, text, Header({}, text, 1))
        self.markdown.source = source  # type: ignore[attr-defined]
        self.markdown.problems = problems  # type: ignore[attr-defined]
        try:
            with within(self.settings["MARKDOWN_SECONDS_MAX"]):
                return self.markdown.convert(text), tuple(problems)
        except (TooLong, Exception) as error:
            self.begin()  # the one that failed still stands amidst it
            raise Unread from error


def address(url: str) -> str:
    """As Markdown can hold it, and browsers read it alike."""
    url = UNSAFE.sub(lambda match: "".join(f"%{b:02X}" for b in match[0].encode()), url.strip())
    depth = 0
    for sign in url:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            break
    return url.replace("(", "%28").replace(")", "%29") if depth else url


def facts(html: str) -> Facts:
    parser = etree.HTMLParser(remove_comments=True, encoding="utf-8")
    root = lxml.html.document_fromstring(f"<div>{html}</div>".encode(), parser=parser)
    words: list[str] = []
    links, pictures, codes = [], [], []
    for event, tag in etree.iterwalk(root, events=("start", "end")):
        name = tag.tag
        if event == "end":
            words.append((" " if name not in INLINE else "") + (tag.tail or ""))
            continue
        classes = tag.get("class", "")
        words.append(
            (" " if name not in INLINE else "") + ("" if name == "img" else tag.text or "")
        )
        if name == "a" and classes in BACK:
            words[-1] = ""
        elif name == "a" and "href" in tag.attrib and classes != "anchor":
            links.append(address(tag.get("href", "")))
        elif name == "img":
            alt = folded(tag.get("alt", ""))
            pictures.append((address(tag.get("src", "")), alt))
            words.append(f" {tag.get('title', '')} ")
        elif name == "pre":
            lines = "".join(tag.itertext()).expandtabs(4).split("\n")
            codes.append("\n".join(map(str.rstrip, lines)).strip("\n"))
    text = " ".join("".join(words).split())
    return Facts(text, tuple(links), tuple(pictures), tuple(filter(None, codes)))
