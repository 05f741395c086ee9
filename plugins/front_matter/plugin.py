"""Reads Markdown files: the header by the table of fields, the body by Python-Markdown."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from markdown import Markdown
from pelican import signals
from pelican.contents import Article, Author, Category, Content, Page, Tag
from pelican.generators import Generator
from pelican.readers import BaseReader, Readers
from pelican.utils import get_date, set_date_tzinfo, slugify

from plugins.common.content import report
from plugins.common.header import Header, split
from plugins.common.problem import Place, Problem
from plugins.common.source import Source, shown
from plugins.common.text import nearest, plain
from plugins.front_matter.decoding import decoded
from plugins.front_matter.fields import FIELDS, SLUG_MAX_BYTES, Read, Remark, read
from plugins.front_matter.limit import TooLong, heaviest, within

# Attributes that Pelican gives every article itself; a header's own key would break them.
RESERVED = frozenset(
    "settings translations metadata timezone date_format source_path relative_source_path"
    " in_default_lang source problems files reader path standfirst withdrawn".split()
)


class Reader(BaseReader):  # type: ignore[misc]
    """Pelican's Markdown reader, with our header. It never raises on what a file says."""

    file_extensions = ("md", "markdown", "mkd", "mdown")

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        self.begin()

    def begin(self) -> None:
        self.markdown = Markdown(**self.settings["MARKDOWN"])
        self.markdown.site_root = self.settings["SITE_ROOT"]  # type: ignore[attr-defined]
        self.markdown.static_url = self.settings["STATIC_URL"]  # type: ignore[attr-defined]

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """The body as HTML and the metadata, with ``source`` and ``problems`` among them."""
        path, root = shown(source_path), shown(self.settings["PATH"])
        text, problems = decoded(path, self.settings["MARKDOWN_BYTES_MAX"])
        source = Source(path, root, text, split(text))
        values, remarks = read(source.header, self.settings["NOW"].date())
        metadata = self.metadata(values, source, remarks)
        for r in remarks:
            problems.append(source.problem(r.at, r.what, r.remedy, note=r.note, fix=r.fix))
        self.markdown.reset()
        self.markdown.source = source  # type: ignore[attr-defined]
        self.markdown.problems = problems  # type: ignore[attr-defined]
        files: dict[str, str] = {}  # by address, the path of each that the text names
        self.markdown.files = files  # type: ignore[attr-defined]
        html = "" if metadata["withdrawn"] else self.drawn(source, problems)
        return html, {**metadata, "source": source, "problems": problems, "files": files}

    def drawn(self, source: Source, problems: list[Problem]) -> str:
        """The body as HTML, or as it stands where Markdown fails on it."""
        body, seconds = source.header.body, self.settings["MARKDOWN_SECONDS_MAX"]
        remedy = "This paragraph has the most signs and is likely to be it: part it, or take it out"
        try:
            with within(seconds):
                return self.markdown.convert(body)
        except TooLong:
            what = f"Markdown cannot read this within {seconds} seconds"
        except RecursionError:
            what = "lists, quotations or definitions stand too deep within each other"
        except Exception as error:  # noqa: BLE001  others' extensions fail as they like
            what = f"Markdown fails on this: {type(error).__name__}: {error}"
        self.begin()  # the one that failed still stands amidst it
        problems.append(source.problem(heaviest(source.header), " ".join(what.split()), remedy))
        return f"<pre>{escape(body)}</pre>"

    def metadata(
        self, values: dict[str, Read], source: Source, remarks: list[Remark]
    ) -> dict[str, Any]:
        """Pelican's own types, and something to draw where a title or date is missing."""
        known: dict[str, Any] = dict(values)
        unread = bool(source.header.faults or (remarks and not source.header.values))
        for key in [key for key in known if key not in FIELDS]:
            if key in RESERVED or hasattr(Article, key):
                del known[key]
        if not seen(str(known.get("title", ""))):
            given = source.header.values.get("title")
            if not (given or unread) or (given and not any(map(seen, given.texts))):
                place = source.header.place("title")
                remarks.append(Remark(place, "there is no title", "Add a line Title: …"))
            known["title"] = source.path.stem
        if "status" in source.header.values and "status" not in known:
            known["status"] = "draft"  # better unseen than published by mistake
        known["withdrawn"] = known.get("status") == "withdrawn"
        if known["withdrawn"]:  # Pelican drops what has a status it does not know
            known |= {"status": "hidden", "template": "withdrawn"}
            known.pop("image", None)
        if "template" in known and known["template"] not in self.templates():
            name = known.pop("template")
            what = f"there is no template {name}.html"
            folder, right = (
                shown(self.settings["THEME"]) / "templates",
                nearest(name, self.templates()),
            )
            remedy = f"Put it into {folder}, or leave the line out"
            remedy = f"Did you mean '{right}'?" if right else remedy
            place = source.header.place("template", name)
            remarks.append(
                Remark(place, what, remedy, fix=source.header.fix("template", right, name))
            )
        self.date(known, source, remarks, unread=unread)
        if not source.header.body.strip() and self.is_lone(known, source) and not remarks:
            place = Place(source.header.body_line)
            remarks.append(Remark(place, "there is no text", "Write it, or add Status: draft"))
        if "slug" not in known:
            known["slug"] = self.slug(known["title"], source, remarks)
        settings = self.settings
        authors: list[str] = []
        for key in ("author", "authors"):
            authors += self.with_address(key, known.pop(key, ()), source, remarks)
        if authors:
            known["authors"] = [Author(name, settings) for name in dict.fromkeys(authors)]
        tags = self.with_address("tags", known.get("tags", ()), source, remarks)
        known["tags"] = [Tag(name, settings) for name in tags]
        if "summary" in known:
            known["standfirst"] = known["summary"]  # Pelican makes a summary where none was written
        if "category" in known:
            named = self.with_address("category", [known.pop("category")], source, remarks)
            known |= {"category": Category(*named, settings)} if named else {}
        return known

    def with_address(
        self, key: str, names: Iterable[str], source: Source, remarks: list[Remark]
    ) -> list[str]:
        """Those that an address can be made of."""
        found = []
        for name in names:
            slug = self.slugified(name)
            if slug.strip("-") and len(slug) <= SLUG_MAX_BYTES:
                found.append(name)
                continue
            place = source.header.place(key, name)
            what, remedy = f"no address can be made of '{short(name)}'", "Give a shorter name"
            if not slug.strip("-"):
                remedy = "Give a name with a letter or digit in it"
            remarks.append(Remark(place, what, remedy))
        return found

    def slugified(self, name: str) -> str:
        return str(slugify(name, regex_subs=self.settings["SLUG_REGEX_SUBSTITUTIONS"]))

    def templates(self) -> set[str]:
        folders = [Path(self.settings["THEME"], "templates")]
        folders += map(Path, self.settings["THEME_TEMPLATES_OVERRIDES"])
        return {file.stem for folder in folders for file in folder.glob("*.html")}

    def date(
        self, known: dict[str, Any], source: Source, remarks: list[Remark], *, unread: bool
    ) -> None:
        """Dates with a zone; what is dated after the build's now waits as a draft."""
        now, zone = self.settings["NOW"], self.settings["TIMEZONE"]
        if "date" not in source.header.values and (named := self.date_named(source)):
            known["date"] = named
        for key in ("date", "modified", "review"):
            if key in known:
                known[key] = set_date_tzinfo(known[key], zone)
        if "date" in known:
            modified = known.get("modified", known["date"])
            if modified.date() < known["date"].date() <= now.date():
                what = "it was modified before its Date"
                remark = Remark(source.header.place("modified"), what, "Mend one, or leave it out")
                remarks.append(remark)
            if known["date"] > now and known.get("status", "published") == "published":
                known["status"] = "draft"
            return
        if (
            "date" not in source.header.values
            and not unread
            and self.is_article(source)
            and known.get("status") != "draft"
        ):
            remarks.append(Remark(Place(1), "there is no date", "Add a line Date: 2026-03-04"))
        known["date"] = now

    def date_named(self, source: Source) -> datetime | None:
        """What a name like 2026-03-04-a-post.md says."""
        named = re.match(self.settings["FILENAME_METADATA"], source.path.stem)
        try:
            return get_date(named["date"]) if named and "date" in named.groupdict() else None
        except ValueError:
            return None

    def is_article(self, source: Source) -> bool:
        pages = (source.root / folder for folder in self.settings["PAGE_PATHS"])
        return not any(folder in source.path.parents for folder in pages)

    def is_lone(self, known: Mapping[str, Any], source: Source) -> bool:
        """Whether readers would get it, and nothing with it but its title."""
        is_public = known.get("status", "published") in ("published", "hidden")
        return (
            is_public and self.is_article(source) and not (known["withdrawn"] or "image" in known)
        )

    def slug(self, title: str, source: Source, remarks: list[Remark]) -> str:
        names = [re.sub(r"^\d{4}-\d{2}-\d{2}[-_]", "", source.path.stem), title, "post"]
        if self.settings["SLUGIFY_SOURCE"] == "title":
            names.insert(0, title)
        slug = next(slug for slug in map(self.slugified, names) if slug.strip("-"))
        if len(slug) > SLUG_MAX_BYTES:
            what, remedy = "its name is too long for an address", "Add a line Slug: …"
            remarks.append(Remark(source.header.place("title"), what, remedy))
        return slug[:SLUG_MAX_BYTES]


def seen(text: str) -> str:
    """What of a text feeds can show."""
    return plain(text).strip()


def short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def give_source(content: Content) -> None:
    """What Pelican's other readers read (reStructuredText, HTML) has a source without a header."""
    if isinstance(content, Article | Page) and not hasattr(content, "source"):
        path = shown(content.source_path)
        text, _ = decoded(path, content.settings["MARKDOWN_BYTES_MAX"])
        content.source = Source(path, shown(content.settings["PATH"]), text, Header({}, text, 1))


def use_reader(readers: Readers) -> None:
    for extension in Reader.file_extensions:
        readers.reader_classes[extension] = Reader


def collect(generator: Generator, metadata: dict[str, Any]) -> None:
    report(generator.context, metadata.pop("problems", []))
    generator.context["static_links"] |= set(metadata.pop("files", {}).values())


def register() -> None:
    signals.readers_init.connect(use_reader)
    signals.content_object_init.connect(give_source)
    signals.article_generator_context.connect(collect)
    signals.page_generator_context.connect(collect)
