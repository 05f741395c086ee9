"""The header of a Markdown file, in either spelling, and the body after it.

    Title: A post                  ---
    Tags: service, queues          title: A post
                                   tags: [service, queues]
    The body.                      ---
                                   The body.

mean the same. Keys ignore case, and ``-`` is ``_``.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape

import yaml

from plugins.common.problem import Fix, Place

# Python-Markdown's own meta-data rule, so that any Pelican post keeps its header:
# https://python-markdown.github.io/extensions/meta_data/
# but for a blank before the colon, as in French.
KEY = re.compile(r"[ ]{0,3}(?P<key>[A-Za-z0-9_-]+)[ \u00a0\u202f]?:\s*(?P<value>.*)")
CONTINUATION = re.compile(r"[ ]{4,}(?P<value>.*)")
RULE = "---"
YAML_ENDS = (RULE, "...")
# What else than the marks that begin lists and keys in each other.
NESTED = re.compile(r"[^\s\[{?-]")
# What needs no quotes, and is one of a list.
SAFE = re.compile(r"\w(?:[\w .+/-]|:(?=\d))*")
# One of a list, or all of a value, between what may stand around it in either spelling.
ITEM = r"(?:^|[,;:\[{{\"']|- )[ \t]*(?P<item>{})(?=[ \t]*(?:$|[,;\]}}\"']|[ \t]#))"


@dataclass(frozen=True, slots=True)
class Value:
    """What stands behind a key: one text, or a list where YAML or repetition made one.

    A text that goes on in indented lines keeps its line ends.
    """

    text: str | tuple[str, ...]
    line: int

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.text,) if isinstance(self.text, str) else self.text


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a header cannot be read as it stands; lines and columns count from 1."""

    line: int
    column: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Header:
    """Keys (lower case, ``_``) to values, in the file's order; the body begins at ``body_line``.

    ``lines`` are the file's own before it.
    """

    values: Mapping[str, Value]
    body: str
    body_line: int
    faults: tuple[Fault, ...] = field(default=())
    lines: tuple[str, ...] = field(default=(), repr=False)

    def place(self, key: str, item: str = "") -> Place:
        """Where the key stands, or what of its value reads ``item``; else its line alone."""
        if key not in self.values:
            return Place(1)
        line = self.values[key].line
        next_ = min((v.line for v in self.values.values() if v.line > line), default=self.body_line)
        for number, text in enumerate(self.lines[line - 1 : next_ - 1], line):
            start = 0
            if number == line:
                name = r"(?<![\w-]){}(?=[\"']?\s*:)".format(re.escape(key).replace("_", "[_-]"))
                match = re.search(name, text, re.IGNORECASE)
                if not match or not item:
                    return Place(line, match.start() + 1 if match else 0)
                start = match.end()
            if match := re.compile(ITEM.format(re.escape(item))).search(text, start):
                return Place(number, match.start("item") + 1)
        return Place(line)

    def fix(self, key: str, right: str, item: str = "") -> Fix | None:
        """``right`` for ``item``, or for the key in its author's style, if the file has it so."""
        at = self.place(key, item)
        if not at.column or not SAFE.fullmatch(right):
            return None
        start = at.column - 1
        written = self.lines[at.line - 1][start : start + len(item or key)]
        if not item:
            right = right.lower() if written.islower() else right
            right = right.replace("-", "_") if "_" in written else right
        return Fix(at, written, right)

    def new_line(self, after: str, key: str, value: str) -> Fix | None:
        """A line of its own, below that of the key ``after`` or above where it is the last."""
        line = self.place(after).line
        for later in sorted(v.line for v in self.values.values() if v.line > line)[:1]:
            line = later
        if after not in self.values or not KEY.match("".join(self.lines[line - 1 : line])):
            return None
        key = key.lower() if self.lines[0].rstrip() == RULE else key
        return Fix(Place(line), "", f"{key}: {value}")


def split(text: str) -> Header:
    """The header and the body of a file's text; never raises."""
    lines = text.split("\n")
    header = _split(lines)
    return replace(header, lines=tuple(lines[: header.body_line - 1]))


def _split(lines: list[str]) -> Header:
    if lines[0].rstrip() == RULE:
        end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in YAML_ENDS), 0)
        if end:
            return _yaml(lines, end)
        return _plain(
            lines, 1, (Fault(1, 0, "the header never ends", f"Close it by a line {RULE}"),)
        )
    return _plain(lines, 0, ())


