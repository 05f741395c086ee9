"""What only a database on a server can do to an inbox, or for it."""

import asyncio
import http.client
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.inbox import writer as writer_module
from plugins.inbox.database import Place, StoreError
from plugins.inbox.store import Mail, Message, Store
from plugins.inbox.writer import Writer
from plugins.moderation.backup import back_up, restore
from tests.databases import LOCKED, Server
from tests.test_inbox import LETTER, receiver_in

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MAIL = {
    "SMTP_HOST": "127.0.0.1",
    "SMTP_PORT": "9",
    "SMTP_SECURITY": "none",
    "MAIL_FROM": "blog@example.org",
    "MAIL_TO": "owner@example.org",
}


def letter(name: str) -> Message:
    return Message(NOON, "contact", "", {"name": name})


def names(store: Store) -> list[str]:
    return [message.answers["name"] for message in store.in_state("waiting")]


def test_whoever_two_receivers_thanked_is_kept_once_whatever_is_killed(
    tmp_path: Path, postgresql: Server
) -> None:
    """A person sends again, to whichever answers, until they are thanked."""
    place, thanked = postgresql.database(), set[str]()
    chance = random.Random(1)

    def insist(name: str) -> None:
        fields = {**LETTER, "name": name}
        while name not in thanked:
            with suppress(OSError, http.client.HTTPException):
                receiver = chance.choice(receivers)
                if receiver.send(fields, X_Forwarded_For=f"10.0.0.{name}").status == 303:
                    thanked.add(name)
                    return
            time.sleep(0.05)

    def until(many: int) -> None:
        while len(thanked) < many:
            time.sleep(0.005)

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with (
        receiver_in(tmp_path / "a", INBOX_DATABASE=place, **MAIL) as first,
        receiver_in(tmp_path / "b", INBOX_DATABASE=place, **MAIL) as second,
        ThreadPoolExecutor(8) as people,
    ):
        receivers = [first, second]
        sent = [people.submit(insist, str(number)) for number in range(200)]
        for kill, how in enumerate((signal.SIGKILL, signal.SIGINT, signal.SIGQUIT), start=1):
            until(40 * kill)
            postgresql.end(how)
            time.sleep(0.2)
            postgresql.start()
            until(40 * kill + 20)
            first.end(signal.SIGKILL)
            first.start()
        for one in sent:
            one.result()
        twice = {**LETTER, "name": "Twice"}
        clicks = people.map(lambda number: receivers[number % 2].send(twice).status, range(8))
        assert set(clicks) == {303}
        assert all(receiver.process.poll() is None for receiver in receivers if receiver.process)
    with closing(Store(place)) as store, store.reading() as connection:
        assert sorted(names(store)) == sorted([*thanked, "Twice"])
        mails = connection.execute("SELECT about FROM outbox WHERE kind = 'owner'").fetchall()
    assert Counter(mails).total() == len(set(mails)) == 201


def test_what_was_begun_when_the_server_went_was_never_and_the_next_is(postgresql: Server) -> None:
    with closing(Store(postgresql.database())) as store:
        with pytest.raises(StoreError, match="terminating connection"), store.transaction():
            store.add(letter("lost"))
            postgresql.do(f"SELECT pg_terminate_backend({process_of(store)})")
            store.add(letter("nor this"))
        with store.transaction():
            store.add(letter("next"))
        postgresql.do(f"SELECT pg_terminate_backend({process_of(store)})")
        # Nothing was asked of it meanwhile, so nobody hears of that.
        with store.transaction():
            store.add(letter("next but one"))
        assert names(store) == ["next", "next but one"]


def process_of(store: Store) -> int:
    """That of the server which answers the store."""
    [(pid,)] = store.connection.execute("SELECT pg_backend_pid()").fetchall()
    return int(pid)


def test_a_commit_that_was_not_answered_is_no_thanks(postgresql: Server) -> None:
    with closing(Store(postgresql.database())) as store:
        store.connection.execute(
            "CREATE FUNCTION end_it() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'"
        )
        store.connection.execute(
            "CREATE CONSTRAINT TRIGGER amid_commit AFTER INSERT ON messages"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION end_it()"
        )
        with pytest.raises(StoreError, match="took nothing"), store.transaction():
            store.add(letter("lost"))
        store.connection.execute("DROP TRIGGER amid_commit ON messages")
        assert names(store) == []


