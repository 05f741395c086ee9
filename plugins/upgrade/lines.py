"""Settings that two people have changed, line by line."""

from collections.abc import Sequence
from difflib import SequenceMatcher

Edit = tuple[int, int, list[str]]


def merged(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str] | None:
    """All lines with both people's changes, or None where both have changed one line.

    Git takes neighbours for one line, and so two settings for one. Where both have added lines
    at one place ours come last: of two values for a setting Python takes the last.
    """
    edits = sorted([*edits_of(base, theirs), *edits_of(base, ours)], key=lambda edit: edit[:2])
    made: list[str] = []
    done, last = 0, (0, 0, [""])
    for edit in edits:
        first, end, lines = edit
        if edit == last:
            continue
        if first < done:
            return None
        made += [*base[done:first], *lines]
        done, last = end, edit
    return [*made, *base[done:]]


def edits_of(base: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """What became of ``base[first:end]``, in order."""
    match = SequenceMatcher(None, base, new, autojunk=False)
    codes = match.get_opcodes()
    return [(i, j, list(new[k:m])) for tag, i, j, k, m in codes if tag != "equal"]
