"""Removes what an earlier build wrote and this one does not."""

from collections.abc import Sequence
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator

from plugins.orphans.orphans import (
    blocking,
    manifest_of,
    orphans,
    read_manifest,
    remove,
    write_manifest,
)


def note_outputs(generators: Sequence[Generator]) -> None:
    """Before anything is written, so that a killed build leaves nothing unknown behind."""
    settings = generators[0].settings
    path = manifest_at(settings)
    settings["ORPHANS"] = orphans(read_manifest(path), generators[0].context["outputs"])
    settings["BLOCKING"] = blocking(settings["ORPHANS"], generators[0].context["outputs"])
    write_manifest(path, [*read_manifest(path), *generators[0].context["outputs"]])


def make_way(pelican: Pelican) -> None:
    """The last moment before anything is written."""
    remove(Path(pelican.output_path), pelican.settings["BLOCKING"])


def remove_orphans(pelican: Pelican) -> None:
    left, path = pelican.settings["ORPHANS"], manifest_at(pelican.settings)
    remove(Path(pelican.output_path), left)
    write_manifest(path, set(read_manifest(path)) - set(left))


def manifest_at(settings: dict[str, str]) -> Path:
    return manifest_of(Path(settings["OUTPUT_PATH"]), Path(settings["CACHE_PATH"]))


def register() -> None:
    signals.all_generators_finalized.connect(note_outputs)
    signals.get_writer.connect(make_way)
    signals.finalized.connect(remove_orphans)
