"""The receiver as a server starts it, on a real port and a real disk."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from plugins.contact_form.form import CONTACT
from plugins.inbox.app import HEADERS, NOT_STORED
from plugins.inbox.body import MAX_BYTES, MAX_FIELDS, MAX_SECONDS
from plugins.inbox.pages import page_with
from plugins.inbox.settings import SettingError, settings_of
from plugins.inbox.store import Hold, Message, Store, StoreError
from plugins.inbox.terminal import body, heading, printable

ROOT = Path(__file__).parent.parent
PAGE = """<!doctype html>
<title>Write to us</title>
<p>Or to <a href="mailto:us@example.org">us@example.org</a>
<!-- form:contact --><form id="as-built"></form><!-- /form:contact -->
<footer>Below</footer>
"""
LETTER = {
    "name": "Zoë",
    "email": "zoe@example.org",
    "message": "One\r\ntwo",
    "page": "/articles/first/",
}
KEPT = {
    "name": "Zoë",
    "email": "zoe@example.org",
    "organisation": "",
    "message": "One\ntwo",
    "validation": "",
}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")


@dataclass(frozen=True, slots=True)
class Receiver:
    """One that runs, for a site at https://example.org/blog."""

    port: int
    database: Path
    process: subprocess.Popen[bytes]

    def send(
        self,
        sent: Mapping[str, str] | bytes | Iterable[bytes],
        media_type: str = "application/x-www-form-urlencoded",
        form: str = "contact",
    ) -> Answer:
        content = urlencode(sent).encode() if isinstance(sent, Mapping) else sent
        return self.ask("POST", content, {"Content-Type": media_type}, form)

    def ask(
        self,
        method: str,
        content: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        form: str = "contact",
    ) -> Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, f"/blog/inbox/{form}", content, headers or {})
            response = connection.getresponse()
            named = {name.title(): value for name, value in response.getheaders()}
            return Answer(response.status, named, response.read().decode())

    def kept(self) -> list[Message]:
        with closing(Store(self.database)) as store:
            return [message for _, message in store.waiting()]

    def end(self, how: signal.Signals) -> None:
        os.killpg(self.process.pid, how)
        self.process.wait()


def environment_of(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SITEURL": "https://example.org/blog",
        "INBOX_SITE": str(folder / "site"),
        "INBOX_DATABASE": str(folder / "inbox.sqlite3"),
    }


