"""Takes every finished body apart once, for all who need to know."""

from collections.abc import Sequence

from pelican import signals
from pelican.generators import Generator

from plugins.anatomy.anatomy import dissect
from plugins.common.content import everything


def add_anatomy(generators: Sequence[Generator]) -> None:
    for content in everything(generators):
        content.anatomy = dissect(content.content)
        # Plain text: what Pelican would make is markup.
        text = content.anatomy.opening or content.anatomy.prose
        most = content.settings["SUMMARY_MAX_LENGTH"]
        content.metadata.setdefault("summary", beginning(text, most))


def beginning(prose: str, words: int) -> str:
    """The first words of a text, with an ellipsis where it goes on."""
    found = prose.split()
    return " ".join(found[:words]) + ("…" if len(found) > words else "")


def register() -> None:
    signals.all_generators_finalized.connect(add_anatomy)
