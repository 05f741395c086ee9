"""The file an article or page was read from."""

import os
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

    def line_of(self, *needles: str) -> int:
        """The line of the body in which the first text that can be found stands, or its first."""
        body = len(self.text) - len(self.header.body)
        starts = (self.text.find(needle, body) for needle in needles)
        start = next((start for start in starts if start >= 0), body)
        return self.text.count("\n", 0, start) + 1


def shown(path: str | Path) -> Path:
    """A path as people write it: from where they stand."""
    return Path(os.path.relpath(path))
