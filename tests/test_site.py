"""The small whole site in ``site/``: what it looks like, and what each kind of edit changes."""

import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import feedparser
import pytest
from PIL import Image

from tests.conftest import ARTICLE, NOW, ROOT, Build, write
from tests.house import house

SITE = Path(__file__).parent / "site"
GOLDEN = SITE / "golden"
PICTURES = (".avif", ".ico", ".jpeg", ".jpg", ".png", ".webp")


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """The files that were added, removed or rewritten."""
    return {name for name in before | after if before.get(name) != after.get(name)}


def unhashed(name: str, content: bytes) -> bytes:
    """What it says whatever the theme's files hold: no page is another for a change of style."""
    if not name.endswith((".html", "_headers")):
        return content
    return re.sub(rb"(/theme/[a-z/-]+)\.[0-9a-f]{16}\.", rb"\1.hash.", content)


def told(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files, but of pictures only their names and sizes: encoders differ, pages must not."""
    pictures = {name for name in files if Path(name).suffix in PICTURES}
    lines = []
    for name in sorted(pictures):
        with Image.open(BytesIO(files[name])) as picture:
            lines.append(f"{name}: {picture.width} × {picture.height}\n")
    texts = {name: unhashed(name, text) for name, text in files.items() if name not in pictures}
    return {**texts, "pictures.txt": "".join(lines).encode()}


def test_the_site_is_as_it_was(build: Build) -> None:
    """Renew by: python -m tests.golden."""
    built = build(SITE / "content")
    assert (built.status, built.problems, built.notes) == (0, (), "")
    golden = {
        path.relative_to(GOLDEN).as_posix(): path.read_bytes()
        for path in GOLDEN.rglob("*")
        if path.is_file()
    }
    found = told(built.files())
    assert sorted(found) == sorted(golden)
    assert changed(golden, found) == set()


# Folders tell what is in them in any order that their file system likes.
SHUFFLE = """\
import os, random
listed, scanned = os.listdir, os.scandir
os.listdir = lambda *path: random.sample(names := listed(*path), len(names))
class Shuffled:
    def __init__(self, *path):
        with scanned(*path) as entries:
            found = list(entries)
        self.entries = iter(random.sample(found, len(found)))
    __enter__ = __iter__ = lambda self: self
    __exit__ = close = lambda self, *_: None
    __next__ = lambda self: next(self.entries)
os.scandir = Shuffled
"""
ONE = {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
OTHER = {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the hash seed, time zone, locale, order of folders and path."""
    found = []
    for name, environment in (("one", ONE), ("a longer path/two", OTHER)):
        made = house(tmp_path / name, {})
        shutil.copytree(SITE / "content", made.folder / "content", dirs_exist_ok=True)
        write(made.folder, {"early/sitecustomize.py": SHUFFLE})
        done = made.make(
            "publish",
            SITEURL="https://blog.example",
            SOURCE_DATE_EPOCH=NOW,
            PYTHONPATH=str(made.folder / "early"),
            **environment,
        )
        assert done.returncode == 0, done.stdout
        trees = ("output", "hosting", ".output.releases", "content")
        files = [f for tree in trees for f in (made.folder / tree).rglob("*") if f.is_file()]
        found.append({f.relative_to(made.folder).as_posix(): f.read_bytes() for f in files})
    assert changed(*found) == set()
    assert len(found[0]) > 100


def body(content: Path) -> None:
    path = content / "articles/2025/first.md"
    path.write_text(path.read_text("utf-8").replace("It ends here.", "It ends there."), "utf-8")


def title(content: Path) -> None:
    path = content / "articles/2025/first.md"
    path.write_text(path.read_text("utf-8").replace("Title: The", "Title: Our"), "utf-8")


def new_article(content: Path) -> None:
    (content / "articles/2026/new.md").write_text(
        ARTICLE.replace("2026-03-04", "2026-06-01") + "\n", "utf-8"
    )


def withdrawn_article(content: Path) -> None:
    (content / "articles/2026/guest.md").unlink()


def reply(content: Path) -> None:
    (file,) = (content / "replies" / FIRST).iterdir()
    told = file.read_text("utf-8").replace("too soon", "well")
    (file.parent / "11111111-1111-4111-8111-111111111111.toml").write_text(told, "utf-8")


def page(content: Path) -> None:
    path = content / "pages/about.md"
    path.write_text(path.read_text("utf-8").replace("sample", "small sample"), "utf-8")


def topic(content: Path) -> None:
    path = content / "topics.toml"
    path.write_text(path.read_text("utf-8").replace("customers wait", "people wait"), "utf-8")


def profile(content: Path) -> None:
    path = content / "authors.toml"
    path.write_text(path.read_text("utf-8").replace("is a sample", "is an example"), "utf-8")


def spelt(stem: str) -> set[str]:
    return {f"feeds/{stem}{suffix}" for suffix in (".rss.xml", ".atom.xml", ".json")}


FIRST = "07d6f02b-184f-5f2c-8c20-3eaa7fecd7de"
REPLIES_OF_FIRST = {
    f"feeds/replies{each}{end}" for each in ("", f"/{FIRST}") for end in (".rss.xml", ".atom.xml")
}
REPLIES_OF_GUEST = {
    name.replace(FIRST, "00b18f64-f641-584e-a09c-0423a05d615e") for name in REPLIES_OF_FIRST
}
FIRST_FEEDS = {
    *spelt("all"),
    *spelt("topics/queues"),
    *spelt("topics/service"),
    "feeds/archive/2025-1.atom.xml",
    "feeds/archive/2025-1.rss.xml",
    "feeds/authors/sam-sample.rss.xml",
}


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        pytest.param(body, {"articles/first/index.html", *FIRST_FEEDS}, id="a word of a body"),
        pytest.param(
            title,
            {
                "articles/first/index.html",
                "articles/bare-ar/index.html",  # its "after this"
                "articles/guest/index.html",  # related
                "articles/long/index.html",  # its "before this", and related
                "index.html",
                "404.html",  # the newest
                "thank-you/index.html",
                "archive/index.html",
                "archive/2025/index.html",
                "authors/sam-sample/index.html",
                "topics/queues/index.html",
                "topics/service/index.html",
                "cards/article.….jpg",
                *FIRST_FEEDS,
                *REPLIES_OF_FIRST,
            },
            id="a title",
        ),
        pytest.param(
            new_article,
            {
                "articles/new/index.html",
                "articles/guest/index.html",  # its "after this"
                "index.html",
                "404.html",  # the newest
                "thank-you/index.html",
                "archive/index.html",
                "archive/2026/index.html",
                "cards/article.….jpg",
                "sitemap.xml",  # its address, and that the lists it stands in are new
                *spelt("all"),
            },
            id="a new article without topics",
        ),
        pytest.param(
            withdrawn_article,
            {
                "articles/guest/index.html",
                "articles/long/index.html",  # its "after this"
                "index.html",
                "404.html",  # the newest
                "thank-you/index.html",
                "archive/index.html",
                "archive/2026/index.html",
                "authors/gus-guest/index.html",
                "topics/index.html",
                "topics/queues/index.html",
                "cards/article.….jpg",
                "sitemap.xml",  # home, archive and topic are as old again as what they show
                *spelt("all"),
                *spelt("topics/queues"),
                "feeds/authors/gus-guest.rss.xml",
                *REPLIES_OF_GUEST,
            },
            id="an article taken away",
        ),
        pytest.param(
            reply,
            {
                "articles/first/index.html",
                *(f for f in FIRST_FEEDS if "/archive/" not in f and not f.endswith(".json")),
                *REPLIES_OF_FIRST,
            },
            id="a reply",
        ),
        pytest.param(page, {"about/index.html"}, id="a page"),
        pytest.param(
            topic,
            {
                "search/index.html",
                "topics/index.html",
                "topics/queues/index.html",
                *spelt("topics/queues"),
            },
            id="a topic's description",
        ),
        pytest.param(
            profile,
            {
                "articles/first/index.html",
                "articles/long/index.html",
                "authors/sam-sample/index.html",
            },
            id="an author's profile",
        ),
    ],
)
def test_an_edit_rewrites_few_pages(
    edit: Callable[[Path], None], expected: set[str], tmp_path: Path, build: Build
) -> None:
    content = tmp_path / "copy"
    shutil.copytree(SITE / "content", content)
    before = build(content).files()
    edit(content)
    built = build(content)
    assert built.status == 0, built.problems
    names = {re.sub(r"[0-9a-f]{16}", "…", name) for name in changed(before, built.files())}
    assert names == expected


