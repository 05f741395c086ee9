"""An export of WordPress: nothing of it is missing, and nothing is written outside its folder."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from functools import partial
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import feedparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from plugins.common.header import split
from plugins.front_matter import fields
from plugins.moving_in import __main__ as command
from plugins.moving_in.bodies.convert import convert
from plugins.moving_in.bodies.proof import Proof
from plugins.moving_in.markup import FORBIDDEN, Repairs, elements, node_of
from plugins.moving_in.pictures import Shelf
from plugins.moving_in.records import Blog, Body, Entry, Key, Move, Resolver
from plugins.moving_in.resolve import local, resolve
from plugins.moving_in.sources import SourceError, sources_in
from plugins.moving_in.writing import replies_of, text_of
from plugins.moving_in.written import Journal, is_below
from plugins.moving_in.wxr import ExportSource
from plugins.site.call import settings_in
from tests.conftest import NOW, ROOT, Build
from tests.wxr import author, comment, export, item, large, meta, term

EXPORTS = ROOT / "tests/exports"
SUMMER = timezone(timedelta(hours=2))


def read(path: Path) -> tuple[Blog, list[Entry]]:
    source = ExportSource(path)
    blog = source.survey(lambda done, of: None)
    return blog, list(source.entries())


def read_text(folder: Path, text: str | bytes) -> tuple[Blog, list[Entry]]:
    path = folder / "export.xml"
    path.write_bytes(text.encode("utf-8", "replace") if isinstance(text, str) else text)
    return read(path)


def moved(folder: Path, *texts: str, before: Mapping[Key, str] | None = None) -> Move:
    settings = {**settings_in(ROOT / "pelicanconf.py"), "TIMEZONE": "Europe/Paris"}
    blogs = tuple(read_text(folder, text)[0] for text in texts)
    return resolve(blogs, folder / "content", settings, before or {})


# What is read


def test_a_classic_export_is_read_whole() -> None:
    blog, entries = read(EXPORTS / "classic.xml")
    assert (blog.address, blog.name) == ("corner.example/blog", "The Corner Shop & Its Door")
    assert [entry.stub for entry in entries] == list(blog.stubs)
    by_number = {entry.stub.key.number: entry for entry in entries}
    assert {n: (e.stub.kind, e.stub.status) for n, e in by_number.items()} == {
        "7": ("post", "publish"),
        "12": ("post", "publish"),
        "20": ("page", "publish"),
        "21": ("page", "publish"),
        "22": ("page", "publish"),
        "30": ("post", "draft"),
        "31": ("post", "publish"),
        "32": ("post", "trash"),
        "33": ("post", "publish"),
    }
    bell = by_number["7"]
    assert bell.stub.title == "The bell & the door"
    assert bell.stub.date == datetime(2011, 8, 17, 9, 30, tzinfo=SUMMER)
    assert bell.stub.addresses == (
        "http://www.corner.example/blog/2011/08/17/the-bell/",
        "https://corner.example/blog/?p=7",
        "http://www.corner.example/blog/?p=7",
        "http://www.corner.example/blog/2011/08/17/a-bell/",
        "http://www.corner.example/blog/2011/08/17/the-bell/2/",
    )
    assert bell.stub.terms == (("category", "doors"), ("category", "shops"), ("tag", "shop"))
    assert (bell.excerpt, bell.sticky, bell.picture) == ("Who rings, and why.", True, "9")
    assert [c.number for c in bell.comments if c.approved] == ["1", "3"]
    assert bell.others == {"pingback": 1}
    assert by_number["12"].excerpt == "What a queue says of a shop."
    assert by_number["12"].canonical == "https://magazine.example/queues"
    assert by_number["30"].stub.date == datetime(2012, 5, 1, 10, 0)  # noqa: DTZ001  none is known
    assert by_number["31"].stub.protected
    assert by_number["32"].stub.slug == "thrown-away"
    assert by_number["33"].stub.title == "A thought without a name that went on…"
    assert [each.alt for each in blog.attachments] == ["A brass bell on a counter"]
    assert blog.menu == ("http://www.corner.example/blog/about-us/",)
    assert blog.counts["product", "publish"] == blog.counts["revision", "inherit"] == 1
    assert sum(blog.counts.values()) == 13
    assert any("'product'" in told.what for told in blog.told)
    # Nobody's address is among what was read.
    assert "private.example" not in repr(entries)
    assert "203.0.113" not in repr(entries)


def test_a_broken_export_loses_nothing_but_what_is_broken() -> None:
    blog, entries = read(EXPORTS / "broken.xml")
    texts = {entry.stub.title: entry.html for entry in entries}
    assert list(texts) == [
        "Caf€ “quoted”",
        "Bare & ampersand and &lol2; &file;",
        "Never closed",
        "After that",
        "Paths",
        "Cut",
    ]
    assert texts["Caf€ “quoted”"].startswith("A control character, and &amp; a link")
    assert texts["Never closed"] == "The end is missing."
    assert texts["After that"].endswith("<item> in a text.")
    assert texts["Cut"] == "Half a wo"
    told = [(each.level, each.where, each.what) for each in blog.told]
    assert [(level, where.partition(": ")[2]) for level, where, _ in told] == [
        ("unsure", "post 2 “Bare & ampersand and &lol2; &file;”"),
        ("unsure", "post 3 “Never closed”"),
        ("unsure", "post 6 “Cut”"),
        ("repaired", ""),
        ("repaired", ""),
    ]
    assert "3 bytes" in told[-2][2]
    assert "2 control characters" in told[-1][2]


def test_the_notes_of_the_block_editor_come_with_their_text(tmp_path: Path) -> None:
    call = '<sup data-fn="f1" class="fn"><a href="#f1" id="f1-link">1</a></sup>'
    notes = [
        {"id": "f1", "content": 'It <em>"rings"</em>.'},
        {"id": "gone", "content": "Never shown."},
    ]
    texts = [item(1, content=f"<p>A bell{call}.</p>", more=meta("footnotes", json.dumps(notes)))]
    texts += [item(2, more=meta("footnotes", value)) for value in ("[]", "[1]", "{", "7")]
    _, (entry, *_) = read_text(tmp_path, export(*texts))
    assert entry.html.endswith('</p>\n\n<ol><li id="f1">It <em>"rings"</em>.</li></ol>')
    settings = settings_in(ROOT / "pelicanconf.py")
    nobody = cast(Resolver, SimpleNamespace(media=lambda url: None))
    body = convert(entry.html, entry.form, "", nobody, Proof(settings, tmp_path))
    assert body.markdown == 'A bell[^1].\n\n[^1]: It *"rings"*.'


def test_what_an_export_declares_is_believed() -> None:
    blog, (entry,) = read(EXPORTS / "french.xml")
    assert (blog.lang, blog.name) == ("fr", "Le café du coin")
    assert entry.html == "<p>Le café « à la crème » est prêt.</p>"
    assert entry.stub.slug == "lété-déjà"
    assert entry.comments[0].html == "Déjà & encore !"
    assert entry.stub.terms == (("category", "cafes"),)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.lists(
    st.sampled_from(
        [*"]]><![CDATA[&;é\u2028\x0b\ufffe", "</item>", "<item>", "]]>", "</title>", "<wp:tag>"]
    ),
    max_size=12,
).map("".join)


def plainly(text: str) -> str:
    return FORBIDDEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


@given(TEXTS, TEXTS, TEXTS)
@example("", "\x1f", "</item><item>")
def test_any_text_in_any_field_survives(content: str, said: str, value: str) -> None:
    told = item(1, content=content, comments=[comment(2, said)], more=meta("k", value))
    found = list(elements(BytesIO(export(told, item(3)).encode())))
    nodes = [node_of(each, Repairs()) for each in found if each.name == "item"]
    assert [well for _, well in nodes] == [True, True]
    one, other = (node for node, _ in nodes)
    assert one.text_of("content:encoded") == plainly(content)
    (each,) = one.every("wp:comment")
    assert each.text_of("wp:comment_content") == plainly(said)
    (each,) = one.every("wp:postmeta")
    assert each.text_of("wp:meta_value") == plainly(value)
    assert other.text_of("title") == "Post 3"


WHOLE = export(item(1, comments=[comment(1)], more=meta("a", "b")), item(2), head=author("j", "J"))


@given(st.data())
def test_a_mangled_file_raises_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text = bytearray(WHOLE.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        end = at + data.draw(st.integers(0, 60))
        text[at:end] = data.draw(
            st.binary(max_size=8) | st.sampled_from([b"<item>", b"<![CDATA[", b"<", b"]]>"])
        )
    blog, entries = read_text(tmp_path_factory.mktemp("mangled"), bytes(text))
    assert {entry.stub.key for entry in entries} == {stub.key for stub in blog.stubs}


def test_chunks_may_end_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = (EXPORTS / "broken.xml").read_bytes()
    expected = [each.raw for each in elements(BytesIO(whole))]
    for size in (33, 64, 997):
        monkeypatch.setattr("plugins.moving_in.markup.CHUNK_BYTES", size)
        assert [each.raw for each in elements(BytesIO(whole))] == expected


def test_what_is_too_large_to_be_a_post_is_told_and_the_rest_arrives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plugins.moving_in.markup.ELEMENT_BYTES_MAX", 10_000)
    monkeypatch.setattr("plugins.moving_in.markup.CHUNK_BYTES", 1000)
    blog, entries = read_text(tmp_path, export(item(1), item(2, content="x" * 20_000), item(3)))
    assert [entry.stub.key.number for entry in entries] == ["1", "3"]
    assert [told.level for told in blog.told] == ["lost"]


# Where it goes


def test_slugs_cannot_leave_the_folder_and_are_one_each(tmp_path: Path) -> None:
    names = ["../../etc", "..", "a/b", "a\0b", "%2e%2e%2fx", "x" * 300, "same", "Same", "", "ok.md"]
    items = [
        item(n, post_name=name, link=f"https://old.example/{n}/", title=f"T{n}")
        for n, name in enumerate(names, 1)
    ]
    places = moved(tmp_path, export(*items)).places.values()
    paths = [place.path for place in places]
    assert all(is_below(tmp_path, path) and path.count("/") == 2 for path in paths)
    assert len({path.casefold() for path in paths}) == len(names)
    assert {place.slug for place in places} >= {"same", "Same-2", "t9", "ok.md", "etc"}


def test_a_file_of_ones_own_keeps_its_slug(tmp_path: Path) -> None:
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "content/articles/mine.md").write_text("Title: Mine\nSlug: post-1\n\nMine.\n")
    key = Key("old.example", "2")
    move = moved(tmp_path, export(item(1), item(2)), before={key: "articles/2011/earlier.md"})
    assert [place.slug for place in move.places.values()] == ["post-1-2", "post-2"]
    assert move.places[key].path == "articles/2011/earlier.md"


def test_several_files_of_one_export_are_one_blog(tmp_path: Path) -> None:
    again = [item(2, title="Told twice"), item(3)]
    move = moved(tmp_path, export(item(1), item(2)), export(*again))
    assert [place.title for place in move.places.values()] == ["Post 1", "Post 2", "Post 3"]
    assert len({place.id for place in move.places.values()}) == 3


def test_two_posts_of_one_number_both_arrive(tmp_path: Path) -> None:
    told = [
        {},
        {"post_name": "other", "title": "Other"},
        {},
        {"title": "Its page", "post_type": "page"},
    ]
    blog, entries = read_text(tmp_path, export(*(item(1, **each) for each in told)))
    keys = [stub.key.number for stub in blog.stubs]
    assert keys == ["1", "1 other", "1 post-1"]
    assert [entry.stub.key.number for entry in entries] == ["1", "1 other", "1", "1 post-1"]
    assert blog.counts == {("post", "publish"): 2, ("page", "publish"): 1}


def test_topics_are_told_by_their_meaning(tmp_path: Path) -> None:
    tables = '[service]\nname = "Service"\naliases = ["help"]\n'
    (tmp_path / "content").mkdir()
    (tmp_path / "content/topics.toml").write_text(tables)
    terms = [
        ("category", "queues", "Queues"),
        ("post_tag", "queue", "queue"),
        ("post_tag", "help", "Help"),
        ("category", "uncategorized", "Uncategorized"),
        ("post_format", "post-format-aside", "Aside"),
        ("post_tag", "odd", "One; two, three"),
        ("post_tag", "bar", "Foo"),
        ("post_tag", "foo", "Bar"),
    ]
    move = moved(tmp_path, export(item(1, more="".join(term(*each) for each in terms))))
    (place,) = move.places.values()
    assert place.topics == ("Queues", "Service", "One, two, three", "Foo", "Bar")
    slugs = [table.slug for table in move.topics]
    assert slugs == ["queues", "odd", "bar-2", "foo-2"]
    assert move.ledger["/tag/queue/"] == "topic:queues"
    assert move.ledger["/tag/help/feed/"] == "feed:topics/service.rss.xml"


def test_other_kinds_are_told_where_readers_saw_them(tmp_path: Path) -> None:
    kinds = "product product revision wp_template nav_menu_item".split()
    blog, _ = read_text(tmp_path, export(*(item(n, post_type=k) for n, k in enumerate(kinds))))
    (told,) = blog.told
    assert told.what == "what is neither post nor page has not arrived: 2 of the kind 'product'"


def test_what_lists_nothing_here_has_no_older_address(tmp_path: Path) -> None:
    page = item(2, post_type="page", creator="zoe", more=term("category", "odd", "Odd"))
    menu = [
        item(number, post_type="nav_menu_item", more=meta("_menu_item_url", url))
        for number, url in enumerate(("#", "https://old.example"), 3)
    ]
    move = moved(tmp_path, export(item(1), page, *menu))
    assert [address for address in move.ledger if "feed" not in address] == ["/author/jane/"]
    assert not move.told


def test_an_address_leads_to_one_page_alone(tmp_path: Path) -> None:
    home = item(3, post_type="page", link="https://old.example/", post_name="home")
    old = item(2, link="https://old.example/post-2/", more=meta("_wp_old_slug", "post-1"))
    own = item(1, link="https://old.example/post-1/")
    about = item(4, post_type="page", link="https://old.example/us/about/", post_name="about")
    move = moved(tmp_path, export(own, old, home, about))
    aliases = {key.number: place.aliases for key, place in move.places.items()}
    assert aliases == {
        "1": ("/post-1/", "/?p=1"),
        "2": ("/post-2/", "/?p=2"),
        "3": ("/?page_id=3", "/?p=3"),
        "4": ("/?page_id=4", "/?p=4"),
    }
    assert move.places[Key("old.example", "4")].url == "us/about/"
    assert any("first page" in told.what for told in move.told)


@pytest.mark.parametrize(
    ("url", "blog", "path"),
    [
        ("http://www.old.example/a/?b=1#c", "old.example", "/a/?b=1"),
        ("https://OLD.example", "old.example", "/"),
        ("https://old.example/blog/a/", "old.example/blog", "/a/"),
        ("https://old.example/blog", "old.example/blog", "/"),
        ("https://old.example/blogger/", "old.example/blog", None),
        ("https://old.example/", "old.example/blog", None),
        ("https://new.example/a/", "old.example", None),
        ("/a/%C3%A9/", "old.example", "/a/%C3%A9/"),
        ("https://old.example/../a", "old.example", None),
        ("https://[old", "old.example", None),
        ("mailto:a@old.example", "old.example", None),
    ],
)
def test_an_old_address_is_told_below_its_blog(url: str, blog: str, path: str | None) -> None:
    found = local(url, blog)
    assert (str(found) if found else None) == path


# What is written


def test_a_reply_is_later_than_what_it_answers_and_no_ring_is_endless(tmp_path: Path) -> None:
    early = {"date": "2001-01-01 00:00:00", "date_gmt": "2001-01-01 00:00:00"}
    said = [
        comment(1, "in a ring", parent=2),
        comment(2, "in a ring", parent=1),
        comment(3, "to nobody", parent=99),
        comment(4, "before it was asked", parent=3, **early),
        comment(5, " "),
        comment(6, "to one that waits", parent=7, author=""),
        comment(7, "waits", parent=4, approved="0"),
        comment(8, "a ping", type="pingback"),
    ]
    text = export(item(1, comments=said))
    move, (_, (entry,)) = moved(tmp_path, text), read_text(tmp_path, text)
    (place,) = move.places.values()
    replies, told = replies_of(entry, place, move.replies, lambda html: (html, ()), "here")
    numbers = {id_: number for (_, number), id_ in move.replies.items()}
    assert {numbers[r.id]: numbers.get(r.to, "") for r in replies} == {
        "1": "",
        "2": "1",
        "3": "",
        "4": "3",
        "6": "4",
    }
    dates = {reply.id: reply.date for reply in replies}
    assert all(reply.date > dates[reply.to] for reply in replies if reply.to)
    assert [reply.name for reply in replies] == ["Rita"] * 4 + ["Anonymous"]
    assert sorted((each.level, each.where) for each in told) == [
        ("lost", "here, comment 5"),
        ("repaired", "here, comment 6"),
    ]


def test_nothing_in_a_header_is_more_than_its_line(tmp_path: Path) -> None:
    odd = 'One\n\nStatus: draft\x00 & &amp; <b>"*x*"</b> [y](z) #'
    more = term("category", "x", "[x]") + term("post_tag", "y", "A, b; c\nGuid: 9")
    text = export(item(1, title=odd, excerpt=odd, guid="7\nStatus: draft", more=more, creator=odd))
    move, (_, (entry,)) = moved(tmp_path, text), read_text(tmp_path, text)
    (place,) = move.places.values()
    header = split(text_of(entry, place, "Words.", ("", "")))
    values, remarks = fields.read(header)
    assert remarks == []
    assert header.body.strip() == "Words."
    assert values.keys() == {
        *"title date authors tags summary slug id guid aliases".split(),
    }
    assert values["title"] == 'One Status: draft & & "x" y #'
    assert values["tags"] == ("[x]", "A, b, c Guid: 9")


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "a//x", "a/./x", "out/x", "a\0b"])
def test_nothing_is_written_outside_the_folder(path: str, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/out").symlink_to(tmp_path)
    with Journal(tmp_path / "content") as journal:
        assert journal.write(path, b"x") == "clash"
    assert not (tmp_path / "x").exists()


def test_a_second_run_leaves_what_an_author_has_done(tmp_path: Path) -> None:
    def run(**files: str) -> dict[str, str]:
        with Journal(tmp_path) as journal:
            return {name: journal.write(name, text.encode()) for name, text in files.items()}

    (tmp_path / "theirs").write_text("theirs")
    first = run(a="1", b="1", c="1", d="1", theirs="1")
    assert first == dict.fromkeys("abcd", "written") | {"theirs": "clash"}
    (tmp_path / "b").write_text("edited")
    (tmp_path / "c").unlink()
    # A kill may have come between a file and its line, or amidst a line.
    journal = tmp_path / ".moving-in/written.jsonl"
    lines = journal.read_text().splitlines()
    assert json.loads(lines[3])[0] == "d"
    journal.write_text("\n".join(lines[:3]) + "\n" + lines[3][:20])
    assert run(a="2", b="2", c="2", d="1", e="1") == {
        "a": "updated",
        "b": "edited",
        "c": "deleted",
        "d": "same",
        "e": "written",
    }
    assert run(a="2", b="1", d="2") == {"a": "same", "b": "edited", "d": "updated"}
    assert (tmp_path / "theirs").read_text() == "theirs"


Import = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def moving(tmp_path: Path) -> Import:
    """``make import`` into a folder of the test's."""
    (tmp_path / "content/articles").mkdir(parents=True)

    def run(origin: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "plugins.moving_in", "--input", str(tmp_path / "content")],
            cwd=ROOT,
            env={**os.environ, "SOURCE_DATE_EPOCH": NOW, "FROM": str(origin), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def files_in(folder: Path) -> dict[str, bytes]:
    every = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in every}


