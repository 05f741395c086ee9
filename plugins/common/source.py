"""The file an article or page was read from."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from plugins.common.header import Header
from plugins.common.problem import Problem


@dataclass(frozen=True, slots=True)
class Source:
    """A Markdown file as it was read. ``root`` is the content folder; both paths are ``shown``."""

    path: Path
    root: Path
    text: str
    header: Header

    def problem(self, line: int, what: str, remedy: str = "", *, note: bool = False) -> Problem:
        return Problem(self.path, line, 0, what, remedy, note)

    def line_of(self, *needles: str, nth: int = 0) -> int:
        """The line of the body in which the first text that can be found stands, or its first.

        ``nth`` tells several places of one text apart; where there are fewer, it is the last.
        """
        body = len(self.text) - len(self.header.body)
        for needle in filter(None, needles):
            places = [match.start() for match in re.finditer(re.escape(needle), self.text[body:])]
            if places:
                body += places[min(nth, len(places) - 1)]
                break
        return self.text.count("\n", 0, body) + 1


def shown(path: str | Path) -> Path:
    """A path as people write it: from where they stand."""
    return Path(os.path.relpath(path))