def test_only_what_an_earlier_build_wrote_is_removed(tmp_path: Path, build: Build) -> None:
    content = {"articles/a.md": ARTICLE, "articles/b.md": ARTICLE}
    build(content)
    (tmp_path / "output/CNAME").write_text("blog.example")
    (tmp_path / "content/articles/b.md").rename(tmp_path / "content/articles/c.md")
    names = build(tmp_path / "content").files()
    assert "articles/c/index.html" in names
    assert "articles/b/index.html" not in names
    assert not (tmp_path / "output/articles/b").exists()
    assert "CNAME" in names


def test_a_file_may_become_a_folder_and_back(build: Build) -> None:
    file = {"articles/a.md": ARTICLE.replace("\n\n", "\nSave-As: x\nUrl: x\n\n", 1)}
    folder = {"articles/a.md": ARTICLE.replace("\n\n", "\nSave-As: x/y\nUrl: x/y\n\n", 1)}
    for content, path in ((file, "x"), (folder, "x/y"), (file, "x")):
        built = build(content)
        assert built.status == 0, built.problems
        assert "Words." in built.text(path)


def test_clean_removes_what_was_built_and_nothing_else(tmp_path: Path) -> None:
    for name in ("plugins", "theme", "pelicanconf.py"):
        (tmp_path / name).symlink_to(ROOT / name)
    write(tmp_path / "content", {"articles/a.md": ARTICLE})
    cache = f"import pelicanconf\npelicanconf.CACHE_PATH = {str(tmp_path / 'cache')!r}\n"
    (tmp_path / "clean.py").write_text(
        cache + "from plugins.orphans.__main__ import main\nmain()\n"
    )
    (tmp_path / "output").mkdir()
    (tmp_path / "output/CNAME").write_text("blog.example")
    python = [sys.executable, "-m", "pelican", "content", "-o", "output"]
    subprocess.run([*python, "--cache-path", str(tmp_path / "cache")], cwd=tmp_path, check=True)
    assert (tmp_path / "output/articles/a/index.html").exists()
    subprocess.run([sys.executable, "clean.py", "output"], cwd=tmp_path, check=True)
    assert [path.name for path in (tmp_path / "output").rglob("*")] == ["CNAME"]


