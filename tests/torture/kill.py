"""Killed without warning, again and again, while many write and write again until they are thanked.

What was answered with thanks is stored, once, with the mail about it.
"""

import http.client
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from tests.torture.figures import Figure
from tests.torture.receiver import BROWSER, FORM, Receiver, read, receiver_for, word
from tests.torture.smtp import environment

TINY = {"kills": 3, "acknowledged": 60}
WRITERS = 16


def run(folder: Path, *, kills: int = 100, acknowledged: int = 30_000) -> list[Figure]:
    receiver = receiver_for(folder / "inbox", **environment(port=9))
    thanked: list[str] = []
    stop = threading.Event()
    writers = [
        threading.Thread(target=write, args=(receiver, number, thanked, stop))
        for number in range(WRITERS)
    ]
    chance = random.Random(1)
    killed = 0
    receiver.start(wait=False)
    for writer in writers:
        writer.start()
    try:
        while killed < kills or len(thanked) < acknowledged:
            # At any moment of its life, the start included.
            live(chance.uniform(0, 1), len(thanked) + acknowledged // kills, thanked)
            receiver.kill(alive=True)
            killed += 1
            receiver.start(wait=False)
        receiver.await_answer()
    finally:
        stop.set()
        for writer in writers:
            writer.join()
        receiver.kill()
    return [Figure("killed", killed, at_least=kills), *counted(receiver, thanked, acknowledged)]


def live(least: float, enough: int, thanked: list[str]) -> None:
    """Until so many were thanked, and at random one in three not even that long."""
    until = time.monotonic() + (least if least < 1 / 3 else 30)
    while time.monotonic() < until and len(thanked) < enough:
        time.sleep(0.01)
    time.sleep(least / 20)


def write(receiver: Receiver, writer: int, thanked: list[str], stop: threading.Event) -> None:
    """Message after message, each until it is answered with thanks."""
    connection = receiver.connect(5)
    number = 0
    while not stop.is_set():
        name = f"Writer {writer} of message {number}"
        fields = {
            "name": name,
            "email": f"writer{writer}@example.org",
            "message": f"What {word(writer)} has to say about {word(number)}.",
            "page": "/contact/",
        }
        # As if each came from somewhere else: nothing is odd about any of them.
        headers = {
            **BROWSER,
            "X-Forwarded-For": f"10.{writer}.{number // 250 % 250}.{number % 250}",
        }
        try:
            if posted(connection, fields, headers):
                thanked.append(name)
                number += 1
        except (OSError, http.client.HTTPException):
            connection.close()
            time.sleep(0.02)
    connection.close()


def posted(
    connection: http.client.HTTPConnection, fields: Mapping[str, str], headers: Mapping[str, str]
) -> bool:
    body = urlencode(fields).encode()
    connection.request("POST", "/inbox/contact", body, {"Content-Type": FORM, **headers})
    return read(connection).status == 303


def counted(receiver: Receiver, thanked: list[str], acknowledged: int) -> list[Figure]:
    stored = Counter(message.answers["name"] for message in receiver.stored())
    with closing(sqlite3.connect(receiver.database)) as database:
        [(integrity,)] = database.execute("PRAGMA integrity_check").fetchall()
        [(mails,)] = database.execute(
            "SELECT count(DISTINCT about) FROM outbox WHERE kind = 'owner'"
        ).fetchall()
        [(rows,)] = database.execute("SELECT count(*) FROM outbox").fetchall()
    return [
        Figure("acknowledged", len(thanked), at_least=acknowledged),
        Figure("acknowledged and lost", len(set(thanked) - set(stored)), at_most=0),
        Figure("stored twice", sum(stored.values()) - len(stored), at_most=0),
        Figure("messages without their mail", stored.total() - mails, at_most=0),
        Figure("mails without their message", rows - stored.total(), at_most=0),
        Figure("faults of the database's integrity", int(integrity != "ok"), at_most=0),
    ]
