"""The line that says where a republished article first stood."""

import re
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


def syndication(permission: str, url: str, site: str, phrase: str = PHRASE) -> Syndication:
    """The permission's own words link where they say "original post", else it is added.

    ``phrase`` is how the site's language says that.
    """
    match = re.search(f"{PHRASE}|{re.escape(phrase)}", permission, re.IGNORECASE)
    if not match:
        return Syndication(url, site, f"{permission} ", site or url, "")
    before, after = permission[: match.start()], permission[match.end() :]
    return Syndication(url, site, before, match[0], after)
