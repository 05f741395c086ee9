"""Atom 1.0: https://www.rfc-editor.org/rfc/rfc4287."""

import re
from datetime import datetime
from html import escape
from typing import Any
from zlib import crc32

from lxml import etree

from plugins.feeds.entry import ATOM, EPOCH, Entry, Feed
from plugins.feeds.generator import THR, Element, generated, history, invite

# A lone "&" is no markup, and those who open the feed in a browser see no "&amp;".
MARKUP = re.compile(r"<|&[#\w]")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document; the same feed gives the same bytes."""
    generator = generated(feed, ATOM, tell, mend_feed, mend_entry)
    # Left alone it would be the clock's time.
    generator.updated(max(map(updated, feed.entries), default=EPOCH))
    # For entries that name nobody: https://www.rfc-editor.org/rfc/rfc4287#section-4.1.1
    generator.author(name=feed.blog.name)
    # An archive's mark stands last, as the format allows: before the entries the validator asks
    # for an older archive beside it, and the oldest has none.
    written: bytes = generator.atom_str(pretty=True)
    return written.replace(b"</feed>", b"  <fh:archive/>\n</feed>") if feed.current else written


def tell(item: Any, entry: Entry) -> None:
    item.id(entry.iri)
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
    as_html(root)
    for link in history(feed, ATOM):
        etree.SubElement(root, "link", link)
    invite(root, feed, ATOM)


def mend_entry(element: Element, entry: Entry, feed: Feed) -> None:
    """Links, of which feedgen spells the address alone, and topics, at which it is slow."""
    as_html(element)
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


def as_html(element: Element) -> None:
    """Let texts that look like markup be HTML that says the same: some readers guess.

    https://www.rfc-editor.org/rfc/rfc4287#section-3.1.1
    """
    for text in element.iterchildren("title", "subtitle", "summary"):
        if MARKUP.search(text.text or ""):
            text.text = escape(text.text or "", quote=False)
            text.set("type", "html")
