"""What is read of an older blog, and what becomes of it: values only, no files, no Pelican."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from plugins.common.problem import Problem

Kind = Literal["post", "page"]
# As WordPress calls them.
Status = Literal["publish", "future", "draft", "pending", "private", "trash"]
Form = Literal["classic", "blocks", "page", "text"]
TermKind = Literal["category", "tag"]
Level = Literal["repaired", "unsure", "lost"]
Outcome = Literal["written", "updated", "same", "edited", "deleted", "clash"]


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Names a thing of a source for ever, whatever file it is read from.

    ``blog`` is its address without scheme, www. and last slash, "" if unknown; ``number`` the
    post_id, else the canonical address, shortlink or relative path.
    """

    blog: str
    number: str


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the report: ``remedy`` is "" for what was repaired and needs nobody."""

    level: Level
    where: str  # "export.xml: post 12 “Title”", or a written path and line
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """How a field of a page was found: the rule that did it, and how sure, from 0 to 1."""

    rule: str
    sure: float


@dataclass(frozen=True, slots=True)
class Author:
    login: str  # as entries name them: a login, or the name a page shows
    name: str
    bio: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    kind: TermKind
    slug: str  # decoded
    name: str  # unescaped
    description: str = ""
    parent: str = ""  # its slug


@dataclass(frozen=True, slots=True)
class Attachment:
    """Any uploaded file. ``url`` is whole; ``parent`` the number of its entry, or "".

    ``page`` is the address of the page that showed it alone.
    """

    number: str
    url: str
    alt: str = ""
    caption: str = ""
    title: str = ""
    parent: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """One person's. ``date`` has a zone; ``parent`` is a ``number`` or ""."""

    number: str
    name: str
    date: datetime
    html: str
    parent: str = ""
    link: str = ""
    approved: bool = True
    guid: str = ""  # its identity in the old feed of comments, if known


@dataclass(frozen=True, slots=True)
class Stub:
    """What all must know of an entry before any is converted: light, thousands fit in memory.

    ``slug`` is decoded and may be ""; ``addresses`` are old ones, whole, the present one first.
    """

    key: Key
    kind: Kind
    status: Status
    title: str
    slug: str
    date: datetime | None  # with its offset wherever one is known
    guid: str = ""
    addresses: tuple[str, ...] = ()
    parent: str = ""  # the number of the page above
    authors: tuple[str, ...] = ()  # logins
    terms: tuple[tuple[TermKind, str], ...] = ()  # kind and slug, the first topic first
    comments: tuple[str, ...] = ()  # the numbers of the approved ones
    protected: bool = False  # by a password


@dataclass(frozen=True, slots=True)
class Entry:
    """All of a post or page, as it came. ``found`` is empty for exports."""

    stub: Stub
    html: str  # plain text where ``form`` is "text"
    form: Form
    modified: datetime | None = None
    excerpt: str = ""
    picture: str = ""  # an address, or an attachment's number
    canonical: str = ""  # only where it leads to another site
    site: str = ""  # the name of that site
    permission: str = ""
    question: str = ""
    lang: str = ""
    sticky: bool = False
    open: bool = True  # to comments
    comments: tuple[Comment, ...] = ()
    others: Mapping[str, int] = field(default_factory=dict)  # pingback, spam … → how many
    found: Mapping[str, Found] = field(default_factory=dict)
    told: tuple[Told, ...] = ()  # an ``unsure`` one makes it a draft, where it is from a page


@dataclass(frozen=True, slots=True)
class Blog:
    """What one source says of itself, read before its entries are.

    ``address`` is that of its keys; ``counts`` is what it holds by (post type, status), whatever
    becomes of it; ``reusable`` are blocks that entries refer to, by number.
    """

    address: str
    name: str = ""
    tagline: str = ""
    lang: str = ""
    authors: tuple[Author, ...] = ()
    terms: tuple[Term, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    stubs: tuple[Stub, ...] = ()
    menu: tuple[str, ...] = ()  # addresses, in order
    reusable: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    told: tuple[Told, ...] = ()


class Source(Protocol):
    """A file that was recognised. Neither method raises on what the file says."""

    path: Path

    def survey(self, progress: Callable[[int, int], None]) -> Blog:
        """``progress`` is told how many bytes are done, of how many."""

    def entries(self) -> Iterator[Entry]:
        """One at a time, in the order of the stubs."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry goes. ``path`` is below the content folder, and cannot leave it."""

    path: str  # articles/2011/slug.md
    id: str  # UUID
    guid: str  # "" where another entry has it already
    slug: str
    title: str
    status: Literal["published", "draft", "skip"]
    url: str = ""  # of a page below another: us/contact/
    aliases: tuple[str, ...] = ()  # spelt by common.address: none its own, none of two entries
    authors: tuple[str, ...] = ()  # names in authors.toml
    topics: tuple[str, ...] = ()  # names in topics.toml


@dataclass(frozen=True, slots=True)
class Table:
    """To be added to authors.toml or topics.toml where no table has its slug or name."""

    slug: str
    values: Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Move:
    """All that is decided before anything is converted or written."""

    places: Mapping[Key, Place]
    authors: tuple[Table, ...]
    topics: tuple[Table, ...]
    ledger: Mapping[str, str]  # address → identity: feeds, topics, authors
    links: Mapping[str, str]  # old address, folded → path of a .md, or /topics/x/
    replies: Mapping[tuple[Key, str], str]  # a comment's number → UUID
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """A file that a text names. ``path`` is "" where it is not to be had."""

    path: str  # images/2011/08/photo.jpg, files/2012/report.pdf
    url: str  # the original's address
    alt: str = ""
    caption: str = ""
    is_picture: bool = True


class Resolver(Protocol):
    """What the conversion of one entry asks of the rest."""

    def link(self, url: str) -> tuple[str, Told | None]:
        """Where it leads now, from the entry's own file; the same where it is no link of ours."""

    def is_here(self, url: str) -> bool:
        """Whether the entry itself stands there."""

    def media(self, url: str) -> Media | None:
        """None: not a file of the old blog."""

    def attachment(self, number: str) -> Media | None:
        """By its post_id."""

    def children(self) -> tuple[Media, ...]:
        """The pictures uploaded to the entry, for a ``[gallery]`` that names none."""

    def reusable(self, number: str) -> str:
        """The HTML of a block that is kept once for many entries, or ""."""

    def written(self, media: Media) -> str:
        """Its path from the entry's own file; its old address where it is not to be had."""


@dataclass(frozen=True, slots=True)
class Body:
    """A converted text. ``equal``: words, links and pictures are those of the HTML it came from.

    Blocks ``kept`` as HTML are told, and such a post does not count as converted.
    """

    markdown: str
    equal: bool
    kept: int = 0
    media: tuple[Media, ...] = ()
    problems: tuple[Problem, ...] = ()  # what the house's own proof says of it
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of one entry; the report is made of these alone."""

    stub: Stub
    path: str
    outcome: Outcome
    status: str
    equal: bool
    kept: int
    replies: int
    found: Mapping[str, Found] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    problems: tuple[Problem, ...] = ()
