"""Messages as text for a terminal, which obeys nothing a visitor typed."""

import textwrap
import unicodedata

from plugins.inbox.store import Message

# Controls (C0, C1), formats (bidi, zero width, tags), surrogates, line and paragraph separators.
COMMANDS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def heading(number: int, message: Message) -> str:
    """One line: number, local time, form, page."""
    received = f"{message.received_at.astimezone():%Y-%m-%d %H:%M}"
    parts = [str(number), received, message.form]
    if message.page:
        parts.append(printable(message.page))
    if message.caught:
        parts.append("(caught by the trap)")
    return "  ".join(parts)


def body(message: Message) -> str:
    """The answers given, each with its field's name.

    Indented to the last line, so that no message can show the heading of another.
    """
    answers = (
        f"{name}:\n{textwrap.indent(text, '    ')}" if "\n" in text else f"{name}: {text}"
        for name, text in ((name, printable(text)) for name, text in message.answers.items())
        if text
    )
    return textwrap.indent("\n".join(answers), "    ")


def printable(text: str) -> str:
    r"""The text with everything a terminal might obey, or not show, as ``\u{1b}``.

    Newline and tab stay.
    """
    return "".join(
        rf"\u{{{ord(c):x}}}" if unicodedata.category(c) in COMMANDS and c not in "\n\t" else c
        for c in text
    )
