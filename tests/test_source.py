"""Where things stand in a file: what is written twice is found at the one that is meant."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from plugins.common.header import split
from plugins.common.problem import Place
from plugins.common.source import Source, without_code
from plugins.links.links import Links

HEADER = "Title: A\n\n"
CODE = (
    "```\n[x](gone.md)\n\n[x](gone.md)\n```",
    "~~~ text\n[x](gone.md)\n~~~",
    "    [x](gone.md)\n\n    [x](gone.md)",
    "Say `[x](gone.md)` or ``[x](gone.md) ` ``.",
    "<!-- [x](gone.md)\n\n[x](gone.md) -->",
    "[y](/gone.md/other.md/)",
    "Words in two\nlines.",
    "1. one\n\n    still one\n\nNot one.",
)


@pytest.mark.parametrize(
    ("header", "key", "item", "place"),
    [
        pytest.param("Title: A\nTags: b, c", "tags", "", (2, 1), id="a key"),
        pytest.param("Title: A\nTags: b, c", "tags", "c", (2, 10), id="one of a list"),
        pytest.param("Tags: b-c, cc, c", "tags", "c", (1, 16), id="and not a part of another"),
        pytest.param("Tags: b,\n    c\nTitle: c", "tags", "c", (2, 5), id="in its second line"),
        pytest.param("Image-Alt: A", "image_alt", "", (1, 1), id="a key with a hyphen"),
        pytest.param("   Date: x", "date", "x", (1, 10), id="indented"),
        pytest.param("Tags: a&amp;b\nTitle: a&b", "tags", "a&b", (1, 0), id="spelt otherwise"),
        pytest.param("Title: A", "date", "", (1, 0), id="no such key"),
        pytest.param("---\ntags: [b, 'c']\n---", "tags", "c", (2, 12), id="in a YAML list"),
        pytest.param("---\ntags:\n  - b\n  - c # d\n---", "tags", "c", (4, 5), id="in lines"),
        pytest.param('---\n{"status": c}\n---', "status", "c", (2, 12), id="in braces"),
    ],
)
def test_the_place_in_a_header(header: str, key: str, item: str, place: tuple[int, int]) -> None:
    assert split(header).place(key, item) == place


@pytest.mark.parametrize(
    ("body", "needles", "nth", "place"),
    [
        pytest.param("See [b](/b/).", ("/b/",), 0, (3, 9), id="the needle"),
        pytest.param("[c](/b/c/) [b](/b/)", ("/b/",), 0, (3, 16), id="whole before part"),
        pytest.param("[c](/b/c/)", ("/b/",), 0, (3, 5), id="a part where nothing else is"),
        pytest.param("b b\n\nb", ("b",), 2, (5, 1), id="the third"),
        pytest.param("b b", ("b",), 7, (3, 3), id="the last, where there are fewer"),
        pytest.param("c", ("b", "c"), 0, (3, 1), id="the second needle"),
        pytest.param("c", ("b",), 0, (2, 0), id="none"),
        pytest.param("`/b/`", ("/b/",), 0, (3, 2), id="in code, where it is nowhere else"),
        pytest.param("- a\n\n    /b/\n\n`/b/`", ("/b/",), 0, (5, 5), id="in a list's paragraph"),
    ],
)
def test_the_place_in_a_body(
    body: str, needles: tuple[str, ...], nth: int, place: tuple[int, int]
) -> None:
    assert source_of(HEADER + body).place_of(*needles, nth=nth) == place


MARKDOWN = Markdown(extensions=["extra", Links()])


@given(st.lists(st.sampled_from(CODE)), st.lists(st.sampled_from(CODE)), st.integers(0, 3))
def test_a_dead_link_is_found_among_its_copies_in_code(
    before: list[str], after: list[str], indent: int
) -> None:
    text = HEADER + "\n\n".join([*before, f"{' ' * indent}See [b](gone.md).", *after])
    markdown = MARKDOWN.reset()
    markdown.source, markdown.site_root, markdown.problems = source_of(text), "", []  # type: ignore[attr-defined]
    markdown.convert(markdown.source.header.body)  # type: ignore[attr-defined]
    (problem,) = markdown.problems  # type: ignore[attr-defined]
    line = text.split("\n").index(f"{' ' * indent}See [b](gone.md).") + 1
    assert (problem.line, problem.column) == Place(line, indent + 9)


@given(st.text("a`~<!->\n \t[]1.*"))
def test_what_is_blanked_keeps_every_place(text: str) -> None:
    found = without_code(text)
    assert [len(line) for line in found.split("\n")] == [len(line) for line in text.split("\n")]
    assert all(c in (" ", d) for c, d in zip(found, text, strict=True))


def source_of(text: str) -> Source:
    return Source(Path("a.md"), Path(), text, split(text))
