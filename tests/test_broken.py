"""A tiny site per kind of mistake in ``broken/``, and beside it what is printed.

A ``conf.txt`` there adds to its settings. Wherever nothing is told, nothing may be lost.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ARTICLE, ROOT, Build, write

BROKEN = sorted(path.parent for path in Path(__file__).parent.glob("broken/*/printed.txt"))
COUNT = r"\d+ problems? in \d+ files?(; make check FIX=1 mends \d+ of them)?\.\n"
LISTS = ("topics/", "authors/", "archive/")
STANDING = ("index.html", "contact", "search", "subscribe", "thank-you", "404.html")


@pytest.mark.parametrize("folder", BROKEN, ids=lambda folder: folder.name)
def test_a_mistake_is_told_and_loses_nothing(folder: Path, tmp_path: Path, build: Build) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True, symlinks=True)
    conf = folder / "conf.txt"
    built = build(tmp_path / "content", SERVE="1", conf=conf.read_text() if conf.exists() else "")
    theme = os.path.relpath(ROOT / "theme", tmp_path)
    printed = (folder / "printed.txt").read_text("utf-8").replace("../../../theme", theme)
    assert list(built.problems) == printed.splitlines()
    assert built.status == 1
    assert re.fullmatch(COUNT, built.notes), built.notes
    articles = [
        path
        for path in folder.glob("content/*/*.md")
        if not path.is_symlink() and not path.name.startswith(".")
    ]
    drawn = [
        name
        for name in built.files()
        if name.endswith(".html") and not name.startswith(LISTS) and "<h1>" in built.text(name)
    ]
    assert len(drawn) == len(articles) + len(STANDING)


@pytest.mark.parametrize("folder", ["no-title", "link-to-no-page"])
def test_publish_writes_nothing_while_a_problem_stands(folder: str, build: Build) -> None:
    built = build(Path(__file__).parent / "broken" / folder / "content", PUBLISH="1")
    assert built.status == 1
    assert len(built.problems) == 1
    assert built.notes.endswith("Nothing was published.\n")
    assert not built.output.exists()


@pytest.mark.parametrize("how", ["PUBLISH", "CHECK"])
@pytest.mark.parametrize("file", ["articles/.a.md", "files/a.txt"])
def test_nothing_at_all_is_not_published(how: str, file: str, build: Build) -> None:
    built = build({file: "Title: A\n" if ".md" in file else "A"}, **{how: "1"})
    assert built.status == 1
    what = "there is no post and no page. Write one, or name the folder with yours: INPUTDIR=…"
    assert built.problems == (f"content: {what}",)


def test_what_programs_keep_beside_a_file_is_not_published(build: Build) -> None:
    hidden = dict.fromkeys(("articles/.a.md", "articles/.git/b.md", "pages/.#c.md"), ARTICLE)
    built = build({"articles/a.md": ARTICLE, "articles/._a.md": b"\0\5\x16", **hidden})
    (built.output.parent / "content/articles/.#a.md").symlink_to("me@machine.1234:1")
    built = build(built.output.parent / "content", PUBLISH="1")
    assert (built.status, built.problems) == (0, ())
    assert len([name for name in built.files() if name.startswith("articles/")]) == 1


def test_what_sites_say_to_programs_is_published(build: Build) -> None:
    told = {".well-known/security.txt": "Contact: mailto:a@blog.example\n"}
    kept = dict.fromkeys((".well-known/.DS_Store", "files/.a.txt.swp", ".git/config"), "x")
    built = build({"articles/a.md": ARTICLE, "files/a.txt": "a", **told, **kept}, PUBLISH="1")
    assert (built.status, built.problems) == (0, ())
    assert built.files().keys() & {*told, *kept} == told.keys()


def test_a_text_that_a_post_leads_to_as_it_is_is_no_lost_post(build: Build) -> None:
    built = build({"articles/a.md": f"{ARTICLE}[t](t.txt)\n", "articles/t.txt": ARTICLE})
    assert (built.status, built.problems) == (0, ())


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("> " * 1200 + "end", id="quotations"),
        pytest.param("".join("    " * n + "- end\n" for n in range(100)), id="lists"),
        pytest.param("<div>" * 300 + "end" + "</div>" * 300, id="HTML"),
        pytest.param("A word. " * 80_000 + "end", id="much text"),
        pytest.param("\u2067שלום\u2069 end", id="marks of direction that end"),
    ],
)
def test_what_is_only_odd_is_published_whole(body: str, build: Build) -> None:
    built = build({"articles/a.md": f"{ARTICLE}\n{body}\n"}, PUBLISH="1")
    assert (built.status, built.problems) == (0, ())
    assert "end<" in built.text("articles/a/index.html")


SLIPS = {
    "SITENAM": "SITENAME",
    "SITE_URL": "SITEURL",
    "TAG_LINE": "TAGLINE",
    "TIME_ZONE": "TIMEZONE",
    "DEFAULT_LANGUAG": "DEFAULT_LANG",
    "FEED_MAX_ITEM": "FEED_MAX_ITEMS",
    "REPLYS": "REPLIES",
    "COLORS": "COLOURS",
    "SHARE_POSITON": "SHARE_POSITION",
    "MARKDOWN_SECOND_MAX": "MARKDOWN_SECONDS_MAX",
    "IGNORE_FILE": "IGNORE_FILES",
    "ARTICLE_PATH": "ARTICLE_PATHS",
}


def test_a_misspelt_setting_is_told_with_its_line(build: Build) -> None:
    own = "GREETING = 'Hello'\nSITES = [GREETING]\nprint_ = SITES\n"
    built = build({"articles/a.md": ARTICLE}, conf=own + "".join(f"{n} = 1\n" for n in SLIPS))
    assert built.status == 1
    assert built.problems == tuple(
        f"conf.py:{line}:1: nothing reads the setting {slip}. Did you mean '{right}'?"
        for line, (slip, right) in enumerate(SLIPS.items(), 5)
    )


def test_a_setting_that_may_be_two_misspelt_names_both(build: Build) -> None:
    built = build({"articles/a.md": ARTICLE}, conf="TAGX_URL = 'x'")
    told = "nothing reads the setting TAGX_URL. Did you mean 'TAGS_URL' or 'TAG_URL'?"
    assert built.problems == (f"conf.py:2:1: {told}",)


def test_a_note_stops_nothing(build: Build) -> None:
    built = build(
        {
            "articles/a.md": ARTICLE.replace("\n\n", "\nWeather: fine\n\n"),
            "articles/b.md": ARTICLE.replace("A post", "B\nWeather: rain"),
        },
        PUBLISH="1",
    )
    assert built.status == 0, built.problems
    assert built.problems == ()
    assert built.notes.count("note: 'weather' is not a field of this site") == 1
    assert "(and in 1 more" in built.notes


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Root reads everything, so the build gives up that right."""
    content = write(tmp_path / "content", {"articles/a.md": ARTICLE, "articles/b/c.md": ARTICLE})
    (content / "articles/a.md").chmod(0)
    (content / "articles/b").chmod(0)
    command = [sys.executable, "-m", "pelican", "content", "-s", str(ROOT / "pelicanconf.py")]
    if os.geteuid() == 0:
        rights = "-dac_override,-dac_read_search"
        command = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", *command]
    done = subprocess.run(
        [*command, "-o", "output", "--cache-path", str(tmp_path / "cache")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    (content / "articles/b").chmod(0o755)  # so that it can be removed
    assert done.stdout.splitlines() == [
        "content/articles/a.md: the file cannot be read. Give yourself the right to read it.",
        "content/articles/b: the folder cannot be read: Permission denied."
        " Give yourself the right to read it.",
    ]
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        pytest.param(
            "theme/templates/404.html",
            "{% endblock %}",
            "{% if %}",
            ": TemplateSyntaxError: Expected an expression",
            id="a template that cannot be read",
        ),
        pytest.param(
            "theme/templates/404.html",
            "{{ title }}",
            "{{ nosuch }}",
            ": UndefinedError: 'nosuch' is undefined.",
            id="a name that a template does not have",
        ),
        pytest.param(
            "plugins/share/plugin.py",
            "    for article",
            "    raise RuntimeError('oops')\n    for article",
            ": RuntimeError: oops.",
            id="an error in a plugin",
        ),
        pytest.param(
            "pelicanconf.py",
            'TAGLINE = "',
            "TAGLINE = ",
            ": SyntaxError: ",
            id="settings that are not Python",
        ),
    ],
)
def test_a_fault_of_ours_is_told_where_it_is(
    file: str, old: str, new: str, told: str, tmp_path: Path
) -> None:
    for name in ("plugins", "theme"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pelicanconf.py", tmp_path)
    write(tmp_path / "content", {"articles/a.md": ARTICLE})
    text = (tmp_path / file).read_text("utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), "utf-8")
    line = text.partition(old)[0].count("\n") + 1
    done = site("content", folder=tmp_path)
    assert re.match(rf"{file}:{line}:?\d*{re.escape(told)}", done.stderr), done.stderr
    assert done.stderr.count("\n") == 1
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "siteurl", "told"),
    [
        (["nowhere"], "https://blog.example", "INPUTDIR is nowhere, but there is no such folder."),
        (["content", "--settings", "x.py"], "https://blog.example", "CONFFILE is x.py, but"),
        (["content"], "blog.example", "SITEURL is blog.example. It must look like https://"),
        (["content"], "ftp://blog.example", "SITEURL is ftp://blog.example. It must look like"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(
    arguments: list[str], siteurl: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / "content").mkdir()
    done = site(
        "--settings", str(ROOT / "pelicanconf.py"), *arguments, folder=tmp_path, SITEURL=siteurl
    )
    assert done.stderr.startswith(told)
    assert (done.stdout, done.stderr.count("\n"), done.returncode) == ("", 1, 2)


def site(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """``python -m plugins.site``, as make calls it: of the folder's own house, else of this one."""
    house = folder if (folder / "plugins").exists() else ROOT
    return subprocess.run(
        [sys.executable, "-m", "plugins.site", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(house), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("aliases", "told"),
    [
        ({"http://[": "feeds/all.rss.xml"}, "is no address"),
        ({"feed/": "about/index.html"}, "there is no feed about/index.html"),
        ({"feed": "feeds/all.rss.xml", "feed/": "feeds/all.atom.xml"}, "/feed/ is written already"),
        ({"articles/a/": "feeds/all.rss.xml"}, "/articles/a/ is written already"),
    ],
)
def test_an_old_address_no_feed_can_have_is_told(
    aliases: dict[str, str], told: str, build: Build
) -> None:
    built = build({"articles/a.md": ARTICLE}, conf=f"FEED_ALIASES = {aliases!r}")
    assert len(built.problems) == 1
    assert built.problems[0].startswith("FEED_ALIASES: ")
    assert told in built.problems[0]
