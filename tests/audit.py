"""``make audit``: every kind of page beside its bars, as Lighthouse and the Nu checker see it.

npx fetches both, and keeps them where it keeps such things. Exit 1 where a bar is missed, or
what it takes is not here.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from playwright.sync_api import sync_playwright
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from plugins.serve.app import application
from tests.browser import installed
from tests.conftest import ROOT
from tests.pages import KINDS, SOURCES, STATES, Source, draw, served

LIGHTHOUSE, NU = "lighthouse@13.5.0", "vnu-jar@26.9.27"
# What else a machine does makes its pages slower, never faster: the best of these are a page's own.
TRIES = 3
ONLY = "--only-categories=performance,accessibility,best-practices,seo"
# That a search engine is kept away, and what is nowhere is not found, which Chromium notes as an
# error, is as it should be.
NOT_ASKED = {
    "thank-you": ("--skip-audits=is-crawlable",),
    "not found": ("--skip-audits=is-crawlable,http-status-code,errors-in-console",),
}
DARK = "--blink-settings=preferredColorScheme=0"
# A file on a disk is of no origin, so nothing is 'self', and Nu takes data in a page for a script.
# Browsers say what is blocked: tests/test_pages.py.
MISTAKEN = "violates Content Security Policy"
PAGES = {
    kind: path.removeprefix("blog")
    for kind, path in KINDS.items()
    if path.startswith("blog/") and kind not in STATES
}
TIMED = ("perf", "LCP s", "TBT ms")
BUSY = " (where the machine has nothing else to do, this proves something)"
TEXT = ("Document", "Stylesheet", "Script")
NU_FLAGS = ("--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html")


@dataclass(frozen=True, slots=True)
class Bar:
    """``held`` is what every page keeps; ``aim`` what was hoped for, where that is better."""

    held: float
    aim: float | None = None
    why: str = ""
    at_least: bool = False

    def better(self, *values: float) -> float:
        return max(values) if self.at_least else min(values)

    def kept(self, value: float) -> bool:
        return self.better(value, self.held) == value


BARS = {
    **dict.fromkeys(("perf", "access", "dark", "practices", "SEO"), Bar(100, at_least=True)),
    "LCP s": Bar(1.75, 1.05, "the fonts count for 0.1 to 0.3 s, though no text waits for them"),
    "CLS": Bar(0),
    "TBT ms": Bar(0),
    "requests": Bar(5),
    "KB": Bar(15, 8, "the style sheet of all pages comes with the first, and so do the forms"),
    "and fonts": Bar(80, 45, "a text with italics has two, which are there for the next page"),
}
COLUMNS = (*BARS, "Nu")


class Missing(Exception):
    """What is not on this machine."""


@dataclass(frozen=True, slots=True)
class Audited:
    """As it is served, and the folders whose files are checked, its own first."""

    address: str
    folders: tuple[Path, ...]
    chrome: str


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="audit-") as top, sync_playwright() as playwright:
        blog, odd = Path(top, "blog"), Path(top, "odd")
        blog.mkdir()
        odd.mkdir()
        with served(SOURCES["blog"], blog, "tests.audit:compressed") as site:
            draw(Source(ROOT / "tests/site/content"), odd, site.address)
            folders = (site.output, odd / "output")
            missed = audit(Audited(site.address, folders, installed(playwright)))
    for name, bar in BARS.items():
        if bar.aim is not None:
            print(f"{name}: the aim is {bar.aim:g}, {bar.held:g} is held: {bar.why}.")
    print("\n".join(missed) or "every bar kept")
    return 1 if missed else 0


def audit(site: Audited) -> list[str]:
    """Print a line for each kind of page as soon as it is known; what is missed comes back."""
    missed, measures = [], [checked, measured]
    print(line("", {name: name for name in COLUMNS}))
    for kind in PAGES:
        row: dict[str, float] = {}
        for measure in tuple(measures):
            try:
                row |= measure(kind, site)
            except Missing as reason:
                missed.append(f"NOT MEASURED: {reason}")
                measures.remove(measure)
        print(line(kind, {name: f"{value:,g}" for name, value in row.items()}), flush=True)
        missed += [
            f"MISSED: {kind}: {name} {row[name]:g}, held at {bar.held:g}" + BUSY * (name in TIMED)
            for name, bar in BARS.items()
            if name in row and not bar.kept(row[name])
        ]
    print(line("held", {name: f"{bar.held:g}" for name, bar in BARS.items()} | {"Nu": "0"}))
    return missed + ([fault for _, fault in faults(site.folders)] if checked in measures else [])


def line(kind: str, cells: Mapping[str, str]) -> str:
    width = max(map(len, PAGES))
    return f"{kind:{width}}  " + "  ".join(
        f"{cells.get(c, '–'):>{max(len(c), 4)}}" for c in COLUMNS
    )


def checked(kind: str, site: Audited) -> dict[str, float]:
    """How many errors and warnings Nu finds on the page."""
    own = site.folders[0]
    page = own / PAGES[kind].strip("/") / "index.html"
    page = page if page.is_file() else own / "404.html"
    return {"Nu": sum(file == page for file, _ in faults(site.folders))}


@cache
def faults(folders: tuple[Path, ...]) -> tuple[tuple[Path, str], ...]:
    """What Nu finds wrong in every HTML file below: the file, and a line about it."""
    if not shutil.which("java"):
        raise Missing("Nu needs Java, which is not here (apt-get install default-jre-headless)")
    found = json.loads(npx(NU, *NU_FLAGS, *map(str, folders)))["messages"]
    return tuple(
        (Path(urlsplit(told["url"]).path), f"{told['url']}:{told['lastLine']}: {told['message']}")
        for told in found
        if (told["type"] != "info" or told.get("subType") == "warning")
        and MISTAKEN not in told["message"]
    )


def measured(kind: str, site: Audited) -> dict[str, float]:
    """What Lighthouse finds as on a phone, and of the dark scheme what may differ."""
    url, asked = site.address + PAGES[kind], (ONLY, *NOT_ASKED.get(kind, ()))
    best: dict[str, float] = {}
    for _ in range(TRIES):
        for name, value in figures(lighthouse(url, site.chrome, *asked)).items():
            best[name] = BARS[name].better(value, best.get(name, value))
        if all(BARS[name].kept(best[name]) for name in TIMED):
            break
    dark = lighthouse(url, site.chrome, "--only-categories=accessibility", flags=DARK)
    return best | {"dark": score(dark, "accessibility")}


def lighthouse(url: str, chrome: str, *arguments: str, flags: str = "") -> Mapping[str, Any]:
    if not chrome:
        raise Missing("Lighthouse needs Chromium or Chrome, which is not here")
    sandbox = "--no-sandbox" if os.geteuid() == 0 else ""
    arguments += ("--output=json", "--quiet", "--ignore-status-code")
    arguments += (f"--chrome-flags=--headless=new {sandbox} {flags}",)
    try:
        told = npx(LIGHTHOUSE, url, *arguments, CHROME_PATH=chrome)
    except Missing:  # now and then it saw no page, and asks for this
        told = npx(LIGHTHOUSE, url, *arguments, CHROME_PATH=chrome)
    found: Mapping[str, Any] = json.loads(told)
    return found


def figures(told: Mapping[str, Any]) -> dict[str, float]:
    """Of one run. Photos and the browser's own errands, such as icons, are not counted."""
    audits = told["audits"]
    value = {name: audit.get("numericValue", 0) for name, audit in audits.items()}
    asked = audits["network-requests"]["details"]["items"]
    text = [weight(each["url"]) for each in asked if each["resourceType"] in TEXT]
    fonts = [weight(each["url"]) for each in asked if each["resourceType"] == "Font"]
    return {
        "perf": score(told, "performance"),
        "access": score(told, "accessibility"),
        "practices": score(told, "best-practices"),
        "SEO": score(told, "seo"),
        "LCP s": round(value["largest-contentful-paint"] / 1000, 2),
        "CLS": round(value["cumulative-layout-shift"], 3),
        "TBT ms": round(value["total-blocking-time"]),
        "requests": len(text + fonts),
        "KB": round(sum(text) / 1024, 1),
        "and fonts": round(sum(text + fonts) / 1024, 1),
    }


def score(told: Mapping[str, Any], category: str) -> float:
    share: float = told["categories"][category]["score"]
    return round(100 * share)


def weight(url: str) -> int:
    """Bytes as sent, without the headers."""
    try:
        with urlopen(Request(url, headers={"Accept-Encoding": "gzip"})) as answer:
            return len(answer.read())
    except HTTPError as error:
        return len(error.read())


def npx(package: str, *arguments: str, **environment: str) -> str:
    """What a package prints. Raises Missing where it cannot be run."""
    if not shutil.which("npx"):
        raise Missing(f"{package} needs node and its npx, which are not here (apt-get install npm)")
    with tempfile.TemporaryDirectory() as elsewhere:
        done = subprocess.run(
            ["npx", "--yes", "--ignore-scripts", package, *arguments],
            cwd=elsewhere,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it says nothing"]
        raise Missing(f"{package} cannot be run: {said[-1]}")
    return done.stdout


def compressed() -> ASGIApp:
    """The site as hosts send it; a file that granian sends by itself would stay as it is."""
    inner = GZipMiddleware(application())

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope.pop("extensions", None)
        await inner(scope, receive, send)

    return app


if __name__ == "__main__":
    sys.exit(main())
