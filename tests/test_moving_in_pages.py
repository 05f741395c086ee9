"""Pages and scraped texts of older blogs, written by us in the shapes of real ones."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.moving_in import boilerplate, pages, plain
from plugins.moving_in.dates import date_of
from plugins.moving_in.records import Blog, Entry, Key, Term
from plugins.moving_in.sources import sources_in

OLD = Path(__file__).parent / "pages_of_old"


def page(name: str) -> tuple[Blog, Entry]:
    return pages.read((OLD / name).read_bytes(), name)


def text(name: str) -> tuple[Blog, Entry]:
    return plain.read((OLD / name).read_bytes(), name)


def words(html: str) -> list[str]:
    return [p.get_text() for p in BeautifulSoup(html, "lxml").find_all(["p", "h2"])]


def unsure(entry: Entry) -> list[str]:
    return [told.what for told in entry.told if told.level == "unsure"]


def test_a_page_of_a_wordpress_theme() -> None:
    blog, entry = page("classic.html")
    stub = entry.stub
    assert (blog.address, blog.name) == ("old.example/blog", "Counter Notes")
    assert (stub.title, stub.slug) == ("The Queue at the Bakery", "the-queue-at-the-bakery")
    # The instant is told in UTC, the day in the blog's zone by its address.
    assert stub.date == datetime(2011, 8, 16, 23, 10, tzinfo=UTC)
    assert stub.date.isoformat() == "2011-08-17T00:10:00+01:00"
    assert stub.guid == "http://old.example/blog/?p=123"
    assert stub.key == Key("old.example/blog", stub.guid)
    assert stub.addresses[0] == "http://old.example/blog/2011/08/17/the-queue-at-the-bakery/"
    assert blog.terms == (
        Term("category", "service", "Service & Care"),
        Term("tag", "queues", "queues"),
    )
    (author,) = blog.authors
    assert author.name == "Ines Okafor"
    assert author.bio == "Ines Okafor has stood behind four counters and in front of many more."
    assert entry.question == "Please share your own stories of queues that were worth the wait."
    assert entry.permission == "Originally published at Trade Weekly in July."
    assert (entry.canonical, entry.site) == ("https://trade.example/queue", "Trade Weekly")
    assert unsure(entry) == []
    assert entry.found["title"].sure > entry.found["guid"].sure


def test_the_text_of_a_page_is_the_article_alone() -> None:
    _, entry = page("classic.html")
    assert [line[:20] for line in words(entry.html)] == [
        "Every morning at sev",
        "",
        "What the baker does",
        "She greets the fourt",
    ]
    assert (
        'src="http://old.example/blog/wp-content/uploads/2011/08/queue-300x200.jpg"' in entry.html
    )
    assert 'href="http://old.example/blog/2010/05/doors/"' in entry.html


def test_the_comments_of_a_page_keep_their_threads() -> None:
    _, entry = page("classic.html")
    first, second = entry.comments
    assert (first.number, first.parent, first.name, first.link) == (
        "7", "", "Tom", "http://tom.example/",
    )  # fmt: skip
    assert first.html == "<p>Mine is the <b>post office</b>.</p>"
    assert first.date == datetime(2011, 8, 18, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    assert (second.number, second.parent, second.html) == (
        "9",
        "7",
        "<p>Nobody ever said that.</p>",
    )
    assert entry.others == {"pingback": 1}
    assert entry.stub.comments == ("7", "9")


def test_a_page_that_machines_are_told_all_of() -> None:
    blog, entry = page("graph.html")
    assert (entry.stub.title, entry.stub.authors) == ("Un guichet fermé", ("Léa Martin",))
    assert entry.stub.date and entry.stub.date.isoformat() == "2019-03-05T08:00:00+01:00"
    assert [term.name for term in blog.terms] == ["Service", "accueil"]
    assert (blog.address, entry.lang) == ("fr.example", "fr-FR")
    assert len(words(entry.html)) == 2
    assert unsure(entry) == []


def test_what_a_page_does_not_say_is_asked() -> None:
    _, entry = page("nameless.html")
    assert entry.stub.title == "Twelve Doors"
    assert len(words(entry.html)) == 3
    assert entry.stub.date is None
    assert entry.stub.key.number == "nameless.html"
    assert unsure(entry) == [
        "the page names a date nowhere",
        "the page names an author nowhere",
        "the text is a guess (where most of the prose stands)",
    ]


def test_a_page_of_a_theme_with_names_of_its_own() -> None:
    _, entry = page("boxes.html")
    assert [line[:9] for line in words(entry.html)] == [
        "A waiting", "The tenth", "What we t", "In the en",
    ]  # fmt: skip
    for kept in (
        "<figcaption>The tenth chair.<",
        "<li>Half of them",
        "youtube.com/embed",
        "/hooks",
    ):
        assert kept in entry.html
    for dropped in ("Buy our book", "Nine lamps", "/c.jpg", "All rights", "About us"):
        assert dropped not in entry.html
    assert entry.stub.date == datetime(2015, 5, 4)  # noqa: DTZ001 - none is told
    assert unsure(entry)[0] == "a date is a guess (htmldate)"


def test_a_page_of_the_wayback_machine_is_of_its_blog() -> None:
    archived = b"https://web.archive.org/web/20140226054445/http://old.example"
    content = (OLD / "classic.html").read_bytes().replace(b"http://old.example", archived)
    assert pages.read(content, "x")[1].stub == page("classic.html")[1].stub


def test_a_canonical_address_elsewhere() -> None:
    content = (OLD / "classic.html").read_bytes()
    content = content.replace(b'canonical" href="http://old', b'canonical" href="https://first')
    _, entry = pages.read(content.replace(b"Originally", b"x. Originally"), "x")
    assert entry.canonical.startswith("https://first.example/blog/2011")
    assert entry.site == "first.example"


def test_a_scraped_text() -> None:
    blog, entry = text("byline.txt")
    assert (blog.name, entry.stub.title) == ("counter notes", "Two Bells…")
    assert entry.stub.date == datetime(2012, 5, 3)  # noqa: DTZ001 - none is told
    paragraphs = words(entry.html)
    assert [p[:10] for p in paragraphs] == ["A bell on ", "", "I have run", "The second"]
    assert '<img class="alignright" src="Brassbell_lrg" alt="">' in entry.html
    assert "Sample Street" not in entry.html
    assert unsure(entry) == [
        "the text names no author",
        "a picture stood here, of which only the name Brassbell_lrg is left",
    ]


def test_a_scraped_text_without_title_that_asks_its_readers() -> None:
    _, entry = text("untitled.txt")
    assert entry.stub.title == "Menus without prices are read from the left…"
    assert "the text has no title: its first words stand in" in unsure(entry)
    assert entry.question == "Please tell us about a menu that changed how you ate."
    assert entry.html.startswith('<p><img class="alignright" src="Menu_post" alt=""></p>\n<p>Menus')
    assert "tables.</p>" in entry.html


def test_a_scraped_guest_post() -> None:
    blog, entry = text("guest.txt")
    assert entry.stub.title == "Why “Ask the Owner” Is Not a Plan"
    (author,) = blog.authors
    assert (author.name, author.bio[:26]) == ("Mara Lindqvist", "Mara Lindqvist keeps the b")
    assert entry.permission == "Republished with author's permission from original post."
    assert len(words(entry.html)) == 2
    assert unsure(entry) == [
        "the text says no date",
        "it was published elsewhere first, and does not say at which address",
    ]


def test_sources_read_a_file_once(tmp_path: Path) -> None:
    for source in (*sources_in(OLD / "classic.html"), *sources_in(OLD / "guest.txt")):
        done: list[tuple[int, int]] = []
        blog = source.survey(lambda *progress, done=done: done.append(progress))
        (entry,) = source.entries()
        assert blog.stubs == (entry.stub,)
        assert done[-1][0] == done[-1][1] > 0


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("By on August 17, 2011", "2011-08-17T00:00:00"),
        ("1er janvier 2012", "2012-01-01T00:00:00"),
        ("3. März 2014", "2014-03-03T00:00:00"),
        ("17 août 2011 à 10:03", "2011-08-17T00:00:00"),
        ("Jan. 5th, 2020 at 3:04 pm", "2020-01-05T15:04:00"),
        ("posted 3.4.2010", "2010-04-03T00:00:00"),
        ("2012-05-31T10:00:00.000Z", "2012-05-31T10:00:00+00:00"),
        ("8/9/2011, or the other way round", ""),
        ("on the 99 August 2011", ""),
    ],
)
def test_dates_as_pages_show_them(told: str, expected: str) -> None:
    date = date_of(told)
    assert (date.isoformat() if date else "") == expected


def test_words_of_an_article_are_no_boilerplate() -> None:
    for line in ("Related work has shown the same.", "We share what we have.", "Comments matter."):
        assert not boilerplate.ends(line), line
        assert not boilerplate.is_noise(line), line
    assert not boilerplate.invites("What do you think happened next was a strike of the porters.")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_are_a_page_and_a_text(content: bytes) -> None:
    for read in (pages.read, plain.read):
        _, entry = read(content, "any")
        assert entry.stub.key.number


TAGS = ["p", "div", "article", "li", "h1", "a", "time", "script", "b"]
NAMES = ["entry-content", "comment", "author-box", "date", "entry-title", "hentry", "comments"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TAGS), st.sampled_from(NAMES), st.text(max_size=60))))
def test_any_tree_of_known_names_is_a_page(parts: list[tuple[str, str, str]]) -> None:
    html = "".join(
        f'<{tag} class="{name}" id="comment-{len(text)}">{text}' for tag, name, text in parts
    )
    pages.read(html.encode("utf-8", "replace"), "any")


def test_a_page_of_endless_depth_is_survived() -> None:
    pages.read(b"<div class=entry-content>" * 5_000 + b"x" * 300, "deep")
    pages.read(b'<script type="application/ld+json">' + b"[" * 50_000, "deep")
