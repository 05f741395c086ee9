"""The bodies of feeds: what subscribers' readers, far from the page, can show and follow."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from plugins.feeds.body import ADDRESSES, ATTRIBUTES, ELEMENTS, feed_html

PAGE = "https://blog.example/articles/a/"
VOID = frozenset("br col embed hr img source track wbr".split())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("<p>a &amp; b</p>\n<p>c</p>", "<p>a &amp; b</p>\n<p>c</p>", id="as it is"),
        pytest.param('<a href="/x/">x</a>', '<a href="https://blog.example/x/">x</a>', id="root"),
        pytest.param('<a href="#fn:1">1</a>', f'<a href="{PAGE}#fn:1">1</a>', id="a footnote"),
        pytest.param('<img src="b é.jpg">', f'<img src="{PAGE}b%20%C3%A9.jpg">', id="odd names"),
        pytest.param('<q cite="x">y</q>', f'<q cite="{PAGE}x">y</q>', id="a quotation's source"),
        pytest.param(
            '<img srcset="a.jpg 1x, /b.jpg 2x">',
            f'<img srcset="{PAGE}a.jpg 1x, https://blog.example/b.jpg 2x">',
            id="a set of pictures",
        ),
        pytest.param('<a href="mailto:a@b.c">x</a>', '<a href="mailto:a@b.c">x</a>', id="mail"),
        pytest.param('<a href=" java\nscript:x()">x</a>', "<a>x</a>", id="a script in a link"),
        pytest.param('<a href="http://[">x</a>', "<a>x</a>", id="no address at all"),
        pytest.param("a<script>b</script>c<!-- d -->e", "ace", id="scripts and comments"),
        pytest.param("<style>a</style><form><input>b</form>c", "c", id="style and forms"),
        pytest.param(
            '<p id="a" style="b" onclick="c" class="d" tabindex="0" lang="fr">e</p>',
            '<p class="d" lang="fr">e</p>',
            id="attributes that style, act or clash",
        ),
        pytest.param(
            '<img src="/a" loading="lazy" decoding="async" fetchpriority="high" alt="b">',
            '<img src="https://blog.example/a" alt="b">',
            id="attributes that delay",
        ),
        pytest.param(
            '<img src="wait.gif" srcset="data:,x" data-src="a" data-srcset="a 1x, b 2x">',
            f'<img src="{PAGE}a" srcset="{PAGE}a 1x, {PAGE}b 2x">',
            id="a picture that waits for a script",
        ),
        pytest.param(
            '<picture><source data-srcset="a"><img src="data:,x" srcset="data:,y" data-src="b">.',
            f'<picture><source srcset="{PAGE}a"><img src="{PAGE}b">.</picture>',
            id="one of several",
        ),
        pytest.param(
            '<p>a <img data-src="b?1" src="c"><noscript><img src="b"></noscript> d</p>',
            f'<p>a <img src="{PAGE}b"> d</p>',
            id="and its double",
        ),
        pytest.param(
            '<noscript><img src="a"></noscript><!-- --><a href="b"><img src="data:,x"></a>.',
            f'<img src="{PAGE}a">.',
            id="and its double before it",
        ),
        pytest.param(
            '<img data-src="a"><noscript><img src="a"></noscript>'
            '<img data-src="b"><noscript><img src="b"></noscript>',
            f'<img src="{PAGE}a"><img src="{PAGE}b">',
            id="two with their doubles",
        ),
        pytest.param(
            '<noscript><img src="a"></noscript><img data-src="a">'
            '<noscript><img src="b"></noscript><img data-src="b">',
            f'<img src="{PAGE}a"><img src="{PAGE}b">',
            id="two with their doubles before them",
        ),
        pytest.param(
            '<img src="a" loading="lazy"><noscript><img src="a"></noscript>',
            f'<img src="{PAGE}a">',
            id="a double of one that waits for nothing",
        ),
        pytest.param(
            '<img src="a"><noscript><img src="b"></noscript><p>c<img data-src="d"></p>',
            f'<img src="{PAGE}a"><img src="{PAGE}b"><p>c<img src="{PAGE}d"></p>',
            id="no doubles",
        ),
        pytest.param(
            "<p>a <details><summary>b</summary>c</details> d</p>",
            "<div>a <details><summary>b</summary>c</details> d</div>",
            id="what stands in no paragraph",
        ),
        pytest.param("<noscript>a</noscript>", "a", id="words for who has no script"),
        pytest.param(
            '<iframe data-src="/v" title="A film"></iframe>',
            '<a href="https://blog.example/v">A film</a>',
            id="a frame that waits",
        ),
        pytest.param(
            '<iframe src="/v" title="A film">no</iframe>.',
            '<a href="https://blog.example/v">A film</a>.',
            id="a frame is a link",
        ),
        pytest.param(
            '<video><source src="a.mp4"></video>.', f'<a href="{PAGE}a.mp4">a.mp4</a>.', id="a film"
        ),
        pytest.param(
            '<video src="a.mp4">Our <b>film</b></video>',
            f'<video src="{PAGE}a.mp4">Our <b>film</b></video>',
            id="a film that says what it is",
        ),
        pytest.param(
            '<object data="a"><embed src="b" title="c"></object>',
            f'<a href="{PAGE}b">c</a>',
            id="a thing in a thing",
        ),
        pytest.param("<iframe></iframe>a", "a", id="a frame of nothing"),
        pytest.param(
            "a <svg><style>x</style><text>b</text><path d='M0'/></svg> <math><mi>c</mi></math>",
            "a b c",
            id="drawings and formulas are their text",
        ),
        pytest.param("<my-box>a <center>b</center></my-box>", "a b", id="what no reader knows"),
        pytest.param("<p>a<li>b</div>c", "<p>a</p><li>bc</li>", id="tags left open"),
        pytest.param("a</body>b</html>c", "abc", id="the end of a page in its middle"),
        pytest.param("a ]]&gt; b", "a ]]&gt; b", id="the end of a CDATA section"),
        pytest.param("a\x0b\ufffe", "a", id="what XML cannot hold"),
        pytest.param("😀 שלום \u202ea\u202c", "😀 שלום \u202ea\u202c", id="emoji, right to left"),
        pytest.param("a\r\nb\rc", "a\nb\nc", id="ends of lines"),
        pytest.param("<pre>\n  a\n</pre>", "<pre>\n  a\n</pre>", id="code"),
    ],
)
def test_feed_html(html: str, expected: str) -> None:
    assert feed_html(html, PAGE) == expected


def test_a_huge_body_comes_through() -> None:
    html = "<p>" + "word " * 2_200_000 + "</p>"
    assert feed_html(html, PAGE) == html


class Balanced(HTMLParser):
    """Fails at an end without its beginning; ``open`` has those without an end."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


names = st.sampled_from(
    "p div a img b li ul pre svg path math iframe video source object script form table tr td"
    " x-y noscript template o:p title frameset".split()
)
keys = st.sampled_from(
    "href src srcset data-src data-srcset poster cite id class style onclick data xml:lang".split()
)
values = st.from_regex(r"(\.\./|/|#|\?|javascript:|data:)?[a-z0-9 é&,=-]{0,9}", fullmatch=True)
tags = st.builds(
    lambda end, name, key, value: f"</{name}>" if end else f'<{name} {key}="{value}">',
    st.booleans(), names, keys, values,
)  # fmt: skip
bodies = st.lists(tags | st.text(max_size=5), max_size=12).map("".join)


@given(bodies)
def test_whatever_was_written_is_well_formed_absolute_and_allowed(html: str) -> None:
    written = feed_html(html, PAGE)
    balanced = Balanced()
    balanced.feed(written)
    assert balanced.open == []
    for element in lxml_html.fragment_fromstring(written, create_parent="div").iterdescendants():
        assert element.tag in ELEMENTS
        assert ATTRIBUTES.issuperset(element.attrib)
        for name in ADDRESSES & set(element.attrib):
            assert element.get(name, "").startswith(("https://blog.example/", "data:"))
