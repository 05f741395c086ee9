"""What a comment must be. The rules are printed above the form, by their own sentences."""

import re

from plugins.common.words import Words

MAX_LINKS = 1
LEAST_WORDS = 4
# Behind "_" too, which is emphasis and no part of a word.
LINK = re.compile(r"(?<![^\W_])(?:https?://|www\.)\S", re.IGNORECASE)
# Praise that says nothing, whatever its order: a comment of these words alone is brief.
PRAISE = frozenset(
    "a an amazing and article awesome blog cool excellent for good great helpful i informative"
    " interesting is it like love loved nice perfect piece post read really sharing so stuff"
    " super thank thanks this useful very was well wonderful work writing written you your".split()
)


def too_many_links(comment: str, say: Words) -> str:
    found = len(LINK.findall(comment))
    return say("Keep one link at most; there are {n}", n=found) if found > MAX_LINKS else ""


def brief(comment: str, say: Words) -> str:
    words = re.findall(r"\w+", comment.casefold())
    if len(words) < LEAST_WORDS or PRAISE.issuperset(words):
        return say("Say a little more: what do you think, and why?")
    return ""
