"""The inbox's example configurations, under the real programs."""

import http.server
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from plugins.common.headers import headers
from plugins.hosting.headers import caddy_headers, nginx_headers
from plugins.inbox.settings import settings_of
from tests.conftest import ROOT
from tests.servers import run_server

EXAMPLES = ROOT / "plugins" / "inbox" / "examples"
NGINX = """\
{user}daemon off; master_process off; worker_processes 1;
error_log {folder}/error.log; pid {folder}/nginx.pid;
events {{ }}
http {{
    access_log {folder}/access.log;
    types {{ text/html html; }}
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    {example}
}}
"""


class Inbox(http.server.BaseHTTPRequestHandler):
    """In place of the receiver: says what it was asked."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = {name.lower(): value for name, value in self.headers.items()}
        self.reply(json.dumps({"path": self.path, "bytes": len(body), **told}).encode())

    def do_GET(self) -> None:
        self.reply(b"{}")

    def reply(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def inbox() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Inbox)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def example(program: str, inbox_port: int, folder: Path, user: str, port: int) -> str:
    """The file as it stands, but for its places, its ports and its certificate."""
    told = (EXAMPLES / {"nginx": "nginx.conf", "caddy": "Caddyfile"}[program]).read_text("utf-8")
    for old, new in (
        ("127.0.0.1:8700", f"127.0.0.1:{inbox_port}"),
        ("/srv/blog/output", str(folder / "site")),
        ("/srv/blog/hosting", str(folder / "hosting")),
    ):
        assert old in told
        told = told.replace(old, new)
    if program == "caddy":
        site = f"http://127.0.0.1:{port} {{\n\tbind 127.0.0.1"
        told, replaced = re.subn(r"(?m)^blog\.example\.org \{", site, told)
        assert replaced == 1
        return f"{{\n\tadmin off\n\tauto_https off\n}}\n{told}"
    # The first of the two servers only leads to the second.
    told = re.sub(r"(?s)server \{\n    listen 80;.*?\n\}\n", "", told, count=1)
    told = re.sub(r"(?m)^    (listen \[::\]:443 ssl|ssl_certificate\S* .*);\n", "", told)
    told, replaced = re.subn(r"listen 443 ssl;", f"listen 127.0.0.1:{port};", told)
    assert replaced == 1
    return NGINX.format(user=user, folder=folder / "run", example=told)


def ask(
    port: int, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """Status, media type and body."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers["Content-Type"] or "", answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("program", ["nginx", "caddy"])
def test_a_proxy_in_front_of_site_and_inbox(program: str, tmp_path: Path) -> None:
    (tmp_path / "site" / "contact").mkdir(parents=True)
    (tmp_path / "site" / "contact" / "index.html").write_text("Contact", "utf-8")
    (tmp_path / "site" / "404.html").write_text("Nothing here", "utf-8")
    (tmp_path / "hosting").mkdir()
    for name in ("nginx.conf", "Caddyfile"):
        (tmp_path / "hosting" / name).write_text("# No address was ever another.\n", "utf-8")
    with inbox() as inbox_port:

        def conf(user: str, port: int) -> str:
            return example(program, inbox_port, tmp_path, user, port)

        with run_server(program, conf, tmp_path / "run") as server:
            assert ask(server.port, "GET", "/contact/")[::2] == (200, "Contact")
            assert ask(server.port, "GET", "/nowhere/")[::2] == (404, "Nothing here")

            forged = {"X-Forwarded-For": "10.9.8.7", "Origin": "https://blog.example.org"}
            status, _, told = ask(server.port, "POST", "/inbox/contact", b"x" * 40_000, forged)
            asked = json.loads(told)
            assert (status, asked["path"], asked["bytes"]) == (200, "/inbox/contact", 40_000)
            assert asked["x-forwarded-for"] == "127.0.0.1"
            assert asked["origin"] == "https://blog.example.org"
            assert ask(server.port, "GET", "/inbox/decide/a-key")[0] == 200
            assert ask(server.port, "POST", "/inbox/decide/a-key")[0] == 200
            for log in (tmp_path / "run").glob("*.log"):
                assert "a-key" not in log.read_text("utf-8"), log


