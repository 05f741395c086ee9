"""``python -m plugins.upgrade``: all is tried beside the blog, and the last step brings it in."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click

from plugins.site.call import fail, wrong
from plugins.upgrade.difference import difference
from plugins.upgrade.history import (
    UpgradeError,
    base_of,
    clean,
    fetched,
    forward,
    git,
    in_the_way,
    joined,
    news,
    remove,
)

WORK = Path(".cache/upgrade")
TREE, BEFORE, AFTER = WORK / "tree", WORK / "before", WORK / "after"
LOG, CUT_SHORT = WORK / "log", WORK / "cut-short"
# What this make was told is not meant for those that are called here.
TOLD = "FROM TO TITLE INPUTDIR OUTPUTDIR CONFFILE SITEURL CI SERVE PUBLISH CHECK FIX MFLAGS".split()
DONE = """\
The release is in; nothing is published yet. {after} is how your site looks, {before} how it did.
To go back: git reset --keep {head}"""


@click.command()
@click.option("--input", "content", type=Path, default="content")
@click.option("--conf", type=Path, default="pelicanconf.py")
@click.option("--from", "source", envvar="FROM", default="")
@click.option("--to", "name", default="")
@click.option("--tests/--no-tests", default=True)
def main(content: Path, conf: Path, source: str, name: str, tests: bool) -> None:
    """Bring a release into this blog, if all is well with it."""
    if fault := wrong(content, conf):
        fail(fault)
    try:
        head = clean(CUT_SHORT)
        with alone():
            release = fetched(source, name)
            if (base := base_of(head, release)) == release:
                click.echo("This blog has all of that release.")
                return
            own, settings = {"content", *inside(content)}, {"pelicanconf.py", *inside(conf)}
            made = joined(TREE, head, release, base, own, settings)
            try:
                if path := in_the_way(head, made):
                    raise UpgradeError(f"{path} is yours, and the release has one too: rename it.")
                draw(content, conf)
                for line in (*news(base, release), *difference(BEFORE, AFTER)):
                    click.echo(line)
                if tests:
                    test(release)
                forward(made, CUT_SHORT)
            finally:
                remove(TREE)
        click.echo(DONE.format(after=AFTER, before=BEFORE, head=head[:12]), err=True)
    except UpgradeError as error:
        fail(str(error))


@contextmanager
def alone() -> Iterator[None]:
    WORK.mkdir(parents=True, exist_ok=True)
    with (WORK / "lock").open("w") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UpgradeError("Another upgrade is at work here.") from None
        yield


def inside(path: Path) -> Iterator[str]:
    """What git calls it, if it is in this clone."""
    real, root = path.resolve(), Path.cwd().resolve()
    if real.is_relative_to(root) and real != root:
        yield real.relative_to(root).as_posix()


def draw(content: Path, conf: Path) -> None:
    """The owner's posts by the present code and by the new, at the same minute."""
    told = {"SOURCE_DATE_EPOCH": str(int(time.time())), **os.environ}

    def drawn(house: Path, output: Path, log: Path | None) -> bool:
        shutil.rmtree(output, ignore_errors=True)
        site = ("-P", "-m", "plugins.site", str(content), "--settings", str(house / conf))
        python = str(house / ".venv/bin/python")
        path = {"PYTHONPATH": str(house.resolve())}
        return run(python, *site, "--output", str(output), told=told | path, log=log)

    if not drawn(Path(), BEFORE, LOG):
        raise UpgradeError("Your site cannot be drawn as it is: mend what make html tells first.")
    shutil.copytree(
        WORK.parent, TREE / ".cache", symlinks=True, ignore=shutil.ignore_patterns(WORK.name)
    )
    if not run("make", "-s", ".venv/run", told=told, cwd=TREE):
        raise UpgradeError("What the release needs cannot be installed. Nothing has changed.")
    if not drawn(TREE, AFTER, None):
        raise UpgradeError("The release cannot draw your site as it is. Nothing has changed.")


def test(release: str) -> None:
    """As it was delivered: what an owner has made of posts, settings and theme they cannot know."""
    git("checkout", "--quiet", "--force", "--detach", release, cwd=TREE)
    click.echo(f"Running the release's tests, which takes minutes ({LOG})", err=True)
    if not run("make", "-s", "test", told=os.environ, cwd=TREE, log=LOG):
        raise UpgradeError(
            f"Tests of the release fail on this machine: {LOG} tells which. Nothing has changed."
            " TESTS=0 leaves them out."
        )


def run(
    *command: str, told: Mapping[str, str], cwd: Path | None = None, log: Path | None = None
) -> bool:
    """Whether it ends well."""
    known = {k: v for k, v in told.items() if not (k.startswith("MAKE") or k in TOLD)}
    environment = {"PYTHON": sys.executable, **known}
    with log.open("wb") if log else nullcontext() as file:
        done = subprocess.run(
            command, cwd=cwd, env=environment, stdout=file, stderr=file, check=False
        )
    return done.returncode == 0


if __name__ == "__main__":
    main(prog_name="make upgrade")
