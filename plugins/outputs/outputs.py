"""What a build writes: who claims which path."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath


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
