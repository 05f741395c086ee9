"""What every feed tells, however it is spelt.

All addresses are absolute, all texts such as XML can hold (``common.text.plain``).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

from plugins.common.words import ENGLISH, Words

EPOCH = datetime.fromtimestamp(0, UTC)
# https://www.rfc-editor.org/rfc/rfc3987#section-2.2
IRI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9:/?#\[\]@!$&'()*+,;=._~%"
    r"\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U000effff-]+"
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A format: its name, what its files end in, its media type."""

    name: str
    suffix: str
    type: str


RSS = Spelling("RSS", ".rss.xml", "application/rss+xml")
ATOM = Spelling("Atom", ".atom.xml", "application/atom+xml")
JSON = Spelling("JSON", ".json", "application/feed+json")


@dataclass(frozen=True, slots=True)
class Picture:
    """An entry's picture; ``size`` is in bytes."""

    url: str
    size: int
    type: str


@dataclass(frozen=True, slots=True)
class Replies:
    """How many an entry has, the page that shows them, and their feed, as in ``Feed.stem``."""

    count: int
    page: str
    stem: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One article, or one reply to an article, as every feed tells it. All times carry a zone.

    ``iri`` is the id where only an IRI will do; ``html`` is never empty;
    ``source`` is the name and address of the site where the article first stood;
    ``answers`` are the IRI and the address of what a reply was said to.
    """

    id: str  # urn:uuid:… or an imported guid, the same for ever
    iri: str
    url: str
    lang: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    source: tuple[str, str] | None = None
    picture: Picture | None = None
    replies: Replies | None = None
    answers: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Blog:
    """What all feeds of a blog share; what is absent is "".

    ``style`` dresses a feed that is opened in a browser, ``subscribe`` is the
    page that says what a feed is.
    """

    name: str
    lang: str
    style: str
    subscribe: str
    image: str = ""
    say: Words = ENGLISH


@dataclass(frozen=True, slots=True)
class Feed:
    """A list of entries, newest first. ``page`` is the address of its page.

    ``stem``, ``current`` and ``previous`` are addresses of feeds without the
    ending of a spelling: its own, that of the feed whose archive it is, and
    that of the archive before it, or "".
    """

    id: str
    blog: Blog
    stem: str
    page: str
    title: str
    description: str
    entries: tuple[Entry, ...]
    current: str = ""
    previous: str = ""

    @property
    def updated(self) -> datetime:
        """The newest change of an entry: never the clock's time."""
        return max((entry.updated for entry in self.entries), default=EPOCH)


def iri_of(id_: str, site: UUID) -> str:
    """The id itself, or one made of it where it is no IRI, like the ``7`` of an older blog."""
    return id_ if IRI.fullmatch(id_) else f"urn:uuid:{uuid5(site, id_)}"
