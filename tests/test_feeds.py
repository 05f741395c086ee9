"""What subscribers get of the small site in ``site/``."""

import json
import re
from html import unescape
from pathlib import Path
from uuid import UUID

import feedparser
import pytest
from lxml import etree

from tests.conftest import ARTICLE, Build, Built

SITE = Path(__file__).parent / "site"
SQUARE = (SITE / "content/articles/2025/square.png").read_bytes()


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


def test_addresses_are_spelt_in_ascii(build: Build) -> None:
    """As RSS asks for; an address with a percent sign is encoded already."""
    original = "Original-Url: https://c.d/é <b>%20?d=e&f\nPermission: It is an original post."
    post = ARTICLE.replace("\n\n", f"\nSlug: café\nImage: é.png\nImage-Alt: E\n{original}\n\n", 1)
    built = build({"articles/a.md": post, "articles/é.png": SQUARE})
    assert (built.status, built.problems) == (0, ())
    (item,) = json.loads(built.text("feeds/all.json"))["items"]
    assert [item[key] for key in ("url", "external_url", "image")] == [
        "https://blog.example/articles/caf%C3%A9/",
        "https://c.d/%C3%A9%20%3Cb%3E%20?d=e&f",
        "https://blog.example/articles/%C3%A9.png",
    ]
    assert "é" not in built.text("feeds/all.rss.xml")


def test_authors_topics_and_source_travel(build: Build) -> None:
    text = build(SITE / "content").text("feeds/all.rss.xml")
    guest, long, *_ = feedparser.parse(text).entries
    assert [author.name for author in long.authors] == ["Sam Sample", "Gus Guest"]
    assert [tag.term for tag in long.tags] == ["Service", "C++"]
    assert (guest.source.title, guest.source.href) == (
        "Elsewhere",
        "https://elsewhere.example/post",
    )


SITE_FEEDS = ["all.rss.xml", "all.atom.xml", "all.json"]


@pytest.mark.parametrize(
    ("page", "own"),
    [
        ("index.html", []),
        ("articles/bare-ar/index.html", []),
        ("404.html", []),
        (
            "topics/cpp/index.html",
            [f"topics/cpp{end}" for end in (".rss.xml", ".atom.xml", ".json")],
        ),
        ("authors/sam-sample/index.html", ["authors/sam-sample.rss.xml"]),
        (
            "articles/guest/index.html",
            [
                f"replies/00b18f64-f641-584e-a09c-0423a05d615e{end}"
                for end in (".rss.xml", ".atom.xml")
            ],
        ),
    ],
)
def test_every_page_leads_to_its_feeds(page: str, own: list[str], build: Build) -> None:
    built = build(SITE / "content")
    links = built.soup(page).select('link[rel=alternate][type^="application/"]')
    assert [link["href"] for link in links] == [f"/feeds/{name}" for name in [*SITE_FEEDS, *own]]
    assert len({link["title"] for link in links}) == len(links)
    assert all(str(link["href"])[1:] in built.files() for link in links)


def test_the_subscribe_page_lists_every_feed_and_promises_no_e_mail(build: Build) -> None:
    built = build(SITE / "content")
    page = built.soup("subscribe/index.html")
    listed = [code.get_text() for code in page.select("code")]
    assert set(listed) == {
        f"https://blog.example/{name}"
        for name in built.files()
        if name.startswith("feeds/") and not name.startswith(("feeds/archive/", "feeds/replies/"))
    }
    assert listed[:3] == [f"https://blog.example/feeds/{name}" for name in SITE_FEEDS]
    assert "This site sends no e-mail" in page.get_text()
    conf = 'EMAIL_SUBSCRIPTION = ("Pigeons", "https://pigeons.example/us")'
    page = build(SITE / "content", output="mail", conf=conf).soup("subscribe/index.html")
    assert page.select_one('a[href="https://pigeons.example/us"]')
    assert "This site sends no e-mail" not in page.get_text()


@pytest.mark.parametrize(
    "setting",
    [
        ("Pigeons", "http://pigeons.example"),
        ("Pigeons", "javascript:alert()"),
        ("Pigeons", "pigeons.example"),
        ("Pigeons", ""),
        ("", "https://pigeons.example"),
        "https://pigeons.example",
        None,
    ],
    ids=repr,
)
def test_an_e_mail_service_without_an_address_is_told(setting: object, build: Build) -> None:
    built = build({"articles/a.md": ARTICLE}, conf=f"EMAIL_SUBSCRIPTION = {setting!r}")
    (problem,) = built.problems
    assert problem.startswith(f"EMAIL_SUBSCRIPTION: {setting!r} is not ")
    assert "This site sends no e-mail" in built.text("subscribe/index.html")


def entries(built: Built, stem: str) -> list[list[str]]:
    """What the feed's spellings say, in the order RSS, Atom, JSON, as texts of one kind."""
    atom, rss = (etree.fromstring((built.output / f"{stem}{end}").read_bytes()) for end in XML)
    items = json.loads(built.text(f"{stem}.json"))["items"]
    return [
        [
            "".join(e.findtext(tag) or "" for tag in ("guid", "title", "link", RSS_CONTENT))
            for e in rss.iter("item")
        ],
        [
            (e.findtext(f"{ATOM}id") or "")
            + unescape(e.findtext(f"{ATOM}title") or "")
            + str(e.find(f"{ATOM}link").get("href"))  # type: ignore[union-attr]
            + (e.findtext(f"{ATOM}content") or "")
            for e in atom.iter(f"{ATOM}entry")
        ],
        ["".join(item[key] for key in ("id", "title", "url", "content_html")) for item in items],
    ]


