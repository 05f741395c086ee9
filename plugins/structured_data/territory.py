"""Languages as Open Graph wants them: never without a territory."""

from babel.core import get_global


def territorial(lang: str) -> str:
    """``fr-CA`` → ``fr_CA``, ``en`` → ``en_US``: where most of those who speak it are, if known."""
    language, *others = lang.replace("_", "-").split("-")
    likely = get_global("likely_subtags").get(language.lower(), language)
    territories = [part.upper() for part in (*others, likely.rpartition("_")[2]) if len(part) == 2]
    return f"{language.lower()}_{territories[0]}" if territories else language.lower()
