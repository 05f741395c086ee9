"""The drawn site is read as browsers, search engines and feed readers read it."""

import json
import shutil
from pathlib import Path

import pytest

from plugins.check.result import faults
from tests.conftest import ARTICLE, ROOT, Build

ADDRESS = "https://blog.example"
SMALL = ROOT / "tests/site/content"
POST, END = "articles/first/index.html", "</main>"
TITLE = "<title>The first “post” &amp; &lt;its&gt; title · Thinking Like a Customer</title>"
RSS, ATOM, JSON = "feeds/all.rss.xml", "feeds/all.atom.xml", "feeds/all.json"
# A file, what is put for what in it, and what has to be said of that file, once.
DEFECTS = [
    (POST, END, f'<a href="/nowhere/">x</a>{END}', "/nowhere/ leads nowhere"),
    (POST, END, f'<a href="../no/">x</a>{END}', "../no/ leads nowhere"),
    (POST, END, f'<a href="{ADDRESS}/x/">x</a>{END}', f"{ADDRESS}/x/ leads nowhere"),
    (POST, END, f'<a href="/about">x</a>{END}', "/about leads nowhere"),
    (POST, END, f'<a href="/about/#no">x</a>{END}', "/about/#no leads to no place on its page"),
    (POST, END, f'<a href="#no">x</a>{END}', "#no leads to no place on its page"),
    (POST, END, f'<img alt="" src="no.png">{END}', "no.png leads nowhere"),
    (POST, END, f'<img alt="" srcset="/a.png 1x">{END}', "/a.png leads nowhere"),
    (POST, END, f'<video poster="/p.jpg"></video>{END}', "/p.jpg leads nowhere"),
    (POST, END, f'<form action="/ask/"></form>{END}', "/ask/ leads nowhere"),
    (POST, 'property="og:image" content="', 'property="og:image" content="/no', "leads nowhere"),
    (POST, "/theme/js/", "/theme/no/", "leads nowhere"),
    (POST, END, f'<img src="/favicon.ico">{END}', "the picture /favicon.ico has no alt"),
    (POST, END, f'<p id="main">x</p>{END}', "the HTML is broken: ID main already defined"),
    (POST, END, f"</b>{END}", "the HTML is broken: Unexpected end tag : b"),
    (POST, END, f"<div>{END}", "the HTML is broken: Opening and ending tag mismatch"),
    (POST, "h1>", "h2>", "the page has no h1"),
    (POST, END, f"<h1>x</h1>{END}", "the page has 2 h1"),
    (POST, END, f"<h2>x</h2><h4>x</h4>{END}", "an h4 follows an h2"),
    (POST, 'name="description"', 'name="desc"', "the page has no description"),
    (POST, TITLE, "<title></title>", "the page has no title"),
    (RSS, "</rss>", "", "no program can read this"),
    (ATOM, "<title>", "<title>&", "no program can read this"),
    (JSON, "{", "", "no program can read this"),
    (JSON, '"items"', '"posts"', "no program can read this"),
    (RSS, "<link>https://blog.example/articles/first/", "<link>/x/", "/x/ leads nowhere"),
    (ATOM, 'href="https://blog.example/articles/first/"', 'href="/x/"', "/x/ leads nowhere"),
    (JSON, '"url": "https://blog.example/articles/first/"', '"url": "/x/"', "/x/ leads nowhere"),
    ("sitemap.xml", "/articles/first/", "/articles/frist/", "/articles/frist/ leads nowhere"),
]


