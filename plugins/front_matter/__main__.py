"""``python -m plugins.front_matter``: the table of fields as Markdown, for the README."""

from plugins.front_matter.fields import FIELDS, Field


def row(field: Field) -> str:
    key = field.name.replace("_", "-").title()
    values = ", ".join(field.choices) or field.kind
    default = f" Default: {field.default}." if field.default else ""
    return f"| {key} | {values} | {field.help}{default} |"


def table() -> str:
    return "\n".join(["| field | value | |", "| --- | --- | --- |", *map(row, FIELDS.values())])


if __name__ == "__main__":
    print(table())
