"""Trees that readers see, one at a time, each put in place by one rename.

    output/                     the present release; ``.release`` in it says its number
    .output.releases/
        lock
        41/manifest.json        of the present one: what is in it, and when it was published
        41/hosting/             the rules for nginx and Caddy that go with it
        40/manifest.json, 40/hosting/
        40/site/                the one before, whole
        new/                    one that is being built, with manifest.json and site/ too
        35.gone/                one that is being removed

A tree's number is what its ``.release`` says, so that ``settle`` can tell what a kill has left
in another's place. Nothing but the standard library: a server runs this too.
"""

import ctypes
import errno
import fcntl
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

RELEASE, MANIFEST, HOSTING = ".release", "manifest.json", "hosting"
# https://man7.org/linux/man-pages/man2/renameat2.2.html, and renamex_np(2) of macOS.
AT_FDCWD, RENAME_EXCHANGE, RENAME_SWAP = -100, 2, 2
UNABLE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


class BusyError(Exception):
    """Somebody else is at work with these releases."""


def home(output: Path) -> Path:
    """Where the releases of an output folder are kept: beside it, for a rename to reach."""
    real = Path(os.path.realpath(output))
    return real.with_name(f".{real.name}.releases")


@contextmanager
def alone(output: Path, wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Alone with the releases of an output folder, which are in order then.

    Where somebody else is, ``wait`` is called before it waits; without it raise BusyError.
    """
    known = home(output)
    known.mkdir(mode=0o700, parents=True, exist_ok=True)  # what was withdrawn is in them
    (known / ".gitignore").write_text("*\n", "ascii")
    with (known / "lock").open("w") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # no child of ours inherits this one
        except (BlockingIOError, PermissionError):
            if not wait:
                raise BusyError from None
            wait()
            fcntl.lockf(file, fcntl.LOCK_EX)
        settle(output)
        yield


def number_of(tree: Path) -> int:
    """Which release stands there; 0 where none does."""
    try:
        return int((tree / RELEASE).read_text("ascii"))
    except (OSError, ValueError):
        return 0


def numbers(output: Path) -> list[int]:
    """Of all releases that are known, the present one among them."""
    known = home(output)
    return (
        sorted(int(f.name) for f in known.iterdir() if f.name.isdigit()) if known.is_dir() else []
    )


def kept(output: Path) -> list[int]:
    """Those that can come back."""
    return [n for n in numbers(output) if (home(output) / str(n) / "site").is_dir()]


def begin(output: Path) -> Path:
    """The folder of a new release, in whose ``site/`` there is nothing yet."""
    new = home(output) / "new"
    shutil.rmtree(new, ignore_errors=True)
    site = new / "site"
    site.mkdir(parents=True)
    if output.is_dir():  # whoever may read the old tree may read the new one
        with suppress(PermissionError):
            os.chown(site, -1, output.stat().st_gid)
        shutil.copystat(output, site)
    return new


def put_in_place(output: Path, keep: int) -> None:
    """Show readers the new release, and keep so many of those before it."""
    take_place(home(output) / "new" / "site", output)
    present = number_of(output)
    old = [number for number in numbers(output) if number != present]
    for number in old[: max(0, len(old) - keep)]:
        place = home(output) / str(number)
        place.rename(place.with_suffix(".gone"))
    settle(output)


def put_aside(output: Path, owned: Iterable[str]) -> None:
    """Leave nothing there but these files; the release, if that is one, can come back."""
    tree = begin(output) / "site"
    copy(output, tree, owned)
    take_place(tree, output)


def roll_back(output: Path, number: int, staying: Iterable[str]) -> None:
    """Show readers a release that is kept; ``staying`` are files of the present one."""
    tree = home(output) / str(number) / "site"
    copy(output, tree, staying)
    take_place(tree, output)


def take_place(tree: Path, output: Path) -> None:
    real = Path(os.path.realpath(output))
    os.sync()  # a machine that goes down now shall not wake up with empty files
    if not real.exists():
        tree.rename(real)
    elif not exchange(tree, real):
        # Readers may miss something for a moment; after a kill in it ``settle`` brings it back.
        aside = tree.with_name("aside")
        real.rename(aside)
        tree.rename(real)
        aside.rename(tree)
    os.sync()
    settle(output)


def exchange(a: Path, b: Path) -> bool:
    """Whether two folders have each other's name now; False where no system call does that."""
    libc = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(a), os.fsencode(b)
    if sys.platform == "darwin":
        failed = libc.renamex_np(*paths, RENAME_SWAP)
    elif hasattr(libc, "renameat2"):
        failed = libc.renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE)
    else:
        return False
    if failed and (number := ctypes.get_errno()) not in UNABLE:
        raise OSError(number, os.strerror(number), str(b))
    return not failed


def settle(output: Path) -> None:
    """What a kill has left out of its place goes home, and what was never finished goes."""
    known, real = home(output), Path(os.path.realpath(output))
    new = known / "new"
    for gone in known.glob("*.gone"):
        shutil.rmtree(gone)
    for aside in known.glob("*/aside"):
        aside.rename(aside.with_name("site") if real.exists() else real)
    for site in known.glob("*/site"):
        number = number_of(site)
        place = known / str(number)
        if number and site.parent != place and place.is_dir():
            site.rename(place / "site")
        elif not number and site.parent != new:
            shutil.rmtree(site)  # no release: what `make html` built
    if number_of(real) and number_of(real) == numbered(new / MANIFEST):
        # It is in place, and what it replaced was no release.
        shutil.rmtree(new / "site", ignore_errors=True)
        new.rename(known / str(number_of(real)))
    shutil.rmtree(new, ignore_errors=True)


def numbered(manifest: Path) -> int:
    try:
        return int(json.loads(manifest.read_text("utf-8"))["number"])
    except (OSError, ValueError):
        return 0


def share(old: Path, new: Path, paths: Iterable[str]) -> None:
    """Let files be the very ones of another tree, where a file system can."""
    for path in paths:
        spare = new / f"{path}.new"
        spare.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(old / path, spare)
        except OSError:
            shutil.copy2(old / path, spare)
        spare.replace(new / path)


def copy(old: Path, new: Path, paths: Iterable[str]) -> None:
    """What somebody may still write to, and no build has made: where nothing is in its way."""
    for path in paths:
        if not (new / path).exists():
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(old / path, new / path, follow_symlinks=False)
