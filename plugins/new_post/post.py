"""The text of a post that begins, and of a draft that is published."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import count
from posixpath import normpath
from urllib.parse import unquote

from plugins.common.header import RULE, Header, listed, spelled, split
from plugins.common.slug import slug_of
from plugins.common.source import without_code
from plugins.common.text import plain
from plugins.front_matter.decoding import TURNS
from plugins.front_matter.fields import read, unmarked

SLUG_MAX_CHARS = 80
MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
HEADING = re.compile(r"(?P<before>\n*) {0,3}# +(?P<title>.+)\n?")
# What a text shows or leads to: ![…](a.png), [1]: a.png, <img src="a.png">.
ADDRESS = re.compile(
    r"\]\(\s*(?:<(?P<angled>[^<>\n]+)>|(?P<bare>[^\s)]+))"
    r"|^ {0,3}\[[^\]\n]+\]:\s*<?(?P<named>[^\s>]+)"
    r"|\b(?:src|href|poster)=(?P<quote>[\"'])(?P<quoted>.*?)(?P=quote)",
    re.MULTILINE,
)
BOM = "\ufeff"


class DraftError(Exception):
    """Why a draft cannot be made a post, as a sentence that goes on after its name."""


def text_of(
    title: str, *, date: str, slug: str, id_: str, author: str = "", topics: Sequence[str] = ()
) -> str:
    """A draft with a header whose empty lines say what else a post may have."""
    lines = (
        ("Title", spelled(title)),
        ("Date", date),
        ("Authors", listed([author] if author else [])),
        ("Tags", listed(topics)),
        ("Summary", ""),
        ("Slug", slug),
        ("Id", id_),
        ("Status", "draft"),
    )
    return "".join(f"{key}: {value}".rstrip() + "\n" for key, value in lines) + "\n\n"


def one_line(text: str) -> str:
    """Without what nobody sees and a build would refuse."""
    return " ".join(TURNS.sub("", plain(text)).split())


def slugs(title: str, substitutions: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What it may be called, the best first, without end."""
    slug = re.sub(r"[^\w.-]", "", slug_of(title, substitutions)).strip(".-_")
    if len(slug) > SLUG_MAX_CHARS:
        slug = slug[: SLUG_MAX_CHARS + 1].rpartition("-")[0] or slug[:SLUG_MAX_CHARS]
    slug = slug.strip(".-_") or "post"
    yield slug
    yield from (f"{slug}-{number}" for number in count(2))


def author_of(git: str, own: str, known: Sequence[str]) -> str:
    """Who writes: git's user if known here, else the setting's, else the only one there is."""
    by_name = {name.casefold(): name for name in known}
    if not known:
        return own or git
    return by_name.get(git.casefold()) or own or (known[0] if len(known) == 1 else "")


def header_of(text: str) -> Header:
    return split(_plain_ends(text.removeprefix(BOM)))


def title_of(text: str) -> str:
    """What a draft says that it is called: its header, else the heading it begins with."""
    header = header_of(text)
    if title := read(header)[0].get("title"):
        return one_line(str(title))
    heading = HEADING.match(header.body)
    title = heading["title"].rstrip() if heading else ""
    unclosed = title.rstrip("#")
    return one_line(unmarked(unclosed if unclosed.endswith(" ") else title))


def files_of(header: Header) -> tuple[str, ...]:
    """The paths, from the draft, of what stands beside it or below: pictures, no other texts."""
    found = [match[match.lastgroup or 0] for match in ADDRESS.finditer(without_code(header.body))]
    found += header.values["image"].texts if "image" in header.values else ()
    paths = (re.split("[?#]", unquote(unescape(address)))[0] for address in found)
    return tuple(
        path
        for path in dict.fromkeys(map(normpath, paths))
        if not re.match(r"[\w.+-]+:|/|\.\.?(?:/|$)", path) and not path.endswith(MARKDOWN)
    )


def dated(text: str, date: str, more: Mapping[str, str]) -> str:
    """The draft with this date, a draft no longer; every other byte stays.

    ``more`` are lines that it gets where it has none, by their keys; a heading
    that becomes the title is one no longer. Raises DraftError.
    """
    header = header_of(text)
    for fault in header.faults:
        raise DraftError(f"cannot be read in line {fault.line}: {fault.what}. {fault.remedy}.")
    lines, body = LINE.findall(text.removeprefix(BOM)), header.body
    if not has(header, "title") and (heading := HEADING.match(body)):
        del lines[header.body_line - 1 + len(heading["before"])]
        body = heading["before"] + body[heading.end() :]
    made = BOM * text.startswith(BOM) + "".join(_with_lines(lines, header, {**more, "date": date}))
    # A header can be written in ways that lines know nothing of: read it again, to be sure.
    again = header_of(made)
    told = {**_told(header), "date": date}
    if told.get("status") == "draft":
        del told["status"]
    found = {key: value for key, value in _told(again).items() if key in told or key == "status"}
    if found != told or again.body.strip() != body.strip():
        raise DraftError(
            "has a header that is not a line for each key. Give it a line"
            f" Date: {date}, and remove Status: draft."
        )
    return made


def _with_lines(lines: Sequence[str], header: Header, wanted: Mapping[str, str]) -> list[str]:
    """The lines of a file with those of ``wanted``, and without a status of draft."""
    made, added = list(lines), []
    fenced = bool(lines) and lines[0].rstrip() == RULE
    end = (_end_of(lines[0]) if lines else "") or "\n"
    for key, value in wanted.items():
        line = (
            f"{key}: {json.dumps(value, ensure_ascii=False)}"
            if fenced
            else f"{key.title()}: {value}"
        )
        if key in header.values and (key == "date" or not has(header, key)):
            number = header.values[key].line - 1
            made[number] = line + _end_of(lines[number])
        elif key not in header.values and value:
            added.append(line + end)
    if _told(header).get("status") == "draft":
        made[header.values["status"].line - 1] = ""
    place = header.body_line - 1 - fenced
    if place and made[place - 1] and not _end_of(made[place - 1]):
        made[place - 1] += end
    if not header.values and not fenced and any(lines) and lines[0].strip():
        added.append(end)  # a body without a header begins at once
    return [*made[:place], *added, *made[place:]]


def _told(header: Header) -> dict[str, str | tuple[str, ...]]:
    """What a header says, a status in small letters."""
    told = {key: value.text for key, value in header.values.items() if any(value.texts)}
    if isinstance(status := told.get("status"), str):
        told["status"] = status.lower()
    return told


def _end_of(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def has(header: Header, key: str) -> bool:
    return key in header.values and any(header.values[key].texts)


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
