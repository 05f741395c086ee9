"""Reading metrics: what is counted, and that the scores are those that were published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.reading_metrics.metrics import PACE, Pace, Vocabulary, measure
from plugins.reading_metrics.syllables import syllables


@pytest.mark.parametrize(
    ("prose", "ease", "grade"),
    [
        # Both from en.wikipedia.org, "Flesch–Kincaid readability tests": 116 and 37.5, 11.3.
        pytest.param("The cat sat on the mat.", 116.1, -1.4, id="a cat on a mat"),
        pytest.param(
            "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.",
            37.5,
            11.3,
            id="13 words and 24 syllables about the platypus",
        ),
        # The same article names them as the bounds of the two formulas.
        pytest.param("Go.", 121.2, -3.4, id="one syllable is the easiest there is"),
    ],
)
def test_published_scores(prose: str, ease: float, grade: float) -> None:
    reading = measure(prose)
    assert (reading.reading_ease, reading.grade) == (ease, grade)


@pytest.mark.parametrize("lang", ["en", "EN", "en-GB", "en_US"])
def test_english_by_any_tag_has_scores(lang: str) -> None:
    assert measure("The cat sat on the mat.", lang=lang).reading_ease == 116.1


@pytest.mark.parametrize("lang", ["de", "ja", "eng", "enm", ""])
def test_languages_without_a_formula_have_none(lang: str) -> None:
    reading = measure("Die Katze sitzt.", lang=lang)
    assert (reading.reading_ease, reading.grade, reading.syllables) == (None, None, 0)


def test_nothing_has_no_scores() -> None:
    assert measure(" \n\n ", pictures=1).reading_ease is None


@pytest.mark.parametrize(
    ("prose", "words"),
    [
        pytest.param("", 0, id="nothing holds no words"),
        pytest.param("— … * & – ?!", 0, id="marks alone are no words"),
        pytest.param("We've, you’re and o'clock", 4, id="a contraction is one word"),
        pytest.param("a well-known state-of-the-art", 3, id="a compound with hyphens is one word"),
        pytest.param("wait—what -- never...again", 4, id="dashes and dots separate words"),
        pytest.param("1,000 3.5% $5 3:30 AT&T U.S.", 6, id="a figure or abbreviation is one word"),
        pytest.param("and/or snake_case", 4, id="a slash and an underscore separate words"),
        pytest.param("cafe\u0301 résumé नमस्ते", 3, id="marks set on letters are part of them"),
        pytest.param("東京タワー", 5, id="a Japanese character counts as a word"),
        pytest.param(
            "我用 Python 3 写。", 5, id="what stands among characters is counted in words"
        ),
        pytest.param("안녕하세요 여러분", 2, id="Korean is counted in words"),
    ],
)
def test_words(prose: str, words: int) -> None:
    assert measure(prose).words == words


@pytest.mark.parametrize(
    ("prose", "sentences"),
    [
        pytest.param("", 0, id="nothing holds no sentence"),
        pytest.param("***\n\n—", 0, id="a rule is no sentence"),
        pytest.param("A heading without a stop", 1, id="a heading is a sentence"),
        pytest.param("1999", 1, id="a figure alone is a sentence"),
        pytest.param("A heading\n\nA line\nand its rest. One more.", 3, id="a line break is none"),
        pytest.param("Mr. and Mrs. Lee met Dr. Wu at St. Paul's.", 1, id="titles"),
        pytest.param("Use a form, e.g. ours, i.e. this one.", 1, id="Latin abbreviations"),
        pytest.param("He left the U.S. Army for the U.S. The rest stayed.", 2, id="the U.S. twice"),
        pytest.param("J. R. R. Tolkien met C.S. Lewis.", 1, id="initials"),
        pytest.param("She is taller than I. Tom is not.", 2, id="I is no initial"),
        pytest.param("We open at 9 a.m. on Mondays. At 5 p.m. We close.", 3, id="times of day"),
        pytest.param("It is 3.5 times v2.0 of example.com now.", 1, id="decimals and domains"),
        pytest.param("See No. 5 and Fig. 2. He said no. They left.", 3, id="numbered things"),
        pytest.param("Pay Acme Inc. Friday. It owns Foo Ltd. The end.", 3, id="companies"),
        pytest.param("Pens, ink, etc. Then paper.", 2, id="etc. before a capital"),
        pytest.param("1. First this. 2. Then that.", 2, id="a number in a list is no sentence"),
        pytest.param("Well... maybe. Or… no?! Yes!", 3, id="an ellipsis that goes on"),
        pytest.param("“Why?” he asked. “Because!” she said.", 2, id="a question inside a sentence"),
        pytest.param("“Go.” (He went.) 'Now.' [Then.] Done", 5, id="closing quotes and brackets"),
        pytest.param("He did. “So what?” They did.", 3, id="opening quotes"),
        pytest.param("晴れです。行こう！どこへ？はい。", 4, id="full-width stops need no space"),
    ],
)
def test_sentences(prose: str, sentences: int) -> None:
    assert measure(prose).sentences == sentences


@pytest.mark.parametrize(
    ("prose", "asked", "minutes"),
    [
        pytest.param("word " * 238, {}, 1, id="238 English words take a minute"),
        pytest.param("word " * 239, {}, 2, id="one more word starts another"),
        pytest.param("한국어 " * 202, {}, 1, id="202 Korean words take a minute"),
        pytest.param("한국어 " * 203, {"lang": "ko"}, 2, id="one more starts another"),
        pytest.param("字" * 439, {"lang": "zh-Hans"}, 1, id="439 Chinese characters take a minute"),
        pytest.param("字" * 440, {}, 2, id="characters without kana are Chinese"),
        pytest.param("字" * 653, {"lang": "ja"}, 1, id="653 Japanese characters take a minute"),
        pytest.param("かな" * 326, {"lang": "en"}, 1, id="kana are Japanese in any language"),
        pytest.param("字" * 439 + " word" * 238, {"lang": "zh"}, 2, id="each script at its pace"),
        pytest.param("", {"code_lines": 20}, 1, id="20 lines of code take a minute"),
        pytest.param("", {"code_lines": 21}, 2, id="one more line starts another"),
        pytest.param("", {"pictures": 6}, 1, id="six pictures take 57 seconds"),
        pytest.param("", {"pictures": 10}, 2, id="ten pictures take 75 seconds"),
        pytest.param("", {"pictures": 25}, 2, id="from the tenth on a picture takes 3"),
        pytest.param("", {"pictures": 26}, 3, id="so the 26th starts a third minute"),
        pytest.param("", {}, 0, id="nothing to read takes no time"),
    ],
)
def test_minutes(prose: str, asked: dict[str, object], minutes: int) -> None:
    assert measure(prose, **asked).minutes == minutes  # type: ignore[arg-type]


def test_the_pace_is_a_setting() -> None:
    assert measure("word " * 238, pace=Pace(words_per_minute=119)).minutes == 2
    assert measure("", code_lines=10, pace=Pace(code_lines_per_minute=1)).minutes == 10
    assert Pace() == PACE


@pytest.mark.parametrize(
    ("prose", "customer", "company", "share"),
    [
        pytest.param("It rains.", 0, 0, None, id="neither is named"),
        pytest.param("You and your clients, yourselves.", 4, 0, 1.0, id="customers alone"),
        pytest.param("We sell our products.", 0, 3, 0.0, id="the company alone"),
        pytest.param("You're right: we’ve met and I'm glad.", 1, 2, 0.33, id="contractions"),
        pytest.param("The customer's and CUSTOMERS’ company", 2, 1, 0.67, id="possessives"),
        pytest.param("US firms told us.", 0, 2, 0.0, id="the United States are not us"),
    ],
)
def test_whom_it_talks_about(prose: str, customer: int, company: int, share: float | None) -> None:
    reading = measure(prose)
    assert (reading.customer_words, reading.company_words) == (customer, company)
    assert reading.customer_share == share


def test_the_vocabulary_is_a_setting() -> None:
    words = Vocabulary(customer=frozenset({"patient"}), company=frozenset({"clinic"}))
    assert measure("You, the patient, at our clinic", vocabulary=words).customer_share == 0.5


# By the CMU Pronouncing Dictionary; the last of each row, after the bar, by our own ear.
SYLLABLES = {
    1: "the eyes asked looked makes times rhyme voice priest friend breathed guess we're league"
    " | 1999 3rd $5 & brrr",
    2: "table centre wanted hundred being going quiet science prism lion create something therefore"
    " business didn't george's fire Mrs | it'd café naïve well-known U.S",
    3: "created radio idea piano everything area beautiful religious museum Australian poetry"
    " loneliness however entire | résumé twenty-five customer’s",
    4: "material experience society actually nevertheless | state-of-the-art one-syllable",
    5: "association opportunity communication immediately | rock-and-roll-music",
}


@pytest.mark.parametrize(
    ("word", "count"),
    [
        pytest.param(word, count, id=f"{word} has {count}")
        for count, row in SYLLABLES.items()
        for word in row.replace("|", "").split()
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


prose = st.text() | st.text(alphabet="aeiouyAbdst .,!?…'’-\n1東か한\u0301。")


@given(prose, st.sampled_from(["en", "de", "ja", "zh", "ko"]))
def test_any_text_has_a_reading(text: str, lang: str) -> None:
    reading = measure(text, lang=lang)
    assert min(reading.words, reading.sentences, reading.syllables, reading.minutes) >= 0
    assert reading.sentences <= reading.words
    assert reading.customer_words + reading.company_words <= reading.words
    assert bool(reading.words) == bool(reading.sentences) == bool(reading.minutes)


@given(prose, prose)
def test_paragraphs_add_up(one: str, other: str) -> None:
    both, first, second = measure(f"{one}\n\n{other}"), measure(one), measure(other)
    assert both.words == first.words + second.words
    assert both.sentences == first.sentences + second.sentences
    assert both.syllables == first.syllables + second.syllables
    assert both.minutes <= first.minutes + second.minutes


@given(prose, st.integers(0, 500), st.integers(0, 50))
def test_only_nothing_to_read_takes_no_time(text: str, code_lines: int, pictures: int) -> None:
    reading = measure(text, code_lines=code_lines, pictures=pictures)
    assert (reading.minutes == 0) == (reading.words == code_lines == pictures == 0)


@given(prose)
def test_syllables_are_at_least_one_a_word(text: str) -> None:
    reading = measure(text, lang="en")
    assert reading.syllables >= measure(text, lang="ko").syllables == 0
    assert syllables(text) >= 1
