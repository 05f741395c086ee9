"""What a deploy sends, where to, and what readers see of it meanwhile and afterwards."""

import ast
import json
import os
import random
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from io import StringIO
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import SimpleNamespace

import pytest

from plugins.common.headers import cache_control
from plugins.common.served import STAYS, stays
from plugins.deploy.bucket import LIST, kind_of, type_of
from plugins.deploy.live import OTHER, Expected, fault, told
from plugins.publish import releases
from plugins.publish.manifest import File, Manifest, present, write_manifest
from plugins.publish.releases import (
    RELEASE,
    UnableError,
    alone,
    altered,
    begin,
    files_in,
    home,
    kept,
    number_of,
    numbers,
    put_in_place,
    receive,
)
from tests.buckets import Bucket, Object
from tests.buckets import served as served_by
from tests.conftest import FORKS, NOW, write
from tests.servers import free_port, run_server
from tests.test_publish import POST, Blog, killed

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="a second loopback address, 127.0.0.2, is for Linux alone"
)
# The same as ssh for one who is there already. What it was called with is in its log.
SSH = """\
#!/bin/sh
echo "$*" >> {folder}/log
while :; do case "$1" in -o|-p|-l) shift 2;; --) shift;; *) break;; esac; done
shift
cd {folder} && exec sh -c "$*"
"""
DEPLOY = "ssh://me@blog.example/~/srv/blog/output"
NGINX = """\
{user}daemon off; master_process off; worker_processes 1;
error_log {folder}/error.log; pid {folder}/nginx.pid;
events {{ }}
http {{
    access_log off;
    types {{ text/html html; text/xml xml; application/json json; text/css css; }}
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{
        listen 127.0.0.1:{port};
        listen 127.0.0.2:{port};
        root {root};
        error_page 404 /404.html;
        include {rules}/nginx.conf;
        location / {{ try_files $uri $uri/index.html =404; }}
    }}
}}
"""
CADDY = """\
{{
    admin off
    auto_https off
}}
:{port} {{
    bind 127.0.0.1 127.0.0.2
    root * {root}
    import {rules}/Caddyfile
    try_files {{path}} {{path}}/index.html
    file_server
}}
"""
CONFIGURATIONS = {"nginx": NGINX, "caddy": CADDY}


FEW = {
    "index.html": "home",
    "a/index.html": "a page",
    "b/index.html": "a page",
    "robots.txt": "Allow: /",
    "feeds/all.atom.xml": "<feed/>",
    "theme/site.0123456789abcdef.css": "p {}",
}


