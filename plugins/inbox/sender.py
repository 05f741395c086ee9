"""The thread that sends the outbox's mails, reminds, and purges."""

import smtplib
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial

from plugins.inbox.database import Place, StoreError
from plugins.inbox.log import tell
from plugins.inbox.mail import one_line, published, written
from plugins.inbox.outbox import (
    Row,
    claim,
    drop,
    mark_early,
    mark_failed,
    mark_parked,
    mark_sent,
    remind,
)
from plugins.inbox.retention import Retention, purge
from plugins.inbox.smtp import MailSettings, connected
from plugins.inbox.store import Store

# Between two looks for what is due, one indexed read each.
POLL_SECONDS = 2
# After a failure nothing is sent for a second, doubled while failures follow each other.
MAX_REST_SECONDS = 1024
# RFC 5321, 4.5.3.2 asks for minutes, as a server may examine a mail before it answers, and who
# gives up too early sends twice. Nobody waits for this thread; the next mail does.
TIMEOUT_SECONDS = 60
# For the mail that is under way when the receiver ends: a healthy server needs less.
STOP_SECONDS = 3
MAX_ERROR_CHARS = 300
# A reply is published by hand: how often to look, and until when.
PUBLISHED_EVERY = timedelta(minutes=10)
PUBLISHED_WITHIN = timedelta(days=30)


class Sender:
    """Sends what is due, reminds and purges, from a thread of its own.

    Where nobody gets mail it purges only.
    """

    def __init__(
        self,
        database: Place,
        settings: MailSettings | None,
        retention: Retention,
        now: Callable[[], datetime],
        *,
        wait: Callable[[float], bool] | None = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        """``wait`` takes seconds, and says whether it was told to stop. Raises StoreError."""
        self._store = Store(database)
        self._settings = settings
        self._retention = retention
        self._now = now
        self._timeout = timeout
        self._stopped = threading.Event()
        self._wait = wait or self._stopped.wait
        self._failures = 0
        self._purged_on = date.min
        # What it does when the process ends is no worse than a kill.
        self._thread = threading.Thread(target=self.run, name="sender", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Waits a little for the mail that is under way."""
        self._stopped.set()
        self._thread.join(STOP_SECONDS)

    def run(self) -> None:
        while not self._stopped.is_set():
            try:
                rest = self.turn()
            except Exception as error:  # noqa: BLE001 - mail must go on, whatever it was
                tell("failed", reason=f"The sender stumbled: {_kind(error)}.")
                rest = POLL_SECONDS
            if self._wait(rest):
                break
        self._store.close()

    def turn(self) -> float:
        """All there is to do now; seconds until there may be more. Raises StoreError."""
        with self._store.reading() as connection:
            if not connection.may_send():
                return POLL_SECONDS
        now = self._now()
        if self._purged_on != now.date():
            # Tried once a day: no mail waits for it.
            self._purged_on = now.date()
            purge(self._store, now, self._retention)
        if not self._settings:
            return POLL_SECONDS
        remind(self._store, self._settings, now)
        return self._send_due(self._settings)

    def _send_due(self, settings: MailSettings) -> float:
        smtp = None
        try:
            while not self._stopped.is_set() and (row := claim(self._store, self._now())):
                content = self._written(settings, row)
                if not content:
                    continue
                try:
                    smtp = smtp or connected(settings, self._timeout)
                    smtp.sendmail(settings.sender, [row.mail.recipient], content)
                # ValueError: of an address that smtplib cannot write.
                except (OSError, smtplib.SMTPException, ValueError) as error:
                    self._failures += 1
                    self._failed(row, error)
                    if smtp:
                        smtp.close()
                        smtp = None
                    return min(2.0 ** min(self._failures - 1, 20), MAX_REST_SECONDS)
                self._failures = 0
                self._marked(partial(mark_sent, self._store, row, self._now()))
        finally:
            if smtp:
                with suppress(OSError, smtplib.SMTPException):
                    smtp.quit()
        return POLL_SECONDS

    def _written(self, settings: MailSettings, row: Row) -> bytes:
        """Nothing where it is not to be sent now, or never, which the outbox then knows."""
        try:
            return self._written_or_put_off(settings, row)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever EmailMessage makes of it
            said = f"It cannot be written: {_kind(error)}: {error}"
            mark_parked(self._store, row, one_line(said, MAX_ERROR_CHARS))
            tell("mail parked", key=row.mail.key, reason="It cannot be written.")
            return b""

    def _written_or_put_off(self, settings: MailSettings, row: Row) -> bytes:
        now, mail = self._now(), row.mail
        about = self._store.by_id(mail.about)
        waiting = self._store.in_state("waiting") if mail.kind == "reminder" else []
        refused = about and about.state in ("rejected", "spam")
        if (mail.kind == "reminder" and not waiting) or (mail.kind == "author" and refused):
            drop(self._store, row)
        elif mail.kind != "replier" or not about or published(settings, about):
            return written(settings, mail, about, waiting, self._store.key, now)
        elif now - (about.decided_at or row.created_at) > PUBLISHED_WITHIN:
            mark_parked(self._store, row, "The reply was not published within 30 days")
        else:
            mark_early(self._store, row, now + PUBLISHED_EVERY)
        return b""

    def _failed(self, row: Row, error: Exception) -> None:
        said = one_line(f"{_kind(error)}: {error}", MAX_ERROR_CHARS)
        event = "mail parked" if mark_failed(self._store, row, said) else "mail waits"
        tell(event, key=row.mail.key, attempts=row.attempts, reason=_kind(error))

    def _marked(self, mark: Callable[[], None]) -> None:
        """Until it is on disk: what was sent, and is not marked, would be sent again."""
        while True:
            try:
                return mark()
            except StoreError as error:
                tell("failed", reason=str(error))
                if self._wait(POLL_SECONDS):
                    return None


def _kind(error: Exception) -> str:
    """Its words may name a person: they are for the database alone."""
    return type(error).__name__
