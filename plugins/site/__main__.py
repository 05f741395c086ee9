"""``python -m plugins.site FOLDER``: Pelican's own command, every fault on one line."""

import os
import runpy
import sys
from pathlib import Path

import click

from plugins.check.log import listen
from plugins.site.call import wrong


@click.command()
@click.argument("folder", type=Path)
@click.option("--settings", type=Path, default="pelicanconf.py")
@click.option("--output", type=Path, default="output")
def main(folder: Path, settings: Path, output: Path) -> None:
    """Build the posts of a folder into another."""
    if fault := wrong(folder, settings, os.environ.get("SITEURL", "http://127.0.0.1:8000")):
        print(fault, file=sys.stderr)
        raise SystemExit(2)
    listen()
    sys.argv = ["pelican", str(folder), "--settings", str(settings), "--output", str(output)]
    runpy.run_module("pelican", run_name="__main__")


if __name__ == "__main__":
    main()
