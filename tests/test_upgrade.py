"""``make upgrade``: a release comes into a blog that somebody has made their own."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.upgrade.lines import merged
from tests.conftest import ROOT, write
from tests.house import House, house
from tests.test_start import NAME, answers, files

GIT = ("git", "-c", "user.name=A", "-c", "user.email=a@blog.example")
POST = "Title: {0}\nDate: 2026-03-04\nId: 6f1c3c9e-0000-4000-8000-00000000000{1}\n\nWords.\n"
SAMPLES = {
    "authors.toml": '[sam-sample]\nname = "Sam Sample"\n',
    "articles/one.md": POST.format("One", 1),
    "articles/two.md": POST.format("Two", 2),
    "pages/about.md": "Title: About\n\nWords.\n",
    "pages/privacy.md": "Title: Privacy\n\nWords.\n",
}
# Real rules for make, which take a moment: the tests are whether the release is as delivered.
ENVIRONMENT = f".venv/run: requirements.txt\n\t@ln -sfn {sys.prefix} .venv\n"
TESTS = """\
test: .venv/run ## Run
\t@test -z "$$FROM$$MAKEOVERRIDES"
\t@test ! -e broken && grep -q Sample content/authors.toml && ! test -e content/articles/own.md
"""


def git(blog: House, *command: str) -> str:
    done = blog.run(*GIT, *command)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(blog: House) -> str:
    git(blog, "add", "-A")
    git(blog, "commit", "-q", "-m", "x")
    return git(blog, "rev-parse", "HEAD")


def change(blog: House, path: str, old: str, new: str) -> None:
    text = blog.text(path)
    assert old in text
    write(blog.folder, {path: text.replace(old, new, 1)})


@pytest.fixture
def release(tmp_path: Path) -> House:
    """The project, of which a blog was cloned."""
    made = house(tmp_path / "release", SAMPLES)
    for slow in ("search", "cards", "icons"):
        change(made, "pelicanconf.py", f'        "{slow}",\n', "")
    makefile = re.sub(r"^test:(.*\n)+?\n", f"{TESTS}\n", made.text("Makefile"), flags=re.M)
    makefile = makefile.partition("# The environment")[0] + ENVIRONMENT
    files_ = {"Makefile": makefile, "CHANGELOG.md": "# Changelog\n\n- Old.\n"}
    write(made.folder, {**files_, ".gitignore": "/.venv\n/.cache/\n__pycache__/\n/hosting/\n"})
    write(made.folder, {".gitattributes": (ROOT / ".gitattributes").read_bytes()})
    git(made, "init", "-q", "-b", "main")
    commit(made)
    return made


@pytest.fixture
def blog(release: House, tmp_path: Path) -> House:
    """An owner's, after day one, with posts, settings and a theme of their own."""
    git(release, "clone", "-q", ".", str(tmp_path / "blog"))
    made = House(tmp_path / "blog")
    for name, value in (("user.name", "B"), ("user.email", "b@blog.example")):
        git(made, "config", name, value)
    assert made.make("start", said=answers()).returncode == 0
    (made.folder / "samples/articles/one.md").unlink()
    write(made.folder, {"content/articles/own.md": POST.format("Own", 3)})
    change(made, "pelicanconf.py", 'TIMEZONE = "UTC"', 'TIMEZONE = "Europe/Paris"')
    change(made, "theme/templates/base.html", "</body>", "<p>Ours</p>\n</body>")
    (made.folder / "theme/templates/partials/share.html").unlink()
    assert made.make("publish").returncode == 0
    commit(made)
    write(made.folder, {"content/articles/untold.md": POST.format("Untold", 4)})
    return made


def upgrade(blog: House, *arguments: str) -> tuple[int, str, str]:
    done = blog.make("upgrade", f"FROM={blog.folder.parent / 'release'}", *arguments)
    return done.returncode, done.stdout, done.stderr


def owned(blog: House) -> dict[str, bytes]:
    return {
        f"{name}/{path}": text
        for name in ("content", "samples")
        for path, text in files(blog.folder / name).items()
    }


