"""Gives each listed article its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

from pelican import signals
from pelican.contents import Article
from pelican.generators import Generator

from plugins.common.content import all_articles, articles_of, newest_first
from plugins.neighbours.neighbours import related


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The posts just before and after in time, and up to three related earlier ones."""

    previous: Article | None = None
    next: Article | None = None
    related: tuple[Article, ...] = ()


def add_neighbours(generators: Sequence[Generator]) -> None:
    generator = articles_of(generators)
    for article in all_articles(generator):
        article.neighbours = Neighbours()
    articles = sorted(generator.articles, key=newest_first, reverse=True)
    places = related([frozenset(tag.slug for tag in article.tags) for article in articles])
    for previous, article, following, earlier in zip(
        [None, *articles], articles, [*articles[1:], None], places, strict=False
    ):
        article.neighbours = Neighbours(previous, following, tuple(articles[n] for n in earlier))


def register() -> None:
    signals.all_generators_finalized.connect(add_neighbours)
