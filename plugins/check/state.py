"""The state of the blog: what waits, what is due, and what could be better."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plugins.common.problem import Problem

# Below it only people with a degree read easily: Flesch, "A new readability yardstick", 1948.
EASE_MIN = 30
# Fewer words about the customer than about ourselves.
CUSTOMER_SHARE_MIN = 0.5
ROWS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Post:
    """An article as its author thinks of it. Dates have the site's zone.

    ``is_draft`` is what its author says; one to come is none. ``is_linked`` says that another
    page of the site leads to it in its text. ``suggested`` is a topic that it may be about, or "".
    ``ease`` and ``customer_share`` are the reading's.
    """

    path: Path
    title: str
    date: datetime
    is_draft: bool
    review: datetime | None
    has_topic: bool
    suggested: str
    has_picture: bool
    is_linked: bool
    ease: float | None
    customer_share: float | None


Sections = Mapping[str, Sequence[tuple[Post, str]]]


def sections(posts: Iterable[Post], now: datetime) -> Sections:
    """What there is to know, by title: posts and a word on each; nothing where there is none."""
    found = sorted(posts, key=lambda post: (post.date, post.path))
    drafts = [post for post in found if post.is_draft]
    coming = [post for post in found if not post.is_draft and post.date > now]
    out = [post for post in found if not post.is_draft and post.date <= now]
    told: dict[str, list[tuple[Post, str]]] = {
        "Published at their minute": [(p, f"{p.date:%Y-%m-%d %H:%M}") for p in coming],
        "Drafts": [(p, f"{p.date:%Y-%m-%d}") for p in drafts],
        "To be looked at again": [
            (p, f"{p.review:%Y-%m-%d}") for p in out if p.review and p.review <= now
        ],
        "Without a topic": [(p, p.suggested) for p in out if not p.has_topic],
        "Without a picture": [(p, "") for p in out if not p.has_picture],
        "No other text leads there": [(p, "") for p in out if not p.is_linked],
        f"Hard to read (ease below {EASE_MIN})": [
            (p, f"{p.ease:.0f}") for p in out if p.ease is not None and p.ease < EASE_MIN
        ],
        "More about ourselves than about the customer": [
            (p, f"{p.customer_share:.0%} about the customer")
            for p in out
            if p.customer_share is not None and p.customer_share < CUSTOMER_SHARE_MIN
        ],
    }
    return {title: rows for title, rows in told.items() if rows}


def lines(told: Sections) -> Iterator[str]:
    """For people: each section's first rows."""
    for title, rows in told.items():
        yield f"{title}: {len(rows)}"
        for post, word in rows[:ROWS_SHOWN]:
            yield "    " + "  ".join(part for part in (word, str(post.path), post.title) if part)
        if len(rows) > ROWS_SHOWN:
            yield f"    … and {len(rows) - ROWS_SHOWN} more; FORMAT=json tells all"


def notes(told: Sections) -> Iterator[Problem]:
    """For programs: every row."""
    for title, rows in told.items():
        for post, word in rows:
            yield Problem(post.path, 0, 0, ": ".join(filter(None, (title, word))), note=True)
