"""What import has written: so that a second run knows what an author has made of it."""

import json
import os
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import IO

from plugins.common.files import replace
from plugins.moving_in.records import Key, Outcome

NO_KEY = Key("", "")


@dataclass(slots=True)
class Journal:
    """``.moving-in/written.jsonl``: a line for each file, added when it has been written.

    Killed at any moment, a run leaves whole files, and at most one that no line tells of: that
    holds what would be written, and so is known again. ``dry``, nothing is written at all.
    """

    root: Path
    dry: bool = False
    hashes: dict[str, str] = field(default_factory=dict)
    paths: dict[Key, str] = field(default_factory=dict)  # of entries
    lines: IO[str] | None = None

    @property
    def path(self) -> Path:
        return self.root / ".moving-in" / "written.jsonl"

    def __enter__(self) -> "Journal":
        text = self.path.read_text("utf-8", errors="replace") if self.path.is_file() else ""
        for line in text.splitlines():
            try:
                path, hash_, blog, number = map(str, json.loads(line))
            except ValueError:
                continue  # the one that a kill has cut
            if is_below(self.root, path):
                self.hashes[path] = hash_
                if number:
                    self.paths[Key(blog, number)] = path
        if not self.dry:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.lines = self.path.open("a", encoding="utf-8")
            self.lines.write("\n" * bool(text and not text.endswith("\n")))
        return self

    def __exit__(self, *_: object) -> None:
        if self.lines:
            self.lines.close()

    def write(self, path: str, content: bytes, key: Key = NO_KEY) -> Outcome:
        """What became of it. What an author has edited or deleted stays so."""
        file, hash_ = self.root / path, sha256(content).hexdigest()
        if not is_below(self.root, path) or file.is_symlink():
            return "clash"
        known = self.hashes.get(path)
        outcome: Outcome
        if not file.exists():
            outcome = "deleted" if known else "written"
        elif not file.is_file():
            outcome = "clash"
        elif (present := sha256(file.read_bytes()).hexdigest()) == hash_:
            outcome = "same"
        else:
            outcome = "updated" if present == known else "edited" if known else "clash"
        if not self.dry and outcome in ("written", "updated"):
            file.parent.mkdir(parents=True, exist_ok=True)
            replace(file, content)
        if self.lines and outcome in ("written", "updated", "same") and known != hash_:
            self.lines.write(json.dumps([path, hash_, key.blog, key.number]) + "\n")
            self.lines.flush()
            self.hashes[path] = hash_
        return outcome


def is_below(root: Path, path: str) -> bool:
    """Whether it can only be a file below that folder, whatever links lead out of it."""
    parts = path.split("/")
    if path.startswith("/") or "\0" in path or {"", ".", ".."} & {*parts}:
        return False
    return leads_below(root, (root / path).parent)


@cache
def leads_below(root: Path, folder: Path) -> bool:
    return Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(root))