def spelled(text: str) -> str:
    """As a header says it: there ``&amp;`` is read as ``&``."""
    return text if unescape(text) == text else text.replace("&", "&amp;")


def listed(names: Sequence[str]) -> str:
    """Names as a header lists them, whatever commas they hold."""
    if any("," in name for name in names):
        return "; ".join(map(spelled, names)) + ";" * (len(names) == 1)
    return ", ".join(map(spelled, names))


def folded_key(key: str) -> str:
    return key.strip().lower().replace("-", "_")


def _plain(lines: list[str], start: int, faults: tuple[Fault, ...]) -> Header:
    found: dict[str, list[str]] = {}
    first: dict[str, int] = {}
    key, number = "", start
    for number, line in enumerate(lines[start:], start):
        if not line.strip():
            break
        if match := KEY.match(line):
            key = folded_key(match["key"])
            first.setdefault(key, number + 1)
            found.setdefault(key, []).append(match["value"].strip())
        elif key and (match := CONTINUATION.match(line)):
            found[key][-1] = f"{found[key][-1]}\n{match['value'].strip()}".strip()
        else:
            break  # a file without a blank line after its header, as Markdown reads it
    else:
        number += 1
    values = {
        key: Value(texts[0] if len(texts) == 1 else tuple(filter(None, texts)), first[key])
        for key, texts in found.items()
    }
    return Header(values, "\n".join(lines[number:]), number + 1, faults)


def _yaml(lines: list[str], end: int) -> Header:
    body, body_line = "\n".join(lines[end + 1 :]), end + 2
    try:
        node = yaml.compose("\n".join(["", *lines[1:end]]), Loader=yaml.BaseLoader)
    except RecursionError:
        others, fault = _without_the_deepest(lines[:end])
        return Header(others, body, body_line, (fault,))
    except yaml.YAMLError as error:
        plain = _plain(lines[:end], 1, ())
        return Header(plain.values, body, body_line, (_fault(error),))
    if node is None:
        return Header({}, body, body_line)
    if not isinstance(node, yaml.MappingNode):
        fault = Fault(2, 0, "the header is no list of keys and values", "Write lines like title: …")
        return Header({}, body, body_line, (fault,))
    values: dict[str, Value] = {}
    faults = []
    for key_node, value_node in node.value:
        key, line = folded_key(str(key_node.value)), key_node.start_mark.line + 1
        if key in values:
            faults.append(Fault(line, 1, f"'{key}' is given twice", "Keep one of them"))
        elif isinstance(value_node, yaml.ScalarNode):
            values[key] = Value(str(value_node.value).strip(), line)
        elif all(isinstance(item, yaml.ScalarNode) for item in value_node.value):
            values[key] = Value(tuple(str(item.value) for item in value_node.value), line)
        else:
            remedy = "Give a text or a list of texts, in quotes where they hold a colon"
            faults.append(Fault(line, 1, f"'{key}' holds keys or lists of its own", remedy))
    return Header(values, body, body_line, tuple(faults))


def _without_the_deepest(lines: list[str]) -> tuple[Mapping[str, Value], Fault]:
    """The other keys of a header, where one holds lists deeper in each other than can be read."""
    deepest = 1 + max(range(1, len(lines)), key=lambda number: len(NESTED.sub("", lines[number])))
    values = dict(_plain(lines, 1, ()).values)
    what = "holds lists in lists without end"
    for key, value in sorted(values.items(), key=lambda item: -item[1].line):
        if value.line <= deepest:
            del values[key]
            return values, Fault(value.line, 1, f"'{key}' {what}", "Delete them")
    return values, Fault(deepest, 0, f"the header {what}", "Delete them")


def _fault(error: yaml.YAMLError) -> Fault:
    match error:
        case yaml.MarkedYAMLError(problem=what, problem_mark=yaml.Mark() as mark):
            # What never ends is found at another line than the one to mend; a header ends always.
            if error.context_mark and "block" not in str(error.context):
                mark = error.context_mark
            remedy = "Put quotes around a value that holds a colon or begins with a sign"
            if "\\t" in str(what):
                what, remedy = "a line is indented by a tab", "Indent it by spaces"
            return Fault(mark.line + 1, mark.column + 1, f"this is not YAML: {what}", remedy)
        case _:  # its reader's
            return Fault(1, 0, "the header holds a control character", "Delete it")
