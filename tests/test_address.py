"""Addresses: one spelling each, and the files that answer them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.common.address import Address, address_of

# Whatever a path may hold; "/" alone and detours aside.
names = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="/"), min_size=1
).filter(lambda name: name not in (".", ".."))
paths = st.builds(
    lambda parts, end: "/" + "/".join(parts) + end,
    st.lists(names, min_size=1, max_size=3),
    st.sampled_from(["", "/", ".html"]),
)
queries = st.lists(st.tuples(names, names), max_size=2).map(lambda found: tuple(sorted(found)))
addresses = st.builds(Address, paths, queries)


@pytest.mark.parametrize(
    ("text", "spelled", "files", "page"),
    [
        ("/", "/", ("index.html",), "index.html"),
        ("/a/", "/a/", ("a/index.html",), "a/index.html"),
        ("/a", "/a", ("a", "a/index.html"), "a/index.html"),
        ("/a.html", "/a.html", ("a.html", "a.html/index.html"), "a.html"),
        ("/a.php", "/a.php", ("a.php", "a.php/index.html"), "a.php/index.html"),
        ("/café 100%/", "/caf%C3%A9%20100%25/", ("café 100%/index.html",), "café 100%/index.html"),
        ("/caf%c3%a9", "/caf%C3%A9", ("café", "café/index.html"), "café/index.html"),
        ("https://a.b?p=7&m=", "/?m=&p=7", ("index.html",), ""),
        ("/" + "ä" * 128, "/" + "%C3%A4" * 128, ("ä" * 128, "ä" * 128 + "/index.html"), ""),
    ],
)
def test_address(text: str, spelled: str, files: tuple[str, ...], page: str) -> None:
    address = address_of(text)
    assert (str(address), address.files, address.page) == (spelled, files, page)


@pytest.mark.parametrize(
    ("address", "spellings"),
    [("/", "/"), ("/a/", "/a/ /a"), ("/a", "/a /a/"), ("/a.html", "/a.html")],
)
def test_a_slash_more_or_less_is_forgiven(address: str, spellings: str) -> None:
    assert " ".join(map(str, address_of(address).spellings)) == spellings


@given(addresses)
def test_an_address_is_read_as_spelled(address: Address) -> None:
    assert address_of(str(address)) == address
    assert str(address).isascii()
    assert not set(str(address)) & set(" \"'\\$;{}`<>|^")
