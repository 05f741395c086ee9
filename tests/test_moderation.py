"""The desk as a person sits at it: real commands, a real database, a real terminal."""

import json
import os
import pty
import re
import select
import shlex
import sqlite3
import stat
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from plugins.inbox.database import Hold, Place
from plugins.inbox.outbox import parked
from plugins.inbox.schema import STEPS
from plugins.inbox.store import Mail, Message, State, Store
from plugins.moderation.__main__ import main, run
from plugins.moderation.terminal import (
    body,
    excerpt,
    heading,
    host_of,
    mixed_scripts,
    printable,
    signs,
)
from plugins.replies.files import read_reply
from tests.conftest import FORKS, ROOT
from tests.databases import both

ARTICLE = "6f1c0d43-6f5e-4a55-9a0a-0c8d62d1c0de"
RECEIVED = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
RITA = "rita@reader.example"
MAIL = {
    "SMTP_HOST": "localhost",
    "SMTP_SECURITY": "none",
    "MAIL_FROM": "blog@example.org",
    "MAIL_TO": "owner@example.org",
    "SITEURL": "https://example.org",
    "INBOX_SITE": ".",
}
# Of the receiver and the sender nothing runs here.
OURS = ("INBOX", "SMTP", "MAIL", "SITEURL", "INPUTDIR", "VISUAL", "EDITOR")


def reply(
    comment: str,
    *,
    name: str = "Rita Reader",
    email: str = RITA,
    article: str = ARTICLE,
    to: str = "",
    notify: str = "yes",
    how: tuple[str, ...] = (),
    what: tuple[str, ...] = (),
) -> Message:
    answers = {"comment": comment, "name": name, "email": email, "notify": notify}
    answers |= {"validation": "", "article": article, "to": to}
    return Message(RECEIVED, "reply", "/articles/bell/", answers, how, what)


def letter(message: str, *, how: tuple[str, ...] = ()) -> Message:
    answers = {"name": "Zoë", "email": "zoe@example.org", "organisation": "", "message": message}
    return Message(RECEIVED, "contact", "/contact/", answers | {"validation": ""}, how)


@pytest.fixture
def folder(tmp_path: Path, place: Place) -> Path:
    """A project's, with posts."""
    folder = tmp_path / "blog"
    (folder / "content").mkdir(parents=True)
    if isinstance(place, str):
        (folder / "inbox.env").write_text(f"INBOX_DATABASE={place}\n", "utf-8")
    return folder


def store_in(folder: Path) -> Store:
    told = folder / "inbox.env"
    postgresql = told.exists() and re.search(r"postgresql:\S+", told.read_text("utf-8"))
    return Store(postgresql[0] if postgresql else folder / "inbox.sqlite3")


def received(folder: Path, *messages: Message) -> list[Message]:
    with closing(store_in(folder)) as store, store.transaction():
        return [store.add(message) for message in messages]


def state_of(folder: Path, message: Message) -> State:
    with closing(store_in(folder)) as store:
        found = store.by_id(message.id)
        assert found
        return found.state


def decided(folder: Path, message: Message, state: State) -> None:
    """As a link in a mail does, on the server."""
    with closing(store_in(folder)) as store, store.transaction():
        assert store.decide(message.id, state, RECEIVED)


def outbox(folder: Path) -> list[tuple[str, str, str]]:
    """Kind, recipient and body of each mail."""
    with closing(store_in(folder)) as store, store.reading() as connection:
        return connection.execute(
            "SELECT kind, recipient, body FROM outbox ORDER BY number"
        ).fetchall()


