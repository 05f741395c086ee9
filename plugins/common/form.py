"""A form told once: the page draws it, the browser reads what was drawn, the inbox enforces it.

It is told in English; its sentences are put into other words where they are said.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from plugins.common.words import ENGLISH, Words

# The HTML standard's own pattern for <input type=email>, so that browser and
# receiver give the same verdict:
# https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)

# C0 and C1 but newline and tab.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Field:
    """One question. ``phrase`` ("your name") makes its label and every message about it.

    ``missing`` is said, as it stands, where there is no answer. A ticked
    checkbox is answered with "yes".
    """

    name: str
    phrase: str
    max_chars: int
    kind: Literal["text", "email", "textarea", "checkbox"] = "text"
    required: bool = True
    autocomplete: str = "off"
    hint: str = ""
    missing: str = ""

    def label(self, say: Words = ENGLISH) -> str:
        asked = self.required or self.kind == "checkbox"
        label = capitalised(say(self.phrase))
        return label if asked else say("{label} (optional)", label=label)

    def problem(self, answer: str, say: Words = ENGLISH) -> str:
        """What is wrong with a normalised answer, as a sentence without its full stop, or ""."""
        phrase = say(self.phrase)
        if not answer and self.required:
            return say(self.missing) if self.missing else say("Enter {phrase}", phrase=phrase)
        if len(answer) > self.max_chars:
            subject, n = capitalised(phrase), self.max_chars
            return say("{subject} must be {n} characters or fewer", subject=subject, n=n)
        if answer and self.kind == "email" and not EMAIL.fullmatch(answer):
            return say("Enter {phrase} in full, like name@example.org", phrase=phrase)
        return ""


# The label is that of the pages this blog's readers know.
TRAP = Field(
    "validation",
    "this field is for validation purposes and should be left unchanged",
    max_chars=5_000,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What an answer must be beyond its field: ``sentence`` is printed above the form.

    ``problem`` is the same as a problem of the answer, or "" where it keeps the rule.
    Without it the rule is for a person to judge.
    """

    sentence: str
    field: str = ""
    problem: Callable[[str, Words], str] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """Questions, and the trap that people never meet.

    ``page`` and ``thanks`` are the slugs of the page the form stands on, "" where
    it stands on many, and of the page that follows it. ``hidden`` are the names of
    what the form itself sends.
    """

    name: str
    page: str
    thanks: str
    heading: str
    welcome: str
    button: str
    fields: tuple[Field, ...]
    trap: Field
    hidden: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def answers(self, received: Mapping[str, str]) -> dict[str, str]:
        r"""Exactly this form's fields, trap and hidden parts out of what was received, normalised.

        NFC, lines ended by ``\n``, no control characters but newline and tab,
        no white space around.
        """
        return {
            name: normalised(received.get(name, ""))
            for name in (*(field.name for field in (*self.fields, self.trap)), *self.hidden)
        }

    def problems(self, answers: Mapping[str, str], say: Words = ENGLISH) -> dict[str, str]:
        """Field name to sentence, in the order of the fields; empty when all is well."""
        found = {field.name: field.problem(answers[field.name], say) for field in self.fields}
        for rule in self.rules:
            if rule.problem and not found[rule.field]:
                found[rule.field] = rule.problem(answers[rule.field], say)
        return {name: problem for name, problem in found.items() if problem}

    def caught(self, answers: Mapping[str, str]) -> bool:
        """Whether the trap was filled in, as only programs do."""
        return bool(answers[self.trap.name])


def capitalised(phrase: str) -> str:
    return phrase[0].upper() + phrase[1:]


def normalised(answer: str) -> str:
    lines = answer.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", CONTROLS.sub("", lines)).strip()
