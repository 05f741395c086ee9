"""Addresses in HTML: every one is found, and nothing else is touched."""

import re
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.common.html import with_addresses

PAGE = "https://blog.example/articles/a/"


def absolute(html: str, page: str) -> str:
    return with_addresses(html, lambda url: urljoin(page, url))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param('<a href="/x/">', '<a href="https://blog.example/x/">', id="from the root"),
        pytest.param('<a href="#fn:1">', f'<a href="{PAGE}#fn:1">', id="a footnote"),
        pytest.param('<img src="b.jpg">', f'<img src="{PAGE}b.jpg">', id="beside the page"),
        pytest.param('<a href="../b">', '<a href="https://blog.example/articles/b">', id="up"),
        pytest.param('<a href="?a=1&amp;b">', f'<a href="{PAGE}?a=1&amp;b">', id="an ampersand"),
        pytest.param("<a href='x'>", f'<a href="{PAGE}x">', id="single quotes"),
        pytest.param("<a href=x>", f'<a href="{PAGE}x">', id="no quotes"),
        pytest.param('<A HREF="x">', f'<A HREF="{PAGE}x">', id="capitals"),
        pytest.param('<a class="c"\nhref = "x">', f'<a class="c"\nhref = "{PAGE}x">', id="spaces"),
        pytest.param('<video poster="x">', f'<video poster="{PAGE}x">', id="a poster"),
        pytest.param(
            '<img srcset="a.jpg 1x, /b.jpg 2x">',
            f'<img srcset="{PAGE}a.jpg 1x, https://blog.example/b.jpg 2x">',
            id="a set of pictures",
        ),
        pytest.param(
            '<img srcset="https://x.y/w_1,h_2/a.jpg 1x">',
            '<img srcset="https://x.y/w_1,h_2/a.jpg 1x">',
            id="a comma in an address",
        ),
        pytest.param('<a title=">" href="x">', f'<a title=">" href="{PAGE}x">', id="a title"),
    ],
)
def test_absolute(html: str, expected: str) -> None:
    assert absolute(html, PAGE) == expected


@pytest.mark.parametrize(
    "html",
    [
        pytest.param('<a href="https://other.example/?a&amp;b#c">', id="absolute already"),
        pytest.param('<a href="mailto:a@b.c">', id="mail"),
        pytest.param('<img src="data:image/png;base64,AA==">', id="a picture in the text"),
        pytest.param("<p>Write href=\"x\" or &lt;a href='x'&gt;.</p>", id="words about addresses"),
        pytest.param("<i title='a href=\"x\"'>", id="words in an attribute"),
        pytest.param('<i data-src="x">', id="another attribute"),
        pytest.param("1 < 2 and 3 > 2", id="no tags"),
    ],
)
def test_the_rest_stays_as_it_is(html: str) -> None:
    assert absolute(html, PAGE) == html


def test_a_mail_address_hidden_in_references_is_still_one() -> None:
    assert absolute('<a href="&#109;ailto:a@b.c">', PAGE) == '<a href="mailto:a@b.c">'


addresses = st.from_regex(r"(\.\./|/|#|\?)?[a-z0-9 é&,=-]{0,9}", fullmatch=True)


@given(
    st.lists(
        st.tuples(st.sampled_from(["href", "SRC", "poster"]), addresses, st.sampled_from("\"'"))
    )
)
def test_no_relative_address_is_left(attributes: list[tuple[str, str, str]]) -> None:
    html = "".join(f"<p>a<a {name}={q}{url}{q}>b</a>" for name, url, q in attributes)
    tags = BeautifulSoup(absolute(html, PAGE), "html.parser").find_all("a")
    found = [str(value) for tag in tags for value in tag.attrs.values()]
    assert len(found) == len(attributes)
    assert all(url.startswith("https://blog.example/") for url in found)


@given(st.text() | st.text(alphabet="<a href='\"= >&;"))
def test_any_text_comes_through_and_only_tags_change(text: str) -> None:
    changed = absolute(text, PAGE)
    assert re.split("<", changed)[0] == re.split("<", text)[0]
