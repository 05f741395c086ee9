"""What a release holds, and what it changes of the one before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from plugins.common.files import replace
from plugins.orphans import orphans
from plugins.publish.releases import MANIFEST, home, number_of, numbers, owned

# So few pages are gone because somebody removed them, however small the blog is.
MEANT = 2


class File(NamedTuple):
    """``source`` is what it was made from, or ""; ``sha256`` is in hexadecimal."""

    source: str
    sha256: str
    # How many releases ago it was made: for those who still read a page of that one.
    age: int = 0


@dataclass(frozen=True)
class Manifest:
    """``before`` is the number of the release that it took the place of, or 0.

    ``published`` is in seconds since 1970; ``files`` are told by their path below the site.
    """

    number: int
    before: int
    site: str
    published: int
    files: Mapping[str, File]

    @property
    def hashes(self) -> dict[str, str]:
        """Of all: path → SHA-256."""
        return {path: file.sha256 for path, file in self.files.items()}

    @property
    def own(self) -> dict[str, str]:
        """What was built: path → SHA-256."""
        return {path: file.sha256 for path, file in self.files.items() if not file.age}


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths, sorted."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    return Changes(
        new=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(
            path for path in sorted(before.keys() & after.keys()) if before[path] != after[path]
        ),
        gone=tuple(sorted(before.keys() - after.keys())),
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    files = {path: file._asdict() for path, file in sorted(manifest.files.items())}
    text = json.dumps({**vars(manifest), "files": files}, indent=0, ensure_ascii=False)
    replace(folder / MANIFEST, text.encode("utf-8"))


def read_manifest(folder: Path) -> Manifest | None:
    """None where there is none that can be read."""
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        files = {path: File(**file) for path, file in told.pop("files").items()}
        return Manifest(files=files, **told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def present(output: Path) -> Manifest | None:
    """That of the release which readers see."""
    number = number_of(output)
    return read_manifest(home(output) / str(number)) if number else None


def newest(output: Path) -> Manifest | None:
    """That of the last publish, even if readers see an older one again."""
    found = (read_manifest(home(output) / str(n)) for n in reversed(numbers(output)))
    return next(filter(None, found), None)


def others(output: Path, cache: Path) -> list[str]:
    """What of a tree that readers see no build has written: it is its owner's, and stays."""
    return owned(output, orphans.read_manifest(orphans.manifest_of(output, cache)))