def test_a_release_comes_in_and_what_is_the_owners_stays(release: House, blog: House) -> None:
    before, head = owned(blog), git(blog, "rev-parse", "HEAD")
    write(release.folder, {"content/articles/new.md": POST.format("New", 5)})
    write(release.folder, {"content/articles/one.md": POST.format("One, anew", 1)})
    write(release.folder, {"content/articles/two.md": POST.format("Two, anew", 2)})
    change(release, "pelicanconf.py", "TIMEZONE =", "# How much.\nMUCH = 3\nTIMEZONE =")
    change(release, "pelicanconf.py", '"subscribe/", "subscribe/', '"abo/", "abo/')
    change(release, "theme/templates/base.html", "<body", "<!-- {{ MUCH }} --><body")
    change(release, "theme/templates/partials/share.html", "<", "\n<")
    change(release, "plugins/feeds/rss.py", "guid(", 'guid("9" + ')
    change(release, "CHANGELOG.md", "- Old.", "- New.\n- Old.")
    new = commit(release)

    command = ("make", "-s", "upgrade", f"FROM={release.folder}")
    killed = subprocess.Popen(
        command, cwd=blog.folder, env=blog.environment, process_group=0, stderr=subprocess.DEVNULL
    )
    while not (blog.folder / ".cache/upgrade/tree/Makefile").exists():
        assert killed.poll() is None
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert git(blog, "status", "--porcelain") == "?? content/articles/untold.md"

    status, said, told = upgrade(blog)
    assert status == 0, (said, told)
    assert said.splitlines()[0] == "- New."
    assert re.search(r"^Of the \d+ files of your site: \d+ changed, 1 new, 1 gone\.$", said, re.M)
    assert "\ngone: /subscribe/\nnew: /abo/\n" in said
    assert "/feeds/all.rss.xml: subscribers see 2 posts anew, by another id\n" in said
    assert "<!-- 3 -->" in blog.text(".cache/upgrade/after/articles/untold/index.html")
    assert "<p>Ours</p>" in blog.text(".cache/upgrade/after/articles/own/index.html")

    assert owned(blog) == before
    assert git(blog, "status", "--porcelain") == "?? content/articles/untold.md"
    assert git(blog, "log", "-1", "--format=%P") == f"{head} {new}"
    assert len(git(blog, "worktree", "list").splitlines()) == 1
    assert not (blog.folder / "theme/templates/partials/share.html").exists()
    conf = blog.text("pelicanconf.py")
    assert '# How much.\nMUCH = 3\nTIMEZONE = "Europe/Paris"\n' in conf
    assert "SITENAME = " + json.dumps(NAME) in conf
    assert upgrade(blog) == (0, "This blog has all of that release.\n", "")
    git(blog, *told.rpartition("To go back: git ")[2].split())
    assert git(blog, "rev-parse", "HEAD") == head


def test_what_stops_it_changes_nothing(release: House, blog: House, tmp_path: Path) -> None:
    head = git(blog, "rev-parse", "HEAD")

    def stopped(*arguments: str) -> str:
        before = git(blog, "status", "--porcelain"), owned(blog), blog.text("pelicanconf.py")
        status, said, told = upgrade(blog, *arguments)
        after = git(blog, "status", "--porcelain"), owned(blog), blog.text("pelicanconf.py")
        assert (status, after, git(blog, "rev-parse", "HEAD")) == (2, before, head)
        assert "Traceback" not in told
        return said + told

    assert stopped("FROM=").startswith("Where do releases come from? make upgrade FROM=ADDRESS")
    assert stopped("TO=v9").startswith("git has failed: fatal: couldn't find remote ref v9.")
    write(blog.folder, {"theme/NEW": "ours"})
    write(release.folder, {"theme/NEW": "theirs", "broken": ""})
    commit(release)
    assert stopped().startswith("theme/NEW is yours, and the release has one too: rename it.")
    (blog.folder / "theme/NEW").unlink()
    assert "\nTests of the release fail on this machine: .cache/upgrade/log" in stopped()
    change(blog, "CHANGELOG.md", "Old", "Odd")
    assert stopped().startswith("CHANGELOG.md is not as it was committed: commit it, then again.")
    write(blog.folder, {".cache/upgrade/cut-short": "abc"})
    assert stopped().startswith("An upgrade was cut short")
    git(blog, "reset", "-q", "--hard")
    strange = house(tmp_path / "strange", {})
    git(strange, "init", "-q")
    commit(strange)
    assert stopped(f"FROM={strange.folder}").startswith("This blog and that release have no commit")

    # One line of the settings that both have changed, until it is mended.
    (release.folder / "broken").unlink()
    change(release, "pelicanconf.py", 'TIMEZONE = "UTC"', 'TIMEZONE = "Etc/UTC"')
    commit(release)
    said = stopped()
    place, _, what = said.partition(": ")
    path, line = place.split(":")
    assert blog.text(path).splitlines()[int(line) - 1].startswith("<<<<<<<")
    assert what.startswith("you and the release have both changed this.\nNothing has changed.")
    text = re.sub("<<<<<<< .*\n((?:.*\n)*?)=======\n(?:.*\n)*?>>>>>>> .*\n", r"\1", blog.text(path))
    write(blog.folder, {path: text})
    assert upgrade(blog)[0] == 0
    assert 'TIMEZONE = "Europe/Paris"' in blog.text("pelicanconf.py")


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        pytest.param("aBc", "abC", "aBC", id="neighbours are two lines"),
        pytest.param("aBc", "axbc", "axBc", id="one is added above a line that was changed"),
        pytest.param("aBc", "abxc", "aBxc", id="one is added below it"),
        pytest.param("abcy", "abcx", "abcxy", id="ours comes last where both add"),
        pytest.param("abcx", "abcx", "abcx", id="both add the same"),
        pytest.param("ac", "abC", "aC", id="what was removed stays so"),
        pytest.param("aBc", "aXc", None, id="one line, twice changed"),
        pytest.param("ac", "aXc", None, id="one line, removed and changed"),
    ],
)
def test_merged(ours: str, theirs: str, expected: str | None) -> None:
    assert merged("abc", ours, theirs) == (None if expected is None else list(expected))
