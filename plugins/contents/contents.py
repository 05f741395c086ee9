"""The list of an article's headings."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from plugins.anatomy.anatomy import Heading

# With fewer, a reader sees as much by scrolling.
LEAST_HEADINGS = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading, and those of the next level below it."""

    heading: Heading
    parts: tuple[Heading, ...] = ()


def contents(headings: Iterable[Heading]) -> tuple[Entry, ...]:
    """The two uppermost levels of those that can be led to, or nothing where they are few."""
    found = [heading for heading in headings if heading.id and heading.text]
    if len(found) < LEAST_HEADINGS:
        return ()
    top = min(heading.level for heading in found)
    entries: list[Entry] = []
    for heading in found:
        if heading.level == top or not entries:
            entries.append(Entry(heading))
        elif heading.level == top + 1:
            entries[-1] = replace(entries[-1], parts=(*entries[-1].parts, heading))
    return tuple(entries)
