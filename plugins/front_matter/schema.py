"""The table of fields as a JSON Schema, by which editors complete and check a YAML header.

It asks for the spelling that the README shows; the build reads some others too,
and judges what no schema can: whether a day exists, a topic, a template.
"""

from typing import Any

from plugins.front_matter.fields import FIELDS, SLUG_MAX_BYTES, TOGETHER, Field, Kind

TEXT: dict[str, Any] = {"type": "string"}
TEXTS: dict[str, Any] = {"type": ["string", "array"], "items": TEXT}
DAY = r"[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
TIME = (
    r"[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?( ?UTC|Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?"
)
# Beyond ASCII the dialects of patterns differ, so there all is let through.
NO_SLUG = r"\x00-,/:-@\[-^`{-\x7f"
FORMS: dict[Kind, dict[str, Any]] = {
    "text": TEXT,
    "verbatim": TEXT,
    "choice": TEXT,
    "list": TEXTS,
    "addresses": TEXTS,
    "date": TEXT | {"pattern": f"^{DAY}({TIME})?$"},
    "slug": TEXT | {"pattern": rf"^[^.{NO_SLUG}][^{NO_SLUG}]{{0,{SLUG_MAX_BYTES - 1}}}$"},
    "language": TEXT | {"pattern": "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}$"},
    "path": TEXT | {"pattern": r"^(?!/)(?!(.*/)?\.\.(/|$))[^\\]*$"},
    "url": TEXT | {"pattern": r"^https?://[^\s/]+"},
    "uuid": TEXT | {"pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"},
    "number": {"type": ["integer", "string"], "pattern": "^[0-9]{1,4}$"},
}


def schema() -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The header of a post",
        "type": "object",
        "properties": {field.name: property_of(field) for field in FIELDS.values()},
        "dependentRequired": {key: [other] for key, other, _, _ in TOGETHER},
        "additionalProperties": True,
    }


def property_of(field: Field) -> dict[str, Any]:
    choices = {"enum": list(field.choices)} if field.choices else {}
    return {"description": field.help, **FORMS[field.kind], **choices}
