"""What readers see while a site is published, after a kill, and when an older one comes back."""

import os
import resource
import shutil
import signal
import stat
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.process import BaseProcess
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from bs4 import BeautifulSoup

from plugins.publish import releases
from plugins.publish.manifest import changes, present, read_manifest
from plugins.publish.releases import (
    MANIFEST,
    RELEASE,
    alone,
    altered,
    begin,
    home,
    kept,
    number_of,
    put_in_place,
    roll_back,
)
from tests.conftest import FORKS, NOW, ROOT, write
from tests.house import house
from tests.torture.publish import count_changes, in_child

# How often a site changes under its readers' eyes.
PUBLISHES = int(os.environ.get("PUBLISHES", "4"))
ID = "6f1c3c9e-0000-4000-8000-00000000000{n}"
POST = f"Title: Post {{n}}\nDate: 2026-03-04\nTags: T\nAuthors: A\nId: {ID}\n\nWords.\n"
CONF = """\
from pelicanconf import *
CACHE_PATH = "cache"
PLUGINS = [p for p in PLUGINS if p.split(".")[1] not in ("cards", "icons", "search")]
"""
SITE = {f"articles/{n}.md": POST.format(n=n) for n in range(1, 6)}


class Blog:
    """A folder with posts that are published, one child process each time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.output = folder, folder / "output"
        self.set("")
        write(folder / "content", SITE)

    def set(self, conf: str) -> None:
        """Settings of its own; what takes its time is left out."""
        write(self.folder, {"conf.py": CONF + conf})

    def start(self, *command: str, **environment: str) -> BaseProcess:
        for name in ("stdout", "stderr"):
            (self.folder / name).unlink(missing_ok=True)
        arguments = (self.folder, list(command), "output")
        child = FORKS.Process(target=in_child, args=arguments, kwargs=environment)
        child.start()
        return child

    def run(self, *command: str, **environment: str) -> tuple[int, str]:
        """Its exit status, and what it said."""
        child = self.start(*command, **environment)
        child.join()
        assert child.exitcode is not None
        return child.exitcode, self.said()

    def publish(self, *options: str, **environment: str) -> tuple[int, str]:
        return self.run("site", "content", *options, **environment)

    def said(self) -> str:
        files = (self.folder / name for name in ("stdout", "stderr"))
        return "".join(file.read_text("utf-8") for file in files if file.exists())

    def text(self, path: str) -> str:
        return (self.output / path).read_text("utf-8")


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    return Blog(tmp_path)


# --- Trees ------------------------------------------------------------------------


def release(output: Path, words: str, keep: int = 5) -> None:
    """One that is built and put in place, as a publish does it."""
    with alone(output):
        built(output, words)
        put_in_place(output, keep)


def built(output: Path, words: str) -> None:
    number = max([0, *releases.numbers(output)]) + 1
    new = begin(output)
    write(new, {"site/a/index.html": words, f"site/{RELEASE}": f"{number}\n"})
    write(new, {MANIFEST: f'{{"number": {number}}}'})


def seen(output: Path) -> str:
    return (output / "a/index.html").read_text()


def test_a_release_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    output = tmp_path / "output"
    for words in ("one", "two", "three", "four"):
        release(output, words, keep=2)
        assert seen(output) == words
    assert (number_of(output), kept(output)) == (4, [2, 3])
    assert sorted(f.name for f in home(output).iterdir()) == [".gitignore", "2", "3", "4", "lock"]
    with alone(output):
        roll_back(output, 2, [])
    assert (seen(output), number_of(output), kept(output)) == ("two", 2, [3, 4])


def test_no_fewer_are_kept_than_are_to_be(tmp_path: Path) -> None:
    for n in range(1, 7):
        release(tmp_path / "output", str(n), keep=5)
    assert kept(tmp_path / "output") == [1, 2, 3, 4, 5]


def test_whoever_may_read_the_old_one_may_read_the_new(tmp_path: Path) -> None:
    output = tmp_path / "output"
    output.mkdir()
    output.chmod(0o2750)
    release(output, "one")
    assert stat.S_IMODE(output.stat().st_mode) == 0o2750
    assert stat.S_IMODE(home(output).stat().st_mode) == 0o700


def test_a_link_leads_on_to_what_is_published(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "output").symlink_to(tmp_path / "www")
    release(tmp_path / "output", "one")
    assert (tmp_path / "output").is_symlink()
    assert seen(tmp_path / "www") == "one"


@pytest.fixture(params=[True, False], ids=["exchange", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Where folders can be exchanged, and where they cannot."""
    if not request.param:
        monkeypatch.setattr(releases, "exchange", lambda a, b: False)
    return bool(request.param)


