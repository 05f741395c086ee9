"""What a schedule asks: has the minute of a post come since the site was published last?"""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from plugins.common.header import split
from plugins.front_matter.fields import read
from plugins.site.tree import PAGES


def due(root: Path, since: datetime, now: datetime, zone: tzinfo) -> Iterator[Path]:
    """Posts that are public now and were not then. A date without a zone is in ``zone``."""
    for path in sorted(root.rglob("*")):
        if path.suffix not in PAGES or not path.is_file() or not os.access(path, os.R_OK):
            continue  # the build tells of it
        text = path.read_text("utf-8-sig", errors="replace")
        values, _ = read(split(text.replace("\r\n", "\n")))
        date = values.get("date") or dated(path)
        if not isinstance(date, datetime) or values.get("status", "published") != "published":
            continue
        if since < (date if date.tzinfo else date.replace(tzinfo=zone)) <= now:
            yield path


def dated(path: Path) -> datetime | None:
    """What a name like 2026-03-04-a-post.md says."""
    try:
        return datetime.strptime(path.stem[:10], "%Y-%m-%d")  # noqa: DTZ007, its zone is the blog's
    except ValueError:
        return None


def stamp_of(output: Path, cache: Path) -> Path:
    """Outside the output folder, for readers see that."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(output))).hexdigest()[:16]
    return cache / f"published-{name}"


def published_at(stamp: Path) -> datetime:
    """The clock of the last publish, or long ago where none is known."""
    try:
        return datetime.fromtimestamp(int(stamp.read_text("ascii")), UTC)
    except (OSError, ValueError):
        return datetime.min.replace(tzinfo=UTC)


def note_published(stamp: Path, now: datetime) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(str(int(now.timestamp())), "ascii")
