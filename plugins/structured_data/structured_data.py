"""Pages as search engines read them: schema.org, in JSON-LD.

What is "", 0 or empty is left out. One graph a page; its nodes name each other by ``@id``.
https://developers.google.com/search/docs/appearance/structured-data/search-gallery
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

Node = dict[str, object]


@dataclass(frozen=True, slots=True)
class Site:
    """``url`` ends without a slash; ``logo`` is the whole address of a picture, or ""."""

    url: str
    name: str
    tagline: str
    lang: str
    publisher: str
    logo: str = ""

    @property
    def organization(self) -> Node:
        logo: Node = {"@type": "ImageObject", "url": self.logo} if self.logo else {}
        return told(
            {
                "@type": "Organization",
                "@id": f"{self.url}/#organization",
                "name": self.publisher,
                "url": f"{self.url}/",
                "logo": logo,
            }
        )

    @property
    def website(self) -> Node:
        return told(
            {
                "@type": "WebSite",
                "@id": f"{self.url}/#website",
                "url": f"{self.url}/",
                "name": self.name,
                "description": self.tagline,
                "inLanguage": self.lang,
                "publisher": {"@id": f"{self.url}/#organization"},
            }
        )


@dataclass(frozen=True, slots=True)
class Person:
    """``url`` is the page about them, ``link`` one of their own elsewhere."""

    name: str
    url: str
    about: str = ""
    image: str = ""
    link: str = ""

    @property
    def node(self) -> Node:
        return told(
            {
                "@type": "Person",
                "@id": f"{self.url}#person",
                "name": self.name,
                "url": self.url,
                "description": self.about,
                "image": self.image,
                "sameAs": [self.link] if self.link.startswith("http") else [],
            }
        )


def graph(*nodes: Node) -> Node:
    return {"@context": "https://schema.org", "@graph": [node for node in nodes if node]}


def blog_posting(
    site: Site,
    *,
    url: str,
    title: str,
    summary: str,
    lang: str,
    published: datetime,
    modified: datetime,
    authors: Sequence[Person] = (),
    topics: Sequence[str] = (),
    image: str = "",
    original: str = "",
    words: int = 0,
    replies: int = 0,
) -> Node:
    """Of an article; one without authors is the publisher's.

    https://schema.org/BlogPosting
    """
    return told(
        {
            "@type": "BlogPosting",
            "@id": f"{url}#article",
            "mainEntityOfPage": url,
            "url": url,
            "headline": title,
            "description": summary,
            "inLanguage": lang,
            "datePublished": published.isoformat(),
            "dateModified": modified.isoformat(),
            "author": [author.node for author in authors] or site.organization,
            "publisher": {"@id": site.organization["@id"]},
            "isPartOf": {"@id": site.website["@id"]},
            "keywords": list(topics),
            "image": [image] if image else [],
            "isBasedOn": original,
            "wordCount": words,
            "commentCount": replies,
        }
    )


def page(
    site: Site,
    kind: str,
    url: str,
    *,
    name: str = "",
    about: str = "",
    lang: str = "",
    person: Person | None = None,
) -> Node:
    """Of any other page: a WebPage, or one of its ``kind``; ``person`` is whom it is about."""
    return told(
        {
            "@type": kind,
            "@id": f"{url}#page",
            "url": url,
            "name": name,
            "description": about,
            "inLanguage": lang or site.lang,
            "isPartOf": {"@id": site.website["@id"]},
            "mainEntity": person.node if person else {},
        }
    )


def breadcrumbs(site: Site, *steps: tuple[str, str]) -> Node:
    """From the home page to a page: names and addresses, the page itself last."""
    every = [(site.name, f"{site.url}/"), *steps]
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": url}
        for number, (name, url) in enumerate(every, 1)
    ]
    return {"@type": "BreadcrumbList", "@id": f"{every[-1][1]}#way", "itemListElement": items}


def told(node: Node) -> Node:
    return {key: value for key, value in node.items() if value}
