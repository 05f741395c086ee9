"""A page that was scraped to text: its lines, without what the page said around its article.

The blog                    its name, which is said twice
A title
By on August 17, 2011
A paragraph.
Band_lrgA second one.       a picture's name that ran into the words beside it
Leave a Reply               the end
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise

from plugins.common.text import plain
from plugins.moving_in import boilerplate
from plugins.moving_in.dates import date_of
from plugins.moving_in.records import Author, Blog, Entry, Found, Key, Stub, Told

# Eagle_lrg, Gift_post, IMG_0123, photo-300x200, with an end or without.
NAME = (
    r"(?:[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*?_(?:lrg|large|sm|small|med|medium|post|thumb|img|web|\d{1,4})"
    r"|(?:IMG|DSC|DSCN|P)_?\d{3,8}|[A-Za-z0-9][\w-]*-\d{2,4}x\d{2,4}"
    r"|[\w-]+\.(?:jpe?g|png|gif|webp))"
)
BEFORE = re.compile(rf"(?P<name>{NAME})(?P<text>\s+\S.*|[A-Z“‘\"(].*|)")
AFTER = re.compile(rf"(?P<text>.*[.!?…”’\")])\s?(?P<name>{NAME})")
PARAGRAPH = 100  # characters; less may be a title or a line of the page
TITLE_MAX = 150
FIRST_WORDS = 8
WIDTH = (50, 100)  # characters of a line that was broken before its sentence ended
BULLETS = ("• ", "* ", "- ", "– ")
NAME_MAX = 60


def read(content: bytes, name: str) -> tuple[Blog, Entry]:
    """What a text says of its blog, and its article; never raises."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    lines = [" ".join(line.split()) for line in plain(text).splitlines()]
    found: dict[str, Found] = {}
    told: list[Told] = []

    def unsure(what: str, remedy: str) -> None:
        told.append(Told("unsure", name, what, remedy))

    start = next((n for n, line in enumerate(lines) if len(line) >= PARAGRAPH), len(lines))
    end = next((n for n, line in enumerate(lines[start:], start) if boilerplate.ends(line)), None)
    head = [line for line in lines[:start] if line and not boilerplate.is_noise(line)]
    site = next((line for line in head if head.count(line) > 1), "")
    byline = next((line for line in head if date_of(line) and len(line) < PARAGRAPH), "")
    titles = [line for line in head if line not in (site, byline)]
    body = [line for line in lines[start:end] if not line or not boilerplate.is_noise(line)]

    day = date_of(byline)
    if day:
        found["date"] = Found("byline", 0.9)
    else:
        unsure("the text says no date", "Write its Date:, as it was first published")
    body, permission, author = without_author(body)
    by = boilerplate.BY.match(byline)
    named = re.split(r"\s*\b(?:on|am|le|at)\b\s*", by["name"])[0].strip(" ,") if by else ""
    if named and not date_of(named):
        author = author or Author(named, named)
    if author:
        found["authors"] = Found("byline" if named else "box below the text", 0.8)
    else:
        unsure("the text names no author", "Write who wrote it into Authors:")
    title = titles[0] if titles and len(titles[0]) <= TITLE_MAX else ""
    paragraphs, pictures = without_pictures(joined(body))
    if title:
        found["title"] = Found("line above the text", 0.8 if site or len(titles) == 1 else 0.6)
    else:
        first = paragraphs[0] if paragraphs else name
        title = " ".join(first.split()[:FIRST_WORDS]).rstrip(".,;:") + "…"
        unsure("the text has no title: its first words stand in", "Write its Title:")
    for picture in pictures.values():
        what = f"a picture stood here, of which only the name {picture} is left"
        unsure(what, "Put it into the media folder and say what it shows, or delete its line")
    question = ""
    if len(paragraphs) > 1 and boilerplate.invites(paragraphs[-1]):
        question = paragraphs.pop()
        what = "its last sentence asks readers, and became Question:"
        told.append(Told("repaired", name, what))
    if permission:
        what = "it was published elsewhere first, and does not say at which address"
        unsure(what, "Write that into Original-Url:")
    if not paragraphs:
        unsure("no article is to be found in the text", "Write it, or delete it")
    if end is not None and (rest := sum(map(bool, lines[end:]))):
        what = f"{rest} lines from “{lines[end][:40]}” on are the page's, and were left out"
        told.append(Told("repaired", name, what))
    found["body"] = Found("lines between title and form", 0.8 if paragraphs else 0)
    stub = Stub(
        key=Key("", name),
        kind="post",
        status="publish",
        title=title,
        slug="",
        date=day,
        authors=(author.login,) if author else (),
    )
    entry = Entry(
        stub,
        "\n".join(html_of(paragraphs, pictures)),
        "page",
        permission=permission,
        site=boilerplate.site_of(permission) if permission else "",
        question=question,
        found=found,
        told=tuple(told),
    )
    authors = (author,) if author else ()
    counts = {("post", "publish"): 1}
    return Blog("", name=site, authors=authors, stubs=(stub,), counts=counts), entry


def without_author(lines: list[str]) -> tuple[list[str], str, Author | None]:
    """The lines without what stands below an article: who wrote it, and where it first stood."""
    permission, author = "", None
    told = [n for n, line in enumerate(lines) if line]
    for name_at, bio_at in pairwise(told):
        name, bio = lines[name_at], lines[bio_at]
        if len(name) <= NAME_MAX and len(bio) > PARAGRAPH and bio.startswith(f"{name} "):
            author = Author(name, name, bio)
            lines = [*lines[:name_at], *lines[bio_at + 1 :]]
            break
    for n in reversed([n for n, line in enumerate(lines) if line][-3:]):
        if boilerplate.is_permission(lines[n]):
            permission, lines = lines[n], [*lines[:n], *lines[n + 1 :]]
            break
    return lines, permission, author


def joined(lines: Sequence[str]) -> list[str]:
    """Paragraphs: a blank line parts them, and a line's end too, unless it was broken there."""
    found, broken = [""], False
    for line in lines:
        if line and broken and not line.startswith(BULLETS):
            found[-1] += f" {line}"
        elif line:
            found.append(line)
        broken = WIDTH[0] <= len(line) <= WIDTH[1] and not line.endswith(tuple('.!?:…”")'))
    return list(filter(None, found))


def without_pictures(paragraphs: Sequence[str]) -> tuple[list[str], dict[int, str]]:
    """The paragraphs, and by their number the names that had run into them."""
    found: list[str] = []
    pictures: dict[int, str] = {}
    for paragraph in paragraphs:
        if match := BEFORE.fullmatch(paragraph) or AFTER.fullmatch(paragraph):
            pictures[len(found)] = match["name"]
            paragraph = match["text"].strip()
        if paragraph:
            found.append(paragraph)
    return found, pictures


def html_of(paragraphs: Sequence[str], pictures: Mapping[int, str]) -> Iterator[str]:
    """A picture floats before the paragraph that its name ran into."""
    listed = False
    for number in range(len(paragraphs) + 1):
        paragraph = paragraphs[number] if number < len(paragraphs) else ""
        item = paragraph.startswith(BULLETS)
        if item != listed:
            yield "<ul>" if item else "</ul>"
            listed = item
        if picture := pictures.get(number):
            yield f'<p><img class="alignright" src="{escape(picture)}" alt=""></p>'
        if item:
            yield f"<li>{escape(paragraph[1:].strip(), quote=False)}</li>"
        elif paragraph:
            yield f"<p>{escape(paragraph, quote=False)}</p>"
