"""The index, made by pagefind from the records and kept while they stay as they are.

A folder holds both: ``records/`` and ``index/``, and ``made-from``, the mark of the records
that the index is made from.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from plugins.anatomy.anatomy import SILENT_CLASSES

RECORDS, INDEX, MADE_FROM = "records", "index", "made-from"
# What else pagefind writes is an interface of its own.
SCRIPTS = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
PARTS = ("*.pf_meta", "index/*", "fragment/*", "filter/*")


class SearchError(Exception):
    """Why there is no index, as a sentence."""


def make_index(folder: Path) -> list[str]:
    """Every file of the index below ``folder/index``, sorted. Raises ``SearchError``."""
    records, index, made_from = folder / RECORDS, folder / INDEX, folder / MADE_FROM
    mark = mark_of(records)
    if not made_from.exists() or made_from.read_text("utf-8") != mark:
        made_from.unlink(missing_ok=True)
        shutil.rmtree(index, ignore_errors=True)
        run_pagefind(records, index)
        prune(index)
        made_from.write_text(mark, "utf-8")
    return sorted(p.relative_to(index).as_posix() for p in index.rglob("*") if p.is_file())


def mark_of(records: Path) -> str:
    """Another text whenever a record changes, or what indexes it."""
    try:
        made_by = version("pagefind-bin")
    except PackageNotFoundError as error:
        raise SearchError(
            "pagefind-bin is not installed; there is none for some machines"
        ) from error
    mark = hashlib.sha256(f"{made_by} {selectors()}".encode())
    for file in sorted(records.iterdir()):
        mark.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return mark.hexdigest()


def selectors() -> str:
    """What nobody reads as prose nobody looks for."""
    return ", ".join(f".{name}" for name in sorted(SILENT_CLASSES))


def run_pagefind(records: Path, index: Path) -> None:
    command = [sys.executable, "-m", "pagefind_bin", "--silent", "--exclude-selectors", selectors()]
    command += ["--site", RECORDS, "--output-path", INDEX]
    # In a folder of ours, for it reads the settings of the one that it is run in.
    done = subprocess.run(
        command, cwd=records.parent, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode or not (index / SCRIPTS[0]).is_file():
        said = (done.stderr or done.stdout).strip().splitlines() or [f"status {done.returncode}"]
        raise SearchError(f"pagefind has made no index: {said[-1]}")


def prune(index: Path) -> None:
    needed = set(needed_files(index))
    for file in [path for path in index.rglob("*") if path.is_file() and path not in needed]:
        file.unlink()


def needed_files(index: Path) -> Iterator[Path]:
    """What a browser asks for."""
    yield from (index / name for name in SCRIPTS)
    for language in json.loads((index / SCRIPTS[-1]).read_text("utf-8"))["languages"].values():
        yield index / f"wasm.{language['wasm'] or 'unknown'}.pagefind"
    for pattern in PARTS:
        yield from index.glob(pattern)
