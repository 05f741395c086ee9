"""Entries and feeds made by hand, and any that Hypothesis thinks of."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st
from lxml import etree

from plugins.common.text import plain
from plugins.feeds.entry import Blog, Entry, Feed

DAY = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
BLOG = Blog("A blog", "en", "https://a.b/feed.css", "https://a.b/subscribe/", "https://a.b/i.png")


def entry(**told: object) -> Entry:
    id_ = told.setdefault("id", "urn:uuid:1")
    least = {"iri": id_, "url": "https://a.b/1/", "title": "A", "summary": "", "html": "<p>H</p>"}
    when = {"published": DAY, "updated": DAY, "lang": "en"}
    return Entry(**{**least, **when, **told})  # type: ignore[arg-type]


def feed(*entries: Entry, **told: object) -> Feed:
    least = {"id": "urn:uuid:0", "stem": "https://a.b/all", "page": "https://a.b/"}
    named = {"title": "A blog", "description": "Notes", "blog": BLOG}
    return Feed(**{**least, **named, "entries": entries, **told})  # type: ignore[arg-type]


def shown_links(document: bytes) -> list[str | None]:
    """The links that people see who open a feed in a browser."""
    links = etree.fromstring(document).iter("{http://www.w3.org/1999/xhtml}a")
    return [link.get("href") for link in links]


zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30), timezones=zones)  # noqa: DTZ001
dates = moments.map(lambda moment: moment.replace(microsecond=0))
any_text = (st.text() | st.text(alphabet="]>&<!\0\x1f\ufffe\r\n a😀")).map(plain)
some_text = any_text.filter(bool)
