"""Settings changed in their file, all else in it staying as it is."""

import ast
import json
from collections.abc import Mapping

Value = str | Mapping[str, "str | tuple[str, str]"]


class SettingsError(Exception):
    """Names the settings that cannot be changed in this file."""


def with_values(source: str, values: Mapping[str, Value]) -> str:
    """The file with these settings: a text in place of the last one in its line, or a table.

    So SITE_ID stays a UUID("…") and SITEURL goes on asking the environment
    first. Raises SettingsError, and SyntaxError for what is no Python.
    """
    assigned = {name: node for node in ast.parse(source).body for name in names_in(node)}
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    starts = [sum(map(len, lines[:n])) for n in range(len(lines))]
    spans = []
    for name, value in values.items():
        node = place_of(assigned.get(name), value)
        if node is None:
            raise SettingsError(name)
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        spans.append((first, last, spelled(value)))
    made = source.encode()
    for first, last, text in sorted(spans, reverse=True):
        made = made[:first] + text.encode() + made[last:]
    return made.decode()


def names_in(node: ast.stmt) -> list[str]:
    """What a statement gives a value to."""
    match node:
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def place_of(node: ast.stmt | None, value: Value) -> ast.expr | None:
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return None
    if not isinstance(value, str):
        return node.value if isinstance(node.value, ast.Dict) else None
    texts = [
        each
        for each in ast.walk(node.value)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    return max(texts, key=lambda text: (text.lineno, text.col_offset), default=None)


def spelled(value: Value | tuple[str, str]) -> str:
    """As this file spells it: JSON's quotes, several items of a table a line each."""
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)
        case (str(one), str(other)):
            return f"({spelled(one)}, {spelled(other)})"
        case Mapping():
            items = [f"{spelled(key)}: {spelled(each)}" for key, each in value.items()]
            if len(items) < 2:
                return "{" + "".join(items) + "}"
            return "{\n" + "".join(f"    {item},\n" for item in items) + "}"
    raise AssertionError(value)
