"""Remembers every address, and finds what leads from the old ones to the present."""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.contents import Content
from pelican.generators import Generator

from plugins.addresses.ledger import Holder, read_ledger, spelled, write_ledger
from plugins.addresses.redirects import Alias, Gone, Redirect, judged, most_alike
from plugins.common.address import Address, address_of
from plugins.common.content import everything, listed, report
from plugins.common.problem import Problem
from plugins.common.source import shown
from plugins.identity.identity import is_told


def find_old_addresses(generators: Sequence[Generator]) -> None:
    """After ``outputs``: a page that is written goes before every memory of its address."""
    context, settings = generators[0].context, generators[0].settings
    contents = everything(generators)
    written = {address_at(content): content for content in contents if content.save_as}

    def alive(address: Address) -> bool:
        files = address.files if not address.query else ()
        return address in written or not context["outputs"].keys().isdisjoint(files)

    redirects, problems = judged(aliases(written), alive)
    report(context, problems)
    path = shown(generators[0].path) / "addresses.txt"
    ledger, problems = read_ledger(path)
    report(context, problems)
    dead = {a: held for a, held in ledger.items() if a not in redirects and not alive(a)}
    present = {content.identity: content for content in contents}
    lost: dict[str, list[Address]] = {}
    for address, holder in dead.items():
        content = present.get(holder.identity)
        if content is None:
            lost.setdefault(holder.identity, []).append(address)
        elif content.status == "draft":
            what = f"{address} was public, and this is a draft now"
            report(context, [content.source.problem(1, what, note=True)])
        else:
            redirects[address] = Redirect(address, address_at(content))
    known = {holder.identity for holder in ledger.values()}
    nameless = [a for a in listed(generators) if not is_told(a.metadata)]
    strangers = {address_at(a): a for a in nameless if a.identity not in known}
    report(context, (missed(path, lost[i], ledger, strangers) for i in lost))
    context["present"] = frozenset(written)
    context["redirects"] = tuple(redirects.values())
    context["gone"] = tuple(
        Gone(address, content.save_as)
        for address, content in written.items()
        if content.metadata.get("withdrawn")
    )
    if settings["SERVE"] or settings["PUBLISH"]:
        note_addresses(path, ledger, written, settings, context)


def address_at(content: Content) -> Address:
    return address_of("/" + content.url.lstrip("/"))


def aliases(written: Mapping[Address, Content]) -> Iterator[Alias]:
    for address, content in written.items():
        for text in content.metadata.get("aliases", ()):
            redirect = Redirect(address_of(text), address)
            source = content.source
            yield Alias(redirect, source.path, source.header.line("aliases"))


def missed(
    path: Path,
    addresses: Sequence[Address],
    ledger: Mapping[Address, Holder],
    strangers: Mapping[Address, Content],
) -> Problem:
    """Something was published and is no more; perhaps a post without ``Id:`` has a new name."""
    address = addresses[-1]
    holder = ledger[address]
    if not strangers:
        what = (
            f"{address} was published and leads nowhere: restore the post, give its successor"
            f" Aliases: {address}, or bring it back with Status: withdrawn"
        )
        return Problem(path, holder.line, 0, what, note=True)
    stranger = strangers[most_alike(address, strangers)]
    what = f"a post was published at {address}, which leads nowhere now; is it this one, renamed?"
    own = holder.identity.removeprefix("urn:uuid:")
    key = "Guid" if own == holder.identity else "Id"
    remedy = f"Add {key}: {own} to keep its readers, or delete {path}:{holder.line}"
    problem: Problem = stranger.source.problem(1, what, remedy)
    return problem


def note_addresses(
    path: Path,
    ledger: Mapping[Address, Holder],
    written: Mapping[Address, Content],
    settings: dict[str, Any],
    context: MutableMapping[str, Any],
) -> None:
    """What ``remember`` shall write: every line there was, and the present holders' own."""
    before = {address: holder.identity for address, holder in ledger.items()}
    now = {a: content.identity for a, content in written.items() if content.status != "draft"}
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
