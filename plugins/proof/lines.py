"""What the lines of a file show: half a merge, broken letters, tables and lists cut off."""

import re
from collections.abc import Iterator

from plugins.common.merge import conflicts
from plugins.common.problem import Fix, Place, Problem
from plugins.common.source import SILENT, Source, blanked, without_code

# UTF-8 that was read as Windows-1252: Ã© â€™ Â£ ðŸ˜€, but neither MAÇÃ” nor Spaß“.
BROKEN = re.compile(
    "(?:Ã[\xa0-\xaa\xac-\xba\xbc-\xbf€ƒ†‡ˆ‰ŠŒŽ˜™šœžŸ]|Â[\xa1-\xaa\xac-\xba\xbc-\xbf]|â€[^\\s\\w]?|â„¢"
    "|ðŸ[^\\s]{1,2})+|\ufffd+"
)
RULE = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
PROSE = re.compile(r"[*_\"'“‘(\[]*[^\W_]")
# A line of a spreadsheet: a tab between words, and no sign of anything else.
TABBED = re.compile(r"(?!\d+[.)]\t)[^\W_][^\t\n|<>]*\t[^\n|<>]*\S(?: |\t)?")
PIPE = re.compile(r"(?<!\\)\|")
# In these, a line of text may mean something else.
RAW = re.compile(r"<(?:pre|table|script|style|svg|textarea)\b", re.IGNORECASE)
CURLY = re.compile(r"\{:[^{}\n]*=[“”„″][^{}\n]*\}")
STRAIGHT = str.maketrans("“”„″", '"' * 4)
# An item of two or three blanks below one of none: of its own kind, or behind a blank line.
FLAT = re.compile(
    r"^(?:(?P<bullet>[*+-])|\d+\.)[ \t]+\S.*\n(?:[ \t]+(?![*+-][ \t]|\d+\.[ \t])\S.*\n)*"
    r"(?P<blank>[ \t]*\n)?(?P<at> {2,3})(?:(?P<bullets>[*+-])|\d+\.)[ \t]+\S.*(?:\n.*\S.*)*",
    re.MULTILINE,
)
FARTHER = re.compile(r"\n {2,3}(?:[*+-]|\d+\.)[ \t]")
# A sentence, and nothing that would be in code.
INDENTED = re.compile(
    r"(?<=\n\n)(?:\t| {4})[ \t]*[\"“‘(]?[^\W\d_a-z][^{}<>=;|\\$_\[\]`\n]{50,}[.!?…][”’\")]?[ \t]*"
    r"(?=\n\s*\n|\s*\Z)"
)


def lines(source: Source) -> Iterator[Problem]:
    """Most files need no second look."""
    body = source.header.body
    if "<<<<<<<" in source.text:
        for at, what, remedy in conflicts(seen(source)):
            yield source.problem(at, what, remedy)
    if any(letter in source.text for letter in "ÃÂâð\ufffd") and BROKEN.search(source.text):
        yield from broken_letters(source)
    if "{:" in body and CURLY.search(body):
        yield from curly_quotes(source)
    if "-|" in body or "- |" in body or "|-" in body or "| -" in body:
        yield from lost_cells(source)
    if "\t" in body and "$$" not in body and not RAW.search(body):
        yield from tabbed(source)
    if FARTHER.search(body) and FLAT.search(body):
        yield from flat_lists(source)
    if ("\n\n\t" in body or "\n\n    " in body) and INDENTED.search(body):
        yield from indented(source)


def seen(source: Source) -> str:
    """The whole file as it is, but for what is code in its body."""
    return "\n".join([*source.header.lines, without_code(source.header.body)])


