"""The blog itself, built and served, and an address of each kind of its pages."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import NOW, ROOT
from tests.servers import await_answer

PAGES = {
    "home": "/",
    "archive": "/archive/",
    "year": "/archive/2025/",
    "topics": "/topics/",
    "topic": "/topics/service/",
    "author": "/authors/sam-sample/",
    "article": "/articles/the-second-call/",
    "article with pictures": "/articles/a-receipt-is-a-letter/",
    "republished article": "/articles/the-average-customer/",
    "page": "/about/",
    "contact": "/contact/",
    "search": "/search/",
    "subscribe": "/subscribe/",
    "thank-you": "/thank-you/",
    "not found": "/nowhere/",
}


@contextmanager
def served(folder: Path, app: str = "plugins.serve.app:application") -> Iterator[str]:
    """Its address. In the folder are the site, as ``output``, its ``cache`` and its inbox."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    draw("content", folder, address)
    environment = {
        **os.environ,
        "SITEURL": address,
        "INBOX_SITE": str(folder / "output"),
        "INBOX_DATABASE": str(folder / "inbox.sqlite3"),
    }
    serve = ["granian", "--interface", "asgi", "--port", str(port), "--log-level", "error"]
    serve += ["--workers-kill-timeout", "1", "--factory", app]
    with (folder / "said").open("wb") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", *serve], cwd=ROOT, env=environment, stdout=said, stderr=said
        )
    try:
        await_answer(port, server, folder / "said")
        yield address
    finally:
        server.terminate()
        server.wait()


def draw(content: str, folder: Path, address: str) -> None:
    """Build a content folder of the project."""
    command = ["pelican", content, "--settings", "pelicanconf.py"]
    command += ["--output", str(folder / "output"), "--cache-path", str(folder / "cache")]
    environment = {**os.environ, "SITEURL": address, "SOURCE_DATE_EPOCH": NOW}
    subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment, check=True)
