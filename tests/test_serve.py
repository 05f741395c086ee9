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
from playwright.sync_api import Browser, Page, expect

from plugins.common.headers import LASTING, told_by
from plugins.common.problem import Problem
from plugins.inbox.store import Store
from plugins.serve.outcome import page_about, without_traces
from plugins.serve.problems import SHOWN_CHARS, Shown, by_page, fault_page, shown_at
from tests.conftest import ROOT, share_pictures

POST = "Title: A first post\nDate: 2026-03-04\n\nFirst words.\n"
LETTER = urlencode({"name": "Zoë", "email": "zoe@example.org", "message": "Hello"})
FROM_THE_PAGE = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Sec-Fetch-Site": "same-origin",
}
# Ctrl-C to prompt. On a quiet machine it is one; a build that is waited for would be sixty.
AT_ONCE_SECONDS = 10
# A build on a busy machine.
PATIENCE_SECONDS = 40
expect.set_options(timeout=PATIENCE_SECONDS * 1000)


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
        (self.folder / "new").write_text(text.replace(old, new), encoding="utf-8")
        (self.folder / "new").rename(file)

    def write(self, path: str, text: str) -> None:
        (self.folder / path).write_text(text, encoding="utf-8")

    @contextmanager
    def building(self) -> Iterator[None]:
        """What is done in here is drawn afterwards."""
        builds = len(self.reports())
        yield
        eventually(lambda: len(self.reports()) > builds)

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{self.root}{path}"

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
    deadline = time.monotonic() + PATIENCE_SECONDS
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


def started(
    folder: Path, port: int, log: str = "log", **environment: str
) -> subprocess.Popen[bytes]:
    outside = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with (folder / log).open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "plugins.serve", "--port", str(port)],
            cwd=folder,
            env={**outside, **environment},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(factory: pytest.TempPathFactory, root: str = "") -> Iterator[House]:
    folder, port = house_in(factory.mktemp("house")), free_port()
    share_pictures(folder / ".cache", factory)
    siteurl = {"SITEURL": f"https://example.org{root}"} if root else {}
    process = started(folder, port, **siteurl)
    house = House(folder, port, process, root)
    try:
        eventually(lambda: len(house.reports()) > 0)
        yield house
    finally:
        if process.poll() is None:
            house.stop(signal.SIGTERM)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all tests that leave it as they have found it."""
    with serving(tmp_path_factory, root="/blog") as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab, on whose pages the content policy blocks nothing."""
    said: list[str] = []
    with closing(browser.new_page()) as found:
        found.on("console", lambda message: said.append(message.text))
        yield found
    assert [text for text in said if "Content Security Policy" in text] == []


def test_the_site_and_its_inbox_stand_on_one_port(house: House) -> None:
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
    with closing(Store(house.folder / "inbox.sqlite3")) as store:
        [message] = store.in_state("waiting")
    assert message.answers["message"] == "Hello"


def test_the_search_is_made_when_it_is_asked_for_and_follows_each_build(house: House) -> None:
    assert 'data-index="/blog/pagefind/pagefind.js"' in house.ask("/search/")[1]
    index = house.folder / ".cache/search/serve/index"
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
    with house.building():
        house.edit("content/articles/first.md", "First words.", "Other words.")
    assert house.ask("/pagefind/pagefind-entry.json")[1] != first
    assert not (house.folder / ".serve/pagefind").exists()
    with house.building():
        house.edit("content/articles/first.md", "Other words.", "First words.")


def test_each_feed_is_drawn_as_a_reader_would(house: House) -> None:
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


def test_files_are_served_as_by_a_server_with_our_rules(house: House) -> None:
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
        with house.building():
            house.edit("content/articles/first.md", old, new)
        for path in ("/articles/first/", "/articles/first/index.html"):
            status, page, _ = house.ask(path)
            assert (status, "has been withdrawn" in page) == expected


def test_each_kind_of_change_is_built_and_told(house: House) -> None:
    with house.news() as news:
        assert b"event" not in news.readline()  # only which build the page shows
        for path, old, new in (
            ("pelicanconf.py", 'SITENAME = "', 'SITENAME = "More '),
            ("pelicanconf.py", 'SITENAME = "More ', 'SITENAME = "'),
            ("theme/templates/base.html", "Skip to the text", "Skip to the words"),
        ):
            house.edit(path, old, new)
            while news.readline() != b"event: built\n":
                pass
            assert new.removeprefix('SITENAME = "') in house.ask("/")[1]
    with house.building():
        house.edit("theme/templates/base.html", "Skip to the words", "Skip to the text")