def test_an_export_arrives_is_published_and_arrives_again(
    tmp_path: Path, moving: Import, build: Build
) -> None:
    content, media = tmp_path / "content", tmp_path / "uploads/2011/08"
    media.mkdir(parents=True)
    Image.new("RGB", (600, 400), "red").save(media / "bell.png")
    for name in ("classic", "blocks", "french"):
        done = moving(EXPORTS / f"{name}.xml", MEDIA=str(tmp_path / "uploads"))
        assert "Traceback" not in done.stderr
        assert done.returncode == (name == "classic"), done.stdout + done.stderr
    built = build(content, PUBLISH="1", conf="REPLIES = 'open'")
    assert (built.status, built.problems) == (0, ())
    # A subscriber of the older feeds knows every item.
    feed = feedparser.parse(built.text("feeds/all.rss.xml"))
    assert {entry.id for entry in feed.entries} == {
        "http://www.corner.example/blog/?p=7",
        "http://www.corner.example/blog/?p=12",
        "http://www.corner.example/blog/?p=33",
        "https://blocks.example/?p=5",
        "http://coin.example/?p=3",
    }
    assert built.text("feed/index.html") == built.text("feeds/all.rss.xml")
    said = feedparser.parse(built.text("comments/feed/index.html"))
    assert {entry.id.rpartition("/")[2] for entry in said.entries} == {
        "?p=7#comment-1",
        "?p=7#comment-3",
        "?p=12#comment-12",
        "?page_id=20#comment-30",
        "?p=3#comment-1",
    }
    page = built.soup("articles/the-bell/index.html")
    assert len(page.select(".thread .thread article")) == 1
    (link,) = (str(a["href"]) for a in page.select("main a") if a.text == "what Rita said")
    assert link.startswith("/articles/the-queue/#reply-")
    for old, new in {
        "2011/08/17/the-bell": "/articles/the-bell/",
        "2011/08/17/a-bell": "/articles/the-bell/",
        "category/shops/doors": "/topics/doors/",
        "author/nora-k": "/authors/nora-keeper/",
        "a-post-of-blocks": "/articles/a-post-of-blocks/",
    }.items():
        assert f'href="{new}"' in built.text(f"{old}/index.html")
    assert (built.output / "about-us/find-us/index.html").is_file()
    assert built.soup("contact/index.html").select("form")
    assert "](" not in (content / "pages/contact.md").read_text()
    before = files_in(content)
    moving(EXPORTS / "classic.xml", MEDIA=str(tmp_path / "uploads"))
    after = files_in(content)
    assert {path for path in after if after[path] != before.get(path)} <= {
        ".moving-in/report.html",
        ".moving-in/report.json",
    }


