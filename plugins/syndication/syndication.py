"""The line that says where a republished article first stood."""

from dataclasses import dataclass

PHRASE = "original post"


@dataclass(frozen=True, slots=True)
class Syndication:
    """``before``, ``link_text`` and ``after`` make the line; the middle links to ``url``."""

    url: str
    site: str
    before: str
    link_text: str
    after: str


def syndication(permission: str, url: str, site: str) -> Syndication:
    """The permission's own words link where they say "original post", else it is added."""
    start = permission.casefold().find(PHRASE)
    if start < 0:
        return Syndication(url, site, f"{permission} ", site or url, "")
    end = start + len(PHRASE)
    return Syndication(url, site, permission[:start], permission[start:end], permission[end:])
