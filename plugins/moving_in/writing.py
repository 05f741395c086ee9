"""An entry as the files of this blog: its Markdown with a header, and its replies."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import tomli_w

from plugins.addresses.ledger import read_ledger, write_ledger
from plugins.addresses.ledger import spelled as ledger_text
from plugins.common.address import address_of
from plugins.common.files import replace as replace_file
from plugins.common.header import listed, spelled, split
from plugins.common.problem import Problem
from plugins.common.source import Source, shown
from plugins.common.text import plain
from plugins.common.toml import read_toml
from plugins.front_matter.fields import read, unmarked
from plugins.moving_in.names import one_line
from plugins.moving_in.records import Body, Comment, Entry, Key, Place, Table, Told
from plugins.replies.files import LINK, Reply

ANONYMOUS = "Anonymous"


def text_of(entry: Entry, place: Place, markdown: str, picture: tuple[str, str]) -> str:
    """The whole file. ``picture`` is its path from there and what it shows."""
    lines = [f"{key}: {value}" for key, value in header_of(entry, place, picture) if value]
    return "\n".join([*lines, "", markdown.strip("\n"), ""])


def header_of(entry: Entry, place: Place, picture: tuple[str, str]) -> Iterator[tuple[str, str]]:
    stub = entry.stub
    yield "Title", told(place.title)
    if stub.date:
        yield "Date", date_text(stub.date)
        if entry.modified and is_later(entry.modified, stub.date):
            yield "Modified", date_text(entry.modified)
    if stub.kind == "post":
        yield "Authors", names_text(place.authors)
        yield "Tags", names_text(place.topics)
    yield "Summary", told(entry.excerpt)
    yield "Slug", place.slug
    yield "Id", place.id
    yield "Guid", one_line(place.guid)
    yield "Aliases", " ".join(place.aliases)
    if all(picture):
        yield from zip(("Image", "Image-Alt"), map(told, picture), strict=True)
    yield "Lang", entry.lang
    yield "Question", told(entry.question)
    if entry.canonical and entry.permission:
        yield "Original-Url", one_line(entry.canonical)
        yield "Original-Site", told(entry.site)
        yield "Permission", told(entry.permission)
    if place.url:
        yield "Url", place.url
        yield "Save-As", f"{place.url}index.html"
    if stub.kind == "page" and stub.comments:
        yield "Replies", "open" if entry.open else "closed"
    elif stub.kind == "post" and not entry.open:
        yield "Replies", "closed"
    yield "Status", place.status.replace("published", "")


def told(text: str) -> str:
    return spelled(unmarked(one_line(text)))


def names_text(names: tuple[str, ...]) -> str:
    """A list that is not taken for one in brackets."""
    text = listed(names)
    return f"{text};" if text.startswith("[") and text.endswith("]") else text


def date_text(date: datetime) -> str:
    if not (date.tzinfo or date.hour or date.minute):
        return f"{date:%Y-%m-%d}"  # of a page that tells no time
    return date.isoformat(" ", "seconds" if date.second else "minutes")


def is_later(one: datetime, other: datetime) -> bool:
    """By the clock of their place, where one of them has no zone."""
    if one.tzinfo and other.tzinfo:
        return one > other
    return one.replace(tzinfo=None) > other.replace(tzinfo=None)


def replies_of(
    entry: Entry,
    place: Place,
    ids: Mapping[tuple[Key, str], str],
    markdown_of: Callable[[str], tuple[str, tuple[Told, ...]]],
    where: str,
) -> tuple[list[Reply], list[Told]]:
    """Its approved comments, and what is to be said of them.

    One that answers what is not shown answers what that answered. Each is later than what it
    answers, for only so does it stand below.
    """
    comments = {comment.number: comment for comment in entry.comments}
    problems: list[Told] = []
    texts: dict[str, str] = {}
    for number, comment in comments.items():
        if comment.approved and (entry.stub.key, number) in ids:
            text, said = markdown_of(comment.html)
            at = f"{where}, comment {number}"
            problems += (Told(each.level, at, each.what, each.remedy) for each in said)
            if text.strip():
                texts[number] = text
            else:
                problems.append(Told("lost", at, "it has no words", "Keep the export"))
    parents = {number: ancestor(comments[number], comments, texts) for number in texts}
    below: dict[str, list[str]] = {}
    for number, parent in parents.items():
        below.setdefault(parent, []).append(number)
    dates: dict[str, datetime] = {}
    # Those that answer each other in a ring come last, and begin anew.
    for first in (*below.get("", ()), *texts):
        queue = [] if first in dates else [first]
        parents[first] = parents[first] if first in dates else ""
        for number in queue:
            least = dates[parents[number]] + timedelta(microseconds=1) if parents[number] else None
            dates[number] = max(filter(None, (comments[number].date, least)))
            queue += (n for n in below.get(number, ()) if n not in dates)
    replies = []
    for number, text in texts.items():
        comment, parent = comments[number], parents[number]
        name, link = one_line(comment.name), comment.link
        if not name:
            what = f"its writer gave no name and is called {ANONYMOUS}"
            problems.append(Told("repaired", f"{where}, comment {number}", what))
        replies.append(
            Reply(
                ids[entry.stub.key, number],
                place.id,
                name or ANONYMOUS,
                dates[number],
                plain(text),
                ids[entry.stub.key, parent] if parent else "",
                one_line(comment.guid),
                link if LINK.fullmatch(link) else "",
            )
        )
    return replies, problems


def ancestor(comment: Comment, comments: Mapping[str, Comment], texts: Mapping[str, str]) -> str:
    """The nearest above it that is shown, or ""."""
    parent, seen = comment.parent, {comment.number}
    while parent in comments and parent not in seen:
        if parent in texts:
            return parent
        seen.add(parent)
        parent = comments[parent].parent
    return ""


def left_out(entry: Entry, where: str) -> Iterator[Told]:
    """What of an entry this blog has no place for."""
    if waiting := sum(not comment.approved for comment in entry.comments):
        what = f"comments that wait for a decision are left out: {waiting}"
        yield Told("unsure", where, what, "Approve them in the older blog, and export it anew")
    if entry.others:
        counts = ", ".join(f"{number} {kind}" for kind, number in sorted(entry.others.items()))
        yield Told("repaired", where, f"what is no reply of a person is left out: {counts}")
    if entry.sticky:
        what = "it stood above all others, and here the newest does"
        yield Told("unsure", where, what, "Link to it from a page of the menu")
    if entry.canonical and not entry.permission:
        what = f"search engines were told that it first stood at {one_line(entry.canonical)}"
        remedy = "Add Original-Url: with that address, and Permission: with the line that allows it"
        yield Told("unsure", where, what, remedy)


def problems_of(text: str, path: Path, root: Path, body: Body) -> tuple[Problem, ...]:
    """What the house says of a file: of its header, and of the body as it was proven."""
    header = split(text)
    source = Source(shown(path), shown(root), text, header)
    found = [source.problem(r.at, r.what, r.remedy) for r in read(header)[1] if not r.note]
    if not header.body.strip() and "status" not in header.values and path.parent.name != "pages":
        what = "there is no text"
        found.append(source.problem(header.body_line, what, "Write it, or add Status: draft"))
    for each in body.problems:
        line = each.line and each.line + header.body_line - 1
        found.append(replace(each, path=source.path, line=line))
    return tuple(each for each in found if not each.note)


def add_tables(file: Path, tables: Iterable[Table], *, dry: bool) -> list[Told]:
    """At the end of authors.toml or topics.toml; those that stand there are never changed."""
    source, known, problems = read_toml(file)
    added = {table.slug: dict(table.values) for table in tables if table.slug not in known}
    if problems:  # whatever is added could not be read
        return [Told("unsure", p.where, p.what, p.remedy) for p in problems] if added else []
    if added and not dry:
        between = "\n" if source.endswith("\n") else "\n\n" if source else ""
        replace_file(file, f"{source}{between}{tomli_w.dumps(added)}".encode())
    return []


def add_lines(file: Path, lines: Mapping[str, str], *, dry: bool) -> list[Told]:
    """To addresses.txt, for addresses that no line tells of."""
    known, problems = read_ledger(file)
    if problems:
        return [Told("unsure", p.where, p.what, p.remedy) for p in problems]
    before = {address: holder.identity for address, holder in known.items()}
    after = {address_of(address): identity for address, identity in lines.items()} | before
    if after != before and not dry:
        write_ledger(file, ledger_text(after))
    return []
