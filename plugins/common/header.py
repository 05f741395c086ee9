"""The header of a Markdown file, in either spelling, and the body after it.

    Title: A post                  ---
    Tags: service, queues          title: A post
                                   tags: [service, queues]
    The body.                      ---
                                   The body.

mean the same. Keys ignore case, and ``-`` is ``_``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

# Python-Markdown's own meta-data rule, so that any Pelican post keeps its header:
# https://python-markdown.github.io/extensions/meta_data/
KEY = re.compile(r"[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)")
CONTINUATION = re.compile(r"[ ]{4,}(?P<value>.*)")
RULE = "---"
YAML_ENDS = (RULE, "...")


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
    """Keys (lower case, ``_``) to values, in the file's order; the body begins at ``body_line``."""

    values: Mapping[str, Value]
    body: str
    body_line: int
    faults: tuple[Fault, ...] = field(default=())

    def line(self, key: str) -> int:
        return self.values[key].line if key in self.values else 1


def split(text: str) -> Header:
    """The header and the body of a file's text; never raises."""
    lines = text.split("\n")
    if lines[0].rstrip() == RULE:
        end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in YAML_ENDS), 0)
        if end:
            return _yaml(lines, end)
        return _plain(
            lines, 1, (Fault(1, 0, "the header never ends", f"Close it by a line {RULE}"),)
        )
    return _plain(lines, 0, ())


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
    except (yaml.YAMLError, RecursionError) as error:
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


def _fault(error: yaml.YAMLError | RecursionError) -> Fault:
    match error:
        case yaml.MarkedYAMLError(problem=what, problem_mark=yaml.Mark() as mark):
            remedy = "Put quotes around a value that holds a colon or begins with a sign"
            return Fault(mark.line + 1, mark.column + 1, f"this is not YAML: {what}", remedy)
        case yaml.reader.ReaderError():
            return Fault(1, 0, "the header holds a control character", "Delete it")
        case _:
            return Fault(1, 0, "the header holds lists in lists without end", "Delete them")
