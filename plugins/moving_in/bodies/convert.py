"""A body of any form as Markdown, proven by drawing it again."""

import re
from html import escape
from time import process_time

from bs4 import Tag

from plugins.common.problem import Problem
from plugins.common.text import plain
from plugins.moving_in.bodies.blocks import pieces
from plugins.moving_in.bodies.classic import paragraphs
from plugins.moving_in.bodies.house import house
from plugins.moving_in.bodies.markdown import Writer, island
from plugins.moving_in.bodies.proof import Facts, Proof, Unread, facts
from plugins.moving_in.bodies.shortcodes import expanded
from plugins.moving_in.bodies.work import Work
from plugins.moving_in.records import Body, Form, Resolver

WRITER = Writer()
# Plugins such as WP-Syntax take code as it is typed.
TYPED = re.compile(
    r"<(?P<name>pre|code)(?P<told>\b[^<>]*\blang=[^<>]*)>(?P<code>.*?)(?:</(?P=name)\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)


def convert(html: str, form: Form, title: str, resolver: Resolver, proof: Proof) -> Body:
    """Never raises on what a text says. What is told names no place, and is for the caller to fill;
    the lines of problems count from the body's first.
    """
    work = Work(resolver, title, contact=f"/{proof.settings['CONTACT_URL']}")
    soup = house(meant(plain(html), form, work), work)
    body = soup.body
    if not isinstance(body, Tag) or not body.contents:
        return Body("", equal=True, told=tuple(work.told))
    kept = 0
    expected = facts(body.decode_contents())
    markdown = written(body)
    drawn, problems = checked(markdown, proof)
    if drawn != expected:
        markdown, kept = block_by_block(body, proof)
        drawn, problems = checked(markdown, proof)
    if kept:
        what = f"blocks that stay HTML, for Markdown would not say the same: {kept}"
        work.tell("unsure", what, "Read them, and write them anew if you like")
    if drawn != expected:
        work.tell("unsure", "the text may differ from the one it came from", "Compare the two")
    media = tuple(dict.fromkeys(work.media))
    return Body(markdown, drawn == expected, kept, media, problems, tuple(work.told))


def meant(html: str, form: Form, work: Work) -> str:
    """The HTML that WordPress would make of what it keeps."""
    match form:
        case "text":
            return paragraphs(escape(html, quote=False))
        case "page":
            return html
        case "classic":
            if "<!-- wp:" not in html:
                html = TYPED.sub(as_typed, html)
                return paragraphs(expanded(html, work)) + work.notes_html()
    parts = [
        paragraphs(expanded(piece, work)) if is_classic else expanded(piece, work)
        for is_classic, piece in pieces(html, work)
    ]
    return "".join(parts) + work.notes_html()


def as_typed(pre: re.Match[str]) -> str:
    if "<" not in pre["code"] or 'escaped="true"' in pre["told"]:
        return pre[0]
    return f"<pre{pre['told']}>{escape(pre['code'], quote=False)}</pre>"


def written(tag: Tag) -> str:
    try:
        return WRITER.written(tag)
    except RecursionError:
        return island(tag).strip("\n")


def checked(markdown: str, proof: Proof) -> tuple[Facts | None, tuple[Problem, ...]]:
    try:
        html, problems = proof.read(markdown)
    except Unread:
        return None, ()
    return facts(html), problems


def block_by_block(body: Tag, proof: Proof) -> tuple[str, int]:
    """Each by itself; those that differ stay HTML, and all that come too late."""
    parts: list[str] = []
    kept, begun, above = 0, process_time(), ""
    for block in [each for each in body.contents if isinstance(each, Tag)]:
        expected = facts(str(block))
        block.wrap(alone := Tag(name="div"))
        markdown = written(alone)
        alone.unwrap()
        in_time = process_time() - begun < proof.settings["MARKDOWN_SECONDS_MAX"]
        if not in_time or checked(markdown, proof)[0] != expected:
            kept += 1
            markdown = island(block).strip("\n")
        if block.name == above and above in ("blockquote", "ol", "ul"):
            parts.append("<!-- -->")  # or Markdown would read both as one
        parts.append(markdown)
        above = block.name
    return "\n\n".join(filter(None, parts)), kept
