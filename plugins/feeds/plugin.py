"""Writes the feeds: of the site, of each topic and of each author."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from pelican import Pelican, signals
from pelican.contents import Article
from pelican.generators import Generator
from pelican.writers import Writer

from plugins.common.content import newest_first
from plugins.common.html import absolute
from plugins.feeds.entry import Entry, Feed
from plugins.feeds.rss import rss


@dataclass(frozen=True, slots=True)
class Subject:
    """What a feed is about; ``page`` is the address of its page below the site's."""

    title: str
    description: str
    page: str
    articles: Sequence[Article]


class Feeds(Generator):  # type: ignore[misc]
    """``outputs``: path below the output folder → the subject of the feed that will stand there."""

    def generate_context(self) -> None:
        settings, context = self.settings, self.context
        name, tagline = settings["SITENAME"], settings["TAGLINE"]
        self.outputs = {settings["FEED_SITE"]: Subject(name, tagline, "", context["articles"])}
        for tag, articles in context["tags"]:
            path = settings["FEED_TOPIC"].format(slug=tag.slug)
            about = tag.topic.description or f"{tagline}: {tag.name}"
            self.outputs[path] = Subject(f"{tag.name} – {name}", about, tag.url, articles)
        for author, articles in context["authors"]:
            path = settings["FEED_AUTHOR"].format(slug=author.slug)
            about = f"What {author.name} writes for {name}"
            self.outputs[path] = Subject(f"{author.name} – {name}", about, author.url, articles)

    def generate_output(self, writer: Writer) -> None:
        site, most = self.settings["SITEURL"], self.settings["FEED_MAX_ITEMS"]
        entries: dict[Article, Entry] = {}
        for path, subject in self.outputs.items():
            articles = sorted(subject.articles, key=newest_first)[:most]
            for article in articles:
                if article not in entries:
                    entries[article] = entry_of(article)
            feed = Feed(
                url=f"{site}/{path}",
                page=f"{site}/{subject.page}",
                title=subject.title,
                description=subject.description,
                lang=self.settings["DEFAULT_LANG"],
                entries=tuple(entries[article] for article in articles),
            )
            file = Path(self.output_path, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(rss(feed))


def entry_of(article: Article) -> Entry:
    url = urljoin(f"{article.settings['SITEURL']}/", article.url)
    told = article.metadata
    return Entry(
        id=article.identity,
        url=url,
        title=article.title,
        summary=article.summary,
        html=absolute(article.content, url),
        published=article.date,
        updated=getattr(article, "modified", article.date),
        authors=tuple(author.name for author in article.authors),
        topics=tuple(tag.name for tag in article.tags),
        source=(told.get("original_site") or told["original_url"], told["original_url"])
        if "original_url" in told
        else None,
    )


def use_feeds(pelican: Pelican) -> type[Generator]:
    return Feeds


def register() -> None:
    signals.get_generators.connect(use_feeds)
