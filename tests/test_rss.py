"""RSS: whatever an author writes reaches a subscriber whole, in order, each post once."""

from calendar import timegm
from datetime import UTC, datetime

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from plugins.feeds.entry import Feed, Picture
from plugins.feeds.rss import rss
from tests.entries import any_text, dates, entry, feed, shown_links, some_text

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def items(feed: Feed) -> list[etree._Element]:
    return etree.fromstring(rss(feed)).findall("channel/item")


def text_of(item: etree._Element, tag: str) -> str:
    return item.findtext(tag) or ""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("<p>Q&amp;A</p>", "<p>Q&amp;A</p>", id="HTML as it is"),
        pytest.param("a ]]> b ]]>", "a ]]> b ]]>", id="the end of a CDATA section"),
        pytest.param("😀 שלום \u202ea\u202c", "😀 שלום \u202ea\u202c", id="emoji, right to left"),
        pytest.param("a\n\tb", "a\n\tb", id="lines and tabs"),
    ],
)
def test_content(written: str, read: str) -> None:
    (item,) = items(feed(entry(html=written)))
    assert text_of(item, CONTENT) == read


@pytest.mark.parametrize(
    ("told", "description"),
    [
        pytest.param({"summary": "S"}, "S", id="the summary"),
        pytest.param({"summary": ""}, "A", id="else the title, never the content"),
    ],
)
def test_description(told: dict[str, str], description: str) -> None:
    (item,) = items(feed(entry(html="<p>H</p>", **told)))
    assert text_of(item, "description") == description


def test_a_subscriber_reads_what_was_published() -> None:
    guest = entry(
        id="7 at c.d",
        authors=("Sam Sample", "Gus & Co"),
        topics=("C++", "Plain language"),
        source=("Their <site>", "https://c.d/?a&b"),
        picture=Picture("https://a.b/1/p.png", 67, "image/png"),
        lang="ar",
    )
    read = feedparser.parse(rss(feed(guest)))
    assert not read.bozo
    assert (read.feed.title, read.feed.subtitle, read.feed.link) == (
        "A blog",
        "Notes",
        "https://a.b/",
    )
    assert [link.href for link in read.feed.links if link.rel == "self"] == [
        "https://a.b/all.rss.xml"
    ]
    (found,) = read.entries
    assert (found.id, found.link, found.guidislink) == ("7 at c.d", "https://a.b/1/", False)
    assert [author.name for author in found.authors] == ["Sam Sample", "Gus & Co"]
    assert [tag.term for tag in found.tags] == ["C++", "Plain language"]
    assert (found.source.title, found.source.href) == ("Their <site>", "https://c.d/?a&b")
    assert [dict(file) for file in found.enclosures] == [
        {"href": "https://a.b/1/p.png", "length": "67", "type": "image/png"}
    ]
    assert found.language == "ar"


def test_the_channel_has_a_picture_and_shows_people_the_way() -> None:
    document = rss(feed(entry()))
    assert b'<?xml-stylesheet type="text/css" href="https://a.b/feed.css"?>' in document
    channel = etree.fromstring(document)[0]
    assert channel.findtext("image/url") == "https://a.b/i.png"
    assert channel.findtext("image/link") == channel.findtext("link") == "https://a.b/"
    assert shown_links(document) == ["https://a.b/subscribe/"]


def test_an_archive_leads_to_its_feed_and_to_the_archive_before_it() -> None:
    old = feed(entry(), stem="https://a.b/2", current="https://a.b/all", previous="https://a.b/1")
    read = feedparser.parse(rss(old)).feed
    assert "fh_archive" in read
    assert shown_links(rss(old)) == ["https://a.b/all.rss.xml", "https://a.b/subscribe/"]
    assert {link.rel: link.href for link in read.links} == {
        "alternate": "https://a.b/",
        "self": "https://a.b/2.rss.xml",
        "current": "https://a.b/all.rss.xml",
        "prev-archive": "https://a.b/1.rss.xml",
    }


@pytest.mark.parametrize(
    ("empty", "built"),
    [
        pytest.param(feed(), "Thu, 01 Jan 1970 00:00:00 +0000", id="no clock is asked"),
        pytest.param(feed(entry(), description=""), "Wed, 04 Mar 2026 09:30:00 +0000", id="newest"),
    ],
)
def test_an_empty_feed_or_tagline_is_still_a_feed(empty: Feed, built: str) -> None:
    channel = etree.fromstring(rss(empty)).find("channel")
    assert channel is not None
    assert channel.findtext("description")
    assert channel.findtext("lastBuildDate") == built


@given(st.lists(st.tuples(st.uuids(), some_text, dates), unique_by=lambda told: told[0]))
def test_ids_order_and_dates_are_read_back(told: list[tuple[object, str, datetime]]) -> None:
    entries = [
        entry(id=f"urn:uuid:{id_}", title=title, published=date, updated=date)
        for id_, title, date in told
    ]
    read = feedparser.parse(rss(feed(*entries)))
    assert not read.bozo
    assert [found.id for found in read.entries] == [entry.id for entry in entries]
    assert [
        datetime.fromtimestamp(timegm(found.published_parsed), UTC) for found in read.entries
    ] == [entry.published for entry in entries]


@given(some_text, any_text, any_text, some_text)
def test_any_text_is_well_formed_and_the_same_bytes_twice(
    name: str, summary: str, html: str, url: str
) -> None:
    told = entry(
        id=url, url=url, title=name, summary=summary, html=html, authors=(name,), topics=(name,),
        source=(name, url),
    )  # fmt: skip
    whole = feed(told, title=name, description=summary)
    (item,) = items(whole)
    for tag in (CREATOR, "category", "source"):
        assert len(text_of(item, tag)) == len(name)
    # XML reads every end of a line in a CDATA section as one.
    assert len(text_of(item, CONTENT)) == len(html.replace("\r\n", "\n"))
    assert rss(whole) == rss(whole)
