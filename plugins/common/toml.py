"""TOML files, and those of tables with one shape: who writes here, what is written about."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from plugins.common.merge import conflicts
from plugins.common.problem import Problem
from plugins.common.text import did_you_mean, nearest

PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
HEAD = re.compile(r"\s*\[")
SLUG = re.compile(r"(?!.{201})[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Table:
    """``[slug]`` and what stands below it; ``line`` is that of the slug, ``lines`` of its keys."""

    slug: str
    line: int
    values: Mapping[str, str | tuple[str, ...]]
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.line)

    def text(self, key: str) -> str:
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ", ".join(value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, ())
        return (value,) if isinstance(value, str) else value


def read_toml(path: Path) -> tuple[str, dict[str, Any], list[Problem]]:
    """The text of a file, what it says, and why it cannot be read; nothing where there is none."""
    try:
        source = path.read_text("utf-8-sig")
        return source, tomllib.loads(source), []
    except FileNotFoundError:
        return "", {}, []
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(path, 0, 0, f"this file cannot be read: {error}", "Save it as UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        what = str(error)
        place = PLACE.search(what)
        line, column = (int(place[1]), int(place[2])) if place else (0, 0)
        what = f"this is not TOML: {PLACE.sub('', what)}"
        problem = Problem(path, line, column, what, "Mend this line")
        for at, what, remedy in islice(conflicts(source), 1):
            problem = Problem(path, *at, what, remedy)
    return "", {}, [problem]


def read_tables(
    path: Path, texts: tuple[str, ...], lists: tuple[str, ...] = ()
) -> tuple[list[Table], list[Problem]]:
    """The tables of a file in its order, and what is wrong with it; nothing where there is no file.

    ``texts`` and ``lists`` are the keys a table may have; ``name`` it must have.
    """
    source, found, problems = read_toml(path)
    tables = []
    for slug, values in found.items():
        line = _line_of(source, slug)
        faults = _faults(slug, values, texts, lists)
        lines = _lines_of(source, line, values) if isinstance(values, dict) else {}
        problems += [
            Problem(path, lines.get(key, line), 0, what, remedy) for key, what, remedy in faults
        ]
        if isinstance(values, dict) and _named(values) and SLUG.fullmatch(slug):
            kept = {k: _plain(v) for k, v in values.items() if k in texts + lists}
            tables.append(Table(slug, line, kept, lines))
    return tables, problems


def former_slugs(
    path: Path, tables: Sequence[Table]
) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """Slug → the ``former`` ones of its table, in their order, and what is wrong with others."""
    holders = {table.slug: table.slug for table in tables}
    found, problems = {}, []
    for table in tables:
        kept = []
        for slug in table.texts("former"):
            if not slug.strip(".") or not slug.isprintable() or set(slug) & set("/ "):
                what, remedy = f"{slug!r} can have been no part of an address", "Remove it"
            elif (other := holders.setdefault(slug, table.slug)) != table.slug:
                what, remedy = f"{slug!r} is or was the slug of [{other}] too", "Keep it in one"
            else:
                kept.append(slug)
                continue
            problems.append(Problem(path, table.line_of("former"), 0, what, remedy))
        found[table.slug] = tuple(kept)
    return found, problems


def _line_of(source: str, slug: str) -> int:
    match = re.search(rf"^\s*\[?\s*[\"']?{re.escape(slug)}(?![\w-])", source, re.MULTILINE)
    return source.count("\n", 0, match.start() + len(match[0])) + 1 if match else 1


def _lines_of(source: str, first: int, keys: Iterable[str]) -> dict[str, int]:
    """Where each key of the table stands that begins at that line."""
    found = {}
    below = source.split("\n")[first - 1 :]
    end = next((n for n, line in enumerate(below) if n and HEAD.match(line)), len(below))
    for key in keys:
        own = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        at = next((n for n, line in enumerate(below[:end]) if own.match(line)), 0)
        found[key] = first + at
    return found


def _faults(
    slug: str, values: object, texts: tuple[str, ...], lists: tuple[str, ...]
) -> list[tuple[str, str, str]]:
    """The key, what is wrong with it, and what to do."""
    if not isinstance(values, dict):
        return [("", f"'{slug}' stands outside a table", f"Begin with a line like [{slug}]")]
    faults = []
    if not SLUG.fullmatch(slug):
        faults.append(
            (
                "",
                f"'{slug}' cannot be part of an address",
                "Use a few of a-z, 0-9 and single hyphens",
            )
        )
    if not _named(values):
        faults.append(("", f"[{slug}] has no name", 'Add a line name = "…"'))
    for key, value in values.items():
        if key not in texts + lists:
            faults.append(
                (key, f"[{slug}] has an unknown key '{key}'", _key_meant(key, texts + lists))
            )
        elif key in texts and not isinstance(value, str):
            faults.append((key, f"'{key}' of [{slug}] is not a text", 'Write it in quotes: "…"'))
        elif key in lists and not (
            isinstance(value, list) and all(isinstance(item, str) for item in value)
        ):
            faults.append((key, f"'{key}' of [{slug}] is not a list", 'Write it like ["…", "…"]'))
    return faults


def _key_meant(key: str, known: tuple[str, ...]) -> str:
    """One of which it is a slip, or a longer or a shorter word."""
    near = nearest(key, known) or next(
        (
            k
            for k in known
            if min(len(k), len(key)) > 2 and (key.startswith(k) or k.startswith(key))
        ),
        "",
    )
    return f"Did you mean '{near}'?" if near else did_you_mean(key, known)


def _named(values: Mapping[str, object]) -> bool:
    name = values.get("name")
    return isinstance(name, str) and bool(name.strip())


def _plain(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return " ".join(str(value).split())
