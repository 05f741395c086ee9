"""Mends what has one right answer, and leaves every other byte of a file as it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from plugins.common.problem import Fix, Problem

ENDS = re.compile(r"\r\n|\r|\n")  # as the reader of Markdown counts lines
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Mended:
    """A file's text as it was and as it is to be, and the fixes that are done in it."""

    old: str
    new: str
    fixes: frozenset[Fix]


def mended(text: str, fixes: Iterable[Fix]) -> Mended:
    """Fixes whose ``old`` is no longer there, or that overlap a later one, are left out."""
    ends = list(ENDS.finditer(text))
    starts = [0, *(end.end() for end in ends)]
    new, bound, done = text, len(text), set()
    for fix in sorted(set(fixes), key=lambda fix: (fix.at, fix.old, fix.new), reverse=True):
        if not 0 < fix.at.line <= len(starts):
            continue
        start = starts[fix.at.line - 1] + max(fix.at.column - 1, 0)
        start += fix.at.line == 1 and text.startswith(BOM)
        end = start + len(fix.old)
        if end <= bound and text[start:end] == fix.old:
            line_end = "" if fix.old else ends[0][0] if ends else "\n"
            new = new[:start] + fix.new + line_end + new[end:]
            bound = start
            done.add(fix)
    return Mended(text, new, frozenset(done))


def mended_files(problems: Iterable[Problem]) -> dict[Path, Mended]:
    """Every file in which something can be mended, by path."""
    fixes: dict[Path, list[Fix]] = {}
    for problem in problems:
        if problem.fix:
            fixes.setdefault(problem.path, []).append(problem.fix)
    found = {}
    for path in sorted(fixes):
        try:
            result = mended(path.read_bytes().decode("utf-8"), fixes[path])
        except (OSError, UnicodeDecodeError):
            continue  # the build has said so
        if result.fixes:
            found[path] = result
    return found


def diff(path: Path, file: Mended) -> str:
    old, new = (ENDS.split(text.rstrip("\r\n")) for text in (file.old, file.new))
    lines = unified_diff(old, new, str(path), str(path), lineterm="")
    return "\n".join(lines)
