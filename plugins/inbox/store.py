"""Messages and the mail about them, on disk before whoever asked is told so."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from plugins.inbox.database import Database, Place, StoreError

State = Literal["waiting", "approved", "answered", "rejected", "spam", "erased"]
Kind = Literal["owner", "author", "replier", "answer", "reminder"]
# Sent again within this time, the same message is the same one: a double click, Back and send.
REPEAT = timedelta(hours=24)
# As many are looked at for one that somebody else sent.
MAX_COPIES = 20
# One transaction writes at a time, so that no other takes it too.
NEXT = "coalesce(max(number), 0) + 1"
COLUMNS = "number, id, received_at, form, page, answers, how, what, state, decided_at, round"


@dataclass(frozen=True, slots=True)
class Message:
    """What one visitor sent. ``page`` is where the form says it stood: a claim, not a fact.

    Its answers never change: what was read is what is decided.

    ``how`` and ``what`` are sentences: what was odd in how it came, and in what
    it says. ``words`` are those by which a copy under another name is known again.
    """

    received_at: datetime
    form: str
    page: str
    answers: Mapping[str, str]
    how: tuple[str, ...] = ()
    what: tuple[str, ...] = ()
    words: str = ""
    id: str = field(default_factory=lambda: str(uuid4()))
    number: int = 0
    state: State = "waiting"
    decided_at: datetime | None = None
    round: int = 0

    @property
    def held(self) -> bool:
        return bool(self.state == "waiting" and (self.how or self.what))


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to be written and sent, once for each ``key``; ``about`` is a message's id or ""."""

    key: str  # like "<message id>.owner", "<message id>.author.sam-sample", "2026-11-21.reminder"
    kind: Kind
    recipient: str
    about: str
    body: str = ""
    late: bool = False


class Store(Database):
    """What the receiver, its sender and the desk know of the database.

    Those that change something belong inside ``transaction()``.
    """

    def __init__(self, place: Place, *, held: bool = False, max_bytes: int = 0) -> None:
        """``max_bytes``: when it is larger, it takes no more messages; 0 for no such limit."""
        super().__init__(place, held=held)
        self._max_bytes = max_bytes
        with self.reading() as connection:
            [(self.key,)] = connection.execute("SELECT key FROM secret").fetchall()

    def add(self, message: Message, mails: Iterable[Mail] = ()) -> Message:
        """As it is stored: with its number, or the one that said the same shortly before."""
        same = digest(message.form, message.page, json.dumps(message.answers, sort_keys=True))
        since = instant(message.received_at - REPEAT)
        for row in self._rows("same = ? AND received_at > ? AND state != 'erased'", same, since):
            return message_of(row)
        if 0 < self._max_bytes < self.bytes_used():
            raise StoreError(f"{self.name} is full. Reason: INBOX_MAX_BYTES.")
        [(number,)] = self.connection.execute(
            "INSERT INTO messages (number, id, received_at, form, page, answers, how, what, state,"
            f" round, same, words) SELECT {NEXT}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM messages"
            " RETURNING number",
            (
                message.id,
                instant(message.received_at),
                message.form,
                message.page,
                told(message.answers),
                told(message.how),
                told(message.what),
                message.state,
                message.round,
                same,
                message.words and digest(message.words),
            ),
        ).fetchall()
        self.post(mails, message.received_at)
        return replace(message, number=number)

    def confirm(self, id_: str) -> bool:
        """Its writer has looked at it again: how it came is odd no more. Whether it waited."""
        done = self.connection.execute(
            "UPDATE messages SET how = '[]' WHERE id = ? AND state = 'waiting'", (id_,)
        )
        return bool(done.rowcount)

    def decide(self, id_: str, state: State, at: datetime) -> bool:
        """Whether that changed it: before another decision it must wait again."""
        from_ = "state NOT IN ('waiting', 'erased')" if state == "waiting" else "state = 'waiting'"
        decided_at = None if state == "waiting" else instant(at)
        done = self.connection.execute(
            "UPDATE messages SET state = ?, decided_at = ?, round = round + 1"
            f" WHERE id = ? AND {from_}",
            (state, decided_at, id_),
        )
        return bool(done.rowcount)

    def erase(self, id_: str, at: datetime) -> None:
        """All that tells of a person, in the message and in the mails about it."""
        self.connection.execute(
            "UPDATE messages SET state = 'erased', decided_at = ?, page = '', answers = '{}',"
            " how = '[]', what = '[]', same = '', words = '' WHERE id = ?",
            (instant(at), id_),
        )
        self.connection.execute("DELETE FROM outbox WHERE about = ?", (id_,))

    def post(self, mails: Iterable[Mail], at: datetime) -> None:
        now = instant(at)
        for m in mails:
            self.connection.execute(
                "INSERT INTO outbox (number, key, about, kind, late, recipient, body, created_at,"
                f" due_at, attempts, error) SELECT {NEXT}, ?, ?, ?, ?, ?, ?, ?, ?, 0, ''"
                " FROM outbox WHERE true ON CONFLICT DO NOTHING",
                (m.key, m.about, m.kind, int(m.late), m.recipient, m.body, now, now),
            )

    def by_id(self, id_: str) -> Message | None:
        return next(map(message_of, self._rows("id = ?", id_)), None)

    def by_number(self, number: int) -> Message | None:
        return next(map(message_of, self._rows("number = ?", number)), None)

    def numbered(self, first: int, last: int) -> list[Message]:
        """Those from the one number to the other, oldest first."""
        return [message_of(row) for row in self._rows("number BETWEEN ? AND ?", first, last)]

    def in_state(self, *states: State) -> list[Message]:
        """Oldest first."""
        marks = ", ".join("?" * len(states))
        return [message_of(row) for row in self._rows(f"state IN ({marks})", *states)]

    def copies(self, words: str, since: datetime) -> list[Message]:
        """The last few since then that say it in the same words, the last one first."""
        if not words:
            return []
        with self.reading() as connection:
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM messages WHERE words = ? AND received_at > ?"
                f" ORDER BY number DESC LIMIT {MAX_COPIES}",
                (digest(words), instant(since)),
            ).fetchall()
        return [message_of(row) for row in rows]

    def _rows(self, where: str, *values: object) -> list[tuple[Any, ...]]:
        with self.reading() as connection:
            return connection.execute(
                f"SELECT {COLUMNS} FROM messages WHERE {where} ORDER BY number", values
            ).fetchall()


def message_of(row: tuple[Any, ...]) -> Message:
    number, id_, received_at, form, page, answers, how, what, state, decided_at, round_ = row
    return Message(
        number=number,
        id=id_,
        received_at=datetime.fromisoformat(received_at),
        form=form,
        page=page,
        answers=json.loads(answers),
        how=tuple(json.loads(how)),
        what=tuple(json.loads(what)),
        state=state,
        decided_at=decided_at and datetime.fromisoformat(decided_at),
        round=round_,
    )


def told(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def instant(at: datetime) -> str:
    """Texts that sort as the times do."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def digest(*parts: str) -> str:
    """Of the parts as they stand: no two lists of them have the same text before."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
