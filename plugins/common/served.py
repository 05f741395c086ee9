"""What files alone do not tell those who serve them."""

import re

# A name with a hash of the content, which nothing else will ever have: site.0123456789abcdef.css.
LASTING = r"[.-][0-9a-f]{16}[.-]"
# What a page that was read before the last publish may still ask for; the search has hashes of
# its own.
STAYS = rf"{LASTING}[^/]*$|\.pf_"
# The withdrawn pages, a path a line; in ``make serve`` only, where no server's rules are.
WITHDRAWN = ".withdrawn"
# Where the records of the search are, which it is made from when asked for; as above.
SEARCH = ".search"
FEEDS = "feeds/"
# Not rss+xml and atom+xml: as those Chromium shows the source of a feed, or stores it.
MEDIA_TYPES = {
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
}


def media_type(path: str) -> str:
    """That of the feed at a path below the site's, or "" where there can be none."""
    kinds = (kind for end, kind in MEDIA_TYPES.items() if path.endswith(end))
    return next(kinds, "") if path.startswith(FEEDS) else ""


def is_lasting(path: str) -> bool:
    """Whether what is at a path can be kept for ever."""
    return bool(re.search(LASTING, path.rpartition("/")[2]))


def stays(path: str) -> bool:
    """Whether a page that was read before the last publish may still ask for what is there."""
    return bool(re.search(STAYS, path))
