"""One article as every feed tells it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed. All times carry a zone; all addresses are absolute.

    ``source`` is the name and address of the site where it first stood.
    """

    id: str  # urn:uuid:… or an imported guid, the same for ever
    url: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    source: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A list of entries, newest first. ``url`` is its own address, ``page`` that of its page."""

    url: str
    page: str
    title: str
    description: str
    lang: str
    entries: tuple[Entry, ...]
