"""Sharing: whatever a title says arrives as it was written."""

from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from plugins.share.share import share_links

URL = "https://blog.example/articles/caf%C3%A9/?a=1&b#c"


@given(st.text(min_size=1))
def test_title_and_address_arrive(title: str) -> None:
    (_, linked_in), (_, mail) = share_links(URL, title)
    assert parse_qs(urlsplit(linked_in).query) == {"url": [URL]}
    assert parse_qs(urlsplit(mail).query) == {"subject": [title], "body": [URL]}


def test_the_links_lead_where_they_say() -> None:
    (first, linked_in), (second, mail) = share_links(URL, "A")
    assert (first, urlsplit(linked_in).hostname) == ("LinkedIn", "www.linkedin.com")
    assert (second, urlsplit(mail).scheme) == ("E-mail", "mailto")
