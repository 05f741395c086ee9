"""The receiver as its operator starts it, on a real port and a real disk."""

import http.client
import json
import os
import random
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
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from plugins.inbox.app import ANSWERS, CLOSED, CONFIRM, NO_ARTICLE, NOT_STORED
from plugins.inbox.body import MAX_BYTES, MAX_FIELDS, MAX_SECONDS
from plugins.inbox.database import Hold, Place, StoreError
from plugins.inbox.pages import HEADERS
from plugins.inbox.schema import STEPS
from plugins.inbox.store import Message, Store
from plugins.inbox.tokens import token
from plugins.inbox.visitor import MOST
from tests.conftest import ROOT
from tests.databases import both

ARTICLE = "0d8e3c6a-6f0e-4f6e-9a53-5b0c1f5c2f7d"
ABOVE = "6a0a0bcf-2a2e-4a1d-8f39-6d2b1f6a7c11"
CONTACT_PAGE = """<!doctype html>
<title>Write to us</title>
<!-- form:contact --><form id="as-built"></form>
<p>If the form fails, write to <a href="mailto:us@example.org">us@example.org</a>.</p>
<!-- /form:contact -->
<footer>Below</footer>
"""
ARTICLE_PAGE = f"""<!doctype html>
<title>A post</title>
<article id="reply-{ABOVE}">An earlier reply</article>
<!-- form:reply {ARTICLE} sam-sample paula-placeholder --><form id="as-built"></form>
<p><a href="mailto:us@example.org">us@example.org</a></p><!-- /form:reply -->
<footer>Below</footer>
"""
PAGES = {
    "contact": CONTACT_PAGE,
    "articles/first": ARTICLE_PAGE,
    "articles/closed": "<title>A post</title><p>Replies to this post are closed.</p>",
}
FORM = "application/x-www-form-urlencoded"
KEY = b"another inbox"
NULL = {"Origin": "null"}
HOME = {"Origin": "https://example.org", "Sec-Fetch-Site": "same-origin"}
LETTER = {
    "name": "Zoë",
    "email": "zoe@example.org",
    "message": "One\r\ntwo",
    "page": "/blog/articles/first/",
}
KEPT = {
    "name": "Zoë",
    "email": "zoe@example.org",
    "organisation": "",
    "message": "One\ntwo",
    "validation": "",
}
REPLY = {
    "name": "Rita",
    "email": "rita@example.org",
    "comment": "The bell on our counter is for the staff alone.",
    "notify": "yes",
    "page": "/blog/articles/first/",
    "article": ARTICLE,
    "to": "",
}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")

    def fields(self) -> dict[str, str]:
        """What its form would send."""
        sent = {str(f["name"]): str(f.get("value", "")) for f in self.soup.select("input")}
        return sent | {str(f["name"]): f.text[1:] for f in self.soup.select("textarea")}

    def problems(self) -> list[str]:
        return [item.text for item in self.soup.select(".problems li")]


@dataclass(slots=True)
class Receiver:
    """One that runs, for a site at https://example.org/blog."""

    folder: Path
    port: int
    settings: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def database(self) -> Place:
        told = self.settings.get("INBOX_DATABASE", "")
        return told if told.startswith("postgresql:") else self.folder / "inbox.sqlite3"

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                COMMAND, cwd=self.folder, env=environment_of(self), stderr=log
            )
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise TimeoutError(self.port)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(timeout=20)

    def send(
        self,
        sent: Mapping[str, str] | bytes | Iterable[bytes],
        form: str = "contact",
        **headers: str,
    ) -> Answer:
        content = urlencode(sent).encode() if isinstance(sent, Mapping) else sent
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", f"/{form}", content, {"Content-Type": FORM, **HOME, **named})

    def ask(
        self,
        method: str,
        path: str,
        content: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, f"/blog/inbox{path}", content, headers or {})
            response = connection.getresponse()
            named = {name.title(): value for name, value in response.getheaders()}
            return Answer(response.status, named, response.read().decode())

    def kept(self) -> list[Message]:
        with closing(Store(self.database)) as store:
            return store.in_state("waiting", "approved", "answered", "rejected", "spam")

    def log(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in (self.folder / "log").read_text().splitlines()]


