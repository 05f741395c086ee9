"""A house of its own for a test that calls make, with a blog of a few words."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT, write

# What make and CI, which run the tests, say to each other.
NOT_HANDED_ON = ("CI", "SITEURL", "MAKE", "MFLAGS")


@dataclass(frozen=True, slots=True)
class House:
    folder: Path

    def run(
        self, *command: str, said: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """``said`` is what somebody answers."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment | environment,
            input=said,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def environment(self) -> dict[str, str]:
        known = {k: v for k, v in os.environ.items() if not k.startswith(NOT_HANDED_ON)}
        return {**known, "GIT_CONFIG_GLOBAL": "/dev/null"}

    def make(
        self, *arguments: str, said: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return self.run("make", "-s", *arguments, said=said, **environment)

    def text(self, path: str) -> str:
        return (self.folder / path).read_text("utf-8")


def house(folder: Path, content: Mapping[str, str | bytes]) -> House:
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("plugins", "theme"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pelicanconf.py", "Makefile"):
        shutil.copy(ROOT / name, folder)
    # As old as can be: nothing is to be installed.
    (folder / "requirements.txt").touch()
    os.utime(folder / "requirements.txt", (0, 0))
    (folder / ".venv").symlink_to(sys.prefix)
    write(folder / "content", content)
    return House(folder)
