"""The sample blog, put aside so that another can begin."""

import shutil
from collections.abc import Iterator
from pathlib import Path

# The identity that the sample blog is delivered with.
SAMPLE_ID = "0d8e3c6a-6f0e-4f6e-9a53-5b0c1f5c2f7d"
# By these authors a folder is known as the sample's; their file goes last, so that it is the mark.
MARK, AUTHORS = "[sam-sample]", "authors.toml"
MOVED = ("articles", "replies", "authors", "addresses.txt")
# What is true of every blog that stands in this house.
KEPT = ("topics.toml", "pages/privacy.md")


def is_sample(content: Path) -> bool:
    """Whether this is the sample blog, or what a move of it has left; else it is somebody's."""
    file = content / AUTHORS
    return file.is_file() and MARK in file.read_text("utf-8", errors="replace")


def aside(content: Path, samples: Path) -> Iterator[tuple[Path, Path]]:
    """What is to be moved where; what stands there already stays in both places.

    So one who was stopped halfway may begin again, and nothing is overwritten.
    """
    names = [*MOVED]
    if (content / "pages").is_dir():
        pages = sorted(path.name for path in (content / "pages").iterdir())
        names += [f"pages/{name}" for name in pages if f"pages/{name}" not in KEPT]
    for name in [*names, AUTHORS]:
        if (content / name).exists() and not (samples / name).exists():
            yield content / name, samples / name


def move(content: Path, samples: Path) -> None:
    """With copies of what both blogs have, so that the samples can still be built."""
    for name in KEPT:
        if (content / name).is_file() and not (samples / name).exists():
            (samples / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(content / name, samples / name)
    for old, new in aside(content, samples):
        new.parent.mkdir(parents=True, exist_ok=True)
        old.rename(new)
    (content / "articles").mkdir(exist_ok=True)
