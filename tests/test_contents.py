"""Headings that are links to themselves, and the list of them above a long article."""

import pytest
from markdown import Markdown

from plugins.anatomy.anatomy import Heading
from plugins.contents.anchors import Anchors
from plugins.contents.contents import Entry, contents
from tests.conftest import ARTICLE, Build

PAGE = "articles/a/index.html"


def headings(levels: str) -> list[Heading]:
    """``"232"`` → three headings of those levels, named by their places."""
    return [Heading(int(level), f"h{n}", f"H{n}") for n, level in enumerate(levels)]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param("222", [], id="three are seen by scrolling"),
        pytest.param("2222", [(n, []) for n in range(4)], id="four are listed"),
        pytest.param("2332", [(0, [1, 2]), (3, [])], id="lower ones stand below"),
        pytest.param("3333", [(n, []) for n in range(4)], id="the uppermost need not be h2"),
        pytest.param("23423", [(0, [1]), (3, [4])], id="a third level is left out"),
        pytest.param("3223", [(0, []), (1, []), (2, [3])], id="a lower one first stands alone"),
    ],
)
def test_contents(levels: str, expected: list[tuple[int, list[int]]]) -> None:
    found = headings(levels)
    entries = tuple(Entry(found[n], tuple(found[m] for m in parts)) for n, parts in expected)
    assert contents(found) == entries


def test_what_cannot_be_led_to_does_not_count() -> None:
    assert contents([*headings("222"), Heading(2, "", "No id"), Heading(2, "x", "")]) == ()


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            "## Why *we*",
            '<h2 id="why-we"><a class="anchor" href="#why-we">Why <em>we</em></a></h2>',
        ),
        ("## See [us](/a/)", '<h2 id="see-us">See <a href="/a/">us</a></h2>'),
        ("# Title", '<h1 id="title">Title</h1>'),
        ("## &lt;b> {: #b }", '<h2 id="b"><a class="anchor" href="#b">&lt;b&gt;</a></h2>'),
    ],
    ids=["a heading", "a link in it stays the only one", "the title", "hostile text"],
)
def test_a_heading_is_a_link_to_itself(source: str, html: str) -> None:
    assert Markdown(extensions=["extra", "toc", Anchors()]).convert(source) == html


def test_a_long_article_lists_what_it_holds(build: Build) -> None:
    text = "".join(f"\n\n## Part {n} & more\n\nWords." for n in range(4))
    built = build({"articles/a.md": ARTICLE + text, "articles/b.md": ARTICLE})
    assert built.problems == ()
    soup = built.soup(PAGE)
    listed = [(a["href"], a.text) for a in soup.select("nav.contents a")]
    assert listed == [(f"#{a['id']}", a.text) for a in soup.select(".prose h2")]
    assert listed[0] == ("#part-0-more", "Part 0 & more")
    assert not built.soup("articles/b/index.html").select(".contents, .note")
