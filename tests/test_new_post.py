"""``make new``: a file to write in, and a draft that becomes a post."""

import os
import pty
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify

from plugins.common.header import listed, split
from plugins.common.slug import slug_of
from plugins.front_matter.fields import read
from plugins.new_post.__main__ import Desk, written
from plugins.new_post.post import (
    DraftError,
    author_of,
    dated,
    one_line,
    slugs,
    text_of,
    title_of,
)
from plugins.site.call import settings_in
from plugins.suggestions.files import suggested
from tests.conftest import ROOT, Build, write
from tests.house import House, house

SETTINGS = settings_in(ROOT / "pelicanconf.py")
SITE_ID, SLUG_REGEX_SUBSTITUTIONS = (SETTINGS[n] for n in ("SITE_ID", "SLUG_REGEX_SUBSTITUTIONS"))
TOPICS = '[a]\nname = "Apples, pears"\n\n[b]\nname = "Bells"\n'
AUTHORS = '[jo]\nname = "Jo"\n\n[al]\nname = "Al"\n'
HOSTILE = (
    """It's "quoted" $(touch pwned) `touch pwned` $HOME ${HOME} $$ \\ & <b>x</b> AT&amp;T # %s""",
    "$(shell touch pwned)$(error no)",
    "two\nlines:\r\n---\n\tand a tab",
    "!!!",
    "مرحبا بالعالم",
    "Title: Date: 2026",
    "- x: [1, 2]",
    "a\u202eb\u2028c",
    "x " * 300,
    "x" * 300,
    "../../../etc/passwd",
    ".hidden",
    "CON",
    "!!!",
)
DATE = "2026-03-04 09:30"


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> House:
    files = {
        "topics.toml": TOPICS,
        "authors.toml": AUTHORS,
        "articles/old.md": "Title: Old\n\nX.\n",
    }
    return house(tmp_path_factory.mktemp("new") / "house", files)


def wrote(blog: House, *arguments: str, **environment: str) -> Path:
    done = blog.make("new", *arguments, **environment)
    assert done.returncode == 0, done.stderr
    return blog.folder / re.sub(r"^Wrote (.*)\n$", r"\1", done.stdout)


def test_a_title_may_be_anything(blog: House, build: Build) -> None:
    for number, title in enumerate(HOSTILE):
        given = {"TITLE": title} if number % 2 else {}
        path = wrote(blog, *([] if given else [f"TITLE={title}"]), **given)
        assert path.parent.parent == blog.folder / "content/articles"
        assert re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,79}\.md", path.name), path.name
        values, remarks = read(split(path.read_text("utf-8")))
        assert (values["title"], remarks) == (one_line(title), [])
        assert values["slug"] == path.stem and UUID(str(values["id"]))
        assert values["status"] == "draft"
    assert list(blog.folder.rglob("pwned")) == []
    built = build(blog.folder / "content", SERVE="1", SOURCE_DATE_EPOCH="2000000000")
    assert [line for line in built.problems if "old.md" not in line] == []
    assert len(list(built.output.glob("articles/*/index.html"))) == len(HOSTILE) + 1


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_what_is_written_is_read_again(title: str, names: list[str]) -> None:
    names = [name for name in dict.fromkeys(map(one_line, names)) if name and ";" not in name]
    text = text_of(one_line(title), date=DATE, slug="s", id_=str(uuid5(SITE_ID, "s")), topics=names)
    values, remarks = read(split(text))
    assert remarks == []
    assert values.get("title", "") == one_line(title)
    assert values.get("tags", ()) == tuple(names)


