"""Acknowledged posts a second beside Isso's, in turn; the memory it takes; how soon it takes one.

Machines are noisy: the ratio of the medians is the result. Isso is installed in an
environment of its own, below .cache/.
"""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from tests.conftest import ROOT
from tests.torture.figures import Figure, Skipped
from tests.torture.receiver import (
    BROWSER,
    FORM,
    Receiver,
    free_port,
    receiver_for,
    receiver_in,
    word,
)

TINY = {"rounds": 1, "seconds": 0.5, "posts": 300, "starts": 1}
ISSO = "isso==0.14.0"
CONNECTIONS = 16
WARM_UP_SECONDS = 1
MEGABYTE = 1024**2
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
CLOSE = re.compile(rb"(?i)\r\nconnection: *close|^HTTP/1.0")
ISSO_CONF = """\
[general]
dbpath = {folder}/comments.db
host = http://127.0.0.1:{port}/
[server]
listen = http://127.0.0.1:{port}
[guard]
enabled = false
"""


def run(
    folder: Path,
    *,
    rounds: int = 7,
    seconds: float = 5,
    posts: int = 30_000,
    starts: int = 7,
) -> list[Figure]:
    soon = median(first_post(folder / f"start-{number}") for number in range(starts))
    figures = [Figure("first post thanked after the start (s)", soon, at_most=0.5, timed=True)]
    with receiver_in(folder / "inbox") as receiver, isso(folder / "isso") as port:
        numbers = iter(range(10**9))
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(rounds):
            ours.append(rate(receiver.port, lambda: contact_post(next(numbers)), b"303", seconds))
            theirs.append(rate(port, lambda: isso_post(next(numbers)), b"201", seconds))
        ratio = median(mine / other for mine, other in zip(ours, theirs, strict=True))
        figures += [
            Figure("acknowledged a second, median", median(ours)),
            Figure("Isso's", median(theirs)),
            Figure("ratio, median of the rounds", ratio, at_least=8, timed=True),
        ]
    return figures + memory(folder / "memory", posts)


def memory(folder: Path, posts: int) -> list[Figure]:
    with receiver_in(folder) as receiver:
        numbers = iter(range(10**9))
        thanked, half = 0.0, 0.0
        while thanked < posts:
            thanked += rate(receiver.port, lambda: contact_post(next(numbers)), b"303", 1)
            if not half and thanked >= posts / 2:
                half = resident(receiver.pid)
        end = resident(receiver.pid)
        stored = len(receiver.stored())
    return [
        Figure("posts thanked", round(thanked), at_least=posts, at_most=stored),
        Figure("memory after them (MB)", end / MEGABYTE, at_most=64),
        Figure("grown in their second half (MB)", (end - half) / MEGABYTE, at_most=2, timed=True),
    ]


def resident(pid: int) -> float:
    """Bytes in memory, of the largest process that the receiver consists of."""
    told = subprocess.run(
        ["ps", "-o", "rss=", "--sid", str(os.getsid(pid))], capture_output=True, check=True
    )
    return max(map(int, told.stdout.split())) * 1024


def first_post(folder: Path) -> float:
    """Seconds from the command to the first thanks."""
    receiver = receiver_for(folder)
    started = time.monotonic()
    receiver.start(wait=False)
    try:
        while not thanked(receiver, contact_post(0)):
            time.sleep(0.005)
        return time.monotonic() - started
    finally:
        receiver.kill()


def thanked(receiver: Receiver, request: bytes) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", receiver.port), timeout=10) as connection:
            connection.sendall(request)
            return answered(connection)[0] == b"303"
    except OSError:
        return False


# --- a client that costs little beside what it measures


def rate(port: int, request: Callable[[], bytes], well: bytes, seconds: float) -> float:
    """Requests answered with that status a second, over some connections at once."""
    done: list[int] = []
    until = time.monotonic() + seconds
    clients = [
        threading.Thread(target=lambda: done.append(post_until(until, port, request, well)))
        for _ in range(CONNECTIONS)
    ]
    started = time.monotonic()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sum(done) / (time.monotonic() - started)


def post_until(until: float, port: int, request: Callable[[], bytes], well: bytes) -> int:
    done = 0
    connection = None
    while time.monotonic() < until:
        try:
            connection = connection or socket.create_connection(("127.0.0.1", port), timeout=10)
            connection.sendall(request())
            status, closes = answered(connection)
            done += status == well
        except OSError:
            closes = True
        if closes and connection:
            connection.close()
            connection = None
    if connection:
        connection.close()
    return done


def answered(connection: socket.socket) -> tuple[bytes, bool]:
    """The status, and whether the connection is of no use any more. Raises OSError."""
    received = b""
    while (head := received.find(b"\r\n\r\n")) < 0:
        if not (more := connection.recv(65_536)):
            raise ConnectionError("closed")
        received += more
    length = LENGTH.search(received, 0, head)
    missing = (int(length[1]) if length else 0) - (len(received) - head - 4)
    while missing > 0 and (more := connection.recv(65_536)):
        missing -= len(more)
    return received[9:12], bool(CLOSE.search(received, 0, head))


def contact_post(number: int) -> bytes:
    """Each from an address of its own, so that nothing is odd about any of them."""
    headers = {
        "Host": "blog.example",
        "Content-Type": FORM,
        **BROWSER,
        "X-Forwarded-For": f"10.{number // 62_500 % 250}.{number // 250 % 250}.{number % 250}",
    }
    fields = {
        "name": f"Visitor {number}",
        "email": f"visitor{number}@example.org",
        "organisation": "",
        "message": f"I waited for {word(number)} at the counter, and wrote down what I saw. " * 4,
        "validation": "",
        "page": "/contact/",
    }
    return posted("/inbox/contact", headers, urlencode(fields).encode())


def isso_post(number: int) -> bytes:
    comment = {
        "author": f"Visitor {number}",
        "email": f"visitor{number}@example.org",
        "text": f"I waited for {word(number)} at the counter, and wrote down what I saw. " * 4,
        "title": "The bell on the counter",
    }
    headers = {"Host": "127.0.0.1", "Content-Type": "application/json"}
    path = f"/new?uri=%2Fpost-{number % 50}%2F"
    return posted(path, headers, json.dumps(comment).encode())


def posted(path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {told}" for name, told in headers.items())]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


# --- Isso


@contextmanager
def isso(folder: Path) -> Iterator[int]:
    """Its port. It runs as its documentation has it, without the guard that refuses at once."""
    program = isso_installed()
    folder.mkdir()
    port = free_port()
    (folder / "isso.cfg").write_text(ISSO_CONF.format(folder=folder, port=port), "utf-8")
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [program, "-c", folder / "isso.cfg", "run"], stdout=said, stderr=said
        )
    try:
        await_rate(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def await_rate(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(30):
        if process.poll() is not None:
            break
        if rate(port, lambda: isso_post(0), b"201", WARM_UP_SECONDS):
            return
    raise AssertionError("Isso takes no comment")


def isso_installed() -> Path:
    """Raises Skipped."""
    environment = ROOT / ".cache" / "torture" / "isso"
    program = environment / "bin" / "isso"
    if not program.exists():
        for command in (
            [sys.executable, "-m", "venv", str(environment)],
            [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", ISSO],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Skipped(f"{ISSO} cannot be installed: {done.stderr.strip()[-300:]}")
    return program
