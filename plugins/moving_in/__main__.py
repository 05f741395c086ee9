"""``python -m plugins.moving_in``: an older blog, brought here; run again, what is new of it."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click
import nh3

from plugins.common.problem import printable
from plugins.common.source import shown
from plugins.moving_in import report
from plugins.moving_in.bodies.convert import convert
from plugins.moving_in.bodies.proof import Proof
from plugins.moving_in.comments import reply_of
from plugins.moving_in.links import Links, links_between
from plugins.moving_in.pictures import Shelf
from plugins.moving_in.records import (
    Arrived,
    Blog,
    Body,
    Entry,
    Key,
    Move,
    Resolver,
    Source,
    Told,
)
from plugins.moving_in.resolve import resolve, stubs_of
from plugins.moving_in.sources import SourceError, sources_in
from plugins.moving_in.writing import (
    add_lines,
    add_tables,
    left_out,
    problems_of,
    replies_of,
    text_of,
)
from plugins.moving_in.written import Journal
from plugins.replies.files import spelled
from plugins.site.call import settings_in, wrong
from plugins.start.samples import is_sample

USAGE = "Usage: make import FROM=export.xml, with MEDIA=, FETCH=1 or DRY=1 if you like"
SAMPLE = "{} still holds the sample blog: run make start first, which puts that aside."
STOPPED = "Stopped. What has arrived is whole; make import goes on from there."
NOT_HAD = "Name the folder or zip of the older blog's files as MEDIA=, or set FETCH=1"
LEFT = {
    "edited": ("it was edited here, so it stays as it is", "Compare it with the older blog"),
    "deleted": ("it was deleted here, so it is not written again", "Nothing, if you meant that"),
    "clash": ("a file of yours stands there, so it is not written", "Rename that, and run again"),
}


@click.command()
@click.option("--input", "root", type=Path, default="content")
@click.option("--conf", type=Path, default="pelicanconf.py")
@click.option("--from", "origin", envvar="FROM", default="")
@click.option("--media", envvar="MEDIA", default="")
@click.option("--fetch", envvar="FETCH", default="")
@click.option("--dry", envvar="DRY", default="")
def main(root: Path, conf: Path, origin: str, media: str, fetch: str, dry: str) -> None:
    """Bring an older blog here."""
    if fault := wrong(root, conf) or ("" if origin else USAGE):
        fail(fault)
    if is_sample(root):
        fail(SAMPLE.format(root))
    if media and not Path(media).exists():
        fail(f"MEDIA is {media}, but there is no such folder or archive.")
    settings = settings_in(conf)
    try:
        sources = sources_in(Path(origin))
    except SourceError as error:
        fail(printable(str(error)))
    fetched = root / ".moving-in" / "fetched" if is_set(fetch) and not is_set(dry) else None
    shelf = partial(Shelf, media=Path(media) if media else None, fetched=fetched)
    try:
        with Journal(root, dry=is_set(dry)) as journal:
            whole = move_in(sources, journal, settings, shelf)
    except KeyboardInterrupt:
        print(f"\n{STOPPED}", file=sys.stderr)
        raise SystemExit(130) from None
    raise SystemExit(0 if whole else 1)


def move_in(
    sources: list[Source],
    journal: Journal,
    settings: Mapping[str, Any],
    shelf_of: Callable[[tuple[Blog, ...]], Shelf],
) -> bool:
    """Whether all has arrived, and may be published as it is."""
    root, dry = journal.root, journal.dry
    blogs = tuple(source.survey(partial(tell, shown(source.path))) for source in sources)
    move = resolve(blogs, root, settings, journal.paths)
    shelf, stubs = shelf_of(blogs), stubs_of(blogs)
    links = links_between(blogs, move, shelf, stubs, settings["NOW"])
    proof = Proof(settings, root)
    told = add_tables(root / "authors.toml", move.authors, dry=dry)
    told += add_tables(root / "topics.toml", move.topics, dry=dry)
    told += add_lines(root / "addresses.txt", move.ledger, dry=dry)
    arrived: dict[Key, Arrived] = {}
    for entry in (entry for source in sources for entry in source.entries()):
        if entry.stub.key in move.places and entry.stub.key not in arrived:
            arrived[entry.stub.key] = arrive(entry, move, links, shelf, proof, journal)
            tell("Posts and pages", len(arrived), len(stubs))
    told += shelf.told
    every = tuple(arrived.values())
    print(report.summary(blogs, move, every, tuple(told), dry=dry))
    page, _ = report.write(root / ".moving-in", blogs, move, every, tuple(told), dry=dry)
    print(f"{shown(page)} says what became of each, and what there is to decide.")
    told += [*move.told, *(t for blog in blogs for t in blog.told)]
    told += [t for each in every for t in each.told]
    lost = any(each.level == "lost" for each in told)
    return not lost and not any(each.problems or each.outcome == "clash" for each in every)


def arrive(
    entry: Entry, move: Move, links: Links, shelf: Shelf, proof: Proof, journal: Journal
) -> Arrived:
    """Convert an entry and write all that is of it."""
    stub, place = entry.stub, move.places[entry.stub.key]
    where = f"{place.path}: {stub.kind} {stub.key.number} “{stub.title}”"
    told = [*entry.told, *left_out(entry, where)]
    if entry.found and any(each.level == "unsure" for each in entry.told):
        place = replace(place, status="draft")
    around = links.around(stub, place, where)
    body = converted(entry, place.title, around, proof)
    told += [replace(each, where=where) for each in body.told]
    picture = around.picture(entry.picture)
    image = ("", "")
    if picture and picture.path:
        image = (around.written(picture), picture.alt or picture.caption or place.title)
    elif entry.picture:
        told.append(Told("lost", where, "the picture above it is not to be had", NOT_HAD))
    text = text_of(entry, place, body.markdown, image)
    outcome = journal.write(place.path, text.encode(), stub.key)
    replies, said = replies_of(
        entry, place, move.replies, partial(reply_of, resolver=around), where
    )
    told += said
    if outcome in LEFT:
        told.append(Told("unsure", where, *LEFT[outcome]))
    if outcome not in ("deleted", "clash"):
        above = (picture,) if picture and picture.path else ()
        for media in dict.fromkeys((*body.media, *above)):
            if not media.path:
                what = f"the file {media.url} is not to be had"
                told.append(Told("lost", where, what, NOT_HAD))
            elif fault := shelf.copy(media, journal.root, journal):
                told.append(fault)
        for reply in replies:
            path = f"replies/{reply.article}/{reply.id}.toml"
            if (left := journal.write(path, spelled(reply).encode())) in LEFT:
                told.append(Told("unsure", path, *LEFT[left]))
    return Arrived(
        stub,
        place.path,
        outcome,
        place.status,
        body.equal,
        body.kept,
        len(replies),
        entry.found,
        tuple(told),
        problems_of(text, journal.root / place.path, journal.root, body),
    )


def converted(entry: Entry, title: str, around: Resolver, proof: Proof) -> Body:
    try:
        return convert(entry.html, entry.form, title, around, proof)
    except Exception as error:  # noqa: BLE001 (one text nobody foresaw does not keep all others away)
        what = f"the text stays HTML, for it could not be converted: {type(error).__name__}"
        told = Told("lost", "", what, "Read it beside the old page, and write anew what is missing")
        return Body(nh3.clean(entry.html), equal=False, kept=1, told=(told,))


def tell(what: object, done: int, of: int) -> None:
    """How far it is, to who looks on."""
    if sys.stderr.isatty():
        percent = 100 * done // max(of, 1)
        print(f"\r{printable(str(what))}: {percent} %", end="\n" * (done == of), file=sys.stderr)


def is_set(text: str) -> bool:
    return text not in ("", "0")


def fail(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    main()
