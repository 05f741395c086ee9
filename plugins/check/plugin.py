"""Says every problem of a build on one line each, and ends it with exit status 1."""

import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from urllib.parse import urlsplit

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.log import console

from plugins.check.log import LOG
from plugins.check.result import faults
from plugins.common.problem import Problem
from plugins.common.source import shown


def be_quiet_in_a_pipe(pelican: Pelican) -> None:
    console.quiet = not console.is_terminal


def gather(generators: Sequence[Generator]) -> None:
    """The last hook before anything is written."""
    context, settings = generators[0].context, generators[0].settings
    found = context.get("problems", [])
    settings["PROBLEMS"] = found
    settings["SOURCES"] = {
        path: shown(content.source_path) for path, content in context["outputs"].items() if content
    }
    if settings["PUBLISH"] and serious(found + LOG.problems):
        say(found + LOG.problems)
        print("Nothing was published.", file=sys.stderr)
        raise SystemExit(1)


def end(pelican: Pelican) -> None:
    settings = pelican.settings
    found = settings["PROBLEMS"] + LOG.problems
    if settings["CHECK"]:
        inbox = urlsplit(settings["FORM_ACTION"]).path.rpartition("/")[0]
        folder = shown(pelican.output_path)
        found += faults(folder, settings["SITEURL"], inbox, settings["SOURCES"])
    say(found)
    LOG.problems.clear()
    if serious(found):
        raise SystemExit(1)
    if settings["CHECK"]:
        print(f"{len(settings['SOURCES'])} files checked: no problem.", file=sys.stderr)


def serious(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.note]


def say(problems: Iterable[Problem]) -> None:
    """Problems on stdout, by file and line; notes on stderr, one for all files they are true of."""
    found = sorted(set(problems))
    for problem in serious(found):
        print(problem)
    notes = sorted((p for p in found if p.note), key=lambda note: note.what)
    for what, group in groupby(notes, key=lambda note: note.what):
        first, *others = group
        more = f" (and in {len(others)} more places)" if others else ""
        place = f"{first.path}:{first.line}" if first.line else first.path
        print(f"{place}: note: {what}{more}", file=sys.stderr)


def register() -> None:
    signals.initialized.connect(be_quiet_in_a_pipe)
    signals.all_generators_finalized.connect(gather)
    signals.finalized.connect(end)
