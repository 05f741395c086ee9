"""What a build writes: who claims which path, and what an earlier build left behind."""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

MANIFEST_VERSION = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """A file below the output folder and, in words, what it is made from."""

    save_as: str
    source: str


def same_file(save_as: str) -> str:
    """One key for paths that some file systems cannot tell apart."""
    return unicodedata.normalize("NFC", save_as).casefold()


def moved_aside(path: str, number: int) -> str:
    """``articles/a/index.html`` → ``articles/a-2/index.html``; ``a.html`` → ``a-2.html``."""
    for end in ("/index.html", "/"):
        if path.endswith(end):
            return f"{path.removesuffix(end)}-{number}{end}"
    suffix = PurePosixPath(path).suffix
    return f"{path.removesuffix(suffix)}-{number}{suffix}"


def orphans(before: Iterable[str], now: Iterable[str]) -> list[str]:
    """What an earlier build wrote and this one did not, sorted."""
    kept = set(map(same_file, now))
    return sorted({path for path in before if same_file(path) not in kept})


def read_manifest(path: Path) -> list[str]:
    """The paths an earlier build wrote; none when that is not known."""
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return []
    match manifest:
        case {"version": int(version), "paths": [*paths]} if version == MANIFEST_VERSION:
            return paths
    return []


def write_manifest(path: Path, paths: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    manifest = {"version": MANIFEST_VERSION, "paths": sorted(set(paths))}
    path.write_text(json.dumps(manifest, indent=0, ensure_ascii=False), "utf-8")
