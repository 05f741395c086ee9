"""Remembers every address, and finds what leads from the old ones to the present."""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import Generator
from pelican.urlwrappers import Author, Tag

from plugins.addresses.ledger import Holder, header, read_ledger, spelled, subject, write_ledger
from plugins.addresses.redirects import (
    Alias,
    Answer,
    Gone,
    Place,
    Redirect,
    feed_copies,
    judged,
    most_alike,
)
from plugins.common.address import Address, address_of
from plugins.common.content import articles_of, everything, listed, report, slugs_of
from plugins.common.problem import Problem
from plugins.common.source import Source, shown
from plugins.identity.identity import is_told

Held = tuple[Address, Holder]


def find_old_addresses(generators: Sequence[Generator]) -> None:
    """After ``outputs``: a page that is written goes before every memory of its address."""
    context, settings = generators[0].context, generators[0].settings
    contents, path = everything(generators), shown(generators[0].path) / "addresses.txt"
    written = {address_at(content): content for content in contents if content.save_as}
    public = {a: content for a, content in written.items() if content.status != "draft"}
    places = [Place(a, {content.identity: a}) for a, content in public.items()]
    places += lists(generators)
    standing = written.keys() | {place.address for place in places}
    outputs = context["outputs"].keys()

    def alive(address: Address) -> bool:
        return address in standing or not (address.query or outputs.isdisjoint(address.files))

    feeds = {place.address.path[1:] for place in places if place.is_feed}
    copies, problems = feed_copies(settings["FEED_ALIASES"], feeds, outputs)
    redirects, clashes = judged(aliases(written), alive)
    answers: dict[Address, Answer] = {**{each.source: each for each in copies}, **redirects}
    ledger, faults = read_ledger(path)
    present = {identity: place for place in places for identity in place.addresses}
    # What somebody says goes before what is remembered.
    former = {a: Holder(i, 0) for place in places for i, a in place.addresses.items()}
    dead = {a: h for a, h in (ledger | former).items() if not (alive(a) or a in answers)}
    lost = [(a, holder) for a, holder in dead.items() if holder.identity not in present]
    answers |= {a: present[h.identity].answer(a) for a, h in dead.items() if h.identity in present}
    answers |= {a: Gone(a, c.save_as) for a, c in written.items() if c.metadata.get("withdrawn")}
    drafts = {content.identity: content for content in contents if content.status == "draft"}
    report(context, [*problems, *clashes, *faults])
    if not faults:  # half a memory accuses the innocent
        report(context, changed(path, ledger, written, present, drafts))
        report(context, missed(path, lost, drafts, strangers(generators, ledger)))
    context["present"] = frozenset(standing)
    context["answers"] = tuple(answers.values())
    if settings["SERVE"] or settings["PUBLISH"]:
        # In serve an author still tries out names: only what has its own id is sure to be the same.
        sure = {a: content.identity for a, content in public.items() if is_told(content.metadata)}
        now = {p.address: p.identity for p in places} if settings["PUBLISH"] else sure
        note_addresses(path, ledger, now, settings, context)


def address_at(content: Content) -> Address:
    return address_of("/" + content.url.lstrip("/"))


def lists(generators: Sequence[Generator]) -> Iterator[Place]:
    """The pages of topics and authors, and the feeds."""
    generator, context = articles_of(generators), generators[0].context
    authors = [author for author, _ in generator.authors]
    for kind, named in (("topic", generator.tags), ("author", authors)):
        for each in (each for each in named if each.save_as):
            addresses = {f"{kind}:{slug}": page_of(each, slug) for slug in slugs_of(each)}
            yield Place(page_of(each, each.slug), addresses)
    for path, names in context.get("feed_addresses", {}).items():
        addresses = {identity: Address(f"/{former}") for identity, former in names.items()}
        yield Place(Address(f"/{path}"), addresses, is_feed=True)


def page_of(named: Tag | Author, slug: str) -> Address:
    """Where its page is, or would be if it had this slug."""
    twin = copy(named)
    twin.slug = slug
    return Address("/" + twin.url.lstrip("/"))


