"""How long a message is kept once it is decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from plugins.inbox.settings import number_of
from plugins.inbox.store import Store, instant


@dataclass(frozen=True, slots=True)
class Retention:
    """``answered`` is for what the contact form sent, ``refused`` for what was rejected or spam.

    Approved replies stay: only they tell whose a published reply is.
    """

    answered: timedelta = timedelta(days=365)
    refused: timedelta = timedelta(days=30)


def retention_of(environment: Mapping[str, str]) -> Retention:
    """Raises SettingError."""
    default = Retention()
    return Retention(
        answered=_days(environment, "INBOX_KEEP_DAYS", default.answered),
        refused=_days(environment, "INBOX_KEEP_SPAM_DAYS", default.refused),
    )


def _days(environment: Mapping[str, str], name: str, default: timedelta) -> timedelta:
    # More would lead to before the calendar begins.
    return timedelta(number_of(environment, name, default=default.days, least=0, most=99_999))


def purge(store: Store, now: datetime, retention: Retention) -> int:
    """Those decided longer ago, with the mails about them; never what waits. How many went.

    In a transaction of its own. Raises StoreError.
    """
    over = (
        "(state = 'answered' AND decided_at < ?)"
        " OR (state IN ('rejected', 'spam') AND decided_at < ?)"
    )
    before = (instant(now - retention.answered), instant(now - retention.refused))
    with store.transaction() as connection:
        connection.execute(
            f"DELETE FROM outbox WHERE about IN (SELECT id FROM messages WHERE {over})", before
        )
        connection.execute(
            "DELETE FROM outbox WHERE kind = 'reminder' AND created_at < ?", (before[1],)
        )
        gone = connection.execute(f"DELETE FROM messages WHERE {over}", before).rowcount
    if gone:
        with store.reading() as connection:
            connection.forget()
    return gone
