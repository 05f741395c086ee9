"""``make start``: day one of a blog."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import pytest
from bs4 import BeautifulSoup

from plugins.start.__main__ import add_author
from plugins.start.samples import SAMPLE_ID, move
from plugins.start.settings import SettingsError, Value, with_values
from tests.conftest import ROOT, SAMPLE, Build, share_pictures, write
from tests.house import House, house

ANSWERS = (
    """The "Other" $(side) \\ 'Side'""",
    "Queues & more",
    "https://blog.example/notes/",
    'Zoë "Z" Example, Jr.',
    "zoe@blog.example",
    "",
    "",
)
NAME = ANSWERS[0]


def answers(*instead: str) -> str:
    return "".join(f"{line}\n" for line in (instead or ANSWERS))


@pytest.fixture
def blog(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    made = house(tmp_path / "house", {})
    share_pictures(made.folder / ".cache", tmp_path_factory)
    shutil.copytree(SAMPLE, made.folder / "content", dirs_exist_ok=True)
    return made


def settings_id(conf: str) -> str:
    return conf.partition('SITE_ID = UUID("')[2][:36]


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_the_next_build_is_their_blog(blog: House, build: Build) -> None:
    before = files(blog.folder / "content")
    done = blog.make("start", said=answers())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "What stands in content/ will go to samples/; nothing is deleted."
    )
    assert "make serve " in done.stdout and "INPUTDIR=samples" in done.stdout
    assert files(blog.folder / "samples") == before
    assert {*files(blog.folder / "content")} == {"authors.toml", "topics.toml", "pages/privacy.md"}
    conf = blog.text("pelicanconf.py")
    assert UUID(settings_id(conf)) != UUID(SAMPLE_ID)
    assert blog.make("new", "TITLE=First").returncode == 0
    [post] = (blog.folder / "content/articles").rglob("*.md")
    text = post.read_text("utf-8")
    assert 'Authors: Zoë "Z" Example, Jr.;\n' in text
    post.write_text(text.replace("Status: draft\n", "") + "Words.\n", "utf-8")
    for command, address in (("html", "http://127.0.0.1:8000"), ("publish", ANSWERS[2][:-1])):
        done = blog.make(command)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert done.stderr == "" or done.stderr.startswith("Published release 1 of https://")
        soup = BeautifulSoup(blog.text("output/index.html"), "lxml")
        assert soup.title and soup.title.text.startswith(NAME)
        assert [a.text for a in soup.select(".cards h2 a, .cards h3 a")] == ["First"]
        assert address in blog.text("output/feeds/all.rss.xml")
        footer = str(soup.select_one(".site-footer address"))
        assert footer.count("<br/>") == 1 and "<a " not in footer
        told = b"".join(files(blog.folder / "output").values())
        for sample in ("Sample", "Thinking Like", "customer.example", SAMPLE_ID):
            assert sample.encode() not in told
    assert blog.make("html", "INPUTDIR=samples", "OUTPUTDIR=other").returncode == 0
    assert "Sam Sample" in blog.text("other/articles/blank-lines/index.html")


def test_it_is_done_once(blog: House) -> None:
    assert blog.make("start", said=answers()).returncode == 0
    before = files(blog.folder / "content") | files(blog.folder / "samples")
    conf = blog.text("pelicanconf.py")
    done = blog.make("start", said=answers())
    assert done.stderr.startswith("This blog has begun: pelicanconf.py has a SITE_ID of its own.")
    assert done.stdout == "" and done.returncode
    assert files(blog.folder / "content") | files(blog.folder / "samples") == before
    assert blog.text("pelicanconf.py") == conf


def test_nothing_is_done_before_the_last_answer(blog: House) -> None:
    before = files(blog.folder / "content"), blog.text("pelicanconf.py")
    done = blog.make("start", said=answers(*ANSWERS[:-1]).rstrip("\n"))
    assert done.returncode and "Aborted" in done.stderr
    assert (files(blog.folder / "content"), blog.text("pelicanconf.py")) == before
    assert not (blog.folder / "samples").exists()


def test_who_was_stopped_halfway_begins_again(tmp_path: Path) -> None:
    content, samples = tmp_path / "content", tmp_path / "samples"
    whole = {"articles/a.md": "a", "authors.toml": "x", "topics.toml": "t", "pages/about.md": "p"}
    write(content, whole)
    write(samples, {"replies/r.toml": "r"})  # that was moved already
    move(content, samples)
    write(content, {"authors.toml": "own", "articles/own.md": "own"})
    move(content, samples)
    assert {*files(samples)} == {*whole, "replies/r.toml"}
    assert files(samples)["authors.toml"] == b"x"
    assert files(content) == {
        "authors.toml": b"own",
        "articles/own.md": b"own",
        "topics.toml": b"t",
    }


def test_posts_of_their_own_stay(blog: House) -> None:
    own = {"articles/a.md": "Title: A\n", "authors.toml": '# Us.\n[zo]\nname = "Zo"\n'}
    shutil.rmtree(blog.folder / "content")
    write(blog.folder / "content", own)
    assert blog.make("start", said=answers(*ANSWERS[:3], "Zo", *ANSWERS[4:])).returncode == 0
    assert files(blog.folder / "content") == {k: v.encode() for k, v in own.items()}
    assert not (blog.folder / "samples").exists()


def test_it_asks_until_an_answer_can_be_used(blog: House) -> None:
    said = answers(
        *(" ", "Mine", "About", "blog.example", "http://127.0.0.1:8000", "https://blog.example"),
        *("Me", "me", "me@blog.example", "#ffffff", "", "blue", "", "#7a1f3d", "#f0a8bd"),
    )
    done = blog.make("start", said=said)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("It must look like https://") == 2
    assert "has a contrast of" in done.stdout and "accent is ('blue'," in done.stdout
    conf = blog.text("pelicanconf.py")
    assert 'COLOURS: dict[str, tuple[str, str]] = {"accent": ("#7a1f3d", "#f0a8bd")}' in conf


def test_an_author_is_added(tmp_path: Path) -> None:
    path = tmp_path / "authors.toml"
    for name in ("Zoë", "zoe", "!", "Zoë"):
        add_author(path, name, ())
    assert path.read_text("utf-8") == (
        '[zoe]\nname = "Zoë"\n\n[zoe-2]\nname = "zoe"\n\n[author]\nname = "!"\n'
    )


def test_other_settings_than_ours_are_left_alone(blog: House) -> None:
    (blog.folder / "mine.py").write_text("from pelicanconf import *\n\nSITENAME = NAME = 'x'\n")
    done = blog.make("start", "CONFFILE=mine.py", said=answers())
    assert done.stderr.startswith("mine.py has no line TAGLINE = … that could be changed.")
    assert done.returncode == 2 and not (blog.folder / "samples").exists()


SOURCE = '''\
"""Settings, of é."""
A = 'x'  # a comment é
B = C = ("é" "y")
D: dict[str, str] = {}
E = os.environ.get("E", "").rstrip("/") or "http://x"
F = UUID(
    "x"
)
G = 1
'''


@pytest.mark.parametrize(
    ("values", "old", "new"),
    [
        ({"A": 'é"\\\n'}, "'x'  #", r""""é\"\\\n"  #"""),
        ({"C": "z"}, '"é" "y"', '"z"'),
        ({"D": {"k": ("1", "2")}}, "= {}", '= {"k": ("1", "2")}'),
        ({"D": {"k": "1", "l": ""}}, "= {}", '= {\n    "k": "1",\n    "l": "",\n}'),
        ({"E": "https://e"}, '"http://x"', '"https://e"'),
        ({"F": "y", "A": "z"}, "'x'", '"z"'),
    ],
)
def test_with_values(values: Mapping[str, Value], old: str, new: str) -> None:
    expected = SOURCE.replace(old, new)
    if "F" in values:
        expected = expected.replace('    "x"\n', '    "y"\n')
    assert with_values(SOURCE, values) == expected


@pytest.mark.parametrize("values", [{"G": "x"}, {"A": {}}, {"H": "x"}, {"E": {}}])
def test_what_is_no_such_setting(values: Mapping[str, Value]) -> None:
    with pytest.raises(SettingsError):
        with_values(SOURCE, values)


def test_the_sample_is_what_is_delivered() -> None:
    """Or ``make start`` would never begin."""
    assert settings_id((ROOT / "pelicanconf.py").read_text("utf-8")) == SAMPLE_ID
