"""The inbox in a database of PostgreSQL's, which receivers on several machines may share.

One transaction writes at a time, as in SQLite: what one has looked up is so until it ends.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from plugins.inbox.database import BUSY_SECONDS, TOO_NEW, ServerError
from plugins.inbox.schema import IN_POSTGRESQL, SHAPE, STEPS, TABLES

try:
    import psycopg
except ImportError as error:
    raise ServerError("it needs libpq, PostgreSQL's library: apt install libpq5") from error

CONNECT_SECONDS = 5
# Then a server whose machine is gone is given up, and by the server a writer who is.
SILENT_SECONDS = 15
TCP: dict[str, Any] = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": CONNECT_SECONDS,
    "keepalives_interval": CONNECT_SECONDS,
    "keepalives_count": SILENT_SECONDS // CONNECT_SECONDS - 1,
    "tcp_user_timeout": SILENT_SECONDS * 1000,
}
# What is committed has reached the disk, whatever the server does unless it is told.
SESSION = f"""
SET synchronous_commit = on;
SET lock_timeout = '{BUSY_SECONDS}s';
SET idle_in_transaction_session_timeout = '{SILENT_SECONDS}s';
"""
# Else the server keeps samples of what visitors wrote, for its plans, out of our reach.
UNSAMPLED = """
ALTER TABLE messages ALTER page SET STATISTICS 0, ALTER answers SET STATISTICS 0;
ALTER TABLE outbox ALTER recipient SET STATISTICS 0, ALTER body SET STATISTICS 0,
    ALTER error SET STATISTICS 0;
"""
# Locks of ours, which end with a transaction or a connection.
WRITES, OPEN, SENDS = 8701, 8702, 8703

Raw = psycopg.Connection[tuple[Any, ...]]


class PostgreSQL:
    def __init__(self, address: str) -> None:
        self._address = address
        # A transaction does not go on by another connection.
        self._within = False
        with told():
            self._raw = opened(address)

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> psycopg.Cursor[tuple[Any, ...]]:
        with told():
            if self._raw.closed and not self._within:
                self._raw = opened(self._address)
            return self._raw.execute(sql.replace("?", "%s"), values or None)

    def close(self) -> None:
        self._raw.close()

    def __del__(self) -> None:
        # As SQLite's, it needs no more.
        if hasattr(self, "_raw"):
            self._raw.close()

    def begin(self) -> None:
        with told():
            try:
                begin(self._raw)
            except psycopg.errors.LockNotAvailable:
                raise
            except psycopg.OperationalError:
                # It was lost since the last one; nothing of this one was done yet.
                self._raw.close()
                self._raw = opened(self._address)
                begin(self._raw)
        self._within = True

    def commit(self) -> None:
        """When its answer is lost, nobody can tell whether it was done."""
        with told():
            done = self._raw.execute("COMMIT").statusmessage
        # After an error within, a COMMIT is answered with ROLLBACK.
        if done != "COMMIT":
            raise ServerError("an earlier error was passed over")
        self._within = False

    def rollback(self) -> None:
        self._within = False
        if not self._raw.closed:
            with told():
                self._raw.rollback()

    def bytes_used(self) -> int:
        sizes = "pg_total_relation_size('messages') + pg_total_relation_size('outbox')"
        [(used,)] = self.execute(f"SELECT {sizes}").fetchall()
        return int(used)

    def forget(self) -> bool:
        try:
            # Writes their files anew. How long the server keeps its log is not for us to say.
            self.execute("VACUUM FULL messages, outbox")
        except ServerError as error:
            if isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                return False
            raise
        return True

    def may_send(self) -> bool:
        [(mine,)] = self.execute(f"SELECT pg_try_advisory_lock({SENDS})").fetchall()
        return bool(mine)

    def is_alone(self) -> bool:
        """In a transaction: whether nobody else has it open, or will have until its end."""
        return is_alone(self._raw)

    def tables(self) -> Iterator[tuple[str, Iterable[Sequence[Any]]]]:
        # Within a transaction nobody else writes.
        if reads := not self._within:
            self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            for table in TABLES:
                yield table, self._rows(table)
        finally:
            if reads:
                self.rollback()

    def _rows(self, table: str) -> Iterator[Sequence[Any]]:
        with told():
            # Not all at once: it may be larger than what there is of memory.
            yield from self._raw.cursor().stream(f"SELECT * FROM {table}")


@contextmanager
def told() -> Iterator[None]:
    """In one line, and without the values, which may be a visitor's."""
    try:
        yield
    except psycopg.Error as error:
        said = error.diag.message_primary or str(error)
        raise ServerError(said.partition("\n")[0].rstrip(".")) from error


def opened(address: str) -> Raw:
    raw = psycopg.connect(address, autocommit=True, client_encoding="utf8", **TCP)
    try:
        if raw.info.parameter_status("server_encoding") != "UTF8":
            raise ServerError("it is not in UTF-8: createdb --encoding=UTF8 --template=template0")
        raw.execute(SESSION)
        raw.execute(f"SELECT pg_advisory_lock_shared({OPEN})")
        if version(raw) != len(STEPS):
            bring_up_to_date(raw)
    except BaseException:
        raw.close()
        raise
    return raw


def begin(raw: Raw) -> None:
    raw.execute(f"BEGIN; SELECT pg_advisory_xact_lock({WRITES})")


def is_alone(raw: Raw) -> bool:
    [(alone,)] = raw.execute(f"SELECT pg_try_advisory_xact_lock({OPEN})").fetchall()
    return bool(alone)


def version(raw: Raw) -> int:
    [(exists,)] = raw.execute("SELECT to_regclass('version') IS NOT NULL").fetchall()
    return int(raw.execute("SELECT number FROM version").fetchall()[0][0]) if exists else 0


def bring_up_to_date(raw: Raw) -> None:
    begin(raw)
    done = version(raw)
    if done > len(STEPS):
        raise ServerError(TOO_NEW)
    if 0 < done < len(STEPS) and not is_alone(raw):
        raise ServerError("it is of an earlier version, and others have it open: stop them")
    if not done:
        raw.execute("CREATE TABLE version (number INTEGER NOT NULL)")
        raw.execute("INSERT INTO version VALUES (0)")
        raw.execute(translated(SHAPE))
        raw.execute(UNSAMPLED)
        raw.execute("INSERT INTO secret VALUES (%s)", (secrets.token_bytes(32),))
    for step in STEPS[max(done, 2) :]:
        raw.execute(translated(step))
    raw.execute("UPDATE version SET number = %s", (len(STEPS),))
    raw.execute("COMMIT")


def translated(step: str) -> str:
    for word, ours in IN_POSTGRESQL.items():
        step = step.replace(word, ours)
    return step
