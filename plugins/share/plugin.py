"""Gives each article the links to pass it on."""

from collections.abc import Sequence

from pelican import signals
from pelican.generators import Generator

from plugins.common.content import all_articles, articles_of
from plugins.common.words import words_of
from plugins.share.share import share_links


def add_share(generators: Sequence[Generator]) -> None:
    say = words_of(generators[0].settings)
    for article in all_articles(articles_of(generators)):
        url = f"{article.settings['SITEURL']}/{article.url}"
        article.share = share_links(url, article.title, say)


def register() -> None:
    signals.all_generators_finalized.connect(add_share)
