"""``make serve`` as a person starts it, in a copy of the house."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from plugins.common.headers import LASTING, told_by
from plugins.inbox.store import Store

ROOT = Path(__file__).parent.parent
POST = "Title: A first post\nDate: 2026-03-04\n\nFirst words.\n"
LETTER = urlencode({"name": "Zoë", "email": "zoe@example.org", "message": "Hello"})
FROM_THE_PAGE = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Sec-Fetch-Site": "same-origin",
}
# Ctrl-C to prompt: what a person still takes for "at once".
AT_ONCE_SECONDS = 2


@dataclass(frozen=True, slots=True)
class House:
    """``root`` is the path of the site's address."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    root: str

    def ask(
        self, path: str, letter: str = "", **headers: str
    ) -> tuple[int, str, http.client.HTTPMessage]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            connection.request(
                "POST" if letter else "GET",
                self.root + path,
                letter or None,
                FROM_THE_PAGE if letter else headers,
            )
            response = connection.getresponse()
            return response.status, response.read().decode(), response.headers

    @contextmanager
    def news(self) -> Iterator[http.client.HTTPResponse]:
        """What an open page hears."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with closing(connection):
            connection.request("GET", f"{self.root}/.serve/changes")
            yield connection.getresponse()

    def edit(self, path: str, old: str, new: str) -> None:
        """As editors do: a new file is put in the place of the old one."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.with_suffix(".new").write_text(text.replace(old, new), encoding="utf-8")
        file.with_suffix(".new").rename(file)

    def lines(self) -> list[str]:
        return (self.folder / "log").read_text(encoding="utf-8").splitlines()

    def reports(self) -> list[str]:
        return [line for line in self.lines() if line.startswith("Built in ")]

    def stop(self, how: signal.Signals) -> float:
        """Seconds until it had ended."""
        started = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(timeout=20)
        return time.monotonic() - started

    def left(self) -> list[int]:
        """The processes of its session that still run."""
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True
        )
        running = (line.split() for line in listed.stdout.splitlines())
        return [int(pid) for pid, state in running if "Z" not in state and self._owns(int(pid))]

    def _owns(self, pid: int) -> bool:
        try:
            return os.getsid(pid) == self.process.pid
        except ProcessLookupError:
            return False


def eventually(so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def house_in(folder: Path) -> Path:
    for name in ("plugins", "theme"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pelicanconf.py", folder)
    (folder / "content" / "articles").mkdir(parents=True)
    (folder / "content" / "articles" / "first.md").write_text(POST, encoding="utf-8")
    return folder


def started(folder: Path, port: int, **environment: str) -> subprocess.Popen[bytes]:
    outside = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "plugins.serve", "--port", str(port)],
            cwd=folder,
            env={**outside, **environment},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, root: str = "") -> Iterator[House]:
    port = free_port()
    siteurl = {"SITEURL": f"https://example.org{root}"} if root else {}
    process = started(house_in(folder), port, **siteurl)
    house = House(folder, port, process, root)
    try:
        eventually(lambda: len(house.reports()) > 0)
        yield house
    finally:
        if process.poll() is None:
            house.stop(signal.SIGTERM)


def test_the_site_and_its_inbox_stand_on_one_port(tmp_path: Path) -> None:
    with serving(tmp_path, root="/blog") as house:
        assert house.reports()[0].endswith(f" s. http://127.0.0.1:{house.port}/blog")
        status, page, headers = house.ask("/")
        assert (status, headers["Cache-Control"]) == (200, "no-cache")
        assert "A first post" in page
        assert '<script src="/blog/.serve/reload.js"' in page
        assert "EventSource" in house.ask("/.serve/reload.js")[1]
        told = told_by((house.folder / ".serve/_headers").read_text("utf-8"), "/blog/")
        assert "Content-Security-Policy" in told
        assert {name: headers[name] for name in told} == told
        (sheet,) = re.findall(r'href="/blog(/theme/css/site\.\w+\.css)"', page)
        assert house.ask(sheet)[2]["Cache-Control"] == LASTING
        missing = house.ask("/theme/css/site.0123456789abcdef.css")
        assert (missing[0], missing[2]["Cache-Control"]) == (404, "no-cache")
        status, page, _ = house.ask("/articles/nowhere/")
        assert (status, "</html>" in page) == (404, True)
        status, page, headers = house.ask("/inbox/contact", "name=Zo%C3%AB")
        assert (status, headers["Cache-Control"]) == (422, "no-store")
        assert {name: headers.get_all(name) for name in told} == {n: [v] for n, v in told.items()}
        assert "Enter your message" in page
        assert page.index("<title>Problem: ") < page.index('value="Zoë"')
        status, _, headers = house.ask("/inbox/contact", LETTER)
        assert (status, headers["Location"]) == (303, "/blog/thank-you/")
        assert house.ask("/thank-you/")[0] == 200
        with closing(Store(tmp_path / "inbox.sqlite3")) as store:
            [message] = store.in_state("waiting")
        assert message.answers["message"] == "Hello"


def test_the_search_is_made_when_it_is_asked_for_and_follows_each_build(tmp_path: Path) -> None:
    with serving(tmp_path, root="/blog") as house:
        assert 'data-index="/blog/pagefind/pagefind.js"' in house.ask("/search/")[1]
        index = tmp_path / ".cache/search/serve/index"
        assert not index.exists()
        status, first, headers = house.ask("/pagefind/pagefind-entry.json")
        assert (status, headers["Cache-Control"], '"page_count":1' in first) == (
            200,
            "no-cache",
            True,
        )
        assert index.exists()
        assert house.ask("/pagefind/../conf.py")[0] == 404
        assert house.ask("/pagefind/pagefind-ui.js")[0] == 404
        builds = len(house.reports())
        house.edit("content/articles/first.md", "First words.", "Other words.")
        eventually(lambda: len(house.reports()) > builds)
        assert house.ask("/pagefind/pagefind-entry.json")[1] != first
        assert not (tmp_path / ".serve/pagefind").exists()