@given(st.text())
def test_a_slug_is_pelicans(title: str) -> None:
    for substitutions in (SLUG_REGEX_SUBSTITUTIONS, DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"]):
        assert slug_of(title, substitutions) == slugify(title, regex_subs=substitutions)


@given(st.text())
def test_a_files_name_can_be_one(title: str) -> None:
    for slug in islice(slugs(title, SLUG_REGEX_SUBSTITUTIONS), 3):
        values, remarks = read(split(f"Slug: {slug}\n"))
        assert values == {"slug": slug} and not remarks
        assert len(slug) < 90


def test_nothing_is_written_over_whoever_writes_at_once(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    desk = Desk(tmp_path, settings_in(ROOT / "pelicanconf.py"), person=False)

    def write(number: int) -> Path:
        return written(desk, "Same", lambda slug: f"{number} {slug}")

    with ThreadPoolExecutor(16) as threads:
        paths = list(threads.map(write, range(100)))
    told = {path.read_text("utf-8") for path in paths}
    assert told == {f"{n} {path.stem}" for n, path in enumerate(paths)}
    assert len(told) == 100


def test_a_slug_of_another_year_is_taken(tmp_path: Path) -> None:
    blog = house(
        tmp_path,
        {
            "articles/2019/x.md": "Title: A\nSlug: Same\nDate: 2019-01-01\n\nX.\n",
            "articles/2019/2019-01-02-same-2.md": "Title: B\nDate: 2019-01-01\n\nX.\n",
        },
    )
    (blog.folder / "content/articles/2026").mkdir()
    assert wrote(blog, "TITLE=Same", SOURCE_DATE_EPOCH="1790000000").name == "same-3.md"


def test_it_says_how_to_call_it(blog: House) -> None:
    done = blog.make("new")
    assert done.stderr.startswith('Usage: make new TITLE="…", or make new FROM=draft.md\n')
    assert (done.stdout, done.returncode) == ("", 2)


def test_a_person_is_asked(blog: House, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "Words." >> "$1"\n')
    editor.chmod(0o755)
    environment = {**os.environ, "EDITOR": str(editor), "GIT_CONFIG_GLOBAL": "/dev/null"}
    environment.pop("VISUAL", None)
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(blog.folder)
        os.execvpe("make", ["make", "-s", "new"], environment)
    said = b""
    for question, answer in ((b"Title: ", b"Asked"), (b"later): ", b"9"), (b"later): ", b"2, 1")):
        said = until(terminal, question)
        os.write(terminal, answer + b"\n")
    until(terminal, b"Author, by number (Enter: later): ")
    os.write(terminal, b"2\n")
    until(terminal, b"Wrote content/articles/")
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert status == 0
    [path] = blog.folder.glob("content/articles/*/asked.md")
    header = split(path.read_text("utf-8"))
    values, _ = read(header)
    assert (values["tags"], values["authors"]) == (("Bells", "Apples, pears"), ("Al",))
    assert header.body.split() == ["Words."]
    assert b"From 1 to 2" in said


def until(terminal: int, text: bytes) -> bytes:
    said = b""
    while text not in said:
        said += os.read(terminal, 1000)
    return said


@pytest.mark.parametrize(
    ("git", "own", "known", "expected"),
    [
        ("Jo", "Al", ["Jo", "Al"], "Jo"),
        ("jo", "", ["Jo"], "Jo"),
        ("root", "Al", ["Jo", "Al"], "Al"),
        ("root", "", ["Jo"], "Jo"),
        ("root", "", ["Jo", "Al"], ""),
        ("root", "", [], "root"),
        ("root", "Al", [], "Al"),
        ("", "", [], ""),
    ],
)
def test_author_of(git: str, own: str, known: list[str], expected: str) -> None:
    assert author_of(git, own, known) == expected


def test_topics_are_suggested_for_what_has_none(tmp_path: Path) -> None:
    more = "They stand, and nobody says for how long it will be, or why it is so. " * 2
    topics = '[bells]\nname = "Bells"\ndescription = "Brass that rings."\n'
    old = "Title: The clerk\nTags: Queues\n\nPeople wait in a line, and the line is long.\n"
    blog = house(
        tmp_path,
        {
            "topics.toml": topics + '[queues]\nname = "Queues"\n',
            "articles/old.md": old,
            "articles/2026/now.md": f"Title: A long line\n\nPeople wait in it. {more}\n",
            "articles/2026/has.md": f"Title: A long line\nTags: Queues\n\nPeople wait. {more}\n",
        },
    )
    done = blog.make("new", "FROM=content/articles/2026/now.md")
    assert done.returncode == 0, done.stderr
    first, topic, *_, last = done.stderr.splitlines()
    assert (first, last[:28]) == ("It may be about:", "Write what fits: Tags: Queue")
    assert topic.startswith("  Queues: “")
    assert blog.make("new", "FROM=content/articles/2026/has.md").stderr == ""
    likely = suggested("", blog.folder / "content", "The bells of a shop")[0]
    assert likely.topic == "Bells"


def test_names_are_listed_whatever_they_hold() -> None:
    assert listed(["A", "B"]) == "A, B"
    assert listed(["A, Jr."]) == "A, Jr.;"
    assert listed(["A, Jr.", "B"]) == "A, Jr.; B"


MORE = {"title": "T", "authors": "Jo", "slug": "", "id": "i"}


@pytest.mark.parametrize(
    ("draft", "post"),
    [
        pytest.param(
            "Title: X\nDate: 2020-01-01\nStatus: draft\nMood: x\n\nWords: x\n",
            f"Title: X\nDate: {DATE}\nMood: x\nAuthors: Jo\nId: i\n\nWords: x\n",
            id="dated, no draft, with what it lacks",
        ),
        pytest.param(
            f"Title: X\nDATE:  {DATE}\nAuthor: Al\nId: k\n\n",
            f"Title: X\nDate: {DATE}\nAuthor: Al\nId: k\nAuthors: Jo\n\n",
            id="what it has stays",
        ),
        pytest.param(
            "\ufeffTitle: X\r\nSTATUS: Draft\r\nAuthors:\r\n\r\nA\r\nB\n",
            f"\ufeffTitle: X\r\nAuthors: Jo\r\nId: i\r\nDate: {DATE}\r\n\r\nA\r\nB\n",
            id="ends of lines, mark, empty lines of the header",
        ),
        pytest.param(
            "---\ntitle: 'X: y'\nstatus: draft # soon\ntags: [a,\n  b]\n---\n\n---\nA\n",
            "---\ntitle: 'X: y'\ntags: [a,\n  b]\n"
            f'authors: "Jo"\nid: "i"\ndate: "{DATE}"\n---\n\n---\nA\n',
            id="YAML",
        ),
        pytest.param(
            "# A C# heading #\n\nWords\n## More\n",
            f"Title: T\nAuthors: Jo\nId: i\nDate: {DATE}\n\nWords\n## More\n",
            id="without a header; its first heading is the title",
        ),
        pytest.param(
            "Tags: a\n\n# Heading\nWords",
            f"Tags: a\nTitle: T\nAuthors: Jo\nId: i\nDate: {DATE}\n\nWords",
            id="a heading after the header",
        ),
        pytest.param(
            "Words only",
            f"Title: T\nAuthors: Jo\nId: i\nDate: {DATE}\n\nWords only",
            id="words alone",
        ),
        pytest.param(
            "Title: X\nStatus: draft",
            f"Title: X\nAuthors: Jo\nId: i\nDate: {DATE}\n",
            id="a header without an end",
        ),
        pytest.param("", f"Title: T\nAuthors: Jo\nId: i\nDate: {DATE}\n", id="an empty file"),
    ],
)
def test_dated(draft: str, post: str) -> None:
    assert dated(draft, DATE, MORE) == post


@pytest.mark.parametrize(
    "draft",
    [
        "---\n{title: X, date: 2020-01-01, status: draft}\n---\nA\n",
        "---\ntitle: X\ndate: >\n  2020-01-01\nstatus: draft\n---\nA\n",
        "---\ntitle: X\ndate: 2020-01-01\nA\n",
        "Title: X\nDate: 2020-01-01\nDate: 2020-01-02\n\nA\n",
        "Title: X\nDate: 2020-01-01\n    and more\n\nA\n",
        "---\ntitle: X\nstatus:\n  draft\n---\nA\n",
    ],
)
def test_a_header_that_lines_know_nothing_of_is_left_alone(draft: str) -> None:
    with pytest.raises(DraftError):
        dated(draft, DATE, MORE)


@given(
    st.sampled_from(["", "Title: X\n", "Status: draft\nTitle: X\n", "---\ntitle: X\n---\n"]),
    st.text(st.sampled_from("ab:# \n\r-=\t")),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_other_byte_of_a_draft_stays(header: str, body: str, end: str) -> None:
    draft = (header + "\n" * (header != "---\ntitle: X\n---\n") + "Words" + body).replace("\n", end)
    post = dated(draft, DATE, MORE)
    assert post.endswith(("Words" + body).replace("\n", end))
    assert title_of(post) in ("X", "T")


def test_a_draft_among_the_posts_is_mended_where_it_is(blog: House) -> None:
    path = blog.folder / "content/articles/2020-01-01-mine.md"
    path.write_text("Title: Mine\nStatus: draft\nAuthors: Al\n\nWords.\n", "utf-8")
    done = blog.make("new", f"FROM={path}", SOURCE_DATE_EPOCH="1772600000")
    assert (done.returncode, done.stderr) == (0, "")
    assert path.read_text("utf-8") == (
        "Title: Mine\nAuthors: Al\n"
        # The identity that it had without a line Id:, should it have been public.
        f"Id: {uuid5(SITE_ID, 'mine')}\nDate: 2026-03-04 04:53\n\nWords.\n"
    )


def test_a_draft_from_elsewhere_is_copied_in(blog: House, tmp_path: Path) -> None:
    draft = tmp_path / "it's $a.txt"
    draft.write_text("# From *elsewhere*\n\nWords.\n", "utf-8")
    path = wrote(blog, FROM=str(draft), SOURCE_DATE_EPOCH="1772600000")
    assert path == blog.folder / "content/articles/2026/from-elsewhere.md"
    assert draft.read_text("utf-8") == "# From *elsewhere*\n\nWords.\n"
    values, remarks = read(split(path.read_text("utf-8")))
    assert (values["title"], values["slug"], remarks) == ("From elsewhere", "from-elsewhere", [])
    assert "status" not in values
    assert wrote(blog, f"FROM={draft}", SOURCE_DATE_EPOCH="1772600000").stem == "from-elsewhere-2"


def test_what_a_draft_shows_comes_with_it(blog: House, tmp_path: Path) -> None:
    shown = {"a.png": b"a", "sub/b c.png": b"b", "c.svg": b"c", "d.pdf": b"d", "e.png": b"e"}
    write(tmp_path / "draft", {**shown, "f.md": b"f", "g.png": b"g", "h.png": b"h"})
    write(tmp_path, {"up.png": b"up"})
    text = (
        "Title: Shown\nImage: e.png\nImage-Alt: e\n\n"
        "![a](a.png) ![b](<sub/b c.png>) ![a](./a.png)\n"
        "[d](d.pdf#page=2) [f](f.md) ![no](no.png) ![up](../up.png) `![g](g.png)` [r][r]\n"
        '<img src="https://a.example/h.png" alt="">\n\n[r]: c.svg\n'
    )
    draft = write(tmp_path / "draft", {"draft.md": text}) / "draft.md"
    done = blog.make("new", f"FROM={draft}", SOURCE_DATE_EPOCH="1830000000")
    folder = blog.folder / "content/articles/2027"
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    assert done.returncode == 0
    assert found.keys() == {*shown, "shown.md"}
    assert {name: found[name].read_bytes() for name in shown} == shown
    again = blog.make("new", f"FROM={draft}", SOURCE_DATE_EPOCH="1830000000")
    assert again.stdout == "Wrote content/articles/2027/shown-2.md\n"
    (folder / "a.png").write_bytes(b"another")
    refused = blog.make("new", f"FROM={draft}", SOURCE_DATE_EPOCH="1830000000")
    told = f"{draft} shows a.png, and content/articles/2027/a.png is another file."
    assert refused.stderr.startswith(told)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert (folder / "a.png").read_bytes() == b"another"
    assert not (folder / "shown-3.md").exists()


@pytest.mark.parametrize(
    ("content", "title", "told"),
    [
        (None, "", "cannot be read: No such file or directory."),
        (b"\xff\xfe", "", "cannot be read: it is not UTF-8 text."),
        (b"Words.\n", "", "has no title. Add a line Title: …"),
        (b"Title: A\n\nWords.\n", "B", "has a title, 'A'. Change it there"),
        (b"---\ntitle: A\n\nWords.\n", "", "cannot be read in line 1: the header never ends."),
    ],
)
def test_a_draft_that_cannot_be_one(
    content: bytes | None, title: str, told: str, blog: House, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "d.md").write_bytes(content)
    before = sorted(blog.folder.rglob("*"))
    done = blog.make("new", f"FROM={tmp_path / 'd.md'}", f"TITLE={title}")
    assert told in done.stderr.splitlines()[0]
    assert (done.stdout, done.returncode) == ("", 2)
    assert [p for p in sorted(blog.folder.rglob("*")) if p.suffix != ".pyc"] == [
        p for p in before if p.suffix != ".pyc"
    ]
