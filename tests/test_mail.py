"""Mail, by real conversations with a server that takes it or does not."""

import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.inbox import sender as sender_module
from plugins.inbox.database import Place, StoreError
from plugins.inbox.mail import (
    MAX_SUBJECT_CHARS,
    answer_mail,
    mails_for,
    one_line,
    replier_mails,
    written,
)
from plugins.inbox.outbox import DELAYS, Row, mark_sent, parked, retry
from plugins.inbox.retention import Retention, purge, retention_of
from plugins.inbox.sender import Sender
from plugins.inbox.settings import SettingError
from plugins.inbox.smtp import MailSettings, mail_settings_of
from plugins.inbox.store import Mail, Message, Store
from plugins.inbox.tokens import read_token
from tests.conftest import ROOT
from tests.databases import both
from tests.post import START, Post, faults_of

KEY = b"k" * 32
ID = "6f1d6d2e-5a3c-4f0e-9d3b-0d6c2f3a1b11"
CONTACT = Message(
    START,
    "contact",
    "/blog/contact/",
    {"name": "Zoë", "email": "zoe@example.org", "message": "One\n\nFrom: two"},
    id=ID,
    number=12,
)
REPLY = replace(
    CONTACT,
    form="reply",
    page="/blog/articles/first/",
    answers={"comment": "One", "name": "Zoë", "email": "zoe@example.org", "notify": "yes"},
)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


def settings_in(folder: Path, port: int = 25, **others: str) -> MailSettings:
    settings = mail_settings_of(
        {
            "SMTP_HOST": "localhost",
            "SMTP_PORT": str(port),
            "SMTP_SECURITY": "none",
            "MAIL_FROM": "blog@example.org",
            "MAIL_TO": "owner@example.org",
            "INBOX_AUTHORS": "sam-sample=sam@example.org, paula=OWNER@example.org",
            "INBOX_SITE": str(folder),
            "SITEURL": "https://example.org/blog",
            **others,
        }
    )
    assert settings
    return settings


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    with closing(Store(place)) as opened:
        yield opened


def add(store: Store, settings: MailSettings, *messages: Message) -> None:
    with store.transaction():
        for message in messages:
            store.add(message, mails_for(settings, message, ["sam-sample", "paula", "gus"]))


def numbered(count: int) -> list[Message]:
    return [
        Message(START, "contact", "/", {**CONTACT.answers, "message": f"Number {number}"})
        for number in range(count)
    ]


def sender_for(store: Store, settings: MailSettings, clock: Clock, timeout: float = 20) -> Sender:
    return Sender(
        store.place, settings, Retention(), clock, wait=lambda seconds: False, timeout=timeout
    )


