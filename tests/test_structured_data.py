"""Structured data: what search engines are told of an article, and nothing that is not so."""

from datetime import UTC, datetime

from plugins.structured_data.structured_data import blog_posting

ORGANISATION = {"@type": "Organization", "name": "A blog", "url": "https://a.b/"}


def posting(**told: object) -> dict[str, object]:
    least: dict[str, object] = {
        "url": "https://a.b/articles/a/",
        "title": "A",
        "summary": "",
        "lang": "en",
        "published": datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
        "modified": datetime(2026, 3, 5, tzinfo=UTC),
        "authors": (),
        "topics": (),
        "image": "",
        "publisher": "A blog",
        "site": "https://a.b",
        "original": "",
    }
    return blog_posting(**{**least, **told})  # type: ignore[arg-type]


def test_what_is_not_known_is_left_out() -> None:
    assert posting() == {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "mainEntityOfPage": "https://a.b/articles/a/",
        "url": "https://a.b/articles/a/",
        "headline": "A",
        "inLanguage": "en",
        "datePublished": "2026-03-04T09:30:00+00:00",
        "dateModified": "2026-03-05T00:00:00+00:00",
        "author": ORGANISATION,
        "publisher": ORGANISATION,
    }


def test_what_is_known_is_told_as_it_is() -> None:
    told = posting(
        title='Q&A "</script>" 😀',
        summary="S",
        authors=[("Sam", "https://a.b/sam/")],
        topics=("x", "y"),
        image="https://a.b/a.jpg",
        original="https://c.d/",
    )
    assert told["headline"] == 'Q&A "</script>" 😀'
    assert told["description"] == "S"
    assert told["author"] == [{"@type": "Person", "name": "Sam", "url": "https://a.b/sam/"}]
    assert (told["keywords"], told["image"]) == (["x", "y"], "https://a.b/a.jpg")
    assert told["isBasedOn"] == "https://c.d/"
