"""The problems of a build, each on the page whose source has it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from plugins.common.problem import Problem

# Of a source line no more is shown than this, around the place of the problem.
SHOWN_CHARS = 300
# What a page cannot hold, what ends a line, and what turns the order of letters.
UNPRINTABLE = re.compile(r"[\0-\x08\n-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The site cannot be drawn</title>
<link rel="stylesheet" href="{root}/theme/css/site.css">
<link rel="stylesheet" href="{root}/.serve/problems.css">
<script src="{root}/.serve/reload.js" defer></script>
</head>
<body>
<main class="text">
<h1>The site cannot be drawn</h1>
<div class="problems faults" role="alert">
<ul>
{faults}
</ul>
</div>
<p>Mend this and save: the page then shows itself.</p>
</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A problem, and the line of the source it stands in; ``marked`` is the word it begins with."""

    said: str
    before: str = ""
    marked: str = ""
    after: str = ""


def by_page(
    problems: Iterable[Problem], pages: Mapping[Path, str], home: str
) -> dict[str, tuple[Shown, ...]]:
    """By path below the site's; what belongs to none of the ``pages`` is told on the home page."""
    lines = cache(lines_of)
    found = defaultdict(list)
    for problem in sorted({problem for problem in problems if not problem.note}):
        told = lines(problem.path)[problem.line - 1 : problem.line] if problem.line else ()
        found[pages.get(problem.path, home)].append(shown_at(problem, *told))
    return {page: tuple(shown) for page, shown in found.items()}


def shown_at(problem: Problem, line: str = "") -> Shown:
    column = max(0, problem.column - 1)
    word = re.compile(r"\S+").match(line, column) if problem.column else None
    start = max(0, column - SHOWN_CHARS // 2)
    end = min(word.end() if word else column, start + SHOWN_CHARS)
    parts = (line[start:column], line[column:end], line[end : start + SHOWN_CHARS])
    return Shown(printable(str(problem)), *map(printable, parts))


def lines_of(path: Path) -> tuple[str, ...]:
    try:
        return tuple(path.read_text("utf-8-sig", errors="replace").split("\n"))
    except (OSError, ValueError):
        return ()


def printable(text: str) -> str:
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def fault_page(faults: Iterable[str], root: str) -> str:
    """What stands in place of every page while nothing can be drawn."""
    lines = (f"<li>{escape(printable(fault))}</li>" for fault in faults)
    return PAGE.format(root=escape(root), faults="\n".join(lines))
