"""``python -m plugins.orphans FOLDER``: remove from it what was built there, and nothing else."""

from pathlib import Path

import click

import pelicanconf
from plugins.orphans.orphans import manifest_of, read_manifest, remove


@click.command()
@click.argument("folder", type=Path)
def main(folder: Path) -> None:
    """Empty a folder of what was built into it."""
    manifest = manifest_of(folder, Path(pelicanconf.CACHE_PATH))
    remove(folder, read_manifest(manifest))
    manifest.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
