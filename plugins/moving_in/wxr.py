"""A WordPress export, read twice: what all must know of an entry, then each with its text."""

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import IO

from plugins.common.language import is_tag
from plugins.moving_in.item import (
    KINDS,
    STATUSES,
    TAXONOMIES,
    decoded,
    entry_of,
    is_comment,
    kind_of,
    meta_of,
    number_of,
    status_of,
    stub_of,
    terms_of,
    text_of,
    title_of,
)
from plugins.moving_in.markup import Element, Node, Repairs, elements, node_of
from plugins.moving_in.names import one_line
from plugins.moving_in.records import Attachment, Author, Blog, Entry, Key, Level, Stub, Term, Told

# Ways WordPress and its plugins keep something that is no topic.
NO_TOPICS = (
    " author post_format nav_menu language post_translations term_translations wp_theme"
    " wp_template_part_area wp_pattern_category"
).split(" ")
# Kinds of items that readers never saw alone, beside those whose names begin with these.
NO_POSTS = (
    "post page attachment revision nav_menu_item custom_css customize_changeset oembed_cache"
    " user_request"
).split()
WITHIN = ("wp_", "acf-", "wpcf7_", "elementor_")


@dataclass(slots=True)
class ExportSource:
    """A file of an export, or one of those in a zip: then it is its ``member``."""

    path: Path
    member: str = ""
    blog: Blog = field(default_factory=lambda: Blog(""))
    term_slugs: dict[str, str] = field(default_factory=dict)  # by term_id

    @property
    def name(self) -> str:
        return self.member or self.path.name

    @contextmanager
    def opened(self) -> Iterator[tuple[IO[bytes], int]]:
        """The file, and how many bytes it has."""
        if not self.member:
            with self.path.open("rb") as file:
                yield file, self.path.stat().st_size
            return
        with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as file:
            yield file, archive.getinfo(self.member).file_size

    def survey(self, progress: Callable[[int, int], None]) -> Blog:
        read = Reading(self.name, self.term_slugs)
        with self.opened() as (file, size):
            for element in elements(file):
                read.add(element)
                progress(min(element.end, size), size)
        self.blog = read.blog()
        return self.blog

    def entries(self) -> Iterator[Entry]:
        address = self.blog.address
        first = {stub.key: stub for stub in self.blog.stubs}
        with self.opened() as (file, _):
            for element in elements(file):
                if element.name == "item" and not element.large:
                    node, _ = node_of(element, Repairs())
                    if kind_of(node) in KINDS and (stub := stub_of(node, address, self.term_slugs)):
                        stub = told_apart(stub, first.get(stub.key, stub))
                        yield entry_of(node, stub, f"{self.name}: {named(stub)}")


def told_apart(stub: Stub, first: Stub) -> Stub:
    """Of two that an export which hands have mended gives one number, each is its own."""
    if (stub.kind, stub.slug, stub.title) == (first.kind, first.slug, first.title):
        return stub
    number = f"{stub.key.number} {stub.slug or stub.title}"
    return replace(stub, key=replace(stub.key, number=number))


def named(stub: Stub) -> str:
    """As the report calls it."""
    return f"{stub.kind} {stub.key.number} “{stub.title}”"


