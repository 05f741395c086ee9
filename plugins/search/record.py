"""What the index is made from: a small page for each article, with its words and nothing else."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Record:
    """An article as it is found; ``url`` begins at the site's root, ``html`` is its whole body.

    ``language`` is "" where it is the site's. ``day`` is spelt for machines, ``date`` for people.
    """

    url: str
    title: str
    html: str
    summary: str = ""
    language: str = ""
    day: str = ""
    date: str = ""
    author: str = ""
    topics: str = ""


def page(record: Record, language: str) -> str:
    """The record as pagefind reads it; what stands in its head is found, but is no excerpt.

    ``language`` is the site's for all: there is one index, so that what is written in
    another language is found as well, by readers who need not say which.
    """
    told = {
        "title": record.title,
        "url": record.url,
        "language": record.language,
        "day": record.day,
        "date": record.date,
        "author": record.author,
        "topics": record.topics,
    }
    lines = (
        f'<meta data-pagefind-meta="{name}[content]" content="{escape(value)}">'
        for name, value in told.items()
        if value
    )
    head = "\n".join(lines)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f"{head}\n</head>\n<body>\n<main data-pagefind-body>\n"
        f"<p>{escape(record.summary)}</p>\n{record.html}\n</main>\n</body>\n</html>\n"
    )


def write_records(folder: Path, records: Iterable[Record], language: str) -> None:
    """A file each; what has not changed is left alone, and what is no more is removed."""
    pages = {folder / name_of(record): page(record, language).encode() for record in records}
    folder.mkdir(parents=True, exist_ok=True)
    for file in set(folder.iterdir()) - set(pages):
        file.unlink()
    for file, text in pages.items():
        if not file.exists() or file.read_bytes() != text:
            file.write_bytes(text)


def name_of(record: Record) -> str:
    """By the address, which may be longer than a file's name."""
    return f"{hashlib.sha256(record.url.encode()).hexdigest()[:32]}.html"
