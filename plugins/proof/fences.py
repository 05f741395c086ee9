"""Code between fences that Markdown does not read as code, or as more of it than was meant."""

import re
from collections.abc import Collection, Iterator
from itertools import zip_longest

from plugins.common.problem import Place, Problem
from plugins.common.source import COMMENT, Source, blanked

# A fence, what stands before it, and what behind: Markdown reads those at a line's beginning.
LINE = re.compile(
    r"(?P<before>(?:[ \t]|[*+-][ \t]|\d+[.)][ \t]|>)*)(?P<fence>`{3,}|~{3,})(?P<name>[^`]*)"
)
# All that may stand behind the first: https://python-markdown.github.io/extensions/fenced_code_blocks/
NAME = re.compile(r"\{.*\}|\.?[\w#.+-]*(?: *hl_lines=([\"']).*\1)?")


def fences(
    source: Source, shown: Collection[str | None], run_on: Collection[str]
) -> Iterator[Problem]:
    """``shown`` are lines with signs of a fence that Markdown has left in the text.

    ``run_on`` are the first lines of what it has taken for code in a line.
    """
    text = source.header.body
    if "```" not in text and "~~~" not in text:
        return
    opened: tuple[int, str] | None = None
    indented = []
    for number, line in enumerate(blanked(COMMENT, text).split("\n"), source.header.body_line):
        match = LINE.fullmatch(line)
        if not match:
            continue
        fence, name = match["fence"], match["name"].strip()
        if match["before"]:
            if not opened:
                is_shown = f"{fence}{match['name']}".rstrip() in shown
                indented.append((Place(number, len(match["before"]) + 1), fence, is_shown))
        elif not opened:
            opened = number, fence
            if line.rstrip() in shown and not NAME.fullmatch(name):
                what = f"readers see this line, for '{name}' names no language"
                yield source.problem(Place(number, 1), what, f"Write {fence} and one word, or none")
            elif name in run_on and not NAME.fullmatch(name):
                what = f"the lines of this code run together, for '{name}' stands behind {fence}"
                yield source.problem(
                    Place(number, 1), what, f"Write them in the line below {fence}"
                )
        elif fence == opened[1] and not name:
            opened = None
        elif fence == opened[1] and re.fullmatch(r"\w+", name):
            yield never_ends(source, *opened, f" before that of line {number}")
            opened = number, fence
    if opened and shown:
        yield never_ends(source, *opened)
    elif not opened:
        pairs = zip_longest(indented[::2], indented[1::2], fillvalue=(Place(), "", False))
        for place, fence in (begin[:2] for begin, end in pairs if begin[2] or end[2]):
            what = f"{fence} begins no code here, and readers see it"
            remedy = "In a list, indent the code by eight blanks instead; elsewhere, by none"
            yield source.problem(place, what, remedy)


def never_ends(source: Source, line: int, fence: str, before: str = "") -> Problem:
    what = f"the code that {fence} begins never ends{before}"
    return source.problem(Place(line, 1), what, f"Close it by a line {fence}")
