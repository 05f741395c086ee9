"""``python -m plugins.front_matter``: the table of fields as Markdown, for the README.

With ``--schema`` it is a JSON Schema, for editors: ``fields.schema.json`` in this folder.
"""

import json
import sys

from plugins.front_matter.fields import FIELDS, Field
from plugins.front_matter.schema import schema


def row(field: Field) -> str:
    key = field.name.replace("_", "-").title()
    values = ", ".join(field.choices) or field.kind
    default = f" Default: {field.default}." if field.default else ""
    return f"| {key} | {values} | {field.help}{default} |"


def table() -> str:
    return "\n".join(["| field | value | |", "| --- | --- | --- |", *map(row, FIELDS.values())])


if __name__ == "__main__":
    told = json.dumps(schema(), indent=2, ensure_ascii=False)
    print(told if "--schema" in sys.argv else table())
