"""The one way to complain: where, what is wrong, what to do, on one line."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


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

    def __str__(self) -> str:
        sentences = [ended(sentence) for sentence in (self.what, self.remedy) if sentence]
        return f"{self.where}: {'note: ' * self.note}{' '.join(sentences)}"


def ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "…")) else f"{sentence}."
