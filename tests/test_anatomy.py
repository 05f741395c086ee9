"""Anatomy: what a body is made of, each thing counted once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.anatomy.anatomy import Heading, Picture, dissect


@pytest.mark.parametrize(
    ("html", "prose"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("<p>A <em>b</em>c.</p>\n<p>D</p>", "A bc.\n\nD", id="paragraphs"),
        pytest.param("a.html", "a.html", id="a text that looks like a file's name"),
        pytest.param("<p>A<br>b\n c</p>", "A b c", id="a line break is a space"),
        pytest.param("<p>Q&amp;A &lt;b&gt;</p>", "Q&A <b>", id="entities are decoded"),
        pytest.param("<h2>A</h2><ul><li>b<ul><li>c</ul></ul>", "A\n\nb\n\nc", id="nested lists"),
        pytest.param("<blockquote><p>A</p>b</blockquote>", "A\n\nb", id="a quotation"),
        pytest.param("<table><tr><th>A<td>b</table>", "A\n\nb", id="each cell of a table"),
        pytest.param("<pre>x = 1</pre><p>Use <code>x</code>.</p>", "Use x.", id="code in lines"),
        pytest.param("<script>x</script><style>y</style><!-- z -->", "", id="what is not text"),
        pytest.param('A<aside class="pull">A</aside>', "A", id="a pull quote is there already"),
        pytest.param('A<sup><a class="footnote-ref">1</a></sup>', "A", id="a footnote's mark"),
        pytest.param("<div>" * 3000 + "deep", "deep", id="deeper than Python's stack"),
    ],
)
def test_prose(html: str, prose: str) -> None:
    assert dissect(html).prose == prose


@pytest.mark.parametrize(
    ("html", "opening"),
    [
        pytest.param("<h2>A</h2><p>B <b>c</b></p><p>D</p>", "B c", id="the first paragraph"),
        pytest.param("<blockquote><p>A</p></blockquote><p>B</p>", "B", id="not a quotation"),
        pytest.param('<p><img src="a"></p><p>B</p>', "B", id="not a picture"),
        pytest.param("<ul><li>A</ul>", "", id="a list alone has none"),
    ],
)
def test_opening(html: str, opening: str) -> None:
    assert dissect(html).opening == opening


def test_what_else_is_found() -> None:
    found = dissect(
        '<h2 id="one">One <code>x</code></h2><a name="two" href="/a/?b&amp;c">A</a><h3>B</h3>'
        '<a>no link</a><pre>x\n\n  y\n</pre><img src="a.jpg" alt=" A "><img src="b.jpg">'
        '<p><img class="decorative" src="c.jpg" alt=""></p>'
    )
    assert found.headings == (Heading(2, "one", "One x"), Heading(3, "", "B"))
    assert found.links == ("/a/?b&c",)
    assert found.ids == {"one", "two"}
    assert found.code_lines == 2
    assert found.pictures == (
        Picture("a.jpg", "A", False),
        Picture("b.jpg", "", False),
        Picture("c.jpg", "", True),
    )


@given(st.text() | st.text(alphabet="<>/!?-pre bdivh2=\"'&;\0\n"))
def test_any_text_is_dissected(text: str) -> None:
    found = dissect(text)
    assert "\n\n\n" not in found.prose


bodies = st.recursive(
    st.just("word"),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{' '.join(parts)}</{tag.partition(' ')[0]}>",
        st.sampled_from(
            ["p", "div", "em", "li", "blockquote", "h2", "td", "pre", "a href=x", 'p class="pull"']
        ),
        st.lists(inner, min_size=1, max_size=4),
    ),
)


@given(bodies)
def test_nothing_is_counted_twice(body: str) -> None:
    numbered = body.split("word")
    html = "".join(f"{part}w{n} " for n, part in enumerate(numbered[:-1])) + numbered[-1]
    found = dissect(html)
    words = [int(word[1:]) for word in found.prose.split()]
    assert words == sorted(set(words))
    assert len(found.links) <= html.count("<a ")
    assert len(found.headings) == html.count("<h2")
    assert found.code_lines <= len(numbered)
