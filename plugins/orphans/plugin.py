"""Removes what an earlier build wrote and this one does not."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator

from plugins.orphans.orphans import orphans, read_manifest, write_manifest


def manifest_of(settings: dict[str, str]) -> Path:
    """One manifest an output folder, kept outside it: never do we remove what we did not write."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(settings["OUTPUT_PATH"]))).hexdigest()[:16]
    return Path(settings["CACHE_PATH"], f"outputs-{name}.json")


def note_outputs(generators: Sequence[Generator]) -> None:
    """Before anything is written, so that a killed build leaves nothing unknown behind."""
    settings = generators[0].settings
    path = manifest_of(settings)
    settings["ORPHANS"] = orphans(read_manifest(path), generators[0].context["outputs"])
    write_manifest(path, [*read_manifest(path), *generators[0].context["outputs"]])


def remove_orphans(pelican: Pelican) -> None:
    root = Path(pelican.output_path)
    left = pelican.settings["ORPHANS"]
    for file in (root / path for path in left):
        file.unlink(missing_ok=True)
        for folder in file.parents:
            if folder == root or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()
    path = manifest_of(pelican.settings)
    write_manifest(path, set(read_manifest(path)) - set(left))


def register() -> None:
    signals.all_generators_finalized.connect(note_outputs)
    signals.finalized.connect(remove_orphans)
