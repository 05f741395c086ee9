"""``python -m plugins.new_post``: a file to write in."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4
from zoneinfo import ZoneInfo

import click

from plugins.common.files import replace
from plugins.common.header import Header, listed, spelled
from plugins.common.slug import slug_of
from plugins.common.source import shown
from plugins.common.toml import read_tables
from plugins.identity.identity import uuid_of
from plugins.new_post.post import (
    MARKDOWN,
    DraftError,
    author_of,
    dated,
    files_of,
    has,
    header_of,
    one_line,
    slugs,
    text_of,
    title_of,
)
from plugins.site.call import settings_in, wrong
from plugins.suggestions.files import suggested

USAGE = 'Usage: make new TITLE="…", or make new FROM=draft.md'
WORDS_MIN = 30  # header and all: from less nobody can tell what it is about
DATED = re.compile(r"^\d{4}-\d{2}-\d{2}[-_]")


@dataclass(frozen=True, slots=True)
class Desk:
    """A content folder and its settings. ``person`` is whether somebody can be asked."""

    root: Path
    settings: Mapping[str, Any]
    person: bool

    @property
    def articles(self) -> Path:
        """Where the build looks for posts: see ``site.plugin.settle``."""
        folders = [self.root / folder for folder in self.settings["ARTICLE_PATHS"]]
        found = next((folder for folder in folders if folder.is_dir()), None)
        posts = (p for p in self.root.iterdir() if p.suffix in MARKDOWN)
        return found or (self.root if any(posts) else folders[0])

    @property
    def folder(self) -> Path:
        """Of this year's posts."""
        return self.articles / f"{self.now:%Y}"

    @property
    def now(self) -> datetime:
        now: datetime = self.settings["NOW"].astimezone(ZoneInfo(self.settings["TIMEZONE"]))
        return now

    @property
    def date(self) -> str:
        return f"{self.now:%Y-%m-%d %H:%M}"

    def names(self, file: str) -> list[str]:
        """Those of the tables of ``authors.toml`` or ``topics.toml``."""
        return [table.text("name") for table in read_tables(self.root / file, ("name",))[0]]

    def author(self) -> str:
        known = self.names("authors.toml")
        author = author_of(git_user(self.root), self.settings.get("AUTHOR", ""), known)
        return author or next(iter(chosen("Author, by number", known, self.person)), "")

    def taken(self) -> set[str]:
        """The slugs of all posts, however old."""
        found = set()
        for path in self.articles.rglob("*"):
            if path.suffix in MARKDOWN and path.is_file():
                header = header_of(path.read_text("utf-8-sig", errors="replace"))
                own = " ".join(header.values["slug"].texts) if has(header, "slug") else ""
                found.add((own or self.slug(DATED.sub("", path.stem))).lower())
        return found

    def slug(self, name: str) -> str:
        return slug_of(name, self.settings["SLUG_REGEX_SUBSTITUTIONS"])


@click.command()
@click.option("--input", "root", type=Path, default="content")
@click.option("--conf", type=Path, default="pelicanconf.py")
@click.option("--title", envvar="TITLE", default="")
@click.option("--from", "draft", envvar="FROM", default="")
def main(root: Path, conf: Path, title: str, draft: str) -> None:
    """Begin a post, or make a draft one of today."""
    if fault := wrong(root, conf):
        fail(fault)
    person = sys.stdin.isatty() and sys.stdout.isatty()
    title = one_line(title)
    if not title and not draft:
        if not person:
            fail(USAGE)
        title = one_line(click.prompt("Title"))
    desk = Desk(root, settings_in(conf), person)
    path = published(desk, Path(draft), title) if draft else begun(desk, title)
    click.echo(f"Wrote {shown(path)}")
    if person and not draft and (os.environ.get("VISUAL") or os.environ.get("EDITOR")):
        click.edit(filename=str(path))
    elif draft:
        suggest(path, root)
    else:
        told = f"make serve shows it. When it is ready: make new FROM={shown(path)}"
        click.echo(told, err=True)


def suggest(path: Path, root: Path) -> None:
    """Topics, where a post has none."""
    text = path.read_text("utf-8-sig", errors="replace")
    found = suggested(text, root) if len(text.split()) > WORDS_MIN else ()
    if found:
        click.echo("It may be about:", err=True)
    for each in found:
        click.echo(f"  {each.topic}: “{each.sentence}”", err=True)
    if found:
        click.echo(f"Write what fits: Tags: {listed([s.topic for s in found])}", err=True)


