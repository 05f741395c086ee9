"""Each feed as a reader would draw it, for its author to see before anybody subscribes."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.sax.saxutils import unescape

from lxml import etree

ENDINGS = (".rss.xml", ".atom.xml", ".json")
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font: 1.1rem / 1.5 system-ui, sans-serif; }}
body {{ max-inline-size: 40rem; margin: 2rem auto; padding-inline: 1rem; }}
article {{ border-block-start: 1px solid; }}
img, video {{ max-inline-size: 100%; block-size: auto; }}
pre {{ overflow-x: auto; }}
</style>
<h1>{title}</h1>
{body}
"""


@dataclass(frozen=True, slots=True)
class Item:
    """What a reader draws of an entry; ``html`` alone is markup."""

    title: str
    url: str
    date: str
    html: str


def feeds_of(site: Path) -> list[str]:
    """The paths of the feeds below a site's folder."""
    found = (path for ending in ENDINGS for path in site.rglob(f"*{ending}"))
    return sorted(path.relative_to(site).as_posix() for path in found)


def list_page(paths: Iterable[str], base: str) -> str:
    """Every feed, a link each to its drawing at ``base``."""
    lines = (f'<li><a href="{escape(f"{base}/{path}")}">{escape(path)}</a>' for path in paths)
    return PAGE.format(title="The feeds of this site", body=f"<ul>{''.join(lines)}</ul>")


def feed_page(path: str, feed: bytes) -> str:
    """The feed, drawn."""
    return PAGE.format(title=escape(path), body="\n".join(map(drawn, items(path, feed))))


def drawn(item: Item) -> str:
    heading = f'<h2><a href="{escape(item.url)}">{escape(item.title)}</a></h2>'
    return f"<article>{heading}<p>{escape(item.date)}</p>\n{item.html}</article>"


def items(path: str, feed: bytes) -> Iterator[Item]:
    if path.endswith(".json"):
        for told in json.loads(feed)["items"]:
            yield Item(*(told[key] for key in ("title", "url", "date_published", "content_html")))
        return
    root = etree.fromstring(feed)
    for found in root.iter("item"):
        title, *told = (found.findtext(tag) or "" for tag in ("title", "link", "pubDate", CONTENT))
        yield Item(unescape(title), *told)
    for found in root.iter(f"{ATOM}entry"):
        title, date, html = (
            found.findtext(f"{ATOM}{tag}") or "" for tag in ("title", "published", "content")
        )
        link = found.find(f"{ATOM}link")
        yield Item(unescape(title), "" if link is None else str(link.get("href")), date, html)
