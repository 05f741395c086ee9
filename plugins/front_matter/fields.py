"""The one table of what may stand in a header; all that reads, checks or explains it follows."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import Literal
from uuid import UUID

from plugins.common.address import address_of
from plugins.common.header import KEY, RULE, Header, Value, folded_key
from plugins.common.language import is_tag, tag_of
from plugins.common.problem import Fix, Place
from plugins.common.text import did_you_mean, nearest
from plugins.front_matter import elsewhere

Kind = Literal[
    "text",
    "verbatim",
    "date",
    "list",
    "addresses",
    "choice",
    "slug",
    "language",
    "path",
    "url",
    "number",
    "uuid",
]
# A key, another that it needs, and what is said where that is missing.
TOGETHER = (
    (
        "original_url",
        "permission",
        "a republished article needs its permission",
        "Add a line Permission: …",
    ),
    (
        "permission",
        "original_url",
        "a permission needs the original's address",
        "Add a line Original-Url: …",
    ),
    ("image", "image_alt", "the picture has no description", "Add a line Image-Alt: …"),
)
# Markdown where readers are shown plain text; what is between is all they should see.
MARKUP = re.compile(
    r"(?<![\w*])(\*{1,3})(?=[^\s*])(?P<loud>[^*]*[^\s*])\1(?![\w*])"
    r"|!?\[(?P<link>[^][]+)\]\([^()\s]+\)"
)
ENDS = (".", "!", "?", "…")
SHOWN = ("title", "summary", "image_alt", "question", "permission", "original_site")
# What programs make of ``---``, and what they put round a key.
RULE_LIKE = re.compile(r"[-–—−_=*~+]+|(?:```|~~~)\w*")
COLONLESS = re.compile(r"(?P<key>[A-Za-z][\w-]*)(?P<sign>\s*=\s*|\s+)(?P<value>\S.*?)\s*")
FILE = re.compile(r"\S+\.\w{2,5}")
SIGNS = re.compile(r"^[\s>*_`]+|(?<=[\w:])[*_`]+")
# A line of its own at the beginning of a text is one of these only by mistake.
CERTAIN: tuple[Kind, ...] = ("choice", "date", "uuid", "slug", "addresses")
# No one writes the day before the month where the year comes first.
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
# A file name may have 255 bytes; slugs leave room for a language, and for what else is added.
SLUG_MAX_BYTES = 200
BRACKETS = re.compile(r"\[(.*)\]")
Read = str | datetime | tuple[str, ...] | int


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a header. ``choices`` are the allowed values of a choice."""

    name: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    default: str = ""


