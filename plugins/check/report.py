"""Says problems: on lines for people, as JSON for programs, as annotations on GitHub."""

import json
import sys
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict
from itertools import groupby

from plugins.common.problem import Problem, printable

FORMATS = ("text", "json")


def serious(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.note]


def say(problems: Iterable[Problem], form: str = "text", *, annotate: bool = False) -> None:
    """Problems on stdout, by file and line; notes on stderr, one for all files they are true of.

    As JSON all of them are on stdout, each on its own line.
    """
    found = sorted(set(problems))
    if form == "json":
        print_lines(found, as_json)
        return
    print_lines(serious(found), str)
    if annotate:
        print_lines(found, annotation)
    notes = sorted((p for p in found if p.note), key=lambda note: note.what)
    for what, group in groupby(notes, key=lambda note: note.what):
        first, *others = group
        more = f" (and in {len(others)} more places)" if others else ""
        place = f"{first.path}:{first.line}" if first.line else first.path
        print(printable(f"{place}: note: {what}{more}"), file=sys.stderr)
    if serious(found):
        print(total(serious(found)), file=sys.stderr)


def print_lines(problems: Iterable[Problem], spelled: Callable[[Problem], str]) -> None:
    for problem in problems:
        print(spelled(problem))


def as_json(problem: Problem) -> str:
    """An object of a problem's own fields; its ``fix`` is one too, or null."""
    told = asdict(problem) | {"path": problem.path.as_posix()}
    if problem.fix:
        told["fix"]["at"] = problem.fix.at._asdict()
    return json.dumps(told)


def annotation(problem: Problem) -> str:
    """A command to GitHub's runner, which shows it beside the line.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    places = {"file": problem.path.as_posix(), "line": problem.line, "col": problem.column}
    told = ",".join(f"{key}={escaped(str(value), ':,')}" for key, value in places.items() if value)
    kind = "notice" if problem.note else "error"
    return printable(f"::{kind} {told}::{escaped(problem.said)}")


def escaped(text: str, also: str = "") -> str:
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + also else c for c in text)


def total(problems: Collection[Problem]) -> str:
    """How many there are, and how many of them can be mended without asking anybody."""
    files = {problem.path for problem in problems}
    fixes = sum(problem.fix is not None for problem in problems)
    mends = f"; make check FIX=1 mends {fixes} of them" if fixes else ""
    return f"{counted(len(problems), 'problem')} in {counted(len(files), 'file')}{mends}."


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
