"""Languages by their tags, and what people write instead."""

import re
from locale import locale_alias

# A language, and what follows it: https://www.rfc-editor.org/rfc/rfc5646#section-2.1
TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{1,8}){0,4}", re.IGNORECASE)


def is_tag(text: str) -> bool:
    return TAG.fullmatch(text) is not None


def tag_of(name: str) -> str:
    """``english`` → ``en``; "" where a name is not known."""
    known = locale_alias.get(name.lower(), "")
    return known.partition("_")[0] if is_tag(known.partition(".")[0]) else ""
