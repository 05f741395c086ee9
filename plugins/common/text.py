"""Words and near-words."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

# XML 1.0 has no way to write these: https://www.w3.org/TR/xml/#charsets
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """The text without control characters and halves of characters, of which nobody sees any."""
    return NOT_XML.sub("", text)


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
