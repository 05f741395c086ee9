"""What FROM names: exports, saved pages and scraped texts, known by what is in them."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from plugins.moving_in.markup import is_export
from plugins.moving_in.pages import PageSource
from plugins.moving_in.plain import TextSource
from plugins.moving_in.records import Source
from plugins.moving_in.wxr import ExportSource

HEAD_BYTES = 1 << 16
PAGE = re.compile(rb"<(?:!doctype html|html|head|body|article|main|div|p|h1)\b", re.IGNORECASE)
NO_TEXT = re.compile(rb"[\0-\x08\x0e-\x1f]|\A\s*<(?:\?xml|rss|feed)\b")
WHAT = "an export of WordPress (.xml, or a .zip of them), saved pages, or texts of pages"


class SourceError(ValueError):
    """What FROM names is none, in one sentence with what to do."""


def sources_in(path: Path) -> list[Source]:
    """Those of a file, or of a folder and what is below it, by their names.

    Raises SourceError.
    """
    try:
        found = [*_in_folder(path)] if path.is_dir() else [*_in_file(path)]
    except FileNotFoundError as error:
        raise SourceError(f"FROM is {path}, but there is no such file. Name {WHAT}.") from error
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise SourceError(f"FROM is {path}, which cannot be read: {error}.") from error
    if not found:
        raise SourceError(f"FROM is {path}, and that is none. Name {WHAT}.")
    return found


def _in_folder(folder: Path) -> Iterator[Source]:
    """In a folder only what is called a text is one: what else is there belongs to saved pages."""
    for path in sorted(folder.rglob("[!.]*")):
        if path.is_file() and path.suffix.lower() in (".xml", ".zip", ".html", ".htm", ".txt", ""):
            yield from _in_file(path)


def _in_file(path: Path) -> Iterator[Source]:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                with archive.open(name) as member:
                    if is_export(member.read(HEAD_BYTES)):
                        yield ExportSource(path, name)
    elif is_export(head):
        yield ExportSource(path)
    elif PAGE.search(head):
        yield PageSource(path)
    elif head.strip() and not NO_TEXT.search(head):
        yield TextSource(path)
