"""JSON Feed, by the rules of https://www.jsonfeed.org/version/1.1/."""

import json
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plugins.feeds.entry import Entry, Picture
from plugins.feeds.json_feed import json_feed
from tests.entries import dates, entry, feed, some_text

FEED = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str,
    "icon": str, "language": str, "authors": list, "items": list,
}  # fmt: skip
ITEM = {
    "id": str, "url": str, "external_url": str, "title": str, "content_html": str, "summary": str,
    "image": str, "date_published": str, "date_modified": str, "authors": list, "tags": list,
    "language": str,
}  # fmt: skip


def valid(document: bytes) -> dict[str, Any]:
    """The feed read, each of its members known and of the kind that the format asks for."""
    read: dict[str, Any] = json.loads(document)
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert {"title", "items"} <= read.keys()
    assert {key: type(value) for key, value in read.items()}.items() <= FEED.items()
    for item in read["items"]:
        assert {"id", "content_html"} <= item.keys()
        assert {key: type(value) for key, value in item.items()}.items() <= ITEM.items()
        assert all(isinstance(tag, str) for tag in item.get("tags", ()))
        for key in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[key]).tzinfo
    for told in (read, *read["items"]):
        assert all(author.keys() == {"name"} for author in told.get("authors", ()))
    assert len({item["id"] for item in read["items"]}) == len(read["items"])
    return read


def test_a_subscriber_reads_what_was_published() -> None:
    guest = entry(
        id="7 at c.d",
        html="<p>😀 & שלום</p>",
        authors=("Sam Sample",),
        topics=("C++",),
        source=("Their site", "https://c.d/?a&b"),
        picture=Picture("https://a.b/1/p.png", 67, "image/png"),
    )
    document = json_feed(feed(guest))
    assert "😀" in document.decode()
    assert valid(document)["feed_url"] == "https://a.b/all.json"
    assert valid(document)["items"] == [
        {
            "id": "7 at c.d",
            "url": "https://a.b/1/",
            "external_url": "https://c.d/?a&b",
            "title": "A",
            "content_html": "<p>😀 & שלום</p>",
            "image": "https://a.b/1/p.png",
            "date_published": "2026-03-04T09:30:00+00:00",
            "date_modified": "2026-03-04T09:30:00+00:00",
            "authors": [{"name": "Sam Sample"}],
            "tags": ["C++"],
            "language": "en",
        }
    ]


def test_an_empty_feed_is_still_a_feed() -> None:
    assert valid(json_feed(feed(description="")))["items"] == []


def told(id_: object, name: str, html: str, date: datetime) -> Entry:
    return entry(
        id=f"urn:uuid:{id_}", title=name, html=html, summary=html, topics=(name,), updated=date
    )


entries = st.builds(told, st.uuids(), some_text, some_text, dates)


@given(st.lists(entries, unique_by=lambda entry: entry.id))
def test_any_text_comes_through(told: list[Entry]) -> None:
    document = json_feed(feed(*told))
    read = valid(document)["items"]
    assert [(i["id"], i["title"], i["content_html"], *i["tags"]) for i in read] == [
        (entry.id, entry.title, entry.html, *entry.topics) for entry in told
    ]
    assert json_feed(feed(*told)) == document
