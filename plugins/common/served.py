"""What files alone do not tell those who serve them."""

# The withdrawn pages, a path a line; in ``make serve`` only, where no server's rules are.
WITHDRAWN = ".withdrawn"
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