@pytest.mark.parametrize("what", ["publish", "roll back"])
def test_killed_at_any_change_of_a_file_it_is_the_old_tree_or_the_new(
    tmp_path: Path, way: bool, what: str
) -> None:
    """And killed once more in putting that right."""
    output, saved = tmp_path / "output", tmp_path / "saved"

    def act() -> None:
        with alone(output):
            if what == "publish":
                built(output, "three")
                put_in_place(output, 1)
            else:
                roll_back(output, 1, [])

    def put_right() -> None:
        with alone(output):
            pass

    after = "three" if what == "publish" else "one"
    release(output, "one")
    release(output, "two")
    for each in (output, home(output)):
        shutil.copytree(each, saved / each.name)
    for change in range(1, 200):
        for each in (output, home(output)):
            shutil.rmtree(each, ignore_errors=True)
            shutil.copytree(saved / each.name, each)
        if not killed(act, change):
            break
        if way:
            assert seen(output) in ("two", after)
        killed(put_right, 1 + change % 4)
        if way:
            assert seen(output) in ("two", after)
        put_right()
        assert seen(output) in ("two", after)
        places = {number_of(output): output}
        places |= {n: home(output) / str(n) / "site" for n in kept(output)}
        words = {number: seen(place) for number, place in places.items()}
        assert words.items() <= {1: "one", 2: "two", 3: "three"}.items()
        assert words.keys() >= ({2} if what == "publish" else {1, 2})
        assert not [*home(output).glob("new"), *home(output).glob("*.gone")]
    assert change > 5
    assert seen(output) == after


def killed(act: Callable[[], None], change: int) -> bool:
    """Whether a child was, before so manieth a change of a file."""
    child = os.fork()
    if not child:
        count_changes(change)
        act()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


# --- Builds -----------------------------------------------------------------------


def test_what_has_not_changed_is_the_very_file_it_was(blog: Blog) -> None:
    assert blog.publish() == (
        0,
        f"Published release 1 of https://blog.example: {len(present_files(blog))} files,"
        f" {len(present_files(blog))} new.\n",
    )
    before = {path: (blog.output / path).stat().st_ino for path in present_files(blog)}
    write(blog.folder / "content", {"articles/1.md": POST.format(n=1) + "\nMore.\n"})
    status, said = blog.publish()
    assert status == 0, said
    after = {path: (blog.output / path).stat().st_ino for path in present_files(blog)}
    changed = {path for path in after if after[path] != before.get(path)}
    assert "articles/1/index.html" in changed
    assert {"articles/2/index.html", "index.html", "about/index.html"} & changed == set()
    assert len(changed) < len(after) / 4
    old, new = (read_manifest(home(blog.output) / str(number)) for number in (1, 2))
    assert old is not None and new is not None
    assert {*changes(old.own, new.own).changed, *changes(old.own, new.own).new} == changed
    assert new.before == 1
    assert altered(home(blog.output) / "1/site", old.hashes) == []
    assert altered(blog.output, new.hashes) == []
    assert new.files["articles/1/index.html"].source == "content/articles/1.md"


def present_files(blog: Blog) -> list[str]:
    manifest = present(blog.output)
    assert manifest is not None
    return sorted(manifest.files)


def test_a_publish_that_changes_nothing_leaves_everything(blog: Blog) -> None:
    blog.publish()
    before = blog.output.stat().st_ino
    assert blog.publish() == (0, "No page has changed: release 1 stays.\n")
    assert blog.output.stat().st_ino == before
    (blog.output / "index.html").unlink()  # and what somebody has broken is mended
    assert blog.publish()[0] == 0
    assert (blog.output / "index.html").is_file()


