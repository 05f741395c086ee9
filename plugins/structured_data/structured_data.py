"""An article as search engines read it: schema.org's BlogPosting."""

from collections.abc import Sequence
from datetime import datetime


def blog_posting(
    *,
    url: str,
    title: str,
    summary: str,
    lang: str,
    published: datetime,
    modified: datetime,
    authors: Sequence[tuple[str, str]],
    topics: Sequence[str],
    image: str,
    publisher: str,
    site: str,
    original: str,
    replies: int = 0,
) -> dict[str, object]:
    """JSON-LD of one article; authors are names and addresses; what is "" or 0 is left out.

    https://schema.org/BlogPosting
    """
    organization = {"@type": "Organization", "name": publisher, "url": f"{site}/"}
    people = [{"@type": "Person", "name": name, "url": page} for name, page in authors]
    found: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "mainEntityOfPage": url,
        "url": url,
        "headline": title,
        "description": summary,
        "inLanguage": lang,
        "datePublished": published.isoformat(),
        "dateModified": modified.isoformat(),
        "author": people or organization,
        "publisher": organization,
        "keywords": list(topics),
        "image": image,
        "isBasedOn": original,
        "commentCount": replies,
    }
    return {key: value for key, value in found.items() if value}
