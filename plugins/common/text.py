"""Words and near-words."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# What XML 1.0 cannot write, and what it discourages, for feeds are often read as HTML:
# https://www.w3.org/TR/xml/#charsets
NO_TEXT = re.compile(
    "[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffc"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 17))
    + "]"
)
# Older blogs hold bytes of Windows-1252 that were read as Latin-1: dashes, quotation marks.
WINDOWS = {c: bytes([c]).decode("cp1252", "ignore") for c in range(0x80, 0xA0)}


def plain(text: str) -> str:
    """The text without control characters and halves of characters, of which nobody sees any."""
    return NO_TEXT.sub("", text.translate(WINDOWS))


def folded(text: str) -> str:
    """The form in which two spellings of one name are equal: NFC, case, white space."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word of which this is a slip of the pen, or "" where it may be none or several."""
    near = _near(folded(word), tuple(sorted(set(known))))
    return near[0] if len(near) == 1 else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known words, or all of them if they are few, or ""."""
    names = tuple(sorted(set(known)))
    if near := [f"'{name}'" for name in _near(folded(word), names)]:
        return f"Did you mean {' or '.join(near)}?"
    if 0 < len(names) <= 6:
        return "Use one of: " + ", ".join(names)
    return ""


@lru_cache
def _near(word: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The nearest of those that are near enough: short words are soon like any other."""
    found: dict[int, list[str]] = {}
    for name in known:
        shorter = min(len(word), len(folded(name)))
        most = 0 if shorter < 2 else 1 if shorter <= 4 else 2 if shorter <= 9 else 3
        if abs(len(word) - len(folded(name))) <= most:
            slips = distance(word, folded(name))
            if slips <= most:
                found.setdefault(slips, []).append(name)
    return tuple(found[min(found)]) if found else ()


def distance(one: str, other: str) -> int:
    """How many letters to add, leave out, change, or swap with the next make one of the other.

    No letter is touched twice: https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance
    """
    before: list[int] = []
    last: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = last, row, [i]
        for j, b in enumerate(other, 1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                row[j] = min(row[j], before[j - 2] + 1)
    return row[-1]
