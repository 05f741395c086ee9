"""What a text that moves asks of the rest: where its links lead now, and where its pictures are."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from posixpath import dirname, relpath
from typing import Protocol
from urllib.parse import quote, urljoin, urlsplit

from plugins.common.address import Address
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
    """What all entries share. Old addresses are whole and folded."""

    move: Move
    shelf: Shelf
    roots: tuple[str, ...]  # the blogs' addresses, one below another first
    keys: Mapping[str, Key]  # by path
    public: frozenset[str]  # paths of what readers will find
    years: frozenset[str]  # in which they find posts
    pages: Mapping[str, str]  # of an attachment alone → the file
    attachments: Mapping[tuple[str, str], Attachment]  # by blog and number
    reusable: Mapping[tuple[str, str], str]  # likewise

    def around(self, stub: Stub, place: Place, where: str) -> "Around":
        return Around(self, stub, place, where)

    def old(self, url: str) -> tuple[str, Address] | None:
        """The blog whose address it is, and where it is below that."""
        found = ((root, local(url, root)) for root in self.roots)
        return next(((root, old) for root, old in found if old), None)

    def path_of(self, root: str, old: Address) -> str:
        """A path below the content folder, or an address of this site; "" if unknown."""
        for path in (old.path, PAGE.sub("/", old.path)):
            for query in (old.query, ()):
                known = self.move.links.get(folded(root, Address(path, query)), "")
                if known and (path != "/" or query == old.query):
                    return known
        year = YEAR.fullmatch(old.path)
        return f"/archive/{year['year']}/" if year and year["year"] in self.years else ""


def links_between(
    blogs: Iterable[Blog], move: Move, shelf: Shelf, stubs: Iterable[Stub], now: datetime
) -> Links:
    keys, public, years, pages = {}, set(), set(), {}
    for stub in stubs:
        place = move.places[stub.key]
        keys[place.path] = stub.key
        if is_public(stub, place, now):
            public.add(place.path)
            years |= {f"{stub.date:%Y}"} if stub.date and stub.kind == "post" else set()
    attachments: dict[tuple[str, str], Attachment] = {}
    reusable: dict[tuple[str, str], str] = {}
    for blog in blogs:
        for each in blog.attachments:
            attachments.setdefault((blog.address, each.number), each)
            for url in (each.page, f"https://{blog.address}/?attachment_id={each.number}"):
                if old := local(url, blog.address):
                    pages[folded(blog.address, old)] = each.url
        reusable.update({(blog.address, number): html for number, html in blog.reusable.items()})
    roots = {blog.address for blog in blogs} - {""}
    return Links(
        move,
        shelf,
        tuple(sorted(roots, key=len, reverse=True)),
        keys,
        frozenset(public),
        frozenset(years),
        pages,
        attachments,
        reusable,
    )


@dataclass(frozen=True, slots=True)
class Around:
    """What the conversion of one entry asks: a ``records.Resolver``."""

    links: Links
    stub: Stub
    place: Place
    where: str

    def link(self, url: str) -> tuple[str, Told | None]:
        try:
            parts = urlsplit(url.strip())
            whole = urljoin(self.base, url.strip())
        except ValueError:
            return url, None
        found = self.links.old(whole)
        if url.startswith("#") or parts.scheme not in ("", "http", "https") or found is None:
            return url, None
        path = self.links.path_of(*found)
        if path.startswith("/"):
            return path, None
        if not path:
            if media := self.media(self.links.pages.get(folded(*found), whole)):
                return self.written(media), None
            what = f"the link to {one_line(url)} leads to nothing that has arrived"
            return whole, Told("unsure", self.where, what, "Mend or remove it")
        if path not in self.links.public and self.place.path in self.links.public:
            what = f"the link to {one_line(url)} leads to what readers do not see: {path}"
            return whole, Told("unsure", self.where, what, "Publish that, or remove the link")
        fragment = self.fragment(path, parts.fragment)
        if fragment and path == self.place.path:
            return fragment, None
        return quote(relpath(path, dirname(self.place.path))) + fragment, None

    def is_here(self, url: str) -> bool:
        found = self.links.old(urljoin(self.base, url))
        return found is not None and self.links.path_of(*found) == self.place.path

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

    def media(self, url: str) -> Media | None:
        try:
            if urlsplit(url.strip()).scheme not in ("", "http", "https"):
                return None
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
        every = (
            self.links.shelf.find(each.url)
            for (blog, _), each in self.links.attachments.items()
            if (blog, each.parent) == (self.stub.key.blog, self.stub.key.number)
        )
        return tuple(media for media in every if media and media.is_picture)

    def reusable(self, number: str) -> str:
        return self.links.reusable.get((self.stub.key.blog, number), "")

    def written(self, media: Media) -> str:
        if not media.path:
            return media.url
        return quote(relpath(media.path, dirname(self.place.path)))
