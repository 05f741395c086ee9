"""Words and near-words."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

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


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or all of them if they are few, or ""."""
    names = sorted(set(known))
    by_folded = {folded(name): name for name in names}
    near = get_close_matches(folded(word), by_folded, n=1, cutoff=0.7)
    if near:
        return f"Did you mean '{by_folded[near[0]]}'?"
    if 0 < len(names) <= 6:
        return "Use one of: " + ", ".join(names)
    return ""
