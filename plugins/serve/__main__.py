"""Serve the site on this machine: build, watch, build again, until Ctrl-C.

The server and each build are processes in groups of their own: Ctrl-C reaches
this one alone, and it ends them.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

import click

from plugins.common.port import PortError, claim
from plugins.inbox.database import Hold, StoreError
from plugins.inbox.settings import SettingError, environment, settings_of
from plugins.inbox.store import Store
from plugins.serve.outcome import PAGES, page_about, pages_of, tell, without_traces
from plugins.serve.sources import changes
from plugins.site.call import wrong

ROOT = Path(__file__).parents[2]
SITE = Path(".serve")
ADDRESS = "127.0.0.1"
READY_SECONDS = 3


@click.command()
@click.option("--input", "folder", type=Path, default="content")
@click.option("--conf", type=Path, default="pelicanconf.py")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000)
def main(folder: Path, conf: Path, port: int) -> None:
    """Serve the site and its inbox, drawn again at every change."""
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, signal.default_int_handler)
    address = f"http://{ADDRESS}:{port}"
    siteurl = os.environ.get("SITEURL") or address
    if fault := wrong(folder, conf, siteurl):
        click.echo(fault, err=True)
        raise SystemExit(2)
    given = {**os.environ, "SERVE": "1", "SITEURL": siteurl, "INBOX_SITE": str(SITE)}
    try:
        SITE.mkdir(exist_ok=True)
        settings = settings_of({**environment(), **given})
        claim(ADDRESS, port)
        Hold(settings.database).release()
        Store(settings.database).close()
    except PortError as error:
        click.echo(f"{error} Stop what holds it, or: make serve PORT={port + 1}", err=True)
        raise SystemExit(2) from error
    except (SettingError, StoreError) as error:
        click.echo(error, err=True)
        raise SystemExit(2) from error
    try:
        with server(port, given):
            sources = (folder, ROOT / "theme", ROOT / "plugins")
            pages = pages_of(SITE)
            for changed in changes(sources, (conf, ROOT / "pelicanconf.py")):
                built, faults = build(folder, conf, given)
                before, pages = pages, pages if faults else pages_of(SITE)
                page = page_about(changed, before, pages, f"{settings.site_root}/")
                tell(SITE, page, faults)
                await_answer(port)
                click.echo(f"{built} {address}{settings.site_root}", err=True)
    except KeyboardInterrupt:
        pass


@contextmanager
def server(port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """The site and the inbox on the port; the receiver starts anew when its code changes."""
    command = [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--log-level", "error"),
        *("--host", ADDRESS, "--port", str(port), "--workers", "1"),
        *("--reload", "--reload-paths", str(ROOT / "plugins"), "--reload-ignore-worker-failure"),
        # A page that waits for news keeps its connection for ever.
        *("--workers-kill-timeout", "1"),
        *("--factory", "plugins.serve.app:application"),
    ]
    process = subprocess.Popen(command, env=environment, process_group=0)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def build(folder: Path, conf: Path, environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """Draw the site. A sentence that says so, and in lines why it could not be drawn, if so.

    The build itself tells the problems of what was drawn.
    """
    started = time.monotonic()
    (SITE / PAGES).unlink(missing_ok=True)
    command = [sys.executable, "-m", "plugins.site", str(folder)]
    command += ["--settings", str(conf), "--output", str(SITE)]
    with TemporaryFile("w+", encoding="utf-8", errors="replace") as file:
        done = subprocess.run(command, env=environment, process_group=0, check=False, stderr=file)
        file.seek(0)
        said = without_traces(file.read())
    click.echo(said, err=True, nl=False)
    seconds = time.monotonic() - started
    problems = ", with problems" if done.returncode else ""
    faults = [line for line in said.splitlines() if line.strip()]
    if (SITE / PAGES).exists() or not done.returncode:
        faults = []
    elif not faults:
        faults = [f"The build ended with status {done.returncode} and said nothing."]
    return f"Built in {seconds:.1f} s{problems}.", faults


def await_answer(port: int) -> None:
    """Return when the server answers, which it does a while after it or its code is new."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((ADDRESS, port)) == 0:
                return
        time.sleep(0.05)


if __name__ == "__main__":
    main(prog_name="make serve")
