"""The words of the site in its own language; the English sentence is the key.

``theme/translations/fr.po`` has them in French. English needs no file, and no Babel either:
the inbox, which may have to start at once, is spared it.
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date as Date
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from plugins.common.problem import Problem
from plugins.common.text import did_you_mean

if TYPE_CHECKING:
    from babel import Locale
    from babel.messages import Catalog

TRANSLATIONS = Path(__file__).parents[2] / "theme" / "translations"
# Any complete one would do: a test holds that none lacks a sentence.
COMPLETE = "fr"


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Says sentences in one language: ``say("More by {name}", name="Sam")``.

    ``own`` goes before the ``shipped``. A number is spelled as the language does it.
    ``spelled`` is what a sentence becomes before its parts are put in: text as it is, or HTML.
    """

    lang: str
    shipped: NullTranslations
    own: Mapping[str, str]
    spelled: Callable[[str], str] = str

    def __call__(self, sentence: str, /, **parts: object) -> str:
        return self._filled(self.own.get(sentence) or self.shipped.gettext(sentence), parts)

    def many(self, one: str, more: str, n: int, /, **parts: object) -> str:
        """Of ``n``, which stands in the sentence as {n}."""
        text = self.shipped.ngettext(one, more, n)
        alike = one if text == self.shipped.ngettext(one, more, 1) else more
        return self._filled(self.own.get(alike) or text, {"n": n, **parts})

    def number(self, n: int) -> str:
        if english(self.lang):
            return f"{n:,}"
        from babel.numbers import format_decimal

        return format_decimal(n, locale=locale_of(self.lang))

    def date(self, date: Date) -> str:
        """As people write it, without the system's locales."""
        from babel.dates import format_date

        return format_date(date, "long", locale_of(self.lang))

    @property
    def html(self) -> "Words":
        """The same as HTML: a part is escaped unless it is marked as HTML."""
        from markupsafe import escape

        return replace(self, spelled=escape)

    @property
    def globals(self) -> dict[str, Any]:
        """What templates say them with."""
        html = self.html
        return {"_": html, "ngettext": html.many}

    def _filled(self, text: str, parts: Mapping[str, object]) -> str:
        told = {k: self.number(v) if isinstance(v, int) else v for k, v in parts.items()}
        return self.spelled(text).format(**told)


ENGLISH = Words("en", NullTranslations(), {})


def words(lang: str, own: Mapping[str, str] | None = None) -> Words:
    """Those of ``fr-CA``, or else of ``fr``, or else English."""
    return _words(lang, tuple((own or {}).items()))


def words_of(settings: Mapping[str, Any]) -> Words:
    """Those of the whole site, whatever the language of an article."""
    return words(settings["DEFAULT_LANG"], settings["WORDS"])


@cache
def _words(lang: str, own: tuple[tuple[str, str], ...]) -> Words:
    shipped = None if english(lang) else catalog(lang) or catalog(base(lang))
    return Words(lang, translations(shipped) if shipped else NullTranslations(), dict(own))


def translations(catalog: "Catalog") -> NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.support import Translations

    file = BytesIO()
    write_mo(file, catalog)
    file.seek(0)
    return Translations(file)


def catalog(lang: str) -> "Catalog | None":
    from babel.messages.pofile import read_po

    path = TRANSLATIONS / f"{lang}.po"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return read_po(file)


def sentences() -> frozenset[str]:
    """Every sentence of the site, in English."""
    found = catalog(COMPLETE)
    ids = [message.id for message in found or () if message.id]
    return frozenset(text for id_ in ids for text in ([id_] if isinstance(id_, str) else id_))


def put_right(settings: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with WORDS, which are right afterwards, so that the rest is told too."""
    own, settings["WORDS"] = settings["WORDS"], {}
    if not isinstance(own, dict):
        yield wrong(f"{own!r} is no table of sentences", 'Write it like {"Subscribe": "Stay"}')
        return
    known = sentences() if own else ()
    for key, text in own.items():
        if key not in known:
            what, remedy = f"'{key}' is no sentence of the site", did_you_mean(str(key), known)
        elif not isinstance(text, str):
            what, remedy = f"{text!r} is no text", "Write it in quotation marks"
        elif not parts_of(text) <= parts_of(key):
            what = f"'{text}' has parts in braces that '{key}' has not"
            remedy = f"Use {' and '.join(f'{{{name}}}' for name in parts_of(key)) or 'none'}"
        else:
            settings["WORDS"][key] = text
            continue
        yield wrong(what, remedy)


def wrong(what: str, remedy: str) -> Problem:
    return Problem(Path("WORDS"), 0, 0, what, remedy)


def parts_of(sentence: str) -> Set[str]:
    """The names in braces, in order; "" where a brace is left open."""
    try:
        names = [name for _, name, *_ in Formatter().parse(sentence) if name is not None]
    except ValueError:
        names = [""]
    return dict.fromkeys(names).keys()


def english(lang: str) -> bool:
    return base(lang) == "en"


def base(lang: str) -> str:
    return lang.partition("-")[0]


@cache
def locale_of(lang: str) -> "Locale":
    """English for what is no language."""
    from babel import Locale, UnknownLocaleError

    for told in (lang, base(lang)):
        try:
            return Locale.parse(told, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")
