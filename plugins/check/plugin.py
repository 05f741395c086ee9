"""Says every problem of a build on one line each, and ends it with exit status 1."""

import logging
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.log import console

from plugins.common.problem import Problem

# What our own slices say better.
SAID_BETTER = (
    "Empty alt attribute for image %s in %s",
    "Unable to find '%s', skipping url replacement.",
    "Other resources were not found and their urls not replaced",
    "There are %s ",
    "{filename} used for linking",
)


class Log(logging.Handler):
    """Pelican's own warnings and errors, which it prints and then exits 0."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.CRITICAL:  # Pelican gives up after this one
            print(record.getMessage(), file=sys.stderr)
        elif not str(record.msg).startswith(SAID_BETTER):
            error = sys.exc_info()[1]
            if isinstance(error, OSError) and str(record.msg).startswith("Could not process"):
                return  # the walk over the folder has said so
            cause = f": {type(error).__name__}: {error}" if error else ""
            message = " ".join(record.getMessage().split())
            self.problems.append(Problem(Path("pelican"), 0, 0, message + cause))


LOG = Log()


def listen() -> None:
    """Called by ``pelicanconf.py``, so that plugins that fail to load are heard too."""
    logger = logging.getLogger("pelican")
    logger.addHandler(LOG)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    console.quiet = not console.is_terminal


def gather(generators: Sequence[Generator]) -> None:
    """The last hook before anything is written."""
    found = generators[0].context.get("problems", [])
    generators[0].settings["PROBLEMS"] = found
    if generators[0].settings["PUBLISH"] and serious(found + LOG.problems):
        say(found + LOG.problems)
        print("Nothing was published.", file=sys.stderr)
        raise SystemExit(1)


def end(pelican: Pelican) -> None:
    found = pelican.settings["PROBLEMS"] + LOG.problems
    say(found)
    LOG.problems.clear()
    if serious(found):
        raise SystemExit(1)


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
    signals.all_generators_finalized.connect(gather)
    signals.finalized.connect(end)
