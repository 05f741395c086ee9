"""The colours of the theme, and an owner's own in their place."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from plugins.common.problem import Problem
from plugins.common.text import did_you_mean

Colours = Mapping[str, tuple[str, str]]
TOKEN = re.compile(r"--(?P<name>[\w-]+):\s*light-dark\((?P<light>#\w+),\s*(?P<dark>#\w+)\)")
HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
SCHEMES = ("light", "dark")
# What is read, and what it is read on: https://www.w3.org/TR/WCAG22/#contrast-minimum
TEXT = ("ink", "ink-2", "accent", "accent-2", "visited", "error", "ok")
GROUNDS = ("paper", "panel")
TEXT_CONTRAST = 4.5
SETTING = Path("COLOURS")


def colours_in(css: str) -> dict[str, tuple[str, str]]:
    """Each colour that a style sheet names for both schemes, light and dark."""
    return {found["name"]: (found["light"], found["dark"]) for found in TOKEN.finditer(css)}


def checked(own: object, known: Colours) -> tuple[dict[str, tuple[str, str]], list[Problem]]:
    """Those of an owner's colours that are any, and what is wrong with the rest."""
    if not isinstance(own, dict):
        what = f"{own!r} is no table of colours"
        return {}, [Problem(SETTING, 0, 0, what, 'Write {"accent": ("#7a1f3d", "#f0a8bd")}')]
    good: dict[str, tuple[str, str]] = {}
    problems = []
    for name, value in own.items():
        match value:
            case _ if name not in known:
                remedy = did_you_mean(str(name), known) or f"Use one of: {', '.join(known)}"
                problems.append(Problem(SETTING, 0, 0, f"the theme has no colour {name!r}", remedy))
            case (str(light), str(dark)) if HEX.fullmatch(light) and HEX.fullmatch(dark):
                good[name] = (light, dark)
            case _:
                what = f"{name} is {value!r}"
                remedy = 'Write two colours, for light and for dark, like ("#7a1f3d", "#f0a8bd")'
                problems.append(Problem(SETTING, 0, 0, what, remedy))
    return good, [*problems, *(faint(good, {**known, **good}) if good else ())]


def faint(own: Colours, colours: Colours) -> Iterator[Problem]:
    """Pairs that cannot be read, of which one at least is the owner's."""
    for number, scheme in enumerate(SCHEMES):
        for name in TEXT:
            for ground in GROUNDS:
                found = contrast(colours[name][number], colours[ground][number])
                if found < TEXT_CONTRAST and not own.keys().isdisjoint((name, ground)):
                    what = (
                        f"{name} {colours[name][number]} on {ground} {colours[ground][number]}"
                        f" has a contrast of {int(found * 100) / 100:.2f} in the {scheme} scheme;"
                        f" text needs {TEXT_CONTRAST}"
                    )
                    way = "darker" if luminance(colours[ground][number]) > 0.18 else "lighter"
                    yield Problem(SETTING, 0, 0, what, f"Make {name} {way}, or the ground other")


def contrast(one: str, other: str) -> float:
    """From 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    red, green, blue = (linear(value / 255) for value in bytes.fromhex(digits))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: float) -> float:
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)


def rules(own: Colours) -> str:
    """The part of the style sheet that puts them in place."""
    lines = (f"--{name}: light-dark({light}, {dark});" for name, (light, dark) in own.items())
    return f"@layer tokens {{ :root {{ {' '.join(lines)} }} }}\n" if own else ""
