"""RSS 2.0 by feedgen; the only module that calls it, because it has to be called just so."""

import re
from datetime import UTC, datetime
from html import escape

from feedgen.feed import FeedGenerator

from plugins.feeds.entry import Entry, Feed

# XML 1.0 has no way to write these: https://www.w3.org/TR/xml/#charsets
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TITLE = re.compile(rb"<title>[^<]*</title>")
EPOCH = datetime.fromtimestamp(0, UTC)


def rss(feed: Feed) -> bytes:
    """The feed as an RSS 2.0 document; the same feed gives the same bytes."""
    generator = FeedGenerator()
    generator.load_extension("dc")
    generator.title(text(feed.title))
    generator.description(text(feed.description) or text(feed.title))
    generator.language(feed.lang)
    # The last link given becomes the channel's own: the page, not the feed.
    generator.link(href=feed.url, rel="self", type="application/rss+xml")
    generator.link(href=feed.page, rel="alternate")
    # Left alone it would be the clock's time.
    generator.lastBuildDate(max((entry.updated for entry in feed.entries), default=EPOCH))
    for entry in feed.entries:
        add(generator, entry)
    return TITLE.sub(numbered, generator.rss_str(pretty=True))


def add(generator: FeedGenerator, entry: Entry) -> None:
    item = generator.add_entry(order="append")  # the default turns the order round
    item.guid(text(entry.id), permalink=False)
    item.link(href=text(entry.url))
    item.title(text(entry.title))
    # In this order: without a description the content would take its place.
    # Readers take it for HTML.
    item.description(escape(text(entry.summary) or text(entry.title), quote=False))
    item.content(text(entry.html), type="CDATA")
    item.published(entry.published)
    item.updated(entry.updated)
    for name in entry.authors:
        item.dc.dc_creator(text(name))
    for topic in entry.topics:
        item.category(term=text(topic))
    if entry.source:
        name, url = entry.source
        item.source(url=text(url), title=text(name))


def numbered(title: re.Match[bytes]) -> bytes:
    """A title whose ``<`` and ``&`` are numbers: some readers take the names for markup.

    https://www.rssboard.org/rss-profile#data-types-characterdata
    """
    return title[0].replace(b"&lt;", b"&#x3C;").replace(b"&amp;", b"&#x26;")


def text(value: str) -> str:
    return NOT_XML.sub("\ufffd", value)
