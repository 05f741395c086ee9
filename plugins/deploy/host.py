"""What is sent, and what every kind of host is asked."""

import os
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from plugins.common.served import stays
from plugins.publish.manifest import MEANT, Manifest
from plugins.publish.releases import HOSTING, files_in, home

AS_IT_WAS = "What readers see is as it was."
# Program → the packages that have it.
PROGRAMS = {
    "ssh": "apt install openssh-client",
    "rsync": "apt install rsync, brew install rsync",
    "git": "apt install git, brew install git",
}


class DeployError(Exception):
    """One line: what cannot be, what readers see, and what to do."""


class Release(NamedTuple):
    """One that stands whole in ``output``."""

    output: Path
    manifest: Manifest
    keep: int
    # Of the pages there, how many may be gone at most.
    share: float = 1

    @property
    def rules(self) -> dict[str, str]:
        """For nginx and Caddy: name → text."""
        folder = home(self.output) / str(self.manifest.number) / HOSTING
        return {file.name: file.read_text("utf-8") for file in sorted(folder.glob("*"))}

    @property
    def files(self) -> list[str]:
        """Paths, with those that were left for pages which are still open."""
        return sorted({*self.manifest.files, *filter(stays, files_in(self.output))})

    def judge(self, there: Iterable[str]) -> None:
        """Raise DeployError where more pages would be gone than anybody means.

        A publish can only compare with what this machine has published before.
        """
        pages = {path for path in there if path.endswith(".html")}
        gone = sorted(pages - self.manifest.files.keys())
        if len(gone) > max(MEANT, self.share * len(pages)):
            named = ", ".join(f"/{path.removesuffix('index.html')}" for path in gone[:3])
            raise DeployError(
                f"{len(gone)} of the {len(pages)} pages that readers see there would be gone, like"
                f" {named}: publish from a clone that has their posts (git pull), or if you mean"
                f" it: make deploy SHRINK=1. {AS_IT_WAS}"
            )


class Sent(NamedTuple):
    """``files`` went there, ``gone`` are no more there; ``note`` is for the owner."""

    files: Sequence[str]
    gone: Sequence[str] = ()
    note: str = ""


class Host(ABC):
    """``slow``: it shows what it has after a while; ``ruled``: by our rules for nginx and Caddy."""

    programs: tuple[str, ...] = ()
    slow = ruled = False

    @abstractmethod
    def send(self, release: Release) -> Sent:
        """Raise DeployError."""

    @abstractmethod
    def headers(self, path: str, told: Mapping[str, str]) -> Mapping[str, str]:
        """Those it has for a path; ``told`` is what the table says."""


def missing(host: Host) -> str:
    """A sentence: what has to be installed first; or ""."""
    name = next((name for name in host.programs if not shutil.which(name)), "")
    return f"deploy needs {name}: {PROGRAMS[name]}." if name else ""


def run(
    *command: str, told: bytes = b"", why: str = AS_IT_WAS, also: Mapping[str, str] | None = None
) -> str:
    """What a program says; its own complaint, and ``why``, where it fails."""
    done = subprocess.run(
        command, input=told, capture_output=True, check=False, env={**os.environ, **(also or {})}
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip() or f"it ended with {done.returncode}"
        raise DeployError(f"{command[0]} has failed: {said.splitlines()[0].rstrip('.')}. {why}")
    return done.stdout.decode("utf-8")
