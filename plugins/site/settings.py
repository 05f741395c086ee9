"""Settings that nothing reads, though their names are near to those of some that are read."""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from plugins.common.problem import Problem
from plugins.common.text import nearest

NAMES = {
    ".py": re.compile(r'"([A-Z][A-Z0-9_]+)"'),  # settings["NAME"]
    ".html": re.compile(r"\b([A-Z][A-Z0-9_]+)\b"),  # {{ NAME }}
}


def read_by(folders: Iterable[Path]) -> frozenset[str]:
    """The names of settings that the programs and templates of some folders ask for."""
    files = (file for folder in folders for file in folder.rglob("*") if file.suffix in NAMES)
    return frozenset(
        name for file in files for name in NAMES[file.suffix].findall(file.read_text("utf-8"))
    )


def misspelt(names: Iterable[str], known: Collection[str]) -> Iterator[Problem]:
    """Of the ``names`` that are set, those that are not known, but near one that is."""
    for name in sorted(set(names) - set(known)):
        if near := nearest(name, known):
            remedy = f"Did you mean {near}? A name of your own may be in small letters"
            yield Problem(Path(name), 0, 0, "nothing reads this setting", remedy)
