"""Words and near-words: spellings that an author would call the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.common.text import did_you_mean, folded, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Service", "SERVICE", id="case"),
        pytest.param("caf\u00e9", "cafe\u0301", id="Unicode form"),
        pytest.param("plain  language ", "plain\u00a0language", id="white space"),
        pytest.param("Straße", "STRASSE", id="the German sharp s"),
    ],
)
def test_folded(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("C++", "C#"), ("resume", "résumé"), ("a b", "ab")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text())
def test_folding_ignores_unicode_forms_and_is_done_once(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(text) == folded(folded(text))


@pytest.mark.parametrize(
    ("word", "known", "remedy"),
    [
        pytest.param("sevrice", ["Service", "Waiting"], "Did you mean 'Service'?", id="letters"),
        pytest.param("SERVICES", ["Service"], "Did you mean 'Service'?", id="capitals"),
        pytest.param("zebra", ["b", "a", "b"], "Use one of: a, b", id="a few are all named"),
        pytest.param("zebra", [f"name {n}" for n in range(7)], "", id="many are not"),
        pytest.param("zebra", [], "", id="of none nothing is said"),
    ],
)
def test_did_you_mean(word: str, known: list[str], remedy: str) -> None:
    assert did_you_mean(word, known) == remedy


@given(st.text())
def test_plain_text_is_what_xml_and_html_hold(text: str) -> None:
    kept = plain(text)
    assert plain(kept) == kept
    assert not [c for c in kept if ord(c) & 0xFFFE == 0xFFFE or "\ufdd0" <= c <= "\ufdef"]
    assert all(unicodedata.category(c) not in ("Cc", "Cs") or c in "\t\n\r" for c in kept)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("a\x0b\x00b\x7f", "ab", id="controls"),
        pytest.param("1\x962, \x93so\x94", "1–2, “so”", id="Windows-1252 read as Latin-1"),
        pytest.param("\ufdd0\ufffe\uffff\U0001ffff\U0010fffe\ud800x", "x", id="no characters"),
        pytest.param("🏳️‍🌈 é שלום", "🏳️‍🌈 é שלום", id="all else"),
    ],
)
def test_plain(written: str, kept: str) -> None:
    assert plain(written) == kept