def test_a_run_that_is_killed_is_finished_by_the_next(tmp_path: Path, moving: Import) -> None:
    export_of = tmp_path / "export.xml"
    export_of.write_text("".join(large(60, 120, words=50)))
    moving(export_of)
    whole = files_in(tmp_path / "content")
    shutil.rmtree(tmp_path / "content")
    (tmp_path / "content/articles").mkdir(parents=True)
    child = subprocess.Popen(
        [sys.executable, "-m", "plugins.moving_in", "--input", str(tmp_path / "content")],
        cwd=ROOT,
        env={**os.environ, "SOURCE_DATE_EPOCH": NOW, "FROM": str(export_of)},
        stdout=subprocess.DEVNULL,
    )
    while len(list((tmp_path / "content/articles").rglob("*.md"))) < 5 and child.poll() is None:
        pass
    child.kill()
    child.wait()
    moving(export_of)
    resumed = files_in(tmp_path / "content")
    for each in (whole, resumed):
        each.pop(".moving-in/written.jsonl")
        each.pop(".moving-in/report.html")
        each.pop(".moving-in/report.json", None)
    assert resumed == whole


def test_a_text_that_nobody_foresaw_stays_html_and_the_rest_arrives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(html: str, *rest: object) -> Body:
        if "Six people" in html:
            raise IndexError
        return convert(html, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(command, "convert", fails)
    settings = settings_in(ROOT / "pelicanconf.py")
    with Journal(tmp_path, dry=False) as journal:
        sources = sources_in(EXPORTS / "classic.xml")
        shelf = partial(Shelf, media=None, fetched=None)
        assert not command.move_in(sources, journal, settings, shelf)
    assert "Six people" in (tmp_path / "articles/2012/the-queue.md").read_text("utf-8")
    assert (tmp_path / "articles/2011/the-bell.md").exists()
    assert "IndexError" in (tmp_path / ".moving-in/report.html").read_text("utf-8")


def test_a_dry_run_writes_nothing_but_what_it_says(tmp_path: Path, moving: Import) -> None:
    done = moving(EXPORTS / "blocks.xml", DRY="1")
    assert done.returncode == 0
    assert {path.partition("/")[0] for path in files_in(tmp_path / "content")} <= {".moving-in"}


def test_a_hostile_export_stays_in_the_folder(tmp_path: Path, moving: Import) -> None:
    before = files_in(tmp_path)
    done = moving(EXPORTS / "broken.xml")
    assert "Traceback" not in done.stderr
    assert all(path.startswith("content/") for path in files_in(tmp_path).keys() - before.keys())
    assert "root:" not in "".join(map(repr, files_in(tmp_path / "content").values()))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("nowhere.xml", None, "there is no such file"),
        ("feed.xml", b'<?xml version="1.0"?><rss><channel/></rss>', "and that is none"),
        ("photo.jpg", b"\xff\xd8\0\0", "and that is none"),
        ("odd.zip", b"PK\x03\x04odd", "and that is none"),
    ],
)
def test_what_is_no_older_blog_is_refused_in_a_line(
    name: str, content: bytes | None, told: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=told):
        sources_in(tmp_path / name)


