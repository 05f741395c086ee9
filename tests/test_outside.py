"""Links to other sites are asked about politely, of a server that does what servers do."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from plugins.check import outside
from plugins.check.outside import Answer, ask_all
from tests.conftest import ARTICLE, Build

NOW = datetime(2026, 11, 18, tzinfo=UTC)
PAUSE = 0.05
MOVED = {"/old": 301, "/older": 308, "/today": 302, "/today-then-old": 307, "/loop": 301}
LEADS = {
    "/old": "/fine",
    "/older": "/old",
    "/today": "/fine",
    "/today-then-old": "/old",
    "/loop": "/loop",
}


class Host:
    """A server on loopback; ``asked`` is what it was asked, ``at_once`` the most at a time."""

    def __init__(self) -> None:
        self.asked: list[tuple[float, str, str]] = []
        self.at_once = self._now = 0
        self._lock = threading.Lock()
        host = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                with host._lock:
                    host.asked.append((time.monotonic(), self.command, self.path))
                    host._now += 1
                    host.at_once = max(host.at_once, host._now)
                try:
                    host.reply(self)
                finally:
                    with host._lock:
                        host._now -= 1

            do_GET = do_HEAD = answer

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def times(self, path: str) -> int:
        return sum(1 for _, _, asked in self.asked if asked == path)

    def reply(self, to: BaseHTTPRequestHandler) -> None:
        path, headers, status = to.path, {}, 404
        if path in MOVED:
            status, headers = MOVED[path], {"Location": LEADS[path]}
        elif path == "/no-head":
            status = 405 if to.command == "HEAD" else 200
        elif path.startswith("/busy"):
            wait = path.removeprefix("/busy-")
            status = 200 if self.times(path) > 1 else 429
            headers = {"Retry-After": wait}
        elif path == "/hangs-up":
            to.connection.close()
            return
        elif path == "/slow":
            time.sleep(1)
        elif path.startswith("/fine"):
            status = 200
        elif path[1:].isdecimal():
            status = int(path[1:])
        to.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            to.send_header(name, value)
        to.end_headers()


@pytest.fixture
def hosts() -> Iterator[tuple[Host, Host]]:
    pair = (Host(), Host())
    yield pair
    for host in pair:
        host.server.shutdown()
        host.server.server_close()


def test_each_answer_is_told_apart(
    hosts: tuple[Host, Host], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "TIMEOUT_SECONDS", 0.5)
    site = hosts[0].address
    fine = f"{site}/fine"
    expected = {
        "/fine": Answer(200),
        "/fine/ü?a=b c#d": Answer(200),
        "/no-head": Answer(200),
        "/old": Answer(200, fine),
        "/older": Answer(200, fine),
        "/today": Answer(200),
        "/today-then-old": Answer(200),
        "/404": Answer(404),
        "/410": Answer(410),
        "/401": Answer(401),
        "/500": Answer(500),
        "/busy-1": Answer(200),
        "/busy-3600": Answer(429),
        "/busy-": Answer(429),
        "/busy-soon": Answer(429),
        "/loop": Answer(0, "", "it leads from one address to the next"),
    }
    urls = {f"{site}{path}": answer for path, answer in expected.items()}
    odd = [f"{site}/hangs-up", f"{site}/slow", "http://127.0.0.1:9/", "http://[broken/", "http:///"]
    found = ask_all([*urls, *odd], tmp_path / "kept", NOW, "a test", PAUSE)
    assert {url: found[url] for url in urls} == urls
    for url in odd:
        assert found[url].status == 0
        assert found[url].fault


def test_no_host_is_hurried(hosts: tuple[Host, Host], tmp_path: Path) -> None:
    urls = [f"{host.address}/fine/{number}" for host in hosts for number in range(8)]
    started = time.monotonic()
    ask_all(urls, tmp_path / "kept", NOW, "a test", 0.2)
    took = time.monotonic() - started
    for host in hosts:
        times = [at for at, _, _ in host.asked]
        assert host.at_once == 1
        assert min(b - a for a, b in pairwise(times)) > 0.15
    assert took < 2 * 7 * 0.2, "one host waits for another"


def test_what_was_learned_is_kept_for_its_time(hosts: tuple[Host, Host], tmp_path: Path) -> None:
    host = hosts[0]
    urls = [f"{host.address}/fine", f"{host.address}/404"]

    def asked(after: timedelta) -> set[str]:
        host.asked.clear()
        ask_all(urls, tmp_path / "kept", NOW + after, "a test", 0)
        return {path for _, _, path in host.asked}

    assert asked(timedelta(0)) == {"/fine", "/404"}
    assert asked(timedelta(hours=23)) == set()
    assert asked(timedelta(hours=25)) == {"/404"}
    assert asked(timedelta(days=8)) == {"/fine", "/404"}
    (tmp_path / "kept").write_text("[1, {", "utf-8")
    assert asked(timedelta(days=8)) == {"/fine", "/404"}


def test_a_check_tells_them_where_they_stand(hosts: tuple[Host, Host], build: Build) -> None:
    site = hosts[0].address
    body = f"[a]({site}/fine) [b]({site}/old)\n\n[c]({site}/404)\n\n<{site}/404>, [d]({site}/500)\n"
    content = {"articles/a.md": ARTICLE.replace("Words.", body)}
    assert build(content, CHECK="1").status == 0
    assert not hosts[0].asked
    built = build(content, CHECK="1", LINKS="external")
    gone = f"{site}/404: what it led to is gone (404). Mend the link, or take it out."
    assert built.problems == (
        f"content/articles/a.md:6:5: {gone}",
        f"content/articles/a.md:8:2: {gone}",
    )
    assert f"content/articles/a.md:4: note: {site}/old has moved for good" in built.notes
    assert f"content/articles/a.md:8: note: {site}/500 could not be asked (500)" in built.notes


def test_what_has_moved_for_good_is_mended(hosts: tuple[Host, Host], build: Build) -> None:
    site = hosts[0].address
    content = {"articles/a.md": f"{ARTICLE}\n[a]({site}/old) [b]({site}/today)\n"}
    built = build(content, CHECK="1", LINKS="external", FIX="1")
    assert built.status == 0
    written = (built.output.parent / "content/articles/a.md").read_text("utf-8")
    assert f"[a]({site}/fine) [b]({site}/today)\n" in written


def test_what_is_asked_for_is_known(build: Build) -> None:
    built = build({"articles/a.md": ARTICLE}, CHECK="1", LINKS="exernal")
    assert built.problems == ("LINKS: 'exernal' is not known. Did you mean 'external'?",)
