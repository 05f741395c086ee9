"""``python -m plugins.publish``: a new release for readers, or an older one again."""

import errno
import os
import shutil
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from plugins.check.report import counted
from plugins.common.served import stays
from plugins.publish.manifest import (
    Changes,
    Manifest,
    changes,
    others,
    present,
    read_manifest,
)
from plugins.publish.releases import (
    BUSY,
    HOSTING,
    RELEASE,
    BusyError,
    alone,
    altered,
    before,
    begin,
    copy,
    files_in,
    home,
    kept,
    number_of,
    put_aside,
    put_in_place,
    roll_back,
    show_rules,
)
from plugins.site.call import build, fail, in_the_way, settings_in, unpublishable, wrong
from plugins.site.due import due, note_published, published_at, stamp_of

PLACES = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.EXDEV, errno.EROFS)


@click.group()
def main() -> None:
    """Show readers another release."""


@main.command("site")
@click.argument("folder", type=Path)
@click.option("--settings", "conf", type=Path, default="pelicanconf.py")
@click.option("--output", type=Path, default="output")
@click.option("--due", "if_due", is_flag=True, help="Only if a post's minute has come.")
def publish(folder: Path, conf: Path, output: Path, if_due: bool) -> None:
    """Build a release of a folder's posts, and put it in place."""
    if fault := wrong(folder, conf) or in_the_way(output, folder, conf) or unfit(output):
        fail(fault)
    try:
        with alone(output, None if if_due else lambda: click.echo(BUSY, err=True)):
            # One clock for all that follows: what is noted as published is what was.
            os.environ.setdefault("SOURCE_DATE_EPOCH", str(int(time.time())))
            os.environ["PRESENT_PATH"] = os.path.realpath(output)
            settings = settings_in(conf)
            if fault := unpublishable(conf, settings["SITEURL"], os.environ.get("SITEURL", "")):
                fail(fault)
            now, zone = settings["NOW"], ZoneInfo(settings["TIMEZONE"])
            stamp = stamp_of(output, Path(settings["CACHE_PATH"]))
            last = published_at(stamp)  # a clock may have been wrong then
            if if_due and last <= now and not any(due(folder, last, now, zone)):
                return
            said = release(folder, conf, output, settings)
            if not if_due:  # cron mails what is said
                click.echo(said, err=True)
            tell_rules(output, settings)
            note_published(stamp, now)
    except BusyError:
        return  # whoever is at work publishes what is due
    except OSError as error:
        fail(sentence_of(error))


def release(folder: Path, conf: Path, output: Path, settings: Mapping[str, Any]) -> str:
    """A sentence about it. Raise SystemExit where there is a problem, and OSError."""
    new, now = begin(output), present(output)
    build(folder, conf, new / "site")
    made = read_manifest(new)
    if not made:  # Ctrl-C, which Pelican says and forgets
        raise SystemExit(130)
    owned = others(output, Path(settings["CACHE_PATH"]))
    if now and is_as_it_was(made, new / "site", output, owned):
        rules = home(output) / str(now.number) / HOSTING
        shutil.rmtree(rules, ignore_errors=True)
        (new / HOSTING).rename(rules)
        return f"No page has changed: release {now.number} stays."
    copy(output, new / "site", owned)
    put_in_place(output, settings["RELEASES_KEEP"])
    return told(made, changes(now.own if now else {}, made.own))


def is_as_it_was(made: Manifest, tree: Path, output: Path, owned: Sequence[str]) -> bool:
    """Whether every file of a new tree is one of the present tree, and the other way round."""
    there = set(files_in(output)) - {RELEASE, *owned}
    return there == made.files.keys() and all(
        (tree / path).samefile(output / path) for path in there
    )


def told(made: Manifest, changed: Changes) -> str:
    counts = (("new", changed.new), ("changed", changed.changed), ("gone", changed.gone))
    files = ", ".join(f"{len(paths)} {word}" for word, paths in counts if paths)
    return (
        f"Published release {made.number} of {made.site}: {counted(len(made.own), 'file')},"
        f" {files or 'all as before'}."
    )


def tell_rules(output: Path, settings: Mapping[str, Any]) -> None:
    """Where the site is served from elsewhere, deploy does."""
    folder = Path(settings["HOSTING_PATH"])
    if show_rules(output, folder) and not settings["DEPLOY"]:
        click.echo(f"{folder}/ has changed: have nginx or Caddy read it again.", err=True)


@main.command("back")
@click.option("--settings", "conf", type=Path, default="pelicanconf.py")
@click.option("--output", type=Path, default="output")
@click.option("--to", "wanted", default="", help="The number of the release.")
def rollback(conf: Path, output: Path, wanted: str) -> None:
    """Show readers the release before, or that of a number."""
    settings = settings_in(conf)
    try:
        with alone(output, lambda: click.echo(BUSY, err=True)):
            now = present(output)
            number = wanted or str(before(output))
            manifest = read_manifest(home(output) / number)
            if wanted and wanted == str(number_of(output)):
                fail(f"Readers see release {wanted}. {listed(output)}")
            if not manifest or manifest.number not in kept(output):
                fail(f"There is no release {wanted or 'before this one'}. {listed(output)}")
            if changed := altered(home(output) / number / "site", manifest.hashes):
                fail(
                    f"Release {number} is not as it was: {changed[0]} has changed. {listed(output)}"
                )
            staying = [path for path in now.own if stays(path)] if now else []
            staying += others(output, Path(settings["CACHE_PATH"]))
            roll_back(output, manifest.number, staying)
            tell_rules(output, settings)
    except OSError as error:
        fail(sentence_of(error))
    click.echo(f"Readers see release {number} again. {listed(output)}", err=True)


@main.command("clean")
@click.option("--settings", "conf", type=Path, default="pelicanconf.py")
@click.option("--output", type=Path, default="output")
def clean(conf: Path, output: Path) -> None:
    """Leave what no build has made; the release that readers see can come back."""
    with alone(output):
        put_aside(output, others(output, Path(settings_in(conf)["CACHE_PATH"])))


def listed(output: Path) -> str:
    """A sentence: what can come back."""
    found = [
        f"{number} ({datetime.fromtimestamp(manifest.published, UTC):%Y-%m-%d %H:%M} UTC)"
        for number in kept(output)
        if (manifest := read_manifest(home(output) / str(number)))
    ]
    return f"Kept: {', '.join(found)}; make rollback TO=NUMBER." if found else "None is kept."


def unfit(output: Path) -> str:
    """Why a tree cannot take the place of a folder, in a sentence, or ""."""
    real = Path(os.path.realpath(output))
    here = f"OUTPUTDIR is {output}, "
    if real.is_mount():
        return f"{here}which is a disk of its own and cannot be replaced. Name a folder in it."
    if (real / ".git").exists():
        return f"{here}a checkout of git, whose history is not to be replaced. Name another folder."
    return ""


def sentence_of(error: OSError) -> str:
    remedy = "Name another OUTPUTDIR, whose parent folder is yours too." * (error.errno in PLACES)
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror}. What readers see is as it was. {remedy}".rstrip()


if __name__ == "__main__":
    main()
