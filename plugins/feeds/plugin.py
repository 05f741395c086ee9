"""Writes the feeds: of the site, with its history, of topics, of authors and of replies."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from html import escape
from itertools import islice, starmap
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote
from uuid import uuid5

from pelican import Pelican, signals
from pelican.contents import Article, Content
from pelican.generators import Generator
from pelican.urlwrappers import Author, Tag
from pelican.writers import Writer

from plugins.common.content import newest_first, report, slugs_of
from plugins.common.problem import Problem
from plugins.common.text import plain
from plugins.common.words import words_of
from plugins.feeds.atom import atom
from plugins.feeds.body import feed_html
from plugins.feeds.entry import (
    ATOM,
    JSON,
    RSS,
    Blog,
    Entry,
    Feed,
    Picture,
    Replies,
    Spelling,
    iri_of,
)
from plugins.feeds.history import closed_blocks, recent
from plugins.feeds.json_feed import json_feed
from plugins.feeds.rss import rss

SPELL: dict[Spelling, Callable[[Feed], bytes]] = {RSS: rss, ATOM: atom, JSON: json_feed}
EMAIL_SERVICE = re.compile(r"(?:https://|mailto:)[^\s/]\S*")
# What stands for itself in an address; "%" too, for it may be encoded already.
URL_SIGNS = ":/?#@!$&'()*+,;=%"
# Not the system's list, which differs from machine to machine.
PICTURE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a feed is about.

    ``page`` is the address of its page below the site's; ``stem``, ``current``
    and ``previous`` are those of feeds (see ``Feed``), below the site's too.
    ``stems`` has it by each name of the feed, as it is or would be; the name that
    lasts comes first. ``replies`` come with the article or page they were said to.
    """

    stem: str
    stems: Mapping[str, str]
    title: str
    description: str
    page: str
    articles: Sequence[Article]
    spellings: tuple[Spelling, ...] = (RSS, ATOM, JSON)
    current: str = ""
    previous: str = ""
    replies: Sequence[tuple[Content, Any]] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A feed as a page names it; ``path`` is below the site's address."""

    name: str
    title: str
    type: str
    path: str


