"""A real browser: ``python -m tests.browser`` finds one, or gets one, or says why not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# No request of the browser's own may leave the machine.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def installed(playwright: Playwright) -> str:
    """The path of the system's Chromium or Chrome, else of Playwright's own, else ""."""
    paths = [path for name in NAMES if (path := shutil.which(name))]
    paths += [str(path) for path in (MAC, Path(playwright.chromium.executable_path))]
    return next((path for path in paths if Path(path).is_file()), "")


def ways() -> list[list[list[str]]]:
    """How to get a browser, each way a list of commands."""
    found = [[[sys.executable, "-m", "playwright", "install", "chromium"]]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        found.append([["apt-get", "update"], ["apt-get", "install", "--yes", "chromium"]])
    return found


def launch(playwright: Playwright) -> Browser:
    """The browser without a window. Root has to do without the sandbox."""
    flags = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else list(QUIET)
    return playwright.chromium.launch(executable_path=installed(playwright), args=flags)


def main() -> int:
    with sync_playwright() as playwright:
        for way in ways():
            if installed(playwright):
                return 0
            print("There is no browser yet:", " && ".join(map(" ".join, way)), file=sys.stderr)
            for command in way:
                subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        if installed(playwright):
            return 0
    print("The tests need a browser: install Chromium or Chrome and try again.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