def place(text: str, at: int) -> Place:
    return Place(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def broken_letters(source: Source) -> Iterator[Problem]:
    text = seen(source)
    for match in BROKEN.finditer(text):
        at = place(text, match.start())
        if match[0][0] == "\ufffd":
            # Else it is the reader that put it there, and has told why.
            if not source.path.is_file() or match[0].encode() in source.path.read_bytes():
                what = "a letter was lost here when the text was copied"
                yield source.problem(at, what, "Write it anew")
                return
        elif right := mended(match[0]):
            what = f"'{match[0]}' was another sign before the text was copied"
            yield source.problem(at, what, f"Write {right}", fix=Fix(at, match[0], right))


def mended(letters: str) -> str:
    """What it was before its bytes were read as Windows-1252, or ""."""
    try:
        return b"".join(map(as_byte, letters)).decode()
    except UnicodeError:
        return "" if letters != "â€" else "”"  # whose last byte nobody can see


def as_byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


def curly_quotes(source: Source) -> Iterator[Problem]:
    text = seen(source)
    for match in CURLY.finditer(text):
        at = place(text, match.start())
        fix = Fix(at, match[0], match[0].translate(STRAIGHT))
        yield source.problem(at, "these quotes are curly, and not read", 'Write " and "', fix=fix)


def lost_cells(source: Source) -> Iterator[Problem]:
    """Those of a row that is longer than its table's head."""
    text = without_code(source.header.body).split("\n")
    written = source.header.body.split("\n")
    width = 0
    for n, line in enumerate(text):
        if "|" not in line:
            if width > 1 and PROSE.match(line):
                at = Place(source.header.body_line + n, 1)
                what, remedy = (
                    "this line is read as a row of the table",
                    "Put a blank line above it",
                )
                yield source.problem(at, what, remedy, fix=Fix(Place(at.line), "", ""))
            width = 0
        elif width:
            starts = cells(line)
            if "".join(written[n][start:] for start in starts[width:][:1]).strip(" \t|"):
                at = Place(source.header.body_line + n, starts[width] + 1)
                what = f"this row has {len(starts)} cells below {width}, and nobody sees the rest"
                remedy = r"Write \| for a | in a cell, or give the head another column"
                yield source.problem(at, what, remedy)
        elif n and RULE.fullmatch(line) and not (n > 1 and text[n - 2].strip()):
            width = len(cells(line))
            width = 0 if width != len(cells(text[n - 1])) else width


def cells(line: str) -> list[int]:
    """Where each begins."""
    line = line.rstrip()
    pipes = [match.end() for match in PIPE.finditer(line)]
    if not line.lstrip().startswith("|"):
        pipes.insert(0, 0)
    return pipes[:-1] if line.endswith("|") and not line.endswith(r"\|") else pipes


def tabbed(source: Source) -> Iterator[Problem]:
    """Lines of a spreadsheet, which are no table."""
    text = without_code(source.header.body)
    for block in re.finditer(r"(?:^[^\n]*\S[^\n]*\n?)+", text, re.MULTILINE):
        rows = block[0].rstrip("\n").split("\n")
        if (
            len(rows) > 1
            and len({row.count("\t") for row in rows}) == 1
            and all(map(TABBED.fullmatch, rows))
        ):
            line = source.header.body_line + text.count("\n", 0, block.start())
            what = "this is no table, and its lines run together"
            yield source.problem(line, what, "Write | for each tab, and |---|---| below its head")


def flat_lists(source: Source) -> Iterator[Problem]:
    text = seen(source)
    for match in FLAT.finditer(text):
        if match["blank"] or bool(match["bullet"]) == bool(match["bullets"]):
            at = place(text, match.end("at"))
            what = "this list in a list is read as a part of it: it is not indented enough"
            yield source.problem(at, what, "Indent it by four blanks")


def indented(source: Source) -> Iterator[Problem]:
    """Paragraphs that are read as code."""
    text, body = blanked(SILENT, source.header.body), without_code(source.header.body)
    for match in INDENTED.finditer(text):
        if not body[match.start() : match.end()].strip():
            line = source.header.body_line + text.count("\n", 0, match.start())
            what = "this paragraph is shown as code, for it is indented"
            yield source.problem(line, what, "Begin it where lines begin, if it is none", note=True)
