"""Headers: an author's keys and values come out of either spelling, and the body stays whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.common.header import Fault, split

ANY_TEXT = (
    st.text()
    | st.text(alphabet='-:[]{}&*!|>#%@`?,."\n ab\t\x01\x85')
    | st.text().map(lambda text: f"---\n{text}\n---\n")
)


def texts(header: str) -> dict[str, str | tuple[str, ...]]:
    return {key: value.text for key, value in split(header).values.items()}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param("", {}, id="an empty file has no header"),
        pytest.param("Just words.\n", {}, id="a file may have no header"),
        pytest.param("\nTitle: A\n", {}, id="a header begins on the first line"),
        pytest.param("Title: A\n\nDate: B", {"title": "A"}, id="a blank line ends it"),
        pytest.param("Title: A\nWords: and", {"title": "A", "words": "and"}, id="any key is kept"),
        pytest.param("Title: A\nWords.", {"title": "A"}, id="so does a line without a key"),
        pytest.param("TITLE: A", {"title": "A"}, id="keys ignore case"),
        pytest.param("Image-Alt: A", {"image_alt": "A"}, id="a hyphen is an underscore"),
        pytest.param("Url: http://a.b", {"url": "http://a.b"}, id="a value may hold colons"),
        pytest.param("Summary:", {"summary": ""}, id="a value may be empty"),
        pytest.param("Tags: a\nTags: b", {"tags": ("a", "b")}, id="repetition makes a list"),
        pytest.param("Summary: a\n    b", {"summary": "a\nb"}, id="an indented line goes on"),
        pytest.param("Tags:\n    a\n    b", {"tags": "a\nb"}, id="the first line may be empty"),
        pytest.param("---\n---\n", {}, id="a YAML header may be empty"),
        pytest.param("---\n---\nTitle: A", {}, id="after a YAML header all is body"),
        pytest.param("---\nImage-Alt: A\n---\n", {"image_alt": "A"}, id="YAML keys fold too"),
        pytest.param("---\ntags: [a, b]\n---", {"tags": ("a", "b")}, id="a YAML list in brackets"),
        pytest.param("---\ntags:\n- a\n- b\n---", {"tags": ("a", "b")}, id="a YAML list in lines"),
        pytest.param("---\ntags: []\n---", {"tags": ()}, id="a YAML list may be empty"),
        pytest.param("---\ndate: 2026-03-04\n...", {"date": "2026-03-04"}, id="dots end YAML too"),
        pytest.param("---\nx: yes\ny: 1.0\n---", {"x": "yes", "y": "1.0"}, id="YAML stays text"),
        pytest.param("---\nx: >\n  a\n  b\n---", {"x": "a b"}, id="YAML folds long texts"),
    ],
)
def test_values(header: str, expected: dict[str, str | tuple[str, ...]]) -> None:
    assert texts(header) == expected
    assert split(header).faults == ()


@pytest.mark.parametrize(
    ("header", "line", "what", "kept"),
    [
        pytest.param("---\ntitle: A\n", 1, "the header never ends", {"title": "A"}, id="no end"),
        pytest.param("---\n- a\n---\n", 2, "is no list of keys and values", {}, id="a bare list"),
        pytest.param("---\nx: 1\nX: 2\n---", 3, "'x' is given twice", {"x": "1"}, id="key twice"),
        pytest.param("---\nx: {a: b}\n---", 2, "'x' holds keys or lists", {}, id="keys in a key"),
        pytest.param("---\nx:\n- a: b\n---", 2, "'x' holds keys or lists", {}, id="colon in item"),
        pytest.param("---\nx: a\ny: b: c\n---", 3, "not YAML", {"x": "a", "y": "b: c"}, id="colon"),
        pytest.param("---\nx: a\x01b\n---", 1, "control character", {"x": "a\x01b"}, id="control"),
        pytest.param(f"---\n{'[' * 900}\n---", 2, "lists in lists", {}, id="endless brackets"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(
    header: str, line: int, what: str, kept: dict[str, str]
) -> None:
    (fault,) = split(header).faults
    assert (fault.line, what in fault.what, bool(fault.remedy)) == (line, True, True)
    assert texts(header) == kept


def test_lines_are_those_of_the_file() -> None:
    plain, yaml = split("Title: A\nTags: b\n\nBody"), split("---\ntitle: A\ntags: b\n---\nBody")
    assert (plain.place("tags").line, plain.body, plain.body_line) == (2, "\nBody", 3)
    assert (yaml.place("tags").line, yaml.body, yaml.body_line) == (3, "Body", 5)
    assert plain.place("absent") == (1, 0)


@given(ANY_TEXT)
def test_any_text_is_split_and_no_line_of_its_body_is_lost(text: str) -> None:
    header = split(text)
    assert text.split("\n")[header.body_line - 1 :] == (
        header.body.split("\n") if header.body_line <= text.count("\n") + 1 else []
    )
    assert all(isinstance(fault, Fault) and "\n" not in fault.what for fault in header.faults)
