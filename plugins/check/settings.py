"""Settings whose name or value is a slip: told with their line, before anything is built of them.

What a slice can put right, so that the rest is told too, it judges itself.
"""

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from plugins.common.form import EMAIL
from plugins.common.language import is_tag, tag_of
from plugins.common.problem import Place, Problem
from plugins.common.source import shown
from plugins.common.text import did_you_mean, nearest

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


def no_text(value: object) -> str:
    return "" if isinstance(value, str) and value.strip() else 'Write it in quotes: "…"'


def no_number(value: object) -> str:
    is_one = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return "" if is_one else "Write a whole number, without quotes"


def no_texts(value: object) -> str:
    is_one = isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)
    return "" if is_one else 'Write it like ("about",), with the comma'


def no_zone(value: object) -> str:
    zones = available_timezones()
    remedy = did_you_mean(str(value), zones) or "Write it like Europe/Berlin or UTC"
    return "" if value in zones else remedy


def no_language(value: object) -> str:
    right = tag_of(str(value))
    return "" if is_tag(str(value)) else f"Write {right!r}" if right else "Write it like 'en'"


def no_position(value: object) -> str:
    known = ("above", "below")
    return "" if value in known else did_you_mean(str(value), known)


def no_contact(value: object) -> str:
    if not isinstance(value, Mapping):
        return 'Write it like {"email": "…"}'
    for name in value:
        if name not in CONTACT:
            return f"It knows no {name!r}. {did_you_mean(str(name), CONTACT)}"
    email = str(value.get("email", ""))
    lacks = [name for name in CONTACT if name not in value]
    if lacks:
        return f'Add {lacks[0]}; what you have not got is ""'
    return "" if not email or EMAIL.fullmatch(email) else f"{email!r} is no e-mail address"


CONTACT = ("organisation", "street", "place", "telephone", "email")
# What is to be written instead, or "" where a value is what its setting must be.
VALUES: Mapping[str, Callable[[object], str]] = {
    "SITENAME": no_text,
    "DEFAULT_LANG": no_language,
    "TIMEZONE": no_zone,
    "MENU": no_texts,
    "CONTACT": no_contact,
    "SHARE_POSITION": no_position,
    "FEED_MAX_ITEMS": no_number,
    "FEED_ARCHIVE_ITEMS": no_number,
    "MARKDOWN_BYTES_MAX": no_number,
    "MARKDOWN_SECONDS_MAX": no_number,
}


def judged(settings: Mapping[str, object], texts: Mapping[Path, str]) -> Iterator[Problem]:
    """Values that nothing can be built with."""
    for name, fault_of in VALUES.items():
        if name in settings and (remedy := fault_of(settings[name])):
            what = f"{name} cannot be {settings[name]!r}"
            path, line = assigned(name, texts)
            if isinstance(settings[name], Mapping):
                what = f"{name} is not right"
            yield Problem(path, line, 0, what, remedy)


def absent(
    settings: Mapping[str, Any], pages: Collection[str], written: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """The setting, what it names that is not there, and what to do; by slugs and paths."""
    for slug in settings["MENU"]:
        if slug not in pages and (near := nearest(slug, pages)):
            yield (
                "MENU",
                f"MENU names {slug!r}, and no page has that slug",
                f"Did you mean '{near}'?",
            )
    image = settings["FEED_IMAGE"]
    if image and image not in written:
        beside = [path for path in written if path.endswith((".png", ".jpg", ".jpeg", ".gif"))]
        near = nearest(image, beside)
        remedy = f"Did you mean '{near}'?" if near else 'Give a file of the site, or ""'
        yield "FEED_IMAGE", f"FEED_IMAGE names {image!r}, and the site has no such file", remedy


def assigned(name: str, texts: Mapping[Path, str]) -> tuple[Path, int]:
    """Where a setting is set last, in an owner's own file rather than in the one that begins it."""
    found = re.compile(rf"^[^#=\n]*(?<!\w){name}(?!\w)[^=\n]*=(?!=)", re.MULTILINE)
    own = sorted(texts, key=lambda path: path.name == "pelicanconf.py")
    for path in own:
        if places := [match.start() for match in found.finditer(texts[path])]:
            return path, texts[path].count("\n", 0, places[-1]) + 1
    return Path(name), 0
