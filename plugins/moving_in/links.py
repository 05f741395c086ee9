"""What a text that moves asks of the rest: where its links lead now, and where its pictures are."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from posixpath import dirname, relpath
from typing import Protocol
from urllib.parse import quote, urljoin, urlsplit

from plugins.moving_in.names import one_line
from plugins.moving_in.records import Attachment, Blog, Key, Media, Move, Place, Stub, Told
from plugins.moving_in.resolve import folded, is_public, local

YEAR = re.compile(r"/(?P<year>\d{4})(?:/\d\d){0,2}/?")
PAGE = re.compile(r"/(?:page|comment-page)[/-]\d+/?$")
COMMENT = re.compile(r"comment-(\d+)")
# Places of a page of WordPress's, which ours has not.
NO_PLACES = re.compile(r"respond|comments?|comment-\d+|more-\d+|content|main|primary|top|")


class Shelf(Protocol):
    """Where the files of the older blog are."""

    def find(self, url: str) -> Media | None:
        """None: not a file of the older blog."""


@dataclass(frozen=True, slots=True)
class Links:
    """What all entries share."""

    blogs: tuple[Blog, ...]
    move: Move
    shelf: Shelf
    public: frozenset[str]  # paths of what readers will find
    years: frozenset[str]
    keys: Mapping[str, Key]  # by path
    pages: Mapping[str, str]  # of an attachment alone → the file
    attachments: Mapping[tuple[str, str], Attachment]  # by blog and number

    def around(self, stub: Stub, place: Place, where: str) -> "Around":
        return Around(self, stub, place, where)

    def path_of(self, url: str) -> str:
        """A path below the content folder, an address of this site or a file; "" if unknown."""
        for blog in self.blogs:
            old = local(url, blog.address)
            if old is None:
                continue
            for path in (old.path, PAGE.sub("/", old.path)):
                for query in (old.query, ()):
                    key = folded(blog.address, type(old)(path, query))
                    if (path != "/" or query == old.query) and key in self.move.links:
                        return self.move.links[key]
            year = YEAR.fullmatch(old.path)
            if year and year["year"] in self.years:
                return f"/archive/{year['year']}/"
        return ""

    def is_old(self, url: str) -> bool:
        return any(local(url, blog.address) for blog in self.blogs)


def links_between(
    blogs: tuple[Blog, ...], move: Move, shelf: Shelf, stubs: Iterable[Stub], now: datetime
) -> Links:
    known = [*stubs]
    public = [stub for stub in known if is_public(stub, move.places[stub.key], now)]
    pages = {}
    for blog in blogs:
        for each in blog.attachments:
            for url in (each.page, f"https://{blog.address}/?attachment_id={each.number}"):
                if old := local(url, blog.address):
                    pages[folded(blog.address, old)] = each.url
    return Links(
        blogs,
        move,
        shelf,
        frozenset(move.places[stub.key].path for stub in public),
        frozenset(str(s.date.year) for s in public if s.date and s.kind == "post"),
        {move.places[stub.key].path: stub.key for stub in known},
        pages,
        {
            (blog.address, each.number): each
            for blog in reversed(blogs)
            for each in blog.attachments
        },
    )


@dataclass(frozen=True, slots=True)
class Around:
    """What the conversion of one entry asks: a ``records.Resolver``."""

    links: Links
    stub: Stub
    place: Place
    where: str

    def link(self, url: str) -> tuple[str, Told | None]:
        url = url.strip()
        try:
            parts = urlsplit(url)
            whole = urljoin(self.base, url)
        except ValueError:
            return url, None
        if url.startswith("#") or parts.scheme not in ("", "http", "https"):
            return url, None
        if not self.links.is_old(whole):
            return url, None
        path = self.links.path_of(whole)
        if not path:
            media = self.media(self.file_of(whole) or whole)
            if media:
                return self.written(media), None
            what = f"the link to {one_line(url)} leads to nothing that has arrived"
            return whole, Told("unsure", self.where, what, "Mend or remove it")
        if path.startswith("/"):
            return path, None
        if path not in self.links.public and self.place.path in self.links.public:
            what = f"the link to {one_line(url)} leads to what readers do not see: {path}"
            return whole, Told("unsure", self.where, what, "Publish that, or remove the link")
        place = self.fragment(path, parts.fragment)
        if path == self.place.path:
            return place or quote(path.rpartition("/")[2]), None
        return quote(relpath(path, dirname(self.place.path))) + place, None

    def fragment(self, path: str, name: str) -> str:
        """With its "#", where the page will have such a place."""
        number = COMMENT.fullmatch(name)
        reply = self.links.move.replies.get((self.links.keys[path], number[1])) if number else None
        if reply:
            return f"#reply-{reply}"
        return "" if NO_PLACES.fullmatch(name) else f"#{name}"

    @property
    def base(self) -> str:
        """The address that links were relative to."""
        blog = self.stub.key.blog
        return next(iter(self.stub.addresses), f"https://{blog}/" if blog else "")

    def file_of(self, url: str) -> str:
        """The file that was shown alone on a page with this address, or ""."""
        for blog in self.links.blogs:
            if (old := local(url, blog.address)) and folded(blog.address, old) in self.links.pages:
                return self.links.pages[folded(blog.address, old)]
        return ""

    def media(self, url: str) -> Media | None:
        try:
            return self.links.shelf.find(urljoin(self.base, url.strip()))
        except ValueError:
            return None

    def attachment(self, number: str) -> Media | None:
        each = self.links.attachments.get((self.stub.key.blog, number))
        return self.links.shelf.find(each.url) if each else None

    def picture(self, told: str) -> Media | None:
        """Of an entry: by an attachment's number or by an address; "" is none."""
        return self.attachment(told) if told.isdecimal() else self.media(told) if told else None

    def children(self) -> tuple[Media, ...]:
        every = self.links.attachments.items()
        found = (
            self.links.shelf.find(each.url)
            for (blog, _), each in every
            if blog == self.stub.key.blog and each.parent == self.stub.key.number
        )
        return tuple(media for media in found if media and media.is_picture)

    def reusable(self, number: str) -> str:
        blogs = (blog for blog in self.links.blogs if blog.address == self.stub.key.blog)
        return next((b.reusable[number] for b in blogs if number in b.reusable), "")

    def written(self, media: Media) -> str:
        if not media.path:
            return media.url
        return quote(relpath(media.path, dirname(self.place.path)))
