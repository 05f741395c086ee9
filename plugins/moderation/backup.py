"""A copy of the inbox's database, a file of SQLite's whatever it is of, and the way back."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from plugins.inbox.database import Connection, Hold, Place, StoreError
from plugins.inbox.schema import STEPS
from plugins.inbox.store import Store

# What SQLite keeps beside a database while it is open.
BESIDE = ("-wal", "-shm")


def back_up(store: Store, file: Path) -> Path:
    """A whole database of its own, for its owner's eyes, in a file that was not there.

    Raises StoreError.
    """
    file = file.absolute()
    with store.reading() as connection, _new(file):
        if isinstance(connection, sqlite3.Connection):
            _vacuum(connection, file)
        else:
            with closing(Store(file, held=True)) as copy:
                with copy.transaction() as empty:
                    _fill(empty, connection)
                _settle(copy)
    return file


@contextmanager
def _new(file: Path) -> Iterator[None]:
    """It was not there; it is on the disk, or is there no more."""
    try:
        # SQLite fills a file that is there and empty.
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreError(f"{file} cannot be made. Reason: {error.strerror}.") from error
    try:
        yield
        _sync(file)
    except BaseException:
        _remove(file, "", *BESIDE)
        raise


def _vacuum(connection: sqlite3.Connection, file: Path) -> None:
    connection.execute("VACUUM INTO ?", (str(file),))


def _fill(connection: Connection, source: Connection) -> None:
    """Inside a transaction: it then has what the source has, and nothing else."""
    for table, rows in source.tables():
        connection.execute(f"DELETE FROM {table}")
        for row in rows:
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)


def _settle(store: Store) -> None:
    """A file alone, without a log, once it is closed."""
    with store.reading() as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def restore(database: Place, file: Path, now: datetime) -> Path | None:
    """Put a copy of the file in the place of the database, and keep what was there.

    Its path, or None where nothing was. Raises StoreError: the file is no sound
    copy, or the database is in use.
    """
    if isinstance(database, str):
        return _restore_into(database, file, now)
    hold = Hold(database)
    fresh = database.with_name(f"{database.name}.restoring")
    try:
        _remove(fresh, "", *BESIDE)
        _copy(file, fresh)
        kept = _set_aside(database, now) if database.exists() else None
        # A log would be taken for the new one's.
        _remove(database, *BESIDE)
        fresh.replace(database)
        _sync(database)
    except OSError as error:
        raise StoreError(f"{database} was not restored. Reason: {error}.") from error
    finally:
        _remove(fresh, "", *BESIDE)
        hold.release()
    return kept


def _restore_into(address: str, file: Path, now: datetime) -> Path | None:
    """What was there is kept as a file in the folder where this runs."""
    from plugins.inbox.postgresql import PostgreSQL

    with TemporaryDirectory() as folder, closing(Store(address)) as store:
        fresh = Path(folder) / "inbox"
        _copy(file, fresh)
        with store.transaction() as connection, closing(Store(fresh, held=True)) as copy:
            assert isinstance(connection, PostgreSQL)
            if not connection.is_alone():
                raise StoreError(f"{store.name} is in use. Stop the receivers.")
            any_ = connection.execute("SELECT 1 FROM messages LIMIT 1").fetchall()
            kept = back_up(store, _aside(Path("inbox"), now)) if any_ else None
            _fill(connection, copy.connection)
    return kept


def _copy(file: Path, fresh: Path) -> None:
    """Brought up to date, with no mail due: it may have been sent since the copy was made."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            [(version,)] = copy.execute("PRAGMA user_version").fetchall()
            [(sound,)] = copy.execute("PRAGMA quick_check(1)").fetchall()
            if sound != "ok" or not 1 <= version <= len(STEPS):
                raise sqlite3.DatabaseError("it is no sound inbox of this or an earlier version")
            with _new(fresh):
                _vacuum(copy, fresh)
    except sqlite3.Error as error:
        raise StoreError(f"{file} cannot be restored. Reason: {error}.") from error
    with closing(Store(fresh, held=True)) as store:
        with store.transaction() as connection:
            connection.execute(
                "UPDATE outbox SET due_at = NULL, error = 'restored from a back-up'"
                " WHERE sent_at IS NULL"
            )
        _settle(store)
    _sync(fresh)


def _set_aside(database: Path, now: datetime) -> Path:
    """The present database under another name, which it has besides its own."""
    kept = _aside(database, now)
    try:
        with closing(sqlite3.connect(database)) as present:
            # Brings the log into the file, and fails while anybody else has it open.
            present.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        raise StoreError(f"{database} is in use. Reason: {error}.") from error
    except sqlite3.DatabaseError:
        pass  # it is past reading, and kept as it is
    os.link(database, kept)
    return kept


def _aside(database: Path, now: datetime) -> Path:
    return database.with_name(
        f"{database.name}.{now.astimezone(UTC):%Y%m%dT%H%M%S.%f}.before-restore"
    )


def _remove(database: Path, *rests: str) -> None:
    for rest in rests:
        database.with_name(database.name + rest).unlink(missing_ok=True)


def _sync(file: Path) -> None:
    """The file and its name are on the disk."""
    for path in (file, file.parent):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
