"""The largest replies there can be, and the patterns that readers of Markdown choke on."""

import time
from pathlib import Path

from plugins.replies.form import REPLY
from plugins.replies.markup import html_of
from tests.hostile_comments import comments
from tests.torture.figures import Figure

TINY = {"rounds": 1}


def run(folder: Path, *, rounds: int = 7) -> list[Figure]:
    [length] = [field.max_chars for field in REPLY.fields if field.name == "comment"]
    ordinary = "You wait, and **nobody** [says](https://example.org/a) *why*: `the bell`.\n\n"
    texts = {"an ordinary one": (ordinary * length)[:length], **comments(length)}
    html_of("once, for what is made at the first call")
    slowest = max((best(text, rounds), name) for name, text in texts.items())
    return [
        Figure("texts of the largest size", len(texts), at_least=31),
        Figure(f"slowest (ms): {slowest[1]}", slowest[0] * 1000, at_most=50, timed=True),
    ]


def best(text: str, rounds: int) -> float:
    """Seconds of a processor; the least of so many, as anything more is the machine's."""
    taken = []
    for _ in range(rounds):
        started = time.process_time()
        html_of(text)
        taken.append(time.process_time() - started)
    return min(taken)
