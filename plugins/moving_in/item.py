"""An item of an export: what an entry is, and who said what to it."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from html import escape, unescape
from typing import get_args
from urllib.parse import unquote, urljoin, urlsplit

from plugins.common.language import is_tag
from plugins.moving_in.markup import Node
from plugins.moving_in.names import one_line
from plugins.moving_in.records import Comment, Entry, Key, Kind, Status, Stub, TermKind, Told

KINDS: Mapping[str, Kind] = {"post": "post", "page": "page"}
STATUSES: Mapping[str, Status] = {status: status for status in get_args(Status)}
TAXONOMIES: Mapping[str, TermKind] = {"category": "category", "post_tag": "tag", "tag": "tag"}
TITLE_WORDS = 8
UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
INLINE = frozenset(
    "a abbr b big cite code del em i ins mark q s small span strong sub sup u".split()
)
SHORTCODE = re.compile(r"\[/?[a-zA-Z][^\[\]]*\]")
NEXT_PAGE = "<!--nextpage-->"
# Where each plugin for search engines keeps what it was told: Yoast, Rank Math, All in One SEO
# new and old, SEOPress, The SEO Framework.
SUMMARIES = (
    "_yoast_wpseo_metadesc rank_math_description _aioseo_description _aioseop_description"
    " _seopress_titles_desc _genesis_description"
).split()
TITLES = (
    "_yoast_wpseo_title rank_math_title _aioseo_title _aioseop_title _seopress_titles_title"
    " _genesis_title"
).split()
CANONICALS = (
    "_yoast_wpseo_canonical rank_math_canonical_url _aioseop_custom_link"
    " _seopress_robots_canonical _genesis_canonical_uri"
).split()
FIRST_TOPICS = (
    "_yoast_wpseo_primary_category rank_math_primary_category _seopress_robots_primary_cat"
).split()
# %%sitename%%, %title%, #post_title: filled in when a page was drawn, and empty ever after.
VARIABLE = re.compile(r"%%\w+%%|%[a-z_]+(?:\([^)]*\))?%|#[a-z]+_[a-z_]+")


def kind_of(node: Node) -> str:
    return node.text_of("wp:post_type").strip() or "post"


def stub_of(node: Node, blog: str, term_slugs: Mapping[str, str]) -> Stub | None:
    """What all must know of an item, or None where it is not to arrive.

    ``blog`` is its address, ``term_slugs`` are those of its categories by term_id.
    """
    status, kind = status_of(node), KINDS.get(kind_of(node))
    if kind is None or status in ("auto-draft", "inherit"):
        return None
    number, guid = node.text_of("wp:post_id").strip(), one_line(node.text_of("guid"))
    link, meta = web(one_line(node.text_of("link"))), meta_of(node)
    terms = [(TAXONOMIES[each], slug) for each, slug, _ in terms_of(node) if each in TAXONOMIES]
    first = {("category", term_slugs.get(meta.get(key, ""))) for key in FIRST_TOPICS}
    creator = one_line(node.text_of("dc:creator"))
    return Stub(
        Key(blog, number or link or guid),
        kind,
        STATUSES.get(status, "draft" if status else "publish"),
        title_of(node) or title_for(node),
        slug_of(node),
        date_of(node, "wp:post_date"),
        guid,
        tuple(dict.fromkeys(filter(None, addresses_of(node, blog, link, guid, meta)))),
        number_of(node, "wp:post_parent"),
        tuple(dict.fromkeys(bylines_of(node))) or (creator,) * bool(creator),
        tuple(dict.fromkeys(sorted(terms, key=lambda term: term not in first))),
        tuple(comment.number for comment in comments_of(node, guid) if comment.approved),
        bool(node.text_of("wp:post_password").strip()),
    )


def status_of(node: Node) -> str:
    return node.text_of("wp:status").strip()


def slug_of(node: Node) -> str:
    return decoded(node.text_of("wp:post_name")).removesuffix("__trashed")


def title_of(node: Node) -> str:
    return one_line(unescape(text_of(node.text_of("title"))))


def title_for(node: Node) -> str:
    """For one that has none: its first words."""
    html = node.text_of("content:encoded")
    words = one_line(SHORTCODE.sub(" ", unescape(text_of(html)))).split()
    told = " ".join(words[:TITLE_WORDS]) + "…" * (len(words) > TITLE_WORDS)
    return told or slug_of(node) or f"{kind_of(node).title()} {number_of(node, 'wp:post_id')}"


def bylines_of(node: Node) -> Iterator[str]:
    """Where several write a post: logins, as the plugin Co-Authors Plus tells them."""
    return (slug.removeprefix("cap-") for each, slug, _ in terms_of(node) if each == "author")


def addresses_of(
    node: Node, blog: str, link: str, guid: str, meta: Mapping[str, str]
) -> Iterator[str]:
    """Its present one, those by its number, of its former slugs and of the parts of its text."""
    yield link
    if (number := number_of(node, "wp:post_id")).isdecimal():
        key = "page_id" if kind_of(node) == "page" else "p"
        yield f"https://{blog}/?{key}={number}"
    if guid.startswith(("http://", "https://")):
        yield guid
    if link.endswith("/") and len(urlsplit(link).path) > 1:
        for former in filter(None, meta.get("_wp_old_slug", "").split("\n")):
            yield urljoin(link, f"../{former}/")
        for part in range(2, 2 + node.text_of("content:encoded").count(NEXT_PAGE)):
            yield urljoin(link, f"{part}/")


def entry_of(node: Node, stub: Stub, where: str) -> Entry:
    meta, told = meta_of(node), list[Told]()
    html = node.text_of("content:encoded") + footnotes_of(meta, node.text_of("content:encoded"))
    excerpt = one_line(unescape(text_of(node.text_of("excerpt:encoded"))))
    summary = first_of(meta, SUMMARIES)
    title = first_of(meta, TITLES)
    if title and title != stub.title:
        what = f"search engines were shown the title “{title}”"
        told.append(Told("unsure", where, what, "Write it as Title: if it is the better one"))
    canonical = web(first_of(meta, CANONICALS))
    elsewhere = urlsplit(canonical).netloc.removeprefix("www.")
    if not elsewhere or elsewhere == stub.key.blog.partition("/")[0]:
        canonical = elsewhere = ""
    comments = tuple(comments_of(node, stub.guid))
    lang = next((slug for taxonomy, slug, _ in terms_of(node) if taxonomy == "language"), "")
    modified = date_of(node, "wp:post_modified")
    return Entry(
        stub,
        html,
        "blocks" if "<!-- wp:" in html else "classic",
        modified=modified,
        excerpt=excerpt or summary,
        picture=meta.get("_thumbnail_id", "").strip(),
        canonical=canonical,
        site=elsewhere,
        lang=lang if is_tag(lang) else "",
        sticky=node.text_of("wp:is_sticky").strip() == "1",
        open=node.text_of("wp:comment_status").strip() != "closed",
        comments=comments,
        others=Counter(others_of(node)),
        told=tuple(told),
    )


def footnotes_of(meta: Mapping[str, str], html: str) -> str:
    """The notes that the block editor keeps beside the text, as the list that readers saw."""
    try:
        told = [(str(note["id"]), str(note["content"])) for note in json.loads(meta["footnotes"])]
    except (KeyError, TypeError, ValueError, RecursionError):
        return ""
    items = "".join(
        f'<li id="{escape(id_)}">{content}</li>' for id_, content in told if f'"#{id_}"' in html
    )
    return f"\n\n<ol>{items}</ol>" if items else ""


def is_comment(node: Node) -> bool:
    """A person's, whether shown or not yet."""
    approved = node.text_of("wp:comment_approved").strip()
    return node.text_of("wp:comment_type").strip() in ("", "comment") and approved in ("0", "1")


