"""Atom 1.0: https://www.rfc-editor.org/rfc/rfc4287."""

from datetime import datetime
from typing import Any
from zlib import crc32

from lxml import etree

from plugins.feeds.entry import ATOM, EPOCH, Entry, Feed
from plugins.feeds.generator import FH, THR, Element, generated, history, invite

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document; the same feed gives the same bytes."""
    generator = generated(feed, ATOM, tell, mend_feed, mend_entry)
    # Left alone it would be the clock's time.
    generator.updated(max(map(updated, feed.entries), default=EPOCH))
    # For entries that name nobody: https://www.rfc-editor.org/rfc/rfc4287#section-4.1.1
    generator.author(name=feed.blog.name)
    written: bytes = generator.atom_str(pretty=True)
    return written


def tell(item: Any, entry: Entry) -> None:
    item.id(entry.uri)
    item.updated(updated(entry))
    if entry.summary:
        item.summary(entry.summary)
    item.content(entry.html, type="html")
    for name in entry.authors:
        item.author(name=name)


def updated(entry: Entry) -> datetime:
    """The entry's change, with a fraction of a second that is its own.

    Posts that bear a date alone share their second, and some readers take
    equal times for one post: the validator's DuplicateUpdated.
    """
    return entry.updated.replace(microsecond=crc32(entry.id.encode()) % 1_000_000)


def mend_feed(root: Element, feed: Feed) -> None:
    """The oldest archive goes without its mark: with no link to an older one, nor to a newer,
    which would change it, the validator finds it incomplete.
    """
    for link in history(feed, ATOM):
        etree.SubElement(root, "link", link)
    if feed.current and feed.previous:
        etree.SubElement(root, f"{FH}archive")
    invite(root, feed)


def mend_entry(element: Element, entry: Entry, feed: Feed) -> None:
    """Links, of which feedgen spells the address alone, and topics, at which it is slow."""
    for topic in entry.topics:
        etree.SubElement(element, "category", term=topic)
    etree.SubElement(element, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.source:
        name, url = entry.source
        etree.SubElement(element, "link", rel="via", href=url, title=name)
    if entry.picture:
        picture = entry.picture
        told = {"href": picture.url, "type": picture.type, "length": str(picture.size)}
        etree.SubElement(element, "link", {"rel": "enclosure", **told})
    if entry.replies:
        href, count = entry.replies.stem + ATOM.suffix, str(entry.replies.count)
        told = {"href": href, "type": ATOM.type, f"{THR}count": count}
        etree.SubElement(element, "link", {"rel": "replies", **told})
    if entry.answers:
        ref, href = entry.answers
        etree.SubElement(element, f"{THR}in-reply-to", ref=ref, href=href, type="text/html")
    if entry.lang != feed.blog.lang:
        element.set(XML_LANG, entry.lang)
