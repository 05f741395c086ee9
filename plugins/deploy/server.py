"""A server of one's own, over ssh: it has the same releases, put in place by the same code.

One connection holds the lock there from the first word to the last; rsync fills the new tree
by another. Whatever is killed between, the present tree stays until the one rename.
"""

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

from plugins.common.served import STAYS
from plugins.deploy.host import AS_IT_WAS, DeployError, Host, Release, Sent, run
from plugins.publish import releases

SSH = ("ssh", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15")
UNKNOWN = "It shows the old release or the new one, whole: make deploy once more."


@dataclass(frozen=True)
class Server(Host):
    """``folder`` is on the server, and of its releases; without ``/`` it is below the home."""

    login: str
    port: str
    folder: str
    programs = ("ssh", "rsync")
    ruled = True

    def send(self, release: Release) -> Sent:
        manifest = release.manifest
        files = {path: file._asdict() for path, file in manifest.files.items() if not file.age}
        told = {"manifest": {**vars(manifest), "files": files}, "rules": release.rules}
        with self.receiver(release.keep) as there:
            answer = ask(there, json.dumps(told))
            sent = []
            if "into" in answer:
                release.judge(answer.pop("there"))
                sent = self.fill(release.output, files, **answer)
                answer = ask(there, "sent", UNKNOWN)
        return Sent(sent, note=note(**answer))

    def back(self, number: str, keep: int) -> str:
        """Show what was shown before, or the release of that number there; and tell of it."""
        with self.receiver(keep) as there:
            answer = ask(there, json.dumps({"back": number}))
        told = f"Readers see release {answer['number']} of {self.folder} again, which is not here."
        return f"{told} {note(**answer)}".strip()

    def headers(self, path: str, told: Mapping[str, str]) -> Mapping[str, str]:
        return told

    @contextmanager
    def receiver(self, keep: int) -> Iterator[Popen[bytes]]:
        script = Path(releases.__file__).read_bytes()
        code = f"import sys; exec(sys.stdin.buffer.read({len(script)}))"
        command = shlex.join(["python3", "-c", code, self.folder, str(keep), STAYS])
        there = Popen([*self.ssh, "--", self.login, command], stdin=PIPE, stdout=PIPE)
        try:
            write(there, script)
            yield there
        finally:
            there.communicate()  # without us it ends

    def fill(self, output: Path, paths: Iterable[str], into: str, live: str) -> list[str]:
        """What went there; what is the same in the ``live`` tree is linked from that."""
        said = run(
            *("rsync", "--rsh", shlex.join(self.ssh), "--protect-args", "--compress"),
            *("--files-from=-", "--from0", "--copy-links", "--checksum", "--out-format=%n"),
            # Without times: whoever has a file of the live tree need not ask for it again.
            *("--perms", "--chmod=D755,F644", *([f"--link-dest={live}"] if live else [])),
            *(f"{output}/", f"{self.login}:{into}/"),
            told="\0".join(paths).encode(),
        )
        return [path for path in said.splitlines() if not path.endswith("/")]

    @property
    def ssh(self) -> list[str]:
        return [*SSH, *(("-p", self.port) if self.port else ())]


def ask(there: Popen[bytes], question: str, why: str = AS_IT_WAS) -> dict[str, Any]:
    write(there, f"{question}\n".encode())
    assert there.stdout
    said = there.stdout.readline()
    if not said:
        raise DeployError(f"The server does not answer: ssh ended with {there.wait()}. {why}")
    try:
        answer = dict(json.loads(said))
    except ValueError:
        raise DeployError(f"The server says {said.strip()!r}, which is no answer. {why}") from None
    if "error" in answer:
        raise DeployError(f"{answer['error']} {AS_IT_WAS}")
    return answer


def write(there: Popen[bytes], told: bytes) -> None:
    assert there.stdin
    with suppress(BrokenPipeError):  # then it does not answer
        there.stdin.write(told)
        there.stdin.flush()


def note(number: int, rules: str) -> str:
    what = f"{rules}/ has changed there: unless rules.path does, have nginx or Caddy read it again."
    return what if rules else ""
