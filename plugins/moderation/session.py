"""A person at the desk: what is said to them, and what follows from what they decided."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import click
from rich.console import Console
from rich.text import Text

from plugins.inbox.database import StoreError
from plugins.inbox.settings import SettingError
from plugins.inbox.store import Message, State
from plugins.moderation.desk import Desk, DeskError, Span, message_from
from plugins.moderation.filing import collect
from plugins.moderation.terminal import one_line, printable

MISTAKES = (DeskError, SettingError, StoreError)
DONE: dict[State, str] = {
    "approved": "Approved",
    "answered": "Answered",
    "rejected": "Rejected",
    "spam": "Put with the spam",
    "waiting": "Waiting again",
}


@dataclass(frozen=True, slots=True)
class Session:
    """``environment`` is that of this machine, on which the posts are."""

    desk: Desk
    environment: Mapping[str, str]
    console: Console

    @property
    def content(self) -> Path:
        return Path(self.environment.get("INPUTDIR") or "content")

    def say(self, sentence: str) -> None:
        self.console.print(Text(printable(sentence)), soft_wrap=True)

    def queue(self) -> list[Message]:
        return list(map(message_from, self.desk.queue()))

    def decide(self, spans: Sequence[Span], state: State) -> None:
        decided = self.desk.decide(spans, state)
        for numbers, so in ((decided["done"], ""), (decided["already"], " already")):
            if numbers:
                self.say(f"{DONE[state]}{so}: {', '.join(map(str, numbers))}.")
        for text in decided["withdrawn"]:
            self.say(f"Its answer had not been sent, and will not be:\n{text}")

    def answer(self, message: Message, text: str | None) -> bool:
        """Whether an answer to it was queued. Without a text an editor is opened."""
        if not self.desk.about()["mail"]:
            address = quote(message.answers.get("email", ""), safe="@")
            raise DeskError(
                f"No mail is set up (SMTP_HOST), so message {message.number} stays as it is."
                f" Write to mailto:{address}"
                + f'; then: make inbox DO="answer {message.number} --sent"'
                * (message.form != "reply")
            )
        # Nothing a visitor wrote is put before an editor: some obey what stands in a file.
        text = (click.edit("", extension=".txt") if text is None else text) or ""
        if not text.strip():
            self.say("Nothing was written, so nothing is sent.")
            return False
        self.desk.answer(message.number, text.strip())
        self.say(f"The answer to {one_line(message.answers['email'])} will be sent.")
        return True

    def file_replies(self) -> None:
        """Bring the files to what is decided, and go on from there. Raises DeskError."""
        if not self.content.is_dir():
            self.say(
                f"There is no folder {self.content} here: the next make inbox where the posts are"
                " writes what is approved."
            )
            return
        filed = collect(self.desk, self.content)
        for path in filed.written:
            self.say(f"Wrote {path}")
        for path in filed.removed:
            self.say(f"Removed {path}")
        for number in filed.unfit:
            self.say(f'Message {number} names no article. Take it back: DO="undo {number}"')
        if filed.written or filed.removed:
            self._go_on()

    def _go_on(self) -> None:
        if not (command := self.environment.get("INBOX_APPROVED")):
            siteurl = self.environment.get("SITEURL")  # else it is in the settings
            self.say("Next: make publish" + (f" SITEURL={siteurl}" if siteurl else ""))
            return
        if status := subprocess.run(command, shell=True, check=False).returncode:
            raise DeskError(
                f"INBOX_APPROVED ended with {status}. The files are as decided; mend it, and run it"
                f" yourself: {command}"
            )
