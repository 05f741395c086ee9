"""Replies as files, ``<article id>/<reply id>.toml``: what a person approved, or wrote by hand."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from pathlib import Path
from typing import Any, TypeGuard
from uuid import UUID

import tomli_w

from plugins.common.problem import Problem
from plugins.common.text import did_you_mean
from plugins.common.toml import read_toml

KEYS = ("name", "link", "date", "to", "guid", "comment")
LINK = re.compile(r"https?://[^\s/\"<>]\S*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reader said to an article. ``date`` has a zone.

    The ids are UUIDs; ``to`` is that of the reply it answers, or "". ``guid`` is the identity
    it had in an older blog's feeds, ``link`` the web address its writer gave there, or "".
    """

    id: str
    article: str
    name: str
    date: datetime
    comment: str
    to: str = ""
    guid: str = ""
    link: str = ""


def write_reply(folder: Path, reply: Reply) -> Path:
    """Where it is now, below ``folder``, which holds a folder for each article.

    Killed at any moment, this leaves the whole file or none. Raises ValueError where an
    id is none, and so no name for a file, and OSError.
    """
    if not all(map(is_id, (reply.id, reply.article, reply.to or reply.id))):
        raise ValueError(f"not the ids of a reply: {reply.id!r}, {reply.article!r}, {reply.to!r}")
    path = folder / reply.article / f"{reply.id}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        file.write(spelled(reply))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return path


def spelled(reply: Reply) -> str:
    """The file's text. In quotes of three a carriage return would get lost, so it goes without."""
    told = {key: value for key in KEYS if (value := getattr(reply, key))}
    return tomli_w.dumps(told, multiline_strings="\r" not in reply.name + reply.comment)


def read_replies(folder: Path) -> tuple[list[Reply], list[Problem]]:
    """Those of one article's folder, oldest first, and what is wrong with them.

    Each that has a name, a date and a comment is there, whatever else is wrong with it.
    """
    replies, problems = [], []
    for path in sorted(folder.glob("[!.]*")):
        reply, faults = read_reply(path)
        replies += [reply] if reply else []
        problems += faults
    return sorted(replies, key=lambda reply: (reply.date, reply.id)), problems


def read_reply(path: Path) -> tuple[Reply | None, list[Problem]]:
    if path.suffix != ".toml" or not is_id(path.stem):
        what = "a reply is named by a UUID and .toml, and this is not read"
        remedy = "Name it by what this prints: python3 -c 'import uuid; print(uuid.uuid4())'"
        return None, [Problem(path, 0, 0, what, remedy)]
    text, told, problems = read_toml(path)
    if problems:
        return None, problems
    for key, what, remedy in faults_of(told):
        line = re.search(rf"^\s*[\"']?{re.escape(key)}\b", text, re.MULTILINE)
        number = text.count("\n", 0, line.end()) + 1 if line else 1
        problems.append(Problem(path, number, 0, what, remedy))
    name, date, comment, to = (told.get(key) for key in ("name", "date", "comment", "to"))
    if not (is_text(name) and is_instant(date) and is_text(comment)):
        return None, problems
    to = to if is_id(to) else ""
    guid, link = (told.get(key) for key in ("guid", "link"))
    guid, link = guid if is_text(guid) else "", link if is_link(link) else ""
    return Reply(path.stem, path.parent.name, name, date, comment, to, guid, link), problems


def faults_of(told: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The key, what is wrong with it, and what to do."""
    for key in told:
        if key not in KEYS:
            yield key, f"'{key}' is no key of a reply", did_you_mean(key, KEYS)
    for key in ("name", "comment"):
        if not is_text(told.get(key)):
            yield key, f"there is no {key}", f'Add a line {key} = "…"'
    if not is_instant(told.get("date")):
        yield "date", "there is no date with its zone", "Write it like 2026-03-04T09:30:00Z"
    if "to" in told and not is_id(told["to"]):
        yield "to", "this is no id of a reply", "Give the name of its file without .toml"
    if "guid" in told and not is_text(told["guid"]):
        yield "guid", "this is no identity", 'Write it in quotes: "…", or remove the line'
    if "link" in told and not is_link(told["link"]):
        yield "link", "this is no web address", "Begin it with https://, or remove the line"


def is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())


def is_link(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and LINK.fullmatch(value) is not None


def is_instant(value: object) -> TypeGuard[datetime]:
    """Whether it is a time with a zone, and has room for another."""
    return isinstance(value, datetime) and bool(value.tzinfo) and MINYEAR < value.year < MAXYEAR


def is_id(value: object) -> TypeGuard[str]:
    """Whether it is a UUID, in the one spelling that names files."""
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False
