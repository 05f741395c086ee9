"""Files that are made: kept until they would be made otherwise, and written."""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path


def kept(file: Path, make: Callable[[], bytes]) -> Path:
    """The file, made now if it is not there; its name has to say all that it is made of.

    At once or not at all, for two builds may make it at one time, and both be killed.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f".{file.name}.{os.getpid()}")
        new.write_bytes(make())
        new.replace(file)
    return file


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """``files``: path below the folder → what it holds."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def replace(path: Path, content: bytes) -> None:
    """What a file holds, at once or not at all; who may read it stays."""
    file = path.resolve()  # a link goes on leading there
    new = file.with_name(f".{file.name}.new")
    new.write_bytes(content)
    if file.exists():
        shutil.copymode(file, new)
    new.replace(file)
