"""One way to build: a real one, in a process of its own, into a folder of the test's."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import settings

from tests.delivered import root

# Sites that are served, and a browser to look at them; databases.
pytest_plugins = ["tests.pages", "tests.databases"]

# How long an example takes is no fact about the code, on a busy machine least of all.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = root()
# The sample blog, which `make start` puts aside.
SAMPLE = ROOT / "content"
NOW = "1795000000"  # 2026-11-18T11:06:40Z
ARTICLE = "Title: A post\nDate: 2026-03-04\n\nWords.\n"

# A small build takes 0.2 s where all it needs is loaded, and 1.1 s where it is not.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        *"pelican PIL.Image bs4 lxml feedgen.feed markdown pygments botocore.session".split(),
        *(f"plugins.{path.parent.name}.plugin" for path in ROOT.glob("plugins/*/plugin.py")),
        *("plugins.moderation.__main__", "tests.conftest"),
    ]
)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build left: its exit status, its lines on stdout, its stderr, its output folder."""

    status: int
    problems: tuple[str, ...]
    notes: str
    output: Path

    def text(self, path: str) -> str:
        return (self.output / path).read_text("utf-8")

    def soup(self, path: str) -> BeautifulSoup:
        return BeautifulSoup(self.text(path), "lxml")

    def files(self) -> dict[str, bytes]:
        """Every file below the output folder but the theme's own, and the index of the search."""
        found = (f for f in sorted(self.output.rglob("*")) if f.is_file())
        named = {f.relative_to(self.output).as_posix(): f for f in found}
        others = {
            name: f for name, f in named.items() if not name.startswith(("theme/", "pagefind/"))
        }
        return {name: f.read_bytes() for name, f in others.items()}


Build = Callable[..., Built]


def share_pictures(cache: Path, factory: pytest.TempPathFactory) -> None:
    """Let one cache take those of all builds' pictures: each is made once for all tests."""
    cache.mkdir(exist_ok=True)
    for kind in ("images", "cards", "icons"):
        shared = factory.getbasetemp().parent / "pictures" / kind
        shared.mkdir(parents=True, exist_ok=True)
        (cache / kind).symlink_to(shared)


@pytest.fixture
def build(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """``build({"articles/a.md": …})`` or ``build(folder)``; ``conf`` adds lines to the settings."""
    share_pictures(tmp_path / "cache", tmp_path_factory)

    def run(
        content: Mapping[str, str | bytes] | Path,
        *,
        conf: str = "",
        output: str = "output",
        cache: str = "cache",
        **environment: str,
    ) -> Built:
        folder = content if isinstance(content, Path) else write(tmp_path / "content", content)
        (tmp_path / "conf.py").write_text(f"from pelicanconf import *\n{conf}\n", "utf-8")
        arguments = [os.path.relpath(folder, tmp_path), "--settings", "conf.py"]
        arguments += ["--output", output, "--cache-path", cache]
        environment = {
            "SITEURL": "https://blog.example",
            "SOURCE_DATE_EPOCH": NOW,
            **environment,
        }
        child = FORKS.Process(target=pelican, args=(tmp_path, arguments, environment))
        child.start()
        child.join()
        assert child.exitcode is not None
        problems = tuple((tmp_path / "stdout").read_text("utf-8").splitlines())
        notes = (tmp_path / "stderr").read_text("utf-8")
        return Built(child.exitcode, problems, notes, tmp_path / output)

    return run


def pelican(folder: Path, arguments: list[str], environment: dict[str, str]) -> None:
    """What ``python -m pelican`` does, in a child of the test."""
    os.chdir(folder)
    os.environ.pop("CI", None)  # tests are run there, the site of a test is not
    os.environ.update(environment)
    for name, stream in (("stdout", sys.stdout), ("stderr", sys.stderr)):
        with (folder / name).open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    sys.path.insert(0, str(ROOT))

    from pelican import main

    main(arguments)


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