def files(folder: Path) -> list[str]:
    """Those of replies, below the folder of replies."""
    replies = folder / "content/replies"
    return sorted(str(f.relative_to(replies)) for f in replies.rglob("*") if f.is_file())


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    return {**kept, "PYTHONPATH": str(ROOT), "TZ": "Europe/London", **more}


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left: its exit status, and what it said."""

    status: int
    stdout: str
    stderr: str


def inbox(
    folder: Path, words: str = "", *, typed: str = "", env: Mapping[str, str] | None = None
) -> Done:
    """What ``make inbox DO=…`` runs, in a process of its own, from and to files."""
    streams = [folder.parent / name for name in ("stdin", "stdout", "stderr")]
    streams[0].write_text(typed, "utf-8")
    child = FORKS.Process(
        target=desk, args=(folder, streams, shlex.split(words), environment(**(env or {})))
    )
    child.start()
    child.join()
    assert child.exitcode is not None
    return Done(child.exitcode, *(stream.read_text("utf-8") for stream in streams[1:]))


def desk(folder: Path, streams: list[Path], words: list[str], env: dict[str, str]) -> None:
    """What ``python -m plugins.moderation`` does, in a child of the test."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    for number, path in enumerate(streams):
        with path.open("rb" if number == 0 else "wb") as file:
            os.dup2(file.fileno(), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.argv = ["inbox", *words]
    sys.exit(run(main))


def well(done: Done) -> str:
    """What a command said that went well."""
    assert (done.status, done.stderr) == (0, "")
    return done.stdout


def wrong(done: Done, status: int = 2) -> str:
    """The one line of a mistake."""
    assert done.status == status, done.stdout + done.stderr
    [line] = done.stderr.splitlines()
    return line


@both
def test_the_list_is_of_what_waits_and_says_why_it_is_held(folder: Path) -> None:
    _, _, put_away = received(
        folder,
        letter("Hello [red]:smile:\x1b[31m\n\n3  2026", how=("the trap was filled in",)),
        reply("See https://a.example/x, or [b](http://good.example@b.example)", what=("a link",)),
        letter("Gone"),
    )
    decided(folder, put_away, "rejected")
    shown = (
        "1  2026-07-01 23:30  contact  held  /contact/\n"
        "    ! the trap was filled in\n"
        "    Zoë <zoe@example.org>: Hello [red]:smile:\\u{1b}[31m 3 2026\n"
        "2  2026-07-01 23:30  reply  held  /articles/bell/\n"
        "    ! a link\n"
        "    ! links to a.example, b.example\n"
        "    Rita Reader <rita@reader.example>: See https://a.example/x, or"
        " [b](http://good.example@b.example)\n"
    )
    assert well(inbox(folder)) == shown
    assert well(inbox(folder, "list")) == shown
    assert "3  2026-07-01 23:30  contact  rejected  /contact/" in well(inbox(folder, "list --all"))


def test_a_message_is_shown_whole(folder: Path) -> None:
    received(folder, letter("One\n\n3  2026\n" + "long " * 60))
    assert well(inbox(folder, "show 1")) == (
        "1  2026-07-01 23:30  contact  /contact/\n"
        "    name: Zoë\n"
        "    email: zoe@example.org\n"
        "    message:\n"
        "        One\n"
        "\n"
        "        3  2026\n"
        f"        {'long ' * 59}long\n"
    )


def test_nothing_waits_where_there_is_no_inbox_yet(folder: Path) -> None:
    path = folder / "inbox.sqlite3"
    assert well(inbox(folder)) == f"No message waits: there is no {path} yet.\n"
    assert wrong(inbox(folder, "approve 1")) == f"There is no {path}: nothing was received there."
    assert [entry.name for entry in folder.iterdir()] == ["content"]


def test_the_settings_file_names_the_database(folder: Path) -> None:
    (folder / "inbox.env").write_text(
        "INBOX_DATABASE=elsewhere.sqlite3\nSMTP_HOST=localhost\n", "utf-8"
    )
    with closing(Store(folder / "elsewhere.sqlite3")) as store, store.transaction():
        store.add(letter("Here"))
    assert "Here" in well(inbox(folder))


@both
def test_an_approved_reply_is_a_file(folder: Path) -> None:
    [message] = received(folder, reply("One\n\ntwo", name="Rita\n Reader"))
    path = folder / "content/replies" / ARTICLE / f"{message.id}.toml"
    assert well(inbox(folder, "approve 1", env={"SITEURL": "https://example.org"})) == (
        "Approved: 1.\n"
        f"Wrote {path.relative_to(folder)}\n"
        "Next: make publish SITEURL=https://example.org\n"
    )
    written, problems = read_reply(path)
    assert written and not problems
    assert (written.name, written.comment, written.to) == ("Rita Reader", "One\n\ntwo", "")
    assert written.date == RECEIVED
    assert RITA not in path.read_text("utf-8")
    assert well(inbox(folder, "approve 1")) == "Approved already: 1.\n"


def test_who_has_the_address_in_the_settings_is_not_told_to_give_it(folder: Path) -> None:
    received(folder, reply("A thought of mine"))
    assert well(inbox(folder, "approve 1", env={"SITEURL": ""})).endswith("Next: make publish\n")


def test_undoing_takes_the_file_back(folder: Path) -> None:
    [message] = received(folder, reply("A thought of mine"))
    well(inbox(folder, "approve 1"))
    assert "Removed content/replies" in well(inbox(folder, "undo 1"))
    assert (files(folder), state_of(folder, message)) == ([], "waiting")
    assert not (folder / "content/replies" / ARTICLE).exists()
    assert "Rejected: 1." in well(inbox(folder, "reject 1"))


@pytest.mark.parametrize("command", ["", "list", "collect", "reject 2"])
def test_whatever_was_decided_elsewhere_is_caught_up_with(folder: Path, command: str) -> None:
    """By a link in a mail, on another laptop, or just before the power went."""
    approved, _, undone = received(folder, reply("Yes, indeed it is"), reply("No"), reply("Hm"))
    decided(folder, approved, "approved")
    decided(folder, undone, "approved")
    well(inbox(folder, "collect"))
    decided(folder, undone, "waiting")
    (folder / "content/replies" / ARTICLE / f"{approved.id}.toml").unlink()
    assert "Wrote content" in well(inbox(folder, command))
    assert files(folder) == [f"{ARTICLE}/{approved.id}.toml"]
    assert "Wrote" not in well(inbox(folder, "collect"))


def test_files_of_other_origin_and_edits_stay(folder: Path) -> None:
    [message] = received(folder, reply("A thought of mine"))
    well(inbox(folder, "approve 1"))
    ours = folder / "content/replies" / ARTICLE / f"{message.id}.toml"
    ours.write_text("edited", "utf-8")
    moved = folder / "content/replies" / str(uuid4()) / ours.name
    moved.parent.mkdir()
    ours.rename(moved)
    by_hand = moved.with_name(f"{uuid4()}.toml")
    by_hand.write_text("by hand", "utf-8")
    assert well(inbox(folder, "collect")) == ""
    assert (moved.read_text("utf-8"), by_hand.read_text("utf-8")) == ("edited", "by hand")


def test_a_file_that_cannot_be_written_loses_no_decision(folder: Path) -> None:
    [message] = received(folder, reply("A thought of mine"))
    (folder / "content/replies").write_text("in the way", "utf-8")
    line = wrong(inbox(folder, "approve 1"))
    assert "The decisions stand; once that is mended" in line
    assert state_of(folder, message) == "approved"
    (folder / "content/replies").unlink()
    assert "Wrote" in well(inbox(folder, "collect"))


def test_without_posts_here_the_decision_waits_for_them(folder: Path) -> None:
    received(folder, reply("A thought of mine"))
    env = {"INPUTDIR": "elsewhere"}
    assert "There is no folder elsewhere here" in well(inbox(folder, "approve 1", env=env))
    assert "INPUTDIR=" in wrong(inbox(folder, "collect", env=env))
    (folder / "elsewhere").mkdir()
    assert "Wrote elsewhere/replies/" in well(inbox(folder, env=env))


@pytest.mark.parametrize("article", ["", "..", "../../etc", ARTICLE.upper(), f"{ARTICLE}/.."])
def test_what_a_visitor_calls_an_article_is_no_path(folder: Path, article: str) -> None:
    [message] = received(folder, reply("Out", article=article))
    assert "names no article" in wrong(inbox(folder, "approve 1"))
    assert state_of(folder, message) == "waiting"
    decided(folder, message, "approved")
    assert "Message 1 names no article" in well(inbox(folder, "collect"))
    assert [entry.name for entry in folder.rglob("*.toml")] == []


def test_an_answer_to_a_reply_hangs_under_it_only_where_it_is_there(folder: Path) -> None:
    [parent] = received(folder, reply("First of all, hello"))
    [below] = received(folder, reply("I agree with you", to=parent.id))
    [lost] = received(folder, reply("And so do I", to=str(uuid4())))
    [forged] = received(folder, reply("So do I", to="../x"))
    well(inbox(folder, "approve 1-4"))
    for message, to in ((below, parent.id), (lost, ""), (forged, "")):
        written, _ = read_reply(folder / "content/replies" / ARTICLE / f"{message.id}.toml")
        assert written and written.to == to


def test_several_at_once(folder: Path) -> None:
    messages = received(folder, *(reply(f"A thought, number {n}") for n in range(5)), letter("Hi"))
    assert well(inbox(folder, "spam 1 3-9")) == "Put with the spam: 1, 3, 4, 5, 6.\n"
    assert state_of(folder, messages[1]) == "waiting"
    assert well(inbox(folder, "undo 1-6")) == "Waiting again: 1, 3, 4, 5, 6.\n"
    # Of a span those that are fit; a letter is nothing to publish.
    assert "Approved: 1, 2, 3, 4, 5." in well(inbox(folder, "approve 1-6"))


@pytest.mark.parametrize(
    ("words", "line"),
    [
        pytest.param("approve 1 99", "There is no message 99.", id="one that is not there"),
        pytest.param("approve 1 2", "Message 2 is no reply", id="nothing to publish"),
        pytest.param(
            "approve 1 3", 'Message 3 is spam. To decide anew, first: DO="undo 3"', id="x"
        ),
        pytest.param("undo 3 1 4", "Message 4 was erased.", id="what is erased"),
        pytest.param("approve 7-9", "No message from 7 to 9 is fit for that.", id="empty span"),
        pytest.param("answer 1 --sent", "Message 1 is a reply", id="a reply is not answered"),
        pytest.param("approve", "Name the messages", id="none"),
        pytest.param("spam 1 --held", "Name the messages", id="some and all"),
        pytest.param("approve 9-3", "9-3 ends before it begins", id="backwards"),
        pytest.param("approve \x1b[31m", r"'\x1b[31m' is no number", id="no number"),
        pytest.param("approve 99999999999", "is no number", id="no number of ours"),
        pytest.param("aprove 1", "No such command 'aprove'.", id="no command"),
        pytest.param("show", "Missing argument 'NUMBERS'.", id="an argument too few"),
        pytest.param("restore nowhere", "nowhere cannot be restored", id="no back-up"),
        pytest.param("backup no/b", "no/b cannot be made", id="no folder for a back-up"),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(folder: Path, words: str, line: str) -> None:
    _, _, spam, erased = received(folder, reply("A"), letter("B"), reply("C"), reply("D"))
    decided(folder, spam, "spam")
    with closing(Store(folder / "inbox.sqlite3")) as store, store.transaction():
        store.erase(erased.id, RECEIVED)
    before = inbox(folder, "list --all").stdout
    assert line in wrong(inbox(folder, words))
    assert inbox(folder, "list --all").stdout == before
    assert files(folder) == []


def test_bulk_shows_asks_and_means_what_was_shown(folder: Path) -> None:
    held, waits, sells = received(
        folder, reply("A", how=("no browser",)), reply("B"), letter("Cheap casino, here")
    )
    asked = inbox(folder, "spam --held")
    assert wrong(asked, 1) == "Nothing was done."
    assert "! no browser" in asked.stdout and state_of(folder, held) == "waiting"
    assert "Put with the spam: 1." in well(inbox(folder, "spam --held", typed="y\n"))
    assert "Rejected: 3." in well(inbox(folder, "reject --with CASINO --yes"))
    assert "No such message waits." in well(inbox(folder, "reject --with casino --yes"))
    assert (state_of(folder, waits), state_of(folder, sells)) == ("waiting", "rejected")


def test_words_are_found_in_every_state(folder: Path) -> None:
    _, other = received(folder, reply("The BELL on the counter"), letter("The bell"))
    decided(folder, other, "answered")
    assert re.findall(r"^\d", well(inbox(folder, "search bell")), re.M) == ["1", "2"]
    assert re.findall(r"^\d", well(inbox(folder, "search bell Counter")), re.M) == ["1"]
    assert well(inbox(folder, "search horn")) == "No message holds that.\n"


@both
def test_who_asked_is_told_once_and_an_undone_approval_tells_nobody(folder: Path) -> None:
    received(folder, reply("Tell me, please do"), reply("Do not tell me", notify=""))
    well(inbox(folder, "approve 1 2", env=MAIL))
    assert outbox(folder) == [("replier", RITA, "")]
    well(inbox(folder, "undo 1", env=MAIL))
    assert outbox(folder) == []
    well(inbox(folder, "approve 1"))
    assert outbox(folder) == []  # nobody could send it


def test_what_was_sent_is_not_taken_back(folder: Path) -> None:
    received(folder, reply("Tell me, please do"))
    well(inbox(folder, "approve 1", env=MAIL))
    with closing(Store(folder / "inbox.sqlite3")) as store, store.transaction() as connection:
        connection.execute("UPDATE outbox SET sent_at = created_at, due_at = NULL")
    well(inbox(folder, "undo 1", env=MAIL))
    assert outbox(folder) == [("replier", RITA, "")]
    well(inbox(folder, "approve 1", env=MAIL))
    assert outbox(folder) == [("replier", RITA, "")]


@both
def test_answers_are_queued_once_and_only_those_to_letters_decide(folder: Path) -> None:
    sent, asked = received(folder, letter("May I?"), reply("Why, and what for?"))
    for _ in range(2):
        said = well(inbox(folder, "answer 1 2 --text 'You may.'", env=MAIL))
    assert "The answer to zoe@example.org will be sent." in said
    assert outbox(folder) == [
        ("answer", "zoe@example.org", "You may."),
        ("answer", RITA, "You may."),
    ]
    assert (state_of(folder, sent), state_of(folder, asked)) == ("answered", "waiting")
    assert "will not be:\nYou may." in well(inbox(folder, "undo 1", env=MAIL))
    for decision in ("approve", "reject"):
        well(inbox(folder, f"{decision} 2", env={**MAIL, "SMTP_HOST": ""}))
        well(inbox(folder, "undo 2", env=MAIL))
    assert outbox(folder) == [("answer", RITA, "You may.")]
    well(inbox(folder, "answer 1 --text 'You may not.'", env=MAIL))
    assert len(outbox(folder)) == 2


def test_an_answer_is_written_in_the_editor_that_sees_nothing_of_the_visitor(folder: Path) -> None:
    received(folder, letter("vim: set modeline :"))
    editor = folder / "editor"
    editor.write_text('#!/bin/sh\ncp "$1" seen; printf "Dear Zoë,\\nyes\\n" > "$1"\n', "utf-8")
    editor.chmod(0o700)
    env = {**MAIL, "VISUAL": str(editor)}
    well(inbox(folder, "answer 1", env=env))
    assert outbox(folder) == [("answer", "zoe@example.org", "Dear Zoë,\nyes")]
    assert (folder / "seen").read_text("utf-8") == ""
    well(inbox(folder, "undo 1", env=env))
    env["VISUAL"] = "true"
    assert "Nothing was written, so nothing is sent." in well(inbox(folder, "answer 1", env=env))
    assert outbox(folder) == []


def test_without_mail_an_answer_is_yours_to_send(folder: Path) -> None:
    [message] = received(folder, letter("May I?"))
    line = wrong(inbox(folder, "answer 1 --text 'You may.'"))
    assert "mailto:zoe@example.org" in line and 'DO="answer 1 --sent"' in line
    assert state_of(folder, message) == "waiting"
    assert well(inbox(folder, "answer 1 --sent")) == "Answered: 1.\n"


@both
def test_parked_mails_are_shown_and_tried_again(folder: Path) -> None:
    [message] = received(folder, letter("May I?"))
    assert well(inbox(folder, "mail")) == "No mail is parked.\n"
    with closing(store_in(folder)) as store:
        with store.transaction():
            store.post([Mail("k", "owner", "owner@example.org", message.id)], RECEIVED)
        with store.reading() as connection:
            connection.execute("UPDATE outbox SET due_at = NULL, error = 'no\x1b[31m\nsuch user'")
        assert len(parked(store)) == 1
    shown = well(inbox(folder, "mail"))
    assert shown == "owner to owner@example.org: no\\u{1b}[31m such user\n"
    assert well(inbox(folder, "mail --retry")) == "1 will be sent again.\n"
    assert well(inbox(folder, "mail")) == "No mail is parked.\n"


@both
def test_export_is_all_that_is_kept_of_a_person(folder: Path) -> None:
    received(folder, reply("Mine \x9b31m"), letter("Not mine"), reply("Too", email=RITA.upper()))
    well(inbox(folder, "approve 1", env=MAIL))
    told = well(inbox(folder, "export Rita@Reader.example"))
    assert told.isascii() and "\x1b" not in told
    kept = json.loads(told)
    assert [message["number"] for message in kept["messages"]] == [1, 3]
    assert kept["messages"][0]["answers"]["comment"] == "Mine \x9b31m"
    assert [mail["recipient"] for mail in kept["mails"]] == [RITA]


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


@both
def test_what_is_erased_has_left_every_file(
    folder: Path, place: Place, request: pytest.FixtureRequest
) -> None:
    words = "a thought that nobody else had"
    message, *_ = received(
        folder, reply(words), letter(f"Ask {RITA} about it"), reply("Short", email=RITA.upper())
    )
    well(inbox(folder, "approve 1", env=MAIL))
    with closing(store_in(folder)) as open_elsewhere:
        assert wrong(inbox(folder, f"erase {RITA}"), 1) == "Nothing was done."
        assert len(open_elsewhere.in_state("approved")) == 1
        where = folder
        if isinstance(place, str):
            where = request.getfixturevalue("postgresql").files_of(place)
            assert words.encode() in bytes_in(where)
        said = well(inbox(folder, f"erase {RITA}", typed="y\n"))
        if isinstance(place, str):
            request.getfixturevalue("postgresql").files_of(place)
        # Asked before the log is dropped, as it is when the last one closes.
        left = bytes_in(where)
    assert "Erased: 1, 3." in said and "Others name the address: show 2" in said
    assert f"--path-glob 'content/replies/*/{message.id}.toml'" in said
    assert words.encode() not in left
    assert left.lower().count(RITA.encode()) == 1  # in the letter
    assert (files(folder), outbox(folder)) == ([], [])
    assert "No message has that address." in well(inbox(folder, f"erase {RITA}"))


def test_a_backup_is_whole_private_and_never_written_over(folder: Path) -> None:
    [message] = received(folder, reply("A thought of mine"))
    with closing(Store(folder / "inbox.sqlite3")) as receiver, closing_hold(folder):
        with receiver.transaction():
            receiver.add(letter("In the log, not yet in the file"))
        assert well(inbox(folder, "backup b")) == f"Backed up: {folder / 'b'}\n"
    assert stat.S_IMODE((folder / "b").stat().st_mode) == 0o600
    before = (folder / "b").read_bytes()
    assert "b cannot be made. Reason: File exists." in wrong(inbox(folder, "backup b"))
    assert (folder / "b").read_bytes() == before
    with closing(Store(folder / "b")) as copy:
        assert next(iter(copy.in_state("waiting"))).id == message.id
        assert len(copy.in_state("waiting")) == 2


@contextmanager
def closing_hold(folder: Path) -> Iterator[None]:
    hold = Hold(folder / "inbox.sqlite3")
    try:
        yield
    finally:
        hold.release()


@both
def test_a_restored_inbox_is_the_one_of_then_and_sends_nothing_twice(
    folder: Path, place: Place
) -> None:
    received(folder, reply("A thought of mine"))
    well(inbox(folder, "approve 1", env=MAIL))
    well(inbox(folder, "backup b"))
    received(folder, letter("Since then"))
    said = well(inbox(folder, "restore b"))
    [kept] = re.findall(r"until now: (.*\.before-restore)$", said, re.M)
    assert "Erase again what was erased since" in said
    with closing(store_in(folder)) as store:
        assert [m.number for m in store.in_state("waiting", "approved")] == [1]
        assert [row.error for row in parked(store)] == ["restored from a back-up"]
    if isinstance(place, Path):
        assert stat.S_IMODE((folder / "inbox.sqlite3").stat().st_mode) == 0o600
    well(inbox(folder, f"restore {kept}"))
    assert "Since then" in well(inbox(folder))
    assert not list(folder.glob("*.restoring*"))


def test_a_backup_makes_an_inbox_where_none_is(folder: Path) -> None:
    received(folder, letter("Still here"))
    well(inbox(folder, "backup b"))
    for file in folder.glob("inbox.sqlite3*"):
        file.unlink()
    assert "until now" not in well(inbox(folder, "restore b"))
    assert "Still here" in well(inbox(folder))


def test_a_backup_of_the_first_version_is_brought_up_to_date(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "b")) as first:
        first.executescript(f"{STEPS[0]} PRAGMA user_version = 1;")
        row = (RECEIVED.isoformat(), json.dumps({"name": "Zoë", "message": "From long ago"}))
        first.execute("INSERT INTO messages VALUES (NULL, ?, 'contact', '/', ?, 0)", row)
        first.commit()
    well(inbox(folder, "restore b"))
    assert "From long ago" in well(inbox(folder))


def test_an_inbox_past_reading_is_kept_and_replaced(folder: Path) -> None:
    received(folder, letter("Still here"))
    well(inbox(folder, "backup b"))
    with closing(Store(folder / "inbox.sqlite3")) as store:
        with store.transaction():
            store.add(letter("Since then"))
        log = (folder / "inbox.sqlite3-wal").read_bytes()
    (folder / "inbox.sqlite3").write_bytes(b"spoilt" * 5_000)
    (folder / "inbox.sqlite3-wal").write_bytes(log)
    well(inbox(folder, "restore b"))
    shown = well(inbox(folder))
    assert "Still here" in shown and "Since then" not in shown
    [kept] = folder.glob("*.before-restore")
    assert b"spoilt" in kept.read_bytes()


@both
def test_nothing_is_restored_under_anybody_or_from_anything_else(
    folder: Path, place: Place
) -> None:
    received(folder, letter("Now"))
    well(inbox(folder, "backup b"))
    if isinstance(place, Path):
        with closing_hold(folder):
            assert "has a receiver already" in wrong(inbox(folder, "restore b"))
    with closing(store_in(folder)):
        assert "is in use" in wrong(inbox(folder, "restore b"))
    (folder / "text").write_text("no database at all, " * 100, "utf-8")
    (folder / "empty").touch()
    (folder / "half").write_bytes((folder / "b").read_bytes()[:20_000])
    with closing(sqlite3.connect(folder / "later")) as later:
        later.execute("PRAGMA user_version = 99")
    for file in ("text", "empty", "half", "later"):
        assert f"{file} cannot be restored" in wrong(inbox(folder, f"restore {file}"))
    assert "Now" in well(inbox(folder))
    assert not list(folder.glob("*before*")) + list(folder.glob("*.restoring*"))


@both
def test_what_was_kept_long_enough_goes(folder: Path) -> None:
    old, _ = received(folder, letter("Buy"), letter("Wait"))
    decided(folder, old, "spam")
    assert well(inbox(folder, "purge")) == "Deleted: 1.\n"
    assert re.findall(r"^\d", well(inbox(folder, "list --all")), re.M) == ["2"]


def test_a_command_of_yours_goes_on_from_what_was_approved(folder: Path) -> None:
    received(folder, reply("A thought of mine"), reply("Another one of mine"))
    env = {"INBOX_APPROVED": "ls content/replies/* >> ran"}
    assert "Next:" not in well(inbox(folder, "approve 1 2", env=env))
    well(inbox(folder, "list", env=env))
    assert len((folder / "ran").read_text("utf-8").splitlines()) == 2
    env = {"INBOX_APPROVED": "exit 3"}
    assert "INBOX_APPROVED ended with 3." in wrong(inbox(folder, "undo 1", env=env))
    assert len(files(folder)) == 1


SSH = """\
#!/bin/sh
printf '%s\\n' "$@" > "$HOME/asked"
[ "$1" = -- ] || exit 64
cd "$HOME" && exec sh -c "$3"
"""


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """The home folder of an account that the ssh of this test reaches, with a project in it."""
    home = tmp_path / "home"
    folder = home / "a blog's; touch ~"
    (folder / ".venv/bin").mkdir(parents=True)
    python = folder / ".venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', "utf-8")
    (tmp_path / "bin").mkdir()
    for program, text in ((python, python.read_text("utf-8")), (tmp_path / "bin/ssh", SSH)):
        program.write_text(text, "utf-8")
        program.chmod(0o700)
    return folder


def there(server: Path, inbox: str) -> dict[str, str]:
    home = server.parent
    path = f"{home.parent / 'bin'}:{os.environ['PATH']}"
    return {"INBOX": inbox, "HOME": str(home), "PATH": path}


def test_messages_there_and_posts_here(server: Path, folder: Path) -> None:
    first, second = received(server, reply("Over there \x1b[31m"), letter("Hi"))
    (server / "inbox.env").write_text(
        "".join(f"{name}={value}\n" for name, value in MAIL.items()), "utf-8"
    )
    env = there(server, f"ssh://me@host.example:2222{server}")
    assert "Over there \\u{1b}[31m" in well(inbox(folder, env=env))
    asked = (server.parent / "asked").read_text("utf-8").splitlines()
    assert asked[:2] == ["--", "ssh://me@host.example:2222"]
    assert "Wrote content/replies/" in well(inbox(folder, "approve 1", env=env))
    assert (len(files(folder)), (server / "content").exists()) == (1, False)
    well(inbox(folder, "answer 2 --text Yes", env=env))
    assert {kind for kind, _, _ in outbox(server)} == {"replier", "answer"}
    assert (state_of(server, first), state_of(server, second)) == ("approved", "answered")
    assert "Message 1 is approved." in wrong(inbox(folder, "spam 1", env=env))
    well(inbox(folder, f"erase {RITA} --yes", env=env))
    assert files(folder) == []
    assert well(inbox(folder, "backup b", env=env)) == f"Backed up: {server / 'b'}\n"
    home = there(server, f"ssh://host.example/~/{server.name}")
    assert "No message waits." in well(inbox(folder, env=home))


@pytest.mark.parametrize(
    ("address", "line"),
    [
        pytest.param("host:/srv", "must look like ssh://host/folder", id="no address"),
        pytest.param("ssh://-oProxyCommand=x/srv", "must look like", id="an option for a host"),
        pytest.param("ssh://-o@host/srv", "must look like", id="an option for a name"),
        pytest.param("ssh://$(x)/srv", "must look like", id="a command for a host"),
        pytest.param("ssh://host", "must look like", id="no folder"),
        pytest.param("ssh://host/nowhere", "does not answer: ssh ended with", id="not there"),
    ],
)
def test_a_wrong_address_is_one_line(server: Path, folder: Path, address: str, line: str) -> None:
    done = inbox(folder, env=there(server, address))
    assert (done.status, done.stdout) == (2, "")
    assert line in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("says", "line"),
    [
        pytest.param("echo Welcome", r"says 'Welcome', which is no answer", id="a greeting"),
        pytest.param("echo '{\"desk\": 0}'", "another version of this program", id="a version"),
        pytest.param("exit 255", "does not answer: ssh ended with 255", id="nothing"),
    ],
)
def test_who_is_there_must_be_the_same_desk(
    server: Path, folder: Path, says: str, line: str
) -> None:
    (server.parent.parent / "bin/ssh").write_text(f"#!/bin/sh\n{says}\n", "utf-8")
    assert line in wrong(inbox(folder, env=there(server, "ssh://host/blog")))


@contextmanager
def terminal(folder: Path, columns: int = 60, **env: str) -> Iterator["Terminal"]:
    pid, handle = pty.fork()
    if pid == 0:
        os.chdir(folder)
        told = environment(TERM="xterm", COLUMNS=str(columns), LINES="40", **env)
        os.execve(sys.executable, [sys.executable, "-m", "plugins.moderation"], told)
    try:
        yield Terminal(pid, handle)
    finally:
        os.close(handle)


class Terminal:
    """What a person sees and types."""

    def __init__(self, pid: int, handle: int) -> None:
        self._pid, self._handle = pid, handle
        self.shown = ""

    def see(self, words: str) -> str:
        """What was shown until then, since the last time."""
        while words not in self.shown and (read := self._read()):
            self.shown += read
        before, found, self.shown = self.shown.partition(words)
        assert found, before
        return before

    def press(self, key: str) -> None:
        """Once it is asked for: what is typed ahead decides nothing."""
        while termios.tcgetattr(self._handle)[3] & termios.ICANON:
            time.sleep(0.01)
        os.write(self._handle, key.encode())

    def end(self) -> tuple[int, str]:
        """The status, and what was shown last."""
        while read := self._read():
            self.shown += read
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1]), self.shown

    def _read(self) -> str:
        assert select.select([self._handle], [], [], 30)[0], self.shown
        try:
            return os.read(self._handle, 65_536).decode("utf-8", "replace").replace("\r\n", "\n")
        except OSError:  # how Linux says that the other side is gone
            return ""


