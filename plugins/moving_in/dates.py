"""Dates as pages show them: ``2011-08-17T10:00:00Z``, ``August 17, 2011``, ``17 août 2011``."""

import re
from datetime import datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError

ISO = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:[T ](?P<t>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?"
    r" ?(?P<z>Z|[+-]\d\d:?\d\d)?)?(?!\d)"
)
# The order of day and month is told by what stands between: 17.8.2011 is of August everywhere.
NUMBERS = re.compile(
    r"\b(?:(?P<y>(?:19|20)\d\d)[./](?P<m>\d\d?)[./](?P<d>\d\d?)"
    r"|(?P<d2>\d\d?)\. ?(?P<m2>\d\d?)\. ?(?P<y2>(?:19|20)\d\d))\b"
)
CLOCK = re.compile(r"\b(?P<h>\d\d?)[:h](?P<m>\d\d)\s*(?P<half>[ap])?\.?m?", re.IGNORECASE)
LANGUAGES = "en de fr es it nl pt pl sv da nb cs ro".split()


def date_of(text: str, lang: str = "") -> datetime | None:
    """The first date in a text, with its time and offset where told; None where there is none."""
    if match := ISO.search(text):
        y, m, d, clock, zone = match["y"], match["m"], match["d"], match["t"], match["z"]
        return _made(f"{y}-{m}-{d}T{clock or '00:00'}{zone or ''}")
    found = [(match.start(), _made(_numbered(match))) for match in NUMBERS.finditer(text)]
    for language in dict.fromkeys((lang.lower().replace("_", "-").partition("-")[0], *LANGUAGES)):
        pattern, months = _named(language)
        for match in pattern.finditer(text) if pattern else ():
            month = months[(match["month"] or match["month2"]).casefold()]
            day, year = match["day"] or match["day2"], match["year"] or match["year2"]
            clock = CLOCK.match(text[match.end() :].lstrip(" ,@|–-").removeprefix("at ").lstrip())
            found.append((match.start(), _made(f"{year}-{month:02}-{int(day):02}{_time(clock)}")))
    return min(((at, date) for at, date in found if date), key=lambda f: f[0], default=(0, None))[1]


def _numbered(match: re.Match[str]) -> str:
    year, month, day = (match[name] or match[f"{name}2"] for name in "ymd")
    return f"{year}-{int(month):02}-{int(day):02}"


def _time(clock: re.Match[str] | None) -> str:
    if not clock:
        return ""
    half = (clock["half"] or "").lower()
    hour = int(clock["h"]) % 12 + 12 * (half == "p") if half else int(clock["h"])
    return f"T{hour:02}:{clock['m']}"


def _made(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@lru_cache
def _named(language: str) -> tuple[re.Pattern[str] | None, dict[str, int]]:
    try:
        locale = Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return None, {}
    months = {
        str(name).rstrip(".").casefold(): number
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in locale.months[form][width].items()
        if not str(name).isdigit()
    }
    one = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    year = r"(?:19|20)\d\d"
    return re.compile(
        rf"\b(?:(?P<day>\d\d?)(?:st|nd|rd|th|er|\.|º)?\s+(?:de |of )?(?P<month>{one})\.?,?\s+"
        rf"(?:de )?(?P<year>{year})|(?P<month2>{one})\.?\s+(?P<day2>\d\d?)(?:st|nd|rd|th)?,?\s+"
        rf"(?P<year2>{year}))\b",
        re.IGNORECASE,
    ), months
