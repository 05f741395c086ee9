"""A saved page of a blog, whatever theme drew it: its article, and all that is told about it.

A field is looked for where machines are told it, then where people see it: JSON-LD, meta
elements, microformats, the classes of WordPress's themes, visible text.
"""

import json
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property
from itertools import chain
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment as Remark
from bs4.element import NavigableString

from plugins.common.text import folded, plain
from plugins.moving_in import boilerplate
from plugins.moving_in.article import Article, article_of, letters, names_of
from plugins.moving_in.dates import date_of
from plugins.moving_in.records import Author, Blog, Comment, Entry, Found, Key, Stub, Term, Told

# Below it a field is a guess, which an author has to judge.
SURE = 0.5
# The Wayback Machine's own before each address.
ARCHIVED = re.compile(rb"(?:https?://web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?:)")
ARTICLES = re.compile(r"\w*(?:Article|Posting|Report|Review|Recipe|CreativeWork)")
DATES = (
    "article:published_time article:published og:published_time og:article:published_time pubdate"
    " publishdate publish-date publish_date date dc.date dc.date.issued dc.date.created"
    " dcterms.date dcterms.created sailthru.date parsely-pub-date cxenseparse:recs:publishtime"
    " datepublished created originalpublicationdate"
).split()
DEPTH_MAX = 250  # of boxes in boxes; what is deeper is of the last, as in browsers
NAMES_MAX = 100  # characters of a person's name
SEPARATORS = r"\s+(?:[|–—·•«»‹›:>~-]|::|\|\|)\s+"
COMMENT_ID = re.compile(r"(?:li-|div-)?comment-(?P<number>\d+)")
WORDS = ".comment-content, .comment-text, .comment_text, .commenttext, [itemprop=text]"
BIOS = (
    ".author-box, .author-bio, .author-info, .author-description, .authorbox, .about-author,"
    " #author-info, .saboxplugin-wrap, .abh_box, .td-author-description, .author-card,"
    " .post-author, .wp-block-post-author, .entry-author, .author-profile"
)
Candidates = Iterator[tuple[str, str, float]]


def read(content: bytes, name: str) -> tuple[Blog, Entry]:
    """What a page says of its blog, and its article; never raises."""
    page = Page(content)
    found: dict[str, Found] = {}

    def first(field: str, candidates: Candidates) -> str:
        for value, rule, sure in candidates:
            if value:
                found[field] = Found(rule, sure)
                return value
        return ""

    title = first("title", page.titles())
    day = first("date", page.dates())
    byline = first("authors", page.authors())
    picture = first("picture", page.pictures())
    date = page.date(day)
    comments, others = page.comments(date)
    topics = page.topics()
    logins = tuple(filter(None, byline.split("\n")))
    bios = page.bios()
    article = page.article(title)
    found["body"] = article.found
    told = [Told(told.level, name, told.what, told.remedy) for told in article.told]
    told += doubts(name, found, bool(article.html))
    guid, elsewhere = page.guid, article.canonical or page.elsewhere
    if guid:
        found["guid"] = Found("shortlink", SURE)
    stub = Stub(
        key=Key(bare(page.home), guid or page.address or name),
        kind="page" if "page" in page.classes and "single" not in page.classes else "post",
        status="publish",
        title=title,
        slug=unquote(urlsplit(page.address).path.rstrip("/").rpartition("/")[2]),
        date=date,
        guid=guid,
        addresses=tuple(dict.fromkeys(filter(None, (page.address, guid)))),
        authors=logins,
        terms=tuple((term.kind, term.slug) for term in topics),
        comments=tuple(comment.number for comment in comments),
    )
    entry = Entry(
        stub,
        article.html,
        "page",
        modified=date_of(page.modified, page.lang),
        excerpt=page.one("og:description", "description"),
        picture=picture,
        canonical=elsewhere,
        site=article.site or (urlsplit(elsewhere).hostname or "" if elsewhere else ""),
        permission=article.permission,
        question=article.question,
        lang=page.lang,
        comments=comments,
        others=others,
        found=found,
        told=tuple(told),
    )
    blog = Blog(
        bare(page.home),
        name=page.site_name,
        lang=page.lang,
        authors=tuple(Author(login, login, *bios.get(folded(login), ())) for login in logins),
        terms=topics,
        stubs=(stub,),
        counts={(stub.kind, stub.status): 1},
    )
    return blog, entry


