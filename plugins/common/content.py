"""What several hooks ask of Pelican's generators, and how they report."""

from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from itertools import chain
from typing import Any

from pelican.contents import Article, Content, Page
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator
from pelican.urlwrappers import Author, Tag

from plugins.common.problem import Problem


def newest_first(content: Content) -> tuple[float, str, str]:
    """A total order (date, slug, path), so that no list depends on the order of a folder."""
    return (-content.date.timestamp(), content.slug, content.source_path)


def articles_of(generators: Iterable[Generator]) -> ArticlesGenerator:
    return next(g for g in generators if isinstance(g, ArticlesGenerator))


def pages_of(generators: Iterable[Generator]) -> PagesGenerator:
    return next(g for g in generators if isinstance(g, PagesGenerator))


def listed(generators: Iterable[Generator]) -> list[Article]:
    """The articles that stand in lists and feeds, translations too, newest first."""
    generator = articles_of(generators)
    return sorted(chain(generator.articles, generator.translations), key=newest_first)


def all_articles(generator: ArticlesGenerator) -> Iterator[Article]:
    """Every article that was read, in no order: listed, hidden and drafts."""
    return chain(
        generator.articles,
        generator.translations,
        generator.hidden_articles,
        generator.hidden_translations,
        generator.drafts,
        generator.drafts_translations,
    )


def all_pages(generator: PagesGenerator) -> Iterator[Page]:
    """Every page that was read, in no order."""
    return chain(
        generator.pages,
        generator.translations,
        generator.hidden_pages,
        generator.hidden_translations,
        generator.draft_pages,
        generator.draft_translations,
    )


def everything(generators: Sequence[Generator]) -> list[Content]:
    """Every article and page that was read, by source path."""
    found = chain(all_articles(articles_of(generators)), all_pages(pages_of(generators)))
    return sorted(found, key=lambda content: str(content.source_path))


def slugs_of(named: Tag | Author) -> tuple[str, ...]:
    """Every slug that a topic or an author had, the oldest first, and last the one it has."""
    told = getattr(named, "topic", None) or getattr(named, "profile", None)
    return (*(told.former if told else ()), named.slug)


def report(context: MutableMapping[str, Any], problems: Iterable[Problem]) -> None:
    """Add to the problems of this build, which ``check`` prints at its end."""
    context.setdefault("problems", []).extend(problems)
