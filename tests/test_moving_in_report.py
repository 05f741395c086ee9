"""The report of an import: a page, the same as JSON, a few lines."""

import json
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from plugins.common.problem import Problem
from plugins.moving_in import report
from plugins.moving_in.records import Arrived, Blog, Found, Key, Move, Place, Stub, Told

EVIL = "<script>alert(1)</script>"
WINTER, SUMMER = (timezone(timedelta(hours=hours)) for hours in (1, 2))


def stub(number: str, date: datetime, slug: str, kind: str = "post") -> Stub:
    address = f"https://old.example/{date:%Y/%m}/{slug}/" if kind == "post" else f"/{slug}/"
    return Stub(
        Key("old.example", number),
        "post" if kind == "post" else "page",
        "publish",
        f"Title {EVIL}",
        slug,
        date,
        addresses=(address,),
        comments=("1", "2"),
    )


STUBS = (
    stub("1", datetime(2011, 1, 8, 9, tzinfo=WINTER), "first"),
    stub("2", datetime(2011, 8, 17, 9, tzinfo=SUMMER), "second"),
    stub("3", datetime(2011, 8, 18, 9, tzinfo=SUMMER), "about", "page"),
)
PLACES = {
    s.key: Place(f"articles/2011/{s.slug}.md", s.slug, "", s.slug, s.title, "published")
    for s in STUBS
}
BLOG = Blog(
    "https://old.example",
    f"Counter {EVIL}",
    'What the "counter" hears',
    "fr-FR",
    stubs=STUBS,
    menu=("/about", "https://far.example/"),
    counts={("post", "publish"): 2, ("nav_menu_item", "publish"): 2},
)
MOVE = Move(PLACES, (), (), {}, {}, {}, (Told("repaired", "export.xml", "one item was mended"),))
ARRIVED = tuple(
    Arrived(
        s,
        PLACES[s.key].path,
        "written",
        "published",
        equal=s.slug != "second",
        kept=int(s.slug == "second"),
        replies=2,
        found={"title": Found("JSON-LD", 0.95)},
        problems=(Problem(Path("a.md"), 3, 0, "a link leads nowhere", "Mend it"),) * 2,
    )
    for s in STUBS
)
TOLD = (Told("lost", f"export.xml {EVIL}", "a comment has no home", "Copy it by hand"),)


def test_the_report_says_all_and_runs_nothing(tmp_path: Path) -> None:
    page, data = report.write(tmp_path / ".moving-in", [BLOG], MOVE, ARRIVED, TOLD, dry=False)
    soup = BeautifulSoup(page.read_text("utf-8"), "lxml")
    assert soup.find("script") is None
    assert EVIL in soup.get_text()
    rows = [row.get_text(" ", strip=True) for row in soup.find("table").find_all("tr")]  # type: ignore[union-attr]
    assert rows[1:] == ["posts 2 2", "pages 1 1", "approved comments 6 6"]
    assert "Found: 2 nav_menu_item publish, 2 post publish" in " ".join(soup.get_text().split())
    headings = [h.get_text() for h in soup.find_all("h2")]
    assert headings == ["Lost", "For you to decide", "Repaired", "Next", "Every post and page"]
    for told in ("a comment has no home", "Mend it.", "parts of its text stayed HTML", "a.md:3"):
        assert told in soup.get_text()
    said = json.loads(data.read_text("utf-8"))
    assert said["counts"][0] == {"kind": "posts", "held": 2, "arrived": 2}
    assert said["entries"][0]["found"] == {"title": {"rule": "JSON-LD", "sure": 0.95}}
    assert said["blogs"][0]["holds"] == {"post publish": 2, "nav_menu_item publish": 2}


@pytest.mark.parametrize("server", ["nginx, inside server { }", "Caddy"])
def test_lists_by_date_lead_to_their_year_and_posts_stay(server: str) -> None:
    (rule,) = re.findall(r"\^/\(.d\{4\}.+?\$", report.RULES[server])
    for path in ("/2011", "/2011/", "/2011/08/", "/2011/08/17"):
        assert re.sub(rule, r"/archive/\1/", path) == "/archive/2011/"
    for path in ("/2011/08/17/the-bell/", "/2011/the-bell/", "/20111/", "/archive/2011/"):
        assert not re.search(rule, path)


def test_settings_to_paste() -> None:
    assert list(report.settings([BLOG], MOVE)) == [
        f'SITENAME = "Counter {EVIL}"',
        'TAGLINE = "What the \\"counter\\" hears"',
        'DEFAULT_LANG = "fr"',
        'TIMEZONE = "Europe/Berlin"',
        'MENU = ("about",)',
        'ARTICLE_URL, ARTICLE_SAVE_AS = "{date:%Y}/{date:%m}/{slug}/",'
        ' "{date:%Y}/{date:%m}/{slug}/index.html"',
    ]


@pytest.mark.parametrize(
    ("addresses", "pattern"),
    [
        (("/first/", "/second/"), "{slug}/"),
        (("/blog/first.html", "/blog/second.html"), "blog/{slug}.html"),
        (("/2011/01/08/first/", "/2011/08/17/second/"),
         "{date:%Y}/{date:%m}/{date:%d}/{slug}/"),
        (("/first/", "/2011/second/"), ""),
        (("/?p=1", "/?p=2"), ""),
        (("/first", "/second"), ""),
    ],
)  # fmt: skip
def test_the_pattern_of_old_addresses(addresses: tuple[str, str], pattern: str) -> None:
    posts = []
    for old, address in zip(STUBS, addresses, strict=False):
        new = Stub(old.key, "post", "publish", "", old.slug, old.date, addresses=(address,))
        posts.append((new, PLACES[old.key]))
    assert report.article_url(posts, "https://old.example/") == pattern


def test_what_a_terminal_is_told() -> None:
    said = report.summary([BLOG], MOVE, ARRIVED, TOLD, dry=True)
    assert said.splitlines() == [
        "posts: 2 of 2",
        "pages: 1 of 1",
        "approved comments: 6 of 6",
        "3 written",
        "lost: 1, for you to decide: 2, repaired: 1",
        "Nothing was written: this is what would come.",
    ]


def test_a_report_of_nothing(tmp_path: Path) -> None:
    nothing = Move({}, (), (), {}, {}, {})
    page, _ = report.write(tmp_path, [], nothing, (), (), dry=True)
    assert "what would come" in page.read_text("utf-8")
