"""Problems said: the same ones, whoever reads them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.check.report import annotation, as_json, say
from plugins.common.problem import Fix, Place, Problem
from tests.conftest import ARTICLE, Build

PATH = Path("content/a.md")
MISSPELT = {"articles/a.md": ARTICLE.replace("\n\n", "\nStatus: drfat\n\n")}

places = st.builds(Place, st.integers(0, 9), st.integers(0, 9))
problems = st.builds(
    Problem,
    st.just(PATH),
    st.integers(0, 9),
    st.integers(0, 9),
    st.text(),
    st.text(),
    st.booleans(),
    st.none() | st.builds(Fix, places, st.text(), st.text()),
)


@given(problems)
def test_a_problem_comes_back_from_its_json(problem: Problem) -> None:
    line = as_json(problem)
    told = json.loads(line)
    fix = told["fix"] and Fix(Place(**told["fix"].pop("at")), **told["fix"])
    back = Problem(**{**told, "path": Path(told["path"]), "fix": fix})
    assert (back, back.fix) == (problem, problem.fix)
    assert line.isascii()
    assert line.isprintable()


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        pytest.param(
            Problem(PATH, 3, 9, "x"), "::error file=content/a.md,line=3,col=9::x.", id="a"
        ),
        pytest.param(Problem(PATH, 3, 0, "x"), "::error file=content/a.md,line=3::x.", id="a line"),
        pytest.param(
            Problem(PATH, 0, 0, "x", "Do"), "::error file=content/a.md::x. Do.", id="file"
        ),
        pytest.param(
            Problem(PATH, 1, 0, "x", "", True), "::notice file=content/a.md,line=1::x.", id="note"
        ),
        pytest.param(
            Problem(Path("a,b:c%.md"), 0, 0, "5%: a,b\r\n::error::"),
            "::error file=a%2Cb%3Ac%25.md::5%25: a,b%0D%0A::error::.",
            id="with what would end it",
        ),
    ],
)
def test_an_annotation(problem: Problem, told: str) -> None:
    assert annotation(problem) == told


@given(problems)
def test_a_problem_is_one_line_that_can_be_printed(problem: Problem) -> None:
    told = [str(problem), annotation(problem)]
    assert all(line.splitlines() == [line] and line.encode() for line in told)
    assert not set("".join(told)) & set("\x1b\x9b\u202e\u2066")


def test_a_name_that_is_not_unicode_can_be_told() -> None:
    assert str(Problem(Path("caf\udce9\n.md"), 0, 0, "what")) == "caf\\udce9\\n.md: what."


def test_the_last_line_counts(capsys: pytest.CaptureFixture[str]) -> None:
    fix = Fix(Place(1, 1), "a", "b")
    say(
        [Problem(PATH, 1, 1, "x", fix=fix), Problem(PATH, 2, 0, "x"), Problem(Path("b"), 0, 0, "x")]
    )
    assert capsys.readouterr().err == "3 problems in 2 files; make check FIX=1 mends 1 of them.\n"
    say([Problem(PATH, 1, 1, "x")])
    assert capsys.readouterr().err == "1 problem in 1 file.\n"
    say([Problem(PATH, 1, 1, "x", note=True)])
    assert capsys.readouterr().err == "content/a.md:1: note: x\n"


@pytest.mark.parametrize("environment", [{}, {"PUBLISH": "1"}, {"SERVE": "1"}])
def test_every_build_speaks_json(environment: dict[str, str], build: Build) -> None:
    built = build(MISSPELT, FORMAT="json", GITHUB_ACTIONS="true", **environment)
    (told,) = (told for line in built.problems if not (told := json.loads(line))["note"])
    assert told == {
        "path": "content/articles/a.md",
        "line": 3,
        "column": 9,
        "what": "'drfat' is no value of status",
        "remedy": "Did you mean 'draft'?",
        "note": False,
        "fix": {"at": {"line": 3, "column": 9}, "old": "drfat", "new": "draft"},
    }
    assert built.status == 1


def test_every_build_speaks_to_github(build: Build) -> None:
    built = build(MISSPELT, GITHUB_ACTIONS="true")
    sentence = "'drfat' is no value of status. Did you mean 'draft'?"
    assert built.problems == (
        f"content/articles/a.md:3:9: {sentence}",
        f"::error file=content/articles/a.md,line=3,col=9::{sentence}",
    )


def test_a_format_that_is_none_is_told(build: Build) -> None:
    built = build({"articles/a.md": ARTICLE}, FORMAT="jsno")
    assert built.problems == ("FORMAT: 'jsno' is not known. Did you mean 'json'?",)
