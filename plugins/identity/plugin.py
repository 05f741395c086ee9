"""Gives each article and page the identity it keeps for ever."""

from collections.abc import Sequence

from pelican import signals
from pelican.contents import Page
from pelican.generators import Generator

from plugins.common.content import everything
from plugins.identity.identity import identity


def add_identity(generators: Sequence[Generator]) -> None:
    for content in everything(generators):
        settings, metadata = content.settings, content.metadata
        content.identity = identity(
            settings["SITE_ID"],
            f"pages/{content.slug}" if isinstance(content, Page) else content.slug,
            "" if content.in_default_lang else content.lang,
            own=metadata.get("id", ""),
            guid=metadata.get("guid", ""),
        )


def register() -> None:
    signals.all_generators_finalized.connect(add_identity)