def aliases(written: Mapping[Address, Content]) -> Iterator[Alias]:
    for address, content in written.items():
        for text in content.metadata.get("aliases", ()):
            redirect = Redirect(address_of(text), address)
            source = content.source
            yield Alias(redirect, source.path, source.header.values["aliases"].line)


def strangers(
    generators: Sequence[Generator], ledger: Mapping[Address, Holder]
) -> dict[Address, Content]:
    """Posts without an id of their own, never seen before: new, or old under a new name."""
    known = {holder.identity for holder in ledger.values()}
    found = (a for a in listed(generators) if not is_told(a.metadata) and a.identity not in known)
    return {address_at(article): article for article in found}


def missed(
    path: Path,
    lost: Iterable[Held],
    drafts: Mapping[str, Content],
    new: Mapping[Address, Content],
) -> Iterator[Problem]:
    """What was published and is no more, with the new post that a post may be."""
    found: dict[tuple[str, str], list[Held]] = {}
    for address, holder in lost:
        if draft := drafts.get(holder.identity):
            what = f"{address} was public, and this is a draft now"
            yield draft.source.problem(1, what, note=True)
        else:
            found.setdefault(subject(holder.identity), []).append((address, holder))
    for (kind, name), held in found.items():
        where = " ".join(str(address) for address, _ in held)
        address, holder = held[0]
        match kind:
            case "post" if new:
                stranger = new[most_alike(address, new)]
                what = f"a post was published at {where} and is no more; is it this, renamed?"
                remedy = (
                    f"If so, add {header(name)} to it; if not, {header(stranger.identity)},"
                    " and bring the old one back with Status: withdrawn, or the next new post"
                    " is asked too"
                )
                yield stranger.source.problem(1, what, remedy)
                continue
            case "post":
                remedy = (
                    f"restore the post, give its successor Aliases: {where},"
                    " or bring it back with Status: withdrawn"
                )
            case "feed" if name.startswith(("archive/", "replies")):
                continue  # readers find other archives from the feed; nothing replaces replies
            case "feed":
                remedy = "name the feeds that took their place in FEED_ALIASES"
            case _:
                toml = path.with_name(f"{kind}s.toml")
                remedy = (
                    f"no post has the {kind} {name} now; if another took its place,"
                    f' give that former = ["{name}"] in {toml}'
                )
        what = f"what was published at {where} leads nowhere: {remedy}"
        yield Problem(path, holder.line, 0, what, note=True)


def changed(
    path: Path,
    ledger: Mapping[Address, Holder],
    written: Mapping[Address, Content],
    present: Mapping[str, Place],
    drafts: Mapping[str, Content],
) -> Iterator[Problem]:
    """Where something else stands now: a post that has lost its id, or another post."""
    for address, holder in ledger.items():
        content = written.get(address)
        if content is None or content.identity == holder.identity:
            continue
        source: Source = content.source
        if other := present.get(holder.identity):
            what = f"what was at {address} is at {other.address} now, and this stands in its place"
            yield source.problem(1, what, note=True)
        elif subject(holder.identity)[0] == "post" and holder.identity not in drafts:
            old = header(holder.identity)
            place = source.header.place(old.partition(":")[0].lower())
            what = f"what was published at {address} had another id"
            remedy = (
                f"Write {old} to keep its readers; if this is another post,"
                f" write {content.identity} instead in {path}:{holder.line}"
            )
            yield source.problem(place, what, remedy)


def note_addresses(
    path: Path,
    ledger: Mapping[Address, Holder],
    now: Mapping[Address, str],
    settings: dict[str, Any],
    context: MutableMapping[str, Any],
) -> None:
    """What ``remember`` shall write: every line there was, and the present holders' own."""
    before = {address: holder.identity for address, holder in ledger.items()}
    after = {**before, **now}
    if after == before:
        return
    settings["LEDGER"] = (path, spelled(after))
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
