"""Five thousand that mean no good from five families, and as many from those held out."""

from pathlib import Path

from tests.torture.crowd import Fate, fates
from tests.torture.figures import Figure
from tests.torture.receiver import receiver_in, site_in
from tests.torture.visits import HELD_OUT, OPEN, SEEN, spam

# Among few, fewer are known by the copies that came before.
TINY = {"count": 60, "least": 0.9}
MISSES_SHOWN = 3


def run(folder: Path, *, count: int = 5_000, least: float = 0.95) -> list[Figure]:
    """``count`` of each group of families; the bar is for those that rules were made for."""
    figures = []
    for number, (name, families) in enumerate(
        (("open", OPEN), ("seen", SEEN), ("held-out", HELD_OUT))
    ):
        with receiver_in(folder / name) as receiver:
            came = fates(receiver, site_in(folder), list(spam(families, count, seed=number)))
        bar = least if name == "open" else float("-inf")
        figures.append(Figure(f"{name} families: held", share_held(came), at_least=bar))
        for family in families:
            of_it = [fate for fate in came if fate.visit.family == family]
            figures.append(Figure(f"  {family} ({len(of_it)})", share_held(of_it)))
            if name == "open":
                show_misses(family, of_it)
        figures.append(Figure(f"{name} families: lost", sum(map(lost, came)), at_most=0))
    return figures


def share_held(came: list[Fate]) -> float:
    """Of those that were stored: what breaks the policy of replies never is."""
    stored = [fate for fate in came if fate.rows]
    return sum(fate.held for fate in stored) / len(stored)


def lost(fate: Fate) -> bool:
    """No filter deletes: what was not refused for a mistake that was told is stored."""
    return not fate.rows and fate.last.status != 422


def show_misses(family: str, came: list[Fate]) -> None:
    missed = [fate for fate in came if fate.rows and not fate.held]
    for fate in missed[:: max(1, len(missed) // MISSES_SHOWN)][:MISSES_SHOWN]:
        typed = fate.visit.typed
        text = " ".join(typed.get("message", typed.get("comment", "")).split())
        print(f"  not held, {family}: {typed['name']}: {text[:140]}")
