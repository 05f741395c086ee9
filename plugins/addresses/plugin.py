"""Remembers every address, and finds what leads from the old ones to the present."""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import Generator

from plugins.addresses.ledger import Holder, read_ledger, spelled, write_ledger
from plugins.addresses.redirects import Alias, Former, Gone, Redirect, judged, most_alike
from plugins.common.address import Address, address_of
from plugins.common.content import articles_of, everything, listed, report
from plugins.common.problem import Problem
from plugins.common.source import Source, shown
from plugins.identity.identity import is_told


def find_old_addresses(generators: Sequence[Generator]) -> None:
    """After ``outputs``: a page that is written goes before every memory of its address."""
    context, settings = generators[0].context, generators[0].settings
    contents, root = everything(generators), shown(generators[0].path)
    written = {address_at(content): content for content in contents if content.save_as}
    outputs = context["outputs"].keys()

    def alive(address: Address) -> bool:
        return address in written or not (address.query or outputs.isdisjoint(address.files))

    former = tuple(former_slugs(generators))
    slugs = (Alias(slug.redirect(), root / slug.file) for slug in former)
    redirects, problems = judged([*aliases(written), *slugs], alive)
    ledger, faults = read_ledger(root / "addresses.txt")
    report(context, [*problems, *faults])
    dead = {a: holder for a, holder in ledger.items() if a not in redirects and not alive(a)}
    present = {content.identity: content for content in contents}
    report(context, changed(root / "addresses.txt", ledger, written, present))
    for address, holder in dead.items():
        if (content := present.get(holder.identity)) and content.status != "draft":
            redirects[address] = Redirect(address, address_at(content))
        elif content:
            what = f"{address} was public, and this is a draft now"
            report(context, [content.source.problem(1, what, note=True)])
    lost = {h.identity: (a, h) for a, h in dead.items() if h.identity not in present}
    report(context, missed(root / "addresses.txt", lost.values(), strangers(generators, ledger)))
    context["present"] = frozenset(written)
    context["former_slugs"] = former
    context["redirects"] = tuple(redirects.values())
    withdrawn = {a: c for a, c in written.items() if c.metadata.get("withdrawn")}
    context["gone"] = tuple(Gone(a, content.save_as) for a, content in withdrawn.items())
    if settings["SERVE"] or settings["PUBLISH"]:
        note_addresses(root / "addresses.txt", ledger, written, settings, context)


def address_at(content: Content) -> Address:
    return address_of("/" + content.url.lstrip("/"))


def aliases(written: Mapping[Address, Content]) -> Iterator[Alias]:
    for address, content in written.items():
        for text in content.metadata.get("aliases", ()):
            redirect = Redirect(address_of(text), address)
            source = content.source
            yield Alias(redirect, source.path, source.header.line("aliases"))


def former_slugs(generators: Sequence[Generator]) -> Iterator[Former]:
    """Of those topics and authors that have a page."""
    generator, settings = articles_of(generators), generators[0].settings
    for tag in generator.tags:
        for old in tag.topic.former if hasattr(tag, "topic") else ():
            page, feed = settings["TAG_URL"], settings["FEED_TOPIC"]
            yield Former("topics.toml", page, feed, old, tag.slug)
    for author, _ in generator.authors:
        for old in author.profile.former if getattr(author, "profile", None) else ():
            page, feed = settings["AUTHOR_URL"], settings["FEED_AUTHOR"]
            yield Former("authors.toml", page, feed, old, author.slug)


def strangers(
    generators: Sequence[Generator], ledger: Mapping[Address, Holder]
) -> dict[Address, Content]:
    """Posts without an id of their own, never seen before: new, or old under a new name."""
    known = {holder.identity for holder in ledger.values()}
    found = (a for a in listed(generators) if not is_told(a.metadata) and a.identity not in known)
    return {address_at(article): article for article in found}


def missed(
    path: Path, lost: Iterable[tuple[Address, Holder]], new: Mapping[Address, Content]
) -> Iterator[Problem]:
    """What was published and is no more, with the new post it may be."""
    for address, holder in lost:
        if not new:
            what = (
                f"{address} was published and leads nowhere: restore the post, give its successor"
                f" Aliases: {address}, or bring it back with Status: withdrawn"
            )
            yield Problem(path, holder.line, 0, what, note=True)
            continue
        what = f"a post was published at {address}, which leads nowhere now; is it this, renamed?"
        own = holder.identity.removeprefix("urn:uuid:")
        key = "Guid" if own == holder.identity else "Id"
        remedy = f"If so, add {key}: {own} to it; if not, delete {path}:{holder.line}"
        yield new[most_alike(address, new)].source.problem(1, what, remedy)


def changed(
    path: Path,
    ledger: Mapping[Address, Holder],
    written: Mapping[Address, Content],
    present: Mapping[str, Content],
) -> Iterator[Problem]:
    """Where something else stands now: a post that has lost its id, or another post."""
    for address, holder in ledger.items():
        content = written.get(address)
        if content is None or content.identity == holder.identity:
            continue
        source: Source = content.source
        if other := present.get(holder.identity):
            what = f"{address} led to {other.source.path} before, and now leads here"
            yield source.problem(1, what, note=True)
            continue
        own = holder.identity.removeprefix("urn:uuid:")
        key = "Guid" if own == holder.identity else "Id"
        line = source.header.line(key.lower())
        what = f"what was published at {address} had another id"
        remedy = f"Write {key}: {own} to keep its readers, or delete {path}:{holder.line}"
        yield source.problem(line, what, remedy)


def note_addresses(
    path: Path,
    ledger: Mapping[Address, Holder],
    written: Mapping[Address, Content],
    settings: dict[str, Any],
    context: MutableMapping[str, Any],
) -> None:
    """What ``remember`` shall write: every line there was, and the present holders' own."""
    before = {address: holder.identity for address, holder in ledger.items()}
    # In serve an author still tries out names: only what has its own id is sure to be the same.
    now = {
        address: content.identity
        for address, content in written.items()
        if content.status != "draft" and (settings["PUBLISH"] or is_told(content.metadata))
    }
    if before | now == before:
        return
    settings["LEDGER"] = (path, spelled(before | now))
    if settings["PUBLISH"] and settings["CI"]:
        what = f"addresses were published that are not in it: commit {path}"
        report(context, [Problem(path, 0, 0, what, note=True)])


def remember(pelican: Pelican) -> None:
    """Only what was written, and in no build with a problem: it may be about an address."""
    settings = pelican.settings
    if "LEDGER" not in settings or any(not problem.note for problem in settings["PROBLEMS"]):
        return
    path, text = settings["LEDGER"]
    try:
        write_ledger(path, text)
    except OSError as error:
        what = f"addresses cannot be remembered here: {error.strerror}"
        settings["PROBLEMS"].append(Problem(path, 0, 0, what, note=True))


def register() -> None:
    signals.all_generators_finalized.connect(find_old_addresses)
    signals.finalized.connect(remember)
