"""Where everything goes, and what leads where: decided before anything is converted or written."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from unicodedata import normalize
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from plugins.common.address import Address, address_of
from plugins.common.header import split
from plugins.common.slug import slug_of
from plugins.front_matter.fields import SLUG_MAX_BYTES, unmarked
from plugins.moving_in.names import K, Names, ascii_slug, authors_of, free, one_line, topics_of
from plugins.moving_in.records import Blog, Key, Move, Place, Stub, Term, TermKind, Told

# What the house has there itself; a page that is called contact is the text above our form.
RESERVED = frozenset(
    "404 archive articles authors drafts feeds files images inbox index pagefind search subscribe"
    " thank-you theme topics".split()
)
FEEDS = {
    "/feed/": "feed:all.rss.xml",
    "/feed/rss/": "feed:all.rss.xml",
    "/feed/rss2/": "feed:all.rss.xml",
    "/feed/atom/": "feed:all.atom.xml",
    "/?feed=rss2": "feed:all.rss.xml",
    "/?feed=atom": "feed:all.atom.xml",
}
REPLY_FEEDS = {
    "/comments/feed/": "feed:replies.rss.xml",
    "/comments/feed/atom/": "feed:replies.atom.xml",
    "/?feed=comments-rss2": "feed:replies.rss.xml",
}
SLUG_SIGNS = re.compile(r"(?!\.)[\w.-]+")
Topics = Names[tuple[TermKind, str]]


def resolve(
    blogs: tuple[Blog, ...], root: Path, settings: Mapping[str, Any], before: Mapping[Key, str]
) -> Move:
    """``before`` is where earlier runs have put each; what else is in ``root`` stays as it is."""
    stubs = stubs_of(blogs)
    slugs = Slugs(root, settings, before, frozenset(map(id_of, stubs)))
    authors = authors_of(blogs, stubs, root, slugs.of)
    topics = topics_of(blogs, stubs, root, slugs.of)
    places = {stub.key: slugs.place(stub, authors, topics) for stub in stubs}
    told = [*authors.told, *topics.told, *slugs.told]
    without_shared_guids(stubs, places)
    add_aliases(stubs, places, settings, told)
    public = [s for s in stubs if is_public(s, places[s.key], settings["NOW"])]
    held = {alias for place in places.values() for alias in place.aliases}
    ledger = {
        address: identity
        for address, identity in ledger_of(blogs, public, places, authors, topics, slugs)
        if address not in held
    }
    replies = {
        (stub.key, number): str(uuid5(UUID(places[stub.key].id), number))
        for stub in stubs
        for number in stub.comments
    }
    links = links_of(blogs, stubs, places, ledger, f"/{settings['CONTACT_URL']}")
    told += beyond_pages(blogs, links)
    return Move(places, authors.tables, topics.tables, ledger, links, replies, tuple(told))


def stubs_of(blogs: Iterable[Blog]) -> list[Stub]:
    """Each once, though several files hold it; the oldest first, for that keeps its slug."""
    first: dict[Key, Stub] = {}
    for blog in blogs:
        for stub in blog.stubs:
            first.setdefault(stub.key, stub)
    return sorted(first.values(), key=lambda stub: (stub.date is None, str(stub.date), stub.key))


def is_public(stub: Stub, place: Place, now: datetime) -> bool:
    """Whether readers will find it."""
    date = stub.date and (stub.date if stub.date.tzinfo else stub.date.replace(tzinfo=now.tzinfo))
    return place.status == "published" and (date is None or date <= now)


def where(stub: Stub) -> str:
    blog = f"{stub.key.blog}: " if stub.key.blog else ""
    return f"{blog}{stub.kind} {stub.key.number} “{stub.title}”"


@dataclass(slots=True)
class Slugs:
    """Those that are taken, and what had to be changed for that."""

    root: Path
    settings: Mapping[str, Any]
    before: Mapping[Key, str]
    ids: frozenset[str]  # by which a file is known that a kill has kept from ``before``
    taken: dict[str, set[str]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        ours = set(self.before.values())
        for kind, folder in (("post", "articles"), ("page", "pages")):
            self.taken[kind] = set()
            for file in (self.root / folder).rglob("[!.]*.md"):
                if file.is_file() and file.relative_to(self.root).as_posix() not in ours:
                    header = split(file.read_text("utf-8-sig", errors="replace"))
                    own = {key: "".join(value.texts) for key, value in header.values.items()}
                    if own.get("id") not in self.ids:
                        slug = own.get("slug") or self.of(file.stem)
                        self.taken[kind].add(slug.casefold())
        self.taken["page"] |= RESERVED

    def of(self, name: str) -> str:
        return slug_of(name, self.settings["SLUG_REGEX_SUBSTITUTIONS"])

    def place(self, stub: Stub, authors: Names[str], topics: Topics) -> Place:
        url = url_below(stub)
        own = url.strip("/").replace("/", "-") if url else normalize("NFC", stub.slug)
        if not is_slug(own):
            if own:
                what = f"its slug '{own}' can be none here"
                self.told.append(Told("repaired", where(stub), what))
            number = ascii_slug(self.of(stub.key.number), "0")
            made = ascii_slug(self.of(own)) or ascii_slug(self.of(stub.title))
            own = made or f"{stub.kind}-{number}"
        slug = free(own, self.taken[stub.kind])
        if slug != own and not url:
            what = f"its slug is {slug}, for '{own}' is taken"
            self.told.append(Told("unsure", where(stub), what, "Change it before you publish"))
        folder = f"articles/{stub.date.year if stub.date else 'drafts'}"
        folder = folder if stub.kind == "post" else "pages"
        return Place(
            path=self.before.get(stub.key) or f"{folder}/{slug}.md",
            id=id_of(stub),
            guid=stub.guid,
            slug=slug,
            title=unmarked(one_line(stub.title)),
            status=self.status(stub),
            url=url,
            authors=names_in(authors, stub.authors),
            topics=names_in(topics, stub.terms),
        )

    def status(self, stub: Stub) -> Literal["published", "draft", "skip"]:
        why, remedy = "", "Decide who may read it"
        if stub.status == "trash":
            return "skip"
        if stub.status not in ("publish", "future"):
            why = "it was private" if stub.status == "private" else ""
        elif stub.protected:
            why = "a password was asked for it"
        elif stub.date is None:
            why, remedy = "it has no date", "Write its Date:, and remove Status: draft"
        else:
            return "published"
        if why:
            self.told.append(Told("unsure", where(stub), f"{why}, so it is a draft", remedy))
        return "draft"


def id_of(stub: Stub, *, alone: bool = True) -> str:
    """Derived from what names it in its source, and so the same in every run."""
    guid = stub.guid if alone else ""
    return str(uuid5(NAMESPACE_URL, guid or f"{stub.key.blog} {stub.key.number}"))


def names_in(names: Names[K], used: Iterable[K]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names.known[key][1] for key in used if key in names.known))


def is_slug(text: str) -> bool:
    return bool(SLUG_SIGNS.fullmatch(text)) and len(text.encode()) <= SLUG_MAX_BYTES


def url_below(stub: Stub) -> str:
    """Of a page below another the old address, like ``us/contact/``; else ""."""
    old = local(stub.addresses[0], stub.key.blog) if stub.addresses else None
    parts = old.path.strip("/").split("/") if old and not old.query else []
    nested = stub.kind == "page" and len(parts) > 1 and parts[0] not in RESERVED
    return "/".join(parts) + "/" if nested and all(map(is_slug, parts)) else ""


def local(url: str, blog: str) -> Address | None:
    """An address of that blog as it is below its own root, or None."""
    try:
        parts = urlsplit(url.strip())
        if not parts.netloc:
            return address_of(url)
        host, _, base = blog.lower().partition("/")
        root, path = f"/{base}/" if base else "/", f"{parts.path}/"
        if parts.netloc.lower().removeprefix("www.") != host or not path.startswith(root):
            return None
        path = f"/{path[len(root) :]}".removesuffix("/") or "/"
        return address_of(f"{path}?{parts.query}" if parts.query else path)
    except ValueError:
        return None


def without_shared_guids(stubs: Iterable[Stub], places: dict[Key, Place]) -> None:
    """Of several with one identity the oldest keeps it."""
    seen: set[str] = set()
    for stub in stubs:
        place = places[stub.key]
        if place.id in seen:
            places[stub.key] = replace(place, id=id_of(stub, alone=False), guid="")
        seen.add(place.id)


def address_now(stub: Stub, place: Place, settings: Mapping[str, Any]) -> Address:
    """Where it will stand, unless its language has a pattern of its own."""
    pattern = settings["ARTICLE_URL" if stub.kind == "post" else "PAGE_URL"]
    date = stub.date or settings["NOW"]
    url = place.url or pattern.format(slug=place.slug, date=date, lang=settings["DEFAULT_LANG"])
    return address_of("/" + url.lstrip("/"))


def add_aliases(
    stubs: Iterable[Stub],
    places: dict[Key, Place],
    settings: Mapping[str, Any],
    told: list[Told],
) -> None:
    """An old address leads to one page alone, and to none where another stands now."""
    standing = {address_now(stub, places[stub.key], settings): stub.key for stub in stubs}
    held: dict[Address, Key] = {}
    for stub in stubs:
        kept = []
        for url in stub.addresses:
            old = local(url, stub.key.blog)
            if old is None or standing.get(old) == stub.key:
                continue
            own = old.path.strip("/")
            if old.path == "/" and not old.query:
                what = "it was the first page; here that lists the newest posts"
                told.append(Told("unsure", where(stub), what, "Link to it from where you like"))
            elif old in standing or (own in RESERVED and not old.query):
                what = f"something else stands at its old address {old} now"
                told.append(Told("unsure", where(stub), what, "Link to it from there"))
            elif held.setdefault(old, stub.key) == stub.key:
                kept.append(str(old))
        places[stub.key] = replace(places[stub.key], aliases=tuple(dict.fromkeys(kept)))


def ledger_of(
    blogs: Iterable[Blog],
    public: Iterable[Stub],
    places: Mapping[Key, Place],
    authors: Names[str],
    topics: Topics,
    slugs: Slugs,
) -> Iterator[tuple[str, str]]:
    """Old addresses of feeds, and of topics and authors that readers find, with what is there."""
    terms = {(term.kind, term.slug): term for blog in blogs for term in blog.terms}
    stubs = [*public]
    posts = [stub for stub in stubs if stub.kind == "post"]  # pages are listed nowhere
    yield from FEEDS.items() if stubs else ()
    yield from REPLY_FEEDS.items() if any(stub.comments for stub in stubs) else ()
    for kind, slug in dict.fromkeys(term for stub in posts for term in stub.terms):
        if (kind, slug) in topics.known:
            own, _ = topics.known[kind, slug]
            stem = "/category" if kind == "category" else "/tag"
            path = str(Address(f"{stem}/{'/'.join(line(kind, slug, terms))}/"))
            yield path, f"topic:{own}"
            yield f"{path}feed/", f"feed:topics/{own}.rss.xml"
            yield f"{path}feed/atom/", f"feed:topics/{own}.atom.xml"
    for login in dict.fromkeys(login for stub in posts for login in stub.authors):
        if login in authors.known and (nicename := slugs.of(login.replace(".", "-"))):
            own, _ = authors.known[login]
            path = str(Address(f"/author/{nicename}/"))
            yield path, f"author:{own}"
            yield f"{path}feed/", f"feed:authors/{own}.rss.xml"
    for stub in stubs:
        old = local(stub.addresses[0], stub.key.blog) if stub.comments and stub.addresses else None
        if old and not old.query and old.path != "/":
            path = str(Address(f"{old.path.rstrip('/')}/feed/"))
            yield path, f"feed:replies/{places[stub.key].id}.rss.xml"


def line(kind: TermKind, slug: str, terms: Mapping[tuple[TermKind, str], Term]) -> list[str]:
    """A term's slug behind those it belongs to, the widest first."""
    found = [slug]
    while (term := terms.get((kind, found[0]))) and term.parent and term.parent not in found:
        found.insert(0, term.parent)
    return found


