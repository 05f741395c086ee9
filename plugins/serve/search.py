"""The index of the site as it was drawn last, made when a reader first searches."""

import subprocess
import sys
from pathlib import Path
from threading import Lock

from plugins.common.served import SEARCH
from plugins.serve.outcome import outcome_of


class Index:
    """Of a site that ``make serve`` draws; one that was drawn otherwise has its own."""

    def __init__(self, site: Path) -> None:
        self._site = site
        self._made = ""
        self._lock = Lock()

    def folder(self) -> Path:
        """Where its files are, made from what the last build has told; others wait meanwhile."""
        with self._lock:
            try:
                told = (self._site / SEARCH).read_text("utf-8")
            except FileNotFoundError:
                return self._site / "pagefind"
            if (stamp := outcome_of(self._site).stamp) != self._made:
                # Like a build, in a process of its own: it says itself what is wrong.
                subprocess.run([sys.executable, "-m", "plugins.search", told], check=False)
                self._made = stamp
            return Path(told, "index")