@pytest.mark.parametrize("program", ["nginx", "caddy"])
def test_site_and_inbox_each_tell_their_own_headers(program: str, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "404.html").write_text("Nothing here", "utf-8")
    (tmp_path / "hosting").mkdir()
    told = headers(https=True)
    (tmp_path / "hosting" / "nginx.conf").write_text(nginx_headers(told), "utf-8")
    (tmp_path / "hosting" / "Caddyfile").write_text(caddy_headers(told, ""), "utf-8")
    with inbox() as inbox_port:

        def conf(user: str, port: int) -> str:
            return example(program, inbox_port, tmp_path, user, port)

        with run_server(program, conf, tmp_path / "run") as server:
            missing = server.ask("/nowhere/")
            assert (missing.status, missing.body) == (404, "Nothing here")
            found = {name: missing.headers.get_all(name) for name in told}
            assert found == {name: [value] for name, value in told.items()}
            for path in ("/inbox/health", "/inbox/decide/a-key"):
                answered = server.ask(path).headers
                assert "Content-Security-Policy" not in answered
                assert "Cache-Control" not in answered


@pytest.mark.parametrize("program", ["nginx", "caddy"])
def test_without_the_inbox_there_is_an_address_to_write_to(program: str, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "hosting").mkdir()
    for name in ("nginx.conf", "Caddyfile"):
        (tmp_path / "hosting" / name).write_text("# None.\n", "utf-8")
    with inbox() as closed_port:
        pass

    def conf(user: str, port: int) -> str:
        return example(program, closed_port, tmp_path, user, port)

    with run_server(program, conf, tmp_path / "run") as server:
        for path in ("/inbox/contact", "/inbox/decide/x"):
            status, media_type, told = ask(server.port, "POST", path, b"name=Ann")
            assert (status, media_type) == (503, "text/html; charset=utf-8")
            assert "mailto:hello@blog.example.org" in told


def test_the_server_gets_this_blogs_names() -> None:
    """By the very lines that fill in an example."""
    script = (EXAMPLES / "server.sh").read_text("utf-8")
    subprocess.run(["sh", "-n", EXAMPLES / "server.sh"], check=True)
    names = set(re.findall(r"filled (\S+) [>|]", script))
    assert names == {"inbox.env", "Caddyfile", "nginx.conf"}
    filled = re.findall(r"(?ms)^filled\(\) \{.*?^\}$", script)[0]
    for name in names:
        command = f"host=bell.example email=ann@bell.example examples={EXAMPLES}; {filled}"
        done = subprocess.run(
            ["sh", "-c", f"{command}; filled {name}"], capture_output=True, text=True, check=True
        )
        assert "ann@bell.example" in done.stdout
        assert not re.search(r"hello@|blog\.example\.org|you@example\.org", done.stdout)


def test_the_services_are_such() -> None:
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("systemd-analyze is not installed (apt-get install systemd)")
    units = [str(EXAMPLES / name) for name in ("inbox.service", "rules.path", "rules.service")]
    done = subprocess.run(
        [program, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    # Its command is of another machine, all else is of these files.
    lines = (done.stdout + done.stderr).splitlines()
    said = [line for line in lines if re.search(r"inbox\.service|rules\.", line)]
    assert [line for line in said if "is not executable" not in line] == []


def test_the_service_is_shut_in() -> None:
    """``systemd-analyze security`` rates from 0, safe, to 10."""
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("systemd-analyze is not installed (apt-get install systemd)")
    done = subprocess.run(
        [program, "security", "--offline=true", "--threshold=20", EXAMPLES / "inbox.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    if "Unknown" in done.stderr or "unrecognized" in done.stderr:
        pytest.skip("this systemd-analyze rates no files")
    assert done.returncode == 0, done.stdout[-400:] + done.stderr


def test_the_settings_are_settings(tmp_path: Path) -> None:
    """Those that are commented out too: each is read somewhere."""
    lines = (EXAMPLES / "inbox.env").read_text("utf-8").splitlines()
    given = dict(re.findall(r"(?m)^([A-Z_]+)=(.*)$", "\n".join(lines)))
    given |= {"INBOX_SITE": str(tmp_path), "INBOX_DATABASE": str(tmp_path / "inbox.sqlite3")}
    assert settings_of(given).siteurl == "https://blog.example.org"
    code = "".join(file.read_text("utf-8") for file in (ROOT / "plugins" / "inbox").glob("*.py"))
    for name in re.findall(r"(?m)^#? ?([A-Z_]+)=", "\n".join(lines)):
        assert f'"{name}"' in code, name