def test_a_problem_leaves_the_old_site(blog: Blog) -> None:
    blog.publish()
    before = {path: (blog.output / path).read_bytes() for path in present_files(blog)}
    write(blog.folder / "content", {"articles/1.md": POST.format(n=1) + "[dead](nowhere.md)\n"})
    status, said = blog.publish()
    assert status == 1
    assert "Nothing was published." in said
    assert {path: (blog.output / path).read_bytes() for path in before} == before
    assert number_of(blog.output) == 1


def test_what_only_the_drawn_pages_show_is_found_before_readers_do(blog: Blog) -> None:
    blog.publish()
    text = (ROOT / "theme/templates/article.html").read_text("utf-8")
    assert "{% block main %}" in text
    slip = text.replace("{% block main %}", "{% block mian %}")
    write(blog.folder, {"own/article.html": slip})
    blog.set('THEME_TEMPLATES_OVERRIDES = ["own"]\n')
    status, said = blog.publish()
    assert status == 1
    assert "the page has no h1" in said and "(and on 4 more pages)" in said
    assert said.endswith("Nothing was published.\n")
    assert number_of(blog.output) == 1


def test_many_posts_do_not_vanish_unasked(blog: Blog) -> None:
    blog.publish()
    for n in (1, 2):
        (blog.folder / f"content/articles/{n}.md").unlink()
    assert blog.publish()[0] == 0  # somebody has removed these
    write(blog.folder / "content", SITE)
    assert blog.publish()[0] == 0
    for n in (1, 2, 3):
        (blog.folder / f"content/articles/{n}.md").unlink()
    status, said = blog.publish()
    assert status == 1
    assert (
        "output: 3 of the 5 posts and pages that are published would be gone: /articles/1/," in said
    )
    assert "make publish SHRINK=1" in said
    assert (blog.output / "articles/1/index.html").is_file()
    assert blog.publish(SHRINK="1")[0] == 0
    assert not (blog.output / "articles/1/index.html").exists()


def test_an_owners_own_files_stay_and_are_their_own(blog: Blog) -> None:
    write(blog.output, {"CNAME": "blog.example\n", ".well-known/a/b": "1"})
    blog.publish()
    write(blog.folder / "content", {"articles/6.md": POST.format(n=6)})
    write(blog.output, {"later.txt": "2"})
    blog.publish()
    assert [blog.text(path) for path in ("CNAME", ".well-known/a/b", "later.txt")] == [
        "blog.example\n",
        "1",
        "2",
    ]
    (blog.output / "CNAME").write_text("other.example\n")
    blog.run("back")
    assert number_of(blog.output) == 1
    assert (blog.output / "later.txt").is_file()
    assert (home(blog.output) / "2/site/CNAME").read_text() == "other.example\n"


def test_pages_that_are_open_still_find_what_they_need(blog: Blog) -> None:
    def sheet() -> str:
        link = BeautifulSoup(blog.text("index.html"), "lxml").select_one("link[rel=stylesheet]")
        assert link is not None
        return str(link["href"]).lstrip("/")

    found = []
    for number in range(1, 5):
        blog.set(f'COLOURS = {{"accent": ("#7a1f{number}d", "#f0a8bd")}}\nRELEASES_KEEP = 2\n')
        assert blog.publish()[0] == 0
        found.append(sheet())
    assert len({*found}) == 4
    assert [(blog.output / path).is_file() for path in found] == [False, True, True, True]
    blog.run("back")
    assert (blog.output / found[3]).is_file()


