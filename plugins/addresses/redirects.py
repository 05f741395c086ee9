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
    line: int


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
            what = f"the alias {source} is one of {other.path}:{other.line} too"
            problems.append(Problem(alias.path, alias.line, 0, what, "Keep one of them"))
        else:
            first[source] = alias
    return {source: alias.redirect for source, alias in first.items()}, problems


def most_alike(address: Address, others: Iterable[Address]) -> Address:
    """The one that shares most words with it; of several the first."""
    return max(others, key=lambda other: len(words(address) & words(other)))


def words(address: Address) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", address.path))
