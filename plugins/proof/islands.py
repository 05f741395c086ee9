"""Markdown in HTML, where nothing reads it and readers see its signs."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from plugins.common.problem import Problem
from plugins.common.source import Source
from plugins.proof.tags import VOID

# **so** [a link](https://a.example/)
RAW = re.compile(
    r"(?<![\w*\\/])\*\*[^\W\d_](?:[^*\n]*[\w.,:;!?…])?\*\*(?![\w*])"
    r"|(?<![\w\])])\[[^][\n]*\w[^][\n]*\]\((?:https?://|mailto:)[^\s()<>]+\)"
)
# As they are, by what they mean.
AS_IT_IS = frozenset("code kbd math pre samp script style svg textarea".split())
# Those that markdown="1" is enough for.
BLOCKS = frozenset(
    "address article aside blockquote center details div figcaption figure footer header main nav"
    " p section summary".split()
)


class Island(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.outer = ""
        self.silent: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.outer = self.outer or tag
        if tag in AS_IT_IS and tag not in VOID:
            self.silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if self.outer and not self.silent:
            self.seen += (match[0] for match in RAW.finditer(data))


def islands(blocks: Iterable[object], source: Source) -> Iterator[Problem]:
    """The first of each block: one attribute mends them all."""
    for block in blocks:
        if not isinstance(block, str) or ("**" not in block and "](" not in block):
            continue
        island = Island()
        island.feed(block)
        for text in island.seen[:1]:
            tag = island.outer
            what = f"readers see '{text}' as it was typed, for no Markdown is read in <{tag}>"
            remedy = f'Write <{tag} markdown="1">' if tag in BLOCKS else "Write it as HTML"
            yield source.problem(source.place_of(text), what, remedy)
