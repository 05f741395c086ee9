"""Messages in an SQLite database: on disk before ``add`` returns."""

import fcntl
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

# Each step is run once, in order; user_version counts those that were.
# A step that was released is never changed: add another.
STEPS = (
    """
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        received_at TEXT NOT NULL,  -- ISO 8601, UTC
        form TEXT NOT NULL,
        page TEXT NOT NULL,
        answers TEXT NOT NULL,      -- a JSON object, field name to text
        caught INTEGER NOT NULL     -- 1: the trap was filled in
    ) STRICT
    """,
)
BUSY_SECONDS = 5


class StoreError(Exception):
    """A sentence for the operator: which database, and why it is of no use now."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one visitor sent. ``page`` is where the form says it stood: a claim, not a fact."""

    received_at: datetime
    form: str
    page: str
    answers: Mapping[str, str]
    caught: bool


class Store:
    """The messages of one database file, which is made where there is none.

    May be used from any thread, but only from one at a time. Every method
    raises StoreError.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        try:
            database.touch(mode=0o600)
            database.chmod(0o600)
            self._connection = _opened(database)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{database} cannot be used. Reason: {error}.") from error

    def add(self, message: Message) -> int:
        """The message's number, once it is on disk."""
        row = (
            message.received_at.astimezone(UTC).isoformat(timespec="seconds"),
            message.form,
            message.page,
            json.dumps(dict(message.answers), ensure_ascii=False),
            int(message.caught),
        )
        # Read to its end, a statement outside a transaction is committed; and
        # with synchronous=FULL a commit has reached the disk.
        try:
            [(number,)] = self._connection.execute(
                "INSERT INTO messages (received_at, form, page, answers, caught)"
                " VALUES (?, ?, ?, ?, ?) RETURNING id",
                row,
            ).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"{self._database} took no message. Reason: {error}.") from error
        return int(number)

    def waiting(self) -> Iterator[tuple[int, Message]]:
        """Numbered messages, oldest first."""
        try:
            for number, received_at, form, page, answers, caught in self._connection.execute(
                "SELECT id, received_at, form, page, answers, caught FROM messages ORDER BY id"
            ):
                yield (
                    number,
                    Message(
                        received_at=datetime.fromisoformat(received_at),
                        form=form,
                        page=page,
                        answers=json.loads(answers),
                        caught=bool(caught),
                    ),
                )
        except sqlite3.Error as error:
            raise StoreError(f"{self._database} cannot be read. Reason: {error}.") from error

    def close(self) -> None:
        self._connection.close()


def _opened(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        database, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA journal_mode = WAL")
        # NORMAL may lose what was committed last when the power goes.
        connection.execute("PRAGMA synchronous = FULL")
        _bring_up_to_date(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    [(done,)] = connection.execute("PRAGMA user_version").fetchall()
    if done > len(STEPS):
        raise sqlite3.DatabaseError("it was written by a later version of this program")
    for number, step in enumerate(STEPS[done:], start=done + 1):
        connection.execute(step)
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
