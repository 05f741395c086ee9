"""The addresses that may be found, as https://www.sitemaps.org/protocol.html spells them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from lxml import etree

MOST = 50_000
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
NAMES: Any = {None: SITEMAP, "xhtml": XHTML}
ROBOTS = """\
User-agent: *
Disallow: {root}/inbox/

Sitemap: {site}/sitemap.xml
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its whole address, and when it last changed, if that is known.

    ``versions`` are the addresses it has in each language, its own too, if there are several.
    """

    url: str
    changed: datetime | None = None
    versions: tuple[tuple[str, str], ...] = ()


def sitemaps(places: Sequence[Place], site: str, most: int = MOST) -> dict[str, bytes]:
    """``sitemap.xml``; if one cannot hold them, as many as it takes, and that one lists them."""
    if len(places) <= most:
        return {"sitemap.xml": spelled("urlset", map_of(places))}
    parts = {
        f"sitemap-{number}.xml": places[start : start + most]
        for number, start in zip(count(1), range(0, len(places), most))
    }
    files = {path: spelled("urlset", map_of(part)) for path, part in parts.items()}
    index = ({"loc": f"{site}/{path}"} for path in parts)
    return {
        "sitemap.xml": spelled("sitemapindex", (("sitemap", each, ()) for each in index)),
        **files,
    }


Row = tuple[str, dict[str, str], Sequence[tuple[str, str]]]


def map_of(places: Sequence[Place]) -> Iterator[Row]:
    for place in places:
        told = {"loc": place.url}
        if place.changed:
            told["lastmod"] = place.changed.isoformat(timespec="seconds")
        yield "url", told, place.versions


def spelled(name: str, rows: Iterator[Row]) -> bytes:
    root = etree.Element(f"{{{SITEMAP}}}{name}", nsmap=NAMES)
    for kind, told, versions in rows:
        row = etree.SubElement(root, f"{{{SITEMAP}}}{kind}")
        for key, value in told.items():
            etree.SubElement(row, f"{{{SITEMAP}}}{key}").text = value
        for lang, url in versions:
            link = {"rel": "alternate", "hreflang": lang, "href": url}
            etree.SubElement(row, f"{{{XHTML}}}link", link)
    etree.cleanup_namespaces(root, top_nsmap=NAMES)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def robots(site: str, root: str) -> bytes:
    return ROBOTS.format(site=site, root=root).encode()
