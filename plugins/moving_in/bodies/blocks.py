"""The block editor's comments, ``<!-- wp:image {"id":5} -->``: what they say that HTML does not."""

import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from plugins.moving_in.bodies.shortcodes import FORM
from plugins.moving_in.bodies.work import Work, link

COMMENT = re.compile(
    r"<!--\s*(?P<close>/)?wp:(?P<name>[a-z][\w/-]*)\s*(?P<given>(?:(?!-->).)*?)(?P<alone>/)?(?:-->|\Z)",
    re.DOTALL,
)
# They leave nothing to be seen.
SILENT = re.compile(r"(?:core/)?(?:spacer|separator|more|nextpage|footnotes|paragraph|block|list)")
DEEPEST = 5  # of reusable blocks in each other


def pieces(html: str, work: Work, depth: int = 0) -> Iterator[tuple[bool, str]]:
    """The HTML of each block at the top, and of what stands between: True where that is classic."""
    opened: list[str] = []
    inner: list[str] = []
    form = at = 0
    for comment in COMMENT.finditer(html):
        before, at = html[at : comment.start()], comment.end()
        name = comment["name"].removeprefix("core/")
        if not opened:
            yield True, before
        elif not form:
            inner.append(before)
        if comment["close"]:
            if opened:
                opened.pop()
            form = form if len(opened) >= form else 0
            if not opened:
                yield False, "".join(inner)
                inner = []
            continue
        given = attributes(comment["given"])
        is_form = bool(FORM.fullmatch(name.replace("/", "-")) or FORM.fullmatch(name.split("/")[0]))
        if not form:
            inner.append(work.form() if is_form else meant(name, given, comment, work))
            if name == "block" and depth < DEEPEST:
                reusable = work.resolver.reusable(str(given.get("ref", "")))
                if not reusable:
                    work.tell("lost", "a reusable block is not in the export", "Add its text")
                inner += (text for _, text in pieces(reusable, work, depth + 1))
        if not comment["alone"]:
            opened.append(name)
            form = form or len(opened) * is_form
        elif not opened:
            yield False, "".join(inner)
            inner = []
    if opened:
        yield False, "".join([*inner, html[at:]])
    else:
        yield True, html[at:]


def attributes(given: str) -> dict[str, Any]:
    try:
        found = json.loads(given or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def meant(name: str, given: dict[str, Any], comment: re.Match[str], work: Work) -> str:
    """What the HTML of a block does not say."""
    url = str(given.get("url") or "")
    language = str(given.get("language") or given.get("lang") or "")
    if language and "code" in name:
        # A line that belongs to the <pre> behind it.
        return f'<i data-language="{escape(language)}"></i>'
    shown = re.search("<(?:img|video)", comment.string[comment.end() :][:2000])
    if name == "cover" and url and not shown:
        return f'<p><img src="{escape(url)}" alt=""></p>'
    if not comment["alone"] or SILENT.fullmatch(name):
        return ""
    if "embed" in name and url:
        return link(url)
    what = f"the block {name} draws what only WordPress can"
    work.tell("lost", what, "Write what it stood for, where it is missed")
    return ""
