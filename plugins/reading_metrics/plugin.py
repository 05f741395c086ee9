"""Gives each article its reading."""

from collections.abc import Sequence
from dataclasses import replace

from pelican import signals
from pelican.generators import Generator

from plugins.common.content import all_articles, articles_of
from plugins.reading_metrics.metrics import measure


def add_reading(generators: Sequence[Generator]) -> None:
    for article in all_articles(articles_of(generators)):
        settings, anatomy = article.settings, article.anatomy
        reading = measure(
            anatomy.prose,
            lang=article.lang,
            code_lines=anatomy.code_lines,
            pictures=len(anatomy.pictures),
            pace=settings["READING_PACE"],
            vocabulary=settings["READING_VOCABULARY"],
        )
        if "reading_minutes" in article.metadata:
            reading = replace(reading, minutes=article.metadata["reading_minutes"])
        article.reading = reading


def register() -> None:
    signals.all_generators_finalized.connect(add_reading)