def links_of(
    blogs: Iterable[Blog],
    stubs: Iterable[Stub],
    places: Mapping[Key, Place],
    ledger: Mapping[str, str],
    contact: str,
) -> dict[str, str]:
    """Each old address, whole and folded, and what it leads to, below the content folder.

    Topics, authors and our own form have an address of this site instead, and begin with "/".
    """
    found: dict[str, str] = {}
    for stub in stubs:
        for url in stub.addresses:
            if old := local(url, stub.key.blog):
                found.setdefault(folded(stub.key.blog, old), places[stub.key].path)
    for root in dict.fromkeys(blog.address for blog in blogs):
        found[folded(root, Address("/"))] = "/"
        found.setdefault(folded(root, address_of(contact)), contact)
        for address, identity in ledger.items():
            kind, _, slug = identity.partition(":")
            url = f"/{kind}s/{slug}/" if kind in ("topic", "author") else ""
            if url or slug.startswith("all."):
                url = url or f"/feeds/{slug}"
                found.setdefault(folded(root, address_of(address)), url)
    return found


def folded(blog: str, old: Address) -> str:
    """One spelling for all that mean one address."""
    return f"{blog.lower()}{Address(old.path.rstrip('/') or '/', old.query)}"


def beyond_pages(blogs: Iterable[Blog], links: Mapping[str, str]) -> Iterator[Told]:
    """What of a menu is no page here."""
    for blog in blogs:
        for url in blog.menu:
            if url.startswith("#"):
                continue  # a heading above others
            old = local(url, blog.address)
            path = links.get(folded(blog.address, old), "") if old else ""
            if path != "/" and not path.startswith("pages/"):
                what = f"the menu also led to {one_line(url)}"
                yield Told("unsure", blog.address, what, "Link to it from a page of the menu")
