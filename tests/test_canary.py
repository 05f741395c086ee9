"""A message that is sent to see whether messages arrive."""

import os
import re
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from plugins.canary.canary import Canary, send
from plugins.inbox.store import Store
from tests.conftest import share_pictures
from tests.post import Post
from tests.test_serve import House, eventually, house_in, started
from tests.torture.receiver import free_port
from tests.torture.smtp import environment


class Imap(socketserver.ThreadingTCPServer):
    """As much of RFC 3501 as a reader of one mailbox asks for; ``mails`` are what is in it."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, mails: list[tuple[str, bytes]]) -> None:
        self.mails = mails
        super().__init__(("127.0.0.1", 0), Session)

    @property
    def address(self) -> str:
        return f"imap://owner@127.0.0.1:{self.server_address[1]}/INBOX"


class Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, Imap)
        self.wfile.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        chosen: set[int] = set()
        for line in self.rfile:
            tag, verb, *rest = line.decode().split()
            answer, status = "", "OK"
            match verb.upper():
                case "CAPABILITY":
                    answer = "CAPABILITY IMAP4rev1"
                case "LOGIN":
                    status = "OK" if rest[1].strip('"') == "secret" else "NO"
                case "SELECT":
                    answer = f"{len(self.server.mails)} EXISTS"
                case "SEARCH":
                    mark = rest[-1].strip('"').encode()
                    found = [n for n, (_, m) in enumerate(self.server.mails, 1) if mark in m]
                    answer = f"SEARCH {' '.join(map(str, found))}"
                case "STORE":
                    chosen.add(int(rest[0]))
                case "EXPUNGE":
                    left = [m for n, m in enumerate(self.server.mails, 1) if n not in chosen]
                    self.server.mails[:] = left
            told = f"* {answer}\r\n" if answer else ""
            self.wfile.write(f"{told}{tag} {status} done\r\n".encode())


@contextmanager
def mailbox(mails: list[tuple[str, bytes]]) -> Iterator[str]:
    with Imap(mails) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.address
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    with Post() as server:
        yield server


@pytest.fixture(scope="module")
def house(post: Post, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder, port = house_in(tmp_path_factory.mktemp("house")), free_port()
    share_pictures(folder / ".cache", tmp_path_factory)
    house = House(folder, port, started(folder, port, **environment(post.port)), "")
    eventually(lambda: len(house.reports()) > 0)
    yield house
    house.stop(signal.SIGTERM)


def canary(house: House, **environment: str) -> tuple[int, str]:
    """Its exit status, and all that it says."""
    given = {"SITEURL": f"http://127.0.0.1:{house.port}", "CANARY_SECONDS": "60", **environment}
    done = subprocess.run(
        [sys.executable, "-m", "plugins.canary"],
        cwd=house.folder,
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def kept(house: House) -> int:
    with closing(Store(house.folder / "inbox.sqlite3")) as store:
        return len(store.in_state("waiting"))


def test_it_is_silent_when_all_is_well_and_leaves_nothing(house: House, post: Post) -> None:
    before = len(post.taken)
    assert canary(house, SMTP_HOST="127.0.0.1") == (0, "")
    assert kept(house) == 0
    [(to, mail)] = post.taken[before:]
    assert to == "owner@blog.example"
    assert re.search(rb"[> ]*[0-9a-f]{32}\r\n", mail)


def test_it_takes_its_mail_out_of_the_mailbox_and_no_other(house: House, post: Post) -> None:
    mails = post.taken
    mails[:] = [("owner@blog.example", b"Subject: from a reader\r\n\r\nHello.\r\n")]
    with mailbox(mails) as address:
        told = canary(house, CANARY_IMAP=address, CANARY_IMAP_PASSWORD="secret")
        assert told == (0, "")
        assert [mail[:14] for _, mail in mails] == [b"Subject: from "]
        status, said = canary(house, CANARY_IMAP=address, CANARY_IMAP_PASSWORD="wrong")
        assert status == 1
        assert said.startswith("canary: the mailbox at 127.0.0.1 cannot be read: ")


def test_a_mail_that_is_not_taken_is_told(house: House, post: Post) -> None:
    before = kept(house)
    post._faults = lambda: "451 Later"
    try:
        status, said = canary(house, CANARY_SECONDS="8")
        assert (status, said[:55]) == (1, "canary: after 8 seconds the mail about it is not sent: ")
        assert kept(house) == before + 1  # a person may look
    finally:
        post._faults = lambda: ""
    with mailbox([]) as address:
        given = {"CANARY_IMAP": address, "CANARY_IMAP_PASSWORD": "secret", "CANARY_SECONDS": "6"}
        status, said = canary(house, **given)
        assert status == 1
        assert said.startswith("canary: after 6 seconds the mail about it is not ")


def test_the_next_that_arrives_takes_those_away_that_did_not(house: House, post: Post) -> None:
    assert canary(house, SMTP_HOST="127.0.0.1", CANARY_SECONDS="120") == (0, "")
    assert kept(house) == 0


def test_what_is_held_is_confirmed_as_a_reader_does_it(house: House) -> None:
    """By another name of the host it comes from elsewhere, which is odd."""
    before = kept(house)
    send(f"http://localhost:{house.port}", Canary("0" * 32, "blog.example"))
    with closing(Store(house.folder / "inbox.sqlite3")) as store:
        message = store.in_state("waiting")[-1]
    assert kept(house) == before + 1
    assert (message.answers["name"], message.how) == ("Canary", ())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"SITEURL": "http://127.0.0.1:1"},
            "canary: http://127.0.0.1:1/contact/ does not answer: ",
        ),
        ({"SITEURL": "blog.example"}, "canary: SITEURL is blog.example. It must look like https"),
        ({"CANARY_IMAP": "mail.example"}, "canary: CANARY_IMAP is mail.example. It must look like"),
        ({"CANARY_IMAP": "imap://a@mail.example/"}, "canary: CANARY_IMAP is imap, so that all"),
        ({"CANARY_SECONDS": "soon"}, "canary: CANARY_SECONDS is soon. It must be a whole number"),
        ({"INBOX_DATABASE": "none.sqlite3"}, "canary: there is no inbox here: say where it is"),
        ({"SITEURL": "{}/articles"}, "canary: {}/articles/contact/ answered 404."),
    ],
)
def test_what_keeps_it_from_arriving_is_one_line(
    house: House, given: dict[str, str], said: str
) -> None:
    here = f"http://127.0.0.1:{house.port}"
    told = canary(house, **{name: value.format(here) for name, value in given.items()})
    assert told[1].startswith(said.format(here))
    assert (told[0], len(told[1].splitlines())) == (1, 1)