FIELDS = {
    field.name: field
    for field in (
        Field("title", "text", "The title, as plain text."),
        Field("date", "date", "When it was published, like 2026-03-04 or 2026-03-04 09:30."),
        Field("modified", "date", "When it last changed in a way readers should know of."),
        Field("author", "list", "Who wrote it, by a name in authors.toml.", default="AUTHOR"),
        Field("authors", "list", "Who wrote it, separated by commas.", default="AUTHOR"),
        Field("tags", "list", "Its topics, by names in topics.toml, separated by commas."),
        Field("category", "text", "Read as its first topic."),
        Field("summary", "text", "One plain sentence, shown under the title and in lists."),
        Field("slug", "slug", "The last part of its address.", default="made of the file's name"),
        Field(
            "status",
            "choice",
            "Hidden articles have an address but stand in no list; a withdrawn one's says so;"
            " drafts show in make serve only.",
            ("published", "draft", "hidden", "withdrawn", "skip"),
            "published",
        ),
        Field("lang", "language", "Its language, like en or fr.", default="DEFAULT_LANG"),
        Field("image", "text", "Its picture, as a path beside the file."),
        Field("image_alt", "text", "What the picture shows, for those who do not see it."),
        Field("question", "text", "A closing invitation to the reader, shown after the text."),
        Field("original_url", "url", "Where a republished article first stood."),
        Field("original_site", "text", "The name of the site where it first stood."),
        Field("permission", "text", "The line that says so, with the words “original post”."),
        Field("reading_minutes", "number", "Minutes to read it, where counting misleads."),
        Field("id", "uuid", "Its identity in feeds, for ever.", default="derived from the slug"),
        Field(
            "guid",
            "verbatim",
            "The identity it had in an older blog's feeds, kept; in Atom only if it is an IRI.",
        ),
        Field("aliases", "addresses", "Older addresses that lead to it, like /2011/08/17/a-post/."),
        Field(
            "replies",
            "choice",
            "Whether readers may reply; closed shows what was said, off does not.",
            ("open", "closed", "off"),
            "REPLIES, and off on pages",
        ),
        Field("review", "date", "Kept: when the author wants to look at it again."),
        Field("template", "slug", "The template that draws it.", default="article or page"),
        Field("save_as", "path", "The file it is written to."),
        Field("url", "path", "Its address below the site's."),
    )
}


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong or odd about a line of a header. A note does not stop anything."""

    at: Place
    what: str
    remedy: str = ""
    note: bool = False
    fix: Fix | None = None


class Unreadable(ValueError):
    """Why a value cannot be read, what to do, which part of it is meant, and what it should be."""

    def __init__(self, what: str, remedy: str, item: str = "", right: str = "") -> None:
        super().__init__(what)
        self.what, self.remedy, self.item, self.right = what, remedy, item, right


def read(header: Header, today: date = date.min) -> tuple[dict[str, Read], list[Remark]]:
    """Typed values of the known keys, texts of the unknown, and what is wrong with them.

    A value that cannot be read is left out, and remarked. ``today`` is the build's.
    """
    values: dict[str, Read] = {}
    remarks = [Remark(Place(f.line, f.column), f.what, f.remedy) for f in header.faults]
    if not (header.values or header.faults):
        remarks.extend(_no_header(header))
    for key, value in header.values.items():
        if key not in FIELDS:
            meant, remark = _unknown(key, header, today)
            remarks.append(remark)
            values[key] = " ".join(value.texts)
            with suppress(Unreadable):  # as it is meant, so that nothing else is said to be missing
                if meant in ("title", "date", "status") and any(value.texts):
                    values[meant] = _typed(FIELDS[meant], value)
        elif header.faults and FIELDS[key].kind == "list":
            continue  # what is read of a list then is not what its author wrote
        elif any(value.texts):
            if right := _without_brackets(key, header):
                written = str(value.text)
                place = header.place(key, written)
                fix = Fix(place, written, right) if place.column else None
                what = f"'{key}' is in brackets, as in YAML, and this header is none"
                remarks.append(Remark(place, what, "Leave them out", fix=fix))
                value = Value(right, value.line)
            if key in SHOWN and (markup := _markup(key, header)):
                remarks.append(markup)
            try:
                values[key] = _typed(FIELDS[key], value)
            except Unreadable as error:
                place = header.place(key, error.item)
                fix = header.fix(key, error.right, error.item)
                remarks.append(Remark(place, error.what, error.remedy, fix=fix))
    remarks.extend(_together(header))
    without = list(_colonless(header))
    for field, text, remark in without:
        remarks.append(remark)
        with suppress(Unreadable):  # so that it is not said to be missing
            if field in ("title", "date", "status"):
                values[field] = _typed(FIELDS[field], Value(text, remark.at.line))
    if not without:
        remarks.extend(_outside(header))
    return values, remarks


def _unknown(key: str, header: Header, today: date) -> tuple[str, Remark]:
    """The field that is meant, or "", and what is said of it."""
    known = {name.replace("_", "-").title(): name for name in FIELDS}
    value = " ".join(header.values[key].texts)
    if remark := _withheld(key, value, header, today):
        return "", remark
    near = nearest(key.replace("_", "-"), known)
    meant = elsewhere.NAMES.get(key.replace("_", ""), "")
    if meant and meant not in header.values and meant.removesuffix("s") not in header.values:
        near = meant.replace("_", "-").title()
        remedy = f"Did you mean '{near}'?"
    else:
        remedy = did_you_mean(key.replace("_", "-"), known)
    if remedy:
        right = near if known.get(near) not in header.values else ""
        what, fix = f"'{key}' is not a field", header.fix(key, right)
        return known.get(right, ""), Remark(header.place(key), what, remedy, fix=fix)
    if _is_sentence(key, header):
        what = f"'{key}' is not a field, and readers do not see this sentence"
        remedy = "Put a blank line above it if it belongs to the text; a key of yours, further up"
        return "", Remark(header.place(key), what, remedy)
    what = f"'{key}' is not a field of this site and is kept as it is"
    return "", Remark(header.place(key), what, note=True)


def _withheld(key: str, value: str, header: Header, today: date) -> Remark | None:
    """What elsewhere would keep a post from readers, and here does not."""
    place, word = header.place(key), key.replace("_", "")
    values, status = elsewhere.UNPUBLISHED.get(word, ((), ""))
    if (
        status
        and value
        and "status" not in header.values
        and value.lower() in (values or [value.lower()])
    ):
        written = header.lines[place.line - 1][place.column - 1 :].rstrip()
        right = f"Status: {status}"
        right = right if written[:1].isupper() else right.lower()
        fix = Fix(place, written, right) if place.column else None
        what = f"'{key}' is not a field, and readers would get this"
        return Remark(place, what, f"Write Status: {status}", fix=fix)
    with suppress(Unreadable):
        if value and word in elsewhere.NOT_AFTER:
            day = _date(value).date()
            what = f"'{key}' is not a field, and readers would get this after {day} too"
            return Remark(place, what, "Remove it, and on that day write Status: withdrawn")
        if word in elsewhere.NOT_BEFORE and "date" in header.values:
            day = _date(value).date()
            first = _date(" ".join(header.values["date"].texts)).date()
            if day > max(first, today):
                what = f"'{key}' is not a field, and readers would get this before {day}"
                return Remark(place, what, "Write that day as its Date, and remove this line")
    return None


def _is_sentence(key: str, header: Header) -> bool:
    """Whether the last line of a header is likely to be the first of the text."""
    value, last = header.values[key], max(value.line for value in header.values.values())
    text = value.texts[-1] if any(value.texts) else ""
    ended = text.endswith(ENDS) and len(text.split()) > 3
    return ended and value.line == last > 2 and header.lines[0].rstrip() != RULE


def _without_brackets(key: str, header: Header) -> str:
    """What a list means that is spelt as in YAML, in a header that is none; else ""."""
    text = header.values[key].text
    if FIELDS[key].kind != "list" or header.lines[0].rstrip() == RULE or not isinstance(text, str):
        return ""
    items = BRACKETS.fullmatch(text)
    return ", ".join(item.strip(" \"'") for item in items[1].split(",")) if items else ""


def _markup(key: str, header: Header) -> Remark | None:
    """Markdown where every sign is shown as it stands."""
    text = header.values[key].texts[0]
    if header.faults or not (found := MARKUP.search(text)):
        return None
    bare = unmarked(text)
    place = header.place(key, text)
    fix = Fix(place, text, bare) if place.column else None
    what = f"'{key}' is plain text, and readers would see the signs of '{found[0]}'"
    return Remark(place, what, f"Write '{_between(found)}'", fix=fix)


def unmarked(text: str) -> str:
    """The text without the signs of Markdown that make words loud, or links of them."""
    while text != (bare := MARKUP.sub(_between, text)):
        text = bare
    return text


def _between(markup: re.Match[str]) -> str:
    return str(markup["loud"] or markup["link"])


def _outside(header: Header) -> Iterator[Remark]:
    """What was meant for a header, but stands below its end."""
    if not header.values or header.lines[0].rstrip() == RULE:
        return
    lines = header.body.split("\n")
    if lines[0].strip() and header.lines[-1].strip():
        key, value = max(header.values.items(), key=lambda item: item[1].line)
        texts = FIELDS[key].kind == "text" if key in FIELDS else False
        if texts and value.texts[-1][-1:].isalnum() and lines[0][0].islower():
            what = f"this line goes on from '{key}', but readers would see it in the text"
            yield Remark(Place(header.body_line), what, "Indent it by four spaces")
            return
        block = lines[: lines.index("")] if "" in lines else lines
        below = [line for line in block if _is_field(line)]
        below = [line for line in below if folded_key(line.split(":")[0]) not in header.values]
        if len(below) > 1 or any(
            FIELDS[folded_key(line.split(":")[0])].kind in CERTAIN for line in below
        ):
            what = f"the header ends at this line, so readers would see '{below[0].strip()}'"
            remedy = "Indent it by four spaces if it goes on from above, or put it below the header"
            yield Remark(Place(header.body_line), what, remedy)
        return
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    keys = []
    for line in lines[start:]:
        if not line.strip():
            break
        found = KEY.match(line)
        key = folded_key(found["key"]) if found else ""
        if not found or key not in FIELDS or key in header.values:
            return  # a text that begins with a word and a colon
        keys.append(FIELDS[key])
    if len(keys) > 1 or (keys and keys[0].kind in CERTAIN):
        what = f"a blank line ends the header, so readers would see '{lines[start].strip()}'"
        yield Remark(Place(header.body_line + start), what, "Delete the blank line above it")


def _colonless(header: Header) -> Iterator[tuple[str, str, Remark]]:
    """The field, its value and what is said of each line that ends a header for want of a colon."""
    lines = header.body.split("\n")
    if header.lines and (header.lines[0].rstrip() == RULE or not header.lines[-1].strip()):
        return
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    last = max((number for number in range(end) if _is_field(lines[number])), default=-1)
    for number, line in enumerate(lines[:end]):
        found = COLONLESS.fullmatch(line)
        field = folded_key(found["key"]) if found else ""
        if not found or field not in FIELDS or field in header.values:
            if number > last:
                return
            continue
        text, amid = found["value"], number < last
        if amid or (header.values and ("=" in found["sign"] or _is_value(FIELDS[field], text))):
            written, right = found["key"] + found["sign"], f"{found['key']}: "
            place = Place(header.body_line + number, 1)
            what = "a colon is missing, so the header ends here and readers would see this line"
            remark = Remark(place, what, f"Write {right}{text}", fix=Fix(place, written, right))
            yield field, text, remark


def _is_value(field: Field, text: str) -> bool:
    """Whether a text is rather what that field holds than the rest of a sentence."""
    match field.kind:
        case "list":
            words = text.split()
            return len(words) < 7 and text[-1] not in ENDS and all(w[0].isupper() for w in words)
        case "text":
            return field.name == "image" and bool(FILE.fullmatch(text))
        case "verbatim":
            return False
        case "date":
            return bool(re.fullmatch(r"\d[\d ./:-]+\d", text) or _meant(text))
        case _ if " " in text or text[-1] in ENDS:
            return False
    with suppress(Unreadable):
        _typed(field, Value(text, 0))
        return True
    return False


def _typed(field: Field, value: Value) -> Read:
    if field.kind == "list":
        return tuple(_items(value))
    if field.kind == "addresses":
        return tuple(dict.fromkeys(_address(text) for text in _addresses(value)))
    if not isinstance(value.text, str):
        raise Unreadable(f"'{field.name}' is a list or given twice", "Give one value")
    text = " ".join(value.text.splitlines())
    match field.kind:
        case "verbatim":
            return text
        case "date":
            return _date(text)
        case "choice":
            choice = text.lower()
            if choice not in field.choices:
                remedy = did_you_mean(choice, field.choices)
                right = nearest(choice, field.choices)
                raise Unreadable(f"'{text}' is no value of {field.name}", remedy, text, right)
            return choice
        case "number":
            if not re.fullmatch(r"[0-9]{1,4}", text):
                raise Unreadable(f"'{text}' is not a whole number", "Write it in digits", text)
            return int(text)
        case "slug":
            if not re.fullmatch(r"[\w.-]+", text) or text.startswith("."):
                remedy = "Use letters, digits and hyphens"
                raise Unreadable(f"'{text}' cannot be a {field.name}", remedy, text)
            if len(text.encode()) > SLUG_MAX_BYTES:
                raise Unreadable(f"this is too long for a {field.name}", "Make it shorter", text)
            return text
        case "language":
            if not is_tag(text):
                right = tag_of(text)
                remedy = f"Write {right}" if right else "Write its tag, like en or pt-BR"
                raise Unreadable(f"'{text}' is no language", remedy, text, right)
            return text
        case "path":
            if text.startswith("/") or ".." in text.split("/") or "\\" in text:
                raise Unreadable(f"'{text}' leads out of the site", "Give a path below it", text)
            _address(f"/{text}")  # raises
            if any(len(name.encode()) > SLUG_MAX_BYTES for name in text.split("/")):
                raise Unreadable("this is too long for a file's name", "Make it shorter", text)
            return text
        case "uuid":
            return _uuid(text)
        case "url":
            if not re.match(r"https?://[^\s/]+", text):
                raise Unreadable(f"'{text}' is no web address", "Begin it with https://", text)
            return text
        case _:
            return unescape(text)


def _items(value: Value) -> Iterator[str]:
    """A text is split at its lines, and at semicolons where there are any, else at commas."""
    items = [unescape(text) for text in value.texts]
    if isinstance(value.text, str):
        items = re.split(r"[;\n]" if ";" in items[0] else r"[,\n]", items[0])
    seen = dict.fromkeys(item.strip() for item in items)
    return (item for item in seen if item)


def _addresses(value: Value) -> list[str]:
    """A text is split at white space, with or without a comma before it; an item of a list
    only where another address begins.
    """
    if isinstance(value.text, str):
        return re.split(r",?\s+", value.text.strip().removesuffix(","))
    return [found for item in value.text for found in re.split(r",?\s+(?=/|https?://)", item)]


def _address(text: str) -> str:
    try:
        return str(address_of(text))
    except ValueError as error:
        what, _, remedy = str(error).rpartition("; ")
        raise Unreadable(what, remedy, text) from error


def _date(text: str) -> datetime:
    try:
        date = datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except ValueError as error:
        right = _meant(text)
        remedy = f"Write {right}" if right else "Write it like 2026-03-04 or 2026-03-04 09:30"
        raise Unreadable(f"'{text}' is not a date", remedy, text, right) from error
    if date.year < 1000:
        raise Unreadable(f"'{text}' is too long ago", "Write it like 2026-03-04", text)
    return date


def _meant(text: str) -> str:
    """A date as we write it, where its form leaves no doubt which it is, or ""."""
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|,", "", text)
    for form in DATES:
        for time, ours in (("", "%Y-%m-%d"), (" %H:%M", "%Y-%m-%d %H:%M")):
            try:
                date = datetime.strptime(text, form + time)  # noqa: DTZ007 (the zone is the site's)
            except ValueError:
                continue
            return date.strftime(ours) if date.year >= 1000 else ""
    return ""


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        remedy = "Leave the line out, or copy it whole"
        raise Unreadable(f"'{text}' is not a UUID", remedy, text) from error


def _no_header(header: Header) -> Iterator[Remark]:
    """Why what looks like a header is none, if it is that."""
    lines = header.body.split("\n")
    at = next((number for number, line in enumerate(lines) if line.strip()), 0)
    first, place = lines[at].strip(), Place(header.body_line + at, 1)
    if first == RULE:
        yield Remark(place, "the header does not begin the file", "Delete what is above it")
    elif RULE_LIKE.fullmatch(first) and any(map(_is_field, lines[at + 1 : at + 2])):
        what = f"the header begins with {first}"
        yield Remark(place, what, f"Begin and end it with {RULE}, or with no such line")
    elif _is_field(bare := SIGNS.sub("", first)):
        what = "this is no header, though it looks like one"
        yield Remark(place, what, f"Begin the file with a plain line: {bare}")


def _is_field(line: str) -> bool:
    found = KEY.match(line)
    return found is not None and folded_key(found["key"]) in FIELDS


def _together(header: Header) -> Iterator[Remark]:
    values = {key for key, value in header.values.items() if any(value.texts)}
    for key, other, what, remedy in TOGETHER:
        if key in values and other not in values:
            yield Remark(header.place(key), what, remedy)
