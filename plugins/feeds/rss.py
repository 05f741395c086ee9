"""RSS 2.0: https://www.rssboard.org/rss-specification."""

import re
from html import escape
from typing import Any

from lxml import etree

from plugins.feeds.entry import RSS, Entry, Feed
from plugins.feeds.generator import DC, FH, SLASH, WFW, Element, generated, history, invite

ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
TEXT = re.compile(rb'<(title|description|category|source)(?: url="[^"]*")?>[^<]*')
# By what readers tell a title that is HTML; as XML spells it.
MARKUP = re.compile(rb"&lt;/|&amp;[^&;\s]+;")


def rss(feed: Feed) -> bytes:
    """The feed as an RSS 2.0 document; the same feed gives the same bytes."""
    generator = generated(feed, RSS, tell, mend_channel, mend_item)
    # Left alone it would be the clock's time.
    generator.lastBuildDate(feed.updated)
    return TEXT.sub(numbered, generator.rss_str(pretty=True))


def tell(item: Any, entry: Entry) -> None:
    item.guid(entry.id, permalink=False)
    item.link(href=entry.url)
    # In this order: without a description the content would take its place.
    # Readers take it for HTML.
    item.description(escape(entry.summary or entry.title, quote=False))
    item.content(entry.html, type="CDATA")
    if entry.picture:
        item.enclosure(entry.picture.url, str(entry.picture.size), entry.picture.type)
    if entry.source:
        name, url = entry.source
        item.source(url=url, title=name)


def mend_channel(root: Element, feed: Feed) -> None:
    """On the tree: given these links, feedgen would take one for the channel's own."""
    channel = root[0]
    for description in channel.iterchildren("description"):
        description.text = escape(description.text or "", quote=False)
    for link in history(feed, RSS):
        etree.SubElement(channel, ATOM_LINK, link)
    if feed.current:
        etree.SubElement(channel, f"{FH}archive")
    invite(channel, feed, RSS)


def mend_item(item: Element, entry: Entry, feed: Feed) -> None:
    """``author`` is for e-mail addresses, and feedgen drops it without one; its topics are slow."""
    for topic in entry.topics:
        etree.SubElement(item, "category").text = topic
    for name in entry.authors:
        etree.SubElement(item, f"{DC}creator").text = name
    if entry.replies:
        etree.SubElement(item, "comments").text = entry.replies.page
        etree.SubElement(item, f"{WFW}commentRss").text = entry.replies.stem + RSS.suffix
        etree.SubElement(item, f"{SLASH}comments").text = str(entry.replies.count)
    if entry.lang != feed.blog.lang:
        etree.SubElement(item, f"{DC}language").text = entry.lang


def numbered(text: re.Match[bytes]) -> bytes:
    """A text whose ``<`` and ``&`` are numbers: some readers take the names for markup.

    https://www.rssboard.org/rss-profile#data-types-characterdata

    A title is no HTML, but one that looks like it is taken for it, so it is made that.
    """
    spelt = text[0]
    if text[1] == b"title" and MARKUP.search(spelt):
        spelt = spelt.replace(b"&", b"&amp;")
    return spelt.replace(b"&lt;", b"&#x3C;").replace(b"&amp;", b"&#x26;")
