"""What a build is called with, judged before it begins, and how it is called."""

import os
import re
import runpy
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from plugins.check.log import listen, problem_of
from plugins.check.settings import files, judged
from plugins.common.source import shown
from plugins.common.text import nearest

# Where `make html` and `make serve` say that the site is.
LOCAL = "http://127.0.0.1:8000"
HERE = ("http://127.0.0.1", "http://localhost")

# No empty part between two dots, and no page at its end.
ADDRESS = re.compile(r"https?://(?!\.)(?:(?!\.\.)[^/?#\s])+(?:/(?![^?#\s]*\.html?$)[^?#\s]*)?")


def wrong(folder: Path, conf: Path, siteurl: str = LOCAL) -> str:
    """A sentence: what cannot be built, and what to do; or ""."""
    if not folder.is_dir():
        return f"INPUTDIR is {folder}, but there is no such folder. Name the one with your posts."
    if not conf.is_file():
        return (
            f"CONFFILE is {conf}, but there is no such file. Name your settings, or leave it out."
        )
    if not ADDRESS.fullmatch(siteurl):
        scheme, colon, rest = siteurl.partition("://")
        meant = f"{nearest(scheme, ('http', 'https'))}://{rest}"
        if colon and meant != siteurl and ADDRESS.fullmatch(meant):
            return f"SITEURL is {siteurl}. Did you mean {meant}?"
        return f"SITEURL is {siteurl}. It must look like https://blog.example.org or …/blog."
    return ""


def in_the_way(output: Path, folder: Path, conf: Path) -> str:
    """Why a site cannot be built there without harm to what it is built from, or ""."""
    real, posts = (Path(os.path.realpath(each)) for each in (output, folder))
    here = f"OUTPUTDIR is {output}, "
    if real.exists() and not real.is_dir():
        return f"{here}but that is a file. Name a folder of its own."
    if real.is_relative_to(posts):
        return f"{here}which is among the posts in {folder}. Name a folder of its own."
    for other in (folder, conf, Path()):
        if Path(os.path.realpath(other)).is_relative_to(real):
            return f"{here}in which is {other.absolute()}. Name a folder of its own."
    return ""


def unpublishable(conf: Path, siteurl: str, given: str) -> str:
    """What is wrong with the address that readers are told, or "".

    ``siteurl`` is that of the settings, which is this machine's where nobody
    set it; ``given`` is the one that make was given, if any.
    """
    if given or not siteurl.startswith(HERE):
        return wrong(conf.parent, conf, siteurl)
    return (
        "publish needs the site's address: make publish SITEURL=https://blog.example.org,"
        f" or SITEURL in {conf}."
    )


def settings_in(conf: Path) -> Mapping[str, Any]:
    """What a file of settings says. Where that has a fault, the program ends with its place."""
    try:
        settings = runpy.run_path(str(conf))
    except Exception as error:
        print(problem_of(error), file=sys.stderr)
        raise SystemExit(1) from error
    if wrong := list(judged(settings, {**files(), shown(conf): conf.read_text("utf-8")})):
        print(*wrong, sep="\n", file=sys.stderr)
        raise SystemExit(1)
    return settings


def build(folder: Path, conf: Path, output: Path) -> None:
    """Raise SystemExit where there is a problem."""
    listen()
    sys.argv = ["pelican", str(folder), "--settings", str(conf), "--output", str(output)]
    runpy.run_module("pelican", run_name="__main__")


def fail(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)
