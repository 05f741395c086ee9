"""A form told once: the page draws it, the browser reads what was drawn, the inbox enforces it."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# The HTML standard's own pattern for <input type=email>, so that browser and
# receiver give the same verdict:
# https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)


@dataclass(frozen=True, slots=True)
class Field:
    """One question. ``phrase`` ("your name") makes its label and every message about it."""

    name: str
    phrase: str
    max_chars: int
    kind: Literal["text", "email", "textarea"] = "text"
    required: bool = True
    autocomplete: str = "off"
    hint: str = ""

    @property
    def label(self) -> str:
        return self.phrase[0].upper() + self.phrase[1:] + ("" if self.required else " (optional)")

    def problem(self, answer: str) -> str:
        """What is wrong with a normalised answer, as a sentence without its full stop, or ""."""
        if not answer:
            return f"Enter {self.phrase}" if self.required else ""
        if len(answer) > self.max_chars:
            subject = self.phrase[0].upper() + self.phrase[1:]
            return f"{subject} must be {self.max_chars:,} characters or fewer"
        if self.kind == "email" and not EMAIL.fullmatch(answer):
            return f"Enter {self.phrase} in full, like name@example.org"
        return ""


@dataclass(frozen=True, slots=True)
class Form:
    """Questions, and the trap that people never meet.

    ``page`` and ``thanks`` are the slugs of the page the form stands on and of
    the page that follows it.
    """

    name: str
    page: str
    thanks: str
    heading: str
    welcome: str
    button: str
    fields: tuple[Field, ...]
    trap: Field

    def answers(self, received: Mapping[str, str]) -> dict[str, str]:
        r"""Exactly this form's fields and trap out of what was received, normalised.

        NFC, lines ended by ``\n``, no control characters but newline and tab,
        no white space around.
        """
        return {
            field.name: normalised(received.get(field.name, ""))
            for field in (*self.fields, self.trap)
        }

    def problems(self, answers: Mapping[str, str]) -> dict[str, str]:
        """Field name to sentence, in the order of the fields; empty when all is well."""
        found = {field.name: field.problem(answers[field.name]) for field in self.fields}
        return {name: problem for name, problem in found.items() if problem}

    def caught(self, answers: Mapping[str, str]) -> bool:
        """Whether the trap was filled in, as only programs do."""
        return bool(answers[self.trap.name])


def normalised(answer: str) -> str:
    lines = answer.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", kept).strip()