def test_the_queue_is_walked_by_one_key_for_each(folder: Path) -> None:
    first, second, third, last = received(
        folder, reply("First, a thought"), letter("A letter"), reply("Buy this"), reply("Later")
    )
    with terminal(folder) as person:
        assert "? No promotion" in person.see("1 of 4")
        person.press("a")
        person.see("Approved: 1.")
        person.see("2 of 4")
        person.press("a")
        person.see("Message 2 is no reply")
        person.see("2 of 4")
        person.press("r")
        person.see("Rejected: 2.")
        person.see("3 of 4")
        person.press("s")
        person.see("Put with the spam: 3.")
        person.see("4 of 4")
        person.press("u")
        person.see("Waiting again: 3.")
        person.see("3 of 4")
        person.press("u")
        person.see("Waiting again: 2.")
        person.see("2 of 4")
        person.press("w")
        person.see("mailto:zoe@example.org")
        person.see("press y")
        person.press("y")
        person.see("Answered: 2.")
        person.see("3 of 4")
        person.press("n")
        person.see("4 of 4")
        person.press("u")
        person.see("Waiting again: 2.")
        person.see("2 of 4")
        person.press("q")
        status, shown = person.end()
    assert status == 0 and "content/replies" in shown.replace("\n", "")
    states = [state_of(folder, message) for message in (first, second, third, last)]
    assert states == ["approved", "waiting", "waiting", "waiting"]
    assert files(folder) == [f"{ARTICLE}/{first.id}.toml"]


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_leaving_in_the_middle_files_what_was_decided(folder: Path, key: str) -> None:
    received(folder, reply("First, a thought"), reply("Another"))
    with terminal(folder) as person:
        person.see("1 of 2")
        person.press("a")
        person.see("2 of 2")
        person.press(key)
        status, _ = person.end()
    assert (status, len(files(folder))) == (0, 1)


