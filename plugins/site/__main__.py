"""``python -m plugins.site FOLDER``: Pelican's own command, every fault on one line."""

import os
from pathlib import Path

import click

from plugins.site.call import LOCAL, build, fail, in_the_way, wrong


@click.command()
@click.argument("folder", type=Path)
@click.option("--settings", "conf", type=Path, default="pelicanconf.py")
@click.option("--output", type=Path, default="output")
def main(folder: Path, conf: Path, output: Path) -> None:
    """Build the posts of a folder into another."""
    siteurl = os.environ.get("SITEURL") or LOCAL
    if fault := wrong(folder, conf, siteurl) or in_the_way(output, folder, conf):
        fail(fault)
    build(folder, conf, output)


if __name__ == "__main__":
    main()
