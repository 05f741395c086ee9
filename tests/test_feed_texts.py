"""Titles and summaries are plain text, and each spelling gives them back as they were written."""

import json
from html import unescape

import feedparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from plugins.feeds.atom import atom
from plugins.feeds.json_feed import json_feed
from plugins.feeds.rss import rss
from tests.entries import entry, feed

# This reader trims, and mends what looks like a wrong encoding; all else it leaves alone.
letters = st.text(st.sampled_from("<>&;/#\"'!-]abx01 é😀ש"), min_size=1)
pieces = st.sampled_from(["<b>", "</b>", "<!--", "&amp;", "&lt;", "&copy", "&#65;", "<script>"])
texts = (
    st.lists(letters | pieces, min_size=1).map("".join).filter(lambda text: text == text.strip())
)


def shown(text: feedparser.FeedParserDict) -> str:
    value: str = text.value
    return unescape(value) if text.type == "text/html" else value


@given(texts, texts)
@example("</b>", "&lt;")
@example("&#é;", "&copy;")
def test_any_title_and_summary_are_read_back(title: str, summary: str) -> None:
    told = feed(entry(title=title, summary=summary), title=title, description=summary)
    for document in (rss(told), atom(told)):
        found = feedparser.parse(document)
        (item,) = found.entries
        assert [shown(text) for text in (found.feed.title_detail, item.title_detail)] == [title] * 2
        assert [shown(text) for text in (found.feed.subtitle_detail, item.summary_detail)] == [
            summary
        ] * 2
    read = json.loads(json_feed(told))
    (item,) = read["items"]
    assert (read["title"], item["title"]) == (title, title)
    assert (read["description"], item["summary"]) == (summary, summary)


@pytest.mark.parametrize(
    ("title", "in_rss", "in_atom"),
    [
        pytest.param("A post", "A post", "A post", id="text"),
        pytest.param("Q & A", "Q & A", "Q & A", id="text too"),
        pytest.param("Q&A", "Q&A", "Q&amp;A", id="readers of RSS take this for text"),
        pytest.param("1 < 2 & 3;", "1 < 2 & 3;", "1 &lt; 2 &amp; 3;", id="and this"),
        pytest.param("<i>", "<i>", "&lt;i&gt;", id="and this"),
        pytest.param("</i>", "&lt;/i&gt;", "&lt;/i&gt;", id="but this for HTML"),
        pytest.param("&lt;", "&amp;lt;", "&amp;lt;", id="and this"),
    ],
)
def test_what_looks_like_html_is_html(title: str, in_rss: str, in_atom: str) -> None:
    told = feed(entry(title=title))
    assert etree.fromstring(rss(told)).findtext("channel/item/title") == in_rss
    found = etree.fromstring(atom(told)).find("{*}entry/{*}title")
    assert found is not None
    assert found.text == in_atom
    assert found.get("type") == (None if in_atom == title else "html")


@pytest.mark.parametrize("title", ["Q&A", "1 < 2 <i>", "C++ <T>"])
def test_rss_writes_markup_in_numbers(title: str) -> None:
    item = entry(title=title, summary=title, topics=(title,), source=(title, "https://c.d/"))
    told = feed(item, title=title, description=title)
    assert b"&lt;" not in rss(told)
    assert b"&amp;" not in rss(told)
