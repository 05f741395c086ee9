"""Real web servers on the loopback interface, run with the rules that a build wrote."""

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

NGINX = """\
{user}daemon off; master_process off; worker_processes 1;
error_log {folder}/error.log; pid {folder}/nginx.pid;
events {{ }}
http {{
    access_log off;
    types {{ text/html html; text/xml xml; application/json json; }}
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{
        listen 127.0.0.1:{port};
        root {root};
        include {rules}/nginx.conf;
        location / {{ try_files $uri $uri.html $uri/ =404; }}
    }}
}}
"""
CADDY = """\
{{
    admin off
    auto_https off
}}
http://127.0.0.1:{port} {{
    bind 127.0.0.1
    root * {root}
    import {rules}/Caddyfile
    try_files {{path}} {{path}}.html {{path}}/
    file_server
}}
"""
COMMANDS = {
    "nginx": ("nginx", "-p", ".", "-c"),
    "caddy": ("caddy", "run", "--adapter", "caddyfile", "--config"),
}
CONFIGURATIONS = {"nginx": NGINX, "caddy": CADDY}


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    location: str
    media_type: str
    body: str
    headers: http.client.HTTPMessage


@dataclass(frozen=True, slots=True)
class Server:
    port: int

    def ask(self, address: str, **headers: str) -> Answered:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            body = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        location, kind = answer.getheader("Location", ""), answer.getheader("Content-Type", "")
        return Answered(answer.status, location, kind, body, answer.headers)


@contextmanager
def served(program: str, root: Path, rules: Path, folder: Path) -> Iterator[Server]:
    """The program with the rules, serving ``root``; skips the test where it is not installed."""

    def conf(user: str, port: int) -> str:
        return CONFIGURATIONS[program].format(
            user=user, folder=folder, port=port, root=root, rules=rules
        )

    with run_server(program, conf, folder) as server:
        yield server


@contextmanager
def run_server(
    program: str, conf: Callable[[str, int], str], folder: Path, port: int = 0
) -> Iterator[Server]:
    """With the configuration for a port, and for who runs it, as nginx wants to be told."""
    path = f"{os.environ['PATH']}:/usr/sbin"
    if not shutil.which(program, path=path):
        pytest.skip(f"{program} is not installed (apt-get install nginx-light caddy)")
    port = port or free_port()
    folder.mkdir(exist_ok=True)
    file = folder / f"{program}.conf"
    file.write_text(conf("user root; " if os.geteuid() == 0 else "", port), "utf-8")
    environment = {"PATH": path, "HOME": str(folder)}
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [*COMMANDS[program], str(file)], env=environment, cwd=folder, stdout=said, stderr=said
        )
    try:
        await_answer(port, process, folder / "said")
        yield Server(port)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_answer(port: int, process: "subprocess.Popen[bytes]", said: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(said.read_text("utf-8", "replace"))
