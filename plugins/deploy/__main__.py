"""``python -m plugins.deploy``: the present release goes to readers, or an older one again."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from plugins.check.report import counted
from plugins.common.files import replace
from plugins.deploy.branch import Branch
from plugins.deploy.bucket import Bucket
from plugins.deploy.host import DeployError, Host, Release, Sent, missing
from plugins.deploy.live import Expected, address_of, expected, read_back, told
from plugins.deploy.server import Server
from plugins.publish.__main__ import publish, rollback
from plugins.publish.manifest import Manifest, present
from plugins.publish.releases import BUSY, alone, altered, kept, number_of
from plugins.site.call import HERE, fail, settings_in
from plugins.site.due import stamp_of

LIKE = "ssh://blog.example.org/srv/blog/output, git:origin/gh-pages or s3://bucket"
NAME = r"\w[\w.-]*"
FORMS: Mapping[str, Callable[..., Host]] = {
    rf"ssh://((?:{NAME}@)?{NAME})(?::(\d+))?(/.+)": lambda login, port, folder: Server(
        login, port or "", folder.rstrip("/").removeprefix("/~/")
    ),
    rf"git:({NAME})/(\w[\w./-]*)": Branch,
    rf"s3://({NAME})(?:/(.*))?": lambda name, prefix: Bucket(
        name, f"{prefix.strip('/')}/" if prefix else ""
    ),
}


@click.group()
def main() -> None:
    """Show readers, where the site is served from, what was published here."""


@main.command("site")
@click.option("--settings", "conf", type=Path, default="pelicanconf.py")
@click.option("--output", type=Path, default="output")
def deploy(conf: Path, output: Path) -> None:
    """Send the present release, and read it back."""
    settings = settings_in(conf)
    try:
        send(host_of(settings["DEPLOY"]), output, settings, share=most_gone(settings))
    except (DeployError, OSError) as error:
        fail(str(error))


@main.command("due")
@click.argument("folder", type=Path)
@click.option("--settings", "conf", type=Path, default="pelicanconf.py")
@click.option("--output", type=Path, default="output")
@click.pass_context
def deploy_due(context: click.Context, folder: Path, conf: Path, output: Path) -> None:
    """Publish posts whose minute has come, and send what has not been sent; else do nothing."""
    context.invoke(publish, folder=folder, conf=conf, output=output, if_due=True)
    settings = settings_in(conf)
    if number_of(output) in (0, last_sent(output, settings)):
        return
    try:
        # Cron mails what is said.
        host = host_of(settings["DEPLOY"])
        send(host, output, settings, share=most_gone(settings), tell=lambda _: None)
    except (DeployError, OSError) as error:
        fail(str(error))


@main.command("back")
@click.option("--settings", "conf", type=Path, default="pelicanconf.py")
@click.option("--output", type=Path, default="output")
@click.option("--to", "wanted", default="", help="The number of the release.")
@click.pass_context
def back(context: click.Context, conf: Path, output: Path, wanted: str) -> None:
    """Show readers the release before, here and where it is served from."""
    settings = settings_in(conf)
    try:
        host = host_of(settings["DEPLOY"]) if settings["DEPLOY"] else None
        if isinstance(host, Server) and not kept(output):
            click.echo(host.back(wanted, settings["RELEASES_KEEP"]), err=True)
            return
    except DeployError as error:
        fail(str(error))
    context.invoke(rollback, conf=conf, output=output, wanted=wanted)
    if host:
        try:
            send(host, output, settings)
        except (DeployError, OSError) as error:
            fail(f"{error} Here it is release {number_of(output)}, which make deploy sends.")


def host_of(place: str) -> Host:
    """Raise DeployError."""
    for form, kind in FORMS.items():
        if match := re.fullmatch(form, place, re.ASCII):
            host = kind(*match.groups())
            if what := missing(host):
                raise DeployError(what)
            return host
    here = f"is {place}" if place else "in pelicanconf.py says where the site is served from"
    raise DeployError(f"DEPLOY {here}: it must look like {LIKE}.")


def most_gone(settings: Mapping[str, Any]) -> float:
    return 1 if settings["SHRINK"] else settings["VANISHED_SHARE_MAX"]


def aloud(sentence: str) -> None:
    click.echo(sentence, err=True)


def send(
    host: Host,
    output: Path,
    settings: Mapping[str, Any],
    *,
    share: float = 1,
    tell: Callable[[str], None] = aloud,
) -> None:
    """Raise DeployError, or SystemExit where readers are shown something else."""
    if not number_of(output):
        raise DeployError(f"{output}/ is no release: make publish first.")
    with alone(output, lambda: tell(BUSY)):
        release = Release(output, checked(output), settings["RELEASES_KEEP"], share)
        wanted = expected(release, host)
        sent = host.send(release)
    seconds = settings["DEPLOY_SECONDS"] if host.slow else 0
    tell(show(release.manifest, sent, wanted, seconds, tell))
    note = note_of(output, settings)
    note.parent.mkdir(parents=True, exist_ok=True)
    replace(note, str(release.manifest.number).encode())


def last_sent(output: Path, settings: Mapping[str, Any]) -> int:
    """The number of the release that was sent last, and read back; 0 where none is known."""
    try:
        return int(note_of(output, settings).read_text("ascii"))
    except (OSError, ValueError):
        return 0


def note_of(output: Path, settings: Mapping[str, Any]) -> Path:
    stamp = stamp_of(output, Path(settings["CACHE_PATH"]))
    return stamp.with_name(stamp.name.replace("published", "deployed"))


def checked(output: Path) -> Manifest:
    manifest = present(output)
    if not manifest:
        raise DeployError(f"What {output}/ is to hold is not known: make publish first.")
    if manifest.site.startswith(HERE):
        raise DeployError(
            f"{output}/ was published as {manifest.site}, which is this machine:"
            " make publish SITEURL=https://blog.example.org first."
        )
    if changed := altered(output, manifest.hashes):
        raise DeployError(f"{output}/{changed[0]} is not as it was published: make publish first.")
    return manifest


def show(
    manifest: Manifest,
    sent: Sent,
    wanted: Mapping[str, Expected],
    seconds: int,
    tell: Callable[[str], None],
) -> str:
    """A sentence, once all is read back. Raise SystemExit where something else is shown."""
    site = manifest.site
    if sent.note:
        tell(sent.note)
    if sent.files and seconds:
        tell(f"Sent. {site} has {seconds // 60} minutes to show it.")
    changed = [address_of(path, urlsplit(site).path) for path in sent.files]
    if faults := read_back(site, wanted, changed, seconds):
        for line in told(site, faults, wanted):
            click.echo(line)
        raise SystemExit(1)
    return (
        f"{site} shows release {manifest.number}: {counted(len(sent.files), 'file')} sent,"
        f" {len(sent.gone)} removed, {counted(len(wanted), 'answer')} read back."
    )


if __name__ == "__main__":
    main()