def others_of(item: Node) -> Iterator[str]:
    """What each of the other comments is: pingback or spam, say."""
    for node in item.every("wp:comment"):
        if not is_comment(node):
            kind = node.text_of("wp:comment_type").strip()
            yield kind if kind not in ("", "comment") else node.text_of("wp:comment_approved")


def comments_of(item: Node, guid: str) -> Iterator[Comment]:
    """Each once, as it was sent."""
    seen = set()
    since = date_of(item, "wp:post_date")
    for node in filter(is_comment, item.every("wp:comment")):
        number = node.text_of("wp:comment_id").strip()
        if number in seen:
            continue
        seen.add(number)
        date = date_of(node, "wp:comment_date") or since or datetime(1970, 1, 1, tzinfo=UTC)
        zone = since.tzinfo if since and since.tzinfo else UTC
        yield Comment(
            number,
            one_line(unescape(text_of(node.text_of("wp:comment_author")))),
            date if date.tzinfo else date.replace(tzinfo=zone),
            node.text_of("wp:comment_content"),
            number_of(node, "wp:comment_parent"),
            one_line(node.text_of("wp:comment_author_url")),
            node.text_of("wp:comment_approved").strip() == "1",
            f"{guid}#comment-{number}" if guid else "",
        )


def number_of(node: Node, name: str) -> str:
    """0 is none."""
    number = node.text_of(name).strip()
    return number if number.strip("0") else ""


