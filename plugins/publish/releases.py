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
in another's place. Nothing but the standard library of Python 3.9: ``make deploy`` has a server
run this file (``receive``).
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

RELEASE, MANIFEST, HOSTING = ".release", "manifest.json", "hosting"
# https://man7.org/linux/man-pages/man2/renameat2.2.html, and renamex_np(2) of macOS.
AT_FDCWD, RENAME_EXCHANGE, RENAME_SWAP = -100, 2, 2
UNABLE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)
BUSY = "Another publish is at work there; waiting for it."


class BusyError(Exception):
    """Somebody else is at work with these releases."""


class UnableError(Exception):
    """One sentence: what a server cannot do."""


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


def before(output: Path) -> int:
    """The one that readers saw before the present one, or else the last that is kept, or 0."""
    number = manifest_in(home(output) / str(number_of(output))).get("before", 0)
    return number if number in kept(output) else max(kept(output), default=0)


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
    if number_of(real) and number_of(real) == manifest_in(new).get("number"):
        # It is in place, and what it replaced was no release.
        shutil.rmtree(new / "site", ignore_errors=True)
        new.rename(known / str(number_of(real)))
    shutil.rmtree(new, ignore_errors=True)


def manifest_in(folder: Path) -> dict[str, Any]:
    """That of a release; empty where there is none that can be read."""
    try:
        return dict(json.loads((folder / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def files_in(tree: Path) -> list[str]:
    """The paths of all files, and of links, below a folder."""
    found = (each for each in tree.rglob("*") if each.is_symlink() or each.is_file())
    return sorted(each.relative_to(tree).as_posix() for each in found)


def owned(output: Path, built: Iterable[str] = ()) -> list[str]:
    """What of a tree is in no release, nor was built: it is its owner's, and stays."""
    known = (manifest_in(home(output) / str(n)).get("files", ()) for n in numbers(output))
    ours = {RELEASE, *built}.union(*known)
    return [path for path in files_in(output) if path not in ours]


def sha256_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def altered(tree: Path, files: Mapping[str, str]) -> list[str]:
    """What of some files (path → SHA-256) is not there, or not as it was."""
    return [
        path
        for path, sha256 in files.items()
        if (tree / path).is_symlink()
        or not (tree / path).is_file()
        or sha256_of(tree / path) != sha256
    ]


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


def show_rules(output: Path, folder: Path) -> bool:
    """The rules for nginx and Caddy that go with what readers see; whether others were there."""
    rules = home(output) / str(number_of(output)) / HOSTING
    files = {file.name: file.read_bytes() for file in rules.glob("*")}
    there = {file.name: file.read_bytes() for file in folder.glob("*") if file.name in files}
    if there != files:
        folder.mkdir(parents=True, exist_ok=True)
        for name, told in files.items():
            spare = folder / f".{name}.new"
            spare.write_bytes(told)
            spare.replace(folder / name)
    return bool(there) and there != files


def receive(output: Path, keep: int, staying: str) -> None:
    """Show readers, on a server, what another machine has built: by the same one rename.

    A line of stdin tells its manifest and its rules. Where a tree of the same files is kept,
    that comes back. Else this asks for the files ``into`` a folder, and a second line says
    that they are there. A line ``{"back": ""}``, or with a number, brings an older one back.
    Paths like ``staying`` are asked for by pages that are still open.
    """
    told = json.loads(sys.stdin.readline())
    with alone(output, lambda: print(BUSY, file=sys.stderr)):
        now = number_of(output)
        files = manifest_in(home(output) / str(now)).get("files", {})
        lasting = {path: file for path, file in files.items() if re.search(staying, path)}
        number = wanted_back(output, told["back"]) if "back" in told else same(output, told)
        if not number:
            take_in(output, told, lasting, keep)
        elif number != now:
            old = [path for path, file in lasting.items() if not file["age"]]
            roll_back(output, number, [*old, *owned(output)])
        rules = output.with_name(HOSTING)
        changed = show_rules(output, rules)
        tell(number=number_of(output), rules=str(rules) if changed else "")


def wanted_back(output: Path, number: str) -> int:
    number = number or str(before(output))
    known = [str(each) for each in kept(output)]
    if number not in known:
        raise UnableError(
            f"There is no release {number} there. Kept: {', '.join(known) or 'none'}."
        )
    folder = home(output) / number
    if torn := altered(folder / "site", own(manifest_in(folder))):
        raise UnableError(f"Release {number} there is not as it was: {torn[0]} has changed.")
    return int(number)


def same(output: Path, told: Mapping[str, Any]) -> int:
    """The release that holds the same files, whole, which has these rules then; or 0."""
    trees = {number: home(output) / str(number) / "site" for number in kept(output)}
    trees[number_of(output)] = output
    wanted = own(told["manifest"])
    for number, tree in reversed(trees.items()):
        folder = home(output) / str(number)
        if own(manifest_in(folder)) == wanted and not altered(tree, wanted):
            write_rules(folder, told["rules"])
            return number
    return 0


def take_in(output: Path, told: Mapping[str, Any], lasting: Mapping[str, Any], keep: int) -> None:
    if not shutil.which("rsync"):
        raise UnableError("The server needs rsync: apt install rsync.")
    new = begin(output)
    write_rules(new, told["rules"])
    live = os.path.realpath(output) if number_of(output) else ""
    there = manifest_in(home(output) / str(number_of(output))).get("files", {})
    tell(into=str(new / "site"), live=live, there=list(there))
    if sys.stdin.readline() != "sent\n":
        raise UnableError("Whoever was sending has gone.")
    if torn := altered(new / "site", own(told["manifest"])):
        raise UnableError(f"{torn[0]} did not arrive as it was sent.")
    complete(output, told["manifest"], lasting, keep)
    put_in_place(output, keep)


def write_rules(folder: Path, rules: Mapping[str, str]) -> None:
    for name, text in rules.items():
        (folder / HOSTING).mkdir(exist_ok=True)
        (folder / HOSTING / name).write_text(text, "utf-8")


def tell(**answer: object) -> None:
    print(json.dumps(answer), flush=True)


def own(manifest: Mapping[str, Any]) -> dict[str, str]:
    """What of a release was built for it: path → SHA-256."""
    files = manifest.get("files", {}).items()
    return {path: file["sha256"] for path, file in files if not file["age"]}


def complete(output: Path, manifest: dict[str, Any], lasting: Mapping[str, Any], keep: int) -> None:
    """What else a new tree holds: what was left for open pages, and what its owner keeps there."""
    new = home(output) / "new"
    left = {
        path: {**file, "age": file["age"] + 1}
        for path, file in lasting.items()
        if file["age"] < keep and path not in manifest["files"] and (output / path).is_file()
    }
    share(output, new / "site", left)
    copy(output, new / "site", owned(output))
    manifest["files"].update(left)
    manifest["before"] = number_of(output)
    manifest["number"] = max([0, number_of(output), *numbers(output)]) + 1
    (new / MANIFEST).write_text(json.dumps(manifest, indent=0, ensure_ascii=False), "utf-8")
    (new / "site" / RELEASE).write_text(f"{manifest['number']}\n", "ascii")


if __name__ == "__main__":
    try:
        receive(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
    except UnableError as error:
        tell(error=str(error))
    except OSError as error:
        tell(error=f"{error.filename or sys.argv[1]} there: {error.strerror}.")