class Feeds(Generator):  # type: ignore[misc]
    """``outputs``: path below the output folder → the feed that will stand there."""

    def generate_context(self) -> None:
        self.say = words_of(self.settings)
        if faults := email_faults(self.settings["EMAIL_SUBSCRIPTION"]):
            report(self.context, faults)
            self.context["EMAIL_SUBSCRIPTION"] = ("", "")
        self.outputs = {
            subject.stem + spelling.suffix: (subject, spelling)
            for subject in self.subjects()
            for spelling in subject.spellings
        }
        self.context["feed_addresses"] = {
            path: {
                f"feed:{n}{spelling.suffix}": s + spelling.suffix for n, s in subject.stems.items()
            }
            for path, (subject, spelling) in self.outputs.items()
        }

    def subjects(self) -> Iterator[Subject]:
        """Each subject; those that have a page give it its ``feeds`` too."""
        context = self.context
        *archives, site = self.site(with_translations(context["articles"]))
        context["feeds"] = links(site)
        yield from (*archives, site)
        for tag, articles in context["tags"]:
            topic = self.topic(tag, articles)
            tag.feeds = links(topic)
            yield topic
        for author, articles in context["authors"]:
            byline = self.byline(author, articles)
            author.feeds = links(byline)
            yield byline
        context["reply_feeds"] = ()
        contents = (*with_translations(context["articles"]), *context["pages"])
        yield from self.replies(filter(may_reply, contents))

    def site(self, articles: Sequence[Article]) -> Iterator[Subject]:
        """The archives, oldest first, then the feed of the site."""
        settings = self.settings
        name, tagline, stem = settings["SITENAME"], settings["TAGLINE"], settings["FEED_SITE"]
        blocks = closed_blocks(articles, year_of, settings["FEED_ARCHIVE_ITEMS"])
        previous = ""
        for block, posts in blocks.items():
            path = settings["FEED_ARCHIVE"].format(block=block)
            own = {f"archive/{block}": path}
            yield Subject(path, own, name, tagline, "", posts, (RSS, ATOM), stem, previous)
            previous = path
        newest = recent(articles, blocks, settings["FEED_MAX_ITEMS"])
        yield Subject(stem, {"all": stem}, name, tagline, "", newest, previous=previous)

    def topic(self, tag: Tag, articles: Sequence[Article]) -> Subject:
        settings = self.settings
        about = tag.topic.description if hasattr(tag, "topic") else ""
        return Subject(
            stem=settings["FEED_TOPIC"].format(slug=tag.slug),
            stems=stems("topics", settings["FEED_TOPIC"], tag),
            title=f"{tag.name} – {settings['SITENAME']}",
            description=about
            or self.say("{tagline}: {topic}", tagline=settings["TAGLINE"], topic=tag.name),
            page=tag.url,
            articles=self.newest(each for each in with_translations(articles) if tag in each.tags),
        )

    def byline(self, author: Author, articles: Sequence[Article]) -> Subject:
        settings = self.settings
        found = (each for each in with_translations(articles) if author in each.authors)
        return Subject(
            stem=settings["FEED_AUTHOR"].format(slug=author.slug),
            stems=stems("authors", settings["FEED_AUTHOR"], author),
            title=f"{author.name} – {settings['SITENAME']}",
            description=self.say(
                "What {author} writes for {site}", author=author.name, site=settings["SITENAME"]
            ),
            page=author.url,
            articles=self.newest(found),
            spellings=(RSS,),
        )

    def replies(self, contents: Iterable[Content]) -> Iterator[Subject]:
        """Of each that has any, and of all."""
        every: list[tuple[Content, Any]] = []
        for content in contents:
            if said := [(content, reply) for reply in reversed(content.discussion.replies)]:
                every += said
                stem = self.settings["FEED_ARTICLE_REPLIES"].format(id=content.uuid)
                subject = self.said(
                    f"replies/{content.uuid}",
                    stem,
                    self.say(
                        "Replies to “{title}” – {site}",
                        title=content.title,
                        site=self.settings["SITENAME"],
                    ),
                    self.say("What readers say to “{title}”", title=content.title),
                    content.url,
                    said,
                )
                content.feeds = links(subject)
                yield subject
        if every:
            every.sort(key=lambda each: (each[1].date, each[1].id), reverse=True)
            site = self.settings["SITENAME"]
            subject = self.said(
                "replies",
                self.settings["FEED_REPLIES"],
                self.say("Replies to {site}", site=site),
                self.say("What readers say to {site}", site=site),
                "",
                every,
            )
            self.context["reply_feeds"] = links(subject)
            yield subject

    def said(
        self,
        name: str,
        stem: str,
        title: str,
        description: str,
        page: str,
        replies: Sequence[tuple[Content, Any]],
    ) -> Subject:
        return Subject(
            stem=stem,
            stems={name: stem},
            title=title,
            description=description,
            page=page,
            articles=(),
            spellings=(RSS, ATOM),
            replies=replies[: self.settings["FEED_MAX_ITEMS"]],
        )

    def newest(self, articles: Iterable[Article]) -> list[Article]:
        return list(islice(articles, self.settings["FEED_MAX_ITEMS"]))

    def generate_output(self, writer: Writer) -> None:
        blog, entry = blog_of(self.settings), cache(self.entry_of)
        for path, (subject, spelling) in self.outputs.items():
            entries = (*map(entry, subject.articles), *starmap(self.reply_of, subject.replies))
            if subject.current:  # an archive stays as it is, whatever is said later
                entries = tuple(replace(each, replies=None) for each in entries)
            feed = self.feed_of(subject, blog, entries)
            file = Path(self.output_path, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(SPELL[spelling](feed))

    def feed_of(self, subject: Subject, blog: Blog, entries: tuple[Entry, ...]) -> Feed:
        site = self.settings["SITEURL"]
        # An archive is a part of the feed that it belongs to, and has its id.
        name = "all" if subject.current else next(iter(subject.stems))
        return Feed(
            id=f"urn:uuid:{uuid5(self.settings['SITE_ID'], f'feeds/{name}')}",
            blog=blog,
            stem=url_of(site, subject.stem),
            page=url_of(site, subject.page),
            title=plain(subject.title),
            description=plain(subject.description),
            entries=entries,
            current=subject.current and url_of(site, subject.current),
            previous=subject.previous and url_of(site, subject.previous),
        )

    def entry_of(self, article: Article) -> Entry:
        url = url_of(self.settings["SITEURL"], article.url)
        told = article.metadata
        identity = plain(article.identity)
        title, summary = plain(article.title), plain(article.summary)
        original = in_ascii(told.get("original_url", ""))
        return Entry(
            id=identity,
            iri=iri_of(identity, self.settings["SITE_ID"]),
            url=url,
            lang=article.lang,
            title=title,
            summary=summary,
            html=feed_html(article.content, url) or escape(summary or title, quote=False),
            published=python_time(article.date),
            updated=python_time(getattr(article, "modified", article.date)),
            authors=tuple(plain(author.name) for author in article.authors),
            topics=tuple(plain(tag.name) for tag in article.tags),
            source=(plain(told.get("original_site") or original), original) if original else None,
            picture=self.picture_of(article),
            replies=self.replies_to(article, url),
        )

    def replies_to(self, article: Article, url: str) -> Replies | None:
        if not may_reply(article) or not (count := len(article.discussion.replies)):
            return None
        stem = self.settings["FEED_ARTICLE_REPLIES"].format(id=article.uuid)
        return Replies(count, f"{url}#replies", url_of(self.settings["SITEURL"], stem))

    def reply_of(self, content: Content, reply: Any) -> Entry:
        page = url_of(self.settings["SITEURL"], content.url)
        id_, date = plain(reply.guid) or f"urn:uuid:{reply.id}", python_time(reply.date)
        title = self.say("{name} on “{title}”", name=reply.name, title=plain(content.title))
        return Entry(
            id=id_,
            iri=iri_of(id_, self.settings["SITE_ID"]),
            url=f"{page}#reply-{reply.id}",
            lang=content.lang,
            title=title,
            summary="",
            html=feed_html(reply.html, page) or escape(title, quote=False),
            published=date,
            updated=date,
            authors=(reply.name,),
            answers=(iri_of(plain(content.identity), self.settings["SITE_ID"]), page),
        )

    def picture_of(self, article: Article) -> Picture | None:
        """The picture of the header, with the size of its file."""
        file = self.context["static_content"].get(article.metadata.get("image"))
        type_ = PICTURE_TYPES.get(PurePath(file.source_path).suffix.lower()) if file else None
        if not type_:
            return None
        url = url_of(self.settings["SITEURL"], file.url)
        return Picture(url, Path(file.source_path).stat().st_size, type_)


def url_of(site: str, path: str) -> str:
    return f"{site}/{in_ascii(path)}"


def in_ascii(url: str) -> str:
    """As RSS has it: https://www.rssboard.org/rss-specification#data-types."""
    return quote(url, safe=URL_SIGNS)


def email_faults(setting: object) -> list[Problem]:
    match setting:
        case ("", ""):
            return []
        case (str(name), str(address)) if name and EMAIL_SERVICE.fullmatch(address):
            return []
    what = f"{setting!r} is not the name of a service and its address, https: or mailto:"
    remedy = 'Write ("A name", "https://…"), or ("", "") for none'
    return [Problem(Path("EMAIL_SUBSCRIPTION"), 0, 0, what, remedy)]


def stems(folder: str, pattern: str, named: Tag | Author) -> dict[str, str]:
    return {f"{folder}/{slug}": pattern.format(slug=slug) for slug in slugs_of(named)}


def with_translations(articles: Sequence[Article]) -> list[Article]:
    """As ``common.content.listed``, of some articles, newest first."""
    every = (each for article in articles for each in (article, *article.translations))
    return sorted(every, key=newest_first)


def may_reply(content: Content) -> bool:
    """Whether its page shows what was said to it."""
    return hasattr(content, "discussion") and content.discussion.state != "off"


def python_time(date: datetime) -> datetime:
    """Pelican's own kind of time takes ten times as long to be written."""
    return datetime.combine(date.date(), date.timetz())


def year_of(article: Article) -> int:
    """By one clock for all, so that years follow each other as the articles do."""
    year: int = article.date.astimezone(UTC).year
    return year


def links(subject: Subject) -> tuple[Link, ...]:
    return tuple(
        Link(each.name, f"{subject.title} ({each.name})", each.type, subject.stem + each.suffix)
        for each in subject.spellings
    )


def blog_of(settings: Mapping[str, Any]) -> Blog:
    site, image = settings["SITEURL"], settings["FEED_IMAGE"]
    return Blog(
        name=settings["SITENAME"],
        lang=settings["DEFAULT_LANG"],
        style=f"{site}/{settings['THEME_STATIC_DIR']}/css/feed.css",
        subscribe=f"{site}/{settings['SUBSCRIBE_URL']}",
        image=image and f"{site}/{image}",
        say=words_of(settings),
    )


def use_feeds(pelican: Pelican) -> type[Generator]:
    return Feeds


def register() -> None:
    signals.get_generators.connect(use_feeds)
