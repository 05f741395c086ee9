"""feedgen; the only module that calls it, because it has to be called just so.

What it cannot spell, or spells wrong, each spelling mends on its tree before
that is written: ``mend_feed`` before there are entries, ``mend_entry`` on each.
"""

from collections.abc import Callable
from typing import Any

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree
from markupsafe import Markup

from plugins.feeds.entry import Entry, Feed, Spelling

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
DC, FH, SLASH, THR, WFW = (f"{{{uri}}}" for uri in NAMESPACES.values())
XHTML = "http://www.w3.org/1999/xhtml"

Element = etree._Element


class Mend(BaseExtension):  # type: ignore[misc]
    """The tree that feedgen has made is given to ``mend``."""

    mend: Callable[[Element], None]

    def extend_ns(self) -> dict[str, str]:
        return NAMESPACES

    def extend_rss(self, tree: Element) -> None:
        self.mend(tree)

    extend_atom = extend_rss


def generated(
    feed: Feed,
    spelling: Spelling,
    tell: Callable[[Any, Entry], None],
    mend_feed: Callable[[Element, Feed], None],
    mend_entry: Callable[[Element, Entry, Feed], None],
) -> FeedGenerator:
    """A generator that knows the feed; ``tell`` tells an entry what only this spelling has."""
    generator = FeedGenerator()
    generator.register_extension("mending", Mend, Mend)
    generator.mending.mend = lambda tree: mend_feed(tree, feed)
    generator.id(feed.id)
    generator.title(feed.title)
    generator.subtitle(feed.description or feed.title)
    generator.language(feed.blog.lang)
    # The last link given becomes the RSS channel's own: the page, not the feed.
    generator.link(href=feed.stem + spelling.suffix, rel="self", type=spelling.type)
    generator.link(href=feed.page, rel="alternate", type="text/html")
    if feed.blog.image:
        generator.image(feed.blog.image, title=feed.title, link=feed.page)
    for entry in feed.entries:
        item = generator.add_entry(order="append")  # the default turns the order round
        item.mending.mend = lambda tree, entry=entry: mend_entry(tree, entry, feed)
        item.title(entry.title)
        item.published(entry.published)
        tell(item, entry)
    return generator


def invite(parent: Element, feed: Feed, spelling: Spelling) -> None:
    """Dress the document for those who open it in a browser, and tell them what it is."""
    style = etree.ProcessingInstruction(
        "xml-stylesheet", f'type="text/css" href="{feed.blog.style}"'
    )
    parent.getroottree().getroot().addprevious(style)
    say = feed.blog.say.html
    said = say(
        "This is a feed: give its address to a feed reader, and it will show you what is new."
    )
    if feed.current:
        address = feed.current + spelling.suffix
        link = Markup('<a href="{}">{}</a>').format(address, address)
        said = say("These are older posts. For new ones subscribe to {feed}.", feed=link)
    how = say("How to subscribe to {site}", site=feed.blog.name)
    way = Markup('<a href="{}">{}</a>').format(feed.blog.subscribe, how)
    parent.append(etree.fromstring(f'<div xmlns="{XHTML}"><p>{said} {way}</p></div>'))


def history(feed: Feed, spelling: Spelling) -> list[dict[str, str]]:
    """The links between a feed and its archives.

    Without next-archive, which would change a document when another follows it.
    """
    stems = {"current": feed.current, "prev-archive": feed.previous}
    return [
        {"rel": rel, "href": stem + spelling.suffix, "type": spelling.type}
        for rel, stem in stems.items()
        if stem
    ]