def test_rollback_shows_the_one_that_was_seen_before(blog: Blog) -> None:
    for number in (1, 2):
        write(blog.folder / "content", {"articles/1.md": POST.format(n=1) + f"\nWords {number}.\n"})
        blog.publish()
    assert "Readers see release 1 again. Kept: 2 (2026-11-18 11:06 UTC)" in blog.run("back")[1]
    assert "Words 1." in blog.text("articles/1/index.html")
    write(blog.folder / "content", {"articles/1.md": POST.format(n=1) + "\nWords 3.\n"})
    blog.publish()
    assert number_of(blog.output) == 3
    blog.run("back")
    assert number_of(blog.output) == 1  # and not 2, which nobody saw before 3
    status, said = blog.run("back", "--to", "7")
    assert status != 0
    assert said.startswith("There is no release 7. Kept: 2 (")
    assert blog.run("back", "--to", "1")[1].startswith("Readers see release 1. Kept: 2 (")
    (home(blog.output) / "2/site/index.html").write_text("by hand")
    status, said = blog.run("back", "--to", "2")
    assert said.startswith("Release 2 is not as it was: index.html has changed. Kept:")
    assert (status != 0, number_of(blog.output)) == (True, 1)


def test_a_clean_leaves_what_can_come_back(tmp_path: Path) -> None:
    """After a build of another kind, whose list of files is not that of the release."""
    blog = house(tmp_path, {"articles/1.md": POST.format(n=1)})
    site = {"SITEURL": "https://blog.example", "SOURCE_DATE_EPOCH": NOW}
    for command in ("publish", "html", "rollback", "clean"):
        done = blog.make(command, **site)
        assert done.returncode == 0, done.stderr
    assert not (tmp_path / "output/index.html").exists()
    done = blog.make("rollback", **site)
    assert done.stderr.startswith("Readers see release 1 again."), done.stderr
    assert "Words." in blog.text("output/articles/1/index.html")


def test_the_rules_for_servers_come_back_too(blog: Blog) -> None:
    blog.publish()
    before = (blog.folder / "hosting/nginx.conf").read_text()
    write(
        blog.folder / "content",
        {
            "articles/1.md": POST.format(n=1).replace(
                "\n\n", "\nAliases: /old/?p=7\nLang: fr\n\n", 1
            )
        },
    )
    assert "hosting/ has changed: have nginx or Caddy read it again." in blog.publish()[1]
    assert (blog.folder / "hosting/nginx.conf").read_text() != before
    blog.run("back")
    assert (blog.folder / "hosting/nginx.conf").read_text() == before


@pytest.mark.parametrize("how", ["html", "clean"])
def test_what_is_published_is_put_aside_before_something_else_is_built_there(
    blog: Blog, how: str
) -> None:
    blog.publish()
    before = {path: (blog.output / path).read_bytes() for path in present_files(blog)}
    write(blog.output, {"CNAME": "blog.example\n"})
    write(blog.folder / "content", {"articles/1.md": POST.format(n=1) + "\nOther words.\n"})
    if how == "html":
        child = FORKS.Process(target=html, args=(blog.folder,))
        child.start()
        child.join()
        assert child.exitcode == 0
        assert "Other words." in blog.text("articles/1/index.html")
    else:
        blog.run("clean")
    assert (number_of(blog.output), kept(blog.output)) == (0, [1])
    assert blog.text("CNAME") == "blog.example\n"
    blog.run("back")
    assert {path: (blog.output / path).read_bytes() for path in before} == before


def html(folder: Path) -> None:
    os.chdir(folder)
    from plugins.site.call import build

    build(Path("content"), Path("conf.py"), Path("output"))


def test_two_at_once_wait_for_each_other(blog: Blog) -> None:
    with alone(blog.output):
        assert blog.publish("--due") == (0, "")
        child = blog.start("site", "content")
        until(lambda: "Another publish is at work there; waiting for it." in blog.said())
        assert child.is_alive()
    child.join()
    assert child.exitcode == 0
    assert number_of(blog.output) == 1


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


WAITING = """
import pathlib, time, types
from pelican import signals
def wait(generator, writer):
    pathlib.Path("waits").touch()
    time.sleep(60)
slow = types.ModuleType("slow")
slow.wait = wait
slow.register = lambda: signals.article_writer_finalized.connect(wait)
PLUGINS.append(slow)
"""


