"""Messages as text for a terminal, which obeys nothing a visitor typed."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from plugins.contact_form.form import CONTACT
from plugins.inbox.store import Message
from plugins.replies.form import REPLY

FORMS = {form.name: form for form in (CONTACT, REPLY)}
# Controls (C0, C1), formats (bidi, zero width, tags), surrogates, line and paragraph separators.
COMMANDS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# A browser reads a backslash in an address as a slash, so a host ends there.
LINK = re.compile(r"(?:https?://\[?|//(?=[\w-]+\.)|\bwww\.)[^\s<>()\[\]\"'\\]+", re.IGNORECASE)
# Their letters can be taken for one another's.
ALIKE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")
INDENT = " " * 4
EXCERPT_CHARS = 240


def heading(message: Message) -> str:
    """One line: number, local time, form, what became of it, page."""
    received = f"{message.received_at.astimezone():%Y-%m-%d %H:%M}"
    parts = [str(message.number), received, message.form]
    if message.held or message.state != "waiting":
        parts.append("held" if message.held else message.state)
    return printable("  ".join([*parts, message.page]).rstrip()).replace("\n", " ")


def signs(message: Message) -> Iterator[str]:
    """Sentences without a full stop: what was odd when it came, and what a reader may overlook."""
    yield from map(one_line, (*message.how, *message.what))
    if scripts := mixed_scripts(message.answers.get("name", "")):
        yield f"the name has a word with letters of {' and '.join(scripts)}"
    links = LINK.findall("\n".join(message.answers.values()))
    if hosts := sorted({host_of(link) for link in links} - {""}):
        yield f"links to {', '.join(hosts)}"


def to_judge(message: Message) -> Iterator[str]:
    """The rules of its form that only a person can keep."""
    form = FORMS.get(message.form)
    yield from (rule.sentence for rule in (form.rules if form else ()) if not rule.problem)


def body(message: Message, columns: int = 0) -> list[str]:
    """The answers under their fields' names, in lines as wide as ``columns``, or as they are for 0.

    All are indented, and those of a long answer twice, so that no message can
    show the heading of another, nor one answer another field.
    """
    lines = []
    for name, answer in message.answers.items():
        if not answer:
            continue
        name, rows = one_line(name), _rows(printable(answer), columns - 2 * len(INDENT))
        first = f"{INDENT}{name}: {rows[0]}"
        if len(rows) == 1 and not 0 < columns < cell_len(first):
            lines.append(first)
        else:
            lines += [f"{INDENT}{name}:", *(f"{2 * INDENT}{row}".rstrip() for row in rows)]
    return lines


def excerpt(message: Message, columns: int = 0) -> list[str]:
    """Who wrote it, and how it begins."""
    answers, form = message.answers, FORMS.get(message.form)
    said = (answers.get(f.name, "") for f in (form.fields if form else ()) if f.kind == "textarea")
    writer = f"{answers.get('name', '')} <{answers.get('email', '')}>: " if answers else ""
    text = one_line(writer + " ".join(said))
    if len(text) > EXCERPT_CHARS:
        text = f"{text[:EXCERPT_CHARS]}…"
    return [f"{INDENT}{row}" for row in _rows(text, columns - len(INDENT))]


def show(console: Console, message: Message, *, whole: bool = True) -> None:
    """On a terminal no line is longer than it is wide: one that runs on would begin at its edge."""
    columns = console.width if console.is_terminal else 0
    head = Text(heading(message), style="bold")
    if columns:
        head.truncate(columns, overflow="ellipsis")
    console.print(head, soft_wrap=True)
    _aside(console, [f"! {sign}" for sign in signs(message)], "yellow", columns)
    for line in body(message, columns) if whole else excerpt(message, columns):
        text = Text(line)
        text.highlight_regex(LINK, "bold underline")
        console.print(text, soft_wrap=True)
    if whole and message.state == "waiting":
        _aside(console, [f"? {rule}" for rule in to_judge(message)], "dim", columns)


def printable(text: str) -> str:
    r"""The text with everything a terminal might obey, or not show, as ``\u{1b}``.

    Newline and tab stay.
    """
    return "".join(
        rf"\u{{{ord(c):x}}}" if unicodedata.category(c) in COMMANDS and c not in "\n\t" else c
        for c in text
    )


def one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def host_of(link: str) -> str:
    """Where a link leads, in the letters that the network knows it by."""
    try:
        host = urlsplit(link if "//" in link else f"//{link}").hostname or ""
        return printable(host.rstrip(".,;:!?*_").encode("idna").decode())
    except ValueError:  # UnicodeError is one
        return one_line(link)


def mixed_scripts(name: str) -> list[str]:
    """The scripts of the first word that mixes those whose letters look alike."""
    for word in name.split():
        scripts = {unicodedata.name(c, "").partition(" ")[0] for c in word}
        if len(found := [script for script in ALIKE if script in scripts]) > 1:
            return [script.title() for script in found]
    return []


def _aside(console: Console, sentences: list[str], style: str, columns: int) -> None:
    for sentence in sentences:
        for row in _rows(sentence, columns - len(INDENT)):
            console.print(Text(f"{INDENT}{row}", style=style), soft_wrap=True)


def _rows(text: str, columns: int) -> list[str]:
    lines = text.expandtabs(4).split("\n")
    if columns <= 0:
        return lines
    console = Console()
    return [str(row).rstrip() for line in lines for row in Text(line).wrap(console, columns)] or [
        ""
    ]
