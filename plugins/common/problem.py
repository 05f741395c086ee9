"""The one way to complain: where, what is wrong, what to do, on one line."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Place(NamedTuple):
    """Where in a file, counted from 1; 0 is all of it: the whole file, the whole line."""

    line: int = 0
    column: int = 0


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

    def __str__(self) -> str:
        place = ":".join([str(self.path), *(str(n) for n in (self.line, self.column) if n)])
        sentences = [ended(sentence) for sentence in (self.what, self.remedy) if sentence]
        return f"{place}: {'note: ' * self.note}{' '.join(sentences)}"


def ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "…")) else f"{sentence}."
