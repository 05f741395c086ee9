"""Telephone numbers: a tap on any spelling dials the number."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.contact_form.telephone import telephone_uri


@pytest.mark.parametrize(
    ("written", "uri"),
    [
        ("[800] 380-2308", "tel:8003802308"),
        ("(800) 555-0142", "tel:8005550142"),
        ("800.555.0142", "tel:8005550142"),
        ("+1 800 555 0142", "tel:+18005550142"),
        ("(+44) 113 496 0123", "tel:+441134960123"),
        ("+44 (0)113 496 0123", "tel:+441134960123"),
        ("0044 ( 0 ) 113 496 0123", "tel:00441134960123"),
        ("(0113) 496 0123", "tel:01134960123"),
        ("1-800-FLOWERS", "tel:18003569377"),
        ("1-800-flowers", "tel:18003569377"),
        ("800.555.0142 ext. 12", "tel:8005550142;ext=12"),
        ("800 555 0142, extension 12", "tel:8005550142;ext=12"),
        ("800-555-0142x12", "tel:8005550142;ext=12"),
        ("800-555-0142 #12", "tel:8005550142;ext=12"),
        ("+18005550142;ext=12", "tel:+18005550142;ext=12"),
        ("1-800-555-APEX", "tel:18005552739"),
        ("Tel. 800 555 0142", "tel:8005550142"),
        ("tel:+1-800-555-0142", "tel:+18005550142"),
        ("８００\u00a0５５５‑０１４２", "tel:8005550142"),
        ("", ""),
        ("none", ""),
    ],
)
def test_telephone_uri(written: str, uri: str) -> None:
    assert telephone_uri(written) == uri


@given(st.text() | st.text(alphabet="+0123 ()[]-.ext#A"))
def test_any_text_is_a_number_to_dial_or_none(written: str) -> None:
    assert re.fullmatch(r"(tel:\+?[0-9]+(;ext=[0-9]+)?)?", telephone_uri(written))