def test_ctrl_c_publishes_nothing(blog: Blog) -> None:
    blog.publish()
    blog.set(WAITING)
    write(blog.folder / "content", {"articles/6.md": POST.format(n=6)})
    child = blog.start("site", "content")
    until((blog.folder / "waits").exists)
    assert (home(blog.output) / "new/site/articles").is_dir()
    assert child.pid
    os.kill(child.pid, signal.SIGINT)
    child.join()
    assert child.exitcode != 0
    assert number_of(blog.output) == 1
    assert not (blog.output / "articles/6/index.html").exists()


def test_a_full_disk_leaves_the_old_site(blog: Blog) -> None:
    blog.publish()
    write(blog.folder / "content", {"files/large.bin": bytes(3_000_000)})
    write(blog.folder / "content", {"articles/6.md": POST.format(n=6) + "[it](/files/large.bin)\n"})
    child = FORKS.Process(target=with_little_space, args=(blog.folder,))
    child.start()
    child.join()
    assert child.exitcode == 1
    assert "File too large" in blog.said()
    assert "Traceback" not in blog.said()
    assert number_of(blog.output) == 1
    assert blog.publish()[0] == 0


def with_little_space(folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
    in_child(folder, ["site", "content"], "output")


@pytest.mark.parametrize(
    ("output", "why"),
    [
        (".", "in which is "),
        ("content", "which is among the posts in content."),
        ("content/output", "which is among the posts in content."),
        ("..", "in which is "),
        ("/proc", "which is a disk of its own and cannot be replaced. Name a folder in it."),
        ("conf.py", "but that is a file. Name a folder of its own."),
        ("checkout", "a checkout of git, whose history is not to be replaced."),
    ],
)
def test_an_output_folder_that_cannot_be_replaced_is_told(
    blog: Blog, output: str, why: str
) -> None:
    write(blog.folder, {"checkout/.git/HEAD": "ref: refs/heads/gh-pages\n"})
    before = sorted(blog.folder.rglob("*"))
    blog.output = Path(output)
    child = FORKS.Process(target=in_child, args=(blog.folder, ["site", "content"], output))
    child.start()
    child.join()
    assert blog.said().startswith(f"OUTPUTDIR is {output}, {why}")
    assert len(blog.said().splitlines()) == 1
    assert child.exitcode == 2
    made = {path.name for path in set(blog.folder.rglob("*")) - set(before)}
    assert made <= {"stdout", "stderr"}


@pytest.fixture
def server(blog: Blog) -> Iterator[str]:
    """Any server of files: it looks for each at its path, when it is asked for."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    serve = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(blog.output)))
    thread = threading.Thread(target=serve.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{serve.server_port}"
    serve.shutdown()
    thread.join()
    serve.server_close()


def test_a_reader_never_misses_anything(blog: Blog, server: str) -> None:
    """Nor sees a page of one release with the looks of another: each asks for its own sheet."""

    def conf(number: int) -> None:
        blog.set(
            f'TAGLINE = "No {number}"\n'
            + f'COLOURS = {{"accent": ("#7a1f{number % 10}d", "#f0a8bd")}}\n'
        )

    conf(0)
    blog.publish()
    pages = [f"{path}" for path in present_files(blog) if path.endswith(".html")]
    faults: list[str] = []
    read = 0
    over = threading.Event()

    def poll() -> None:
        nonlocal read
        while not over.is_set():
            for path in pages:
                try:
                    page = BeautifulSoup(urlopen(f"{server}/{path}").read(), "lxml")
                    if page.find("footer") is None:
                        faults.append(f"{path} is torn")
                    for tag in page.select("link[rel=stylesheet], script[src], img[src]"):
                        urlopen(f"{server}{tag.get('href') or tag.get('src')}").read()
                        read += 1
                except HTTPError as error:
                    faults.append(f"{path}: {error.url} {error.code}")

    reader = threading.Thread(target=poll)
    reader.start()
    for number in range(1, PUBLISHES + 1):
        conf(number)
        assert blog.publish()[0] == 0
    over.set()
    reader.join()
    assert faults == []
    assert read > PUBLISHES
    assert number_of(blog.output) == PUBLISHES + 1
