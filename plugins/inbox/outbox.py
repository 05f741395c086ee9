"""Mails that wait in the database to be sent, at least once each.

A mail is claimed on disk before the server is asked, and marked after it has
taken it: whatever is killed between the two is sent again, with the Message-ID
it had. What cannot be sent for a day is parked, and waits for a person.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from plugins.inbox.smtp import MailSettings
from plugins.inbox.store import Mail, Store, instant

# After each attempt but the last: doubled from a minute on, a day in all.
DELAYS = (*(timedelta(minutes=2**n) for n in range(10)), timedelta(minutes=417))
JITTER = 0.1
REMIND_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A mail in the outbox. ``attempts`` count the present one; ``error`` is of the last."""

    number: int
    mail: Mail
    created_at: datetime
    attempts: int
    error: str


def _rows(store: Store, where: str, *values: object) -> list[Row]:
    with store.reading() as connection:
        found = connection.execute(
            "SELECT number, created_at, attempts, error, key, kind, recipient, about, body, late"
            f" FROM outbox WHERE {where}",
            values,
        ).fetchall()
    return [
        Row(
            number,
            Mail(key, kind, recipient, about, body, bool(late)),
            datetime.fromisoformat(created_at),
            attempts,
            error,
        )
        for number, created_at, attempts, error, key, kind, recipient, about, body, late in found
    ]


def parked(store: Store) -> list[Row]:
    """Those that nobody tries any more, oldest first. Raises StoreError."""
    return _rows(store, "due_at IS NULL AND sent_at IS NULL ORDER BY number")


def retry(store: Store) -> int:
    """Lets the parked ones be due at once; how many. In a transaction of its own."""
    with store.transaction() as connection:
        return connection.execute(
            "UPDATE outbox SET due_at = created_at, attempts = 0"
            " WHERE due_at IS NULL AND sent_at IS NULL"
        ).rowcount


def claim(store: Store, now: datetime, jitter: Callable[[], float] = random.random) -> Row | None:
    """The oldest that is due, with this attempt counted and the next one set, on disk."""
    due = "due_at <= ? ORDER BY late, created_at, number LIMIT 1"
    for row in _rows(store, due, instant(now)):
        delay = DELAYS[min(row.attempts, len(DELAYS) - 1)]
        next_ = now + delay * (1 + JITTER * (2 * jitter() - 1))
        with store.transaction() as connection:
            claimed = connection.execute(
                "UPDATE outbox SET attempts = attempts + 1, due_at = ?"
                " WHERE number = ? AND attempts = ? AND due_at <= ?",
                (instant(next_), row.number, row.attempts, instant(now)),
            ).rowcount
        # Meanwhile withdrawn, or erased.
        if claimed:
            return Row(row.number, row.mail, row.created_at, row.attempts + 1, row.error)
    return None


def mark_sent(store: Store, row: Row, now: datetime) -> None:
    _mark(store, "sent_at = ?, due_at = NULL, error = ''", instant(now), row.number)


def mark_failed(store: Store, row: Row, error: str) -> bool:
    """Whether that parked it: there were as many attempts as there will be."""
    if over := row.attempts > len(DELAYS):
        mark_parked(store, row, error)
    else:
        _mark(store, "error = ?", error, row.number)
    return over


def mark_parked(store: Store, row: Row, error: str) -> None:
    _mark(store, "due_at = NULL, error = ?", error, row.number)


def mark_early(store: Store, row: Row, due: datetime) -> None:
    """It was no attempt."""
    _mark(store, "attempts = attempts - 1, due_at = ?", instant(due), row.number)


def drop(store: Store, row: Row) -> None:
    with store.transaction() as connection:
        connection.execute("DELETE FROM outbox WHERE number = ?", (row.number,))


def _mark(store: Store, columns: str, value: str, number: int) -> None:
    with store.transaction() as connection:
        connection.execute(f"UPDATE outbox SET {columns} WHERE number = ?", (value, number))


def remind(store: Store, settings: MailSettings, now: datetime) -> None:
    """Posts today's reminder where something has waited for a day, once a day (UTC)."""
    key = f"{now.date()}.reminder"
    with store.reading() as connection:
        [(is_posted, oldest)] = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE key = ?),"
            " (SELECT min(received_at) FROM messages WHERE state = 'waiting')",
            (key,),
        ).fetchall()
    if is_posted or not oldest or oldest > instant(now - REMIND_AFTER):
        return
    with store.transaction() as connection:
        # Where none could be sent for days, one is enough.
        connection.execute("DELETE FROM outbox WHERE kind = 'reminder' AND sent_at IS NULL")
        store.post([Mail(key, "reminder", settings.owner, "")], now)
