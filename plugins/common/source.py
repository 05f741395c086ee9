"""The file an article or page was read from."""

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from plugins.common.header import Header
from plugins.common.problem import Fix, Place, Problem

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# What Markdown reads no link in.
SILENT = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n`]*\n.*?^(?P=fence)[ \t]*$"
    r"|(?<![`\\])(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
    rf"|{COMMENT.pattern}"
    r"|\\\[",
    re.DOTALL | re.MULTILINE,
)
# An address that is no part of a longer one.
WHOLE = r"(?<!\w){}(?![\w/#?%-])"
# Below it, what is indented is a paragraph, not code.
ITEM = re.compile(r" {0,3}(?:[*+-]|\d+[.)]|\[\^[^]]+\]:|:)\s")


@dataclass(frozen=True, slots=True)
class Source:
    """A Markdown file as it was read. ``root`` is the content folder; both paths are ``shown``."""

    path: Path
    root: Path
    text: str
    header: Header

    def problem(
        self,
        at: Place | int,
        what: str,
        remedy: str = "",
        *,
        note: bool = False,
        fix: Fix | None = None,
    ) -> Problem:
        line, column = at if isinstance(at, Place) else Place(at)
        return Problem(self.path, line, column, what, remedy, note, fix)

    def fix(self, at: Place, old: str, new: str) -> Fix | None:
        """``new`` for ``old``, if that stands there in the body, whole and not in code."""
        lines = without_code(self.header.body).split("\n")
        line = lines[at.line - self.header.body_line] if at.column else ""
        whole = re.compile(WHOLE.format(re.escape(old))).match(line, at.column - 1)
        return Fix(at, old, new) if whole else None

    def place_of(self, *needles: str, nth: int = 0) -> Place:
        """Where in the body the first text that can be found stands, or the body's first line.

        Rather as a whole address than as a part of one, and rather in text than in code.
        ``nth`` tells several places of one text apart; where there are fewer, it is the last.
        """
        body = self.header.body
        for text in (without_code(body), body):
            for form in (WHOLE, "{}"):
                for needle in filter(None, needles):
                    found = [m.start() for m in re.finditer(form.format(re.escape(needle)), text)]
                    if found:
                        before = body[: found[min(nth, len(found) - 1)]]
                        line = self.header.body_line + before.count("\n")
                        return Place(line, len(before) - before.rfind("\n"))
        return Place(self.header.body_line)

    def places(self, pattern: re.Pattern[str]) -> list[Place]:
        """Where in the body, but for its code and comments, a pattern is found."""
        text, found = without_code(self.header.body), []
        for match in pattern.finditer(text):
            line = self.header.body_line + text.count("\n", 0, match.start())
            found.append(Place(line, match.start() - text.rfind("\n", 0, match.start())))
        return found


def blanked(pattern: re.Pattern[str], text: str) -> str:
    """The text with blanks in place of what is found, each line as long as it was."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


@lru_cache(maxsize=8)
def without_code(body: str) -> str:
    """The body with blanks for code, comments and escaped signs, each line as long as it was."""
    lines, code, in_list, after_blank = [], False, False, True
    for line in blanked(SILENT, body).split("\n"):
        if line.strip():
            indented = line.startswith(("    ", "\t"))
            if after_blank and not indented:
                in_list = False
            in_list = in_list or ITEM.match(line) is not None
            code = indented and not in_list and (code or after_blank)
        after_blank = not line.strip()
        lines.append(" " * len(line) if code else line)
    return "\n".join(lines)


def shown(path: str | Path) -> Path:
    """A path as people write it: from where they stand."""
    return Path(os.path.relpath(path))
