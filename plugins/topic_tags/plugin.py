"""Folds tags and category into topics, before Pelican groups articles by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pelican import signals
from pelican.contents import Article, Category, Tag
from pelican.generators import ArticlesGenerator, Generator

from plugins.common.content import all_articles, articles_of, newest_first, report
from plugins.common.header import RULE, Header
from plugins.common.problem import Fix, Place, Problem
from plugins.common.source import Source, shown
from plugins.common.text import did_you_mean, folded, nearest
from plugins.topic_tags.topics import Spelling, Topic, Vocabulary, read_topics


@dataclass(frozen=True, slots=True)
class Shelf:
    """A topic as readers find it; ``url`` is "" while nothing is written about it."""

    topic: Topic
    url: str
    articles: tuple[Article, ...]


def add_topics(generator: ArticlesGenerator) -> None:
    path = shown(generator.path) / "topics.toml"
    vocabulary, problems = read_topics(path)
    articles = sorted(all_articles(generator), key=newest_first, reverse=True)
    if not vocabulary.spellings:  # no such file, or none that can be read
        vocabulary, clashes = each_its_own(articles)
        problems += clashes
    for article in articles:
        topics: dict[str, Topic] = {}
        for tag in named(article):
            topic = vocabulary.find(tag.name)
            if topic is None:
                topic = Topic(tag.slug, tag.name)
                problems.append(unknown(article, tag, path, vocabulary))
            topics.setdefault(topic.slug, topic)
        article.tags = [tag_of(topic, article) for topic in topics.values()]
        if topics:
            first = next(iter(topics.values()))
            article.category = Category(first.name, article.settings)
    generator.context["vocabulary"] = vocabulary
    report(generator.context, problems)


def unknown(article: Article, tag: Tag, path: Path, vocabulary: Vocabulary) -> Problem:
    names = [topic.name for topic in vocabulary.topics]
    source: Source = article.source
    what = f"topic '{tag.name}' is not in {path}"
    remedy = did_you_mean(tag.name, names) or "Add a table for it"
    right = nearest(tag.name, names)
    # Short names are soon like another: UI and UX.
    fix = source.header.fix(key_of(source.header, tag), right, tag.name) if len(right) > 3 else None
    if several := vocabulary.several(tag.name):
        told, place = ", ".join(topic.name for topic in several), place_of(article, tag)
        remedy = (
            f"Write {told}, without #" if "#" in tag.name else f"Write {told}, with commas between"
        )
        is_plain = source.header.lines[0].rstrip() != RULE and place.column
        fix = Fix(place, tag.name, told) if is_plain else None
    return source.problem(place_of(article, tag), what, remedy, fix=fix)


def named(article: Article) -> list[Tag]:
    """The category as the first topic, then the tags."""
    category = getattr(article, "category", None)
    first = [Tag(category.name, article.settings)] if category else []
    return first + list(getattr(article, "tags", ()))


def place_of(article: Article, tag: Tag) -> Place:
    header: Header = article.source.header
    return header.place(key_of(header, tag), tag.name)


def key_of(header: Header, tag: Tag) -> str:
    category = header.values.get("category")
    named = category and folded(tag.name) == folded(" ".join(category.texts))
    return "category" if named else "tags"


def tag_of(topic: Topic, article: Article) -> Tag:
    tag = Tag(topic.name, article.settings)
    tag.slug, tag.topic = topic.slug, topic
    return tag


def each_its_own(articles: Sequence[Article]) -> tuple[Vocabulary, list[Problem]]:
    """Without a list of topics each name is one, as its oldest article spells it.

    A plural counts as a name of its own: nobody has said that it means the same.
    """
    spellings: dict[str, Spelling] = {}
    slugs: dict[str, Spelling] = {}
    problems: list[Problem] = []
    for article in articles:
        for tag in named(article):
            key = folded(tag.name)
            if key in spellings:
                continue
            place = place_of(article, tag)
            spelling = Spelling(key, Topic(tag.slug, tag.name), article.source.path, place.line)
            spellings[key] = spelling
            other = slugs.setdefault(tag.slug, spelling)
            if other is not spelling:
                what = (
                    f"the topics '{tag.name}' here and '{other.topic.name}'"
                    f" at {other.path}:{other.line} have one address"
                )
                problems.append(article.source.problem(place, what, "Rename one of them"))
    return Vocabulary(spellings.values(), folded), problems


def add_shelves(generators: Sequence[Generator]) -> None:
    """``topics``: every topic of the list and every one written about, by name."""
    generator = articles_of(generators)
    written = {tag.slug: (tag, articles) for tag, articles in generator.tags.items()}
    topics = {topic.slug: topic for topic in generator.context["vocabulary"].topics}
    topics |= {slug: tag.topic for slug, (tag, _) in written.items() if slug not in topics}
    shelves = []
    for topic in sorted(topics.values(), key=lambda topic: (folded(topic.name), topic.slug)):
        tag, articles = written.get(topic.slug, (None, ()))
        shelves.append(Shelf(topic, tag.url if tag else "", tuple(articles)))
    generator.context["topics"] = tuple(shelves)


def register() -> None:
    signals.article_generator_pretaxonomy.connect(add_topics)
    signals.all_generators_finalized.connect(add_shelves)
