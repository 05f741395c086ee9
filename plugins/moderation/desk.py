"""What may be asked of an inbox, answered beside its database."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

from plugins.common.form import EMAIL
from plugins.inbox.database import Place, StoreError, name_of
from plugins.inbox.mail import answer_mail, replier_mails
from plugins.inbox.outbox import parked, retry
from plugins.inbox.retention import purge, retention_of
from plugins.inbox.settings import database_of
from plugins.inbox.smtp import is_set_up
from plugins.inbox.store import Message, State, Store
from plugins.moderation.backup import back_up, restore
from plugins.replies.files import is_id

STATES: tuple[State, ...] = get_args(State)
# The mail that a decision has queued, and that undoing it takes back.
QUEUED = {"approved": "replier", "answered": "answer"}
# A message as JSON: ``told`` makes it, ``message_from`` reads it.
Told = dict[str, Any]
# From this number to that.
Span = Sequence[int]


class DeskError(Exception):
    """A sentence: what was asked cannot be done, and why."""


class Desk:
    """Every method takes and gives what JSON can say, so that it can be asked from elsewhere.

    Each is one transaction, and may be asked again when its answer was lost.
    All raise DeskError, StoreError and SettingError.
    """

    def __init__(self, environment: Mapping[str, str], now: Callable[[], datetime]) -> None:
        self._environment = environment
        self._now = now

    def about(self) -> dict[str, Any]:
        """The name of the database, whether it is there, and whether mail is set up."""
        return {
            "database": name_of(self._place),
            "exists": self._exists,
            "mail": is_set_up(self._environment),
        }

    def queue(self) -> list[Told]:
        """What waits, oldest first."""
        return list(map(told, self._store.in_state("waiting")))

    def everything(self) -> list[Told]:
        return list(map(told, self._store.in_state(*STATES)))

    def named(self, spans: Sequence[Span]) -> list[Told]:
        return list(map(told, self._chosen(spans, lambda _: "", lambda _: True)))

    def search(self, words: Sequence[str]) -> list[Told]:
        """Those that hold every word, in whatever state, oldest first."""
        sought = [word.casefold() for word in words]
        return [
            told(message)
            for message in self._store.in_state(*STATES)
            if all(word in _text_of(message) for word in sought)
        ]

    def decide(self, spans: Sequence[Span], state: State) -> dict[str, Any]:
        """The numbers ``done``, those ``already`` so, and the ``withdrawn`` answers not yet sent.

        A message named by itself must be fit for it, or nothing is decided at
        all; of a span those that are fit are.
        """
        at = self._now()
        done, already, withdrawn = list[int](), list[int](), list[str]()
        with self._store.transaction():
            for message in self._chosen(
                spans,
                lambda message: _fault(message, state),
                lambda message: message.state != state and not _fault(message, state),
            ):
                if message.state == state:
                    already.append(message.number)
                    continue
                self._store.decide(message.id, state, at)
                done.append(message.number)
                if state == "approved" and is_set_up(self._environment):
                    self._store.post(replier_mails(message), at)
                elif state == "waiting":
                    withdrawn += self._withdraw(message)
        return {"done": done, "already": already, "withdrawn": withdrawn}

    def answer(self, number: int, text: str) -> None:
        """Queue an answer by mail, the same text only once. A contact message waits no more."""
        at = self._now()
        with self._store.transaction() as connection:
            [message] = self._chosen([(number, number)], _unanswerable, lambda _: True)
            queued = connection.execute(
                "SELECT 1 FROM outbox WHERE about = ? AND kind = 'answer' AND body = ?",
                (message.id, text),
            ).fetchall()
            if not queued:
                # Never a number again that a withdrawn one had, which may be on its way.
                number = int(at.timestamp() * 1000)
                self._store.post([answer_mail(message, text, number)], at)
            if message.form != "reply":
                self._store.decide(message.id, "answered", at)

    def filing(self, present: Sequence[str]) -> dict[str, Any]:
        """What is to be done where the ids of ``present`` have a file.

        ``write``: the approved replies without one, as the text of each part.
        ``remove``: the ids of those that are approved no more. ``unfit``: the
        numbers of those that name no article.
        """
        write: list[dict[str, str]] = []
        unfit: list[int] = []
        there = set(present)
        for message in self._store.in_state("approved"):
            if message.id in there:
                continue
            if not is_id(message.answers["article"]):
                unfit.append(message.number)
                continue
            parts = {part: message.answers[part] for part in ("article", "to", "name", "comment")}
            write.append(
                {"id": message.id, "date": message.received_at.isoformat()} | parts,
            )
        found = (self._store.by_id(id_) for id_ in present)
        remove = [message.id for message in found if message and message.state != "approved"]
        return {"write": write, "remove": remove, "unfit": unfit}

    def export(self, address: str) -> dict[str, Any]:
        """All that is kept of the person with this e-mail address."""
        messages = self._of(address)
        columns = "key, kind, recipient, body, created_at, sent_at, error"
        with self._store.reading() as connection:
            mails = [
                dict(zip(columns.split(", "), row, strict=True))
                for message in messages
                for row in connection.execute(
                    f"SELECT {columns} FROM outbox WHERE about = ? ORDER BY number", (message.id,)
                )
            ]
        return {"address": address, "messages": list(map(told, messages)), "mails": mails}

    def erase(self, address: str) -> dict[str, Any]:
        """The numbers ``erased``, and of those that ``mention`` the address elsewhere.

        ``gone``: the bytes have left the file, which somebody who reads it can delay.
        """
        at = self._now()
        with self._store.transaction():
            erased = self._of(address)
            for message in erased:
                self._store.erase(message.id, at)
        sought = address.casefold()
        return {
            "erased": [message.number for message in erased],
            "mention": [m.number for m in self._store.in_state(*STATES) if sought in _text_of(m)],
            "gone": self._forget(),
        }

    def parked(self) -> list[dict[str, str]]:
        """The mails that nobody tries any more, and the error of the last attempt."""
        return [
            {"kind": row.mail.kind, "to": row.mail.recipient, "error": row.error}
            for row in parked(self._store)
        ]

    def retry(self) -> int:
        """How many of them are tried again."""
        return retry(self._store)

    def purge(self) -> int:
        """How many messages have been kept long enough, and are no more."""
        return purge(self._store, self._now(), retention_of(self._environment))

    def backup(self, file: str) -> str:
        """The path of the new file, on the database's machine."""
        return str(back_up(self._store, Path(file)))

    def restore(self, file: str) -> str:
        """The path at which the database that was there until now is kept, or ""."""
        if "_store" in vars(self):
            self._store.close()
            del self._store
        kept = restore(self._place, Path(file), self._now())
        return str(kept or "")

    @property
    def _place(self) -> Place:
        place = database_of(self._environment)
        return place.absolute() if isinstance(place, Path) else place

    @property
    def _exists(self) -> bool:
        """Where PostgreSQL is named, it was made before."""
        return not isinstance(self._place, Path) or self._place.is_file()

    @cached_property
    def _store(self) -> Store:
        if not self._exists:
            raise StoreError(f"There is no {self._place}: nothing was received there.")
        return Store(self._place)

    def _chosen(
        self,
        spans: Iterable[Span],
        fault: Callable[[Message], str],
        fit: Callable[[Message], bool],
    ) -> list[Message]:
        """In the order of their numbers."""
        chosen: dict[int, Message] = {}
        for first, last in spans:
            found = self._store.numbered(first, last)
            if first == last:
                if not found:
                    raise DeskError(f"There is no message {first}.")
                if what := fault(found[0]):
                    raise DeskError(what)
            else:
                found = [message for message in found if fit(message)]
                if not found:
                    raise DeskError(f"No message from {first} to {last} is fit for that.")
            chosen |= {message.number: message for message in found}
        return [chosen[number] for number in sorted(chosen)]

    def _of(self, address: str) -> list[Message]:
        sought = address.casefold()
        return [
            message
            for message in self._store.in_state(*STATES)
            if message.answers.get("email", "").casefold() == sought
        ]

    def _withdraw(self, message: Message) -> list[str]:
        rows = self._store.connection.execute(
            "DELETE FROM outbox WHERE about = ? AND kind = ? AND sent_at IS NULL RETURNING body",
            (message.id, QUEUED.get(message.state, "")),
        ).fetchall()
        return [body for (body,) in rows if body]

    def _forget(self) -> bool:
        with self._store.reading() as connection:
            return connection.forget()


