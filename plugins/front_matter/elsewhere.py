"""What Jekyll, Hugo, Hexo, Ghost, WordPress and Obsidian say in a header, and what it is here.

All are spelt in small letters, without hyphens and underscores.
"""

# What they call a field, where the header has not that one.
NAMES = {
    "by": "authors",
    "byline": "authors",
    "categories": "tags",
    "keywords": "tags",
    "topic": "tags",
    "topics": "tags",
    "description": "summary",
    "excerpt": "summary",
    "subtitle": "summary",
    "language": "lang",
    "lastmodifiedat": "modified",
    "lastmod": "modified",
    "updated": "modified",
    "created": "date",
    "pubdate": "date",
    "publishdate": "date",
    "published": "date",
    "scheduled": "date",
    "cover": "image",
    "coverimage": "image",
    "featuredimage": "image",
    "thumbnail": "image",
    "permalink": "aliases",
    "redirectfrom": "aliases",
}
# What lets nobody read a post before that day, whatever its date.
NOT_BEFORE = ("pubdate", "publishdate", "published", "scheduled")
# What takes it from readers on that day.
NOT_AFTER = ("expirydate", "expiry", "expires", "expirationdate", "unpublishdate")
# What keeps it from readers, by which values (by any where there are none), and as what here.
YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
UNPUBLISHED = {
    "draft": (YES, "draft"),
    "published": (NO, "draft"),
    "publish": (NO, "draft"),
    "private": (YES, "draft"),
    "visibility": (("private",), "draft"),
    "password": ((), "draft"),
    "unlisted": (YES, "hidden"),
}
