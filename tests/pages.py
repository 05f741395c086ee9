"""Sites built and served once for all tests, and each kind of page on them as readers meet it."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from plugins.inbox.store import Store
from tests.browser import launch
from tests.conftest import NOW, ROOT, SAMPLE, share_pictures
from tests.servers import await_answer

ABROAD = Path(__file__).parent / "abroad"
ARABIC = """
DEFAULT_LANG, FONTS, SITENAME, TAGLINE = "ar", "none", "فكر مثل الزبون", "من الجهة الأخرى للمنضدة"
WORDS = {"Articles": "مقالات", "Topics": "مواضيع", "Contact": "اتصل بنا", "Share": "شارك"}
"""


class Source(NamedTuple):
    """What a site is built from: a folder, settings of its own, and what the environment says."""

    content: Path
    conf: str = ""
    environment: tuple[tuple[str, str], ...] = ()


SOURCES = {
    "blog": Source(SAMPLE),
    "french": Source(ABROAD, 'DEFAULT_LANG = "fr"'),
    "arabic": Source(ABROAD, ARABIC, (("SERVE", "1"),)),
}
KINDS = {
    "home": "blog/",
    "archive": "blog/archive/",
    "year": "blog/archive/2025/",
    "topics": "blog/topics/",
    "topic": "blog/topics/service/",
    "author": "blog/authors/sam-sample/",
    "article": "blog/articles/the-second-call/",
    "reply with mistakes": "blog/articles/the-second-call/",
    "article with pictures": "blog/articles/a-receipt-is-a-letter/",
    "republished article": "blog/articles/the-average-customer/",
    "page": "blog/about/",
    "contact": "blog/contact/",
    "contact with mistakes": "blog/contact/",
    "search": "blog/search/",
    "search with results": "blog/search/",
    "subscribe": "blog/subscribe/",
    "thank-you": "blog/thank-you/",
    "not found": "blog/nowhere/",
    "French home": "french/",
    "long words": "french/articles/words/",
    "Arabic article on a French site": "french/articles/bell-ar/",
    "withdrawn": "french/articles/gone/",
    "Arabic home": "arabic/",
    "Arabic article": "arabic/articles/bell/",
    "Arabic archive": "arabic/archive/",
    "Arabic contact with mistakes": "arabic/contact/",
    "Arabic search": "arabic/search/",
    "draft": "arabic/articles/draft/",
    "French article on an Arabic site": "arabic/articles/words-fr/",
}
# What is at an address, and what somebody has made of it.
STATES = ("reply with mistakes", "contact with mistakes", "search with results")
every_kind = pytest.mark.parametrize("kind", KINDS)


@dataclass(frozen=True, slots=True)
class Site:
    """A built blog and its inbox, served."""

    address: str
    output: Path
    database: Path

    def messages(self) -> list[dict[str, str]]:
        if not self.database.exists():
            return []
        with closing(Store(self.database)) as store:
            return [dict(message.answers) for message in store.in_state("waiting")]


Sites = Callable[[str], Site]


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """``sites("blog")``, built and served when it is first asked for."""
    with ExitStack() as stack:

        def start(name: str) -> Site:
            folder = tmp_path_factory.mktemp(name)
            share_pictures(folder / "cache", tmp_path_factory)
            return stack.enter_context(served(SOURCES[name], folder))

        yield cache(start)


@pytest.fixture
def site(sites: Sites) -> Site:
    return sites("blog")


@contextmanager
def served(
    source: Source, folder: Path, app: str = "plugins.serve.app:application"
) -> Iterator[Site]:
    """In the folder are the site, as ``output``, its ``cache``, its inbox and what it says."""
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", folder / "output", folder / "inbox.sqlite3")
    draw(source, folder, site.address)
    environment = {
        **os.environ,
        **dict(source.environment),
        "PYTHONPATH": str(ROOT),
        "SITEURL": site.address,
        "INBOX_SITE": str(site.output),
        "INBOX_DATABASE": str(site.database),
    }
    serve = ["granian", "--interface", "asgi", "--port", str(port), "--log-level", "error"]
    serve += ["--workers-kill-timeout", "1", "--factory", app]
    with (folder / "said").open("wb") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", *serve], cwd=ROOT, env=environment, stdout=said, stderr=said
        )
    try:
        await_answer(port, server, folder / "said")
        yield site
    finally:
        server.terminate()
        server.wait()


def draw(source: Source, folder: Path, address: str) -> None:
    """Build it into the folder, from a copy: builds write there what lasts."""
    (folder / "conf.py").write_text(f"from pelicanconf import *\n{source.conf}\n", "utf-8")
    content = shutil.copytree(source.content, folder / "content")
    command = ["pelican", str(content), "--settings", str(folder / "conf.py")]
    command += ["--output", str(folder / "output"), "--cache-path", str(folder / "cache")]
    environment = {
        **os.environ,
        **dict(source.environment),
        "PYTHONPATH": str(ROOT),
        "SITEURL": address,
        "SOURCE_DATE_EPOCH": NOW,
    }
    subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment, check=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def look(name: str) -> str:
    """A script of ``looks/``, for the browser to run."""
    return (Path(__file__).parent / "looks" / f"{name}.js").read_text("utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


@contextmanager
def visit(browser: Browser, sites: Sites, kind: str, **options: Any) -> Iterator[Page]:
    """The page of a kind; all requests stay on the site, and the content policy blocks nothing."""
    name, _, path = KINDS[kind].partition("/")
    site = sites(name)
    page = browser.new_page(**options)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.address}/{path}")
    if kind.endswith("contact with mistakes"):
        page.fill("#contact-name", "   ")
        page.fill("#contact-email", "nobody@example.org")
        page.fill("#contact-message", "A question")
        page.click("button[type=submit]")
        page.locator(".problems:focus").wait_for()
    if kind == "reply with mistakes":
        page.fill("#reply-comment", "Good post")
        page.fill("#reply-name", "   ")
        page.fill("#reply-email", "nobody@example.org")
        page.click("text=Send reply")
        page.locator(".problems:focus").wait_for()
    if kind == "search with results" and options.get("java_script_enabled", True):
        page.fill("#search-words", "customers")
        page.locator(".results > li").nth(9).wait_for()
    yield page
    assert [text for text in said if "Content Security Policy" in text] == []
    assert [url for url in asked if not url.startswith((f"{site.address}/", "data:"))] == []
    page.close()
