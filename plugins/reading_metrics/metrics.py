"""How long prose is, how long it takes to read, how hard it is and whom it talks about.

    measure("You ask. We answer.")  →  4 words, 2 sentences, 5 syllables, 1 minute …

Prose is plain text: paragraphs, headings and list items with an empty line between them.
"""

import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from plugins.reading_metrics.syllables import syllables

# Han, hiragana and katakana put no spaces between words; hangul does.
CHARACTER = re.compile(
    r"(?=\w)[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\uff66-\uff9d"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")

# Letters, digits and the marks set on them, with what may join them: we've, well-known, 1,000,
# U.S, AT&T. "Count as single words contractions, hyphenated words, abbreviations, figures, symbols
# and their combinations" (Flesch, "How to Write Plain English", 1979).
WORD = re.compile(
    r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0900-\u0dff]"
    r"|['’.,:&@\u2010\u2011-](?=[^\W_]))*"
)
LETTER = re.compile(r"[^\W\d_]")

PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
FULL_WIDTH_STOP = re.compile(r"[。｡！？]")
STOPS = (".", "!", "?", "…", "。", "｡", "！", "？")
OPENING = "\"'([{‘“«„—–-"
CLOSING = "\"')]}’”»*」』"


def words_in(line: str) -> frozenset[str]:
    return frozenset(line.split())


