"""What a slice measured, beside what it promised."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf


class Skipped(Exception):
    """What is missing on this machine, and how to get it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """``timed`` says that it depends on the machine's pace: on a busy one it proves nothing."""

    name: str
    value: float
    at_least: float = -inf
    at_most: float = inf
    timed: bool = False

    @property
    def kept(self) -> bool:
        return self.at_least <= self.value <= self.at_most

    def cells(self) -> tuple[str, str, str, str]:
        bars = (f"≥ {self.at_least:,g}", f"≤ {self.at_most:,g}")
        bar = bars[0] if self.at_least > -inf else bars[1] if self.at_most < inf else ""
        return self.name, told(self.value), bar, "" if self.kept else "MISSED"


def told(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3g}"


def table(figures: Iterable[Figure]) -> str:
    rows = [figure.cells() for figure in figures]
    name, value, bar = (max(len(row[column]) for row in rows) for column in range(3))
    return "\n".join(
        f"  {row[0]:{name}}  {row[1]:>{value}}  {row[2]:{bar}}  {row[3]}".rstrip() for row in rows
    )


def quantile(values: Iterable[float], share: float) -> float:
    """The nearest-rank quantile; NaN of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