def test_after_a_save_the_browser_shows_the_page_that_was_saved(house: House, page: Page) -> None:
    post = "content/articles/größe.md"
    page.goto(house.address("/"))
    house.write(post, "Title: A second post\nDate: 2026-03-05\n\nNew words.\n")
    page.wait_for_url(house.address("/articles/grosse/"), timeout=PATIENCE_SECONDS * 1000)
    expect(page.locator("h1")).to_have_text("A second post")
    house.edit(post, "A second post", "A second thought")
    expect(page.locator("h1")).to_have_text("A second thought")
    (house.folder / post).rename(house.folder / "content/articles/third.md")
    page.wait_for_url(house.address("/articles/third/"), timeout=PATIENCE_SECONDS * 1000)
    assert house.ask("/articles/grosse/")[0] == 404
    (house.folder / "content/articles/third.md").unlink()
    page.wait_for_url(house.address("/"), timeout=PATIENCE_SECONDS * 1000)
    expect(page.locator("h1")).not_to_have_text("A second thought")


def test_a_problem_stands_above_its_post_until_it_is_mended(house: House, page: Page) -> None:
    post = "content/articles/first.md"
    page.goto(house.address("/"))
    with house.building():
        house.edit(post, "Date: 2026-03-04\n", "Date: <b>soon\n")
    panel = page.locator("main > .problems")
    expect(panel).to_contain_text("There is a problem")
    expect(panel.locator("li")).to_contain_text(
        "content/articles/first.md:2:7: '<b>soon' is not a date"
    )
    expect(panel.locator("pre")).to_have_text("Date: <b>soon")
    expect(panel.locator("mark")).to_have_text("<b>soon")
    expect(panel.locator("pre")).to_have_css("white-space-collapse", "preserve")
    expect(page.locator("main > .problems ~ article")).to_contain_text("First words.")
    assert page.url == house.address("/articles/first/")
    assert ", with problems. " in house.reports()[-1]
    assert any("articles/first.md:2:7: " in line for line in house.lines())
    assert "There is a problem" not in house.ask("/")[1]
    house.edit(post, "Date: <b>soon\n", "Date: 2026-03-04\n")
    expect(panel).to_have_count(0)
    assert page.url == house.address("/articles/first/")


def test_what_no_page_can_show_is_told_on_the_home_page(house: House, page: Page) -> None:
    page.goto(house.address("/"))
    house.write("content/topics.toml", "[service\n")
    expect(page.locator("main > .problems li")).to_contain_text("content/topics.toml:1")
    assert "topics.toml" not in house.ask("/articles/first/")[1]
    (house.folder / "content/topics.toml").unlink()
    expect(page.locator("main > .problems")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("pelicanconf.py", 'SITENAME = "', 'SITENAME = = "', r"pelicanconf.py:\d+: SyntaxError: "),
        (
            "theme/templates/article.html",
            "{{ article.title }}",
            "{{ article.titel }}",
            r"theme/templates/article.html:\d+: UndefinedError: ",
        ),
        (
            "pelicanconf.py",
            'SITENAME = "',
            'os._exit(3)\nSITENAME = "',
            "The build ended with status 3 and said nothing.",
        ),
    ],
)
def test_a_site_that_cannot_be_drawn_says_why_until_it_can(
    house: House, page: Page, path: str, old: str, new: str, said: str
) -> None:
    page.goto(house.address("/articles/first/"))
    (sheet,) = re.findall(r'href="/blog(/theme/css/site\.\w+\.css)"', house.ask("/")[1])
    house.edit(path, old, new)
    expect(page.locator("h1")).to_have_text("The site cannot be drawn")
    expect(page.locator("li")).to_have_count(1)
    expect(page.locator("li")).to_have_text(re.compile(said))
    for address in ("/", "/articles/first/", "/nowhere/", "/feeds/all.json"):
        status, text, headers = house.ask(address)
        assert (status, "The site cannot be drawn" in text) == (500, True)
        assert headers["Cache-Control"] == "no-cache"
    assert house.ask(sheet)[0] == 200
    assert house.ask("/.serve/problems.css")[0] == 200
    assert not any("Traceback" in line for line in house.lines())
    house.edit(path, new, old)
    expect(page.locator("article > .prose")).to_have_text("First words.")
    assert page.url == house.address("/articles/first/")


def test_a_half_filled_form_and_a_tab_in_the_background_stay_where_they_are(
    house: House, page: Page, browser: Browser
) -> None:
    post, title = "content/articles/first.md", "A post that was renamed"
    with closing(browser.new_page()) as hidden:
        hidden.add_init_script("Object.defineProperty(document, 'hidden', { value: true })")
        hidden.goto(house.address("/"))
        page.goto(house.address("/contact/"))
        page.fill("#contact-name", "Zoë")
        house.edit(post, "A first post", title)
        expect(hidden.locator("main")).to_contain_text(title)
        assert hidden.url == house.address("/")
    page.evaluate("dispatchEvent(new Event('focus'))")
    assert page.url == house.address("/contact/")
    assert page.input_value("#contact-name") == "Zoë"
    page.fill("#contact-name", "")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("h1")).to_have_text(title)
    with house.building():
        house.edit(post, title, "A first post")