def date_of(node: Node, name: str) -> datetime | None:
    """With the blog's offset then, if one is known: local time less that of Greenwich."""
    local, gmt = instant(node.text_of(name)), instant(node.text_of(f"{name}_gmt"))
    if gmt is None and name == "wp:post_date":
        gmt = published(node.text_of("pubDate"))
    if gmt is None or local is None:
        return gmt.replace(tzinfo=UTC) if gmt else local
    offset = local - gmt
    if abs(offset) <= timedelta(hours=14) and not offset % timedelta(minutes=15):
        return local.replace(tzinfo=timezone(offset))
    return gmt.replace(tzinfo=UTC)


def instant(text: str) -> datetime | None:
    """``2011-08-17 09:30:00``, without a zone; None for ``0000-00-00 00:00:00``."""
    try:
        date = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None
    return date if 1000 <= date.year < 9999 else None


def published(text: str) -> datetime | None:
    try:
        if "-0001" in text:
            return None
        date = parsedate_to_datetime(text.strip())
        date = date.astimezone(UTC).replace(tzinfo=None) if date.tzinfo else date
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if 1000 <= date.year < 9999 else None


def terms_of(item: Node) -> list[tuple[str, str, str]]:
    """Taxonomy, slug and name of each.

    Old exports tell each once more without its taxonomy, and the oldest only so.
    """
    found = []
    for node in item.every("category"):
        name = one_line(unescape(node.text))
        slug = decoded(node.attributes.get("nicename", "")) or name.lower().replace(" ", "-")
        found.append((node.attributes.get("domain", ""), slug, name))
    told = [term for term in found if term[0]]
    return told or [("category", slug, name) for _, slug, name in found]


def meta_of(item: Node) -> dict[str, str]:
    """Of a key that is there twice the lines are its values."""
    found: dict[str, str] = {}
    for node in item.every("wp:postmeta"):
        key, value = node.text_of("wp:meta_key").strip(), node.text_of("wp:meta_value")
        found[key] = f"{found[key]}\n{value}" if key in found else value
    return found


def first_of(meta: Mapping[str, str], keys: list[str]) -> str:
    """The first that was written by a person."""
    values = (one_line(unescape(meta.get(key, ""))) for key in keys)
    return next((value for value in values if value and not VARIABLE.search(value)), "")


def web(url: str) -> str:
    """The address, or "" where it is none."""
    try:
        return url if urlsplit(url).netloc else ""
    except ValueError:
        return ""


def decoded(slug: str) -> str:
    try:
        return one_line(unquote(slug.strip(), errors="strict"))
    except UnicodeDecodeError:
        return one_line(slug)


def text_of(html: str) -> str:
    """What is read of it, with its entities as they are."""
    return TAG.sub(lambda tag: " " * (tag["name"].lower() not in INLINE), UNSEEN.sub(" ", html))
