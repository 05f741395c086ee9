"""Structured data: what search engines are told of each page, and nothing that is not so."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from plugins.structured_data.structured_data import Person, Site, blog_posting, breadcrumbs
from plugins.structured_data.territory import territorial
from tests.conftest import ARTICLE, Build, Built
from tests.test_site import SITE as CONTENT

SITE = Site("https://a.b", "A blog", "", "en", "The publisher", "https://a.b/logo.png")
# What Google asks for, by type: the required properties and those it recommends that we have.
# https://developers.google.com/search/docs/appearance/structured-data/search-gallery
ASKED = {
    "BlogPosting": "headline image datePublished dateModified author publisher mainEntityOfPage",
    "BreadcrumbList": "itemListElement",
    "ListItem": "position name item",
    "Organization": "name url logo",
    "Person": "name url",
    "ProfilePage": "mainEntity",
    "WebSite": "name url publisher",
    "ImageObject": "url",
    "AboutPage": "url name isPartOf",
    "CollectionPage": "url isPartOf",
    "ContactPage": "url isPartOf",
    "WebPage": "url isPartOf",
}


def posting(**told: Any) -> dict[str, object]:
    least: dict[str, Any] = {
        "url": "https://a.b/articles/a/",
        "title": "A",
        "summary": "",
        "lang": "en",
        "published": datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
        "modified": datetime(2026, 3, 5, tzinfo=UTC),
    }
    return blog_posting(SITE, **{**least, **told})


def test_what_is_not_known_is_left_out() -> None:
    assert posting() == {
        "@type": "BlogPosting",
        "@id": "https://a.b/articles/a/#article",
        "mainEntityOfPage": "https://a.b/articles/a/",
        "url": "https://a.b/articles/a/",
        "headline": "A",
        "inLanguage": "en",
        "datePublished": "2026-03-04T09:30:00+00:00",
        "dateModified": "2026-03-05T00:00:00+00:00",
        "author": SITE.organization,
        "publisher": {"@id": "https://a.b/#organization"},
        "isPartOf": {"@id": "https://a.b/#website"},
    }


def test_what_is_known_is_told_as_it_is() -> None:
    told = posting(
        title='Q&A "</script>" 😀',
        authors=[Person("Sam", "https://a.b/sam/")],
        topics=("x", "y"),
        image="https://a.b/a.jpg",
        original="https://c.d/",
        words=7,
        replies=2,
    )
    assert told["headline"] == 'Q&A "</script>" 😀'
    assert told["author"] == [
        {
            "@type": "Person",
            "@id": "https://a.b/sam/#person",
            "name": "Sam",
            "url": "https://a.b/sam/",
        }
    ]
    assert (told["keywords"], told["image"]) == (["x", "y"], ["https://a.b/a.jpg"])
    assert (told["isBasedOn"], told["wordCount"], told["commentCount"]) == ("https://c.d/", 7, 2)


def test_the_way_to_a_page_begins_at_the_home_page() -> None:
    steps: Any = breadcrumbs(SITE, ("T", "https://a.b/t/"), ("A", "https://a.b/a/"))
    assert [(e["position"], e["name"], e["item"]) for e in steps["itemListElement"]] == [
        (1, "A blog", "https://a.b/"),
        (2, "T", "https://a.b/t/"),
        (3, "A", "https://a.b/a/"),
    ]


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "en_US"), ("fr", "fr_FR"), ("fr-CA", "fr_CA"), ("pt_PT", "pt_PT"),
     ("zh-Hant-TW", "zh_TW"), ("tlh", "tlh")],
)  # fmt: skip
def test_a_language_of_open_graph_has_a_territory(lang: str, told: str) -> None:
    assert territorial(lang) == told


def graph(built: Built, path: str) -> dict[str, Any]:
    """The nodes of a page by type, each held to what is asked of it."""
    (script,) = built.soup(path).select('script[type="application/ld+json"]')
    told = json.loads(script.get_text())
    assert told["@context"] == "https://schema.org"
    nodes = told["@graph"]
    names, known = [node["@id"] for node in nodes], set()
    assert len(names) == len(set(names))
    stack, links = list(nodes), set()
    while stack:
        node = stack.pop()
        if "@type" in node:
            assert set(ASKED[node["@type"]].split()) <= node.keys(), (path, node)
            known.add(node.get("@id"))
        else:
            links.add(node["@id"])
        for value in node.values():
            stack += [
                v for v in (value if isinstance(value, list) else [value]) if isinstance(v, dict)
            ]
    assert links <= known, (path, links - known)
    return {node["@type"]: node for node in nodes}


def test_each_kind_of_page_tells_what_it_is(build: Build) -> None:
    built = build(CONTENT / "content")
    kinds = {
        "index.html": {"WebSite", "Organization"},
        "articles/first/index.html": {"BlogPosting", "BreadcrumbList", "Organization", "WebSite"},
        "topics/service/index.html": {"CollectionPage", "BreadcrumbList"},
        "archive/2026/index.html": {"CollectionPage", "BreadcrumbList"},
        "topics/index.html": {"CollectionPage"},
        "authors/sam-sample/index.html": {"ProfilePage", "BreadcrumbList"},
        "about/index.html": {"AboutPage"},
        "contact/index.html": {"ContactPage"},
    }
    for path, expected in kinds.items():
        assert expected <= graph(built, path).keys(), path
    for path in ("404.html", "thank-you/index.html"):
        assert "ld+json" not in built.text(path)
    posting = graph(built, "articles/first/index.html")["BlogPosting"]
    assert posting["description"] == 'A summary with "quotes" & ampersands <here>.'
    assert posting["commentCount"] == 1
    assert posting["wordCount"] > 5
    profile = graph(built, "authors/sam-sample/index.html")["ProfilePage"]["mainEntity"]
    assert (profile["@type"], profile["sameAs"]) == ("Person", ["https://sam.example/"])


def test_no_title_breaks_out(build: Build) -> None:
    title = "</script><script>alert(1)</script> <!-- \" ' \u2028 & {{ 7*7 }}"
    built = build({"articles/a.md": ARTICLE.replace("A post", title)})
    path = "articles/a/index.html"
    assert graph(built, path)["BlogPosting"]["headline"] == title.replace("\u2028", " ")
    assert len(built.soup(path).find_all("script")) == len(
        build({"articles/a.md": ARTICLE}, output="plain").soup(path).find_all("script")
    )
    picture = built.soup(path).select_one('meta[property="og:title"]')
    assert picture is not None
    assert "</script><script>" in str(picture["content"])
