"""Pelican's own warnings and errors, which it prints and then exits 0."""

import errno
import logging
import sys
import traceback
from dataclasses import replace
from pathlib import Path

from jinja2 import TemplateSyntaxError

from plugins.check.settings import files, place_of
from plugins.common.problem import Problem
from plugins.common.source import shown

# What our own slices say better.
SAID_BETTER = (
    "Empty alt attribute for image %s in %s",
    "Other images have empty alt attributes",
    "Unable to find '%s', skipping url replacement.",
    "Other resources were not found and their urls not replaced",
    "There are %s ",
    "{filename} used for linking",
)
PLUGIN = ("Cannot load plugin", "Cannot register plugin")
ROOM = "Make room for the site, and build again"
RIGHT = "Get yourself that right, or name another folder: OUTPUTDIR=…"
AWAY = "Move away what stands there, or name another folder: OUTPUTDIR=…"
OUTPUT = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), ROOM),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), RIGHT),
    **dict.fromkeys((errno.ENOTDIR, errno.EISDIR, errno.EEXIST), AWAY),
}
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
            if error and isinstance(record.args, tuple) and str(record.msg).startswith(PLUGIN):
                self.problems.append(unusable(str(record.args[0]), error))
                return
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
    if isinstance(error, OSError) and error.strerror and error.errno in OUTPUT:
        # Of what is written; what is read has been looked through before.
        file = error.filename2 or error.filename  # of a copy, rather what was to be written
        path = shown(file) if isinstance(file, str) else Path("OUTPUTDIR")
        return Problem(path, 0, 0, error.strerror, OUTPUT[error.errno])
    name, line = "pelican", 0
    for frame in traceback.extract_tb(error.__traceback__):
        if ours(frame.filename):
            name, line = frame.filename, frame.lineno or 0
    if isinstance(error, SyntaxError | TemplateSyntaxError) and error.filename:
        name, line = error.filename, error.lineno or 0
    what = f"{type(error).__name__}: {getattr(error, 'msg', None) or error}"
    return Problem(shown(name) if line else Path(name), line, 0, " ".join(what.split()))


def unusable(plugin: str, error: BaseException) -> Problem:
    """A plugin that is named in the settings, and cannot be used."""
    arose = problem_of(error)
    if arose.line:
        remedy = f"Mend the plugin {plugin}, or take it out of PLUGINS"
        return replace(arose, remedy=remedy)
    path, place = place_of(plugin, files())
    if isinstance(error, ImportError):
        what, remedy = f"there is no plugin {plugin}", "Install it, or take it out of PLUGINS"
    else:
        what, remedy = f"the plugin {plugin} cannot be used: {error}", "Take it out of PLUGINS"
    return Problem(path, *place, what, remedy)


def ours(filename: str) -> bool:
    path = Path(filename)
    here = path.is_relative_to(PROJECT) or path.is_relative_to(Path.cwd())
    return here and path.is_file() and "site-packages" not in path.parts
