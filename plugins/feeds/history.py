"""The history of a feed in documents that new posts leave as they are.

https://www.rfc-editor.org/rfc/rfc5005#section-4
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TypeVar

Post = TypeVar("Post")


def closed_blocks(
    newest_first: Sequence[Post], year_of: Callable[[Post], int], size: int
) -> dict[str, Sequence[Post]]:
    """Name, like ``2026-1`` → posts of that block, newest first; the oldest block comes first.

    A block is closed when it is full, or when its year is over, which the first
    post of a later year says and never the clock. So a new post closes one or
    none, and changes no other.
    """
    blocks: dict[str, Sequence[Post]] = {}
    for year, found in groupby(reversed(newest_first), year_of):
        posts = list(found)
        for number, start in enumerate(range(0, len(posts), size), 1):
            block = posts[start : start + size]
            if len(block) == size or year != year_of(newest_first[0]):
                blocks[f"{year}-{number}"] = block[::-1]
    return blocks


def recent(
    newest_first: Sequence[Post], blocks: dict[str, Sequence[Post]], least: int
) -> Sequence[Post]:
    """What stands in the feed itself: the newest, and whatever no block holds yet."""
    archived = sum(map(len, blocks.values()))
    return newest_first[: max(least, len(newest_first) - archived)]
