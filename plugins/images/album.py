"""The pictures of a build: read once, made once, kept for the next build."""

import json
import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass, field
from multiprocessing import get_all_start_methods, get_context, parent_process
from pathlib import Path
from typing import Any

import PIL

from plugins.images.encode import Job, make
from plugins.images.picture import Picture, Variant, path_of, picture_of, variants_of
from plugins.images.shape import KINDS, RECIPE, Shape, shape_of


@dataclass(slots=True)
class Album:
    """``root`` is the content folder, ``site_root`` the path of the site's address.

    ``kept`` is where all that was made stays. ``shown`` are the paths below the
    content folder of what some page shows.
    """

    root: Path
    kept: Path
    site_root: str
    shown: set[str] = field(default_factory=set)
    shapes: dict[str, Shape] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    now: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.before = read_index(self.index)

    @property
    def index(self) -> Path:
        return self.kept / "index.json"

    def shape(self, path: str) -> Shape | None:
        """That of a file; None where its name is no picture's."""
        if Path(path).suffix.lower() not in KINDS or not (self.root / path).is_file():
            return None
        if path not in self.shapes:
            self.shapes[path] = self.read(self.root / path)
        return self.shapes[path]

    def read(self, file: Path) -> Shape:
        """From the index, while the file is the one it knows."""
        name, told = os.path.realpath(file), file.stat()
        stamp = [told.st_mtime_ns, told.st_ctime_ns, told.st_size]
        match self.before.get(name):
            case [known, [*fields]] if known == stamp:
                shape = Shape(*fields)
            case _:
                shape = shape_of(file.read_bytes(), file.name)
        self.now[name] = [stamp, [*astuple(shape)]]
        return shape

    def picture(self, path: str, url: str) -> Picture | None:
        """What a page says of the picture at ``url``; None where there is none, or a faulty one."""
        shape = self.shape(path)
        if shape is None or shape.what:
            return None
        self.shown.add(path)
        return picture_of(shape, path, url, self.site_root)

    def variants(self, path: str) -> dict[str, Path]:
        """By public path, where each of a picture that is shown is kept."""
        if path not in self.shown:
            return {}
        found = variants_of(self.shapes[path])
        return {path_of(variant, path): self.place(variant) for variant in found}

    def whole(self, path: str) -> Path:
        """Where what its own address gives is kept."""
        shape = self.shapes[path]
        return self.folder / f"{shape.digest}.{shape.kind.lower()}"

    def place(self, variant: Variant) -> Path:
        return self.folder / f"{variant.digest}-{variant.width}.{variant.kind.lower()}"

    @property
    def folder(self) -> Path:
        """Another Pillow may write other bytes."""
        return self.kept / f"{RECIPE}-{PIL.__version__}"

    def make(self, paths: Iterable[str]) -> dict[str, str]:
        """Make what is not kept yet of sound pictures; by path, what turned out to be wrong."""
        jobs = {path: job for path in paths if (job := self.job(path))}
        self.folder.mkdir(parents=True, exist_ok=True)
        faults = dict(zip(jobs, made([*jobs.values()]), strict=True))
        if self.now != self.before:
            write_index(self.index, self.now)
        return {path: what for path, what in faults.items() if what}

    def job(self, path: str) -> Job | None:
        shape, whole = self.shapes[path], self.whole(path)
        variants = variants_of(shape) if path in self.shown else ()
        places = {variant: self.place(variant) for variant in variants}
        missing = {variant: place for variant, place in places.items() if not place.is_file()}
        return (
            Job(self.root / path, shape, whole, missing) if missing or not whole.is_file() else None
        )


def made(jobs: list[Job]) -> Iterator[str]:
    """The faults of each, found by as many processes as there are cores."""
    if not jobs or "fork" not in get_all_start_methods():
        return map(make, jobs)
    workers = min(len(jobs), os.cpu_count() or 1)
    # Forked, for anything else would run the build's own beginning again.
    with ProcessPoolExecutor(workers, get_context("fork"), end_with_parent) as pool:
        return iter([*pool.map(make, jobs)])


def end_with_parent() -> None:
    """A build that is killed leaves nobody waiting for work."""

    def wait() -> None:
        if parent := parent_process():
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def read_index(path: Path) -> dict[str, Any]:
    """What was known of each file; nothing when that cannot be read."""
    try:
        index = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    match index:
        case {"recipe": int(recipe), "files": dict(files)} if recipe == RECIPE:
            return files
    return {}


def write_index(path: Path, files: dict[str, Any]) -> None:
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.write_text(json.dumps({"recipe": RECIPE, "files": files}), "utf-8")
    half.replace(path)
