"""What subscribers get of the small site in ``site/``."""

import re
from pathlib import Path
from uuid import UUID

import feedparser
import pytest

from tests.conftest import ARTICLE, Build

SITE = Path(__file__).parent / "site"


def test_every_article_stands_in_the_sites_feed_once_newest_first(build: Build) -> None:
    feed = feedparser.parse(build(SITE / "content").text("feeds/all.rss.xml"))
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == [
        "A guest post",
        "A long post",
        "The first “post” & <its> title",
        "مرحبا 🎉",
    ]
    assert [entry.published for entry in feed.entries] == sorted(
        (entry.published for entry in feed.entries), key=lambda d: d.split()[3], reverse=True
    )


def test_ids_are_uuids_or_an_imported_guid(build: Build) -> None:
    feed = feedparser.parse(build(SITE / "content").text("feeds/all.rss.xml"))
    guest, *others = (entry.id for entry in feed.entries)
    assert guest == "https://elsewhere.example/?p=7"
    assert len({UUID(id_.removeprefix("urn:uuid:")) for id_ in others}) == 3
    assert all(not entry.guidislink for entry in feed.entries)


def test_an_own_id_outlasts_every_change(build: Build) -> None:
    own = "0f0e7a52-6ac6-4cf6-8a5c-2a3d4e5f6a7b"
    text = ARTICLE.replace("\n\n", f"\nId: {own}\n\n", 1)
    ids = set()
    for name, changed in {
        "articles/a.md": text,
        "articles/2026/b.md": text.replace("2026-03-04", "2025-01-01").replace("post", "note"),
    }.items():
        output = name.rpartition("/")[2]
        built = build({name: changed}, output=output, SITEURL=f"https://{output}.example")
        (built.output.parent / "content" / name).unlink()
        ids |= {e.id for e in feedparser.parse(built.text("feeds/all.rss.xml")).entries}
    assert ids == {f"urn:uuid:{own}"}


def test_every_address_is_absolute_and_the_whole_text_is_there(build: Build) -> None:
    built = build(SITE / "content", SITEURL="https://blog.example/deep")
    for name in built.files():
        if name.endswith(".xml"):
            for entry in feedparser.parse(built.text(name)).entries:
                html = entry.content[0].value
                for address in re.findall(r'(?:href|src)="([^"]*)"', html):
                    assert re.match(r"https://(blog\.example/deep|example\.org)/", address), address
    first = feedparser.parse(built.text("feeds/topics/queues.rss.xml")).entries[-1]
    assert "It ends here." in first.content[0].value
    assert first.summary == 'A summary with "quotes" &amp; ampersands &lt;here&gt;.'


def test_authors_topics_and_source_travel(build: Build) -> None:
    text = build(SITE / "content").text("feeds/all.rss.xml")
    guest, long, *_ = feedparser.parse(text).entries
    assert [author.name for author in long.authors] == ["Sam Sample", "Gus Guest"]
    assert [tag.term for tag in long.tags] == ["Service", "C++"]
    assert (guest.source.title, guest.source.href) == (
        "Elsewhere",
        "https://elsewhere.example/post",
    )


@pytest.mark.parametrize(
    ("page", "feeds"),
    [
        ("index.html", ["all"]),
        ("articles/long/index.html", ["all"]),
        ("404.html", ["all"]),
        ("topics/cpp/index.html", ["all", "topics/cpp"]),
        ("authors/sam-sample/index.html", ["all", "authors/sam-sample"]),
    ],
)
def test_every_page_leads_to_its_feeds(page: str, feeds: list[str], build: Build) -> None:
    built = build(SITE / "content")
    links = built.soup(page).select('link[rel=alternate][type="application/rss+xml"]')
    assert [link["href"] for link in links] == [f"/feeds/{name}.rss.xml" for name in feeds]
    assert len({link["title"] for link in links}) == len(feeds)
    assert all(name in built.files() for name in (str(link["href"])[1:] for link in links))


def test_the_subscribe_page_lists_every_feed(build: Build) -> None:
    built = build(SITE / "content")
    listed = {code.get_text() for code in built.soup("subscribe/index.html").select("code")}
    assert listed == {
        f"https://blog.example/{name}" for name in built.files() if name.endswith(".xml")
    }