COMMAND = (sys.executable, "-m", "plugins.inbox")


def environment_of(receiver: Receiver) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SITEURL": "https://example.org/blog",
        "INBOX_SITE": str(receiver.folder / "site"),
        "INBOX_PORT": str(receiver.port),
        **receiver.settings,
    }


@contextmanager
def receiver_in(folder: Path, **settings: str) -> Iterator[Receiver]:
    for path, html in PAGES.items():
        (folder / "site" / path).mkdir(parents=True)
        (folder / "site" / path / "index.html").write_text(html, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        receiver = Receiver(folder, free.getsockname()[1], settings)
    receiver.start()
    try:
        yield receiver
    finally:
        if receiver.process and receiver.process.poll() is None:
            receiver.end(signal.SIGKILL)


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    # The tests are many visitors with one address.
    with receiver_in(tmp_path_factory.mktemp("inbox"), INBOX_PROXIES="10.0.0.1") as running:
        running.end()
        running.settings = {}
        running.start()
        yield running
        assert "Traceback" not in (running.folder / "log").read_text()


_visitors = iter(range(1, 1 << 20))


@pytest.fixture
def visitor() -> dict[str, str]:
    """An address nobody had before, as a proxy tells it."""
    number = next(_visitors)
    return {"X_Forwarded_For": f"192.0.2.9, 10.{number >> 16}.{number >> 8 & 255}.{number & 255}"}


@both
def test_a_message_is_on_disk_before_it_is_answered(tmp_path: Path, place: Place) -> None:
    with receiver_in(tmp_path, INBOX_DATABASE=str(place)) as receiver:
        answer = receiver.send(LETTER)
        receiver.end(signal.SIGKILL)
    assert (answer.status, answer.headers["Location"]) == (303, "/blog/thank-you/")
    [message] = receiver.kept()
    assert (message.form, message.page) == ("contact", "/blog/articles/first/")
    assert (message.answers, message.held) == (KEPT, False)
    assert message.received_at.tzinfo is UTC
    if isinstance(place, Path):
        assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_whoever_was_thanked_is_kept_once_whenever_it_is_killed(tmp_path: Path) -> None:
    thanked: set[str] = set()

    def insist(receiver: Receiver, name: str) -> None:
        """Sends until it is thanked, as people do."""
        while name not in thanked:
            try:
                answer = receiver.send({**LETTER, "name": name}, X_Forwarded_For=f"10.0.0.{name}")
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            assert answer.status == 303
            thanked.add(name)

    with receiver_in(tmp_path) as receiver, ThreadPoolExecutor(8) as people:
        sent = [people.submit(insist, receiver, str(number)) for number in range(200)]
        for kill in range(1, 6):
            while len(thanked) < 30 * kill:
                time.sleep(0.005)
            receiver.end(signal.SIGKILL)
            receiver.start()
        for one in sent:
            one.result()
    assert sorted(message.answers["name"] for message in receiver.kept()) == sorted(thanked)
    with closing(sqlite3.connect(receiver.database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_message_sent_twice_is_one(receiver: Receiver, visitor: dict[str, str]) -> None:
    letter = {**LETTER, "name": "Twice"}
    with ThreadPoolExecutor(max_workers=8) as clicks:
        answers = list(clicks.map(lambda _: receiver.send(letter, **visitor), range(8)))
    assert {answer.status for answer in answers} == {303}
    assert [m.answers["name"] for m in receiver.kept()].count("Twice") == 1


def test_the_page_is_one_line_and_not_a_long_one(
    receiver: Receiver, visitor: dict[str, str]
) -> None:
    receiver.send({**LETTER, "page": "/a/\r\n\x1b[31m" + "x" * 400}, **visitor)
    assert receiver.kept()[-1].page == ("/a/ [31m" + "x" * 400)[:300]


def test_what_came_oddly_is_stored_and_shown_once_more(
    receiver: Receiver, visitor: dict[str, str]
) -> None:
    odd = {**LETTER, "name": "Autofilled", "validation": "Zoë"}
    shown = receiver.send(odd, **visitor)
    assert shown.status == 200
    assert shown.soup.select_one("title").text == "Please check and send: Write to us"  # type: ignore[union-attr]
    assert shown.soup.select_one(".notice").text == CONFIRM  # type: ignore[union-attr]
    [message] = [m for m in receiver.kept() if m.answers["name"] == "Autofilled"]
    assert (message.how, message.held) == (("The trap was filled in",), True)
    for ago, status in ((0, 200), (25 * 3600, 200), (3, 303)):
        made = shown.fields() | {"token": confirm_token(receiver, message, ago)}
        assert receiver.send(made, **visitor).status == status
    assert receiver.send(made, **visitor).status == 303, "a double click"
    [message] = [m for m in receiver.kept() if m.answers["name"] == "Autofilled"]
    assert (message.how, message.held, message.round) == ((), False, 0)


def confirm_token(receiver: Receiver, message: Message, ago: float) -> str:
    """As the page has it; of the future, if ``ago`` is 0, so that no time is long enough."""
    made = datetime.now(UTC) - timedelta(seconds=ago or -600)
    with closing(Store(receiver.database)) as store:
        return token(store.key, "confirm", message.id, message.round, made)


def test_what_was_changed_meanwhile_is_another_message(
    receiver: Receiver, visitor: dict[str, str]
) -> None:
    shown = receiver.send({**LETTER, "name": "Changes"}, Origin="null", Sec_Fetch_Site="cross-site")
    time.sleep(2.1)  # as a person does
    assert receiver.send({**shown.fields(), "name": ""}, **visitor).status == 422
    changed = {**shown.fields(), "message": "Something else"}
    assert [receiver.send(changed, **visitor).status for _ in "12"] == [303, 303]
    kept = [m for m in receiver.kept() if m.answers["name"] == "Changes"]
    assert [(m.state, m.answers["message"], bool(m.how)) for m in kept] == [
        ("rejected", "One\ntwo", True),
        ("waiting", "Something else", False),
    ]


def test_what_was_confirmed_stays_whatever_is_sent_from_its_page(
    receiver: Receiver, visitor: dict[str, str]
) -> None:
    """Back from the thanks, to say something else."""
    shown = receiver.send({**LETTER, "name": "Says more", "validation": "Zoë"}, **visitor)
    time.sleep(2.1)  # as a person does
    assert receiver.send(shown.fields(), **visitor).status == 303
    more = {**shown.fields(), "message": "Something else"}
    assert receiver.send(more, **visitor).status == 200
    kept = [m for m in receiver.kept() if m.answers["name"] == "Says more"]
    assert [(m.state, bool(m.how)) for m in kept] == [("waiting", False), ("waiting", True)]


def test_the_same_words_from_another_are_looked_at_once_more(
    receiver: Receiver, visitor: dict[str, str]
) -> None:
    text = "Nobody else has ever put it in exactly these words, I should think."
    first = receiver.send({**LETTER, "name": "Ann", "message": f"I am Ann. {text}"}, **visitor)
    second = receiver.send({**LETTER, "name": "Bob", "message": f"I am Bob. {text}"}, **visitor)
    assert (first.status, second.status) == (303, 200)
    *_, ann, bob = receiver.kept()
    assert bob.how == (f"Number {ann.number} says the same under another name or address",)


def test_what_it_says_is_for_a_person_and_its_writer_is_thanked(
    receiver: Receiver, visitor: dict[str, str]
) -> None:
    letter = {**LETTER, "message": "We sell backlinks: https://a.example https://b.example"}
    assert receiver.send(letter, **visitor).status == 303
    assert receiver.kept()[-1].what == (
        "It speaks as sellers speak: “backlinks”",
        "It links to a.example, b.example",
    )


def test_many_from_one_address_are_held_and_others_are_not(
    receiver: Receiver, visitor: dict[str, str]
) -> None:
    for number in range(MOST + 1):
        answer = receiver.send({**LETTER, "name": f"Office {number}"}, **visitor)
    assert answer.status == 200
    assert receiver.kept()[-1].how == (f"It is number {MOST + 1} from one address within minutes",)
    other = {"X_Forwarded_For": visitor["X_Forwarded_For"].replace("10.", "11.")}
    assert receiver.send({**LETTER, "name": "Another"}, **other).status == 303


@both
def test_a_full_database_gives_the_form_back(tmp_path: Path, place: Place) -> None:
    full = {"INBOX_DATABASE": str(place), "INBOX_MAX_BYTES": str(1024**2)}

    def noise(number: int) -> str:
        """What PostgreSQL cannot store in less."""
        chance = random.Random(number)
        return " ".join(f"{chance.getrandbits(64):x}" for _ in range(280))

    with receiver_in(tmp_path, **full) as receiver:
        answers = [
            receiver.send(
                {**LETTER, "message": f"{kind} {noise(n)}"},
                X_Forwarded_For=f"10.1.{n}.1",
                **headers,
            )
            for n in range(200)
            for kind, headers in (("even", {}), ("odd", {"Sec_Fetch_Site": "cross-site"} | NULL))
        ]
        assert receiver.ask("GET", "/health").text == "ok"
    honest, odd = answers[::2], answers[1::2]
    assert {a.status for a in odd} == {200, 503}
    assert {a.status for a in honest} >= {303, 503}
    # What may be spam is refused first.
    first_refused = [[a.status for a in kind].index(503) for kind in (odd, honest)]
    assert first_refused == sorted(first_refused)
    assert honest[-1].problems() == [NOT_STORED]
    assert honest[-1].fields()["message"].startswith("even ")
    assert "us@example.org" in honest[-1].text
    taken = [a for a in answers if a.status != 503]
    assert len(receiver.kept()) == len(taken) > 0


def test_a_database_that_takes_nothing_gives_the_form_back(tmp_path: Path) -> None:
    with receiver_in(tmp_path) as receiver:
        with closing(sqlite3.connect(receiver.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with ThreadPoolExecutor() as visitors:
                sent = visitors.submit(receiver.send, LETTER)
                health = receiver.ask("GET", "/health")
                answer = sent.result()
        assert (answer.status, answer.problems()) == (503, [NOT_STORED])
        assert answer.fields()["message"] == "One\ntwo"
        assert health.status == 503
        assert receiver.send(LETTER).status == 303


def test_mistakes_are_told_on_the_page_as_it_was_built(
    receiver: Receiver, visitor: dict[str, str]
) -> None:
    before = receiver.kept()
    answer = receiver.send({"name": '"><script>', "email": "zoe@", "page": '"><b>'}, **visitor)
    assert (answer.status, answer.headers["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert answer.headers.items() >= HEADERS.items()
    page = answer.soup
    assert page.title is not None
    assert page.title.text == "Problem: Write to us"
    assert page.footer is not None
    assert not page.select("script, b, #as-built")
    assert answer.fields() == {
        "name": '"><script>',
        "email": "zoe@",
        "organisation": "",
        "validation": "",
        "page": '"><b>',
        "message": "",
    }
    assert {link["href"]: link.text for link in page.select(".problems a")} == {
        "#contact-email": "Enter your email address in full, like name@example.org",
        "#contact-message": "Enter your message",
    }
    assert [form["action"] for form in page.select("form")] == ["/blog/inbox/contact"]
    assert page.select_one('a[href="mailto:us@example.org"]')
    assert receiver.kept() == before


def test_a_page_that_was_not_built_loses_nothing_typed(tmp_path: Path) -> None:
    with receiver_in(tmp_path) as receiver:
        for built in ("", "<title>No slot</title><!-- form:contact -->"):
            (tmp_path / "site/contact/index.html").write_text(built, encoding="utf-8")
            answer = receiver.send({"message": "What I typed"})
            assert answer.fields()["message"] == "What I typed"
            assert answer.soup.select_one("title").text == "Problem: Tell Us How We Can Help"  # type: ignore[union-attr]


def test_a_reply_is_stored_with_its_article(receiver: Receiver, visitor: dict[str, str]) -> None:
    answer = receiver.send({**REPLY, "to": ABOVE}, "reply", **visitor)
    assert (answer.status, answer.headers["Location"]) == (303, "/blog/thank-you/")
    message = receiver.kept()[-1]
    assert (message.form, message.held) == ("reply", False)
    assert message.answers == {
        **{name: REPLY[name] for name in ("name", "email", "comment", "notify", "article")},
        "validation": "",
        "to": ABOVE,
    }


def test_a_reply_is_told_its_mistakes_and_the_policy_under_its_article(
    receiver: Receiver, visitor: dict[str, str]
) -> None:
    answer = receiver.send({"page": REPLY["page"], "article": ARTICLE, "to": ABOVE}, "reply")
    assert answer.status == 422
    assert answer.problems() == [
        "Please enter your comment!",
        "Please enter your name here",
        "Please enter your email address here",
    ]
    hidden = {"article": ARTICLE, "to": ABOVE, "page": REPLY["page"]}
    assert answer.fields().items() >= hidden.items()
    assert len(answer.soup.select(".rules li")) == 3
    assert answer.soup.title
    assert answer.soup.title.text == "Problem: A post"
    brief = receiver.send({**REPLY, "comment": "Good post!"}, "reply", **visitor)
    assert brief.problems() == ["Say a little more: what do you think, and why?"]
    linked = {**REPLY, "comment": "I keep a list: https://a.example and https://b.example, see?"}
    assert receiver.send(linked, "reply", **visitor).problems() == [
        "Keep one link at most; there are 2"
    ]


@pytest.mark.parametrize("page", ["/blog/articles/closed/", "/blog/", "/blog/contact/"])
def test_a_reply_to_what_takes_none_is_given_back(
    receiver: Receiver, visitor: dict[str, str], page: str
) -> None:
    (receiver.folder / "site/index.html").write_text("<title>Home</title>")
    before = receiver.kept()
    answer = receiver.send({**REPLY, "page": page}, "reply", **visitor)
    assert (answer.status, answer.problems()) == (422, [CLOSED])
    assert answer.fields()["comment"] == REPLY["comment"]
    assert "us@example.org" in answer.text
    assert receiver.kept() == before


def test_a_page_in_french_is_given_back_in_french(tmp_path: Path, visitor: dict[str, str]) -> None:
    own = urlencode({"Send reply": "Allez-y & merci", "your name": "votre <nom>"})
    french = {path: html.replace(" -->", " lang=fr -->", 1) for path, html in PAGES.items()}
    french["articles/first"] = french["articles/first"].replace("=fr", f"=fr words={own}", 1)
    with receiver_in(tmp_path, INBOX_PROXIES="127.0.0.1") as receiver:
        for path, html in french.items():
            (tmp_path / "site" / path / "index.html").write_text(html, "utf-8")
        answer = receiver.send({**LETTER, "name": "", "email": "zoe@"}, **visitor)
        assert (answer.status, answer.problems()) == (
            422,
            [
                "Saisissez votre nom",
                "Saisissez votre adresse e-mail en entier, comme nom@example.org",
            ],
        )
        assert answer.soup.select_one("title").text == "Problème\xa0: Write to us"  # type: ignore[union-attr]
        long = {**REPLY, "name": "x" * 101, "comment": "https://a.b http://c.d " * 3}
        answer = receiver.send(long, "reply", **visitor)
        assert answer.problems() == [
            "Gardez un seul lien\u202f; il y en a 6",
            "Votre <nom>\xa0: 100 caractères au plus",
        ]
        assert answer.soup.select_one("button").text == "Allez-y & merci"  # type: ignore[union-attr]
        closed = {**REPLY, "page": "/blog/articles/closed/"}
        answer = receiver.send(closed, "reply", **visitor)
        assert answer.problems() == ["Les commentaires de cet article sont fermés"]
        assert answer.soup.select_one("html")["lang"] == "fr"  # type: ignore[index]
        odd = receiver.send({**LETTER, "validation": "Zoë"}, **visitor)
        assert (odd.status, len(odd.soup.select(".notice"))) == (200, 1)
        assert "Vérifiez, puis envoyez." in odd.text
        assert receiver.kept()[-1].how == ("The trap was filled in",)
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_english_and_a_file_need_neither_babel_nor_psycopg(tmp_path: Path) -> None:
    """They take long to load, and a receiver may have to start at once."""
    page = tmp_path / "contact/index.html"
    page.parent.mkdir()
    page.write_text(CONTACT_PAGE.replace(" -->", " lang=en -->", 1))
    program = f"""
import sys
from pathlib import Path
import plugins.inbox.app
from plugins.contact_form.form import CONTACT
from plugins.inbox.pages import filled, place_of
from plugins.inbox.store import Store
place = place_of(CONTACT, Path({str(tmp_path)!r}), "contact")
problems = CONTACT.problems(CONTACT.answers({{}}), place.say)
told = filled(CONTACT, place, action="", page="", answers={{}}, problems=problems, hidden={{}})
assert "Enter your name" in told
Store(Path({str(tmp_path / "inbox")!r})).close()
print(sys.modules.keys() & {{"babel", "psycopg"}})
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"page": "/blog/articles/nowhere/"}, id="no such page"),
        pytest.param({"page": "/blog/../../etc/passwd"}, id="out of the site"),
        pytest.param({"page": "/blog/" + "x" * 290}, id="a name no file can have"),
        pytest.param({"article": ABOVE}, id="another article's id"),
        pytest.param({"article": "", "page": ""}, id="nothing said"),
    ],
)
def test_a_reply_to_nothing_known_is_held(
    receiver: Receiver, visitor: dict[str, str], changed: dict[str, str]
) -> None:
    comment = f"What I think of this I have said above, {next(_visitors)}."
    page = receiver.folder / "site/index.html"
    page.unlink(missing_ok=True)
    answer = receiver.send({**REPLY, "comment": comment, **changed}, "reply", **visitor)
    assert answer.status == 303
    assert receiver.kept()[-1].what == (NO_ARTICLE,)


def test_the_form_that_answers_a_reply(receiver: Receiver) -> None:
    asked = urlencode({"page": "/blog/articles/first/", "to": ABOVE})
    answer = receiver.ask("GET", f"/reply?{asked}")
    assert answer.status == 200
    hidden = {"page": "/blog/articles/first/", "article": ARTICLE, "to": ABOVE}
    assert answer.fields().items() >= hidden.items()
    assert answer.soup.select_one(".notice").text == ANSWERS  # type: ignore[union-attr]
    assert answer.soup.footer
    unknown = receiver.ask("GET", f"/reply?{asked[:-1]}")
    assert unknown.fields()["to"] == ""


@pytest.mark.parametrize(
    ("asked", "status", "location"),
    [
        ("page=/blog/articles/closed/", 303, "/blog/articles/closed/"),
        ("page=/blog/articles/nowhere/", 404, None),
        ("page=/blog/%00", 404, None),
        ("page=/blog/../../../../etc/", 404, None),
        ("page=//evil.example/", 404, None),
        ("page=%ED%A0%80&to=%FF", 404, None),
        ("", 404, None),
    ],
)
def test_asking_for_a_form_that_is_none(
    receiver: Receiver, asked: str, status: int, location: str | None
) -> None:
    (receiver.folder / "site/index.html").unlink(missing_ok=True)
    answer = receiver.ask("GET", f"/reply?{asked}")
    assert (answer.status, answer.headers.get("Location")) == (status, location)


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
    answer = receiver.send(sent, Content_Type=media_type)
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
    assert receiver.send(sent, Content_Type=media_type).status == 422


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
    answer = receiver.ask("GET", "/contact")
    assert (answer.status, answer.headers["Location"]) == (303, "/blog/contact/")
    assert receiver.ask("GET", "/nothing").status == 404
    assert receiver.send(LETTER, "nothing").status == 404
    answer = receiver.ask("PUT", "/contact")
    assert (answer.status, set(answer.headers["Allow"].split(", "))) == (
        405,
        {"GET", "HEAD", "POST"},
    )
    assert answer.headers.items() >= HEADERS.items()
    assert receiver.ask("GET", "/health").text == "ok"


def decide_link(receiver: Receiver, message: Message, ago: timedelta = timedelta(0)) -> str:
    with closing(Store(receiver.database)) as store:
        made = datetime.now(UTC) - ago
        return f"/decide/{token(store.key, 'decide', message.id, message.round, made)}"


def test_a_link_shows_and_then_decides_once(receiver: Receiver, visitor: dict[str, str]) -> None:
    receiver.send(
        {**REPLY, "comment": "<b>I think</b> it depends on the shop."}, "reply", **visitor
    )
    message = receiver.kept()[-1]
    link = decide_link(receiver, message)
    shown = receiver.ask("GET", link)
    assert (shown.status, shown.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert shown.soup.select_one('meta[name="robots"][content="noindex"]')
    assert "<b>I think" not in shown.text
    assert "I think" in shown.soup.text
    buttons = [button["value"] for button in shown.soup.select("button")]
    assert buttons == ["approved", "rejected", "spam"]
    receiver.ask("HEAD", link)
    assert receiver.kept()[-1].state == "waiting"
    assert receiver.send({"decision": "nonsense"}, link[1:]).status == 303
    assert receiver.kept()[-1].state == "waiting"
    # Whoever has the link may use it, from a mail program too.
    decided = receiver.send({"decision": "approved"}, link[1:], Origin="null")
    assert (decided.status, decided.headers["Location"]) == (303, f"/blog/inbox{link}")
    assert receiver.send({"decision": "spam"}, link[1:]).status == 303
    assert receiver.kept()[-1].state == "approved"
    after = receiver.ask("GET", link)
    assert "approved" in after.soup.text
    assert not any(word in after.text for word in ("Rita", "rita@", "I think"))


def test_a_letter_is_answered_by_mail_and_its_link_says_so(
    receiver: Receiver, visitor: dict[str, str]
) -> None:
    receiver.send({**LETTER, "message": "Do you speak at schools?"}, **visitor)
    link = decide_link(receiver, receiver.kept()[-1])
    buttons = [button["value"] for button in receiver.ask("GET", link).soup.select("button")]
    assert buttons == ["answered", "rejected", "spam"]
    receiver.send({"decision": "answered"}, link[1:])
    assert receiver.kept()[-1].state == "answered"


def test_a_link_that_is_of_no_use(receiver: Receiver, visitor: dict[str, str]) -> None:
    receiver.send({**LETTER, "name": "Linked"}, **visitor)
    message = receiver.kept()[-1]
    assert receiver.ask("GET", decide_link(receiver, message, timedelta(days=31))).status == 404
    good = decide_link(receiver, message)
    confirm = f"/decide/{token(KEY, 'decide', message.id, 0, datetime.now(UTC))}"
    for forged in ("/decide/x", "/decide/%C3%A9", f"/decide/{'A' * 86}", f"{good}AAAA", confirm):
        assert receiver.ask("GET", forged).status == 404
    # A letter is nothing to approve.
    receiver.send({"decision": "approved"}, decide_link(receiver, message)[1:])
    assert receiver.kept()[-1].state == "waiting"


def test_the_log_names_nobody(tmp_path: Path) -> None:
    with receiver_in(tmp_path) as receiver:
        receiver.send(LETTER)
        receiver.send({**LETTER, "validation": "x"})
        receiver.send({})
        receiver.send(b"name=%ff")
        receiver.end()
    kept = receiver.kept()
    told = [
        {name: value for name, value in line.items() if name != "at"} for line in receiver.log()
    ]
    assert told == [
        {"event": "ready"},
        {"event": "stored", "form": "contact", "message": kept[0].id},
        {"event": "held", "form": "contact", "message": kept[1].id},
        {"event": "refused", "form": "contact", "status": 422},
        {"event": "refused", "status": 400},
        {"event": "ended"},
    ]


def test_what_is_in_hand_is_finished_before_it_ends(tmp_path: Path) -> None:
    body = urlencode(LETTER).encode()
    with receiver_in(tmp_path) as receiver:
        with socket.create_connection(("127.0.0.1", receiver.port), timeout=20) as visitor:
            visitor.sendall(
                b"POST /blog/inbox/contact HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n"
                b"Origin: https://example.org\r\nConnection: close\r\n"
                b"Content-Type: application/x-www-form-urlencoded\r\n\r\n%s" % (len(body), body[:9])
            )
            time.sleep(0.3)
            assert receiver.process
            receiver.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            visitor.sendall(body[9:])
            assert visitor.recv(1_000).startswith(b"HTTP/1.1 303 ")
        assert receiver.process.wait(timeout=20) == 0
    assert len(receiver.kept()) == 1


def started_in_vain(receiver: Receiver, *words: str) -> str:
    """The one line it says."""
    done = subprocess.run(
        [*COMMAND, *words],
        cwd=receiver.folder,
        env=environment_of(receiver),
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    return line


def test_why_it_does_not_start(receiver: Receiver, tmp_path: Path) -> None:
    second = Receiver(receiver.folder, 1, {})
    assert started_in_vain(second) == (
        "inbox.sqlite3 has a receiver already. Stop that one, or set INBOX_DATABASE."
    )
    other = Receiver(tmp_path, receiver.port, {"INBOX_SITE": str(receiver.folder / "site")})
    assert started_in_vain(other) == (
        f"port {receiver.port} is taken. Stop what holds it, or set INBOX_HOST or INBOX_PORT."
    )
    (tmp_path / "inbox.env").write_text("# where it listens\nINBOX_HOST\n")
    assert started_in_vain(other).startswith("inbox.env:2: this is no setting.")
    (tmp_path / "inbox.env").write_text("INBOX_MAX_BYTES='some'\n")
    assert started_in_vain(other).startswith("INBOX_MAX_BYTES is some.")
    (tmp_path / "inbox.env").unlink()
    other.settings = {**other.settings, "INBOX_DATABASE": "list.txt"}
    (tmp_path / "list.txt").write_text("A shopping list, and a long one at that. " * 9)
    assert "file is not a database" in started_in_vain(other)
    assert (tmp_path / "list.txt").read_text().startswith("A shopping list")
    assert started_in_vain(other, "list").startswith("python -m plugins.inbox takes no words")


def test_a_hold_ends_when_it_is_let_go(tmp_path: Path) -> None:
    Hold(tmp_path / "inbox").release()
    Hold(tmp_path / "inbox").release()


def test_a_message_from_the_first_version_is_kept(tmp_path: Path) -> None:
    database = tmp_path / "inbox.sqlite3"
    with closing(sqlite3.connect(database)) as old, old:
        old.executescript(STEPS[0])
        for caught in (0, 1):
            old.execute(
                "INSERT INTO messages VALUES (NULL, ?, ?, ?, ?, ?)",
                ("2026-01-02T03:04:05+00:00", "contact", "/a/", json.dumps(KEPT), caught),
            )
        old.execute("PRAGMA user_version = 1")
    hold = Hold(database)
    with pytest.raises(StoreError, match="has a receiver already"):
        Store(database)
    with closing(Store(database, held=True)) as store:
        first, second = store.in_state("waiting")
    hold.release()
    assert (first.number, first.answers, first.how) == (1, KEPT, ())
    assert (second.number, second.how) == (2, ("the trap was filled in",))
    assert first.received_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}", first.id)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="later version"):
        Store(database)
