"""Atom: the same posts, in a format that is strict about ids, times and links."""

from datetime import timedelta

import feedparser
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from plugins.feeds.atom import atom
from plugins.feeds.entry import Picture
from tests.entries import DAY, dates, entry, feed, shown_links, some_text

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def test_a_subscriber_reads_what_was_published() -> None:
    guest = entry(
        id="7 at c.d",
        iri="urn:uuid:7",
        html="<p>a ]]> b</p>",
        authors=("Sam Sample", "Gus & Co"),
        topics=("C++", "Plain language"),
        source=("Their <site>", "https://c.d/?a&b"),
        picture=Picture("https://a.b/1/p.png", 67, "image/png"),
        updated=DAY + timedelta(days=1),
        lang="ar",
    )
    document = atom(feed(guest))
    (found,) = etree.fromstring(document).iter(f"{ATOM}entry")
    assert found.findtext(f"{ATOM}id") == "urn:uuid:7"
    assert found.findtext(f"{ATOM}published") == "2026-03-04T09:30:00+00:00"
    assert (found.findtext(f"{ATOM}updated") or "").startswith("2026-03-05T09:30:00.")
    assert [name.text for name in found.iter(f"{ATOM}name")] == ["Sam Sample", "Gus & Co"]
    assert [tag.get("term") for tag in found.iter(f"{ATOM}category")] == ["C++", "Plain language"]
    assert [dict(link.items()) for link in found.iter(f"{ATOM}link")] == [
        {"rel": "alternate", "type": "text/html", "href": "https://a.b/1/"},
        {"rel": "via", "href": "https://c.d/?a&b", "title": "Their <site>"},
        {"rel": "enclosure", "href": "https://a.b/1/p.png", "type": "image/png", "length": "67"},
    ]
    assert found.get(LANG) == "ar"
    assert found.findtext(f"{ATOM}content") == "<p>a ]]> b</p>"
    assert feedparser.parse(document).entries[0].content[0].type == "text/html"


def test_posts_of_one_moment_have_times_of_their_own() -> None:
    told = feed(entry(id="urn:uuid:1"), entry(id="urn:uuid:2"))
    updated = [time.text or "" for time in etree.fromstring(atom(told)).iter(f"{ATOM}updated")]
    newest, *entries = updated
    assert len(set(entries)) == 2
    assert newest == max(entries)
    # Whatever stands beside it.
    assert atom(feed(entry(id="urn:uuid:2"))).count(entries[1].encode()) == 2


def test_an_archive_leads_to_its_feed_and_to_the_archive_before_it() -> None:
    old = feed(entry(), stem="https://a.b/2", current="https://a.b/all", previous="https://a.b/1")
    read = feedparser.parse(atom(old)).feed
    assert "fh_archive" in read
    assert shown_links(atom(old)) == ["https://a.b/all.atom.xml", "https://a.b/subscribe/"]
    assert {link.rel: link.href for link in read.links} == {
        "self": "https://a.b/2.atom.xml",
        "alternate": "https://a.b/",
        "current": "https://a.b/all.atom.xml",
        "prev-archive": "https://a.b/1.atom.xml",
    }


def test_the_oldest_archive_is_marked_too() -> None:
    old = atom(feed(entry(), current="https://a.b/all"))
    assert "fh_archive" in feedparser.parse(old).feed
    assert "fh_archive" not in feedparser.parse(atom(feed(entry()))).feed


def test_an_empty_feed_is_still_a_feed() -> None:
    root = etree.fromstring(atom(feed(description="")))
    assert root.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "A blog"


@given(st.lists(st.tuples(st.uuids(), some_text, some_text, dates), max_size=4))
def test_any_text_is_well_formed_and_the_same_bytes_twice(
    told: list[tuple[object, str, str, object]],
) -> None:
    whole = feed(
        *(
            entry(id=f"urn:uuid:{id_}", title=name, summary=html, html=html, url=name,
                  authors=(name,), topics=(name,), source=(name, name), updated=date)
            for id_, name, html, date in told
        )
    )  # fmt: skip
    root = etree.fromstring(atom(whole))
    found = [element.findtext(f"{ATOM}content") for element in root.iter(f"{ATOM}entry")]
    assert found == [html for _, _, html, _ in told]
    assert atom(whole) == atom(whole)