class Site(Blog):
    """A blog that is deployed, one child process each time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = free_port()
        self.address = f"http://127.0.0.2:{self.port}"
        self.bin, self.there = folder / "bin", folder / "there"
        self.there.mkdir(parents=True)
        write(self.bin, {"ssh": SSH.format(folder=self.there)})
        (self.bin / "ssh").chmod(0o755)
        self.remote = self.there / "srv/blog/output"

    def publish(self, *options: str, **environment: str) -> tuple[int, str]:
        return super().publish(*options, **{"SITEURL": self.address} | environment)

    def release(self, changed: Mapping[str, str] | None = None) -> None:
        """As a publish leaves it, of a few files, at once; "" is none of that path."""
        files = {path: text for path, text in {**FEW, **(changed or {})}.items() if text}
        with alone(self.output):
            new, number = begin(self.output), max([0, *numbers(self.output)]) + 1
            write(new / "site", {**files, RELEASE: f"{number}\n"})
            told = {
                path: File("", sha256(text.encode()).hexdigest()) for path, text in files.items()
            }
            before = number_of(self.output)
            write_manifest(new, Manifest(number, before, self.address, 0, told))
            put_in_place(self.output, 5)

    def start_deploy(self, *command: str, **environment: str) -> BaseProcess:
        for name in ("stdout", "stderr"):
            (self.folder / name).unlink(missing_ok=True)
        path = f"{self.bin}:{os.environ['PATH']}"
        environment = {"DEPLOY": DEPLOY, "PATH": path, **environment}
        child = FORKS.Process(target=deploy_in_child, args=(self.folder, [*command], environment))
        child.start()
        return child

    def deploy(self, *command: str, **environment: str) -> tuple[int, str]:
        child = self.start_deploy(*(command or ("site",)), **environment)
        child.join()
        assert child.exitcode is not None
        return child.exitcode, self.said()

    def log(self) -> list[str]:
        """What ssh was called with since this was asked last."""
        log = self.there / "log"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines

    @contextmanager
    def served(self, program: str) -> Iterator[None]:
        def conf(user: str, port: int) -> str:
            rules = self.remote.with_name("hosting")
            folder = self.folder / "run"
            return CONFIGURATIONS[program].format(
                user=user, folder=folder, port=port, root=self.remote, rules=rules
            )

        with run_server(program, conf, self.folder / "run", self.port):
            yield

    def manifest(self) -> Manifest:
        manifest = present(self.output)
        assert manifest
        return manifest


def deploy_in_child(folder: Path, command: list[str], environment: Mapping[str, str]) -> None:
    os.chdir(folder)
    os.environ.update({"SOURCE_DATE_EPOCH": NOW, **environment})
    for name, stream in (("stdout", sys.stdout), ("stderr", sys.stderr)):
        with (folder / name).open("ab") as file:
            os.dup2(file.fileno(), stream.fileno())

    from plugins.deploy import live
    from plugins.deploy.__main__ import main

    live.PAUSE = 0.2
    main([*command, "--settings", "conf.py"], standalone_mode=False)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    if not shutil.which("rsync"):
        pytest.skip("rsync is not installed (apt-get install rsync)")
    return Site(tmp_path)


# --- Refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({"DEPLOY": ""}, "DEPLOY in pelicanconf.py says where the site is served from: it must"),
        ({"DEPLOY": "blog.example:/srv"}, "DEPLOY is blog.example:/srv: it must look like ssh://"),
        ({"DEPLOY": "ssh://-oProxyCommand=x/a"}, "DEPLOY is ssh://-oProxyCommand=x/a: it must"),
        ({"PATH": "/nowhere"}, "deploy needs ssh: apt install openssh-client."),
    ],
)
def test_what_cannot_be_is_told_in_a_line(
    site: Site, environment: dict[str, str], why: str
) -> None:
    status, said = site.deploy(**environment)
    assert (status, said.startswith(why), len(said.splitlines())) == (2, True, 1), said
    assert not site.remote.exists()


def test_nothing_but_what_was_published_is_sent(site: Site) -> None:
    assert site.deploy() == (2, "output/ is no release: make publish first.\n")
    site.publish(SITEURL="http://127.0.0.1:8000")
    status, said = site.deploy()
    assert (status, said) == (
        2,
        "output/ was published as http://127.0.0.1:8000, which is this machine:"
        " make publish SITEURL=https://blog.example.org first.\n",
    )
    site.release()
    (site.output / "index.html").write_text("by hand")
    status, said = site.deploy()
    expected = "output/index.html is not as it was published: make publish first.\n"
    assert (status, said) == (2, expected)
    assert not site.log()


def test_a_host_that_is_silent_is_told(site: Site) -> None:
    site.release()
    (site.bin / "ssh").write_text("#!/bin/sh\nexit 255\n")
    silent = "The server does not answer: ssh ended with 255. What readers see is as it was.\n"
    assert site.deploy() == (2, silent)
    (site.bin / "ssh").write_text("#!/bin/sh\necho 'Welcome!'\ncat > /dev/null\n")
    status, said = site.deploy()
    assert (status, "says b'Welcome!', which is no answer. What readers see is" in said) == (
        2,
        True,
    )
    subprocess.run(["git", "init", "-q", "."], cwd=site.folder, check=True)
    status, said = site.deploy(DEPLOY="git:origin/gh-pages")
    assert (status, said.startswith("git has failed: fatal: 'origin' does not appear")) == (2, True)
    assert said.endswith("What readers see is as it was.\n")


# --- A server ---------------------------------------------------------------------


@pytest.mark.parametrize("program", CONFIGURATIONS)
def test_a_server_shows_what_was_published(site: Site, program: str) -> None:
    aliases = "Aliases: /old/1/ /?p=7\nId:"
    write(site.folder / "content", {"articles/1.md": POST.format(n=1).replace("Id:", aliases)})
    write(site.folder / "content", {"articles/9.md": gone(9)})
    site.publish()
    status, said = site.deploy()
    assert status == 1
    assert f"{site.address} does not answer: [Errno 111] Connection refused." in said
    own = site.manifest().own
    assert set(files_in(site.remote)) == {*own, ".release"}
    assert altered(site.remote, own) == []
    for rules in ("nginx.conf", "Caddyfile"):
        there = site.remote.with_name("hosting") / rules
        assert there.read_bytes() == (site.folder / "hosting" / rules).read_bytes()
    with site.served(program):
        status, said = site.deploy()
        assert status == 0, said
        assert said.startswith(f"{site.address} shows release 1: 0 files sent, 0 removed, ")
        write(site.remote, {".well-known/mine": "1"})
        inodes = {path: (site.remote / path).stat().st_ino for path in own}
        write(site.folder / "content", {"articles/2.md": POST.format(n=2) + "\nMore.\n"})
        site.publish()
        os.utime(site.output / "contact/index.html")  # as in another clone
        status, said = site.deploy()
        assert status == 0, said
    after = site.manifest().own
    changed = {path for path in after if after[path] != own.get(path)}
    assert f"{site.address} shows release 2: {len(changed)} files sent, 0 removed" in said
    same = {path for path in own if (site.remote / path).stat().st_ino == inodes[path]}
    assert after.keys() - changed == same & after.keys()
    assert (site.remote / ".well-known/mine").read_text() == "1"
    assert (site.remote / "articles/2/index.html").stat().st_mode & 0o777 == 0o644


def gone(n: int) -> str:
    return POST.format(n=n).replace("\nId:", "\nStatus: withdrawn\nId:")


@pytest.mark.parametrize("program", CONFIGURATIONS)
def test_rules_that_no_server_has_read_are_told(site: Site, program: str) -> None:
    old = POST.format(n=1).replace("\nId:", "\nAliases: /moved/\nId:")
    write(site.folder / "content", {"articles/1.md": old})
    site.publish()
    site.deploy()
    with site.served(program):
        write(site.folder / "content", {"articles/1.md": POST.format(n=1) + "\nMore.\n"})
        write(site.folder / "content", {"articles/9.md": gone(9)})
        text = POST.format(n=2).replace("\nId:", "\nAliases: /old/2/ /?p=2 /moved/\nId:")
        write(site.folder / "content", {"articles/2.md": text})
        site.publish()
        status, said = site.deploy()
        assert status == 1
        note = "srv/blog/hosting/ has changed there: unless rules.path does, have nginx or Caddy"
        assert note in said
        assert f"{site.address}/articles/9/ answers 200, not 410.\n" in said
        assert f"{site.address}/old/2/ answers 200, not 301.\n" in said
        leads = f"leads to {site.address}/articles/1/, not {site.address}/articles/2/.\n"
        assert f"{site.address}/moved/ {leads}" in said
        assert "Has nginx or Caddy read the rules in hosting/ again" in said
    with site.served(program):
        assert site.deploy()[0] == 0


@pytest.mark.parametrize("program", CONFIGURATIONS)
def test_a_header_that_is_missing_is_told(site: Site, program: str) -> None:
    site.publish()
    site.deploy()
    file = {"nginx": "nginx.conf", "caddy": "Caddyfile"}[program]
    rules = site.remote.with_name("hosting") / file
    right = rules.read_text()
    for header, mark, other in (
        ("X-Content-Type-Options", "X-Content-Type-Options", "X-Odd"),
        ("Cache-Control", "public, max-age=31536000, immutable", "public"),
        ("Content-Type", "application/xml", "text/x-odd"),
    ):
        assert mark in right
        rules.write_text(right.replace(mark, other))
        with site.served(program):
            rules.write_text(right)  # what it has not read
            status, said = site.deploy()
        assert (status, f" says {header}: " in said) == (1, True), said


MANY = {f"p/{n}.html": f"page {n}" for n in range(5)}


def test_pages_that_another_machine_has_sent_do_not_vanish_unasked(site: Site) -> None:
    site.release(MANY)
    site.deploy()
    shutil.rmtree(home(site.output))  # as in a clone that has none of those posts
    shutil.rmtree(site.output)
    site.release()
    gone = "5 of the 8 pages that readers see there would be gone, like /p/0.html, "
    status, said = site.deploy()
    assert (status, said.startswith(gone)) == (2, True), said
    assert (site.remote / "p/1.html").is_file()
    site.deploy(SHRINK="1")
    assert not (site.remote / "p/1.html").exists()
    # And what is kept there can be shown again from here, where there is one release.
    status, said = site.deploy("back")
    assert (status, said.startswith("Readers see release 1 of srv/blog/output again")) == (0, True)
    assert (site.remote / "p/1.html").is_file()


def test_the_numbers_are_the_servers_own(site: Site) -> None:
    """Two authors have as many releases as each has made."""
    for n in (1, 2, 3):
        site.release({"index.html": f"home {n}"})
        site.deploy()
    shutil.rmtree(site.output)
    shutil.rmtree(home(site.output))
    old, new = "theme/site.0123456789abcdef.css", "theme/site.fedcba9876543210.css"
    site.release({old: "", new: "p {}"})
    assert (number_of(site.output), number_of(site.remote)) == (1, 3)
    site.deploy()
    there = present(site.remote)
    assert there
    assert (there.number, there.before, kept(site.remote)) == (4, 3, [1, 2, 3])
    left = {path for path, file in there.files.items() if file.age == 1}
    assert left == {old}
    assert altered(site.remote, there.hashes) == []


def test_a_schedule_sends_what_is_due_once_and_what_was_not_sent(site: Site) -> None:
    def due() -> tuple[int, str, int]:
        return (*site.deploy("due", "content", SITEURL=site.address), number_of(site.remote))

    assert site.publish()[0] == 0
    status, _, there = due()
    assert (status, there) == (1, 1)  # sent, and there is nobody to show it
    with site.served("nginx"):
        assert due() == (0, "", 1)
        site.log()
        assert due() == (0, "", 1)
        assert site.log() == []  # nobody was asked
        late = "Title: Late\nDate: 2026-11-18 11:10\nTags: T\nAuthors: A\n\nWords.\n"
        write(site.folder / "content", {"articles/late.md": late})
        later = {"SITEURL": site.address, "SOURCE_DATE_EPOCH": str(int(NOW) + 600)}
        assert site.deploy("due", "content", **later) == (0, "")
        assert number_of(site.remote) == 2
        assert (site.remote / "articles/late/index.html").is_file()


def test_rollback_there_is_one_rename(site: Site) -> None:
    for n in (1, 2):
        site.release({"index.html": f"home {n}"})
        site.deploy()
    before = {path: (home(site.remote) / "1/site" / path).stat().st_ino for path in ("index.html",)}
    site.log()

    def look(path: str) -> Object | None:
        page = f"{path}index.html" if not path or path.endswith("/") else path
        return Object((site.remote / page).read_bytes(), kind_of(page))

    with served_by(site.port, look):
        started = time.monotonic()
        status, said = site.deploy("back")
        seconds = time.monotonic() - started
    assert status == 0, said
    assert said.startswith("Readers see release 1 again. Kept: 2 (")
    assert f"{site.address} shows release 1: 0 files sent" in said
    assert (number_of(site.output), number_of(site.remote)) == (1, 1)
    assert (site.remote / "index.html").stat().st_ino == before["index.html"]
    assert not any("rsync" in line for line in site.log())
    assert seconds < 30  # 5 on a machine that has nothing else to do
    shutil.rmtree(site.output)
    shutil.rmtree(home(site.output))
    status, said = site.deploy("back", "--to", "2")
    assert (status, said) == (
        0,
        "Readers see release 2 of srv/blog/output again, which is not here.\n",
    )
    assert number_of(site.remote) == 2
    status, said = site.deploy("back", "--to", "7")
    assert said.startswith("There is no release 7 there. Kept: 1. What readers see is as it was.")
    assert (status, number_of(site.remote)) == (2, 2)
    (home(site.remote) / "1/site/index.html").write_text("by hand")
    status, said = site.deploy("back")
    assert said.startswith("Release 1 there is not as it was: index.html has changed.")
    assert (status, number_of(site.remote)) == (2, 2)


def test_rollback_without_a_host_is_here(site: Site) -> None:
    for n in (1, 2):
        site.release({"index.html": f"home {n}"})
    status, said = site.deploy("back", DEPLOY="")
    assert (status, number_of(site.output)) == (0, 1), said
    assert not site.log()


def test_a_server_that_fails_after_a_rollback_here_is_told(site: Site) -> None:
    for n in (1, 2):
        site.release({"index.html": f"home {n}"})
    (site.bin / "ssh").write_text("#!/bin/sh\nexit 255\n")
    status, said = site.deploy("back")
    assert status == 2
    assert said.endswith(
        "What readers see is as it was. Here it is release 1, which make deploy sends.\n"
    )


def told_by(files: Mapping[str, str], number: int = 7) -> str:
    """The line that a deploy begins with, for files (path → text)."""
    hashes = {path: sha256(text.encode()).hexdigest() for path, text in files.items()}
    manifest = {
        "number": number,
        "before": 0,
        "site": "https://blog.example",
        "published": 0,
        "files": {p: {"source": "", "sha256": each, "age": 0} for p, each in hashes.items()},
    }
    return json.dumps({"manifest": manifest, "rules": {"nginx.conf": files["index.html"]}}) + "\n"


def lines_from(output: Path, files: Mapping[str, str], sent: Mapping[str, str]) -> Iterator[str]:
    """What another machine says to a server; between the two lines it fills the new tree."""
    yield told_by(files)
    write(home(output) / "new/site", sent)
    yield "sent\n"


OLD = {"index.html": "old", "a/index.html": "old", "theme/a.0123456789abcdef.css": "old"}
NEW = {"index.html": "new", "a/index.html": "new", "theme/b.0123456789abcdef.css": "new"}


def receive_from(
    output: Path, files: Mapping[str, str], sent: Mapping[str, str] | None = None
) -> None:
    lines = lines_from(output, files, sent or files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", SimpleNamespace(readline=lambda: next(lines)))
        patch.setattr(sys, "stdout", StringIO())
        receive(output, 2, STAYS)


@pytest.mark.parametrize("what", ["send", "roll back"])
def test_a_server_killed_at_any_change_of_a_file_has_the_old_site_or_the_new(
    tmp_path: Path, what: str
) -> None:
    output, saved = tmp_path / "there/output", tmp_path / "saved"
    after = {"send": NEW, "roll back": OLD}[what]
    receive_from(output, OLD)
    if what == "roll back":
        receive_from(output, NEW)
    write(output, {"CNAME": "mine"})
    shutil.copytree(output.parent, saved)
    ended = []
    for change in range(1, 200):
        shutil.rmtree(output.parent)
        shutil.copytree(saved, output.parent)
        was_killed = killed(lambda: receive_from(output, after), change)
        seen = (output / "index.html").read_text()
        files = {"old": OLD, "new": NEW}[seen]
        assert all((output / path).read_text() == text for path, text in files.items())
        receive_from(output, after)
        assert all((output / path).read_text() == text for path, text in after.items())
        assert (output / "CNAME").read_text() == "mine"
        assert output.with_name("hosting").joinpath("nginx.conf").read_text() == after["index.html"]
        assert not [*home(output).glob("new"), *home(output).glob("*.gone")]
        ended.append(seen)
        if not was_killed:
            break
    assert {*ended} == {"old", "new"}
    assert len(ended) > 5


def test_what_did_not_arrive_as_it_was_sent_is_not_shown(tmp_path: Path) -> None:
    output = tmp_path / "output"
    receive_from(output, OLD)
    with pytest.raises(UnableError, match="did not arrive as it was sent"):
        receive_from(output, NEW, {**NEW, "a/index.html": "torn"})
    assert (output / "index.html").read_text() == "old"


def test_a_sender_killed_at_any_time_leaves_the_old_site_or_the_new(site: Site) -> None:
    chance = random.Random(7)
    site.release()
    site.deploy()
    words = {number_of(site.output): present_files(site.remote)}
    begun = time.monotonic()
    site.deploy()
    seconds = time.monotonic() - begun
    for n in range(int(os.environ.get("KILLS", "4"))):
        site.release({"index.html": f"home {n}"})
        words[number_of(site.output)] = {
            p: (site.output / p).read_bytes() for p in site.manifest().own
        }
        child = site.start_deploy("site")
        child.join(chance.uniform(0, seconds))
        child.kill()
        child.join()
        until(lambda: not busy(site.remote))
        there = present_files(site.remote)
        assert there in words.values()
    assert site.deploy()[0] == 1  # nobody serves it
    assert present_files(site.remote) == words[number_of(site.output)]


def present_files(output: Path) -> dict[str, bytes]:
    manifest = present(output)
    assert manifest
    return {path: (output / path).read_bytes() for path in manifest.own}


def busy(output: Path) -> bool:
    try:
        with alone(output):
            return False
    except releases.BusyError:
        return True


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_two_at_once_wait_for_each_other(site: Site) -> None:
    site.release()
    site.deploy()
    with alone(site.remote):
        child = site.start_deploy("site")
        until(lambda: "Another publish is at work there; waiting for it." in site.said())
        assert child.is_alive()
    child.join()


def test_a_server_needs_python_39_and_nothing_else() -> None:
    tree = ast.parse(Path(releases.__file__).read_text("utf-8"), feature_version=(3, 9))
    names = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A real sshd for the user who runs this: its port, and a file of ssh's settings."""
    program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        pytest.skip("sshd is not installed (apt-get install openssh-server)")
    port, folder = free_port(), tmp_path / "sshd"
    folder.mkdir(mode=0o700)
    for name in ("host", "key"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)
    shutil.copy(folder / "key.pub", folder / "authorized_keys")
    settings = {
        "Port": port,
        "ListenAddress": "127.0.0.1",
        "HostKey": folder / "host",
        "AuthorizedKeysFile": folder / "authorized_keys",
        "PidFile": "none",
        "StrictModes": "no",
        "UsePAM": "no",
        "PermitRootLogin": "yes",
    }
    (folder / "conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    with (folder / "said").open("wb") as said:
        server = subprocess.Popen([program, "-D", "-e", "-f", str(folder / "conf")], stderr=said)
    until(lambda: b"listening" in (folder / "said").read_bytes())
    yield port, folder
    server.terminate()
    server.wait()


def test_over_ssh_itself(site: Site, daemon: tuple[int, Path]) -> None:
    port, folder = daemon
    options = f"-i {folder}/key -o StrictHostKeyChecking=no -o UserKnownHostsFile={folder}/known"
    ssh = shutil.which("ssh")
    (site.bin / "ssh").write_text(f'#!/bin/sh\nexec {ssh} -F /dev/null {options} "$@"\n')
    remote = site.there / "a place/it's/output"
    site.release()
    place = f"ssh://127.0.0.1:{port}{remote}"
    assert "does not answer" in site.deploy(DEPLOY=place)[1]
    assert altered(remote, site.manifest().own) == []


# --- A branch ---------------------------------------------------------------------


class Repository:
    """What a blog is in, and the one that its host serves a branch of."""

    def __init__(self, site: Site) -> None:
        self.site, self.bare = site, site.folder / "remote.git"
        site.folder.joinpath(".gitignore").write_text("*\n!conf.py\n")
        self.git("init", "--quiet", "--initial-branch=main", ".")
        self.git("init", "--quiet", "--bare", str(self.bare))
        self.git("remote", "add", "origin", str(self.bare))
        for name, value in (("user.name", "A"), ("user.email", "a@blog.example")):
            self.git("config", name, value)
        self.git("add", "conf.py")
        self.git("commit", "--quiet", "--message", "The blog")

    def git(self, *command: str, cwd: Path | None = None, told: str = "") -> str:
        done = subprocess.run(
            ["git", *command], cwd=cwd or self.site.folder, input=told.encode(), capture_output=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.decode()

    def files(self) -> set[str]:
        return set(
            self.git("ls-tree", "-rz", "--name-only", "gh-pages", cwd=self.bare).split("\0")
        ) - {""}

    def look(self, path: str) -> Object | None:
        """As GitHub Pages would, but at once."""
        page = f"{path}index.html" if not path or path.endswith("/") else path
        done = subprocess.run(
            ["git", "show", f"gh-pages:{page}"], cwd=self.bare, capture_output=True, check=False
        )
        return None if done.returncode else Object(done.stdout, {})

    def add(self, name: str, content: str) -> None:
        """What somebody else does on the branch, without us."""
        other = self.site.folder / "other"
        self.git("clone", "--quiet", "--branch", "gh-pages", str(self.bare), str(other))
        (other / name).write_text(content)
        self.git("add", ".", cwd=other)
        names = ("-c", "user.name=B", "-c", "user.email=b@blog.example")
        self.git(*names, "commit", "--quiet", "--message", name, cwd=other)
        self.git("push", "--quiet", cwd=other)
        shutil.rmtree(other)


def deploy_to_branch(site: Site, repository: Repository, *command: str) -> tuple[int, str]:
    with served_by(site.port, repository.look):
        return site.deploy(*command, DEPLOY="git:origin/gh-pages")


def test_a_branch_has_what_was_published(site: Site) -> None:
    repository = Repository(site)
    head = repository.git("rev-parse", "HEAD")
    site.release()
    status, said = deploy_to_branch(site, repository)
    assert status == 0, said
    assert repository.files() == {*site.manifest().files, ".nojekyll"}
    repository.add("CNAME", "blog.example\n")
    before = site.manifest().own
    site.release({"index.html": "new", "b/index.html": ""})
    status, said = deploy_to_branch(site, repository)
    assert status == 0, said
    assert repository.files() == {*site.manifest().files, ".nojekyll", "CNAME"}
    assert "b/index.html" not in repository.files()
    after = site.manifest().own
    changed = [path for path in after if after[path] != before.get(path)]
    assert changed == ["index.html"]
    assert "shows release 2: 1 file sent, 1 removed, " in said
    assert "0 files sent" in deploy_to_branch(site, repository)[1]
    status, said = deploy_to_branch(site, repository, "back")
    assert (status, "b/index.html" in repository.files()) == (0, True), said
    assert "CNAME" in repository.files()
    assert repository.git("rev-parse", "HEAD") == head
    assert repository.git("status", "--porcelain") == ""
    assert repository.git("branch", "--format=%(refname:short)").split() == ["main"]
    assert (
        len(repository.git("log", "--oneline", "gh-pages", cwd=repository.bare).splitlines()) == 4
    )


def test_who_else_pushes_meanwhile_is_not_overwritten(site: Site) -> None:
    repository = Repository(site)
    site.release()
    deploy_to_branch(site, repository)
    hook = repository.git("rev-parse", "--git-path", "hooks/pre-push").strip()
    clone = f"git clone -q --branch gh-pages {repository.bare} {site.folder}/race"
    commit = "git -c user.name=B -c user.email=b@b commit -qm x && git push -q"
    write(
        site.folder,
        {
            hook: f"#!/bin/sh\n[ -e {site.folder}/race ] && exit 0\nunset GIT_DIR\n{clone}\n"
            f"cd {site.folder}/race && echo x > theirs && git add theirs && {commit}\n"
        },
    )
    (site.folder / hook).chmod(0o755)
    site.release({"index.html": "new"})
    status, said = deploy_to_branch(site, repository)
    assert status == 0, said
    assert "theirs" in repository.files()


def test_what_the_site_is_built_from_is_no_branch_to_serve(site: Site) -> None:
    repository = Repository(site)
    write(site.folder, {"pelicanconf.py": "", ".gitignore": ""})
    repository.git("add", "pelicanconf.py")
    repository.git("commit", "--quiet", "--message", "x")
    repository.git("push", "--quiet", "origin", "main")
    (site.folder / "pelicanconf.py").unlink()
    site.release()
    status, said = site.deploy(DEPLOY="git:origin/main")
    assert (status, said) == (2, "main is what the site is built from: name another branch.\n")


# --- A bucket ---------------------------------------------------------------------

STORE = {
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_MAX_ATTEMPTS": "1",
    "DEPLOY": "s3://blog/a",
}


@pytest.fixture
def bucket(site: Site) -> Iterator[Bucket]:
    found = Bucket("blog")

    def look(path: str) -> Object | None:
        page = f"{path}index.html" if not path or path.endswith("/") else path
        return found.objects.get(f"a/{page}")

    with served_by(site.port, look, found):
        yield found


def deploy_to_bucket(site: Site, *command: str, **environment: str) -> tuple[int, str]:
    return site.deploy(*command, **{**STORE, "AWS_ENDPOINT_URL": site.address, **environment})


def test_a_bucket_has_what_was_published(site: Site, bucket: Bucket) -> None:
    bucket.objects |= {"a/theirs.html": Object(b"", {}), "b/other": Object(b"", {})}
    site.release()
    status, said = deploy_to_bucket(site)
    assert status == 0, said
    there = {key[2:] for key in bucket.objects if key.startswith("a/")}
    assert there == {*site.manifest().files, LIST, "theirs.html"}
    for path in site.manifest().files:
        expected = {"Content-Type": type_of(path), "Cache-Control": cache_control(path)}
        assert bucket.objects[f"a/{path}"].headers == expected
    order = [order_of(key[2:]) for key in bucket.put if not key.endswith(LIST)]
    assert order == sorted(order)
    new = "theme/site.fedcba9876543210.css"
    changed = {"a/index.html": "other", "feeds/all.atom.xml": "<feed>1</feed>", new: "p {}"}
    site.release({**changed, "b/index.html": "", "theme/site.0123456789abcdef.css": ""})
    shutil.copytree(home(site.output) / "1/site/theme", site.output / "theme", dirs_exist_ok=True)
    bucket.put.clear()
    del bucket.objects["a/robots.txt"]  # by somebody's hand
    status, said = deploy_to_bucket(site)
    assert status == 0, said
    assert {key[2:] for key in bucket.put} == {*changed, "robots.txt", LIST}
    # What pages that are open may still ask for stays.
    assert bucket.gone == ["a/b/index.html"]
    there = {key[2:] for key in bucket.objects if key.startswith("a/")}
    old = "theme/site.0123456789abcdef.css"
    assert there == {*site.manifest().files, old, LIST, "theirs.html"}


def order_of(path: str) -> int:
    """Assets of a name with a hash, other files, pages, feeds."""
    if stays(path):
        return 0
    return 3 if path.startswith("feeds/") else 2 if path.endswith(".html") else 1


def test_a_bucket_that_fails_halfway_is_sent_again(site: Site, bucket: Bucket) -> None:
    site.release()
    assert deploy_to_bucket(site)[0] == 0
    site.release({"a/index.html": "A page", "feeds/all.json": "{}"})
    bucket.fails = lambda key: key.endswith(".json") and "feeds" in key
    status, said = deploy_to_bucket(site)
    assert status == 2
    assert said.startswith("The store has failed: ")
    assert said.endswith("Some of it is there, old pages too: make deploy once more.\n")
    assert b"A page" in bucket.objects["a/a/index.html"].content
    bucket.fails = lambda _: False
    site.deploy("back", DEPLOY="")
    status, said = deploy_to_bucket(site)
    assert status == 0, said
    assert b"A page" not in bucket.objects["a/a/index.html"].content


def test_two_at_once_to_a_bucket_are_put_right_by_the_next(site: Site, bucket: Bucket) -> None:
    """Each has put its pages over those of the other, which are as long."""
    other = Site(site.folder / "elsewhere")
    other.address = site.address
    site.release({"a/index.html": "ours"})
    other.release({"a/index.html": "them"})
    said: list[str] = []

    def meanwhile(key: str) -> bool:
        if "feeds" in key and not said:
            said.append("")
            said.append(deploy_to_bucket(other)[1])
        return False

    bucket.fails = meanwhile
    status, mixed = deploy_to_bucket(site)
    assert (status, f"{site.address}/a/ is not what was sent." in mixed) == (1, True), mixed
    assert "shows release 1: " in said[1]
    status, after = deploy_to_bucket(site)
    assert (status, bucket.objects["a/a/index.html"].content) == (0, b"ours"), after
    assert "1 file sent" in after


def test_a_type_that_a_bucket_tells_otherwise_is_told(site: Site, bucket: Bucket) -> None:
    site.release()
    assert deploy_to_bucket(site)[0] == 0
    feed = bucket.objects["a/feeds/all.atom.xml"]
    for key in [key for key in bucket.objects if key.startswith("a/feeds/")]:
        bucket.objects[key] = feed._replace(content=bucket.objects[key].content, headers={})
    status, said = deploy_to_bucket(site)
    assert status == 1
    assert " says Content-Type: nothing; not application/" in said


def test_a_bucket_that_is_none_is_told(site: Site, bucket: Bucket) -> None:
    site.release()
    status, said = deploy_to_bucket(site, DEPLOY="s3://other")
    assert status == 2
    assert "(NoSuchBucket)" in said
    assert said.endswith("What readers see is as it was.\n")
    assert len(said.splitlines()) == 1


# --- Read back --------------------------------------------------------------------


def test_certificates_are_read_once_and_not_for_each_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read(context: ssl.SSLContext, purpose: object = None) -> None:
        raise AssertionError

    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", read)
    found = fault(f"https://127.0.0.2:{free_port()}", "/", Expected())
    assert found == "does not answer: [Errno 111] Connection refused"


@pytest.mark.parametrize(
    ("faults", "why"),
    [
        ({"/": OTHER, "/a/": OTHER}, "Only pages differ: what stands before the host may rewrite"),
        ({"/": OTHER, "/a/": OTHER, "/a.css": OTHER}, "Nothing is as it was sent: is "),
        ({"/": "answers 410, not 200"}, "Has nginx or Caddy read the rules in hosting/ again"),
        ({"": "does not answer: x"}, "All is sent; make deploy reads it back again."),
    ],
)
def test_what_may_be_the_cause_is_told(faults: dict[str, str], why: str) -> None:
    wanted = {address: Expected() for address in ("/", "/a/", "/a.css")}
    *lines, last = told("https://blog.example", faults, wanted)
    assert len(lines) == len(faults)
    assert last.startswith(why)


def test_no_more_than_ten_are_told() -> None:
    faults = {f"/{n}/": OTHER for n in range(12)}
    lines = [*told("https://blog.example", faults, dict.fromkeys([*faults, "/"], Expected()))]
    assert lines[9:11] == ["https://blog.example/9/ is not what was sent.", "And 2 more."]
