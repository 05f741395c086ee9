"""Gives every article its list of headings."""

from collections.abc import Sequence

from pelican import signals
from pelican.generators import Generator

from plugins.common.content import all_articles, articles_of
from plugins.contents.contents import contents


def add_contents(generators: Sequence[Generator]) -> None:
    for article in all_articles(articles_of(generators)):
        article.contents = contents(article.anatomy.headings)


def register() -> None:
    signals.all_generators_finalized.connect(add_contents)