def told(message: Message) -> Told:
    """What ``message_from`` reads."""
    decided_at = message.decided_at and message.decided_at.isoformat()
    return asdict(message) | {
        "received_at": message.received_at.isoformat(),
        "decided_at": decided_at,
    }


def message_from(told: Told) -> Message:
    decided_at = told["decided_at"] and datetime.fromisoformat(told["decided_at"])
    return Message(
        **told
        | {
            "received_at": datetime.fromisoformat(told["received_at"]),
            "decided_at": decided_at,
            "how": tuple(told["how"]),
            "what": tuple(told["what"]),
        }
    )


def only(message: Message) -> Span:
    return message.number, message.number


def _fault(message: Message, state: State) -> str:
    """Why the message cannot come into that state, or "". In it already is no fault."""
    number = message.number
    if message.state == "erased":
        return f"Message {number} was erased."
    if message.state == state:
        return ""
    if state != "waiting" and message.state != "waiting":
        return f'Message {number} is {message.state}. To decide anew, first: DO="undo {number}"'
    if state == "approved" and message.form != "reply":
        return f"Message {number} is no reply, so there is nothing to publish: answer it."
    if state == "approved" and not is_id(message.answers["article"]):
        return f"Message {number} names no article, so it cannot be published: answer or reject it."
    if state == "answered" and message.form == "reply":
        return f"Message {number} is a reply: approve or reject it; an answer decides nothing."
    return ""


def _unanswerable(message: Message) -> str:
    if EMAIL.fullmatch(message.answers.get("email", "")):
        return ""
    return f"Message {message.number} gives no e-mail address to answer to."


def _text_of(message: Message) -> str:
    return "\n".join((message.page, *message.answers.values())).casefold()