def test_another_output_folder_is_left_alone(tmp_path: Path, build: Build) -> None:
    build({"articles/a.md": ARTICLE}, output="one")
    (tmp_path / "content/articles/a.md").rename(tmp_path / "content/articles/b.md")
    build(tmp_path / "content", output="two")
    assert (tmp_path / "one/articles/a/index.html").exists()


def test_links_begin_at_the_path_of_the_sites_address(build: Build) -> None:
    built = build(SITE / "content", SITEURL="https://blog.example/deep/blog/")
    assert built.status == 0, built.problems
    for name in built.files():
        if name.endswith(".html"):
            for tag in built.soup(name).find_all(["a", "img", "link", "script", "form"]):
                address = str(tag.get("href") or tag.get("src") or tag.get("action") or "#")
                assert not address.startswith("/") or address.startswith("/deep/blog/"), (name, tag)
    feed = feedparser.parse(built.text("feeds/all.rss.xml"))
    assert all(entry.link.startswith("https://blog.example/deep/blog/") for entry in feed.entries)


def test_drafts_and_posts_of_tomorrow_show_in_serve_only(build: Build) -> None:
    waiting = {"articles/draft/index.html", "articles/tomorrow/index.html"}
    assert waiting.isdisjoint(build(SITE / "content").files())
    served = build(SITE / "content", output="serve", SERVE="1")
    assert waiting <= set(served.files())
    home = served.soup("index.html")
    assert [a.get_text() for a in home.select(".waiting a")] == ["Not yet", "Tomorrow"]
    assert "Not yet" not in [a.get_text() for a in home.select(".cards a")]
    assert "This is a draft" in served.text("articles/draft/index.html")
    assert "from January 1, 2027 on" in served.text("articles/tomorrow/index.html")
    assert "Tomorrow" in build(SITE / "content", SOURCE_DATE_EPOCH="1800000000").text("index.html")


def test_authors_see_the_reading_and_readers_only_the_minutes(build: Build) -> None:
    page = "articles/guest/index.html"
    assert "Customer share" not in build(SITE / "content").text(page)
    served = build(SITE / "content", output="serve", SERVE="1").soup(page)
    panel = served.find("aside", class_="reading")
    assert panel is not None
    assert "Customer share25 %" in panel.get_text().replace("\n", "")
    assert "1 minute read" in served.get_text()


def test_any_pelican_folder_builds_without_our_files(build: Build) -> None:
    built = build(
        {
            "2020-01-02-post.md": "Title: C++ & C#\nTags: C++, C#\nCategory: Code\n\nWords.\n",
            "pages/me.md": "Title: Me\n\nWords.\n",
            "old.rst": "An old post\n###########\n\n:date: 2019-01-02\n\nWords.\n",
        }
    )
    assert built.status == 0, built.problems
    names = set(built.files())
    assert {"articles/post/index.html", "me/index.html", "contact/index.html"} <= names
    assert {"topics/c-plus-plus/index.html", "topics/c-sharp/index.html"} <= names
    assert "topics/code/index.html" in names
    assert "January 02" not in built.text("articles/post/index.html")
    assert "January 2, 2020" in built.text("articles/post/index.html")
    assert "articles/old/index.html" in names


def test_an_empty_folder_builds_an_empty_site(build: Build) -> None:
    built = build({"pages/about.md": "Title: About\n\nWords.\n"})
    assert built.status == 0, built.problems
    assert "Nothing has been published yet." in built.text("index.html")
    assert feedparser.parse(built.text("feeds/all.rss.xml")).entries == []


def test_a_foreign_theme_draws_our_content(build: Build) -> None:
    """As the README says."""
    conf = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)[0]
    conf = textwrap.dedent(conf).replace("themes/other", "simple")
    built = build(SITE / "content", conf=conf)
    assert (built.status, built.problems) == (0, ())
    assert "It ends here." in built.text("articles/first/index.html")


def test_our_theme_draws_without_our_plugins(build: Build) -> None:
    built = build(
        {"articles/a.md": ARTICLE.replace("\n\n", "\nTags: One\n\n")}, conf="PLUGINS = []"
    )
    assert built.status == 0, built.problems
    assert "Words." in built.text("articles/a/index.html")
