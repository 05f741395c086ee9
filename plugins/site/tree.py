"""The content folder, walked once for what Pelican overlooks."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from plugins.common.problem import Problem

PAGES = (".md", ".markdown", ".mkd", ".mdown", ".rst")


def escaping_links(root: Path) -> Iterator[Path]:
    """Symbolic links in the folder that lead out of it, or nowhere."""
    top = root.resolve()
    for folder, folders, files in os.walk(root):
        for path in (Path(folder, name) for name in sorted([*folders, *files])):
            if path.is_symlink():
                try:
                    inside = path.resolve(strict=True).is_relative_to(top)
                except (OSError, RuntimeError):  # a dangling link, or a loop
                    inside = False
                if not inside:
                    yield path


def strays(root: Path, folders: Iterable[str]) -> Iterator[Problem]:
    """Posts that stand outside the folders which are read."""
    read = [root / folder for folder in folders]
    for path in sorted(root.rglob("*")):
        if path.suffix in PAGES and not any(path.is_relative_to(folder) for folder in read):
            what = f"this stands outside {' and '.join(map(str, read))} and is not read"
            yield Problem(path, 0, 0, what, "Move it into one of them")


def faults(root: Path) -> Iterator[Problem]:
    """Everything in the folder that cannot be read or must not be followed."""
    for path in escaping_links(root):
        what = f"this is a link that leads out of {root} or nowhere"
        yield Problem(path, 0, 0, what, "Copy the file itself into it")
    unreadable: list[OSError] = []
    for folder, _, files in os.walk(root, onerror=unreadable.append):
        for path in (Path(folder, name) for name in files):
            if path.exists() and not os.access(path, os.R_OK):
                yield Problem(
                    path, 0, 0, "the file cannot be read", "Give yourself the right to read it"
                )
    for error in unreadable:
        what = f"the folder cannot be read: {error.strerror}"
        yield Problem(Path(error.filename), 0, 0, what, "Give yourself the right to read it")
