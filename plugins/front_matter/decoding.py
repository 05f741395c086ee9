"""The text of a file, and what is wrong with its bytes."""

import codecs
import re
from pathlib import Path

from plugins.common.problem import Place, Problem

# Before UTF-16's: the beginning of UTF-32's little-endian mark is one of them.
MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
# What nobody sees, and browsers may not show; form feeds and those of Windows-1252 are harmless.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# They say which way letters run: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
OVERRIDES, ENDS = "\u202d\u202e", "\u202c\u2069"
# Of a file that is too large, what is read and drawn.
BEGINNING_BYTES = 10_000


def decoded(path: Path, bytes_max: int) -> tuple[str, list[Problem]]:
    """The text with its line ends put right; it is never refused, and of a huge file cut off."""
    problems = []
    with path.open("rb") as file:
        content = file.read(bytes_max + 1)
    if len(content) > bytes_max:
        content = content[:BEGINNING_BYTES]
        content = content[: content.rfind(b"\n") + 1 or BEGINNING_BYTES]
        what = f"the file has {path.stat().st_size:,} bytes, and only its beginning is read"
        remedy = "Make several posts of it, or change MARKDOWN_BYTES_MAX"
        problems.append(Problem(path, 0, 0, what, remedy))
    text, wrong = _text(content)
    if wrong:
        line, what = wrong
        problems.append(Problem(path, line, 0, what, "Save the file as UTF-8"))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for place, what, remedy in [*_controls(text), *_turns(text)]:
        problems.append(Problem(path, *place, what, remedy))
    return CONTROL.sub("\ufffd", text), problems


def _text(content: bytes) -> tuple[str, tuple[int, str] | None]:
    name = next((name for mark, name in MARKS.items() if content.startswith(mark)), "")
    for first, order in enumerate(("BE", "LE")):  # Latin letters without a mark
        if not name and content[first::2].count(0) > len(content) / 4:
            name = f"UTF-16-{order}"
    if name:
        text = content.decode(name, errors="replace")
        return text, (0, f"this is {name[:6]}, not UTF-8 text")
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return content.decode("utf-8-sig", errors="replace"), (line, "this is not UTF-8 text")


def _controls(text: str) -> list[tuple[Place, str, str]]:
    """The first of each; a file that is no text has thousands."""
    found: dict[str, int] = {}
    for match in CONTROL.finditer(text):
        found.setdefault(match[0], match.start())
    return [
        (_place(text, at), f"there is {_named(char)}", "Delete it") for char, at in found.items()
    ]


def _turns(text: str) -> list[tuple[Place, str, str]]:
    """Those that turn letters round, and those whose effect does not end within their line."""
    found = []
    for match in re.finditer(r".+", text) if TURNS.search(text) else ():
        open_: list[int] = []
        for turn in TURNS.finditer(match[0]):
            if turn[0] in OVERRIDES:
                what = "a character that nobody sees makes letters run backwards here"
                found.append((_place(text, match.start() + turn.start()), what, "Delete it"))
            if turn[0] not in ENDS:
                open_.append(turn.start())
            elif open_:
                open_.pop()
        if open_ and match[0][open_[0]] not in OVERRIDES:
            what = "a character that nobody sees changes which way the rest of the line runs"
            found.append((_place(text, match.start() + open_[0]), what, "Delete it"))
    return found


def _named(char: str) -> str:
    return "a NUL character" if char == "\0" else f"a control character, U+{ord(char):04X}"


def _place(text: str, at: int) -> Place:
    return Place(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
