"""Gives drafts, and posts without a topic, the topics they may be about."""

from collections.abc import Iterator, Sequence

from pelican import signals
from pelican.contents import Article
from pelican.generators import ArticlesGenerator, Generator

from plugins.common.content import all_articles, articles_of
from plugins.common.header import listed
from plugins.suggestions import files
from plugins.suggestions.suggest import Choice, Shelf, Text


def add_suggestions(generators: Sequence[Generator]) -> None:
    generator = articles_of(generators)
    articles = sorted(all_articles(generator), key=lambda article: article.source_path)
    if generator.settings["SERVE"]:
        asked = [article for article in articles if article.status == "draft"]
    elif generator.settings["CHECK"]:
        asked = [article for article in articles if not topics_of(article)]
    else:
        asked = []
    if not asked:
        return
    generator.env.globals["listed"] = listed
    known = {choice.name: choice for choice in choices(generator)}
    written = [text_of(a, frozenset(known)) for a in articles if a.status != "draft"]
    shelf = Shelf(known.values(), written)
    for article in asked:
        found = shelf.suggest(text_of(article))
        article.suggestions = tuple(s for s in found if s.topic not in topics_of(article))


def choices(generator: ArticlesGenerator) -> Iterator[Choice]:
    vocabulary = generator.context.get("vocabulary")
    if vocabulary is None:
        yield from (Choice(tag.name) for tag in generator.tags)
        return
    yield from files.choices(vocabulary)


def topics_of(article: Article) -> frozenset[str]:
    return frozenset(tag.name for tag in getattr(article, "tags", ()))


def text_of(article: Article, known: frozenset[str] = frozenset()) -> Text:
    anatomy = article.anatomy
    headings = tuple(heading.text for heading in anatomy.headings)
    return Text(str(article.title), headings, anatomy.prose, topics_of(article) & known)


def register() -> None:
    signals.all_generators_finalized.connect(add_suggestions)
