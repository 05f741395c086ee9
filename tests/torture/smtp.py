"""A mail server that fails in every way one can, when it is told to."""

import asyncio
import random
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Literal

Fault = Literal["close", "421", "450 to", "550 to", "cut", "stall", "451 data", "554 data"]
FAULTS: tuple[Fault, ...] = (
    "close",
    "421",
    "450 to",
    "550 to",
    "cut",
    "stall",
    "451 data",
    "554 data",
)
STALL_SECONDS = 2


class Server:
    """``fault`` says what happens to the next mail, or ""; ``taken`` is called for each it took.

    ``mails`` are recipient and content of those it took, as they came.
    """

    def __init__(self, fault: Callable[[], Fault | Literal[""]], taken: Callable[[], None]) -> None:
        self._fault = fault
        self._taken = taken
        self.mails: list[tuple[str, bytes]] = []
        self.faults = 0
        self.port = 0

    async def serve(self, ready: Callable[[], None], stop: asyncio.Event) -> None:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0, limit=2**24)
        self.port = server.sockets[0].getsockname()[1]
        ready()
        await stop.wait()
        server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fault = self._next()
        if fault == "close":
            return
        writer.write(b"421 not now\r\n" if fault == "421" else b"220 mail.example\r\n")
        recipient = ""
        while line := (await reader.readline()).decode().strip():
            verb = line[:4].upper()
            answer = b"250 ok"
            if verb == "MAIL" and fault in ("", "421"):
                fault = self._next()
            if verb == "RCPT":
                recipient = line.partition("<")[2].rpartition(">")[0]
                if fault.endswith(" to"):
                    answer, fault = f"{fault[:3]} not to them".encode(), ""
            if verb == "QUIT":
                writer.write(b"221 bye\r\n")
                return
            if verb == "DATA":
                writer.write(b"354 go on\r\n")
                if fault == "cut":
                    await reader.readexactly(100)
                    return
                content = await reader.readuntil(b"\r\n.\r\n")
                if fault == "stall":
                    await asyncio.sleep(STALL_SECONDS)
                    return
                if fault.endswith(" data"):
                    answer, fault = f"{fault[:3]} not this".encode(), ""
                else:
                    self.mails.append((recipient, content))
                    self._taken()
            writer.write(answer + b"\r\n")

    def _next(self) -> Fault | Literal[""]:
        fault = self._fault()
        self.faults += bool(fault)
        return fault


@contextmanager
def mail_server(
    fault: Callable[[], Fault | Literal[""]] = lambda: "", taken: Callable[[], None] = lambda: None
) -> Iterator[Server]:
    """Runs in a thread until it is left."""
    server = Server(fault, taken)
    started, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(server.serve(started.set, stop))
    )
    thread.start()
    started.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        finish(loop)


def finish(loop: asyncio.AbstractEventLoop) -> None:
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    waited: Coroutine[Any, Any, Any] = asyncio.wait(tasks) if tasks else asyncio.sleep(0)
    loop.run_until_complete(waited)
    loop.close()


def environment(port: int) -> dict[str, str]:
    return {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "blog@blog.example",
        "MAIL_TO": "owner@blog.example",
    }


def sometimes(share: float, seed: int = 1) -> Callable[[], Fault | Literal[""]]:
    chance = random.Random(seed)
    return lambda: chance.choice(FAULTS) if chance.random() < share else ""
