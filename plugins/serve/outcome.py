"""What the last build came to, told to open pages, and where it drew each source."""

import json
import os
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from plugins.check.log import ours
from plugins.common.source import shown

NAME = ".built"
# The address of each article and page, by the path of its source; there when all was drawn.
PAGES = ".pages"
TRACE = re.compile(r"^Traceback \(most recent call last\):\n(?:[ \t].*\n)+", re.MULTILINE)
FRAME = re.compile(r'^ +File "(.+)", line (\d+)', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Another ``stamp`` after every build, "0" before the first; the page to show, "" for any.

    ``faults`` say in a line each why there is no site; there are none when there is one.
    """

    stamp: str = "0"
    page: str = ""
    faults: tuple[str, ...] = ()


def outcome_of(site: Path) -> Outcome:
    try:
        told = json.loads((site / NAME).read_text("utf-8"))
        return Outcome(told["stamp"], told["page"], tuple(told["faults"]))
    except (FileNotFoundError, ValueError):
        return Outcome()


def tell(site: Path, page: str, faults: Iterable[str]) -> None:
    """All of it at once, so that nobody reads a half."""
    told = json.dumps(asdict(Outcome(str(time.time_ns()), page, tuple(faults))))
    (site / f"{NAME}.new").write_text(told, "utf-8")
    (site / f"{NAME}.new").replace(site / NAME)


def pages_of(site: Path) -> dict[str, str]:
    """By the real path of each source, its address; none when not all was drawn."""
    try:
        pages: dict[str, str] = json.loads((site / PAGES).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return pages


def page_about(
    changed: Iterable[str], before: Mapping[str, str], now: Mapping[str, str], home: str
) -> str:
    """The page of the one source that changed; "" when it is none, or several."""
    paths = {os.path.realpath(path) for path in changed}
    pages = [now[path] for path in paths if path in now]
    if len(pages) == 1:
        return pages[0]
    return home if not pages and len(paths & before.keys()) == 1 else ""


def without_traces(said: str) -> str:
    """What a build said; of a stack trace only where it ends in our files, and the error."""

    def place(trace: re.Match[str]) -> str:
        frames = [frame for frame in FRAME.findall(trace[0]) if ours(frame[0])]
        return f"{shown(frames[-1][0])}:{frames[-1][1]}: " if frames else ""

    return TRACE.sub(place, said)
