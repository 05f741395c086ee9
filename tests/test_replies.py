"""What readers answered: its files, its markup, its pages and its feeds."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import feedparser
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.identity.identity import uuid_of
from plugins.replies.discussion import Discussion, State, state_of, threads_of
from plugins.replies.files import Reply, read_replies, spelled, write_reply
from plugins.replies.markup import REL, TAGS, html_of
from plugins.replies.policy import LINK
from tests.conftest import Build
from tests.hostile_comments import comments

SITE_ID = UUID("0d8e3c6a-6f0e-4f6e-9a53-5b0c1f5c2f7d")
ARTICLE_ID = "0f0e7a52-6ac6-4cf6-8a5c-2a3d4e5f6a7b"
ID = "11111111-1111-4111-8111-111111111111"
OTHER_ID = "22222222-2222-4222-8222-222222222222"
SAID = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)

ids = st.uuids().map(str)
zones = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(
    lambda offset: timezone(timedelta(minutes=offset // timedelta(minutes=1)))
)
texts = st.text(min_size=1).filter(str.strip)
replies = st.builds(
    Reply,
    id=ids,
    article=ids,
    name=texts,
    date=st.datetimes(timezones=zones).filter(lambda date: 1 < date.year < 9999),
    comment=texts | texts.map(lambda text: f"{text}\r\n'''\n\"\"\"{text}\\"),
    to=st.just("") | ids,
    guid=st.just("") | texts,
    link=st.just("") | st.just("https://rita.example/?a=1&b=2"),
)


@given(replies)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, reply: Reply
) -> None:
    folder = tmp_path_factory.mktemp("replies")
    path = write_reply(folder, reply)
    assert path == folder / reply.article / f"{reply.id}.toml"
    assert read_replies(path.parent) == ([reply], [])
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("id_", ["../../x", "", ID.replace("-", ""), ID + "\n", "{" + ID + "}"])
@pytest.mark.parametrize("key", ["id", "article"])
def test_what_is_no_id_names_no_file(key: str, id_: str, tmp_path: Path) -> None:
    ids = {"id": ID, "article": ARTICLE_ID, key: id_}
    with pytest.raises(ValueError, match="not the ids of a reply"):
        write_reply(tmp_path, Reply(**ids, name="Rita", date=SAID, comment="Yes, and why?"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_as_a_person_would_write_it() -> None:
    reply = Reply(ID, ARTICLE_ID, 'Rita "R"', SAID, "One.\n\nTwo: 日本.", OTHER_ID)
    assert spelled(reply) == (
        'name = "Rita \\"R\\""\n'
        "date = 2026-03-05 09:30:00+00:00\n"
        f'to = "{OTHER_ID}"\n'
        'comment = """\nOne.\n\nTwo: 日本."""\n'
    )


FILE = 'name = "Rita"\ndate = 2026-03-05T09:30:00Z\ncomment = "Yes, and why?"\n'


@pytest.mark.parametrize(
    ("text", "told", "read"),
    [
        pytest.param(FILE, [], True, id="all is well"),
        pytest.param(
            FILE.replace("name", "nmae"),
            [
                "1: 'nmae' is no key of a reply. Did you mean 'name'?",
                '1: there is no name. Add a line name = "…".',
            ],
            False,
            id="a misspelt key",
        ),
        pytest.param(
            FILE + 'email = "rita@example.org"\n',
            ["4: 'email' is no key of a reply. Use one of: comment, date, guid, link, name, to."],
            True,
            id="an address that is not for publishing",
        ),
        pytest.param(
            FILE.replace("Z\n", "\n"),
            ["2: there is no date with its zone. Write it like 2026-03-04T09:30:00Z."],
            False,
            id="a time of day somewhere",
        ),
        pytest.param(
            FILE.replace("T09:30:00Z", ""),
            ["2: there is no date with its zone. Write it like 2026-03-04T09:30:00Z."],
            False,
            id="a day",
        ),
        pytest.param(
            FILE.replace('"Yes, and why?"', '" \\n"'),
            ['3: there is no comment. Add a line comment = "…".'],
            False,
            id="an empty comment",
        ),
        pytest.param(
            FILE + "to = 7\n",
            ["4: this is no id of a reply. Give the name of its file without .toml."],
            True,
            id="an answer to a number",
        ),
        pytest.param(
            FILE + 'guid = ""\nlink = "javascript:alert(1)"\n',
            [
                '4: this is no identity. Write it in quotes: "…", or remove the line.',
                "5: this is no web address. Begin it with https://, or remove the line.",
            ],
            True,
            id="an identity and an address that are none",
        ),
        pytest.param(
            FILE.replace('= "Rita"', "= Rita"),
            ["1:8: this is not TOML: Invalid value. Mend this line."],
            False,
            id="no TOML",
        ),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_line(
    text: str, told: list[str], read: bool, tmp_path: Path
) -> None:
    path = tmp_path / f"{ID}.toml"
    path.write_text(text, "utf-8")
    found, problems = read_replies(tmp_path)
    assert [str(problem) for problem in problems] == [f"{path}:{line}" for line in told]
    assert [reply.id for reply in found] == [ID] * read


def test_a_file_that_nobody_will_read_is_told(tmp_path: Path) -> None:
    for name in ("notes.toml", f"{ID}.tml", f"{ID.upper()}A.toml", f".{ID}.toml"):
        (tmp_path / name).write_text(FILE)
    found, problems = read_replies(tmp_path)
    assert found == []
    assert len(problems) == 3


@pytest.mark.parametrize(
    ("comment", "html"),
    [
        pytest.param(
            "One\nline, *then* **one** `more`.",
            "<p>One<br>\nline, <em>then</em> <strong>one</strong> <code>more</code>.</p>",
            id="line ends stay",
        ),
        pytest.param(
            "    Indented\n# Number one\n---\n===",
            "<p>Indented<br>\n# Number one<br>\n---<br>\n===</p>",
            id="what is meant as text stays text",
        ),
        pytest.param(
            "<script>x</script> <!-- /form:reply --> &lt;b>",
            "<p>&lt;script&gt;x&lt;/script&gt; &lt;!-- /form:reply --&gt; &lt;b&gt;</p>",
            id="HTML is text",
        ),
        pytest.param(
            "![a](https://a.example/a.png)",
            '<p>!<a href="https://a.example/a.png" rel="nofollow ugc noopener">a</a></p>',
            id="no pictures",
        ),
        pytest.param(
            "(see https://a.example/b_(c)?d=1&e=2).",
            '<p>(see <a href="https://a.example/b_(c)?d=1&amp;e=2" rel="nofollow ugc noopener">'
            "https://a.example/b_(c)?d=1&amp;e=2</a>).</p>",
            id="an address becomes a link, less what ends the sentence",
        ),
        pytest.param(
            "<https://a.example> `https://a.example`",
            '<p><a href="https://a.example" rel="nofollow ugc noopener">https://a.example</a>'
            " <code>https://a.example</code></p>",
            id="in angles, and in code",
        ),
        pytest.param(
            "[a](javascript:x) [b](//b.example) [c](/c) <d@d.example> [e](https&#58;//e.example)",
            "<p>[a](javascript:x) [b](//b.example) [c](/c) &lt;d@d.example&gt;"
            " [e](https://e.example)</p>",
            id="links lead to the web, and say so",
        ),
    ],
)
def test_a_comment_as_html(comment: str, html: str) -> None:
    assert html_of(comment).replace(' dir="auto"', "").strip() == html


ALPHABET = st.sampled_from([*"[]()<>*_`&;:/\\\"'\n -1.#!", "https://", "a.example", "www.", "é"])


@given(st.lists(ALPHABET, max_size=60).map("".join) | st.text(max_size=60))
@example("_https://_")
@example("_https://a.example_ and _https://b.example_")
def test_nothing_acts_and_every_link_is_one_the_policy_counts(comment: str) -> None:
    soup = BeautifulSoup(html_of(comment), "lxml")
    assert {tag.name for tag in soup.find_all()} <= {"html", "body", *TAGS}
    links = soup.find_all("a")
    assert len(links) <= len(LINK.findall(comment))
    for tag in soup.find_all():
        assert set(tag.attrs) <= {"dir", "start", "href", "rel"}
    for link in links:
        assert str(link.get("href", "https://")).lower().startswith(("http://", "https://"))


def test_a_hostile_comment_is_drawn() -> None:
    """How soon, the torture tests measure."""
    for name, comment in comments(5_000).items():
        soup = BeautifulSoup(html_of(comment), "lxml")
        assert not soup.select("script, img, style, [onerror]"), name


def reply(number: int, to: int = 0, hour: int = 9) -> Reply:
    date = datetime(2026, 3, 5, hour, number, tzinfo=UTC)
    id_, other = str(UUID(int=number)), str(UUID(int=to)) if to else ""
    return Reply(id_, ARTICLE_ID, f"Reader {number}", date, "Yes.", other)


def test_threads_are_one_level_deep_and_in_order_of_time() -> None:
    said = [reply(1), reply(2), reply(3, to=1), reply(4, to=3), reply(5, to=2), reply(6, to=4)]
    threads = threads_of(said, UTC)
    assert [(t.name[-1], [a.name[-1] for a in t.answers]) for t in threads] == [
        ("1", ["3", "4", "6"]),
        ("2", ["5"]),
    ]
    discussion = Discussion(ARTICLE_ID, "open", threads)
    assert [each.name[-1] for each in discussion.replies] == list("123456")


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9))
def test_every_reply_is_shown_once_whatever_it_answers(answered: list[int]) -> None:
    said = [reply(number, to) for number, to in enumerate(answered, 1)]
    discussion = Discussion(ARTICLE_ID, "open", threads_of(said, UTC))
    assert [each.id for each in discussion.replies] == [each.id for each in said]
    assert all(not a.answers for thread in discussion.threads for a in thread.answers)


def test_a_name_stays_on_its_line_and_keeps_to_itself() -> None:
    name = "\u202eRita\n \x00 Reader"
    (shown,) = threads_of([replace(reply(1), name=name)], UTC)
    assert shown.name == "Rita Reader"


@pytest.mark.parametrize(
    ("told", "days", "state"),
    [("open", 0, "open"), ("open", 30, "open"), ("open", 29, "closed"), ("off", 29, "off")],
)
def test_an_article_closes_after_its_days(told: State, days: int, state: State) -> None:
    now = SAID + timedelta(days=29, hours=1)
    assert state_of(told, SAID, now, days) == state


POST = f"Title: A post\nDate: 2026-03-04\nAuthors: Sam Sample\nId: {ARTICLE_ID}\n\nWords.\n"
FILES = {
    "articles/a.md": POST,
    f"replies/{ARTICLE_ID}/{ID}.toml": FILE,
    f"replies/{ARTICLE_ID}/{OTHER_ID}.toml": f'{FILE.replace("09:", "10:")}to = "{ID}"\n',
}
PAGE = "articles/a/index.html"


def marked(html: str) -> list[str]:
    return re.findall(r"<!-- form:reply (.*?) -->.*?<form.*?<!-- /form:reply -->", html, re.DOTALL)


def test_an_open_article_shows_what_was_said_and_the_form(build: Build) -> None:
    built = build(FILES, SITEURL="https://blog.example/deep")
    assert (built.problems, built.notes) == ((), "")
    page = built.soup(PAGE)
    assert marked(built.text(PAGE)) == [f"{ARTICLE_ID} sam-sample lang=en"]
    assert [each["id"] for each in page.select(".thread article")] == [
        f"reply-{ID}",
        f"reply-{OTHER_ID}",
    ]
    assert page.select(f".thread .thread #reply-{OTHER_ID}")
    (form,) = page.select('form[action="/deep/inbox/reply"]')
    hidden = {str(i["name"]): i["value"] for i in form.select("input[type=hidden]")}
    assert hidden == {"page": "/deep/articles/a/", "article": ARTICLE_ID, "to": ""}
    assert '"commentCount": 2' in page.select('[type="application/ld+json"]')[0].text
    links = [str(a["href"]) for a in page.select('a[rel="nofollow"]')]
    assert links[1] == (
        f"/deep/inbox/reply?page=%2Fdeep%2Farticles%2Fa%2F&to={OTHER_ID}#leave-a-reply"
    )
    assert page.select_one('a[href="#replies"]').get_text() == "2 replies"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("header", "conf", "said", "form"),
    [
        pytest.param("Replies: closed", "", 2, 0, id="closed by its header"),
        pytest.param("Replies: off", "", 0, 0, id="off by its header"),
        pytest.param("X: y", 'REPLIES = "off"', 0, 0, id="off by the settings"),
        pytest.param("Replies: open", 'REPLIES = "off"', 2, 1, id="a header goes before"),
        pytest.param("X: y", "REPLIES_CLOSE_AFTER_DAYS = 9", 2, 0, id="closed by its age"),
    ],
)
def test_who_may_reply(header: str, conf: str, said: int, form: int, build: Build) -> None:
    files = {**FILES, "articles/a.md": POST.replace("\n\n", f"\n{header}\n\n", 1)}
    built = build(files, conf=conf)
    page = built.soup(PAGE)
    assert built.status == 0, built.problems
    assert len(page.select(".thread article")) == said
    assert len(page.select('form[action="/inbox/reply"]')) == form
    assert len(page.select('a[rel="nofollow"]')) == said * form
    assert ("Replies to this post are closed" in page.get_text()) == (said > 0 and not form)
    assert ("feeds/replies.rss.xml" in built.files()) == (said > 0)


def test_a_page_takes_replies_where_its_header_says_so(build: Build) -> None:
    pages = {f"pages/{n}.md": f"Title: {n}\nReplies: {n}\n\nX.\n" for n in ("open", "closed")}
    built = build({**pages, "pages/silent.md": "Title: S\n\nX.\n"})
    assert len(marked(built.text("open/index.html"))) == 1
    assert "are closed" in built.text("closed/index.html")
    assert "reply" not in built.text("silent/index.html").lower()


@pytest.mark.parametrize("action", ["", "https://forms.example/f/1"])
def test_a_form_that_cannot_give_replies_back_is_told_once(action: str, build: Build) -> None:
    files = {**FILES, "articles/b.md": POST.replace("post", "b").replace(ARTICLE_ID, ID)}
    built = build(files, conf=f"FORM_ACTION = {action!r}")
    assert built.problems == (
        f"FORM_ACTION: '{action}' is no inbox, which would give replies back. Let it end in"
        ' /inbox/contact, or set REPLIES to "off" and let no header open them.',
    )
    assert len(built.soup(PAGE).select(".thread article")) == 2
    off = build(files, conf=f'FORM_ACTION = {action!r}; REPLIES = "closed"', output="off")
    assert off.problems == ()


def test_wrong_settings_are_named_and_the_rest_is_drawn(build: Build) -> None:
    built = build(FILES, conf='REPLIES = "shut"; REPLIES_CLOSE_AFTER_DAYS = "30"')
    assert built.problems == (
        "REPLIES: 'shut' is no state of replies. Write one of: open, closed, off.",
        "REPLIES_CLOSE_AFTER_DAYS: '30' is no number of days. Write a whole number, 0 for never.",
    )
    assert built.soup(PAGE).select("h1")


def test_an_inbox_elsewhere_takes_replies(build: Build) -> None:
    built = build(FILES, conf='FORM_ACTION = "https://forms.example/inbox/contact"')
    assert built.soup(PAGE).select('form[action="https://forms.example/inbox/reply"]')


def test_what_has_no_place_is_noted_and_stops_nothing(build: Build) -> None:
    stray = {f"replies/{OTHER_ID}/{ID}.toml": FILE, "replies/.DS_Store": "x"}
    built = build({"articles/a.md": POST, **stray}, PUBLISH="1")
    assert built.status == 0, built.problems
    assert f"content/replies/{OTHER_ID}: note: no article has this id" in built.notes
    lone = build({**FILES, f"replies/{ARTICLE_ID}/{ID}.toml": FILE.replace("09:", "11:")})
    assert lone.status == 0, lone.problems
    assert lone.notes.count("so it stands alone") == 1
    assert len(lone.soup(PAGE).select(".thread article")) == 2


def test_a_draft_and_a_withdrawn_article_keep_their_replies_in_silence(build: Build) -> None:
    for status in ("draft", "withdrawn"):
        files = {**FILES, "articles/a.md": POST.replace("\n\n", f"\nStatus: {status}\n\n", 1)}
        built = build(files, output=status)
        assert (built.status, built.problems, built.notes) == (0, (), "")
        told = [name for name in built.files() if b"Yes, and why?" in built.files()[name]]
        assert told == []


def test_a_mistake_in_a_reply_ends_the_build(build: Build) -> None:
    path = f"replies/{ARTICLE_ID}/{ID}.toml"
    built = build({**FILES, path: FILE.replace("name", "nmae")})
    assert built.status == 1
    assert built.problems[0].startswith(f"content/{path}:1: 'nmae' is no key of a reply")


def test_an_imported_post_keeps_its_replies_under_any_slug(build: Build) -> None:
    folder = uuid_of(SITE_ID, "", "", guid="7 at a.b")
    for slug in ("a", "b"):
        text = POST.replace(f"Id: {ARTICLE_ID}", f"Guid: 7 at a.b\nSlug: {slug}")
        reply = FILE + 'guid = "7 at a.b#comment-1"\nlink = "https://rita.example/?a=1&b=2"\n'
        built = build({"articles/a.md": text, f"replies/{folder}/{ID}.toml": reply}, output=slug)
        (link,) = built.soup(f"articles/{slug}/index.html").select(".thread h3 a")
        assert link.get_text() == "Rita"
        assert link.attrs == {"href": "https://rita.example/?a=1&b=2", "rel": REL.split()}
        (entry,) = feedparser.parse(built.text("feeds/replies.rss.xml")).entries
        assert entry.id == "7 at a.b#comment-1"


@pytest.mark.parametrize("end", [".rss.xml", ".atom.xml"])
def test_replies_have_feeds_and_entries_tell_of_them(end: str, build: Build) -> None:
    built = build(FILES)
    for stem in ("feeds/replies", f"feeds/replies/{ARTICLE_ID}"):
        feed = feedparser.parse(built.text(stem + end))
        assert not feed.bozo
        assert [entry.id for entry in feed.entries] == [f"urn:uuid:{OTHER_ID}", f"urn:uuid:{ID}"]
        newest = feed.entries[0]
        assert newest.title == "Rita on “A post”"
        assert newest.link == f"https://blog.example/articles/a/#reply-{OTHER_ID}"
        assert newest.author == "Rita"
        assert "Yes, and why?" in newest.content[0].value
    (entry,) = feedparser.parse(built.text(f"feeds/all{end}")).entries
    mine = f"https://blog.example/feeds/replies/{ARTICLE_ID}{end}"
    if end == ".rss.xml":
        assert (entry.slash_comments, entry.wfw_commentrss) == ("2", mine)
        assert entry.comments == "https://blog.example/articles/a/#replies"
    else:
        (link,) = (link for link in entry.links if link.rel == "replies")
        assert (link["href"], link["thr:count"]) == (mine, "2")
    (head,) = built.soup(PAGE).select(
        f'head link[href="{mine.removeprefix("https://blog.example")}"]'
    )
    assert "Replies to “A post”" in str(head["title"])


def test_an_archive_stays_as_it_is_whatever_is_said(build: Build) -> None:
    posts = {f"articles/{n}.md": f"Title: {n}\nDate: 202{n}-01-01\n\nX.\n" for n in (3, 4)}
    before = build(posts, conf="FEED_MAX_ITEMS = 1")
    folder = uuid_of(SITE_ID, "3", "")
    after = build(
        {**posts, f"replies/{folder}/{ID}.toml": FILE}, conf="FEED_MAX_ITEMS = 1", output="x"
    )
    archive = "feeds/archive/2023-1.rss.xml"
    assert after.text(archive) == before.text(archive)
    assert "1 reply" in after.text("articles/3/index.html")


def test_reading_replies_asks_the_inbox_nothing_and_runs_no_script(build: Build) -> None:
    page = build(FILES).soup(PAGE)
    section = page.select_one("#replies")
    assert section is not None
    assert section.select("script, img, iframe, link, style, [src]") == []
