"""Identities: a subscriber sees each post once, so these may never change."""

from uuid import UUID

import pytest

from plugins.identity.identity import identity

SITE = UUID("0d8e3c6a-6f0e-4f6e-9a53-5b0c1f5c2f7d")
OWN = "6f2f1f0e-1b1a-4c6e-8f0a-0a0b0c0d0e0f"


@pytest.mark.parametrize(
    ("name", "lang", "own", "guid", "expected"),
    [
        # By `python -c "uuid.uuid5(…)"`, once; whoever changes these sends every post again.
        pytest.param(
            "a", "", "", "", "urn:uuid:b4cbb52e-bd67-58db-bc24-cc1d131af2dd", id="derived"
        ),
        pytest.param(
            "a", "fr", "", "", "urn:uuid:c09e8473-3686-57a8-80ca-ad27c83e78a8", id="in French"
        ),
        pytest.param("a", "fr", OWN, "", f"urn:uuid:{OWN}", id="its own goes before"),
        pytest.param("a", "fr", OWN, "7 at a.b", "7 at a.b", id="an older blog's, verbatim"),
    ],
)
def test_identity(name: str, lang: str, own: str, guid: str, expected: str) -> None:
    assert identity(SITE, name, lang, own=own, guid=guid) == expected


def test_another_site_another_identity() -> None:
    assert identity(SITE, "a", "") != identity(UUID(OWN), "a", "")
