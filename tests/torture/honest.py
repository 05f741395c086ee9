"""Five hundred people who mean well: each is thanked, stored once, and next to none is held."""

from collections import Counter
from pathlib import Path

from tests.torture.crowd import fates
from tests.torture.figures import Figure
from tests.torture.receiver import receiver_in, site_in
from tests.torture.visits import honest

TINY = {"count": 30}


def run(folder: Path, *, count: int = 500) -> list[Figure]:
    with receiver_in(folder / "inbox") as receiver:
        came = fates(receiver, site_in(folder), honest(count))
    held = [fate for fate in came if fate.held]
    for fate in held:
        print("  held:", *(reason for row in fate.rows for reason in (*row.how, *row.what)))
        print(
            "   ",
            " ".join(fate.visit.typed.get("message", fate.visit.typed.get("comment", "")).split())[
                :160
            ],
        )
    refused = Counter(fate.last.status for fate in came if fate.last.status != 303)
    if refused:
        print("  last seen by those who were not thanked:", dict(refused))
    return [
        Figure("honest messages", len(came), at_least=count),
        Figure("not thanked in the end", refused.total(), at_most=0),
        Figure("not stored", sum(not fate.rows for fate in came), at_most=0),
        Figure("stored twice", sum(len(fate.rows) > 1 for fate in came), at_most=0),
        Figure("asked to look at it again", sum(fate.asked_again for fate in came)),
        Figure("held", len(held), at_most=max(1, count // 100)),
    ]
