"""The receiver, run as its operator runs it, and those who post to it."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import get_args
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag

from plugins.inbox.store import Message, State, Store
from tests.conftest import ROOT, write

SITE = "https://blog.example"
ARTICLE = "/articles/first/"
POST = """\
Title: The first “post” & <its> title
Date: 2026-03-04
Question: When did somebody look up?
Replies: open

Words, and [a way](https://example.org/) to others.
"""
FORM = "application/x-www-form-urlencoded"
# What every browser of the last years says of a form that stands on its own site.
BROWSER = {
    "Origin": SITE,
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-User": "?1",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(slots=True)
class Receiver:
    """``environment`` is what it is set by; ``under`` a command that runs it, like strace."""

    folder: Path
    environment: dict[str, str]
    port: int
    process: "subprocess.Popen[bytes] | None" = None
    under: list[str] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return Path(self.environment["INBOX_DATABASE"])

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text("utf-8", "replace")

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def start(self, *, wait: bool = True) -> None:
        with (self.folder / "said").open("ab") as said:
            self.process = subprocess.Popen(
                [*self.under, sys.executable, "-m", "plugins.inbox"],
                cwd=self.folder,
                env=self.environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        if wait:
            self.await_answer()

    def await_answer(self) -> None:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process and self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"the receiver does not answer: {self.said[-2000:]}")

    def kill(self, *, alive: bool = False) -> None:
        """``alive``: it must not have ended by itself."""
        if alive and self.process and self.process.poll() is not None:
            raise AssertionError(f"the receiver ended by itself: {self.said[-2000:]}")
        self.end(signal.SIGKILL)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait()

    def connect(self, timeout: float = 30) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def send(
        self, form: str, fields: Mapping[str, str], headers: Mapping[str, str] = BROWSER
    ) -> Answer:
        """Raises OSError and HTTPException, as of a connection that was cut."""
        return self.ask("POST", f"/inbox/{form}", urlencode(fields).encode(), headers)

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = BROWSER
    ) -> Answer:
        with closing(self.connect()) as connection:
            connection.request(method, path, body, {"Content-Type": FORM, **headers})
            return read(connection)

    def stored(self) -> list[Message]:
        with closing(Store(self.database)) as store:
            return store.in_state(*get_args(State))


def read(connection: http.client.HTTPConnection) -> Answer:
    answer = connection.getresponse()
    return Answer(answer.status, dict(answer.getheaders()), answer.read())


@contextmanager
def receiver_in(folder: Path, **environment: str) -> Iterator[Receiver]:
    """Started, with a built site; ended, however, when it is left."""
    receiver = receiver_for(folder, **environment)
    try:
        receiver.start()
        yield receiver
    finally:
        receiver.kill()


def receiver_for(folder: Path, **environment: str) -> Receiver:
    port = free_port()
    folder.mkdir(exist_ok=True)
    given = {name: value for name, value in os.environ.items() if not name.startswith("INBOX_")}
    return Receiver(
        folder,
        {
            **given,
            "PYTHONPATH": str(ROOT),
            "SITEURL": SITE,
            "INBOX_SITE": str(site_in(folder.parent)),
            "INBOX_DATABASE": str(folder / "inbox.sqlite3"),
            "INBOX_HOST": "127.0.0.1",
            "INBOX_PORT": str(port),
            **environment,
        },
        port,
    )


def free_port() -> int:
    """Not one of those that systems hand out unasked, so that it stays free through restarts."""
    while True:
        port = random.randint(15_000, 30_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def word(number: int) -> str:
    """Another for each: texts that differ in figures alone count as the same."""
    return str(number).translate(str.maketrans("0123456789", "abcdefghij"))


@cache
def site_in(folder: Path) -> Path:
    """A site of one post as readers get it, built once; ``source`` beside it has the post."""
    write(folder / "source" / "content", {"articles/first.md": POST})
    return built(folder / "source", folder / "site")


def built(source: Path, output: Path) -> Path:
    command = [sys.executable, "-m", "plugins.site", "content", "--output", str(output)]
    subprocess.run(
        [*command, "--settings", str(ROOT / "pelicanconf.py")],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SITEURL": SITE},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return output


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as a browser has it: where it goes, and what it would send now."""

    action: str
    fields: dict[str, str]


def form_in(html: str, name: str) -> Filled:
    """The form that posts to /inbox/name; the page has one."""
    form = BeautifulSoup(html, "lxml").select_one(f'form[action$="/inbox/{name}"]')
    assert form, html[:2000]
    return Filled(
        str(form["action"]),
        {
            str(control["name"]): value_of(control)
            for control in form.select("[name]")
            if on(control)
        },
    )


def value_of(control: Tag) -> str:
    if control.name == "textarea":
        return control.text.removeprefix("\n")
    return str(control.get("value", "on" if control.get("type") == "checkbox" else ""))


def on(control: Tag) -> bool:
    return control.get("type") != "checkbox" or control.has_attr("checked")


def form_on(site: Path, page: str, name: str) -> Filled:
    """As a visitor finds it on a page of the site."""
    return form_in((site / page.strip("/") / "index.html").read_text("utf-8"), name)