def test_a_source_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "export.html").write_text("junk\n" + export(item(1)))
    (tmp_path / "page.xml").write_text("<!doctype html><html><body><p>Words</p></body></html>")
    (tmp_path / "saved.txt").write_text("Words of a page.\nAnd more.\n")
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files/style.css").write_text("p { color: red }")
    with zipfile.ZipFile(tmp_path / "parts.zip", "w") as archive:
        archive.writestr("../one.xml", export(item(1)))
        archive.writestr("two.xml", export(item(2)))
        archive.writestr("photo.txt", "no export")
    found = [(type(source).__name__, source.path.name) for source in sources_in(tmp_path)]
    assert found == [
        ("ExportSource", "export.html"),
        ("Saved", "page.xml"),
        ("ExportSource", "parts.zip"),
        ("ExportSource", "parts.zip"),
        ("Saved", "saved.txt"),
    ]
    numbers = [
        stub.key.number
        for source in sources_in(tmp_path / "parts.zip")
        for stub in source.survey(lambda done, of: None).stubs
    ]
    assert numbers == ["1", "2"]


def test_two_pages_of_one_file_name_are_two(tmp_path: Path) -> None:
    for year in ("2011", "2012"):
        (tmp_path / year).mkdir()
        page = f"<html><title>{year}</title><p>{'Words of that year. ' * 20}</p></html>"
        (tmp_path / year / "index.html").write_text(page)
    keys = {entry.stub.key for source in sources_in(tmp_path) for entry in source.entries()}
    assert len(keys) == 2


def test_the_sample_blog_is_put_aside_first(tmp_path: Path, moving: Import) -> None:
    (tmp_path / "content/authors.toml").write_text('[sam-sample]\nname = "Sam"\n')
    done = moving(EXPORTS / "blocks.xml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "make start" in done.stderr
