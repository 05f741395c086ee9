"""One way to build: a real one, in a process of its own, into a folder of the test's."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).parent.parent
NOW = "1795000000"  # 2026-11-18T14:26:40Z
ARTICLE = "Title: A post\nDate: 2026-03-04\n\nWords.\n"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build left: its exit status, its lines on stdout and stderr, its output folder."""

    status: int
    problems: tuple[str, ...]
    notes: str
    output: Path

    def text(self, path: str) -> str:
        return (self.output / path).read_text("utf-8")

    def soup(self, path: str) -> BeautifulSoup:
        return BeautifulSoup(self.text(path), "lxml")

    def files(self) -> dict[str, bytes]:
        """Every file below the output folder but the theme's own."""
        found = (f for f in sorted(self.output.rglob("*")) if f.is_file())
        named = {f.relative_to(self.output).as_posix(): f for f in found}
        return {name: f.read_bytes() for name, f in named.items() if not name.startswith("theme/")}


Build = Callable[..., Built]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """``build({"articles/a.md": …})`` or ``build(folder)``; ``conf`` adds lines to the settings."""

    def run(
        content: Mapping[str, str | bytes] | Path,
        *,
        conf: str = "",
        output: str = "output",
        **environment: str,
    ) -> Built:
        folder = content if isinstance(content, Path) else write(tmp_path / "content", content)
        conffile = tmp_path / "conf.py"
        conffile.write_text(f"from pelicanconf import *\n{conf}\n", "utf-8")
        command = [sys.executable, "-m", "pelican", os.path.relpath(folder, tmp_path)]
        command += ["--settings", str(conffile), "--output", output, "--cache-path", "cache"]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "SITEURL": "https://blog.example",
                "SOURCE_DATE_EPOCH": NOW,
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        problems = tuple(done.stdout.splitlines())
        return Built(done.returncode, problems, done.stderr, tmp_path / output)

    return run


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
