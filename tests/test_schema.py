"""The schema that editors read says of a header what the build says."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from plugins.common.header import split
from plugins.front_matter.fields import FIELDS, Kind, read
from plugins.front_matter.schema import schema
from tests.conftest import ROOT

UUID = "0d8e3c6a-6f0e-4f6e-9a53-5b0c1f5c2f7d"
VALUES: dict[Kind, tuple[str, ...]] = {
    "text": ("A title", "é 😀"),
    "verbatim": ("12 at http://a.b/?p=1&q",),
    "date": (
        *("2026-03-04", "2026-03-04 09:30", "2026-03-04T09:30:00+05:30", "2026-03-04 00:00 UTC"),
        *(
            "2026-13-01",
            "2026-03-32",
            "0026-03-04",
            "4 March 2026",
            "2026-03-04 24:30",
            "03/04/2026",
        ),
    ),
    "list": ("a, b", "a"),
    "addresses": ("/a/, /b/",),
    "language": ("en", "pt-BR", "zh_Hant", "english", "en us", "e"),
    "choice": ("draft", "open", "hidden", "drfat", "off"),
    "slug": ("a", "c-plus_plus.2", "é", ".a", "a/b", "a b", "a?", "a" * 200, "a" * 201, "a:b"),
    "path": ("a/b.html", "..", "../a", "a/../b", "/a", "a\\b", "a..b"),
    "url": ("https://a.b", "http://a.b/c", "https://", "ftp://a.b", "a.b"),
    "number": ("7", "9999", "10000", "ten", "-1", "٣"),
    "uuid": (UUID, UUID.upper(), "7", UUID[:-1]),
}
headers = st.lists(st.sampled_from(sorted(FIELDS)), unique=True).flatmap(
    lambda keys: st.fixed_dictionaries({k: st.sampled_from(VALUES[FIELDS[k].kind]) for k in keys})
)
VALIDATOR = Draft202012Validator(schema())


def test_the_file_is_the_codes() -> None:
    """Renew by: python -m plugins.front_matter --schema > (that file)."""
    file: Path = ROOT / "plugins/front_matter/fields.schema.json"
    assert json.loads(file.read_text("utf-8")) == schema()
    Draft202012Validator.check_schema(schema())


@given(headers)
def test_it_judges_a_header_as_the_build_does(header: dict[str, str]) -> None:
    text = "\n".join(["---", *(f"{key}: {json.dumps(header[key])}" for key in header), "---"])
    _, remarks = read(split(text))
    faults = [error.message for error in VALIDATOR.iter_errors(header)]
    assert bool(remarks) == bool(faults), (remarks, faults)


def test_lists_numbers_and_other_keys_are_fine() -> None:
    assert VALIDATOR.is_valid({"tags": ["a", "b"], "reading_minutes": 7, "weather": {"fine": True}})
