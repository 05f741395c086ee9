"""Gives each article and page the identity it keeps for ever."""

from collections.abc import Iterable, Iterator, Sequence

from pelican import signals
from pelican.contents import Content, Page
from pelican.generators import Generator

from plugins.common.content import everything, listed, report
from plugins.common.problem import Problem
from plugins.identity.identity import identity, is_told


def add_identity(generators: Sequence[Generator]) -> None:
    context, contents = generators[0].context, everything(generators)
    for content in contents:
        settings, metadata = content.settings, content.metadata
        content.identity = identity(
            settings["SITE_ID"],
            f"pages/{content.slug}" if isinstance(content, Page) else content.slug,
            "" if content.in_default_lang else content.lang,
            own=metadata.get("id", ""),
            guid=metadata.get("guid", ""),
        )
    report(context, duplicates(contents))
    if generators[0].settings["PUBLISH"]:
        report(context, nameless(listed(generators)))


def duplicates(contents: Iterable[Content]) -> Iterator[Problem]:
    """Two with one identity, which subscribers would take for one.

    Of two that are written to one file ``outputs`` says it.
    """
    first: dict[str, Content] = {}
    for content in contents:
        other = first.setdefault(content.identity, content)
        told = is_told(content.metadata)
        if other is not content and (told or content.save_as != other.save_as):
            what = f"this has the identity of {other.source.path}:{line_of(other)}"
            remedy = "Remove the line from the copy" if told else "Give it a line Id: …"
            yield content.source.problem(line_of(content), what, remedy)


def line_of(content: Content) -> int:
    keys = ("guid", "id", "slug")
    header = content.source.header
    return int(header.line(next((key for key in keys if key in header.values), "title")))


def nameless(contents: Iterable[Content]) -> Iterator[Problem]:
    what = "there is no Id:, so under another name it would be another post to subscribers"
    for content in contents:
        if not is_told(content.metadata):
            yield content.source.problem(1, what, note=True)


def register() -> None:
    signals.all_generators_finalized.connect(add_identity)
