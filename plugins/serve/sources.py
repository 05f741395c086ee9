"""What a build is made from, watched."""

from collections.abc import Iterator
from pathlib import Path

from watchfiles import DefaultFilter, watch

LOOK_MS = 100


def changes(folders: tuple[Path, ...], files: tuple[Path, ...]) -> Iterator[frozenset[str]]:
    """One item at once, then one for each burst of changes, also during the caller's work.

    An item is the paths that changed, below the folders. Single files are looked at again and
    again: an editor that puts a new file in the old one's place takes it from under the system's
    watch.
    """
    last: tuple[int, ...] = ()
    for changed in watch(
        *folders, watch_filter=DefaultFilter(), rust_timeout=LOOK_MS, yield_on_timeout=True
    ):
        now = _versions(files)
        if changed or now != last:
            last = now
            yield frozenset(path for _, path in changed)


def _versions(files: tuple[Path, ...]) -> tuple[int, ...]:
    """Each file's time of change, 0 for one that is not there at the moment."""
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)
