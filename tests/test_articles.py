"""What a reader finds on an article's page, one thing at a time."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from tests.conftest import ARTICLE, Build

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63"
    "600000000200015e21bc330000000049454e44ae426082"
)
HOSTILE = """A "quote" & <script>alert(1)</script> rtl 🎉 '"""
PAGE = "articles/a/index.html"
Draw = Callable[..., BeautifulSoup]


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, f"{selector}: {found}"
    return found[0]


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split()).replace(" .", ".").replace(" ,", ",")


@pytest.fixture
def article(build: Build) -> Draw:
    """The page of one article with some more lines in its header, and other files around it."""

    def run(
        header: str = "",
        body: str = "Words.",
        files: Mapping[str, str | bytes] | None = None,
        conf: str = "",
    ) -> BeautifulSoup:
        text = f"Title: A post\nDate: 2011-08-17\n{header}\n{body}\n"
        built = build({"articles/a.md": text, **(files or {})}, conf=conf)
        assert built.status == 0, built.problems
        return built.soup(PAGE)

    return run


def test_without_an_author_the_byline_is_the_date(article: Draw) -> None:
    byline = one(article(), "article header .meta")
    assert words(byline).startswith("On August 17, 2011")


def test_the_sites_author_signs_what_nobody_signed(article: Draw) -> None:
    byline = one(article(conf='AUTHOR = "Sam Sample"'), "article header .meta")
    assert words(byline).startswith("By Sam Sample on August 17, 2011")


def test_several_authors_all_sign(article: Draw) -> None:
    byline = one(article("Authors: Ann, Bo, Cy\n"), "article header .meta")
    assert words(byline).startswith("By Ann, Bo and Cy on August 17, 2011")


def test_the_date_is_written_as_the_settings_say(article: Draw) -> None:
    byline = one(article(conf='DEFAULT_DATE_FORMAT = "%-d %B %Y"'), "article header .meta")
    assert words(byline).startswith("On 17 August 2011")


def test_a_picture_floats_where_the_author_says(article: Draw) -> None:
    figure = one(
        article(body="![A door](door.png){: .float }", files={"articles/door.png": PIXEL}),
        "article .prose figure",
    )
    picture = one(figure, "img")
    assert figure["class"] == ["float"]
    assert (picture["alt"], picture["src"]) == ("A door", "/articles/door.png")


def test_the_author_box_has_name_and_words(article: Draw) -> None:
    files = {"authors.toml": '[sam]\nname = "Sam Sample"\nbio = "Sam writes <b>samples</b>."\n'}
    box = one(article("Authors: sam\n", files=files), ".author-box")
    assert words(one(box, "h2")) == "Sam Sample"
    assert "Sam writes <b>samples</b>." in box.get_text()
    assert one(box, "a")["href"] == "/authors/sam/"


def test_a_republished_post_says_so_and_points_to_its_original(article: Draw) -> None:
    soup = article(
        "Original-Site: Elsewhere\nOriginal-Url: https://elsewhere.example/post?a=1&b=2\n"
        "Permission: Republished with author's permission from original post.\n"
    )
    notice = one(soup, ".notice")
    assert words(notice) == "Republished with author's permission from original post."
    assert one(notice, "a").get_text() == "original post"
    assert one(notice, "a")["href"] == "https://elsewhere.example/post?a=1&b=2"
    assert one(soup, "link[rel=canonical]")["href"] == "https://elsewhere.example/post?a=1&b=2"


def test_a_question_closes_the_text(article: Draw) -> None:
    assert words(one(article("Question: What would you ask?\n"), ".question")) == (
        "What would you ask?"
    )


@pytest.mark.parametrize("place", ["above", "below"])
def test_sharing_is_by_plain_links_above_or_below(article: Draw, place: str) -> None:
    soup = article(conf=f'SHARE_POSITION = "{place}"')
    share = one(soup, ".share")
    links = {a.get_text(): str(a["href"]) for a in share.find_all("a")}
    address = "https%3A%2F%2Fblog.example%2Farticles%2Fa%2F"
    assert links["LinkedIn"] == f"https://www.linkedin.com/sharing/share-offsite/?url={address}"
    assert links["E-mail"].startswith("mailto:?subject=A%20post&body=https%3A//blog.example")
    before = share.find_next(class_="prose") is not None
    assert before == (place == "above")


def test_the_contact_block_stands_under_the_article(article: Draw) -> None:
    soup = article()
    block = one(soup, "section.contact")
    assert words(one(block, "h2")) == "Tell Us How We Can Help"
    assert [str(i["name"]) for i in block.select("input, textarea")] == [
        "name",
        "email",
        "organisation",
        "message",
        "validation",
        "page",
    ]
    assert one(block, "form")["action"] == "/inbox/contact"
    assert one(block, "address a")["href"] == "tel:8005550142"
    trap = one(block, ".trap")
    assert trap.get_text().strip() == (
        "This field is for validation purposes and should be left unchanged"
    )
    assert one(trap, "input")["tabindex"] == "-1"
    assert one(trap, "input")["autocomplete"] == "off"
    assert one(block, "input[name=page]")["value"] == "/articles/a/"


def test_the_contact_block_can_be_kept_off_articles(article: Draw) -> None:
    assert article(conf="CONTACT_UNDER_ARTICLES = False").select(".contact") == []


def test_without_an_inbox_the_form_is_an_address_to_write_to(article: Draw) -> None:
    block = one(article(conf='FORM_ACTION = ""; REPLIES = "off"'), "section.contact")
    assert block.select("form") == []
    assert one(block, "p a")["href"] == "mailto:hello@customer.example"


