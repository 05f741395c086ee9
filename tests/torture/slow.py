"""Two hundred who never finish their headers and two hundred who never finish their form.

One that is closed is opened again at once. Honest posts go on as if nobody were there.
"""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import ROOT
from tests.torture.figures import Figure, quantile
from tests.torture.receiver import BROWSER, Receiver, receiver_in, word

TINY = {"seconds": 1, "attackers": 10}
HEAD = b"POST /inbox/contact HTTP/1.1\r\nHost: blog.example\r\n"
BODY = (
    HEAD + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 30000\r\n\r\nname="
)
DRIPPING_SECONDS = 0.5


def run(folder: Path, *, seconds: int = 60, attackers: int = 200) -> list[Figure]:
    with receiver_in(folder / "inbox") as receiver:
        alone = [posted_in(receiver, number) for number in range(50_000, 50_100)]
        # In a process of its own, so that the attackers do not slow the honest one down.
        command = [sys.executable, "-m", "tests.torture.slow"]
        command += [str(receiver.port), str(attackers), str(seconds)]
        taken: list[float] = []
        with (folder / "lives").open("wb") as told:
            attack = subprocess.Popen(command, cwd=ROOT, stdout=told)
            while attack.poll() is None:
                taken.append(posted_in(receiver, len(taken)))
                time.sleep(0.02)
        lives: list[float] = json.loads((folder / "lives").read_text("utf-8"))
    served = [seconds for seconds in taken if seconds >= 0]
    return [
        Figure("attacks opened", len(lives), at_least=2 * attackers),
        Figure("longest life of an attack (s)", max(lives), at_most=15),
        Figure("honest posts", len(taken), at_least=1),
        Figure("honest posts not answered with thanks", len(taken) - len(served), at_most=0),
        Figure("honest p99 before the attack (ms)", quantile(alone[20:], 0.99) * 1000),
        Figure("honest p99 (ms)", quantile(served, 0.99) * 1000, at_most=100, timed=True),
    ]


def posted_in(receiver: Receiver, number: int) -> float:
    """Seconds; -1 when it was not answered with thanks."""
    fields = {"name": "Ann", "email": "ann@example.org", "message": f"On {word(number)}."}
    headers = {**BROWSER, "X-Forwarded-For": f"10.1.{number // 250 % 250}.{number % 250}"}
    started = time.monotonic()
    try:
        answer = receiver.send("contact", fields, headers)
    except OSError:
        return -1
    return time.monotonic() - started if answer.status == 303 else -1


async def attack_all(port: int, attackers: int, seconds: float) -> list[float]:
    until = time.monotonic() + seconds
    lives: list[float] = []
    dripping = [(HEAD, b"X-A: b\r\n"), (BODY, b"a")] * attackers
    await asyncio.gather(*(attack(port, *drip, until, lives) for drip in dripping))
    return lives


async def attack(port: int, first: bytes, drip: bytes, until: float, lives: list[float]) -> None:
    while (opened := time.monotonic()) < until:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(DRIPPING_SECONDS)
            continue
        try:
            await dripped(reader, writer, first, drip, max(until, opened + 20))
        except OSError:
            pass
        finally:
            lives.append(time.monotonic() - opened)
            writer.close()


async def dripped(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    first: bytes,
    drip: bytes,
    until: float,
) -> None:
    """Returns when the other side has closed."""
    closed = asyncio.ensure_future(reader.read())
    try:
        writer.write(first)
        while time.monotonic() < until and not closed.done():
            await writer.drain()
            await asyncio.wait([closed], timeout=DRIPPING_SECONDS)
            writer.write(drip)
    finally:
        closed.cancel()


if __name__ == "__main__":
    port, attackers, seconds = map(int, sys.argv[1:])
    print(json.dumps(asyncio.run(attack_all(port, attackers, seconds))))
