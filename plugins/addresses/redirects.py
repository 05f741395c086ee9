"""From an old address to the present one, always in one step."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from plugins.common.address import Address
from plugins.common.problem import Problem


@dataclass(frozen=True, slots=True)
class Redirect:
    """An old address, and where what stood there is written now."""

    source: Address
    target: Address

    @property
    def page(self) -> str:
        """Where a page that leads on can stand, or ""."""
        return self.source.page


@dataclass(frozen=True, slots=True)
class Gone:
    """The address of something withdrawn; ``page``, below the output folder, says so."""

    source: Address
    page: str


@dataclass(frozen=True, slots=True)
class Alias:
    """A redirect that somebody asked for, and where."""

    redirect: Redirect
    path: Path
    line: int = 0

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}" if self.line else str(self.path)


@dataclass(frozen=True, slots=True)
class Former:
    """A slug that a topic or an author of ``file`` had, and the settings that spell addresses."""

    file: str  # "topics.toml" or "authors.toml"
    page: str  # like "topics/{slug}/"
    feed: str  # like "feeds/topics/{slug}.rss.xml"
    old: str
    new: str

    def redirect(self) -> Redirect:
        old, new = (Address(f"/{self.page.format(slug=s)}") for s in (self.old, self.new))
        return Redirect(old, new)

    def feeds(self, outputs: Iterable[str]) -> dict[str, str]:
        """Old path → present path, of the feeds in every format that is written."""
        folder = self.feed.partition("{slug}")[0]
        old, new = f"{folder}{self.old}.", f"{folder}{self.new}."
        return {old + o.removeprefix(new): o for o in outputs if o.startswith(new)}


def judged(
    aliases: Iterable[Alias], alive: Callable[[Address], bool]
) -> tuple[dict[Address, Redirect], list[Problem]]:
    """Those that can be had, by their sources, and what is wrong with the others.

    None leads to another: sources are never written to, and targets are.
    """
    first: dict[Address, Alias] = {}
    problems = []
    for alias in aliases:
        source = alias.redirect.source
        other = first.get(source, alias)
        if alive(source):
            what = f"the alias {source} is the address of a page"
            problems.append(Problem(alias.path, alias.line, 0, what, "Remove it"))
        elif other.redirect != alias.redirect:
            what = f"the alias {source} is one of {other.place} too"
            problems.append(Problem(alias.path, alias.line, 0, what, "Keep one of them"))
        else:
            first[source] = alias
    return {source: alias.redirect for source, alias in first.items()}, problems


def most_alike(address: Address, others: Iterable[Address]) -> Address:
    """The one that shares most words with it; of several the first."""
    return max(others, key=lambda other: len(words(address) & words(other)))


def words(address: Address) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", address.path))
