"""Pelican's own warnings and errors, which it prints and then exits 0."""

import logging
import sys
import traceback
from pathlib import Path

from jinja2 import TemplateSyntaxError

from plugins.common.problem import Problem
from plugins.common.source import shown

# What our own slices say better.
SAID_BETTER = (
    "Empty alt attribute for image %s in %s",
    "Unable to find '%s', skipping url replacement.",
    "Other resources were not found and their urls not replaced",
    "There are %s ",
    "{filename} used for linking",
)
PROJECT = Path(__file__).parents[2]


class Log(logging.Handler):
    """Gathers what is logged; what ends the build is said at once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if record.levelno >= logging.CRITICAL:  # Pelican gives up after this one
            for problem in self.problems:
                print(problem, file=sys.stderr)
            print(problem_of(error) if error else record.getMessage(), file=sys.stderr)
        elif not str(record.msg).startswith(SAID_BETTER):
            if isinstance(error, OSError) and str(record.msg).startswith("Could not process"):
                return  # the walk over the folder has said so
            message = " ".join(record.getMessage().split())
            cause = f" ({problem_of(error)})" if error else ""
            self.problems.append(Problem(Path("pelican"), 0, 0, message + cause))


LOG = Log()


def listen() -> None:
    """Before the settings are read, so that plugins that fail to load are heard too."""
    logger = logging.getLogger("pelican")
    logger.addHandler(LOG)
    logger.setLevel(logging.WARNING)
    logger.propagate = False


def problem_of(error: BaseException) -> Problem:
    """An error of a template, plugin or settings file, told where in our own files it arose."""
    path, line = "pelican", 0
    for frame in traceback.extract_tb(error.__traceback__):
        if ours(frame.filename):
            path, line = frame.filename, frame.lineno or 0
    if isinstance(error, SyntaxError | TemplateSyntaxError) and error.filename:
        path, line = error.filename, error.lineno or 0
    what = f"{type(error).__name__}: {getattr(error, 'msg', None) or error}"
    return Problem(shown(path) if line else Path(path), line, 0, " ".join(what.split()))


def ours(filename: str) -> bool:
    path = Path(filename)
    here = path.is_relative_to(PROJECT) or path.is_relative_to(Path.cwd())
    return here and path.is_file() and "site-packages" not in path.parts