def read(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def text_of(mail: EmailMessage) -> str:
    return str(mail.get_content()).replace("\r\n", "\n")


def ours(content: bytes) -> list[str]:
    """The lines that nobody typed."""
    lines = text_of(read(content)).splitlines()
    return [line for line in lines if not line.startswith((">", "- "))]


def attempts(store: Store) -> list[int]:
    with store.reading() as connection:
        return [n for (n,) in connection.execute("SELECT attempts FROM outbox ORDER BY number")]


def test_the_owner_gets_the_message_with_a_link_to_decide(store: Store, tmp_path: Path) -> None:
    with Post() as post:
        settings = settings_in(tmp_path, post.port)
        add(store, settings, replace(CONTACT, how=("it came from\nanother site",)))
        sender_for(store, settings, Clock()).turn()
        sender_for(store, settings, Clock()).turn()
    [(recipient, content)] = post.taken
    assert recipient == "owner@example.org"
    mail = read(content)
    assert {name: str(mail[name]) for name in mail if name != "X-Peer"} == {
        "From": "blog@example.org",
        "To": "owner@example.org",
        "Date": "Sat, 21 Nov 2026 10:00:00 +0000",
        "Message-ID": f"<{ID}.owner@example.org>",
        "Reply-To": "zoe@example.org",
        "Subject": "Held: Message from Zoë",
        "Auto-Submitted": "auto-generated",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
        "MIME-Version": "1.0",
    }
    said, link = re.subn(r"https://example.org/blog/inbox/decide/(\S+)", "LINK", text_of(mail))
    assert link == 1
    assert said == (
        "page:\n> /blog/contact/\n\n"
        "name:\n> Zoë\n\n"
        "email:\n> zoe@example.org\n\n"
        "message:\n> One\n>\n> From: two\n\n"
        "What is odd about it:\n- it came from another site\n\n"
        "Look at it and decide, until it is decided or 30 days are over:\nLINK\n\n"
        "Number 1, received 2026-11-21 10:00 UTC.\n"
    )
    [token] = re.findall(r"/decide/(\S+)", text_of(mail))
    assert read_token(store.key, "decide", token) == (ID, 0, START)


def test_who_gets_mail_about_what(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    authors = ["gus", "paula", "sam-sample"]

    def told(message: Message) -> list[tuple[str, str, bool]]:
        return [(m.key, m.recipient, m.late) for m in mails_for(settings, message, authors)]

    owner = (f"{ID}.owner", "owner@example.org", False)
    assert told(CONTACT) == [owner]
    assert told(REPLY) == [owner, (f"{ID}.author.sam-sample", "sam@example.org", False)]
    assert told(replace(REPLY, what=("odd",))) == [(f"{ID}.owner", "owner@example.org", True)]
    assert [mail.recipient for mail in replier_mails(REPLY)] == ["zoe@example.org"]
    for unasked in ({"notify": ""}, {"email": "a@b.c\r\nBcc: d@e.f"}):
        assert not replier_mails(replace(REPLY, answers={**REPLY.answers, **unasked}))
    assert not mails_for(None, REPLY, authors)


def test_an_author_may_answer_but_not_decide(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    [_, author] = mails_for(settings, REPLY, ["sam-sample"])
    mail = read(written(settings, author, REPLY, [], KEY, START))
    assert (mail["Subject"], mail["Reply-To"]) == ("Reply from Zoë", "zoe@example.org")
    assert "\n\ncomment:\n> One\n\n" in text_of(mail)
    assert "/decide/" not in text_of(mail)


def test_an_answer_is_the_owners(tmp_path: Path) -> None:
    mail = answer_mail(CONTACT, "Thank you,\n\nwe do.\n", 1)
    sent = read(written(settings_in(tmp_path), mail, CONTACT, [], KEY, START))
    assert (sent["To"], sent["Reply-To"]) == ("zoe@example.org", "owner@example.org")
    assert (sent["Message-ID"], sent["Auto-Submitted"]) == (f"<{ID}.answer.1@example.org>", None)
    assert text_of(sent) == (
        "Thank you,\n\nwe do.\n\nOn November 21, 2026 you wrote to https://example.org/blog:\n\n"
        "> One\n>\n> From: two\n"
    )


@pytest.mark.parametrize("mark", ["", "<!-- form:reply x lang=en -->"])
def test_visitors_are_written_to_in_the_words_of_the_site(tmp_path: Path, mark: str) -> None:
    """Those of the page, or else of the contact page."""
    pages = {"contact": "<!-- form:contact lang=fr -->", "articles/first": mark}
    for path, html in pages.items():
        (tmp_path / path).mkdir(parents=True)
        (tmp_path / path / "index.html").write_text(html, "utf-8")
    [told] = replier_mails(REPLY)
    sent = read(written(settings_in(tmp_path), told, REPLY, [], KEY, START))
    assert sent["Subject"] == (
        "Your reply is published" if mark else "Votre commentaire est publié"
    )
    answer = answer_mail(CONTACT, "Merci.", 1)
    sent = read(written(settings_in(tmp_path), answer, CONTACT, [], KEY, START))
    assert "Le 21 novembre 2026, vous avez écrit à https://example.org/blog\xa0:" in text_of(sent)
    owner = Mail(f"{ID}.owner", "owner", "owner@example.org", ID)
    sent = read(written(settings_in(tmp_path), owner, CONTACT, [], KEY, START))
    assert sent["Subject"] == "Message from Zoë"


# One that the forms take for an address, as browsers do.
EVIL = "=?utf-8?q?x=0D=0ABcc?=@example.org"
NAUGHTY = (
    "=?utf-8?q?x=0D=0ABcc:_a@b.c?=",
    "= ?utf-8?q?x=0D=0ABcc:_a@b.c?=",
    "==??utf-8?b?DQpCY2M6IGFAYi5j?=",
    "=\u200b?utf-8?q?=0ABcc:_a@b.c?=",
    "\r\nBcc: a@b.c\r\n\r\n",
    "a\x00b\x0bc\x0cd\x1ce\x85f\u2028g\u2029h",
    "\u202egnp.exe\u2066",
    "a@b.c, evil@example.org",
    '"a\r\n b"@example.org',
    "<a@b.c>",
    ".a..b.@example.org",
    EVIL,
    "a" * 64 + "@" + ".".join(["b" * 60] * 3),
    "ﷺ" * 300,
    "日 本" * 100,
    "\n.\n..\n.\r\nMAIL FROM:<a@b.c>",
    "x" * 5_000,
)
typed = st.text(max_size=200) | st.sampled_from(NAUGHTY) | st.lists(
    st.sampled_from([*"=?qb_: \r\n\u2028@.,<>\"", "=?utf-8?q?", "?=", "=0D=0A", "Bcc:", "é"])
).map("".join)  # fmt: skip


@given(st.sampled_from(["owner", "author"]), typed, typed, typed, typed)
def test_nothing_typed_becomes_a_header_or_passes_for_ours(
    kind: str, name: str, email: str, page: str, comment: str
) -> None:
    settings = settings_in(ROOT)
    answers = {"comment": comment, "name": name, "email": email}
    message = replace(REPLY, answers=answers, page=page, how=(name,), what=(comment,))
    mail = Mail(f"{ID}.{kind}", kind, "owner@example.org", ID)  # type: ignore[arg-type]
    content = written(settings, mail, message, [], KEY, START)
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    parsed = read(content)
    headers = ["From", "To", "Date", "Message-ID", "Reply-To", "Subject", "Auto-Submitted"]
    headers += ["Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    assert [h for h in headers if h != "Reply-To"] == [h for h in parsed if h != "Reply-To"]
    assert parsed.get_all("Reply-To", [email]) == [email]
    assert (parsed["From"], parsed["To"]) == ("blog@example.org", "owner@example.org")
    assert parsed["Message-ID"] == f"<{ID}.{kind}@example.org>"
    subject = f"Reply from {name}" if kind == "author" else f"Held: Reply from {name}"
    told = str(parsed["Subject"])
    # Between two encoded words Python 3.11 forgets a blank.
    assert told.replace(" ", "") == one_line(subject, MAX_SUBJECT_CHARS).replace(" ", "")
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", told)
    harmless = replace(
        message, answers={field: value and "x" for field, value in answers.items()}, page=page[:1]
    )
    assert ours(content) == ours(written(settings, mail, harmless, [], KEY, START))


def test_a_reply_to_that_is_no_address_is_left_out(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    for email in NAUGHTY:
        message = replace(CONTACT, answers={**CONTACT.answers, "email": email})
        [mail] = mails_for(settings, message, [])
        parsed = read(written(settings, mail, message, [], KEY, START))
        assert (parsed["Reply-To"] is None) == ("b" * 60 not in email), email


def test_what_cannot_be_written_is_parked_and_stops_nobody(store: Store, tmp_path: Path) -> None:
    evil = replace(REPLY, answers={**REPLY.answers, "email": EVIL}, state="approved")
    with Post() as post:
        settings = settings_in(tmp_path, post.port)
        page = tmp_path / "articles/first/index.html"
        page.parent.mkdir(parents=True)
        page.write_text(f'<article id="reply-{ID}">')
        with store.transaction():
            store.add(evil, replier_mails(evil))
            store.post([Mail("lost.owner", "owner", "owner@example.org", "lost")], START)
        add(store, settings, *numbered(1))
        sender_for(store, settings, Clock()).turn()
    assert len(post.taken) == 1
    assert [(row.mail.kind, row.error) for row in parked(store)] == [
        (
            "replier",
            "It cannot be written: ValueError: invalid arguments; address parts cannot contain"
            " CR or LF",
        ),
        (
            "owner",
            "It cannot be written: ValueError: the message it is about is no longer there",
        ),
    ]


@both
def test_a_mail_is_tried_for_a_day_and_then_parked(store: Store, tmp_path: Path) -> None:
    clock, answer = Clock(), "451 Not now,\nzoë"
    with Post(lambda: answer.replace("\n", " ").replace("ë", "e")) as post:
        settings = settings_in(tmp_path, post.port)
        add(store, settings, CONTACT)
        with store.transaction():
            store.decide(ID, "answered", START)
        sender = sender_for(store, settings, clock)
        gaps = []
        while not parked(store):
            sender.turn()
            assert sender.turn() == 2  # nothing is due
            with store.reading() as connection:
                [(due,)] = connection.execute("SELECT due_at FROM outbox WHERE kind = 'owner'")
            if due:
                gaps.append(datetime.fromisoformat(due) - clock.now)
                clock.now = datetime.fromisoformat(due)
        [row] = parked(store)
        assert (row.attempts, row.error) == (12, "SMTPDataError: (451, b'Not now, zoe')")
        assert len(gaps) == len(DELAYS)
        for gap, delay in zip(gaps, DELAYS, strict=True):
            assert abs(gap - delay) <= delay * 0.1 + timedelta(seconds=1)
        assert sum(DELAYS, timedelta()) == timedelta(days=1)
        answer = ""
        assert (retry(store), retry(store)) == (1, 0)
        sender.turn()
    assert not parked(store)
    assert read(post.taken[-1][1])["Message-ID"] == f"<{ID}.owner@example.org>"


def test_a_server_that_is_down_is_asked_once_and_then_ever_less(
    store: Store, tmp_path: Path
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings = settings_in(tmp_path, closed.getsockname()[1])
        add(store, settings, *numbered(1_000))
        sender = sender_for(store, settings, Clock())
        rests = [sender.turn() for _ in range(13)]
    assert rests == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1024, 1024]
    assert Counter(attempts(store)) == {1: 13, 0: 987}


def test_a_server_that_stalls_or_hangs_up_costs_one_attempt(store: Store, tmp_path: Path) -> None:
    faults = iter(["", "stall", "drop", "", ""])
    with Post(lambda: next(faults)) as post:
        settings = settings_in(tmp_path, post.port)
        add(store, settings, *numbered(4))
        clock = Clock()
        sender = sender_for(store, settings, clock, timeout=0.2)
        assert [sender.turn() for _ in range(3)] == [1, 2, 2]
        assert attempts(store) == [1, 1, 1, 1]
        clock.now += timedelta(minutes=2)
        faults = iter(["", ""])
        sender.turn()
    assert attempts(store) == [1, 2, 2, 1]
    assert len({read(content)["Message-ID"] for _, content in post.taken}) == len(post.taken) == 4


def test_stopping_does_not_wait_for_a_server_that_stalls(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender_module, "STOP_SECONDS", 0.1)
    with Post(lambda: "stall") as post:
        settings = settings_in(tmp_path, post.port)
        add(store, settings, CONTACT)
        sender = Sender(store.place, settings, Retention(), Clock(), timeout=20)
        sender.start()
        while not post.asked:
            time.sleep(0.01)
        sender.stop()
    assert attempts(store) == [1]


def test_a_sent_mail_is_marked_however_long_that_takes(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = iter([True, True, False])

    def late(store: Store, row: Row, now: datetime) -> None:
        if next(tries):
            raise StoreError("busy")
        mark_sent(store, row, now)

    monkeypatch.setattr(sender_module, "mark_sent", late)
    with Post() as post:
        settings = settings_in(tmp_path, post.port)
        add(store, settings, CONTACT)
        sender_for(store, settings, Clock()).turn()
    assert (len(post.taken), list(tries)) == (1, [])


@both
def test_held_ones_come_last(store: Store, tmp_path: Path) -> None:
    first, second = numbered(2)
    with Post() as post:
        settings = settings_in(tmp_path, post.port)
        add(store, settings, replace(first, what=("odd",)), second)
        sender_for(store, settings, Clock()).turn()
    assert [first.id in str(content) for _, content in post.taken] == [False, True]


@both
def test_what_was_confirmed_reaches_the_author(store: Store, tmp_path: Path) -> None:
    with Post() as post:
        settings = settings_in(tmp_path, post.port)
        add(store, settings, replace(REPLY, how=("odd",)))
        sender = sender_for(store, settings, Clock())
        sender.turn()
        with store.transaction():
            store.confirm(ID)
            message = store.by_id(ID)
            assert message
            store.post(mails_for(settings, message, ["sam-sample"]), START)
        sender.turn()
        rejected = replace(REPLY, id=numbered(1)[0].id, answers={**REPLY.answers, "name": "Al"})
        add(store, settings, rejected)
        with store.transaction():
            store.decide(rejected.id, "spam", START)
        sender.turn()
    assert [to for to, _ in post.taken] == [f"{n}@example.org" for n in ("owner", "sam", "owner")]
    assert "It is decided already: spam." in text_of(read(post.taken[-1][1]))


def test_a_replier_is_told_when_the_page_shows_it(store: Store, tmp_path: Path) -> None:
    clock = Clock()
    page = tmp_path / "articles/first/index.html"
    page.parent.mkdir(parents=True)
    page.write_text('<article id="reply-another">')
    with Post() as post:
        settings = settings_in(tmp_path, post.port)
        with store.transaction():
            store.add(replace(REPLY, state="approved", decided_at=START))
            store.post(replier_mails(REPLY), START)
        sender = sender_for(store, settings, clock)
        for _ in range(100):
            sender.turn()
            clock.now += timedelta(hours=1)
        assert (post.asked, attempts(store)[0]) == (0, 0)
        page.write_text(f'<article id="reply-{ID}">')
        sender.turn()
        mails = [read(content) for to, content in post.taken if to == "zoe@example.org"]
    [mail] = mails
    assert f"\n\nhttps://example.org/blog/articles/first/#reply-{ID}\n" in text_of(mail)
    assert (mail["Reply-To"], mail["Auto-Submitted"]) == (None, "auto-generated")


def test_nobody_is_told_of_what_was_never_published(store: Store, tmp_path: Path) -> None:
    clock = Clock()
    with Post() as post:
        settings = settings_in(tmp_path, post.port)
        with store.transaction():
            store.add(replace(REPLY, page="/blog/../../etc/\0"), replier_mails(REPLY))
            store.decide(ID, "approved", START)
        sender = sender_for(store, settings, clock)
        sender.turn()
        clock.now += timedelta(days=31)
        sender.turn()
    assert not post.taken
    assert [row.error for row in parked(store)] == ["The reply was not published within 30 days"]


def test_a_reminder_a_day_while_something_waits(store: Store, tmp_path: Path) -> None:
    clock = Clock()
    with Post() as post:
        settings = settings_in(tmp_path, post.port)
        first, second = numbered(2)
        with store.transaction():
            store.add(first)
            store.add(replace(second, what=("odd",)))
        subjects = []
        for hours in range(0, 24 * 6, 6):
            clock.now = START + timedelta(hours=hours)
            if hours == 72:
                with store.transaction():
                    store.decide(first.id, "answered", clock.now)
            if hours == 96:
                with store.transaction():
                    store.decide(second.id, "spam", clock.now)
            # As after a restart, and two at once.
            sender_for(store, settings, clock).turn()
            sender_for(store, settings, clock).turn()
    subjects = [str(read(content)["Subject"]) for _, content in post.taken]
    assert subjects == [
        "example.org: 2 waiting, the oldest for 1 day",
        "example.org: 2 waiting, the oldest for 1 day",
        "example.org: 2 waiting, the oldest for 2 days",
        "example.org: 1 waiting, the oldest for 3 days",
    ]
    assert "1 of them held" in text_of(read(post.taken[0][1]))
    [id_] = {str(read(content)["Message-ID"]) for _, content in post.taken[:1]}
    assert id_ == "<2026-11-22.reminder@example.org>"


@both
def test_reminders_that_could_not_be_sent_do_not_pile_up(store: Store, tmp_path: Path) -> None:
    clock, fault = Clock(), "451 Later"
    with Post(lambda: fault) as post:
        settings = settings_in(tmp_path, post.port)
        with store.transaction():
            store.add(CONTACT)
        sender = sender_for(store, settings, clock)
        for _ in range(5):
            clock.now += timedelta(days=1)
            sender.turn()
            sender.turn()
        assert post.asked == 5
        fault = ""
        clock.now += timedelta(hours=1)
        sender.turn()
        assert len(post.taken) == 1
        fault = "451 Later"
        clock.now += timedelta(days=1)
        sender.turn()
        with store.transaction():
            store.decide(ID, "answered", clock.now)
        fault = ""
        clock.now += timedelta(hours=1)
        sender.turn()
    assert len(post.taken) == 1
    assert len(attempts(store)) == 1


@both
def test_what_was_decided_long_ago_is_purged(store: Store, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    states = ("waiting", "approved", "answered", "rejected", "spam")
    old = dict(zip(states, numbered(5), strict=True))
    new = dict(zip(states, numbered(10)[5:], strict=True))
    clock = Clock()
    add(store, settings, *old.values(), *new.values())
    with store.transaction():
        for state in states[1:]:
            store.decide(old[state].id, state, START)  # type: ignore[arg-type]
            limit = {"answered": 335}.get(state, 1)
            store.decide(new[state].id, state, START + timedelta(days=limit))  # type: ignore[arg-type]
        store.erase(new["waiting"].id, START)

    def left() -> list[str]:
        kept = {m.id for m in store.in_state(*states, "erased")}  # type: ignore[arg-type]
        names = {
            m.id: f"{age} {s}" for age, of in (("old", old), ("new", new)) for s, m in of.items()
        }
        return sorted(names[id_] for id_ in kept)

    everything = left()
    assert purge(store, START + timedelta(days=30), Retention()) == 0
    assert left() == everything
    Sender(store.place, None, Retention(), lambda: clock.now + timedelta(days=31)).turn()
    assert set(everything) - set(left()) == {"old rejected", "old spam"}
    assert purge(store, START + timedelta(days=366), Retention()) == 3
    assert left() == ["new answered", "new approved", "new waiting", "old approved", "old waiting"]
    # The mails go with their message.
    assert len(attempts(store)) == 4


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    made, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    command = "openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2"
    command += " -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    try:
        subprocess.run(
            [*command.split(), "-out", made, "-keyout", key], check=True, capture_output=True
        )
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return made, key


# What it warns of is a login in the clear, which it takes TLS from the first byte for.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_login_over_tls_that_is_verified(
    security: str,
    store: Store,
    tmp_path: Path,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    logins = []

    def login(server: object, session: object, envelope: object, how: str, who: object) -> object:
        from aiosmtpd.smtp import AuthResult, LoginPassword

        assert isinstance(who, LoginPassword)
        logins.append((who.login, who.password))
        return AuthResult(success=who.password == b"secret", handled=False)

    secure: dict[str, Any] = {
        "starttls": {"tls_context": context, "require_starttls": True},
        "tls": {"ssl_context": context, "auth_require_tls": False},
    }[security]
    clock = Clock()
    with Post(authenticator=login, auth_required=True, **secure) as post:
        settings = settings_in(
            tmp_path, post.port, SMTP_SECURITY=security, SMTP_USER="me", SMTP_PASSWORD="secret"
        )
        add(store, settings, CONTACT)
        sender_for(store, settings, clock).turn()
        assert (logins, post.taken) == ([], [])
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        clock.now += timedelta(minutes=2)
        sender_for(store, replace(settings, password="wrong"), clock).turn()
        assert post.taken == []
        clock.now += timedelta(minutes=3)
        sender_for(store, settings, clock).turn()
    assert len(post.taken) == 1
    assert set(logins) == {(b"me", b"wrong"), (b"me", b"secret")}


@pytest.mark.parametrize(
    ("set_", "sentence"),
    [
        ({"SMTP_SECURITY": "ssl"}, "SMTP_SECURITY is ssl. Set starttls, tls or none."),
        (
            {"SMTP_HOST": "mail.example.org"},
            "SMTP_SECURITY is none, but mail.example.org is another machine, so that everyone"
            " between could read along. Set starttls or tls.",
        ),
        ({"SMTP_PORT": "0"}, "SMTP_PORT is 0. It must be a whole number, 1 to 65535."),
        ({"SMTP_PORT": "٢٥"}, "SMTP_PORT is ٢٥. It must be a whole number, 1 to 65535."),
        (
            {"SMTP_USER": "me"},
            "Of SMTP_USER and SMTP_PASSWORD one is not set. Set both, or none.",
        ),
        (
            {"SMTP_USER": "me", "SMTP_PASSWORD": "é"},
            "SMTP_USER or SMTP_PASSWORD is not ASCII, which logins are limited to.",
        ),
        (
            {"SMTP_PASSWORD": "a", "SMTP_PASSWORD_FILE": "b"},
            "SMTP_PASSWORD and SMTP_PASSWORD_FILE are both set. Keep one.",
        ),
        (
            {"SMTP_PASSWORD_FILE": "/nowhere"},
            "SMTP_PASSWORD_FILE is /nowhere, which cannot be read: [Errno 2] No such file or"
            " directory: '/nowhere'.",
        ),
        ({"MAIL_TO": ""}, "SMTP_HOST is set, but MAIL_TO is not. Set an email address."),
        (
            {"MAIL_FROM": "Blog <a@b.c>"},
            "MAIL_FROM is Blog <a@b.c>. Set one email address, like name@example.org",
        ),
        (
            {"INBOX_AUTHORS": "sam=sam@example.org, Gus"},
            "INBOX_AUTHORS holds 'Gus'. Write each author like sam-sample=sam@example.org",
        ),
        ({"SITEURL": ""}, "SITEURL is not set. Give the site's address: https://example.org"),
        (
            {"SITEURL": f"https://{'a' * 64}.example"},
            f"SITEURL is https://{'a' * 64}.example, whose host no mail can name.",
        ),
        ({"INBOX_SITE": ""}, "INBOX_SITE is not set. Name the folder of the built site."),
    ],
)
def test_a_setting_that_is_wrong_is_told(
    set_: Mapping[str, str], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingError) as told:
        settings_in(tmp_path, 25, **set_)
    assert str(told.value) == sentence


def test_settings(tmp_path: Path) -> None:
    assert mail_settings_of({"MAIL_TO": "broken"}) is None
    (tmp_path / "password").write_text("pass word\n")
    settings = settings_in(
        tmp_path,
        SMTP_HOST="mail.example.org",
        SMTP_SECURITY="",
        SMTP_PORT="",
        SMTP_USER="me",
        SMTP_PASSWORD_FILE=str(tmp_path / "password"),
        SITEURL="https://bücher.example:8443/",
    )
    assert (settings.port, settings.security, settings.password) == (587, "starttls", "pass word")
    assert (settings.domain, settings.siteurl) == (
        "xn--bcher-kva.example",
        "https://bücher.example:8443",
    )
    assert "pass word" not in repr(settings)
    assert retention_of({"INBOX_KEEP_SPAM_DAYS": "7"}) == Retention(refused=timedelta(days=7))
    with pytest.raises(SettingError, match=r"INBOX_KEEP_DAYS is 1e3\. It must be a whole number"):
        retention_of({"INBOX_KEEP_DAYS": "1e3"})


def environment_of(settings: MailSettings) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SMTP_HOST": settings.host,
        "SMTP_PORT": str(settings.port),
        "SMTP_SECURITY": settings.security,
        "MAIL_FROM": settings.sender,
        "MAIL_TO": settings.owner,
        "INBOX_SITE": str(settings.site),
        "SITEURL": settings.siteurl,
    }


def test_a_receiver_sends_what_it_was_sent_and_ends_while_the_server_stalls(
    tmp_path: Path,
) -> None:
    faults = iter([""])
    with socket.socket() as free, Post(lambda: next(faults, "stall")) as post:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        running = subprocess.Popen(
            [sys.executable, "-m", "plugins.inbox"],
            cwd=tmp_path,
            env={**environment_of(settings_in(tmp_path, post.port)), "INBOX_PORT": str(port)},
            stderr=subprocess.DEVNULL,
        )
        try:
            for number in (1, 2):
                sent = urlencode({**CONTACT.answers, "name": f"Visitor {number}"}).encode()
                assert answer_of(port, sent) == 303
                while post.asked < number:
                    assert running.poll() is None
                    time.sleep(0.05)
            running.send_signal(signal.SIGTERM)
            assert running.wait() == 0
        finally:
            running.kill()
            running.wait()
    assert [str(read(content)["Subject"]) for _, content in post.taken] == [
        "Message from Visitor 1"
    ]


def answer_of(port: int, sent: bytes) -> int:
    """The status, from a server that may still be starting."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    for _ in range(200):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            try:
                connection.request("POST", "/blog/inbox/contact", sent, headers)
            except ConnectionRefusedError:
                time.sleep(0.05)
                continue
            return connection.getresponse().status
    raise TimeoutError(port)


def test_each_is_delivered_whatever_the_server_does_and_however_often_the_sender_is_killed(
    store: Store, tmp_path: Path
) -> None:
    kills = iter([("begun", 10), ("taken", 20), ("begun", 30), ("taken", 40)])
    next_kill = next(kills)
    running: subprocess.Popen[bytes] | None = None

    def kill(when: str, number: int) -> None:
        nonlocal next_kill
        if (when, number) == next_kill:
            assert running
            running.send_signal(signal.SIGKILL)
            running.wait()
            next_kill = next(kills, ("", 0))

    with Post(faults_of(seed=4), kill) as post:
        settings = settings_in(tmp_path, post.port)
        messages = numbered(60)
        add(store, settings, *messages)
        command = [sys.executable, "-m", "tests.post", str(store.place), str(time.time())]
        environment = environment_of(settings)
        while unsent(store):
            running = subprocess.Popen(
                command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
            )
            while running.poll() is None and unsent(store):
                time.sleep(0.05)
            running.kill()
            running.wait()
    assert next_kill == ("", 0)
    delivered = Counter(
        str(read(content)["Message-ID"])
        for _, content in post.taken
        if ".owner@" in str(read(content)["Message-ID"])
    )
    assert set(delivered) == {f"<{message.id}.owner@example.org>" for message in messages}
    # Killed between the server's taking a mail and its saying so.
    assert sum(delivered.values()) - len(messages) == 2


def unsent(store: Store) -> int:
    """Owner's mails that are neither sent nor parked."""
    with store.reading() as connection:
        [(count,)] = connection.execute(
            "SELECT count(*) FROM outbox WHERE kind = 'owner' AND due_at IS NOT NULL"
        ).fetchall()
    return int(count)
