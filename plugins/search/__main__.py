"""``python -m plugins.search FOLDER``: make the index of the records in a folder of the cache."""

import sys
from pathlib import Path

import click

from plugins.search.index import SearchError, make_index


@click.command()
@click.argument("folder", type=Path)
def main(folder: Path) -> None:
    """Make the index anew where the records have changed."""
    try:
        make_index(folder)
    except SearchError as error:
        print(f"{error}.", file=sys.stderr)
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
