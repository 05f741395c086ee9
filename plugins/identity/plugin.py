"""Gives each article and page the identity it keeps for ever, as soon as it is read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pelican import signals
from pelican.contents import Article, Content, Page
from pelican.generators import Generator

from plugins.common.content import everything, listed, report
from plugins.common.header import Header
from plugins.common.problem import Place, Problem
from plugins.identity.identity import identity, is_told, uuid_of


def add_identity(content: Content) -> None:
    if not isinstance(content, Article | Page):
        return
    site, metadata = content.settings["SITE_ID"], content.metadata
    name = f"pages/{content.slug}" if isinstance(content, Page) else content.slug
    lang = "" if content.in_default_lang else content.lang
    own, guid = metadata.get("id", ""), metadata.get("guid", "")
    content.identity = identity(site, name, lang, own=own, guid=guid)
    content.uuid = uuid_of(site, name, lang, own=own, guid=guid)


def check_identities(generators: Sequence[Generator]) -> None:
    context = generators[0].context
    report(context, duplicates(everything(generators)))
    if any(generators[0].settings[build] for build in ("PUBLISH", "CHECK", "FIX")):
        shared = Counter(content.uuid for content in everything(generators))
        report(context, nameless(listed(generators), shared))


def duplicates(contents: Iterable[Content]) -> Iterator[Problem]:
    """Two with one identity, which subscribers would take for one.

    Of two that are written to one file ``outputs`` says it.
    """
    first: dict[str, Content] = {}
    for content in contents:
        other = first.setdefault(content.identity, content)
        told = is_told(content.metadata)
        if other is not content and (told or content.save_as != other.save_as):
            what = f"this has the identity of {other.source.path}:{place_of(other).line}"
            remedy = "Remove the line from the copy" if told else "Give it a line Id: …"
            yield content.source.problem(place_of(content), what, remedy)


def place_of(content: Content) -> Place:
    header: Header = content.source.header
    keys = ("guid", "id", "slug")
    return header.place(next((key for key in keys if key in header.values), "title"))


def nameless(contents: Iterable[Content], shared: Mapping[str, int]) -> Iterator[Problem]:
    """Those with none of their own; one that several would get is the right one of none."""
    what = "there is no Id:, so under another name it would be another post to subscribers"
    for content in contents:
        if not is_told(content.metadata):
            fix = content.source.header.new_line("title", "Id", content.uuid)
            fix = fix if shared[content.uuid] == 1 else None
            yield content.source.problem(1, what, note=True, fix=fix)


def register() -> None:
    signals.content_object_init.connect(add_identity)
    signals.all_generators_finalized.connect(check_identities)
