"""The same desk where the messages are on another machine: a line of JSON for each question."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, TextIO

from plugins.inbox.database import StoreError
from plugins.inbox.schema import STEPS
from plugins.inbox.settings import SettingError
from plugins.moderation.desk import Desk, DeskError

# The host as ssh reads it, and the folder; one below the home folder is written /~/blog.
INBOX = re.compile(r"(?P<host>ssh://(?:[\w.][\w.-]*@)?[\w[][\w.:\]-]*)(?P<folder>/.*)", re.ASCII)
# The first line says which questions this desk knows; raise ``desk`` when they change.
HELLO = {"desk": 1, "schema": len(STEPS)}
QUESTIONS = {name for name in vars(Desk) if not name.startswith("_")}


def serve(desk: Desk, questions: Iterable[str], answers: TextIO) -> None:
    """Answer one after another; a mistake is an answer too."""
    print(json.dumps(HELLO), file=answers, flush=True)
    for question in questions:
        name, *arguments = json.loads(question)
        if name not in QUESTIONS:
            raise ValueError(f"no question: {name}")
        try:
            answer = {"answer": getattr(desk, name)(*arguments)}
        except (DeskError, SettingError, StoreError) as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), file=answers, flush=True)


class Remote:
    """Asks, over ssh, the desk in the folder of a project on another machine.

    Everything raises DeskError: what that desk said, or that it says nothing.
    """

    def __init__(self, inbox: str) -> None:
        """``inbox`` is like ``ssh://host/srv/blog``. Raises SettingError."""
        if not (place := INBOX.fullmatch(inbox)):
            raise SettingError(f"INBOX is {inbox}. It must look like ssh://host/folder")
        self._inbox = inbox
        folder = shlex.quote(place["folder"].removeprefix("/~/"))
        command = f"cd -- {folder} && exec .venv/bin/python -m plugins.moderation serve"
        try:
            self._ssh = subprocess.Popen(
                ["ssh", "--", place["host"], command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
            )
        except OSError as error:
            raise SettingError(f"INBOX is {inbox}, but ssh cannot be run: {error}.") from error
        if (hello := self._line()) != HELLO:
            raise DeskError(
                f"{inbox} runs another version of this program. It says {json.dumps(hello)},"
                f" and here it is {json.dumps(HELLO)}. Bring both to the same."
            )

    def __getattr__(self, name: str) -> Any:
        if name not in QUESTIONS:
            raise AttributeError(name)
        return partial(self._ask, name)

    def _ask(self, *question: object) -> Any:
        assert self._ssh.stdin
        try:
            print(json.dumps(question), file=self._ssh.stdin, flush=True)
        except BrokenPipeError as error:
            raise self._lost() from error
        answer = self._line()
        if "error" in answer:
            raise DeskError(answer["error"])
        return answer["answer"]

    def _line(self) -> Mapping[str, Any]:
        assert self._ssh.stdout
        if not (line := self._ssh.stdout.readline()):
            raise self._lost()
        try:
            answer = json.loads(line)
        except ValueError as error:
            raise DeskError(f"{self._inbox} says {line.strip()!a}, which is no answer.") from error
        return answer if isinstance(answer, dict) else {}

    def _lost(self) -> DeskError:
        status = self._ssh.wait()
        return DeskError(
            f"{self._inbox} does not answer: ssh ended with {status}."
            " What was answered before is done; start again."
        )
