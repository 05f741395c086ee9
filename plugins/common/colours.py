"""The site's colours in daylight, for what is drawn and has no dark scheme."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """As the style sheet names them; ``ink2`` is its ink-2."""

    paper: str = "#fcfcfa"
    ink: str = "#1b2026"
    ink2: str = "#4a545d"
    accent: str = "#0b5a5e"
    rule: str = "#d8dcd8"


DAYLIGHT = Colours()


def colours_of(told: Mapping[str, tuple[str, str]]) -> Colours:
    """``told``: a colour's name → what it is in light and in dark; others are as they were."""
    own = {name.replace("-", ""): light for name, (light, _) in told.items()}
    return Colours(**{name: own[name] for name in Colours.__slots__ if name in own})
