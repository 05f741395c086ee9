"""A tiny site per kind of mistake in ``broken/``, and beside it what is printed.

A ``conf.txt`` there adds to its settings. Wherever nothing is told, nothing may be lost.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('TIMEZONE = "Europe/Berln"', "Did you mean 'Europe/Berlin'?"),
        ('SITENAME = ""', 'Write it in quotes: "…".'),
        ('DEFAULT_LANG = "german"', "Write 'de'."),
        ('MENU = ("about")', 'Write it like ("about",), with the comma.'),
        ('SHARE_POSITION = "bottom"', "Use one of: above, below."),
        ('FEED_MAX_ITEMS = "20"', "Write a whole number, without quotes."),
        ('MARKDOWN_BYTES_MAX, MARKDOWN_SECONDS_MAX = 9, "10"', "Write a whole number"),
        ('CONTACT["email"] = "hello customer.example"', "is no e-mail address."),
        ('CONTACT["telefone"] = "1"', "It knows no 'telefone'. Did you mean 'telephone'?"),
        ('del CONTACT["place"]', 'Add place; what you have not got is "".'),
    ],
)
def test_a_setting_nothing_can_be_built_with_is_told_with_its_line(
    line: str, told: str, build: Build
) -> None:
    for how in ("SERVE", "PUBLISH"):
        built = build({"articles/a.md": ARTICLE}, conf=line, **{how: "1"})
        assert built.status == 1
        (problem,) = built.problems
        assert re.match(r"(conf|.*pelicanconf).py:\d+: [A-Z_]+ (cannot be|is not right)", problem)
        assert problem.startswith("conf.py:2: ") or "CONTACT" in line
        assert told in problem


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


def test_a_letter_nothing_links_to_and_a_reply_to_come_are_noted(build: Build) -> None:
    id_ = "0d8e3c6a-6f0e-4f6e-9a53-5b0c1f5c2f7d"
    reply = 'name = "A"\ndate = 2202-03-05T09:30:00Z\ncomment = "B"\n'
    post = ARTICLE.replace("\n\n", f"\nId: {id_}\n\n[A form](form.pdf).\n")
    papers = {"articles/form.pdf": "%PDF", "articles/letter.docx": "PK"}
    built = build({"articles/a.md": post, f"replies/{id_}/{id_}.toml": reply, **papers})
    assert (built.status, built.problems) == (0, ())
    assert "letter.docx: note: a .docx is not read, and nothing links to it" in built.notes
    assert "note: this reply is dated 2202-03-05, which is yet to come" in built.notes
    assert "form.pdf" not in built.notes


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
            "theme/templates/404.html",
            "{{ title }}",
            "{{ SITENAME.nosuch.other }}",
            ": UndefinedError: 'str object' has no attribute 'nosuch'.",
            id="an attribute of an attribute that is missing",
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
    ("conf", "told"),
    [
        ('PLUGINS += ["nosuch"]', "conf.py:2:14: there is no plugin nosuch. Install it, or"),
        ('PLUGINS += ["plugins.share.no"]', "conf.py:2:14: there is no plugin plugins.share.no."),
        (
            'PLUGINS += [f"plugins.{name}.plugin" for name in ("shear",)]',
            "conf.py:2:52: there is no plugin plugins.shear.plugin. Install it, or take it out of",
        ),
        (
            'PLUGINS += ["tests.post"]',
            "conf.py:2:14: the plugin tests.post cannot be used: module 'tests.post' has no",
        ),
    ],
)
def test_a_plugin_that_cannot_be_used_is_told_where_it_is_named(
    conf: str, told: str, build: Build
) -> None:
    built = build({"articles/a.md": ARTICLE}, conf=conf)
    assert (built.status, len(built.problems)) == (1, 1)
    assert built.problems[0].startswith(told)


def test_a_plugin_that_lacks_something_is_told_where_it_asks_for_it(tmp_path: Path) -> None:
    write(tmp_path, {"content/articles/a.md": ARTICLE, "mine/lacking.py": "import nosuch\n"})
    conf = "from pelicanconf import *\nPLUGIN_PATHS, PLUGINS = ['mine'], [*PLUGINS, 'lacking']\n"
    write(tmp_path, {"conf.py": f"{conf}CACHE_PATH = 'cache'\n"})
    done = site("content", "--settings", "conf.py", folder=tmp_path)
    assert done.stdout == (
        "mine/lacking.py:1: ModuleNotFoundError: No module named 'nosuch'."
        " Mend the plugin lacking, or take it out of PLUGINS.\n"
    )
    assert done.returncode == 1


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Rights do not bind root, but a file that nobody may change does."""
    lock, open_ = ["chmod", "-R", "a-w"], ["chmod", "-R", "u+w"]
    if os.geteuid() == 0:
        lock, open_ = ["chattr", "-R", "+i"], ["chattr", "-R", "-i"]
    if not shutil.which(lock[0]) or subprocess.run([*lock, folder], check=False).returncode:
        pytest.skip("root may write anywhere here: no chattr on this file system")
    try:
        yield
    finally:
        subprocess.run([*open_, folder], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """A disk with room for a part of the site."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk of its own can be mounted here: it takes root")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def state(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_where_nothing_may_be_written_all_stays(tmp_path: Path) -> None:
    write(tmp_path, {"content/articles/a.md": ARTICLE, "conf.py": OWN})
    assert publish(tmp_path).returncode == 0
    before = state(tmp_path)
    write(tmp_path, {"content/articles/a.md": ARTICLE.replace("Words", "Others")})
    with read_only(tmp_path / "output"):
        done = publish(tmp_path)
    assert re.fullmatch(
        r"output/\S+: (Operation not permitted|Permission denied)\. Get yourself that right,"
        r" or name another folder: OUTPUTDIR=…\n",
        done.stderr,
    )
    assert (done.returncode, done.stdout) == (1, "")
    changed = {path for path, content in state(tmp_path).items() if before.get(path) != content}
    assert {path.name for path in changed if "cache" not in path.parts} == {"a.md"}
    assert publish(tmp_path).returncode == 0
    assert "Others" in (tmp_path / "output/articles/a/index.html").read_text("utf-8")


def test_a_full_disk_is_told_and_the_next_publish_is_whole(tmp_path: Path) -> None:
    content = write(tmp_path / "content", {"articles/a.md": ARTICLE})
    write(tmp_path, {"conf.py": OWN})
    before = state(content)
    with full(tmp_path / "output"):
        done = publish(tmp_path)
    assert re.fullmatch(
        r"(OUTPUTDIR|output/\S+): No space left on device\. Make room for the site, and build again"
        r"\.\n",
        done.stderr,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert state(content) == before  # it has not been published, and nobody remembers that it was
    assert publish(tmp_path).returncode == 0
    assert "Words" in (tmp_path / "output/articles/a/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("place", "told", "status"),
    [
        ("output", r"OUTPUTDIR is output, but that is a file\. Name a folder of its own\.\n", 2),
        ("output/articles", r"output/\S+: Not a directory\. Move away what stands .*\n", 1),
    ],
)
def test_a_file_in_place_of_a_folder_is_told(
    place: str, told: str, status: int, tmp_path: Path
) -> None:
    write(tmp_path, {"content/articles/a.md": ARTICLE, "conf.py": OWN, place: "mine"})
    done = publish(tmp_path)
    assert re.fullmatch(told, done.stderr)
    assert done.returncode == status
    assert (tmp_path / place).read_text("utf-8") == "mine"


OWN = "from pelicanconf import *\nCACHE_PATH = 'cache'\n"


def publish(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"SITEURL": "https://blog.example", "PUBLISH": "1"}
    return site("content", "--settings", "conf.py", folder=folder, **environment)


@pytest.mark.parametrize(
    ("title", "slug", "told"),
    [
        ("!!!", "a-b", ""),
        ("!!! " * 100, "a-b", ""),
        ("b" * 400, "b" * 200, "content/articles/a b.md:1:1: its name is too long for an address."),
        ("A title", "a-title", ""),
    ],
)
def test_addresses_of_titles(title: str, slug: str, told: str, build: Build) -> None:
    posts = {"articles/a b.md": f"Title: {title}\nDate: 2026-03-04\n\nWords.\n"}
    built = build({**posts, "articles/other.md": ARTICLE}, conf='SLUGIFY_SOURCE = "title"')
    assert "Words" in built.text(f"articles/{slug}/index.html")
    assert "Words" in built.text("articles/a-post/index.html")
    assert (built.status, *built.problems) == ((1, f"{told} Add a line Slug: …") if told else (0,))


@pytest.mark.parametrize(
    ("arguments", "siteurl", "told"),
    [
        (["nowhere"], "https://blog.example", "INPUTDIR is nowhere, but there is no such folder."),
        (["content", "--settings", "x.py"], "https://blog.example", "CONFFILE is x.py, but"),
        (["content"], "blog.example", "SITEURL is blog.example. It must look like https://"),
        (["content"], "ftp://blog.example", "SITEURL is ftp://blog.example. It must look like"),
        (
            ["content"],
            "htps://blog.example",
            "SITEURL is htps://blog.example. Did you mean https://",
        ),
        (
            ["content"],
            "https://a.example/index.html",
            "SITEURL is https://a.example/index.html. It",
        ),
        (["content"], "https://a..example", "SITEURL is https://a..example. It must look like"),
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
