"""Gives a republished article the line that says so."""

from collections.abc import Sequence

from pelican import signals
from pelican.generators import Generator

from plugins.common.content import all_articles, articles_of
from plugins.common.words import words_of
from plugins.syndication.syndication import PHRASE, syndication


def add_syndication(generators: Sequence[Generator]) -> None:
    say = words_of(generators[0].settings)
    for article in all_articles(articles_of(generators)):
        told = article.metadata
        article.syndication = None
        if "original_url" in told:
            article.syndication = syndication(
                told.get("permission", ""),
                told["original_url"],
                told.get("original_site", ""),
                say(PHRASE),
            )


def register() -> None:
    signals.all_generators_finalized.connect(add_syndication)
