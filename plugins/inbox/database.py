"""The inbox's SQLite database: opened, brought up to date, held by one receiver."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from plugins.inbox.schema import STEPS

BUSY_SECONDS = 5


class StoreError(Exception):
    """A sentence for the operator: which database, and why it is of no use now."""


class Database:
    """One file, made where there is none; for any thread, but for one at a time.

    Every method raises StoreError.
    """

    def __init__(self, path: Path, *, held: bool = False, max_bytes: int = 0) -> None:
        """``held``: the caller has the ``Hold``; without it an older database is brought up to
        date only while nobody has. ``max_bytes``: it grows no further; 0 for no such limit.
        """
        self.path = path
        try:
            path.touch(mode=0o600)
            path.chmod(0o600)
            self.connection = _opened(path, held, max_bytes)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path} cannot be used. Reason: {error}.") from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Whole and on disk when it is left, or as if it had never been."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                # With synchronous=FULL a commit has reached the disk.
                self.connection.execute("COMMIT")
            except BaseException:
                # Some errors have rolled back already.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} took nothing. Reason: {error}.") from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self.connection
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} cannot be read. Reason: {error}.") from error

    def bytes_used(self) -> int:
        """Of its file, without the pages that are free to be used again."""
        with self.reading() as connection:
            [(used,)] = connection.execute(
                "SELECT (page_count - freelist_count) * page_size"
                " FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
            ).fetchall()
        return int(used)

    def close(self) -> None:
        self.connection.close()


def _opened(path: Path, held: bool, max_bytes: int) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA journal_mode = WAL")
        # NORMAL may lose what was committed last when the power goes.
        connection.execute("PRAGMA synchronous = FULL")
        # What is erased is overwritten.
        connection.execute("PRAGMA secure_delete = ON")
        if _version(connection) != len(STEPS):
            hold = None if held else Hold(path)
            try:
                _bring_up_to_date(connection)
            finally:
                if hold:
                    hold.release()
        if max_bytes:
            [(page_bytes,)] = connection.execute("PRAGMA page_size").fetchall()
            connection.execute(f"PRAGMA max_page_count = {max_bytes // page_bytes}")
    except (sqlite3.Error, StoreError):
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection) -> int:
    [(version,)] = connection.execute("PRAGMA user_version").fetchall()
    return int(version)


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    done = _version(connection)
    if done > len(STEPS):
        raise sqlite3.DatabaseError("it was written by a later version of this program")
    for number, step in enumerate(STEPS[done:], start=done + 1):
        for statement in step.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    connection.execute("COMMIT")


class Hold:
    """The right to receive for a database: one process has it, until it lets go or ends.

    A lock on a file of its own: SQLite's would also keep out those who read.
    """

    def __init__(self, database: Path) -> None:
        """Raises StoreError when another process has it."""
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
        self._file.close()