@dataclass(slots=True)
class Reading:
    """What is known of a blog while its export is read."""

    name: str
    term_slugs: dict[str, str]
    head: dict[str, str] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    items: dict[Key, Stub] = field(default_factory=dict)
    attachments: list[Attachment] = field(default_factory=list)
    reusable: dict[str, str] = field(default_factory=dict)
    menu: list[tuple[int, str, str]] = field(default_factory=list)  # place, address, number
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    homeless: Counter[str] = field(default_factory=Counter)  # comments, by post type
    taxonomies: Counter[str] = field(default_factory=Counter)
    repairs: Repairs = field(default_factory=Repairs)
    told: list[Told] = field(default_factory=list)

    @property
    def address(self) -> str:
        return address_of(self.head)

    def add(self, element: Element) -> None:
        if element.large:
            if element.name:
                what = f"an element of {len(element.raw)} bytes or more is not read"
                self.tell("lost", f"before byte {element.end}", what, "Look at the file there")
            return
        node, well = node_of(element, self.repairs)
        match element.name:
            case "":
                for each in node.below:
                    self.head.setdefault(each.name, each.text.strip())
            case "item":
                self.add_item(node, well=well, whole=element.whole)
            case "wp:author":
                login = one_line(node.text_of("wp:author_login"))
                names = [node.text_of(f"wp:author_{n}") for n in ("first_name", "last_name")]
                name = node.text_of("wp:author_display_name") or " ".join(names)
                self.authors.setdefault(login, Author(login, one_line(unescape(name)) or login))
            case _:
                self.add_term(node)

    def add_term(self, node: Node) -> None:
        """Of ``wp:category``, ``wp:tag`` or, in later exports of all kinds, ``wp:term``."""
        old = node.name.removeprefix("wp:")
        taxonomy = node.text_of("wp:term_taxonomy").strip() or old
        slug = node.text_of("wp:term_slug") or node.text_of(
            "wp:category_nicename" if old == "category" else "wp:tag_slug"
        )
        name = node.text_of("wp:term_name") or node.text_of(f"wp:{old[:3]}_name")
        told = node.text_of("wp:term_description") or node.text_of(f"wp:{old}_description")
        parent = node.text_of("wp:term_parent") or node.text_of("wp:category_parent")
        if kind := TAXONOMIES.get(taxonomy):
            self.term_slugs.setdefault(node.text_of("wp:term_id").strip(), decoded(slug))
            name, told = one_line(unescape(name)), one_line(text_of(told))
            term = Term(kind, decoded(slug), name or decoded(slug), told, decoded(parent))
            self.terms.setdefault((kind, term.slug), term)

    def add_item(self, node: Node, *, well: bool, whole: bool) -> None:
        kind, status, title = kind_of(node), status_of(node), title_of(node)
        number = node.text_of("wp:post_id").strip()
        stub = stub_of(node, self.address, self.term_slugs)
        if stub and stub.key in self.items:
            stub = told_apart(stub, self.items[stub.key])
            if stub.key in self.items:
                return  # told twice
        where = f"{kind} {number} “{title or stub.title if stub else title}”"
        if not whole:
            remedy = "Export the blog anew, or compare the post with its old page"
            self.tell("unsure", where, "the file ends or goes on amidst it", remedy)
        elif not well:
            remedy = "Compare it with its old page"
            self.tell("unsure", where, "its XML is broken, so it was read tag by tag", remedy)
        if stub and not title:
            self.tell("unsure", where, "it had no title, and has its first words", "Give it one")
        if stub and status not in STATUSES:
            what = f"its status was '{status}', so it is a draft"
            self.tell("unsure", where, what, "Publish it if readers saw it")
        self.counts[kind, status] += 1
        comments = sum(is_comment(comment) for comment in node.every("wp:comment"))
        meta = meta_of(node)
        match kind:
            case "post" | "page" if stub:
                self.items[stub.key] = stub
                self.note_terms(node)
                return
            case "attachment":
                url = node.text_of("wp:attachment_url").strip() or node.text_of("guid").strip()
                self.attachments.append(
                    Attachment(
                        number,
                        url,
                        one_line(unescape(meta.get("_wp_attachment_image_alt", ""))),
                        one_line(text_of(node.text_of("excerpt:encoded"))),
                        title,
                        number_of(node, "wp:post_parent"),
                        node.text_of("link").strip(),
                    )
                )
            case "nav_menu_item" if status == "publish":
                order = node.text_of("wp:menu_order").strip()
                place = int(order) if order.isdecimal() and order.isascii() else 0
                is_post = meta.get("_menu_item_type") == "post_type"
                to = meta.get("_menu_item_object_id", "") if is_post else ""
                self.menu.append((place, meta.get("_menu_item_url", ""), to))
            case "wp_block":
                self.reusable[number] = node.text_of("content:encoded")
        self.homeless[kind] += comments

    def note_terms(self, node: Node) -> None:
        """Those that stand at an entry alone, as in exports of one author or one year."""
        for taxonomy, slug, name in terms_of(node):
            if kind := TAXONOMIES.get(taxonomy):
                self.terms.setdefault((kind, slug), Term(kind, slug, name))
            elif taxonomy == "author":
                login = slug.removeprefix("cap-")
                self.authors.setdefault(login, Author(login, name))
            elif taxonomy not in NO_TOPICS:
                self.taxonomies[taxonomy] += 1
        login = one_line(node.text_of("dc:creator"))
        if login:
            self.authors.setdefault(login, Author(login, login))

    def tell(self, level: Level, where: str, what: str, remedy: str = "") -> None:
        where = f"{self.name}: {where}" if where else self.name
        self.told.append(Told(level, where, what, remedy))

    def blog(self) -> Blog:
        repairs = self.repairs
        if repairs.encoding:
            what = f"{repairs.encoding} bytes that are no UTF-8 were read as Windows-1252"
            self.tell("repaired", "", what)
        if repairs.controls:
            what = f"{repairs.controls} control characters, which XML forbids, were removed"
            self.tell("repaired", "", what)
        for (kind, status), number in sorted(self.counts.items()):
            if status == "publish" and kind not in NO_POSTS and not kind.startswith(WITHIN):
                what = (
                    f"what is neither post nor page has not arrived: {number} of the kind '{kind}'"
                )
                self.tell("lost", "", what, "Keep the export, and make pages of what readers miss")
        for kind, number in sorted(self.homeless.items()):
            if number:
                what = f"comments on what is a '{kind}' have no home here: {number}"
                self.tell("lost", "", what, "Keep the export")
        for taxonomy, number in sorted(self.taxonomies.items()):
            what = f"the taxonomy '{taxonomy}' is no topic here; it stood at entries {number} times"
            self.tell("lost", "", what, "Make topics of it by hand, if readers miss it")
        links = {
            stub.key.number: each for stub in self.items.values() for each in stub.addresses[:1]
        }
        menu = [links.get(number, url) for _, url, number in sorted(self.menu)]
        return Blog(
            self.address,
            one_line(unescape(self.head.get("title", ""))),
            one_line(unescape(self.head.get("description", ""))),
            self.head.get("language", "") if is_tag(self.head.get("language", "")) else "",
            tuple(self.authors.values()),
            tuple(self.terms.values()),
            tuple(self.attachments),
            tuple(self.items.values()),
            tuple(filter(None, menu)),
            self.reusable,
            dict(self.counts),
            tuple(self.told),
        )


def address_of(head: Mapping[str, str]) -> str:
    """Of the blog, without scheme, www. and last slash: of one of several it is its own."""
    whole = head.get("wp:base_blog_url") or head.get("link") or head.get("wp:base_site_url", "")
    return re.sub(r"^https?://(?:www\.)?", "", whole, flags=re.IGNORECASE).rstrip("/")
