"""Each feed as a reader would draw it, for its author to see before anybody subscribes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import escape
from pathlib import Path
from xml.sax.saxutils import unescape

from lxml import etree

from plugins.common.served import FEEDS

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="{base}/feeds.css">
<h1>{title}</h1>
{body}
"""


@dataclass(frozen=True, slots=True)
class Item:
    """What a reader draws of an entry; ``html`` alone is markup."""

    title: str
    url: str
    date: datetime
    html: str


def feeds_of(site: Path) -> list[str]:
    """The paths of the feeds below a site's folder."""
    found = (path.relative_to(site).as_posix() for path in (site / FEEDS).rglob("*"))
    return sorted(path for path in found if path.endswith(tuple(READ)))


def list_page(paths: Iterable[str], base: str) -> str:
    """Every feed, a link each to its drawing; ``base`` is the address of what is only served."""
    lines = (f'<li><a href="{escape(f"{base}/feeds/{path}")}">{escape(path)}</a>' for path in paths)
    body = f"<ul>{''.join(lines)}</ul>"
    return PAGE.format(title="The feeds of this site", base=escape(base), body=body)


def feed_page(path: str, feed: bytes, base: str) -> str:
    """The feed, drawn."""
    title, items = next(read(feed) for end, read in READ.items() if path.endswith(end))
    body = "\n".join([f"<p>{escape(path)}</p>", *map(drawn, items)])
    return PAGE.format(title=escape(title), base=escape(base), body=body)


def drawn(item: Item) -> str:
    heading = f'<h2><a href="{escape(item.url)}">{escape(item.title)}</a></h2>'
    date = f"{item.date:%B} {item.date.day}, {item.date.year}"
    return f"<article>{heading}<p>{date}</p>\n{item.html}</article>"


def read_rss(feed: bytes) -> tuple[str, list[Item]]:
    """Its title and its items, as of the others."""
    root = etree.fromstring(feed)
    items = []
    for found in root.iter("item"):
        title, link, date, html = (text(found, p) for p in ("title", "link", "pubDate", CONTENT))
        items.append(Item(unescape(title), link, parsedate_to_datetime(date), html))
    return text(root, "channel/title"), items


def read_atom(feed: bytes) -> tuple[str, list[Item]]:
    root = etree.fromstring(feed)
    items = []
    for found in root.iter(f"{ATOM}entry"):
        title, date, html = (text(found, ATOM + p) for p in ("title", "published", "content"))
        link = found.find(f"{ATOM}link")
        url = "" if link is None else str(link.get("href"))
        items.append(Item(unescape(title), url, datetime.fromisoformat(date), html))
    return text(root, f"{ATOM}title"), items


def read_json(feed: bytes) -> tuple[str, list[Item]]:
    told = json.loads(feed)
    items = []
    for found in told["items"]:
        date = datetime.fromisoformat(found["date_published"])
        items.append(Item(found["title"], found["url"], date, found["content_html"]))
    return told["title"], items


def text(element: etree._Element, path: str) -> str:
    return element.findtext(path) or ""


READ = {".rss.xml": read_rss, ".atom.xml": read_atom, ".json": read_json}