def test_a_server_that_says_nothing_keeps_nobody_waiting(
    postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "ANSWER_SECONDS", 0.3)

    async def sent() -> list[str]:
        store = Store(postgresql.database())
        pid, writer = process_of(store), Writer(store)

        async def kept(name: str) -> str:
            return await writer.do(lambda store: store.add(letter(name)).answers["name"])

        os.kill(pid, signal.SIGSTOP)
        try:
            silent = await asyncio.gather(kept("a"), kept("b"), return_exceptions=True)
        finally:
            os.kill(pid, signal.SIGCONT)
        assert [str(error) for error in silent] == [f"{store.name} does not answer."] * 2
        monkeypatch.setattr(writer_module, "ANSWER_SECONDS", 10)
        # As people do who were told that it could not be stored.
        said = [await kept(name) for name in ("a", "b")]
        assert sorted(names(store)) == said
        await asyncio.to_thread(writer.close)
        return said

    assert asyncio.run(sent()) == ["a", "b"]


def test_another_who_writes_is_waited_for_but_not_for_ever(
    postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = postgresql.database()
    with closing(Store(place)) as first:
        monkeypatch.setattr("plugins.inbox.postgresql.SESSION", "SET lock_timeout = '100ms'")
        with closing(Store(place)) as second:
            # It may have looked something up, and has written nothing yet.
            with first.transaction():
                assert names(second) == []
                with pytest.raises(StoreError, match="due to lock timeout"), second.transaction():
                    second.add(letter("a"))
                first.add(letter("a"))
            with second.transaction():
                assert second.add(letter("a")).number == 1
            assert names(first) == ["a"]


def test_one_of_all_sends_the_mails_until_it_ends(postgresql: Server) -> None:
    place = postgresql.database()
    with closing(Store(place)) as second:
        with closing(Store(place)) as first:
            assert [first.connection.may_send() for _ in "12"] == [True, True]
            assert not second.connection.may_send()
        # It may take the server a moment to see that.
        while not second.connection.may_send():
            time.sleep(0.01)


def test_why_it_is_of_no_use_is_one_line_without_the_password(postgresql: Server) -> None:
    good = postgresql.database()
    Store(good).close()
    postgresql.do(f"CREATE ROLE {LOCKED} LOGIN PASSWORD 'right'")
    locked = good.replace("postgres@", f"{LOCKED}:wr0ng@")
    latin = postgresql.database("ENCODING 'LATIN1' TEMPLATE template0")
    later, read_only = postgresql.database(), postgresql.database()
    for place, change in (
        (later, "UPDATE version SET number = 99"),
        (read_only, "ALTER DATABASE %s SET default_transaction_read_only = on"),
    ):
        Store(place).close()
        name = place.partition("@/")[2].partition("?")[0]
        postgresql.do(change.replace("%s", name), name)
    for place, why in (
        (f"{good}x", "No such file or directory"),
        ("postgresql://me:wr0ng@127.0.0.1:9/inbox", "Connection refused"),
        (locked, f'password authentication failed for user "{LOCKED}"'),
        (latin, "it is not in UTF-8: createdb --encoding=UTF8"),
        (later, "it was written by a later version of this program"),
    ):
        with pytest.raises(StoreError, match=r"cannot be used\. Reason: ") as told:
            Store(place)
        assert why in str(told.value)
        assert "wr0ng" not in str(told.value) and "\n" not in str(told.value)
    with (
        closing(Store(read_only)) as store,
        pytest.raises(StoreError, match=r"cannot execute .* in a read-only transaction"),
        store.transaction(),
    ):
        store.add(letter("nothing"))


def test_without_its_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "plugins.inbox.postgresql", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match="apt install libpq5"):
        Store("postgresql://db.example/inbox")


def test_a_backup_is_the_way_from_one_kind_to_the_other_and_back(
    tmp_path: Path, postgresql: Server
) -> None:
    file, server, file_again = tmp_path / "inbox", postgresql.database(), tmp_path / "again"
    ways: list[tuple[Place, Place]] = [(file, server), (server, file_again)]
    with closing(Store(file)) as store:
        with store.transaction():
            message = store.add(letter("Zoë 🙂"), [Mail("k", "owner", "us@example.org", "x")])
            store.add(letter("to go"))
            store.add(letter("third"))
            store.decide(message.id, "rejected", NOON)
            store.connection.execute("DELETE FROM messages WHERE number = 2")
        before = [*told(store)]
    for number, (here, there) in enumerate(ways):
        with closing(Store(here)) as store:
            back_up(store, tmp_path / f"copy{number}")
        assert restore(there, tmp_path / f"copy{number}", NOON) is None
        with closing(Store(there)) as store:
            assert [*told(store)] == before
    with closing(Store(server)) as store, store.transaction():
        assert store.add(letter("next")).number == 4


def told(store: Store) -> Iterator[object]:
    """All that is in it; its mails are parked, as by a restore."""
    with store.transaction() as connection:
        connection.execute("UPDATE outbox SET due_at = NULL, error = 'restored from a back-up'")
    for table, rows in store.connection.tables():
        yield table, sorted(tuple(row) for row in rows)
