"""Authors: a byline finds its profile, and two people are never taken for one."""

from pathlib import Path

import pytest

from plugins.authors.authors import Profile, read_authors
from tests.conftest import ARTICLE, Build


def test_a_profile_is_found_by_name_and_by_slug(tmp_path: Path) -> None:
    path = tmp_path / "authors.toml"
    path.write_text('[sam]\nname = "Sam Sämple"\nbio = "A bio."\nlink = "mailto:s@a.b"', "utf-8")
    sam = Profile("sam", "Sam Sämple", "A bio.", "mailto:s@a.b")
    assert read_authors(path) == ({"sam": sam, "sam sämple": sam}, [])


@pytest.mark.parametrize(
    ("toml", "line", "what"),
    [
        pytest.param('[a]\nname="Sam"\n[b]\nname="SAM"', 4, "[b] and [a] have one", id="a name"),
        pytest.param('[sam]\nname="A"\n[b]\nname="Sam"', 4, "[b] and [sam] have one", id="a slug"),
        pytest.param('[a]\nname="A"\nlink="a.b"', 3, "the link of [a] is no web", id="no scheme"),
        pytest.param('[a]\nname="A"\nlink="javascript:x"', 3, "is no web address", id="a script"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, toml: str, line: int, what: str) -> None:
    path = tmp_path / "authors.toml"
    path.write_text(toml, "utf-8")
    (problem,) = read_authors(path)[1]
    assert (problem.line, what in problem.what) == (line, True)


def test_no_file_is_no_problem(tmp_path: Path) -> None:
    assert read_authors(tmp_path / "authors.toml") == ({}, [])


def test_both_keys_name_authors(build: Build) -> None:
    built = build(
        {"articles/a.md": ARTICLE.replace("\n\n", "\nAuthor: Ann\nAuthors: Ben, Ann\n\n")}
    )
    assert (built.status, built.problems) == (0, ())
    assert sorted(n for n in built.files() if n.startswith("authors/")) == [
        "authors/ann/index.html",
        "authors/ben/index.html",
    ]