def test_titles_and_summaries_are_plain_text_everywhere(build: Build) -> None:
    text = f"Title: {HOSTILE}\nDate: 2026-03-04\nSummary: {HOSTILE}\nTags: {HOSTILE}\n\nWords.\n"
    built = build({"articles/a.md": text.replace("Tags", "Authors: <i>Ann</i>\nTags")})
    assert built.status == 0, built.problems
    soup = built.soup(PAGE)
    assert words(one(soup, "h1")) == " ".join(HOSTILE.split())
    assert soup.title and soup.title.get_text().startswith(HOSTILE)
    assert one(soup, "meta[name=description]")["content"] == HOSTILE
    assert one(soup, "meta[property='og:title']")["content"] == HOSTILE
    told = json.loads(one(soup, "script[type='application/ld+json']").get_text())
    assert HOSTILE in [node.get("headline") for node in told["@graph"]]
    for name in built.files():
        if name.endswith(".html"):
            scripts = built.soup(name).select("script:not([src]):not([type$=json])")
            assert scripts == [], name
            assert "<i>Ann" not in built.text(name)


def test_entities_in_a_title_are_decoded_once(article: Draw) -> None:
    soup = article("Summary: Fish &amp; chips &amp;amp; peas\n")
    assert words(one(soup, ".standfirst")) == "Fish & chips &amp; peas"


def test_both_spellings_of_a_header_draw_the_same_page(build: Build) -> None:
    pelican = "Title: A post\nDate: 2026-03-04\nTags: One, Two\nImage-Alt: x\n\nWords.\n"
    yaml = "---\nTITLE: A post\ndate: 2026-03-04\ntags: [One, Two]\nimage_alt: x\n---\nWords.\n"
    first = build({"articles/a.md": pelican}, output="first").files()
    second = build({"articles/a.md": yaml}, output="second").files()
    assert first == second


def test_related_articles_are_earlier_ones(build: Build) -> None:
    posts = {
        f"articles/p{n}.md": f"Title: Post {n}\nDate: 2026-01-0{n}\nTags: {tags}\n\nWords.\n"
        for n, tags in enumerate(["a", "a, b", "a", "b", "a, b", "a"], 1)
    }
    built = build(posts)
    related = [a["href"] for a in built.soup("articles/p5/index.html").select(".related a")]
    assert related == ["/articles/p2/", "/articles/p4/", "/articles/p3/"]
    assert built.soup("articles/p1/index.html").select(".related") == []
    nav = built.soup("articles/p5/index.html").select("nav.neighbours a")
    assert [(a["rel"], a["href"]) for a in nav] == [
        (["prev"], "/articles/p4/"),
        (["next"], "/articles/p6/"),
    ]


def test_minutes_can_be_told(article: Draw) -> None:
    assert "7 minute read" in article("Reading-Minutes: 7\n").get_text()


def test_an_aligned_table_has_no_style(article: Draw) -> None:
    soup = article(body="| a | b |\n| - | -: |\n| 1 | 2 |")
    assert soup.select("[style]") == []
    assert [cell.get_text() for cell in soup.select("td.right")] == ["2"]


def test_a_topic_is_one_however_it_is_spelled(build: Build) -> None:
    topics = '[service]\nname = "Service"\naliases = ["help desk"]\n\n[cafe]\nname = "Café"\n'
    spellings = ["SERVICE", "services", "Help Desks", "Cafe\u0301"]
    built = build(
        {
            "topics.toml": topics,
            **{
                f"articles/p{n}.md": ARTICLE.replace("\n\n", f"\nTags: {tag}\n\n")
                for n, tag in enumerate(spellings)
            },
        }
    )
    assert built.status == 0, built.problems
    names = [a.get_text() for a in built.soup("topics/index.html").select("main h2 a")]
    assert names == ["Café", "Service"]
    assert "3 articles" in built.soup("topics/index.html").get_text()


def test_a_page_shows_a_translation_in_its_language(build: Build) -> None:
    text = ARTICLE.replace("\n\n", "\nSlug: a\nLang: {}\n\n")
    built = build({"articles/a.md": text.format("en"), "articles/a-ar.md": text.format("ar")})
    assert built.status == 0, built.problems
    html = built.soup("articles/a-ar/index.html").html
    assert html is not None
    assert (html["lang"], html["dir"]) == ("ar", "rtl")


def test_every_address_of_a_picture_is_served(article: Draw, tmp_path: Path) -> None:
    html = '<img src="a b.png" srcset="a%20b.png 1x, c.png 2x" alt="A door">'
    soup = article(body=html, files={"articles/a b.png": PIXEL, "articles/c.png": PIXEL})
    picture = one(soup, ".prose img")
    assert picture["src"] == "/articles/a%20b.png"
    assert picture["srcset"] == "/articles/a%20b.png 1x, /articles/c.png 2x"
    assert (tmp_path / "output/articles/a b.png").is_file()
    assert (tmp_path / "output/articles/c.png").is_file()


def test_a_date_to_come_may_stand_in_the_files_name(build: Build) -> None:
    post = "Title: {}\n\nWords.\n"
    names = {"articles/2026-11-18-today.md": "Today", "articles/2026-11-19-later.md": "Later"}
    built = build({name: post.format(title) for name, title in names.items()})
    assert built.status == 0, built.problems
    assert (built.output / "articles/today/index.html").exists()
    assert not (built.output / "articles/later/index.html").exists()