def doubts(name: str, found: Mapping[str, Found], has_text: bool) -> Iterator[Told]:
    """What an author has to say where a page does not, or not for sure."""
    asked = {
        "title": ("a title", "Write its Title:"),
        "date": ("a date", "Write its Date:, as it was first published"),
        "authors": ("an author", "Write who wrote it into Authors:"),
    }
    for field, (what, remedy) in asked.items():
        if field not in found:
            yield Told("unsure", name, f"the page names {what} nowhere", remedy)
        elif found[field].sure < SURE:
            yield Told("unsure", name, f"{what} is a guess ({found[field].rule})", remedy)
    if not has_text:
        yield Told(
            "unsure", name, "no article is to be found in the page", "Write it, or delete it"
        )
    elif found["body"].sure < SURE:
        remedy = "Compare it with the page"
        yield Told("unsure", name, f"the text is a guess ({found['body'].rule})", remedy)


class Page:
    """What one page tells, each field by its own rules; asked in any order, but for the text."""

    def __init__(self, content: bytes) -> None:
        content = ARCHIVED.sub(b"", content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it is given, it takes
            self.soup = BeautifulSoup(content, "lxml")
        self.meta: dict[str, list[str]] = {}
        for tag in self.soup.find_all("meta"):
            name = attribute(tag, "property") or attribute(tag, "name")
            if told := words(attribute(tag, "content")):
                self.meta.setdefault(name.lower(), []).append(told)
        self.nodes = list(self._nodes())
        self.by_id = {str(node["@id"]): node for node in reversed(self.nodes) if "@id" in node}
        self.content = content
        self.names: set[str] = set()
        depths = {id(self.soup): 0}
        for tag in self.soup.find_all(True):
            self.names.update((tag.name, *tag.attrs, *names_of(tag)))
            depths[id(tag)] = depths[id(tag.parent)] + 1
        for tag in reversed(self.soup.find_all(lambda tag: depths[id(tag)] > DEPTH_MAX)):
            tag.unwrap()
        self.lang = attribute(self.soup.html, "lang").replace("_", "-")[:35]
        self.classes = set(attribute(self.soup.body, "class").split())

    def _nodes(self) -> Iterator[Mapping[str, Any]]:
        """What its JSON-LD describes, outermost first."""
        for script in self.soup.find_all("script", type="application/ld+json"):
            try:
                waiting = [json.loads(script.get_text().strip(" \n\t;"), strict=False)]
            except (ValueError, RecursionError):
                continue
            for _ in range(10_000):  # a page's is a hundred
                if not waiting:
                    break
                node = waiting.pop(0)
                if isinstance(node, list):
                    waiting += node
                elif isinstance(node, dict):
                    yield node
                    waiting += [v for v in node.values() if isinstance(v, list | dict)]

    def told(self, key: str, kinds: re.Pattern[str] = ARTICLES) -> Iterator[str]:
        """What the JSON-LD of its article says under a key, as texts."""
        for node in self.nodes:
            kind = node.get("@type")
            if any(
                kinds.fullmatch(str(one)) for one in (kind if isinstance(kind, list) else [kind])
            ):
                values = node.get(key)
                for value in values if isinstance(values, list) else [values]:
                    if isinstance(value, dict):
                        value = (
                            value.get("name")
                            or self.by_id.get(str(value.get("@id")), {}).get("name")
                            or value.get("url")
                        )
                    if isinstance(value, str):
                        yield words(
                            BeautifulSoup(value, "lxml").get_text() if "&" in value else value
                        )

    def one(self, *names: str) -> str:
        return next((self.meta[name][0] for name in names if name in self.meta), "")

    def select(self, selector: str) -> list[Tag]:
        """As the soup's own, which takes its time over names too that the page has nowhere."""
        asked = [
            part
            for part in selector.split(",")
            if self.names.issuperset(re.findall(r"[\w-]+", re.sub(r"\W?=[^]]*", "", part)))
        ]
        return list(self.soup.select(",".join(asked))) if asked else []

    def linked(self, selector: str) -> str:
        return next((a for t in self.select(selector) if (a := attribute(t, "href"))), "")

    # Where it is and was

    @cached_property
    def home(self) -> str:
        """The address of its blog, or ""."""
        for selector, end in (
            ("link[rel=EditURI]", r"xmlrpc\.php.*"),
            ('link[rel="https://api.w.org/"]', r"wp-json/?.*"),
            ('link[rel=alternate][type="application/rss+xml"]', r"(?:comments/)?feed/?$"),
        ):
            link = self.linked(selector)
            if re.match("https?://", link) and re.search(end, link):
                return re.sub(end, "", link)
        parts = split(self.one("og:url") or self.saved_from or self.canonical)
        return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""

    @cached_property
    def canonical(self) -> str:
        link = self.linked("link[rel=canonical]")
        return link if re.match("https?://", link) else ""

    @cached_property
    def saved_from(self) -> str:
        """As a browser notes it that saves a page."""
        for remark in self.soup.find_all(string=lambda text: isinstance(text, Remark), limit=50):
            if match := re.search(r"saved (?:from )?url=\(\d+\)(\S+)|url: (https?://\S+)", remark):
                return match[1] or match[2]
        return ""

    @property
    def elsewhere(self) -> str:
        """Its canonical address where that is of another site."""
        home, there = split(self.home).hostname or "", split(self.canonical).hostname or ""
        return self.canonical if home and there and bare(home) != bare(there) else ""

    @cached_property
    def address(self) -> str:
        own = "" if self.elsewhere else self.canonical
        link = own or self.one("og:url") or self.saved_from
        return link if re.match(r"https?://", link) and split(link).netloc else ""

    @cached_property
    def guid(self) -> str:
        """What WordPress calls it in its feeds, most likely."""
        link = self.linked("link[rel=shortlink]")
        if re.search(r"\?p=\d+$", link):
            return link
        number = re.search(r"\bpostid-(\d+)", " ".join(self.classes))
        return f"{self.home}?p={number[1]}" if number and self.home else ""

    @cached_property
    def site_name(self) -> str:
        sites = (str(n.get("name") or "") for n in self.nodes if n.get("@type") == "WebSite")
        shown = (words(t.get_text()) for t in self.select(".site-title, #site-title, #logo"))
        return self.one("og:site_name") or next(filter(None, chain(sites, shown)), "")

    # What it is

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """Its visible headings, the likeliest title first."""
        found: list[str] = []
        for selector in (
            ".entry-title, .post-title, .p-name, [itemprop~=headline], .article-title, .posttitle",
            "article h1, main h1, .hentry h1, .post h1, #content h1",
            "h1",
            "article h2, main h2, .hentry h2, .post h2, #content h2",
        ):
            for tag in self.select(selector):
                link = tag.find("a") or tag.find_parent("a")
                if link is None or bare(attribute(link, "href")) not in ("", bare(self.home)):
                    found.append(words(tag.get_text(" ")))
        site = folded(self.site_name)
        return tuple(dict.fromkeys(text for text in found if text and folded(text) != site))

    def titles(self) -> Candidates:
        for headline in self.told("headline"):
            yield self._without_site(headline), "JSON-LD", 0.95
        for name in ("og:title", "twitter:title", "dc.title"):
            yield self._without_site(self.one(name)), f"meta {name}", 0.9
        heads = self.select("title")
        title = words(heads[0].get_text()) if heads else ""
        for heading in sorted(self.headings, key=len, reverse=True):
            if folded(heading) in folded(title):
                yield heading, "heading", 0.9
        for heading in self.headings[:1]:
            yield heading, "first heading", 0.6
        yield self._without_site(title), "element title", 0.5

    def _without_site(self, title: str) -> str:
        """A title without the blog's name that is said before or after it."""
        for heading in self.headings:
            if title != heading and re.search(
                rf"^{re.escape(heading)}(?:\s*[|–—·•«»‹›:>~-])|{SEPARATORS}{re.escape(heading)}$",
                title,
            ):
                return heading
        parts = re.split(f"({SEPARATORS})", title)
        sites = letters(self.site_name), letters(bare(self.home))
        if len(parts) > 2:
            if any(site and letters(parts[-1]) in site for site in sites):
                return "".join(parts[:-2])
            if letters(parts[0]) in sites:
                return "".join(parts[2:])
        return title

    def dates(self) -> Candidates:
        for text in self.told("datePublished"):
            yield self._day(text), "JSON-LD", 0.95
        for text in self.told("datePublished", re.compile("WebPage|ItemPage")):
            yield self._day(text), "JSON-LD of the page", 0.9
        for name in DATES:
            yield self._day(self.one(name)), f"meta {name}", 0.95
        for rule, selector, sure in (
            ("itemprop datePublished", "[itemprop~=datePublished]", 0.9),
            ("class published", "time.published, time.entry-date, time[pubdate], .dt-published,"
             " abbr.published, .published", 0.9),
            ("itemprop dateCreated", "[itemprop~=dateCreated]", 0.8),
            ("element time", "article time, .hentry time, main time, .post time, time", 0.7),
            ("class of a date", ".entry-date, .post-date, .posted-on, .postdate, .date,"
             " .entry-meta, .post-meta, .postmetadata, .byline, .meta, .post-info, .entry-info,"
             " .post_date, .post-time, .timestamp, .datum, .dateline, .postinfo, .metadata", 0.7),
        ):  # fmt: skip
            for tag in self.select(selector):
                if not tag.find_parent(within_comments):
                    told = attribute(tag, "datetime", "content", "title")
                    yield self._day(told) or self._day(tag.get_text(" ")), rule, sure
        yield self.day_of_address, "address", 0.8
        yield self._estimated(), "htmldate", 0.4

    def _estimated(self) -> str:
        from htmldate import find_date  # slow to load, and few pages need it

        return self._day(find_date(self.content, original_date=True) or "")

    @property
    def day_of_address(self) -> str:
        match = re.search(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/-])", self.address)
        return self._day("-".join(part.zfill(2) for part in match.groups())) if match else ""

    def date(self, told: str) -> datetime | None:
        """A date in the blog's zone, as far as its address tells it: there its day is that."""
        date = date_of(told, self.lang)
        day = date_of(self.day_of_address)
        if date and day and date.tzinfo and abs(date.date() - day.date()) == timedelta(days=1):
            later = day.date() > date.date()
            for hours in range(1, 15):
                there = date.astimezone(timezone(timedelta(hours=hours if later else -hours)))
                if there.date() == day.date():
                    return there
        return date

    def _day(self, text: str) -> str:
        """The text, where it holds a date that can be."""
        text = text[:400]
        day = date_of(text, self.lang)
        return text if day and 1990 <= day.year <= 2100 else ""

    def _beside_the_title(self) -> str:
        for heading in self.soup.find_all(["h1", "h2"]):
            if words(heading.get_text(" ")) in self.headings[:2]:
                before = heading.find_all_previous(string=True, limit=8)
                after = heading.find_all_next(string=True, limit=30)
                return " ".join(str(t) for t in (*after, *before) if type(t) is NavigableString)
        return ""

    @property
    def modified(self) -> str:
        told = next(self.told("dateModified"), "")
        return told or self.one("article:modified_time", "og:updated_time", "last-modified")

    def authors(self) -> Candidates:
        """Their names, one a line."""
        yield self._names(self.told("author")), "JSON-LD", 0.95
        written = self.one("twitter:data1") if self.one("twitter:label1") else ""
        labels = {"written by", "verfasst von", "écrit par", "escrito por", "scritto da", "author"}
        if folded(self.one("twitter:label1")) in labels:
            yield self._names([written]), "meta twitter:data1", 0.9
        for name in ("author", "article:author", "dc.creator", "sailthru.author", "parsely-author"):
            yield self._names(self.meta.get(name, ())), f"meta {name}", 0.9
        for rule, selector, sure in (
            ("itemprop author", "[itemprop~=author] [itemprop~=name]", 0.9),
            ("itemprop author", "[itemprop~=author]", 0.9),
            ("class fn", ".author .fn, .vcard .fn, .p-author", 0.9),
            ("rel author", "a[rel~=author]", 0.9),
            ("class author", ".byline a, .author a, .entry-author, .author-name, .post-author,"
             " .byline .author, .author, .autor, .byline, .postauthor", 0.7),
        ):  # fmt: skip
            tags = [t for t in self.select(selector) if not t.find_parent(within_comments)]
            texts = [attribute(t, "content") or t.get_text(" ") for t in tags[:1]]
            yield self._names(texts), rule, sure
        match = re.search(
            r"\b(?:[Bb]y|[Vv]on|[Pp]ar)\s+((?:[A-Z][\w.'’-]+\s?){2,4})", self._beside_the_title()
        )
        yield self._names([match[1]] if match else []), "text beside the title", 0.4

    def _names(self, texts: Iterable[str]) -> str:
        found = []
        for text in texts:
            name = words(text)
            if by := boilerplate.BY.match(name):
                name = by["name"]
            name = re.split(r"\s+(?:on|am|le|at)\s+(?=\w*\d|[A-Z]\w+ \d)|\s*[|•·]\s*", name)[
                0
            ].strip(" ,-–")
            link = re.match(r"https?:|www\.|@|.*\S@\S", name)
            if (
                name
                and not link
                and len(name) <= NAMES_MAX
                and folded(name) != folded(self.site_name)
            ):
                found.append(name)
        return "\n".join(dict.fromkeys(found))

    def pictures(self) -> Candidates:
        for name in ("og:image", "og:image:url", "twitter:image"):
            yield urljoin_(self.address, self.one(name)), f"meta {name}", 0.9
        for tag in self.select(".wp-post-image")[:1]:
            yield (
                urljoin_(self.address, attribute(tag, "data-src", "src")),
                "class wp-post-image",
                0.9,
            )

    def topics(self) -> tuple[Term, ...]:
        found: dict[tuple[str, str], Term] = {}
        for tag in self.select("a[rel~=tag], a[rel~=category], .cat-links a, .tags-links a"):
            path = unquote(split(attribute(tag, "href")).path).rstrip("/")
            kind = "category" if "category" in (attribute(tag, "rel") + path) else "tag"
            self._add(found, kind, words(tag.get_text(" ")), path.rpartition("/")[2])
        if not found:
            for name in (*self.told("articleSection"), *self.meta.get("article:section", ())):
                self._add(found, "category", name, "")
            keywords = chain(self.told("keywords"), self.meta.get("article:tag", ()))
            for name in chain.from_iterable(text.split(",") for text in keywords):
                self._add(found, "tag", name.strip(), "")
        return tuple(found.values())

    def _add(self, found: dict[tuple[str, str], Term], kind: Any, name: str, slug: str) -> None:
        slug = slug or re.sub(r"\W+", "-", folded(name)).strip("-")
        if name and slug and len(name) <= NAMES_MAX:
            found.setdefault((kind, slug), Term(kind, slug, name))

    def bios(self) -> Mapping[str, tuple[str, str]]:
        """A folded name → what its box says, and its link."""
        found: dict[str, tuple[str, str]] = {}
        for box in self.select(BIOS):
            if box.find_parent(within_comments):
                continue
            named = box.select_one(
                ".fn, .author-name, .author-title, h2, h3, h4, h5, a[rel~=author]"
            )
            texts = [
                words(t.get_text(" ")) for t in box.select("p, .author-bio, .description, .bio")
            ]
            name = (
                re.sub(
                    r"^(?:about|über|à propos de)(?: the author)?:?\s*",
                    "",
                    words(named.get_text(" ")),
                    flags=re.I,
                )
                if named
                else ""
            )
            bio = max(texts, key=len, default="")
            if name and len(bio) > len(name) + 20:
                links = [attribute(a, "href") for a in box.select("a[rel~=me], .author-website a")]
                found.setdefault(folded(name), (bio, next(iter(links), "")))
        return found

    # What others said of it

    def comments(self, date: datetime | None) -> tuple[tuple[Comment, ...], Mapping[str, int]]:
        """Those of people, in their order, and how many there are of other kinds."""
        items: dict[str, Tag] = {}
        for tag in self.soup.find_all(id=COMMENT_ID):
            if match := COMMENT_ID.fullmatch(attribute(tag, "id")):
                outer = items.get(match["number"])
                if outer is None or tag in outer.parents:
                    items[match["number"]] = tag
        if not items:
            tags = self.select("#comments li.comment, .comment-list > .comment, .h-cite.p-comment")
            items = {str(number): tag for number, tag in enumerate(tags, 1)}
        numbers = {id(tag): number for number, tag in items.items()}
        found, others, depths = [], Counter[str](), dict[int, str]()
        for number, tag in items.items():
            kinds = set(attribute(tag, "class").split())
            if other := kinds & {"pingback", "trackback"}:
                others[other.pop()] += 1
                continue
            parent = next((numbers[id(t)] for t in tag.parents if id(t) in numbers), "")
            if depth := re.search(r"\bdepth-(\d+)", " ".join(kinds)):
                parent = parent or depths.get(int(depth[1]) - 1, "")
                depths[int(depth[1])] = number
            if comment := self._comment(tag, number, parent, numbers, date):
                found.append(comment)
        return tuple(found), others

    def _comment(
        self, tag: Tag, number: str, parent: str, numbers: Mapping[int, str], date: datetime | None
    ) -> Comment | None:
        own = BeautifulSoup(str(tag), "lxml")
        mine = own.find(id=attribute(tag, "id") or True)
        for inner in own.find_all(id=COMMENT_ID):
            match = None if inner.decomposed else COMMENT_ID.fullmatch(attribute(inner, "id"))
            if match and match["number"] != number and match["number"] in numbers.values():
                inner.decompose()
        for inner in own.select(".children, .reply, .comment-reply-link, script, style, form"):
            inner.decompose()
        named = own.select_one(
            ".fn, .comment-author-name, .comment-author-link, cite, .comment-author"
        )
        time = own.select_one("time[datetime]")
        dated = own.select_one(
            ".comment-meta, .commentmetadata, .comment-date, .comment-time, .comment-metadata"
        )
        told = attribute(time, "datetime") if time else dated.get_text(" ") if dated else ""
        when = date_of(told, self.lang) or date
        text = own.select_one(WORDS)
        if text is None:
            for inner in own.select(
                ".comment-author, .comment-meta, .commentmetadata, .vcard, cite, .avatar, .says"
            ):
                inner.decompose()
            text = own.select_one(".comment-body") or mine or own
        html = text.decode_contents().strip() if isinstance(text, Tag) else ""
        if not html or when is None:
            return None
        link = next((attribute(a, "href") for a in (named.select("a") if named else ())), "")
        name = re.sub(
            r"\s+(?:says|sagt|dit|dice)\s*:?$", "", words(named.get_text(" ")) if named else ""
        )
        aware = when if when.tzinfo else when.replace(tzinfo=UTC)
        return Comment(number, name, aware, html, parent, link)

    def article(self, title: str) -> Article:
        return article_of(self.content, self.soup, title, self.address)


def within_comments(tag: Tag) -> bool:
    names = f"{attribute(tag, 'id')} {attribute(tag, 'class')}".lower()
    return bool(
        re.search(
            r"(?:^|\s)(?:comments?|commentlist|comment-list|respond|sidebar|secondary|related\w*|widget-area|widget)(?:\s|$)",
            names,
        )
    )


def attribute(tag: Any, *names: str) -> str:
    """The first of these attributes that says something; a list of classes with blanks."""
    for name in names if isinstance(tag, Tag) else ():
        value = tag.get(name)
        if text := (" ".join(value) if isinstance(value, list) else value or "").strip():
            return text
    return ""


def words(text: str) -> str:
    return " ".join(plain(text).split())


def split(url: str) -> Any:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def urljoin_(base: str, url: str) -> str:
    try:
        return urljoin(base, url) if url else ""
    except ValueError:
        return ""


def bare(url: str) -> str:
    """A blog's address without what may differ: https://www.a.example/ → a.example."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", url.strip().lower()).rstrip("/")