def test_what_was_decided_meanwhile_is_told(folder: Path) -> None:
    [message] = received(folder, reply("First, a thought"))
    with terminal(folder) as person:
        person.see("1 of 1")
        decided(folder, message, "spam")
        person.press("a")
        person.see("Message 1 is spam.")
        person.press("n")
        person.see("That was the last.")
        assert person.end()[0] == 0


def test_a_long_line_does_not_begin_again_at_the_edge(folder: Path) -> None:
    received(
        folder, reply("x" * 59 + " 2  2026-07-01 23:30  reply  approved  /articles/bell/ " * 3)
    )
    with terminal(folder) as person:
        shown = person.see("1 of 1")
        person.press("q")
        person.end()
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    lines = plain.strip("\n").split("\n")
    assert [line[0] for line in lines if line.strip()] == ["1", *" " * (len(lines) - 1)]
    assert max(map(len, lines)) <= 60


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


@given(st.text(st.characters()), st.text(st.characters()), st.integers(20, 90))
def test_a_terminal_gets_nothing_to_obey(typed: str, name: str, columns: int) -> None:
    message = reply(typed, name=name, what=(typed,), article=typed, to=name)
    for width in (0, columns):
        lines = [*body(message, width), *excerpt(message, width)]
        assert all(line.startswith("    ") or not line for line in lines)
        assert not any(OBEYED.search(line) or "\n" in line for line in lines)
        assert not width or max(map(cell_len, lines)) <= width
    for line in (heading(message), *signs(message)):
        assert not OBEYED.search(line) and "\n" not in line


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        pytest.param("https://a.example/b.", "a.example", id="a link"),
        pytest.param("(www.a.example), HTTP://B.example!", "b.example, www.a.example", id="two"),
        pytest.param("https://good.example@evil.example", "evil.example", id="a name before it"),
        pytest.param("[good](//evil.example/x)", "evil.example", id="no scheme"),
        pytest.param("https://evil.example\\.good.example", "evil.example", id="a backslash"),
        pytest.param("https://аpple.example", "xn--pple-43d.example", id="letters alike"),
        pytest.param("https://[::1", "https://[::1", id="no address"),
        pytest.param("and//or, a.example", "", id="no link"),
    ],
)
def test_links_are_told_by_where_they_lead(text: str, hosts: str) -> None:
    assert [*signs(letter(text))] == ([f"links to {hosts}"] if hosts else [])


@given(st.text())
def test_any_link_leads_somewhere(text: str) -> None:
    assert not OBEYED.search(host_of(f"https://{text}"))


@pytest.mark.parametrize(
    ("name", "scripts"),
    [
        pytest.param("Рaul", ["Latin", "Cyrillic"], id="one letter of another script"),
        pytest.param("Иван Smith", [], id="a word in each"),
        pytest.param("山田 たろうタロウ Zoë O’Neil-3", [], id="scripts that stand together"),
    ],
)
def test_names_that_mix_scripts(name: str, scripts: list[str]) -> None:
    assert mixed_scripts(name) == scripts


def test_the_readme_names_real_commands() -> None:
    told = (ROOT / "README.md").read_text("utf-8")
    named = {shlex.split(words)[0] for words in re.findall(r'DO="([^"-]\w*[^"]*)"', told)}
    assert {"approve", "answer", "export", "backup"} <= named <= set(main.commands)
