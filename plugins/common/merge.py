"""Merges that nobody has finished."""

from collections.abc import Iterator

from plugins.common.problem import Place

# https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
BEGINS, PARTS, ENDS = "<<<<<<<", "=======", ">>>>>>>"


def conflicts(text: str) -> Iterator[tuple[Place, str, str]]:
    """Where each begins, what is wrong, and what to do."""
    begun = parted = 0
    for number, line in enumerate(text.split("\n") if BEGINS in text else (), 1):
        sign = line.partition(" ")[0]
        if sign == BEGINS:
            begun, parted = number, 0
        elif line.rstrip() == PARTS:
            parted = begun
        elif sign == ENDS and parted:
            what = f"two versions stand here, down to line {number}"
            yield Place(begun, 1), what, "Keep one of them, and remove the lines of <, = and >"
            begun = parted = 0
