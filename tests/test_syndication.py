"""Republished articles: the permission's own words, with a link to the original in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.syndication.syndication import syndication


@pytest.mark.parametrize(
    ("permission", "site", "before", "link", "after"),
    [
        pytest.param("See original post.", "", "See ", "original post", ".", id="within"),
        pytest.param("Original Post by A", "", "", "Original Post", " by A", id="at the beginning"),
        pytest.param("ß: original post", "", "ß: ", "original post", "", id="after a sharp s"),
        pytest.param("Used by permission of", "A", "Used by permission of ", "A", "", id="a site"),
        pytest.param("From", "", "From ", "https://a.b", "", id="an address alone"),
    ],
)
def test_syndication(permission: str, site: str, before: str, link: str, after: str) -> None:
    line = syndication(permission, "https://a.b", site)
    assert (line.before, line.link_text, line.after) == (before, link, after)
    assert (line.url, line.site) == ("https://a.b", site)


@given(st.text(), st.text())
def test_the_words_are_kept(before: str, after: str) -> None:
    permission = f"{before}original post{after}"
    line = syndication(permission, "https://a.b", "A")
    assert line.before + line.link_text + line.after == permission
    assert line.link_text.casefold() == "original post"