def test_each_feed_is_drawn_as_a_reader_would(tmp_path: Path) -> None:
    with serving(tmp_path, root="/blog") as house:
        assert '<a href="/blog/.serve/feeds/">' in house.ask("/subscribe/")[1]
        listed = house.ask("/.serve/feeds/")[1]
        for name in ("all.rss.xml", "all.atom.xml", "all.json"):
            assert f'<a href="/blog/.serve/feeds/feeds/{name}">' in listed
            status, page, _ = house.ask(f"/.serve/feeds/feeds/{name}")
            assert status == 200
            assert '<a href="https://example.org/blog/articles/first/">A first post</a>' in page
            assert "<h1>Thinking Like a Customer</h1>" in page
            assert "<p>March 4, 2026</p>" in page
            assert "<p>First words.</p>" in page
            assert "style>" not in page
        assert house.ask("/.serve/feeds.css")[0] == 200
        assert house.ask("/.serve/feeds/../pelicanconf.py")[0] == 404


def test_files_are_served_as_by_a_server_with_our_rules(tmp_path: Path) -> None:
    with serving(tmp_path, root="/blog") as house:
        for path, kind in {
            "/articles/first/": "text/html; charset=utf-8",
            "/feeds/all.rss.xml": "application/xml; charset=utf-8",
            "/feeds/all.atom.xml": "application/xml; charset=utf-8",
            "/feeds/all.json": "application/feed+json; charset=utf-8",
        }.items():
            status, _, headers = house.ask(path)
            assert (status, headers["Content-Type"]) == (200, kind)
            assert house.ask(path, **{"If-None-Match": headers["ETag"]})[:2] == (304, "")
            since = headers["Last-Modified"]
            assert house.ask(path, **{"If-Modified-Since": since})[:2] == (304, "")
        for old, new, expected in (
            ("\n\n", "\nStatus: withdrawn\n\n", (410, True)),
            ("Status: withdrawn\n", "", (200, False)),
        ):
            builds = len(house.reports())
            house.edit("content/articles/first.md", old, new)
            eventually(lambda builds=builds: len(house.reports()) > builds)  # type: ignore[misc]
            for path in ("/articles/first/", "/articles/first/index.html"):
                status, page, _ = house.ask(path)
                assert (status, "has been withdrawn" in page) == expected


def test_each_kind_of_change_is_built_and_told(tmp_path: Path) -> None:
    with serving(tmp_path) as house, house.news() as news:

        def told() -> bool:
            return b"event: built\n" in list(iter(news.readline, b"\n"))

        assert not told()  # only which build the page shows
        for path, old, new in (
            ("content/articles/first.md", "A first post", "A second thought"),
            ("pelicanconf.py", 'SITENAME = "', 'SITENAME = "More '),
            ("pelicanconf.py", 'SITENAME = "More ', 'SITENAME = "Even more '),
            ("theme/templates/base.html", "Skip to the text", "Skip to the words"),
        ):
            house.edit(path, old, new)
            assert told()
            assert new.removeprefix('SITENAME = "') in house.ask("/")[1]


def test_the_receiver_follows_its_code_and_outlives_a_slip(tmp_path: Path) -> None:
    with serving(tmp_path) as house:
        form = "plugins/contact_form/form.py"

        def asks_for(name: str) -> bool:
            try:
                return f"Enter {name}" in house.ask("/inbox/contact", "page=/")[1]
            except (ConnectionError, http.client.HTTPException):
                return False

        house.edit(form, '"your name"', '"your first name"')
        eventually(lambda: asks_for("your first name"))
        house.edit(form, '"your first name"', '"your first name')
        eventually(lambda: not asks_for("your first name"))
        # Another length: Python takes what it compiled in the same second from as many bytes.
        house.edit(form, '"your first name', '"your full and whole name"')
        eventually(lambda: asks_for("your full and whole name"))


def test_a_problem_is_told_and_the_page_is_there(tmp_path: Path) -> None:
    with serving(tmp_path) as house:
        house.edit("content/articles/first.md", "Date: 2026-03-04\n", "Date: soon\n")
        eventually(lambda: ", with problems. " in house.reports()[-1])
        assert any("articles/first.md" in line for line in house.lines())
        assert house.ask("/")[0] == 200


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_at_once_while_a_page_listens_and_a_build_runs(
    tmp_path: Path, how: signal.Signals
) -> None:
    with serving(tmp_path) as house, house.news() as news:
        news.readline()
        house.edit(
            "pelicanconf.py",
            "SITENAME =",
            'import time; Path("building").touch(); time.sleep(60)\nSITENAME =',
        )
        eventually((tmp_path / "building").exists)
        assert house.stop(how) < AT_ONCE_SECONDS
        assert house.process.returncode == 0
        assert house.left() == []
        assert len(house.lines()) == 1  # the first build's: no farewell, no traceback


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert started(house_in(tmp_path), port).wait() == 2
    assert (tmp_path / "log").read_text(encoding="utf-8") == (
        f"port {port} is taken. Stop what holds it, or: make serve PORT={port + 1}\n"
    )


def test_a_held_inbox_is_said_in_one_line(tmp_path: Path) -> None:
    with serving(tmp_path) as house:
        (tmp_path / "log").rename(tmp_path / "first-log")
        assert started(tmp_path, free_port()).wait() == 2
        [line] = house.lines()
    assert line.startswith("inbox.sqlite3 has a receiver already. ")
