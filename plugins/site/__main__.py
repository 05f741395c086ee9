"""``python -m plugins.site FOLDER``: Pelican's own command, every fault on one line."""

import os
import runpy
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from plugins.check.log import listen
from plugins.site.call import LOCAL, settings_in, unpublishable, wrong
from plugins.site.due import due, note_published, published_at, stamp_of


@click.command()
@click.argument("folder", type=Path)
@click.option("--settings", "conf", type=Path, default="pelicanconf.py")
@click.option("--output", type=Path, default="output")
@click.option("--due", "if_due", is_flag=True, help="Publish only if a post's minute has come.")
def main(folder: Path, conf: Path, output: Path, if_due: bool) -> None:
    """Build the posts of a folder into another."""
    given = os.environ.get("SITEURL", "")
    if fault := wrong(folder, conf, given or LOCAL):
        fail(fault)
    if "PUBLISH" not in os.environ:
        build(folder, conf, output)
        return
    # One clock for all that follows: what is noted as published is what was.
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(int(time.time())))
    settings = settings_in(conf)
    if fault := unpublishable(conf, settings["SITEURL"], given):
        fail(fault)
    now, zone = settings["NOW"], ZoneInfo(settings["TIMEZONE"])
    stamp = stamp_of(output, Path(settings["CACHE_PATH"]))
    if if_due and not any(due(folder, published_at(stamp), now, zone)):
        return
    build(folder, conf, output)
    note_published(stamp, now)


def build(folder: Path, conf: Path, output: Path) -> None:
    """Raise SystemExit where there is a problem."""
    listen()
    sys.argv = ["pelican", str(folder), "--settings", str(conf), "--output", str(output)]
    runpy.run_module("pelican", run_name="__main__")


def fail(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    main()
