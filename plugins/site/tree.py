"""The content folder, walked once for what Pelican overlooks."""

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from plugins.common.header import Header, split
from plugins.common.problem import Problem
from plugins.common.text import nearest

PAGES = (".md", ".markdown", ".mkd", ".mdown", ".rst")
# What other programs call a text like these.
TEXTS = ("", ".txt", ".text", ".mdwn", ".mkdn", ".mdtxt", ".mdtext", ".mdx", ".rmd", ".qmd")
# What office programs write.
PAPERS = (".doc", ".docx", ".odt", ".pages", ".pdf", ".rtf")
# What the content folder holds beside posts and pages.
LISTS = ("authors.toml", "topics.toml")
HEADER_BYTES = 4_000


def hidden(path: Path, root: Path) -> bool:
    """Whether editors and systems keep it for themselves: Pelican leaves it out (IGNORE_FILES)."""
    return any(part.startswith(".") for part in path.relative_to(root).parts)


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


def strays(root: Path, folders: Iterable[str], served: Collection[str]) -> Iterator[Problem]:
    """Posts that are not read for where they stand or how they are named.

    ``served`` are the files, by paths from the root, that readers get as they are.
    """
    read = [root / folder for folder in folders]
    for path in sorted(root.rglob("*")):
        if hidden(path, root):
            continue
        if path.parent == root and (name := list_meant(path)):
            what, remedy = f"nothing reads {path.name}", f"Rename it to {name}"
            yield Problem(path, 0, 0, what, remedy)
        elif any(path.is_relative_to(folder) for folder in read):
            if path.relative_to(root).as_posix() in served:
                continue
            if what := misnamed(path):
                yield Problem(path, 0, 0, f"{what} and is not read", "Rename it to end in .md")
            elif path.suffix.lower() in PAPERS and path.is_file():
                what = f"a {path.suffix} is not read, and nothing links to it"
                remedy = "Save its text as Markdown (.md), link to it from a post, or remove it"
                yield Problem(path, 0, 0, what, remedy, note=True)
        elif path.suffix in PAGES:
            what = f"this stands outside {' and '.join(map(str, read))} and is not read"
            yield Problem(path, 0, 0, what, "Move it into one of them")


def list_meant(path: Path) -> str:
    """Of which list, that is not there, its name is a slip, or ""."""
    name = path.name.lower()
    if path.name in LISTS or not path.is_file() or not path.stat().st_size:
        return ""
    near = nearest(name.removesuffix(".txt"), LISTS) or nearest(f"{path.stem.lower()}.toml", LISTS)
    is_text = path.suffix.lower() in ("", ".toml", ".tml", ".txt")
    return near if near and is_text and not (path.parent / near).exists() else ""


def misnamed(path: Path) -> str:
    """How a post's name keeps it from being one, or ""."""
    ending = path.suffix.lower()
    if path.suffix in PAGES or not path.is_file():
        return ""
    if ending in PAGES or (len(ending) > 3 and nearest(ending, (".markdown", ".mdown"))):
        return f"the name ends in {path.suffix}"
    if ending in TEXTS and "title" in beginning(path).values:
        return f"this has a title but its name ends in {path.suffix or 'nothing'}"
    return ""


def beginning(path: Path) -> Header:
    try:
        with path.open("rb") as file:
            return split(file.read(HEADER_BYTES).decode("utf-8-sig", "replace"))
    except OSError:  # told by ``faults``
        return split("")


def faults(root: Path) -> Iterator[Problem]:
    """Everything in the folder that cannot be read or must not be followed."""
    for path in escaping_links(root):
        if hidden(path, root):
            continue  # an editor's lock
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
