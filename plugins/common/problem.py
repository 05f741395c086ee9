"""The one way to complain: where, what is wrong, what to do, on one line."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

# What ends a line, commands a terminal, turns letters round or cannot be printed.
UNSEEN = re.compile("[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Place(NamedTuple):
    """Where in a file, counted from 1; 0 is all of it: the whole file, the whole line."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Fix:
    """The one right answer to a problem: at this place of its file ``old`` reads ``new``.

    Without ``old``, ``new`` is a line of its own before that line.
    """

    at: Place
    old: str
    new: str


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something an author has to mend before the site may be published.

    ``line`` and ``column`` are a ``Place``. ``what`` and ``remedy`` are sentences
    without their full stops; ``remedy`` may be empty. A note is only said: it
    stops nothing.
    """

    path: Path
    line: int
    column: int
    what: str
    remedy: str = ""
    note: bool = False
    fix: Fix | None = field(default=None, compare=False)

    @property
    def where(self) -> str:
        return ":".join([str(self.path), *(str(n) for n in (self.line, self.column) if n)])

    @property
    def said(self) -> str:
        return " ".join(ended(sentence) for sentence in (self.what, self.remedy) if sentence)

    def __str__(self) -> str:
        return printable(f"{self.where}: {'note: ' * self.note}{self.said}")


def printable(text: str) -> str:
    """One line that a terminal shows as it is, whatever a file says or is called."""
    return UNSEEN.sub(lambda match: ascii(match[0])[1:-1], text)


def ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "…")) else f"{sentence}."
