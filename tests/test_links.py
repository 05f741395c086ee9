"""Links: written as files lie on an author's disk, followed on the site, checked in place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from plugins.anatomy.anatomy import dissect
from plugins.common.header import split
from plugins.common.source import Source
from plugins.links.links import Links, dead, faults, resolve, slip_of
from tests.conftest import ARTICLE, Build

SITE = "https://blog.example/sub"
PAGE = f"{SITE}/articles/a/"
WRITTEN = {
    "index.html": None,
    "articles/a/index.html": frozenset({"one", "zwei ä"}),
    "café/index.html": frozenset[str](),
    "feeds/all.xml": None,
}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    root = tmp_path_factory.mktemp("content")
    for name in ("articles/a.md", "articles/p.jpg", "articles/p q.jpg", "pages/about.md", "c.pdf"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).touch()
    (root / "articles/loop.jpg").symlink_to("loop.jpg")
    text = "Title: A\n\nWords.\n\n[a](gone.md)\n"
    return Source(root / "articles/a.md", root, text, split(text))


@pytest.mark.parametrize(
    ("url", "link"),
    [
        pytest.param("p.jpg", "{static}/articles/p.jpg", id="a picture beside the file"),
        pytest.param("p%20q.jpg", "{static}/articles/p q.jpg", id="percent signs"),
        pytest.param("../pages/about.md#x", "{filename}/pages/about.md#x", id="a heading"),
        pytest.param("{static}/c.pdf", "{static}/c.pdf", id="Pelican's own spelling"),
        pytest.param("|filename|/pages/about.md", "{filename}/pages/about.md", id="and the old"),
        pytest.param("/about/", "/sub/about/", id="an address of this site"),
        pytest.param("../about/", "../about/", id="an address beside the page's"),
        pytest.param("#one", "#one", id="a heading of this file"),
        pytest.param("?a=b", "?a=b", id="a question"),
        pytest.param("https://a.b/c.jpg", "https://a.b/c.jpg", id="another site"),
        pytest.param("//a.b/c.jpg", "//a.b/c.jpg", id="another site, whatever the scheme"),
        pytest.param("mailto:a@b.c", "mailto:a@b.c", id="mail"),
    ],
)
def test_resolve(source: Source, url: str, link: str) -> None:
    assert resolve(url, source, "/sub") == (link, None)


@pytest.mark.parametrize(
    ("url", "line", "what"),
    [
        pytest.param("gone.md", 5, "there is no file", id="a file that is gone"),
        pytest.param("{filename}/gone", 2, "there is no file", id="with a prefix, any name"),
        pytest.param("../../secret.txt", 2, "leads out of", id="out of the tree"),
        pytest.param("{static}/../secret.txt", 2, "leads out of", id="out by the root"),
        pytest.param("%2e%2e/%2e%2e/secret.txt", 2, "leads out of", id="out by percent signs"),
        pytest.param("http://[", 2, "is no address", id="half an address"),
        pytest.param("a%00b.jpg", 2, "there is no file", id="a NUL"),
        pytest.param(f"{'a' * 300}.jpg", 2, "there is no file", id="a name too long for any disk"),
        pytest.param("loop.jpg", 2, "there is no file", id="a link to itself"),
    ],
)
def test_a_link_to_nothing_is_told_with_its_line(
    source: Source, url: str, line: int, what: str
) -> None:
    _, problem = resolve(url, source, "")
    assert problem
    assert (problem.path, problem.line, what in problem.what) == (source.path, line, True)


def test_links_are_resolved_in_the_text_and_only_there(source: Source) -> None:
    markdown = Markdown(extensions=["extra", Links()])
    markdown.source, markdown.site_root, markdown.problems = source, "/blog", []  # type: ignore[attr-defined]
    markdown.files, markdown.static_url = {}, "{path}"  # type: ignore[attr-defined]
    html = markdown.convert('![A](p.jpg) <IMG src=p.jpg> `<a href="p.jpg">` <a@b.c> [b](gone.md)')
    assert '<img alt="A" src="/blog/articles/p.jpg"' in html
    assert '<IMG src="/blog/articles/p.jpg"' in html
    assert markdown.files == {"/blog/articles/p.jpg": "articles/p.jpg"}  # type: ignore[attr-defined]
    assert '&lt;a href="p.jpg"&gt;' in html
    assert 'href="mailto:a@b.c"' in html
    assert [problem.line for problem in markdown.problems] == [5]  # type: ignore[attr-defined]


@given(st.text() | st.text(alphabet="./%02e{}static|#?:[ab\0"))
def test_any_address_is_resolved(source: Source, url: str) -> None:
    link, problem = resolve(url, source, "")
    assert "secret" not in link
    dead(url, PAGE, SITE, WRITTEN)
    assert problem is None or problem.line


@pytest.mark.parametrize(
    ("link", "why"),
    [
        pytest.param("#one", "", id="a heading here"),
        pytest.param("#zwei%20%C3%A4", "", id="spelt with percent signs"),
        pytest.param("#", "", id="the page itself"),
        pytest.param("#top", "", id="the top, which every page has"),
        pytest.param("/sub/", "", id="home"),
        pytest.param(SITE, "", id="home in full"),
        pytest.param("/sub/caf%C3%A9/", "", id="a page with an accent"),
        pytest.param("/sub/café", "", id="without the last slash"),
        pytest.param("/sub/feeds/all.xml", "", id="a file"),
        pytest.param("/sub/#anything", "", id="where ids are not known"),
        pytest.param("../a/?b=c", "", id="with a question"),
        pytest.param("https://blog.example.net/x/", "", id="another site with a like name"),
        pytest.param("mailto:a@b.c", "", id="mail"),
        pytest.param("#two", "leads to no heading or id of that name", id="no such heading"),
        pytest.param("/sub/caf%C3%A9/#one", "leads to no heading", id="a heading elsewhere"),
        pytest.param("/sub/gone/", "leads nowhere", id="no such page"),
        pytest.param(f"{SITE}/gone/", "leads nowhere", id="no such page, in full"),
        pytest.param("../gone/", "leads nowhere", id="no such page beside this one"),
        pytest.param("/elsewhere/", "leads out of the site", id="above the site's folder"),
    ],
)
def test_dead(link: str, why: str) -> None:
    assert why in dead(link, PAGE, SITE, WRITTEN)
    assert bool(why) == bool(dead(link, PAGE, SITE, WRITTEN))


@pytest.mark.parametrize(
    ("html", "what"),
    [
        pytest.param('<img src="/sub/feeds/all.xml" alt="A">', [], id="all is well"),
        pytest.param('<img class="decorative" src="/sub/feeds/all.xml">', [], id="decoration"),
        pytest.param('<img src="/sub/feeds/all.xml">', ["has no description"], id="no alt"),
        pytest.param('<img src="/sub/x" alt="A">', ["leads nowhere (a picture)"], id="no picture"),
        pytest.param('<a href="/sub/x"></a>' * 2, ["leads nowhere"] * 2, id="one link twice"),
    ],
)
def test_faults(source: Source, html: str, what: list[str]) -> None:
    found = list(faults(dissect(html), source, PAGE, SITE, WRITTEN))
    assert len(found) == len(what)
    assert all(told in problem.what for problem, told in zip(found, what, strict=True))


def test_a_link_to_a_withdrawn_post_is_noted(build: Build) -> None:
    gone = "Title: B\nDate: 2026-03-04\nGuid: 7\nStatus: withdrawn\n\n## Two\n"
    links = "[B](b.md)\n[its heading](b.md#two)\n[elsewhere](https://b.example/articles/b)\n"
    built = build({"articles/a.md": ARTICLE + links, "articles/b.md": gone})
    assert (built.status, built.problems) == (0, ())
    note = "note: the link to /articles/b/{} leads to a withdrawn post\n"
    assert built.notes == (
        f"content/articles/a.md:5: {note.format('')}content/articles/a.md:6: {note.format('#two')}"
    )


@pytest.mark.parametrize(
    ("name", "known", "right"),
    [("part-1", ["part-2"], ""), ("pert-1", ["part-1", "part-2"], "part-1"), ("b", ["a"], "")],
)
def test_another_number_is_no_slip(name: str, known: list[str], right: str) -> None:
    assert slip_of(name, known) == right