# Their stop ends no sentence: those of the first line never, those of the second before a figure,
# those of the third and initials (J., U.S., p.m.) unless a word follows that likes to come first.
TITLES = words_in(
    "mr mrs ms dr prof st mt rev hon gov sen rep gen col capt lt sgt messrs mme mlle e.g i.e vs cf"
)
NUMBERED = words_in("no nos fig figs pp vol ch sec art eq")
SHORTENED = words_in(
    "jr sr inc ltd co corp al ed dept est approx jan feb mar apr jun jul aug sept oct nov dec"
)
INITIALS = re.compile(r"(?!i$)(?:[^\W\d_]\.)*[^\W\d_]")
STARTERS = words_in(
    "a an the this that these those it he she they we you i there in on at if when as but and or "
    "so what who how why his her its our my your their for from to with after before while no"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text asks of its reader."""

    words: int  # each Chinese or Japanese character is one
    sentences: int
    syllables: int  # 0 where the language is not English
    minutes: int  # whole, rounded up; 0 when there is nothing to read
    reading_ease: float | None  # most prose 0 to 100, the easiest 121.2; None if not English
    grade: float | None  # years of school in the United States; None if not English
    customer_words: int
    company_words: int
    customer_share: float | None  # customer / (customer + company), 0 to 1; None without either


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast people read silently.

    Words: the mean for English non-fiction; most adults read 175 to 300. Brysbaert, "How many
    words do we read per minute?", 2019, doi:10.1016/j.jml.2019.104047. Other languages with spaces
    between words share it, save Korean: Rhiu and others, 2017, doi:10.3341/kjo.2016.0042; we found
    no rate for its characters. Chinese: Wang and others, 2024,
    doi:10.12139/j.1672-0628.2024.02.005. Japanese: Kobayashi and Kawashima, 2018,
    doi:10.3169/itej.72.J154.

    Code: our own assumption, since none is published. Half the lines of code in a blog hold five
    names and numbers or fewer; 100 of those a minute, under half the pace of prose, are 20 lines.

    Pictures: 12 seconds for the first, one less for each that follows, from the tenth on 3, as
    Medium counts them: blog.medium.com, "Read Time and You".
    """

    words_per_minute: float = 238
    korean_words_per_minute: float = 202
    chinese_characters_per_minute: float = 439
    japanese_characters_per_minute: float = 653
    code_lines_per_minute: float = 20
    first_picture_seconds: int = 12
    least_picture_seconds: int = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, in lower case, that name the customer and the company."""

    customer: frozenset[str]
    company: frozenset[str]


PACE = Pace()
VOCABULARY = Vocabulary(
    customer=words_in(
        "you your yours yourself yourselves customer customers client clients buyer buyers "
        "consumer consumers shopper shoppers guest guests patron patrons user users"
    ),
    company=words_in(
        "we us our ours ourselves i me my mine myself company companies business businesses "
        "firm firms organisation organisations organization organizations product products"
    ),
)


def measure(
    prose: str,
    *,
    lang: str = "en",
    code_lines: int = 0,
    pictures: int = 0,
    pace: Pace = PACE,
    vocabulary: Vocabulary = VOCABULARY,
) -> Reading:
    """Measure prose in the language of the tag ``lang``; code and pictures count only as time.

    Ease is Flesch, "A New Readability Yardstick", 1948; grade is Kincaid and others, "Derivation
    of New Readability Formulas", 1975. Both were fitted to English alone. The words of customer
    and company are a count, not a judgement.
    """
    language = lang.replace("_", "-").partition("-")[0].lower()
    characters = len(CHARACTER.findall(prose))
    words = Counter(WORD.findall(CHARACTER.sub(" ", prose)))
    sentences = sum(map(_sentences, PARAGRAPH_BREAK.split(prose)))
    english = words.total() if language == "en" else 0
    heard = sum(n * syllables(word) for word, n in words.items()) if english else 0
    customer, company = _named(vocabulary.customer, words), _named(vocabulary.company, words)
    minutes = (
        _minutes_of_words(words, pace)
        + characters / _characters_per_minute(prose, language, pace)
        + code_lines / pace.code_lines_per_minute
        + _minutes_of_pictures(pictures, pace)
    )
    return Reading(
        words=words.total() + characters,
        sentences=sentences,
        syllables=heard,
        minutes=math.ceil(round(minutes, 9)),  # what adding fractions leaves over is not a minute
        reading_ease=_reading_ease(english, sentences, heard) if english else None,
        grade=_grade(english, sentences, heard) if english else None,
        customer_words=customer,
        company_words=company,
        customer_share=round(customer / (customer + company), 2) if customer + company else None,
    )


def _sentences(paragraph: str) -> int:
    """Sentences of one paragraph; a heading is one without a stop, "1." is none of its own."""
    tokens = FULL_WIDTH_STOP.sub(r"\g<0> ", paragraph).split()
    count, begun = 0, False
    for token, following in pairwise([*tokens, ""]):
        begun = begun or LETTER.search(token) is not None
        if begun and _ends(token, following.lstrip(OPENING)):
            count, begun = count + 1, False
    return count + begun or int(WORD.search(paragraph) is not None)


def _ends(token: str, following: str) -> bool:
    word = token.rstrip(CLOSING)
    if not word.endswith(STOPS) or following[:1].islower():
        return False
    if not following or not word.endswith(".") or word.endswith(".."):
        return True
    return not _abbreviated(word[:-1].lstrip(OPENING).lower(), following)


def _abbreviated(word: str, following: str) -> bool:
    """Whether the stop after a word belongs to the word alone."""
    if word in NUMBERED:
        return following[0].isdigit()
    if word in SHORTENED or INITIALS.fullmatch(word):
        return _bare(following.rstrip(",;:")) not in STARTERS
    return word in TITLES


def _bare(word: str) -> str:
    """A word in lower case without its apostrophe and what follows: "you" of "You’re"."""
    return word.replace("’", "'").partition("'")[0].lower()


def _named(names: frozenset[str], words: Counter[str]) -> int:
    """How many words are among the names; "US" is a country."""
    return sum(n for word, n in words.items() if _bare(word) in names and word != "US")


def _minutes_of_words(words: Counter[str], pace: Pace) -> float:
    korean = sum(n for word, n in words.items() if HANGUL.match(word))
    return korean / pace.korean_words_per_minute + (words.total() - korean) / pace.words_per_minute


def _characters_per_minute(prose: str, language: str, pace: Pace) -> float:
    """The pace of the language; in any other, kana tell Japanese from Chinese."""
    if language == "ja" or (language != "zh" and KANA.search(prose)):
        return pace.japanese_characters_per_minute
    return pace.chinese_characters_per_minute


def _minutes_of_pictures(pictures: int, pace: Pace) -> float:
    first, least = pace.first_picture_seconds, pace.least_picture_seconds
    return sum(max(first - earlier, least) for earlier in range(pictures)) / 60


def _reading_ease(words: int, sentences: int, syllables: int) -> float:
    return round(206.835 - 1.015 * words / sentences - 84.6 * syllables / words, 1)


def _grade(words: int, sentences: int, syllables: int) -> float:
    return round(0.39 * words / sentences + 11.8 * syllables / words - 15.59, 1)
