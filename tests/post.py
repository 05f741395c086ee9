"""A mail server that takes mails, or fails as told; and a sender whose clock runs fast."""

import asyncio
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from plugins.inbox.retention import Retention
from plugins.inbox.sender import Sender
from plugins.inbox.smtp import mail_settings_of

START = datetime(2026, 11, 21, 10, tzinfo=UTC)
# A minute of the sender's takes a hundredth of a second.
SPEED = 6_000
STALL_SECONDS = 30
Fault = str  # "451 …" and "554 …" are said; "drop" and "stall" are done; "" takes it


class _Server(SMTP):
    """Hangs up in the middle of a mail when told."""

    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.fault != "drop":
            await super().smtp_DATA(arg)
            return
        await self.push("354 Go on")
        await self._reader.readline()
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.abort()


class Post(Controller):
    """At ``localhost:port``; ``taken`` are the mails, each with its recipient.

    ``faults`` is asked once a mail; ``on_mail`` is told when a mail is "begun" and
    when it is "taken", with how many were.
    """

    def __init__(
        self,
        faults: Callable[[], Fault] = lambda: "",
        on_mail: Callable[[str, int], None] = lambda when, number: None,
        *,
        port: int = 0,
        **settings: Any,
    ) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.asked = 0
        self.fault: Fault = ""
        self._faults = faults
        self._on_mail = on_mail
        self._settings = settings
        super().__init__(self, hostname="127.0.0.1", port=port, **settings)

    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]

    def __enter__(self) -> "Post":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        self._on_mail("begun", len(self.taken))
        self.fault = self._faults()
        if self.fault == "stall":
            await asyncio.sleep(STALL_SECONDS)
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.fault:
            return self.fault
        assert isinstance(envelope.content, bytes)
        self.taken.append((envelope.rcpt_tos[0], envelope.content))
        self._on_mail("taken", len(self.taken))
        return "250 Taken"


def faults_of(seed: int) -> Callable[[], Fault]:
    """Three of ten mails fail, each kind of failure among them."""
    chance = random.Random(seed)
    kinds = ["451 Later", "554 Never", "drop", "stall"]
    return lambda: chance.choices(["", *kinds], [70, 12, 10, 7, 1])[0]


def main(database: Path, begun: float) -> None:
    """Sends until it is killed; ``begun``, in seconds since 1970, was ``START``."""

    def wait(seconds: float) -> bool:
        time.sleep(seconds / SPEED)
        return False

    Sender(
        database,
        mail_settings_of(os.environ),
        Retention(),
        now=lambda: START + timedelta(seconds=(time.time() - begun) * SPEED),
        wait=wait,
        timeout=0.5,
    ).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
