"""What was said to an article, and whether more may be said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from plugins.common.text import plain
from plugins.replies.files import Reply
from plugins.replies.markup import html_of

State = Literal["open", "closed", "off"]
# Unlike isolates they reach beyond the name that holds them: into a feed's title, say.
OVERRIDES = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e"))


@dataclass(frozen=True, slots=True)
class Said:
    """A reply as it is shown: ``name`` is text on one line, ``html`` may stand in a page.

    ``guid`` is the identity it had in an older blog's feeds, ``link`` its writer's, or "".
    """

    id: str
    name: str
    date: datetime
    html: str
    answers: tuple["Said", ...] = ()
    guid: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Discussion:
    """Threads, oldest first, one level deep. Where it is ``off`` there are none."""

    id: str  # that of the article
    state: State
    threads: tuple[Said, ...] = ()

    @property
    def replies(self) -> tuple[Said, ...]:
        """All of them, oldest first."""
        every = (said for thread in self.threads for said in (thread, *thread.answers))
        return tuple(sorted(every, key=lambda said: (said.date, said.id)))


def state_of(told: State, since: datetime, now: datetime, days: int) -> State:
    """``told``, but closed when the article is older than that many days; 0 is never."""
    past = bool(days) and now - since > timedelta(days=days)
    return "closed" if told == "open" and past else told


def threads_of(oldest_first: Iterable[Reply], zone: tzinfo) -> tuple[Said, ...]:
    """An answer to an answer stands under the reply that began it.

    One to a reply that is not there, or came later, begins a thread.
    """
    began: dict[str, str] = {}  # a reply's id → that of the first of its thread
    threads: dict[str, list[Reply]] = {}
    for reply in oldest_first:
        first = began[reply.id] = began.get(reply.to, reply.id)
        threads.setdefault(first, []).append(reply)
    return tuple(
        said(first, zone, tuple(said(answer, zone) for answer in answers))
        for first, *answers in threads.values()
    )


def said(reply: Reply, zone: tzinfo, answers: tuple[Said, ...] = ()) -> Said:
    name = " ".join(plain(reply.name).translate(OVERRIDES).split())
    date, html = reply.date.astimezone(zone), html_of(reply.comment)
    return Said(reply.id, name, date, html, answers, reply.guid, reply.link)
