"""What a reader wrote, as HTML: a part of Markdown, and nothing that can act or leave its place.

Two libraries stand behind each other: markdown-it-py is given no rule that makes markup of
the reader's own, and nh3 lets through what is listed here, whatever came before.
"""

import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from plugins.common.text import plain

TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
# Each paragraph takes the direction of its own first letter, and keeps it to itself.
DIRECTIONS = {tag: {"dir": "auto"} for tag in ("blockquote", "li", "p", "pre")}
REL = "nofollow ugc noopener"
WEB = re.compile(r"https?://\w", re.IGNORECASE)
# [what it is](https://…): without brackets in the one, with pairs of them in the other.
LABELLED = re.compile(
    r"\[([^\[\]]+)\]\((https?://\w(?:[^\s<>()]|\([^\s<>()]*\))*)\)", re.IGNORECASE
)
# An address as people paste it, from behind "http" or "https".
REST = re.compile(r"://\w[^\s<>\"]*")
SCHEME = re.compile(r"(?<![\w.+-])https?$", re.IGNORECASE)
AFTER = ".,;:!?'*_~"


# Both are called to draw alone: nothing looks for the end of a link that holds others.
def labelled_link(state: StateInline, _silent: bool) -> bool:
    """In place of CommonMark's own rule, which looks for an end in brackets within brackets
    and hides addresses behind character references, where the policy cannot count them.
    """
    if not (found := LABELLED.match(state.src, state.pos)):
        return False
    return linked(state, found[1], found[2], found.end())


def bare_link(state: StateInline, _silent: bool) -> bool:
    """An address without markup, less what ends the sentence around it."""
    if not state.src.startswith("://", state.pos):
        return False
    scheme = SCHEME.search(state.pending[-6:])
    if not scheme or not (rest := REST.match(state.src, state.pos)):
        return False
    kept = rest[0].rstrip(AFTER)
    kept = kept.removesuffix(")" * (kept.count(")") - kept.count("(")))
    if not WEB.match(scheme[0] + kept):
        return False
    state.pending = state.pending.removesuffix(scheme[0])
    return linked(state, scheme[0] + kept, scheme[0] + kept, state.pos + len(kept))


def linked(state: StateInline, label: str, url: str, end: int) -> bool:
    state.push("link_open", "a", 1).attrSet("href", state.md.normalizeLink(url))
    state.push("text", "", 0).content = label
    state.push("link_close", "a", -1)
    state.pos = end
    return True


def parser() -> MarkdownIt:
    """CommonMark, every line end kept, without what takes more room than a reply has.

    Indented code and definitions of references would swallow what people typed without a
    thought of Markdown.
    """
    made = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 10})
    made.disable(["html_block", "html_inline", "heading", "lheading", "hr", "code", "reference"])
    made.disable(["image", "link"])
    made.inline.ruler.push("labelled_link", labelled_link)
    made.inline.ruler.push("bare_link", bare_link)
    made.validateLink = lambda url: bool(WEB.match(url))  # type: ignore[method-assign]
    return made


PARSER = parser()


def html_of(comment: str) -> str:
    """Any text gives HTML that may stand in a page, and soon: 5,000 characters in 50 ms."""
    return nh3.clean(
        PARSER.render(plain(comment)),
        tags=TAGS,
        attributes=ATTRIBUTES,
        set_tag_attribute_values=DIRECTIONS,
        url_schemes={"http", "https"},
        link_rel=REL,
    )