@pytest.mark.parametrize("content", [ROOT / "content", SMALL], ids=["sample", "small"])
def test_nothing_is_wrong_with_what_is_here(content: Path, tmp_path: Path, build: Build) -> None:
    copy = tmp_path / "content"
    shutil.copytree(content, copy)
    built = build(copy, CHECK="1")
    assert (built.status, built.problems) == (0, ())
    assert "files checked: no problem." in built.notes
    assert "the page has the" not in built.notes
    assert names(copy) == names(content)
    assert not (tmp_path / "hosting").exists()


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_what_is_wrong_is_told_where_it_stands(build: Build) -> None:
    site = build(SMALL).output
    assert told(site) == []
    for path, old, new, expected in DEFECTS:
        text = (site / path).read_text("utf-8")
        assert old in text, (path, old)
        (site / path).write_text(text.replace(old, new), "utf-8")
        found = told(site)
        assert len(found) == 1, (new, found)
        assert found[0].startswith(f"{path}:"), found
        assert expected in found[0], found
        (site / path).write_text(text, "utf-8")


def told(site: Path) -> list[str]:
    return [str(p).removeprefix(f"{site}/") for p in faults(site, ADDRESS, "/inbox", {})]


def test_two_pages_and_two_entries_are_told_apart(build: Build) -> None:
    site = build(SMALL).output
    shutil.copy(site / POST, site / "articles/copy.html")
    feed = json.loads((site / JSON).read_text("utf-8"))
    feed["items"][1]["id"] = "tag:one"
    feed["items"][0]["id"] = "tag:one"
    (site / JSON).write_text(json.dumps(feed), "utf-8")
    assert told(site) == [
        "articles/first/index.html: note: the page has the title of articles/copy.html.",
        "articles/first/index.html: note: the page has the description of articles/copy.html.",
        "feeds/all.json: 2 entries are tag:one. Give each an Id: of its own.",
    ]


def test_what_a_theme_does_to_all_pages_is_told_once(build: Build) -> None:
    site = build(SMALL).output
    pages = list(site.rglob("index.html"))
    for page in pages:
        page.write_text(page.read_text("utf-8").replace("</footer>", "</b></footer>"), "utf-8")
    (only,) = told(site)
    assert f"Unexpected end tag : b (and on {len(pages) - 1} more pages)" in only


def test_html_in_a_post_is_told_by_its_file(build: Build) -> None:
    content = {"articles/a.md": f"{ARTICLE}\n<p>a</p></p>\n", "articles/b.md": ARTICLE}
    assert build(content).status == 0
    built = build(content, CHECK="1")
    assert built.status == 1
    (problem,) = (line for line in built.problems if "broken" in line)
    assert problem.startswith("content/articles/a.md: the HTML is broken: Unexpected end tag : p")
    assert "of output/articles/a/index.html)" in problem


def test_a_page_that_only_leads_on_needs_no_title_of_its_own(build: Build) -> None:
    text = ARTICLE.replace("\n\n", "\nAliases: /2011/08/17/a-post/ /old/\n\n")
    built = build({"articles/a.md": text}, CHECK="1")
    assert (built.status, built.problems) == (0, ())
    assert "old/index.html" in built.files()


def test_a_feed_at_an_old_address_is_no_page(build: Build) -> None:
    aliases = {"feed/": "feeds/all.rss.xml", "json/": "feeds/all.json"}
    built = build({"articles/a.md": ARTICLE}, conf=f"FEED_ALIASES = {aliases}", CHECK="1")
    assert (built.status, built.problems) == (0, ())
    assert (built.output / "feed/index.html").is_file()


def test_one_cause_is_told_once(build: Build) -> None:
    same = ARTICLE.replace("\n\n", "\nSlug: same\n\n")
    built = build({"articles/a.md": same, "articles/b.md": same}, CHECK="1")
    assert len(built.problems) == 1, built.problems
    yaml = "---\ntitle: A: B\ndate: 2026-03-04\nauthors: [Sam]\ntags: [Service]\n---\n\nX.\n"
    unended = "---\ntitle: B\ndate: 2026-03-04\ntags: [Service]\n\nX.\n"
    toml = {"topics.toml": '[service]\nname = "Service"\n', "authors.toml": '[sam]\nname = "Sam"\n'}
    built = build({"articles/a.md": yaml, "articles/b.md": unended, **toml}, CHECK="1")
    assert len(built.problems) == 2, built.problems
