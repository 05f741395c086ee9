"""TOML files of authors and topics: what is right is read, what is wrong is told with its line."""

from pathlib import Path

import pytest

from plugins.common.toml import Table, read_tables


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "topics.toml"


def test_tables_come_in_the_order_of_the_file(file: Path) -> None:
    file.write_text('[b]\nname = "B  b"\nalso = ["x", "y"]\n\n[a]\nname = "A"\n', "utf-8")
    assert read_tables(file, ("name",), ("also",)) == (
        [Table("b", 1, {"name": "B b", "also": ("x", "y")}), Table("a", 5, {"name": "A"})],
        [],
    )


def test_a_text_may_be_asked_for_as_a_list_and_the_other_way() -> None:
    table = Table("a", 1, {"name": "A", "also": ("x", "y")})
    assert (table.text("also"), table.texts("name")) == ("x, y", ("A",))
    assert (table.text("absent"), table.texts("absent")) == ("", ())


def test_no_file_is_no_problem(file: Path) -> None:
    assert read_tables(file, ("name",)) == ([], [])


def test_a_byte_order_mark_is_no_problem(file: Path) -> None:
    file.write_text('[a]\nname = "A"\n', "utf-8-sig")
    assert read_tables(file, ("name",)) == ([Table("a", 1, {"name": "A"})], [])


@pytest.mark.parametrize(
    ("toml", "line", "what"),
    [
        pytest.param(b"[a]\nname = A", 2, "this is not TOML", id="no quotes"),
        pytest.param(b'[a]\nname = "A"\n[a]', 3, "this is not TOML", id="one table twice"),
        pytest.param(
            b'[a]\n<<<<<<< HEAD\nname = "A"\n=======\nname = "B"\n>>>>>>> b\n',
            2,
            "two versions stand here, down to line 6",
            id="half a merge",
        ),
        pytest.param(b'[a]\nname = "\xff"', 0, "this file cannot be read", id="Latin-1"),
        pytest.param(b'a = "A"', 1, "'a' stands outside a table", id="no table"),
        pytest.param(b"\n[a]", 2, "[a] has no name", id="no name"),
        pytest.param(b'[a]\nname = " "', 1, "[a] has no name", id="an empty name"),
        pytest.param(b"[a]\nname = 3", 1, "[a] has no name", id="a number for a name"),
        pytest.param(b'["a b"]\nname = "A"', 1, "'a b' cannot be part of an", id="no slug"),
        pytest.param(b'[a]\nname = "A"\nbiog = ""', 3, "an unknown key 'biog'", id="a slip"),
        pytest.param(b'[a]\nname = "A"\nbio = 3', 3, "'bio' of [a] is not a text", id="no text"),
        pytest.param(b'[a]\nname = "A"\nalso = "x"', 3, "is not a list", id="no list"),
        pytest.param(b'[a]\nname = "A"\nalso = [1]', 3, "is not a list", id="a list of numbers"),
        pytest.param(b'[a-b]\nname = "A"\n[a]', 3, "[a] has no name", id="a longer slug before"),
    ],
)
def test_a_mistake_is_told_with_its_line(file: Path, toml: bytes, line: int, what: str) -> None:
    file.write_bytes(toml)
    problems = read_tables(file, ("name", "bio"), ("also",))[1]
    assert [(p.path, p.line, what in p.what) for p in problems[:1]] == [(file, line, True)]
    assert problems[0].remedy


def test_a_mistake_does_not_hide_other_tables(file: Path) -> None:
    file.write_text('[a]\n[b]\nname = "B"\nbiog = "slip"', "utf-8")
    tables, problems = read_tables(file, ("name", "bio"))
    assert [table.slug for table in tables] == ["b"]
    assert "Did you mean 'bio'?" in {problem.remedy for problem in problems}
