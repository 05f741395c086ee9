"""Every setting of the blog, by feature; what changes from place to place, from the environment."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

# `pelican` and `python -m pelican` shall find the plugins alike.
HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from jinja2 import StrictUndefined
from pelican.settings import DEFAULT_CONFIG

from plugins.check.log import listen
from plugins.common.content import newest_first
from plugins.common.templates import Compiled
from plugins.common.words import ENGLISH
from plugins.contents.anchors import Anchors
from plugins.links.links import Links
from plugins.proof.leftovers import Proof
from plugins.reading_metrics.metrics import VOCABULARY, Pace
from plugins.tables.tables import Tables

# --- The blog -----------------------------------------------------------------
SITENAME = "Thinking Like a Customer"
TAGLINE = "Notes from the other side of the counter"
# Where readers find it, unless `make publish SITEURL=` says otherwise. `make serve` is here.
SITEURL = os.environ.get("SITEURL", "").rstrip("/") or "http://127.0.0.1:8000"
# Links in pages begin here: "" or "/blog". Plugins know it for any SITEURL, themes need it always.
SITE_ROOT = urlsplit(SITEURL).path
# Names this blog for ever, in every feed and every id. Never change it.
SITE_ID = UUID("0d8e3c6a-6f0e-4f6e-9a53-5b0c1f5c2f7d")
# The whole site speaks it: "en", "fr", or what has a file in theme/translations.
DEFAULT_LANG = "en"
# Its sentences in words of your own, by the English one.
WORDS: dict[str, str] = {}  # like {"Subscribe": "Stay in touch"}
TIMEZONE = "UTC"
LOCALE = "C.UTF-8"
# Pages in the menu, by slug; those that do not exist are left out.
MENU = ("about",)
# The byline of posts that name no author. Without it they read "On August 17, 2011".
# AUTHOR = "Sam Sample"

# --- Look ---------------------------------------------------------------------
# The theme's colours (theme/static/css/tokens.css) in your own, for light and for dark.
COLOURS: dict[str, tuple[str, str]] = {}  # like {"accent": ("#7a1f3d", "#f0a8bd")}
# An SVG or PNG of the content folder, in place of the name above each page; a PNG is the icon too.
LOGO = ""
# "literata", which is of Latin letters, or "none" for what readers' machines have.
FONTS = "literata"

# --- Contact ------------------------------------------------------------------
CONTACT = {
    "organisation": "Thinking Like a Customer",
    "street": "12 Sample Street",
    "place": "Exampleton, EX 00000",
    "telephone": "[800] 555-0142",
    "email": "hello@customer.example",
}
# Where the contact form posts to; "" makes it a link to the e-mail address.
FORM_ACTION = "/inbox/contact"
CONTACT_UNDER_ARTICLES = True

# --- Replies ------------------------------------------------------------------
# Where no header says otherwise: "open", "closed" (they show, without a form) or "off".
REPLIES = "open"
# Articles older than that close; 0 is never.
REPLIES_CLOSE_AFTER_DAYS = 0

# --- Reading ------------------------------------------------------------------
READING_PACE = Pace()
READING_VOCABULARY = VOCABULARY
# "above" or "below" the text.
SHARE_POSITION = "above"

# --- Feeds --------------------------------------------------------------------
# Addresses below the site's; each spelling adds its own ending.
FEED_SITE = "feeds/all"
FEED_TOPIC = "feeds/topics/{slug}"
FEED_AUTHOR = "feeds/authors/{slug}"
FEED_REPLIES = "feeds/replies"
FEED_ARTICLE_REPLIES = "feeds/replies/{id}"
FEED_ARCHIVE = "feeds/archive/{block}"
FEED_MAX_ITEMS = 20
# Change it, and readers get the archives of the site's feed anew.
FEED_ARCHIVE_ITEMS = 50
# A square picture below the site's address, or "".
FEED_IMAGE = "theme/img/feed.png"
# Name and https: or mailto: address of the service that sends your posts by e-mail, if any.
EMAIL_SUBSCRIPTION = ("", "")
# Where readers of an older blog look for a feed, and the one that is to be there.
FEED_ALIASES: dict[str, str] = {}  # like {"feed/": "feeds/all.rss.xml", "?feed=rss2": …}

# --- Markdown -----------------------------------------------------------------
MARKDOWN: dict[str, Any] = {
    "output_format": "html",
    "extensions": [
        *("extra", "sane_lists", "toc", "codehilite"),
        *(Tables(), Anchors(), Proof(), Links()),
    ],
    "extension_configs": {"codehilite": {"guess_lang": False, "css_class": "highlight"}},
}
# No post is larger, or takes longer: what explodes is told, and the others are built.
MARKDOWN_BYTES_MAX, MARKDOWN_SECONDS_MAX = 1_000_000, 10
# How wide the theme draws pictures: a text's own, wide and floating ones, the one above an article,
# those of lists, the first on the home page, and an author's, small and large.
# https://developer.mozilla.org/docs/Web/HTML/Reference/Elements/img#sizes
PICTURE_SIZES = {
    "text": "(min-width: 40.5rem) 38rem, calc(100vw - 2.5rem)",
    "out": "(min-width: 55rem) 52rem, calc(100vw - 2.5rem)",
    "float": "(min-width: 48rem) 17.1rem, calc(100vw - 2.5rem)",
    "lead": "(min-width: 55rem) 52rem, calc(100vw - 2.5rem)",
    "card": "(min-width: 68rem) 15rem, (min-width: 27rem) 22vw, 6rem",
    "first": "(min-width: 70.5rem) 36.7rem, (min-width: 60rem) 52vw, calc(100vw - 2.5rem)",
    "small": "4rem",
    "portrait": "6rem",
}
# Titles and summaries are plain text.
FORMATTED_FIELDS: list[str] = []

# --- Addresses ----------------------------------------------------------------
ARTICLE_PATHS = ["articles"]
PAGE_PATHS = ["pages"]
# The last holds what sites say to programs, like .well-known/security.txt.
STATIC_PATHS = ["images", "files", ".well-known"]
SLUGIFY_SOURCE = "basename"
SLUG_REGEX_SUBSTITUTIONS = [
    (r"(?<=[\w+])\+", "-plus"),
    (r"(?<=\w)#", "-sharp"),
    *DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"],
]
ARTICLE_URL, ARTICLE_SAVE_AS = "articles/{slug}/", "articles/{slug}/index.html"
ARTICLE_LANG_URL, ARTICLE_LANG_SAVE_AS = (
    "articles/{slug}-{lang}/",
    "articles/{slug}-{lang}/index.html",
)
PAGE_URL, PAGE_SAVE_AS = "{slug}/", "{slug}/index.html"
PAGE_LANG_URL, PAGE_LANG_SAVE_AS = "{slug}-{lang}/", "{slug}-{lang}/index.html"
TAG_URL, TAG_SAVE_AS = "topics/{slug}/", "topics/{slug}/index.html"
TAGS_URL, TAGS_SAVE_AS = "topics/", "topics/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "authors/{slug}/", "authors/{slug}/index.html"
ARCHIVES_URL, ARCHIVES_SAVE_AS = "archive/", "archive/index.html"
YEAR_ARCHIVE_URL, YEAR_ARCHIVE_SAVE_AS = "archive/{date:%Y}/", "archive/{date:%Y}/index.html"
CONTACT_URL, CONTACT_SAVE_AS = "contact/", "contact/index.html"
SEARCH_URL, SEARCH_SAVE_AS = "search/", "search/index.html"
SUBSCRIBE_URL, SUBSCRIBE_SAVE_AS = "subscribe/", "subscribe/index.html"
THANK_YOU_URL, THANK_YOU_SAVE_AS = "thank-you/", "thank-you/index.html"
# One taxonomy: a category is read as the first topic and has no page of its own.
CATEGORY_URL, CATEGORY_SAVE_AS = "topics/{slug}/", ""
USE_FOLDER_AS_CATEGORY = False
# Pages that every site has; a page of the content folder with their slug supplies the text.
STANDING_PAGES = ("contact", "search", "subscribe", "thank_you", "404")
DIRECT_TEMPLATES = ["index", "archives", "tags", *STANDING_PAGES]
DEFAULT_PAGINATION = False
ARTICLE_ORDER_BY = newest_first

# --- Build --------------------------------------------------------------------
PATH = "content"
# What editors and systems keep beside a file is no post.
IGNORE_FILES = [".*"]
THEME = str(HERE / "theme")
CACHE_PATH = str(HERE / ".cache")
# One clock: nothing else in a build asks the time.
NOW = datetime.fromtimestamp(
    int(os.environ.get("SOURCE_DATE_EPOCH", datetime.now(UTC).timestamp())), UTC
)
# `make serve` shows authors what readers never see: drafts and the reading panel.
SERVE = "SERVE" in os.environ
DRAFT_URL, DRAFT_SAVE_AS = ARTICLE_URL, ARTICLE_SAVE_AS if SERVE else ""
DRAFT_LANG_URL, DRAFT_LANG_SAVE_AS = ARTICLE_LANG_URL, ARTICLE_LANG_SAVE_AS if SERVE else ""
DRAFT_PAGE_URL, DRAFT_PAGE_SAVE_AS = PAGE_URL, PAGE_SAVE_AS if SERVE else ""
DRAFT_PAGE_LANG_URL, DRAFT_PAGE_LANG_SAVE_AS = PAGE_LANG_URL, PAGE_LANG_SAVE_AS if SERVE else ""
# `make publish` writes nothing while a problem stands, and builds beside what readers see.
PUBLISH, PRESENT_PATH = "PUBLISH" in os.environ, os.environ.get("PRESENT_PATH", "")
# Nor where more than that share of the pages would be gone, unless SHRINK=1 says that it is meant.
VANISHED_SHARE_MAX, SHRINK = 0.2, os.environ.get("SHRINK", "") not in ("", "0")
# Releases before the present one that `make rollback` can bring back.
RELEASES_KEEP = 5
# Where `make deploy` sends it: "ssh://blog.example.org/srv/blog/output", "git:origin/gh-pages" or
# "s3://bucket"; the environment goes before, so `make rollback DEPLOY=` is for this machine alone.
DEPLOY = os.environ.get("DEPLOY", "")
# Seconds until a branch of git has to be what readers see; GitHub Pages may take ten minutes.
DEPLOY_SECONDS = 600
# `make check` reads what it has drawn as well; LINKS=external asks other sites about links to them.
CHECK, LINKS = "CHECK" in os.environ, os.environ.get("LINKS", "")
# FIX=1 mends what has one right answer, after showing it; publishing and serving change no text.
FIX = os.environ.get("FIX", "") not in ("", "0") and not (PUBLISH or SERVE)
# How problems are told: "text", or "json", an object a line; and as annotations of GitHub's CI.
FORMAT = os.environ.get("FORMAT") or "text"
ANNOTATE = os.environ.get("GITHUB_ACTIONS") == "true"
# What builds here is thrown away afterwards: what it remembers has to be committed.
CI = bool(os.environ.get("CI"))
listen()
# Where it writes the rules for nginx and Caddy; beside the output, not for readers.
HOSTING_PATH = "hosting"
# What browsers may show besides this site's own: https://www.w3.org/TR/CSP3/#csp-directives
CSP_ALSO: dict[str, str] = {}  # like {"frame-src": "https://www.youtube-nocookie.com"}
# In running order: each hook sees what those before it have added. Identities are given before
# the outputs are listed, and old addresses found after: what is written goes before memory.
PLUGINS = [
    f"plugins.{name}.plugin"
    for name in (
        "site",
        "front_matter",
        "authors",
        "topic_tags",
        "standing_pages",
        "identity",
        "assets",
        "cards",
        "outputs",
        "icons",
        "sitemap",
        "addresses",
        "hosting",
        "anatomy",
        "links",
        "proof",
        "images",
        "contents",
        "reading_metrics",
        "suggestions",
        "syndication",
        "neighbours",
        "share",
        "contact_form",
        "replies",
        "structured_data",
        "feeds",
        "search",
        "serve",
        "orphans",
        "publish",
        "check",
    )
]
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "bytecode_cache": Compiled(HERE / ".cache/templates"),
}
# Without our plugins the theme speaks English.
JINJA_GLOBALS = ENGLISH.globals
# Our feeds stand in place of Pelican's.
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