@contextmanager
def receiver_in(folder: Path, *, largest_file: str = "unlimited") -> Iterator[Receiver]:
    (folder / "site" / "contact").mkdir(parents=True)
    (folder / "site" / "contact" / "index.html").write_text(PAGE, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    command = ["sh", "-c", 'ulimit -f "$0" && exec "$@"', largest_file]
    command += [sys.executable, "-m", "granian", "--interface", "asgi", "--log-level", "error"]
    command += ["--port", str(port), "--factory", "plugins.inbox.app:application"]
    process = subprocess.Popen(command, env=environment_of(folder), start_new_session=True)
    receiver = Receiver(port, folder / "inbox.sqlite3", process)
    try:
        await_answer(port)
        yield receiver
    finally:
        if process.poll() is None:
            receiver.end(signal.SIGKILL)


def await_answer(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(port)


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with receiver_in(tmp_path_factory.mktemp("inbox")) as running:
        yield running


def inbox_list(folder: Path) -> subprocess.CompletedProcess[str]:
    """What ``make inbox`` does, into a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "plugins.inbox", "list"],
        cwd=folder,
        env={**environment_of(folder), "TZ": "Europe/Amsterdam", "COLUMNS": "40"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_message_is_on_disk_before_it_is_answered(tmp_path: Path) -> None:
    with receiver_in(tmp_path) as receiver:
        answer = receiver.send(LETTER)
        receiver.end(signal.SIGKILL)
    assert (answer.status, answer.headers["Location"]) == (303, "/blog/thank-you/")
    [message] = receiver.kept()
    assert (message.form, message.page) == ("contact", "/articles/first/")
    assert (message.answers, message.caught) == (KEPT, False)
    assert message.received_at.tzinfo is UTC
    assert stat.S_IMODE(receiver.database.stat().st_mode) == 0o600


def test_everyone_who_was_thanked_is_kept_once(receiver: Receiver) -> None:
    names = {f"Visitor {number}" for number in range(40)}
    with ThreadPoolExecutor(max_workers=8) as visitors:
        answers = list(visitors.map(lambda name: receiver.send({**LETTER, "name": name}), names))
    assert {answer.status for answer in answers} == {303}
    kept = [message.answers["name"] for message in receiver.kept()]
    assert sorted(name for name in kept if name in names) == sorted(names)


def test_the_page_is_one_line_and_not_a_long_one(receiver: Receiver) -> None:
    receiver.send({**LETTER, "page": "/a/\r\n\x1b[31m" + "x" * 400})
    assert receiver.kept()[-1].page == ("/a/ [31m" + "x" * 400)[:300]


def test_the_trap_keeps_and_marks_and_answers_as_ever(receiver: Receiver) -> None:
    honest, caught = receiver.send(LETTER), receiver.send({**LETTER, "validation": "buy now"})
    assert (caught.status, caught.text) == (honest.status, honest.text)
    assert {**caught.headers, "Date": ""} == {**honest.headers, "Date": ""}
    assert [message.caught for message in receiver.kept()[-2:]] == [False, True]
    assert receiver.send({"validation": "buy now"}).status == 422


def test_a_full_disk_gives_the_form_back(tmp_path: Path) -> None:
    with receiver_in(tmp_path, largest_file="128") as receiver:
        letter = {**LETTER, "message": "x" * 4_000}
        answers = [receiver.send(letter) for _ in range(40)]
    thanked = [answer for answer in answers if answer.status == 303]
    refused = answers[-1]
    assert refused.status == 503
    assert [item.text for item in refused.soup.select(".problems li")] == [NOT_STORED]
    assert refused.soup.select_one("textarea").text.strip() == "x" * 4_000  # type: ignore[union-attr]
    assert not refused.soup.select("[aria-invalid]")
    assert len(receiver.kept()) == len(thanked) > 0


def test_mistakes_are_told_on_the_page_as_it_was_built(receiver: Receiver) -> None:
    before = receiver.kept()
    answer = receiver.send({"name": '"><script>', "email": "zoe@", "page": '"><b>'})
    assert (answer.status, answer.headers["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert answer.headers.items() >= HEADERS.items()
    page = answer.soup
    assert page.title is not None
    assert page.title.text == "Problem: Write to us"
    assert page.footer is not None
    assert not page.select("script, b, #as-built")
    assert {field["name"]: field.get("value") for field in page.select("input")} == {
        "name": '"><script>',
        "email": "zoe@",
        "organisation": "",
        "validation": "",
        "page": '"><b>',
    }
    assert {link["href"]: link.text for link in page.select(".problems a")} == {
        "#contact-email": "Enter your email address in full, like name@example.org",
        "#contact-message": "Enter your message",
    }
    assert [form["action"] for form in page.select("form")] == ["/blog/inbox/contact"]
    assert receiver.kept() == before


def test_a_page_that_was_not_built_loses_nothing_typed(tmp_path: Path) -> None:
    (tmp_path / "contact").mkdir()
    for built in ("", "<title>No slot</title><!-- form:contact -->"):
        (tmp_path / "contact" / "index.html").write_text(built, encoding="utf-8")
        page = page_with(
            CONTACT,
            site=tmp_path,
            action="/inbox/contact",
            page="/",
            answers={"message": "What I typed"},
            problems={"name": "Enter your name"},
        )
        soup = BeautifulSoup(page, "html.parser")
        assert soup.select_one("textarea").text.strip() == "What I typed"  # type: ignore[union-attr]
        assert soup.select_one("title").text == "Problem: Tell Us How We Can Help"  # type: ignore[union-attr]


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("status", "sent", "media_type"),
    [
        pytest.param(413, b"a" * (MAX_BYTES + 1), FORM, id="a byte too many"),
        pytest.param(413, b"a" * 900_000, FORM, id="far too many"),
        pytest.param(413, [b"a" * 1_000] * 50, FORM, id="too many, of undeclared length"),
        pytest.param(415, b'{"name": "Ann"}', "application/json", id="JSON"),
        pytest.param(415, b"--x", "multipart/form-data; boundary=x", id="multipart"),
        pytest.param(415, b"name=Ann", "", id="of no type"),
        pytest.param(400, b"name=%ff", FORM, id="not UTF-8"),
        pytest.param(400, b"name=\xff", FORM, id="not UTF-8, not even encoded"),
        pytest.param(400, b"name=%ED%A0%80", FORM, id="half a surrogate pair"),
        pytest.param(400, b"name=%00", FORM, id="a NUL"),
        pytest.param(400, b"a=&" * MAX_FIELDS + b"a=", FORM, id="a field too many"),
    ],
)
def test_refused(
    receiver: Receiver, status: int, sent: bytes | list[bytes], media_type: str
) -> None:
    before = receiver.kept()
    answer = receiver.send(sent, media_type)
    assert (answer.status, answer.headers["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert answer.headers.items() >= HEADERS.items()
    assert receiver.kept() == before


@pytest.mark.parametrize(
    ("sent", "media_type"),
    [
        pytest.param(b"a" * MAX_BYTES, FORM, id="as many bytes as there may be"),
        pytest.param(b"a=&" * (MAX_FIELDS - 1) + b"a=", FORM, id="as many fields"),
        pytest.param(b"name=Ann", f"{FORM}; charset=UTF-8", id="a character set"),
        pytest.param(b"", FORM, id="nothing at all"),
    ],
)
def test_understood(receiver: Receiver, sent: bytes, media_type: str) -> None:
    assert receiver.send(sent, media_type).status == 422


def test_a_form_that_drips_is_refused_in_time(receiver: Receiver) -> None:
    with socket.create_connection(("127.0.0.1", receiver.port), timeout=20) as visitor:
        started = time.monotonic()
        visitor.sendall(
            b"POST /blog/inbox/contact HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname="
        )
        assert visitor.recv(1_000).startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() - started == pytest.approx(MAX_SECONDS, abs=1)


def test_other_ways_to_ask(receiver: Receiver) -> None:
    answer = receiver.ask("GET")
    assert (answer.status, answer.headers["Location"]) == (303, "/blog/contact/")
    assert receiver.ask("GET", form="reply").status == 404
    assert receiver.send(LETTER, form="reply").status == 404
    answer = receiver.ask("PUT")
    assert (answer.status, set(answer.headers["Allow"].split(", "))) == (
        405,
        {"GET", "HEAD", "POST"},
    )
    assert answer.headers.items() >= HEADERS.items()


def test_a_second_receiver_ends_and_a_reader_does_not_mind(receiver: Receiver) -> None:
    folder = receiver.database.parent
    second = subprocess.run(
        [sys.executable, "-c", "from plugins.inbox.app import application; application()"],
        env=environment_of(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (second.returncode, second.stderr) == (
        2,
        f"{receiver.database} has a receiver already. Stop that one, or set INBOX_DATABASE.\n",
    )
    receiver.send({**LETTER, "name": "The last"})
    assert "name: The last\n" in inbox_list(folder).stdout


def test_a_hold_ends_when_it_is_let_go(tmp_path: Path) -> None:
    Hold(tmp_path / "inbox").release()
    Hold(tmp_path / "inbox").release()


def test_a_store_knows_how_old_it_is(tmp_path: Path) -> None:
    database = tmp_path / "inbox.sqlite3"
    with closing(Store(database)) as store:
        message = Message(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "contact", "", KEPT, False)
        assert [store.add(message), store.add(message)] == [1, 2]
        assert list(store.waiting()) == [(1, message), (2, message)]
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchall() == [(1,)]
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="later version"):
        Store(database)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    database = tmp_path / "inbox.sqlite3"
    database.write_text("A shopping list, and a long one at that. " * 9, encoding="utf-8")
    with pytest.raises(StoreError, match="file is not a database"):
        Store(database)
    assert database.read_text(encoding="utf-8").startswith("A shopping list")


@pytest.mark.parametrize(
    ("siteurl", "root"),
    [
        pytest.param("https://example.org", "", id="a host of its own"),
        pytest.param("http://127.0.0.1:8000/", "", id="a slash is no path"),
        pytest.param("https://example.org/a/blog/", "/a/blog", id="a path"),
    ],
)
def test_site_root(tmp_path: Path, siteurl: str, root: str) -> None:
    environment = {"SITEURL": siteurl, "INBOX_SITE": str(tmp_path)}
    assert settings_of(environment).site_root == root


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param({"SITEURL": ""}, "SITEURL is not set", id="no address"),
        pytest.param({"SITEURL": "example.org"}, "must look like https://", id="no scheme"),
        pytest.param({"INBOX_SITE": ""}, "INBOX_SITE is not set", id="no site"),
        pytest.param({"INBOX_SITE": "nowhere"}, "no such folder", id="a site that is not there"),
        pytest.param({"INBOX_DATABASE": "no/i"}, "there is no folder no", id="no folder for it"),
        pytest.param({"INBOX_DATABASE": "."}, "is a folder", id="a folder for a database"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, changed: dict[str, str], sentence: str) -> None:
    environment = {"SITEURL": "https://example.org", "INBOX_SITE": str(tmp_path), **changed}
    with pytest.raises(SettingError, match=sentence):
        settings_of(environment)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("Zoë 你好 😀 \\ [red]", "Zoë 你好 😀 \\ [red]", id="what is only text"),
        pytest.param("one\n\ttwo", "one\n\ttwo", id="newline and tab"),
        pytest.param("\x1b[2J\x07\x00\x7f", r"\u{1b}[2J\u{7}\u{0}\u{7f}", id="C0 and delete"),
        pytest.param("\x9b31m\x85", r"\u{9b}31m\u{85}", id="C1"),
        pytest.param("a\rb\x0bc\x0cd", r"a\u{d}b\u{b}c\u{c}d", id="other ways to a new line"),
        pytest.param("\u202eabc\u2069\u200f", r"\u{202e}abc\u{2069}\u{200f}", id="bidi"),
        pytest.param("a\u200bb\ufeff\u00ad", r"a\u{200b}b\u{feff}\u{ad}", id="no width"),
        pytest.param("\u2028\u2029", r"\u{2028}\u{2029}", id="separators"),
        pytest.param("\ud800\U000e0041", r"\u{d800}\u{e0041}", id="surrogates and tags"),
    ],
)
def test_printable(typed: str, shown: str) -> None:
    assert printable(typed) == shown


OBEYED = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


@given(st.text(st.characters()))
def test_a_terminal_gets_nothing_to_obey(typed: str) -> None:
    assert not OBEYED.search(printable(typed))
    message = Message(datetime(2026, 1, 1, tzinfo=UTC), "contact", "", {"message": typed}, False)
    assert all(line.startswith("    ") or not line for line in body(message).split("\n"))
    assert "\n" not in heading(1, message)


def test_the_list_of_what_waits(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "inbox.sqlite3")) as store:
        for answers, caught in (
            (
                {**KEPT, "message": "Hello [red]:smile:\x1b[31m " + "long " * 20 + "\n\n1  2026"},
                False,
            ),
            ({**KEPT, "message": "Buy", "validation": "now"}, True),
        ):
            received = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
            store.add(Message(received, "contact", "/a\u202e/", answers, caught))
    shown = inbox_list(tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout == (
        "1  2026-07-02 00:30  contact  /a\\u{202e}/\n"
        "    name: Zoë\n"
        "    email: zoe@example.org\n"
        "    message:\n"
        f"        Hello [red]:smile:\\u{{1b}}[31m {'long ' * 20}\n"
        "\n"
        "        1  2026\n"
        "\n"
        "2  2026-07-02 00:30  contact  /a\\u{202e}/  (caught by the trap)\n"
        "    name: Zoë\n"
        "    email: zoe@example.org\n"
        "    message: Buy\n"
        "    validation: now\n"
        "\n"
    )


def test_nothing_waits_where_there_is_no_inbox_yet(tmp_path: Path) -> None:
    shown = inbox_list(tmp_path)
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "No message waits.\n", "")
    assert not list(tmp_path.iterdir())
