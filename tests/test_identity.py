"""Identities: a subscriber sees each post once, so these may never change."""

from uuid import UUID

import pytest

from plugins.identity.identity import identity
from tests.conftest import ARTICLE, Build

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


def post(header: str) -> str:
    return ARTICLE.replace("\n\n", f"\n{header}\n\n")


def test_two_posts_never_share_an_identity(build: Build) -> None:
    """Not even two of one slug, whose addresses differ by their years."""
    built = build(
        {
            "articles/2025/a.md": ARTICLE.replace("2026", "2025"),
            "articles/2026/a.md": ARTICLE,
            "articles/draft.md": post("Status: draft\nGuid: 7"),
            "pages/p.md": "Title: P\nGuid: 7\n\nWords.\n",
        },
        conf='ARTICLE_URL = "{date:%Y}/{slug}/"; ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"',
    )
    assert built.problems == (
        "content/articles/2026/a.md:1:1: this has the identity of content/articles/2025/a.md:1."
        " Give it a line Id: …",
        "content/pages/p.md:2:1: this has the identity of content/articles/draft.md:4."
        " Remove the line from the copy.",
    )


def test_publish_notes_once_what_has_no_id(build: Build) -> None:
    content = {"articles/a.md": ARTICLE, "articles/b.md": ARTICLE, "articles/c.md": post("Guid: 7")}
    built = build(content, PUBLISH="1")
    assert built.status == 0, built.problems
    assert built.notes.count("note: there is no Id:") == 1
    assert "(and in 1 more places)" in built.notes
    assert "there is no Id:" not in build(content).notes


def test_a_withdrawn_post_stands_nowhere_but_at_its_address(build: Build) -> None:
    secret = post("Tags: Old\nStatus: withdrawn\nImage: no.png\nImage-Alt: x").replace(
        "Words.", "A secret with [a dead link](nowhere.md)."
    )
    page = "Title: Gone\nStatus: Withdrawn\n\nA secret.\n"
    other = ARTICLE.replace("Words.", "[Before](a.md)").replace("A post", "Another")
    built = build({"articles/a.md": secret, "articles/b.md": other, "pages/gone.md": page})
    assert (built.status, built.problems) == (0, ())
    for path in ("articles/a/index.html", "gone/index.html"):
        soup = built.soup(path)
        assert "has been withdrawn" in soup.get_text()
        assert soup.select('meta[name="robots"][content="noindex"]')
    assert "A secret" not in "".join(map(str, built.files().values()))
    assert {name for name, text in built.files().items() if b">A post<" in text} == {
        "articles/a/index.html"
    }
    assert "topics/old/index.html" not in built.files()
