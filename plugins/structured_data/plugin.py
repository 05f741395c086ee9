"""Gives each article its structured data."""

from collections.abc import Sequence

from pelican import signals
from pelican.generators import Generator

from plugins.common.content import all_articles, articles_of
from plugins.structured_data.structured_data import blog_posting


def add_structured_data(generators: Sequence[Generator]) -> None:
    for article in all_articles(articles_of(generators)):
        settings, site = article.settings, article.settings["SITEURL"]
        article.structured_data = blog_posting(
            url=f"{site}/{article.url}",
            title=article.title,
            summary=article.summary,
            lang=article.lang,
            published=article.date,
            modified=getattr(article, "modified", article.date),
            authors=[(author.name, f"{site}/{author.url}") for author in article.authors],
            topics=[tag.name for tag in article.tags],
            image=f"{site}/{article.picture.url}" if article.picture else "",
            publisher=settings["CONTACT"]["organisation"],
            site=site,
            original=article.metadata.get("original_url", ""),
            replies=len(article.discussion.replies) if hasattr(article, "discussion") else 0,
        )


def register() -> None:
    signals.all_generators_finalized.connect(add_structured_data)
