"""The drill: a machine is lost, and the blog and its messages are there again."""

import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import NOW, ROOT, share_pictures, write
from tests.house import House, house
from tests.test_moderation import letter, received, reply
from tests.test_site import SITE

PUBLISH = {"SITEURL": "https://blog.example", "SOURCE_DATE_EPOCH": NOW}
GIT = ("git", "-c", "user.name=A", "-c", "user.email=a@blog.example")


def site(blog: House) -> dict[str, bytes]:
    done = blog.make("publish", **PUBLISH)
    assert done.returncode == 0, done.stdout
    files = (f for f in (blog.folder / "output").rglob("*") if f.is_file())
    return {f.relative_to(blog.folder).as_posix(): f.read_bytes() for f in files}


def messages(blog: House) -> str:
    done = blog.make("inbox", "DO=list --all")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_empty_machine_git_and_a_backup_are_the_blog_again(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    old = house(tmp_path / "old", {})
    shutil.copytree(SITE / "content", old.folder / "content", dirs_exist_ok=True)
    for path in (".gitignore", "output/.gitignore"):
        write(old.folder, {path: (ROOT / path).read_bytes()})
    share_pictures(old.folder / ".cache", tmp_path_factory)
    received(old.folder, letter("Where is the bell?"), reply("The bell is for the shop."))
    pages, told = site(old), messages(old)
    assert "Where is the bell?" in told and "output/index.html" in pages
    far, copy = str(tmp_path / "far"), str(tmp_path / "inbox-of-today.sqlite3")
    for command in (
        (*GIT, "init", "-q", "-b", "main"),
        (*GIT, "add", "-A"),
        (*GIT, "commit", "-q", "-m", "All that is ours"),
        (*GIT, "clone", "-q", "--bare", ".", far),
    ):
        assert old.run(*command).returncode == 0
    assert old.make("inbox", f"DO=backup {copy}").returncode == 0
    shutil.rmtree(old.folder)

    new = House(tmp_path / "new")
    new.folder.mkdir()
    assert new.run("git", "clone", "-q", far, ".").returncode == 0
    (new.folder / ".venv").symlink_to(ROOT / ".venv")  # which make installs there
    os.utime(new.folder / "requirements.txt", (0, 0))
    share_pictures(new.folder / ".cache", tmp_path_factory)
    assert new.make("inbox", f"DO=restore {copy}").returncode == 0
    assert messages(new) == told
    assert site(new) == pages
    assert new.run("git", "status", "--porcelain").stdout == ""  # nothing is new to it
