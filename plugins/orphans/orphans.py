"""What a build wrote, told to the next one in a manifest."""

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from plugins.outputs.outputs import same_file

MANIFEST_VERSION = 1


def manifest_of(output: Path, cache: Path) -> Path:
    """One manifest an output folder, kept outside it: never do we remove what we did not write."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(output))).hexdigest()[:16]
    return cache / f"outputs-{name}.json"


def orphans(before: Iterable[str], now: Iterable[str]) -> list[str]:
    """What an earlier build wrote and this one did not, sorted."""
    kept = set(map(same_file, now))
    return sorted({path for path in before if same_file(path) not in kept})


def read_manifest(path: Path) -> list[str]:
    """The paths an earlier build wrote; none when that is not known."""
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return []
    match manifest:
        case {"version": int(version), "paths": [*paths]} if version == MANIFEST_VERSION:
            return paths
    return []


def write_manifest(path: Path, paths: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    manifest = {"version": MANIFEST_VERSION, "paths": sorted(set(paths))}
    path.write_text(json.dumps(manifest, indent=0, ensure_ascii=False), "utf-8")


def blocking(left: Iterable[str], now: Iterable[str]) -> list[str]:
    """Files left over where a folder is to be, or in a folder where a file is to be."""
    written = set(now)
    folders = {str(parent) for path in written for parent in PurePosixPath(path).parents}
    return [
        path
        for path in left
        if path in folders or any(str(p) in written for p in PurePosixPath(path).parents)
    ]


def remove(root: Path, paths: Iterable[str]) -> None:
    """The files, and the folders that are empty without them; the root stays."""
    for file in (root / path for path in paths):
        if file.is_file() or file.is_symlink():
            file.unlink()
        for folder in file.parents:
            if folder == root or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()
