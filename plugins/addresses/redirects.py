"""From an old address to the present one, always in one step."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from plugins.common.address import Address, address_of
from plugins.common.problem import Problem

FEED_ALIASES = Path("FEED_ALIASES")
MEDIA_TYPES = {".rss.xml": "rss+xml", ".atom.xml": "atom+xml", ".json": "feed+json"}


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
class Copy:
    """An old address at which a feed, a file below the output folder, is to be had itself.

    Feed readers follow no redirect that is a page, and some follow none for ever.
    """

    source: Address
    file: str

    @property
    def page(self) -> str:
        """Where it can stand itself: ``feed/`` as its index, ``rss.xml`` by that very name."""
        return "" if self.source.query else self.source.files[0]

    @property
    def media_type(self) -> str:
        ends = (kind for end, kind in MEDIA_TYPES.items() if self.file.endswith(end))
        return f"application/{next(ends, 'xml')}"


Answer = Redirect | Gone | Copy


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page or a feed is published, and by which identities it is known.

    ``addresses`` are those that it has, or would have, by each identity; the one
    that lasts comes first.
    """

    address: Address
    addresses: Mapping[str, Address]
    is_feed: bool = False

    @property
    def identity(self) -> str:
        return next(iter(self.addresses))

    def answer(self, old: Address) -> Redirect | Copy:
        """What leads here from an old address."""
        return Copy(old, self.address.path[1:]) if self.is_feed else Redirect(old, self.address)


@dataclass(frozen=True, slots=True)
class Alias:
    """A redirect that somebody asked for, and where."""

    redirect: Redirect
    path: Path
    line: int


def feed_copies(
    aliases: Mapping[str, str], feeds: Collection[str], outputs: Collection[str]
) -> tuple[list[Copy], list[Problem]]:
    """Feeds at addresses of an older blog, where nothing else is, and what is wrong with them."""
    found: list[Copy] = []
    problems: list[Problem] = []
    for source, file in aliases.items():
        try:
            old = Copy(address_of(source if "://" in source else f"/{source.lstrip('/')}"), file)
        except ValueError as error:
            what, _, remedy = str(error).partition("; ")
            problems.append(Problem(FEED_ALIASES, 0, 0, what, remedy))
            continue
        clash = any(old.source in other.source.spellings for other in found)
        if file not in feeds:
            what = f"there is no feed {file} for the old address {old.source}"
            problems.append(Problem(FEED_ALIASES, 0, 0, what, "Name one that is written"))
        elif old.page in outputs or clash:
            what = f"{old.source} is written already and can be no old address of a feed"
            problems.append(Problem(FEED_ALIASES, 0, 0, what, "Remove it"))
        else:
            found.append(old)
    return found, problems


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
        if source == alias.redirect.target:
            continue  # its pattern has become the old blog's own: it is there already
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