@pytest.mark.parametrize(
    ("changed", "page"),
    [
        pytest.param(["/a.md"], "/a/", id="saved"),
        pytest.param(["/a.md", "/a.md~"], "/a/", id="what an editor leaves beside it is no source"),
        pytest.param(["/new.md"], "/new/", id="new"),
        pytest.param(["/old.md", "/new.md"], "/new/", id="renamed"),
        pytest.param(["/old.md"], "/", id="deleted"),
        pytest.param(["/a.md", "/b.md"], "", id="several"),
        pytest.param(["/base.html"], "", id="no post"),
        pytest.param([], "", id="settings"),
    ],
)
def test_the_page_about_a_change(changed: list[str], page: str) -> None:
    before = {"/a.md": "/a/", "/b.md": "/b/", "/old.md": "/old/"}
    now = {"/a.md": "/a/", "/b.md": "/b/", "/new.md": "/new/"}
    assert page_about(changed, before, now, "/") == page


def test_of_a_stack_trace_a_line_is_told() -> None:
    trace = (
        "a.md:1: note: one\n"
        "Traceback (most recent call last):\n"
        f'  File "{ROOT}/plugins/serve/app.py", line 3, in <module>\n'
        "    import oss\n"
        '  File "/usr/lib/python3/runpy.py", line 9, in run\n'
        "ModuleNotFoundError: No module named 'oss'\n"
    )
    line = "plugins/serve/app.py:3: ModuleNotFoundError: No module named 'oss'\n"
    assert without_traces(trace) == f"a.md:1: note: one\n{line}"
    foreign = trace.replace(str(ROOT), "/nowhere")
    assert without_traces(foreign).endswith("\nModuleNotFoundError: No module named 'oss'\n")


@pytest.mark.parametrize(
    ("column", "line", "parts"),
    [
        pytest.param(0, "Date: soon", ("", "", "Date: soon"), id="no place in the line"),
        pytest.param(7, "Date: soon !", ("Date: ", "soon", " !"), id="a word"),
        pytest.param(9, "Date:", ("Date:", "", ""), id="behind the line"),
        pytest.param(1, "a\u202eb \0", ("", "a�b", " �"), id="what turns letters or is none"),
        pytest.param(
            0, "«\u00a0a\u200cb\t", ("", "", "«\u00a0a\u200cb\t"), id="spaces and joiners"
        ),
    ],
)
def test_a_problem_shows_its_place_in_the_line(
    column: int, line: str, parts: tuple[str, str, str]
) -> None:
    shown = shown_at(Problem(Path("a.md"), 1, column, "what"), line)
    assert (shown.before, shown.marked, shown.after) == parts


def test_of_a_long_line_the_part_around_the_problem_is_shown() -> None:
    shown = shown_at(Problem(Path("a.md"), 1, 50_001, "what"), "x " * 25_000 + "here" + "y" * 9_000)
    assert shown.before.endswith("x ")
    assert shown.marked.startswith("here")
    assert len(shown.before + shown.marked + shown.after) == SHOWN_CHARS


def test_problems_go_to_the_page_of_their_source(tmp_path: Path) -> None:
    a, gone, foreign = (tmp_path / name for name in ("a.md", "gone.md", "topics.toml"))
    a.write_bytes("\ufeffone\r\ntwo\u2028three\r\n".encode())
    problems = [Problem(path, 2, 0, "what") for path in (a, a, gone, foreign)]
    problems.append(Problem(a, 0, 0, "a note", note=True))
    found = by_page(problems, {a: "a/index.html", gone: "gone/index.html"}, "index.html")
    assert found == {
        "a/index.html": (Shown(f"{a}:2: what.", after="two�three"),),
        "gone/index.html": (Shown(f"{gone}:2: what."),),
        "index.html": (Shown(f"{foreign}:2: what."),),
    }


def test_a_fault_is_text_whatever_it_says() -> None:
    page = fault_page(["<script>\udc80\0"], '/"')
    assert "<li>&lt;script&gt;��</li>" in page
    assert 'href="/&quot;/.serve/problems.css"' in page
    page.encode()


def test_the_receiver_follows_its_code_and_outlives_a_slip(house: House) -> None:
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


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_at_once_while_a_page_listens_and_a_build_runs(
    tmp_path_factory: pytest.TempPathFactory, how: signal.Signals
) -> None:
    with serving(tmp_path_factory) as house, house.news() as news:
        news.readline()
        house.edit(
            "pelicanconf.py",
            "SITENAME =",
            'import time; Path("building").touch(); time.sleep(60)\nSITENAME =',
        )
        eventually((house.folder / "building").exists)
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


def test_a_held_inbox_is_said_in_one_line(house: House) -> None:
    assert started(house.folder, free_port(), log="second").wait() == 2
    line = (house.folder / "second").read_text(encoding="utf-8")
    assert line.startswith("inbox.sqlite3 has a receiver already. ")
    assert line.count("\n") == 1
