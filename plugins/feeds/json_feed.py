"""JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/."""

import json
from collections.abc import Mapping

from plugins.feeds.entry import JSON, Entry, Feed

Told = Mapping[str, object]


def json_feed(feed: Feed) -> bytes:
    """The feed as a JSON document; the same feed gives the same bytes."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.stem + JSON.suffix,
        "description": feed.description,
        "icon": feed.blog.image,
        "language": feed.blog.lang,
        "authors": people((feed.blog.name,)),
        "items": [item(entry) for entry in feed.entries],
    }
    return f"{json.dumps(said(told), ensure_ascii=False)}\n".encode()


def item(entry: Entry) -> Told:
    told = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.source[1] if entry.source else "",
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "image": entry.picture.url if entry.picture else "",
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": people(entry.authors),
        "tags": entry.topics,
        "language": entry.lang,
    }
    return said(told)


def people(names: tuple[str, ...]) -> list[Told]:
    return [{"name": name} for name in names]


def said(told: Told) -> Told:
    """Without what is empty, save the items."""
    return {key: value for key, value in told.items() if value or key == "items"}
