"""The disk fails, is full, or may only be read: a message is stored, or its writer has it back.

Failing system calls are put under a running receiver with strace.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from tests.torture.figures import Figure, Skipped
from tests.torture.receiver import BROWSER, Answer, Receiver, receiver_for, receiver_in, word

TINY = {"rounds": 3, "refused": 1}
# What SQLite asks of the system to change a file, and how that fails.
FAULTS = (
    ("pwrite64", "EIO"),
    ("pwrite64", "ENOSPC"),
    ("pwrite64", "EROFS"),
    ("fdatasync,fsync", "EIO"),
    ("ftruncate,fallocate", "ENOSPC"),
)
TOGETHER = 4
TMPFS_BYTES = 3 * 1024**2


@dataclass(slots=True)
class Tally:
    """What was answered, by the name each writer gave."""

    thanked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    text_lost: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def send(self, receiver: Receiver, number: int, words: int = 20) -> int:
        name = f"Writer {number}"
        fields = {
            "name": name,
            "email": f"writer{number}@example.org",
            "message": f"My letter {word(number)}: "
            + "you waited at the counter and " * (words // 6),
            "page": "/contact/",
        }
        address = f"10.{number // 62_500 % 250}.{number // 250 % 250}.{number % 250}"
        answer = receiver.send("contact", fields, {**BROWSER, "X-Forwarded-For": address})
        self.note(name, fields["message"].strip(), answer)
        return answer.status

    def note(self, name: str, message: str, answer: Answer) -> None:
        if answer.status == 303:
            self.thanked.append(name)
        elif answer.status == 503:
            self.refused.append(name)
            if message not in unescape(answer.text) or "mailto:" not in answer.text:
                self.text_lost.append(name)
        else:
            self.odd.append(f"{name}: {answer.status}")


def run(folder: Path, *, rounds: int = 60, refused: int = 500) -> list[Figure]:
    """``rounds`` of each fault; each lets every first, second, … such call fail."""
    if not shutil.which("strace"):
        raise Skipped("strace is not installed (apt-get install strace)")
    tally, stuck = Tally(), 0
    with receiver_in(folder / "inbox") as receiver:
        number = 0
        for calls, error in FAULTS:
            for round_ in range(rounds):
                with (
                    failing(
                        receiver, calls, f"error={error}:when={1 + round_ % 7}+{1 + round_ % 5}"
                    ),
                    ThreadPoolExecutor(TOGETHER) as writers,
                ):
                    numbers = range(number, number + 2 * TOGETHER)
                    list(writers.map(lambda n: tally.send(receiver, n), numbers))
                number += 2 * TOGETHER
                # The fault is over: without a restart it takes messages again.
                stuck += tally.send(receiver, number) != 303
                number += 1
        receiver.kill()
        figures = [
            Figure("refused under faults", len(tally.refused), at_least=refused),
            *counted("faults", receiver, tally),
            Figure("faults: still refused when they were over", stuck, at_most=0),
        ]
    figures += full(folder, folder / "small", "at its own limit", INBOX_MAX_BYTES=str(1024**2))
    if os.geteuid() == 0:
        with tmpfs(folder / "disk") as disk:
            figures += full(folder, disk, "disk full")
            figures += read_only(folder, disk)
    return figures


@contextmanager
def failing(receiver: Receiver, calls: str, how: str) -> Iterator[None]:
    """While it lasts, those calls on the database's files fail."""
    paths = [f"{receiver.database}{end}" for end in ("", "-wal", "-shm")]
    command = ["strace", "-f", "-p", str(receiver.pid), "-o", os.devnull]
    command += [option for path in paths for option in ("-P", path)]
    command += ["-e", f"trace={calls}", "-e", f"inject={calls}:{how}"]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr
    try:
        said = tracer.stderr.readline()
        if "attached" not in said:
            raise Skipped(f"strace cannot attach here: {said.strip()}")
        yield
    finally:
        tracer.send_signal(signal.SIGTERM)
        tracer.communicate()


def counted(where: str, receiver: Receiver, tally: Tally) -> list[Figure]:
    stored = [message.answers["name"] for message in receiver.stored()]
    with closing(sqlite3.connect(receiver.database)) as database:
        [(integrity,)] = database.execute("PRAGMA integrity_check").fetchall()
    lost = set(tally.thanked) - set(stored)
    return [
        Figure(f"{where}: thanked and not stored", len(lost), at_most=0),
        Figure(
            f"{where}: refused without the text or a way to write", len(tally.text_lost), at_most=0
        ),
        Figure(f"{where}: answered neither with thanks nor with 503", len(tally.odd), at_most=0),
        Figure(f"{where}: stored twice", len(stored) - len(set(stored)), at_most=0),
        Figure(f"{where}: refused, and stored all the same", len(set(tally.refused) & set(stored))),
        Figure(f"{where}: tracebacks", receiver.said.count("Traceback"), at_most=0),
        Figure(f"{where}: faults of integrity", int(integrity != "ok"), at_most=0),
    ]


def full(folder: Path, place: Path, where: str, **environment: str) -> list[Figure]:
    """Large messages until three are refused; on a disk, once more when there is room again."""
    place.mkdir(exist_ok=True)
    tally = Tally()
    environment = {"INBOX_DATABASE": str(place / "inbox.sqlite3"), **environment}
    with receiver_in(folder / f"receiver-{place.name}", **environment) as receiver:
        number = 0
        filler = place / "filler"
        if place.is_mount():
            room = shutil.disk_usage(place).free - 400 * 1024
            filler.write_bytes(b"\0" * room)
        while len(tally.refused) < 3 and number < 2_000:
            tally.send(receiver, number, words=800)
            number += 1
        figures = [Figure(f"{where}: refused", len(tally.refused), at_least=3)]
        if place.is_mount():
            filler.unlink()
            status = tally.send(receiver, number, words=800)
            figures.append(Figure(f"{where}: taken when there is room again", status, at_most=303))
        receiver.kill()
        return [*figures, *counted(where, receiver, tally)]


def read_only(folder: Path, disk: Path) -> list[Figure]:
    """A receiver that could store nothing does not start, and says why."""
    remount(disk, "ro")
    environment = {"INBOX_DATABASE": str(disk / "inbox.sqlite3")}
    receiver = receiver_for(folder / "receiver-read-only", **environment)
    receiver.start(wait=False)
    assert receiver.process
    try:
        status = receiver.process.wait(20)
    except subprocess.TimeoutExpired:
        status = 0
        receiver.kill()
    remount(disk, "rw")
    lines = len(receiver.said.strip().splitlines())
    return [
        Figure("read-only: exit status", status, at_least=2, at_most=2),
        Figure("read-only: lines said", lines, at_least=1, at_most=1),
    ]


@contextmanager
def tmpfs(place: Path) -> Iterator[Path]:
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={TMPFS_BYTES}", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise Skipped("root may mount no tmpfs here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def remount(place: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(place)], check=True)
