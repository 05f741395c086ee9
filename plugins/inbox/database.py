"""The inbox's database: a file of SQLite's, or one in PostgreSQL. Both take the same SQL."""

import fcntl
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TextIO

from plugins.inbox.schema import STEPS, TABLES

# A file, or an address like postgresql://user@host/database.
Place = Path | str
BUSY_SECONDS = 5
TOO_NEW = "it was written by a later version of this program"


class StoreError(Exception):
    """A sentence for the operator: which database, and why it is of no use now."""


class ServerError(Exception):
    """What PostgreSQL said, or why it said nothing; as sqlite3.Error is of SQLite."""


FAULTS = (sqlite3.Error, ServerError)


class Rows(Protocol):
    @property
    def rowcount(self) -> int: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """What SQLite and PostgreSQL do each in its own way. Every method may raise FAULTS.

    SQL has a ? for each value. What is outside a transaction is one by itself.
    """

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Rows: ...
    def close(self) -> None: ...

    def begin(self) -> None:
        """Wait until nobody else writes, and let nobody until the transaction ends."""

    def commit(self) -> None:
        """What the transaction has done is on disk."""

    def rollback(self) -> None:
        """End the transaction, if there still is one."""

    def bytes_used(self) -> int:
        """Of its files, without what SQLite knows to be free."""

    def forget(self) -> bool:
        """Whether what was deleted is out of the files: somebody who reads can delay it."""

    def may_send(self) -> bool:
        """Whether the mails are this one's to send, and nobody else's, until it is closed."""

    def tables(self) -> Iterator[tuple[str, Iterable[Sequence[Any]]]]:
        """The names and rows of all tables as they were at one moment, to be read in turn."""


class Database:
    """Made where there is none; for any thread, but for one at a time.

    Every method raises StoreError.
    """

    def __init__(self, place: Place, *, held: bool = False) -> None:
        """``held``: the caller has the ``Hold``; without it an older file is brought up to date
        only while nobody has.
        """
        self.place = place
        self.name = name_of(place)
        self.connection: Connection
        try:
            if isinstance(place, Path):
                self.connection = SQLite(place, held)
            else:
                # Who keeps to SQLite needs none of it.
                from plugins.inbox.postgresql import PostgreSQL

                self.connection = PostgreSQL(place)
        except (OSError, *FAULTS) as error:
            raise StoreError(f"{self.name} cannot be used. Reason: {error}.") from error

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Whole and on disk when it is left, or as if it had never been."""
        try:
            try:
                self.connection.begin()
                yield self.connection
                self.connection.commit()
            except BaseException:
                self.connection.rollback()
                raise
        except FAULTS as error:
            raise StoreError(f"{self.name} took nothing. Reason: {error}.") from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        try:
            yield self.connection
        except FAULTS as error:
            raise StoreError(f"{self.name} cannot be read. Reason: {error}.") from error

    def bytes_used(self) -> int:
        with self.reading() as connection:
            return connection.bytes_used()

    def close(self) -> None:
        self.connection.close()


def name_of(place: Place) -> str:
    """Without the password."""
    if isinstance(place, Path):
        return str(place)
    return re.sub(r":[^/]*@", "@", place.partition("?")[0])


class SQLite(sqlite3.Connection):
    def __init__(self, path: Path, held: bool) -> None:
        path.touch(mode=0o600)
        path.chmod(0o600)
        super().__init__(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            self.execute("PRAGMA trusted_schema = OFF")
            self.execute("PRAGMA journal_mode = WAL")
            # NORMAL may lose what was committed last when the power goes.
            self.execute("PRAGMA synchronous = FULL")
            # What is erased is overwritten.
            self.execute("PRAGMA secure_delete = ON")
            if self._version() != len(STEPS):
                hold = None if held else Hold(path)
                try:
                    self._bring_up_to_date()
                finally:
                    if hold:
                        hold.release()
        except (sqlite3.Error, StoreError):
            self.close()
            raise

    def begin(self) -> None:
        self.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        # The method of its own is content where no transaction is.
        self.execute("COMMIT")

    def bytes_used(self) -> int:
        [(used,)] = self.execute(
            "SELECT (page_count - freelist_count) * page_size"
            " FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
        ).fetchall()
        return int(used)

    def forget(self) -> bool:
        # What was deleted is overwritten when the log is brought into the file.
        [(busy, _, _)] = self.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return not busy

    def may_send(self) -> bool:
        # Its sender's receiver has the ``Hold``.
        return True

    def tables(self) -> Iterator[tuple[str, Iterable[Sequence[Any]]]]:
        for table in TABLES:
            yield table, self.execute(f"SELECT * FROM {table}")

    def _version(self) -> int:
        [(version,)] = self.execute("PRAGMA user_version").fetchall()
        return int(version)

    def _bring_up_to_date(self) -> None:
        self.begin()
        done = self._version()
        if done > len(STEPS):
            raise sqlite3.DatabaseError(TOO_NEW)
        for number, step in enumerate(STEPS[done:], start=done + 1):
            for statement in step.split(";\n"):
                self.execute(statement)
            self.execute(f"PRAGMA user_version = {number}")
        self.commit()


class Hold:
    """The right to receive for a database: one process has it, until it lets go or ends.

    A lock on a file of its own: SQLite's would also keep out those who read.
    """

    def __init__(self, database: Place) -> None:
        """Raises StoreError when another process has it.

        PostgreSQL's is for any number: one at a time writes, and one of all sends.
        """
        self._file: TextIO | None = None
        if isinstance(database, str):
            return
        path = database.with_name(f"{database.name}.lock")
        try:
            self._file = path.open("w")
        except OSError as error:
            raise StoreError(f"{database} cannot be held. Reason: {error}.") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise StoreError(
                f"{database} has a receiver already. Stop that one, or set INBOX_DATABASE."
            ) from error

    def release(self) -> None:
        if self._file:
            self._file.close()