def begun(desk: Desk, title: str) -> Path:
    names = desk.names("topics.toml")
    likely = {each.topic for each in suggested("", desk.root, title)} if desk.person else set()
    # Those the title speaks for go first.
    names.sort(key=lambda name: name not in likely)
    topics = chosen("Topics, by numbers", names, desk.person)
    author = desk.author()

    def text(slug: str) -> str:
        return text_of(
            title, date=desk.date, slug=slug, id_=str(uuid4()), author=author, topics=topics
        )

    return written(desk, title, text)


def published(desk: Desk, draft: Path, title: str) -> Path:
    """A draft among the posts is mended where it is, for links lead to and from it."""
    try:
        text = draft.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{draft} cannot be read: {getattr(error, 'strerror', 0) or 'it is not UTF-8 text'}.")
    own = title_of(text)
    if not (own or title):
        fail(f'{draft} has no title. Add a line Title: …, or say it here: TITLE="…"')
    if own and title:
        fail(f"{draft} has a title, {own!r}. Change it there, and leave TITLE out.")
    title, header = own or title, header_of(text)
    more = {"title": spelled(title), "authors": "", "slug": "", "id": ""}
    if not (has(header, "author") or has(header, "authors")):
        more["authors"] = listed([author] if (author := desk.author()) else [])
    try:
        if draft.resolve().is_relative_to(desk.articles.resolve()):
            if draft.suffix not in MARKDOWN:
                fail(f"{draft} is no Markdown file. Set its date and status in an editor.")
            if not has(header, "guid"):
                more["id"] = identity(desk, draft, header)
            replace(draft, dated(text, desk.date, more).encode())
            return draft
        more["id"] = "" if has(header, "guid") else str(uuid4())
        dated(text, desk.date, more)  # raises before anything is written
        copy_files(draft, header, desk.folder)
        return written(desk, title, lambda slug: dated(text, desk.date, more | {"slug": slug}))
    except DraftError as error:
        fail(f"{draft} {error}")


def copy_files(draft: Path, header: Header, folder: Path) -> None:
    """What a draft shows goes with it, and over no other file."""
    names = [name for name in files_of(header) if is_file(draft.parent / name)]
    for name in names:
        if os.path.lexists(folder / name) and not same(draft.parent / name, folder / name):
            there = shown(folder / name)
            fail(f"{draft} shows {name}, and {there} is another file. Give it another name.")
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError), (folder / name).open("xb") as file:
            file.write((draft.parent / name).read_bytes())
            click.echo(f"Wrote {shown(folder / name)}")


def is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name too long to be one, or with a NUL
        return False


def same(one: Path, other: Path) -> bool:
    return is_file(other) and one.read_bytes() == other.read_bytes()


def identity(desk: Desk, draft: Path, header: Header) -> str:
    """The one that it had until now without a line Id:, should it have been public."""
    told = {
        key: " ".join(header.values[key].texts) for key in ("slug", "lang") if key in header.values
    }
    slug = told.get("slug") or desk.slug(DATED.sub("", draft.stem))
    lang = told.get("lang", "")
    default = desk.settings["DEFAULT_LANG"]
    return uuid_of(desk.settings["SITE_ID"], slug, "" if lang == default else lang)


def written(desk: Desk, title: str, text: Callable[[str], str]) -> Path:
    """A new file of the year, under the first name that is free. ``text`` is told the slug."""
    folder = desk.folder
    folder.mkdir(parents=True, exist_ok=True)
    taken = desk.taken()
    for slug in slugs(title, desk.settings["SLUG_REGEX_SUBSTITUTIONS"]):
        path = folder / f"{slug}.md"
        if slug in taken or path.is_symlink():
            continue
        try:
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(text(slug))
        except FileExistsError:
            continue
        return path
    raise AssertionError("there is always another name")


def chosen(question: str, names: Sequence[str], person: bool) -> list[str]:
    """Those that a person names by number; none of none."""
    if not (person and names):
        return []
    for number, name in enumerate(names, 1):
        click.echo(f"{number:4}  {name}")
    while True:
        answer = click.prompt(f"{question} (Enter: later)", default="", show_default=False)
        numbers = re.findall(r"\d+", answer)
        if all(0 < int(number) <= len(names) for number in numbers):
            return list(dict.fromkeys(names[int(number) - 1] for number in numbers))
        click.echo(f"From 1 to {len(names)}, like: 2 5")


def git_user(folder: Path) -> str:
    command = ["git", "-C", str(folder), "config", "user.name"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:  # there is no git
        return ""
    return one_line(done.stdout.decode(errors="replace"))


def fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(2)


if __name__ == "__main__":
    main(prog_name="make new")
