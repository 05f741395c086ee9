"""A mail server that refuses, drops, stalls and errs at random, under a receiver that is killed.

Each mail arrives; twice only where a kill fell between its sending and the note of it.
"""

import random
import re
import sqlite3
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from tests.torture.faults import Tally
from tests.torture.figures import Figure
from tests.torture.receiver import Receiver, receiver_for
from tests.torture.smtp import Server, environment, mail_server, sometimes

TINY = {"messages": 8, "kills": 1}
FAULTY = 0.15
MINUTES = 30


def run(folder: Path, *, messages: int = 1_000, kills: int = 20) -> list[Figure]:
    chance = random.Random(2)
    kill = threading.Event()
    every = max(1, messages // (kills + 1))
    taken = Counter[str]()

    def one_more() -> None:
        taken["mails"] += 1
        if taken["mails"] % every == 0:
            kill.set()

    with mail_server(sometimes(FAULTY), one_more) as server:
        receiver = receiver_for(folder / "inbox", **environment(server.port))
        receiver.start()
        tally = Tally()
        try:
            with ThreadPoolExecutor(8) as writers:
                list(writers.map(lambda number: tally.send(receiver, number), range(messages)))
            killed = deliver(receiver, server, kill, kills, chance)
        finally:
            receiver.kill()
        return counted(receiver, server, tally, killed, kills)


def deliver(
    receiver: Receiver, server: Server, kill: threading.Event, kills: int, chance: random.Random
) -> int:
    """Until nothing is left to send; how often it was killed."""
    killed = 0
    until = time.monotonic() + MINUTES * 60
    while unsent(receiver) and time.monotonic() < until:
        if kill.wait(0.5) and killed < kills:
            # Just before, while or just after the server's answer is noted.
            time.sleep(chance.choice((0, 0, 0.001, 0.005, 0.02)))
            receiver.kill()
            killed += 1
            kill.clear()
            receiver.start()
        # A day of waiting, without the waiting.
        with closing(sqlite3.connect(receiver.database, timeout=20)) as database, database:
            database.execute("UPDATE outbox SET due_at = created_at WHERE due_at IS NOT NULL")
    return killed


def unsent(receiver: Receiver) -> int:
    with closing(sqlite3.connect(receiver.database, timeout=20)) as database:
        [(rows,)] = database.execute(
            "SELECT count(*) FROM outbox WHERE sent_at IS NULL AND due_at IS NOT NULL"
        ).fetchall()
    return int(rows)


def counted(
    receiver: Receiver, server: Server, tally: Tally, killed: int, kills: int
) -> list[Figure]:
    arrived = Counter(
        found[1].decode()
        for _, content in server.mails
        if (found := re.search(rb"(?m)^Message-ID:\s*<(\S+)\.owner@", content))
    )
    owed = {message.id for message in receiver.stored()}
    with closing(sqlite3.connect(receiver.database)) as database:
        [(parked,)] = database.execute(
            "SELECT count(*) FROM outbox WHERE sent_at IS NULL AND due_at IS NULL"
        ).fetchall()
    return [
        Figure("messages", len(owed), at_least=len(tally.thanked)),
        Figure("faults of the mail server", server.faults, at_least=1),
        Figure("killed", killed, at_least=kills),
        Figure("never delivered", len(owed - set(arrived)), at_most=0),
        Figure("delivered twice", arrived.total() - len(arrived), at_most=killed),
        Figure("mails about nothing", len(set(arrived) - owed), at_most=0),
        Figure("parked", parked, at_most=0),
    ]
