"""Slips of the pen: the right word is named, and no other word is taken for one."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.common.text import nearest
from plugins.front_matter.fields import FIELDS
from tests.conftest import Build

TABLE = (Path(__file__).parent / "broken/spelling.txt").read_text("utf-8").splitlines()[1:]
SLIPS = [tuple(line.split(" | ")) for line in TABLE]
TOPICS = (
    "Service; Waiting; Complaints; Plain language; Listening; Measuring; Customer culture;"
    " Leadership; Trust"
).split("; ")
KEYS = [name.replace("_", "-").title() for name in FIELDS]
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def test_every_slip_of_the_table_is_told_and_mended(build: Build) -> None:
    named = {"authors": ["Sam Sample", "Alex Example"], "topics": TOPICS}
    files = {
        f"{kind}.toml": "".join(f'[n{i}]\nname = "{n}"\n' for i, n in enumerate(names))
        for kind, names in named.items()
    }
    for number, (kind, wrong, _) in enumerate(SLIPS):
        lines = {"title": "Title: A post", "date": "Date: 2026-03-04"}
        lines[kind] = f"{wrong}: a" if kind == "key" else f"{kind.title()}: {wrong}"
        files[f"articles/{number}.md"] = "\n".join([*lines.values(), "", "Words.", ""])
    told: dict[str, dict[str, object]] = {}
    for line in build(files, FORMAT="json").problems:
        problem = json.loads(line)
        assert told.setdefault(problem["path"], problem) is problem, line
    for number, (kind, wrong, right) in enumerate(SLIPS):
        problem = told.pop(f"content/articles/{number}.md")
        column = 1 if kind == "key" else len(kind) + 3
        place = {"line": 2 if kind == "date" else 3, "column": column}
        assert (problem["line"], problem["column"]) == tuple(place.values())
        fix = {"at": place, "old": wrong, "new": right_spelt(wrong, right)}
        twice = kind == "key" and right in ("Title", "Date")  # the post has one already
        assert problem["fix"] == (None if twice else fix)
        assert right in str(problem["remedy"]) or "brackets" in str(problem["what"])
    assert told == {}


def right_spelt(wrong: str, right: str) -> str:
    return right.replace("-", "_") if "_" in wrong else right


@pytest.mark.parametrize(
    "key",
    "Subtitle Updated Update Keywords Series Series-Index Time Name Site Layout Description Type"
    " Cover Comments Published Location Topics Language Link Source Excerpt Weather".split(),
)
def test_another_key_is_no_slip_of_one_of_ours(key: str) -> None:
    assert nearest(key, KEYS) == ""


@pytest.mark.parametrize(
    "known",
    [KEYS, FIELDS["status"].choices, FIELDS["replies"].choices, TOPICS],
    ids=["keys", "status", "replies", "topics"],
)
def test_one_slip_leaves_a_word_what_it_is(known: list[str]) -> None:
    slips = [(slip, word) for word in known for slip in set(one_slip(word)) - {"", *known}]
    right = sum(nearest(slip, known) in (word, slip) for slip, word in slips)
    wrong = sum(nearest(slip, known) not in (word, slip, "") for slip, word in slips)
    assert right / len(slips) >= 0.99
    assert wrong / len(slips) < 0.001


def one_slip(word: str) -> Iterator[str]:
    """A letter left out, written twice, swapped with the next, or hit beside or with another."""
    for i, letter in enumerate(word):
        before, after = word[:i], word[i + 1 :]
        yield before + after
        yield before + letter * 2 + after
        yield before + after[:1] + letter + after[1:]
        for row in KEYBOARD:
            at = row.find(letter.lower())
            for beside in row[max(at - 1, 0) : at] + row[at + 1 : at + 2] if at >= 0 else "":
                yield before + beside + after
                yield before + beside + letter + after
