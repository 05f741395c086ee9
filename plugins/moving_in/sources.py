"""What FROM names: exports, saved pages and scraped texts, known by what is in them."""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from plugins.moving_in import pages, plain
from plugins.moving_in.markup import is_export
from plugins.moving_in.records import Blog, Entry, Source
from plugins.moving_in.wxr import ExportSource

HEAD_BYTES = 1 << 16
PAGE = re.compile(rb"<(?:!doctype html|html|head|body|article|main|div|p|h1)\b", re.IGNORECASE)
NO_TEXT = re.compile(rb"[\0-\x08\x0e-\x1f]|\A\s*<(?:\?xml|rss|feed)\b")
WHAT = "an export of WordPress (.xml, or a .zip of them), saved pages, or texts of pages"


class SourceError(ValueError):
    """What FROM names is none, in one sentence with what to do."""


@dataclass
class Saved:
    """A page, or the text of one.

    ``name`` is its path from where the import began: its identity, where it tells no other.
    """

    path: Path
    name: str
    read: Callable[[bytes, str], tuple[Blog, Entry]]

    def survey(self, progress: Callable[[int, int], None]) -> Blog:
        size = self.path.stat().st_size
        progress(size, size)
        return self._read[0]

    def entries(self) -> Iterator[Entry]:
        yield self._read[1]

    @cached_property
    def _read(self) -> tuple[Blog, Entry]:
        return self.read(self.path.read_bytes(), self.name)


def sources_in(path: Path) -> list[Source]:
    """Those of a file, or of a folder and what is below it, by their names.

    Raises SourceError.
    """
    try:
        found = [*_in_folder(path)] if path.is_dir() else [*_in_file(path, path.name)]
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
            yield from _in_file(path, path.relative_to(folder).as_posix())


def _in_file(path: Path, name: str) -> Iterator[Source]:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for inner in sorted(archive.namelist()):
                with archive.open(inner) as member:
                    if is_export(member.read(HEAD_BYTES)):
                        yield ExportSource(path, inner)
    elif is_export(head):
        yield ExportSource(path)
    elif PAGE.search(head):
        yield Saved(path, name, pages.read)
    elif head.strip() and not NO_TEXT.search(head):
        yield Saved(path, name, plain.read)