XML = (".atom.xml", ".rss.xml")
ATOM = "{http://www.w3.org/2005/Atom}"
RSS_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ODD = 'Title: <i> & ""\nDate: 2026-03-0{n}\nTags: C++\n\n{body}\n'
BODIES = (
    "\x0b\x1f",
    "😀 ]]> ]]&gt;",
    "שלום \u202ea\u202c",
    "word " * 200_000,
    "",
    "<script>x</script>",
)


def test_the_three_spellings_say_the_same(build: Build) -> None:
    built = build(SITE / "content")
    for stem in ("feeds/all", "feeds/topics/service"):
        rss, atom, json_ = entries(built, stem)
        assert rss == atom == json_
    odd = {f"articles/{n}.md": ODD.format(n=n, body=body) for n, body in enumerate(BODIES, 1)}
    rss, atom, json_ = entries(build(odd, output="odd"), "feeds/topics/c-plus-plus")
    assert rss == atom == json_
    assert len(rss) == len(BODIES)
    # Those without text say what they have.
    assert sum(told.endswith('/&lt;i&gt; &amp; ""') for told in json_) == 3


def ids(guid: str, build: Build) -> list[str]:
    """The post's ids in RSS, Atom and JSON."""
    built = build({"articles/a.md": ARTICLE.replace("\n\n", f"\nGuid: {guid}\n\n", 1)})
    rss, atom = (
        feedparser.parse(built.text(f"feeds/all{end}")) for end in (".rss.xml", ".atom.xml")
    )
    items = json.loads(built.text("feeds/all.json"))["items"]
    return [rss.entries[0].id, atom.entries[0].id, items[0]["id"]]


@pytest.mark.parametrize(
    "guid", ["https://elsewhere.example/?p=7", "tag:elsewhere.example,2011:ü", "urn:x:שלום😀"]
)
def test_an_imported_guid_stays_as_it_is(guid: str, build: Build) -> None:
    assert ids(guid, build) == [guid] * 3


@pytest.mark.parametrize("guid", ["7", "7 at elsewhere.example", "ü:7"])
def test_in_atom_it_is_respelt_where_it_is_no_iri(guid: str, build: Build) -> None:
    rss, atom, json_ = ids(guid, build)
    assert rss == json_ == guid
    assert UUID(atom.removeprefix("urn:uuid:")).version == 5


def test_a_translation_is_told_in_its_language(build: Build) -> None:
    german = ARTICLE.replace("\n\n", "\nSlug: a\nLang: de\nTags: Queues\n\n", 1)
    english = ARTICLE.replace("\n\n", "\nSlug: a\nTags: Queues\n\n", 1)
    built = build({"articles/a.md": english, "articles/a.de.md": german})
    for stem in ("feeds/all", "feeds/topics/queues"):
        items = json.loads(built.text(f"{stem}.json"))["items"]
        assert sorted(item["language"] for item in items) == ["de", "en"]


def test_the_picture_has_its_true_size(build: Build) -> None:
    size = (SITE / "content/articles/2025/square.png").stat().st_size
    _, long, *_ = feedparser.parse(build(SITE / "content").text("feeds/all.rss.xml")).entries
    assert [dict(file) for file in long.enclosures] == [
        {
            "href": "https://blog.example/articles/2025/square.png",
            "length": str(size),
            "type": "image/png",
        }
    ]


@pytest.mark.parametrize("end", XML)
def test_every_post_is_reached_from_the_sites_feed(end: str, build: Build) -> None:
    posts = {
        f"articles/{year}-{month}.md": f"Title: {year}\nDate: {year}-{month:02}-01\n\nWords.\n"
        for year in (2023, 2024, 2026)
        for month in range(1, 12)
    }
    built = build(posts, conf="FEED_MAX_ITEMS, FEED_ARCHIVE_ITEMS = 2, 4")
    path, seen, walked = f"feeds/all{end}", set(), []
    while path:
        feed = feedparser.parse(built.text(path))
        assert feed.version in ("rss20", "atom10")
        seen |= {entry.id for entry in feed.entries}
        walked.append(path.removesuffix(end))
        links = {link.rel: link.href for link in feed.feed.links}
        assert links["self"] == f"https://blog.example/{path}"
        path = links.get("prev-archive", "").removeprefix("https://blog.example/")
    assert len(seen) == len(posts)
    names = ("2026-2", "2026-1", "2024-3", "2024-2", "2024-1", "2023-3", "2023-2", "2023-1")
    assert walked == ["feeds/all", *(f"feeds/archive/{name}" for name in names)]


def test_a_blog_without_posts_has_feeds(build: Build) -> None:
    built = build({"pages/about.md": "Title: About\n\nWords.\n"})
    assert entries(built, "feeds/all") == [[], [], []]
    assert [name for name in built.files() if name.startswith("feeds/")] == [
        f"feeds/{name}" for name in sorted(SITE_FEEDS)
    ]
