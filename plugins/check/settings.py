"""Settings that nothing reads, and whose names are a slip away from one that is read."""

import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from plugins.common.problem import Place, Problem
from plugins.common.source import shown
from plugins.common.text import did_you_mean

NAMES = {
    ".py": re.compile(r"[\"']([A-Z][A-Z0-9_]+)[\"']"),
    ".html": re.compile(r"\b([A-Z][A-Z0-9_]+)\b"),
}
ASSIGNED = re.compile(r"^([A-Z][A-Z0-9_]+)\b(?=[^=\n]*=(?!=))", re.MULTILINE)


def files() -> dict[Path, str]:
    """The texts of the files of settings that were read."""
    modules = [vars(module) for module in tuple(sys.modules.values())]
    found = {Path(m["__file__"]) for m in modules if "PLUGINS" in m and m.get("__file__")}
    return {shown(file): file.read_text("utf-8") for file in sorted(found) if file.is_file()}


def place_of(plugin: str, texts: Mapping[Path, str]) -> tuple[Path, Place]:
    """Where PLUGINS has it: by its name, or by the part that stands for ``plugins.….plugin``."""
    for name in (plugin, *plugin.split(".")):
        for path, text in texts.items():
            if found := re.search(rf"(?<=[\"']){re.escape(name)}(?=[\"'])", text):
                before = text[: found.start()]
                return path, Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
    return next(iter(texts), Path("PLUGINS")), Place()


def read_by(folders: Iterable[Path]) -> frozenset[str]:
    """Every name that hooks and templates ask the settings for."""
    files = (f for folder in folders for f in folder.rglob("*") if f.suffix in NAMES)
    return frozenset(n for f in files for n in NAMES[f.suffix].findall(f.read_text("utf-8")))


def misspelt(files: Mapping[Path, str], known: Collection[str]) -> Iterator[Problem]:
    """``files`` are the settings' texts; what one of them reads itself is known as well."""
    for path, text in files.items():
        for match in ASSIGNED.finditer(text):
            name = match[1]
            own = rf"\b{name}\b(?!\s*=)"
            if name in known or any(re.search(own, each) for each in files.values()):
                continue
            if remedy := did_you_mean(name, known):
                line = text.count("\n", 0, match.start()) + 1
                yield Problem(path, line, 1, f"nothing reads the setting {name}", remedy)
