"""A publish that is killed, at each change of a file and at any time: the old site or the new."""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plugins.common.served import stays
from plugins.publish.manifest import read_manifest
from plugins.publish.releases import RELEASE, alone, altered, home, kept, number_of
from tests.conftest import FORKS, NOW, ROOT, write
from tests.torture.figures import Figure

TINY = {"kills": 4, "every": 60}
POST = "Title: Post {n}\nDate: 2026-03-0{n}\nTags: T{n}\nAuthors: A\nId: {id}\n\n{words}\n"
OLD, NEW = ("Old words", (1, 2, 3)), ("New words", (1, 2, 4))
ID = "6f1c3c9e-0000-4000-8000-00000000000{n}"
# https://docs.python.org/3/library/audit_events.html
CHANGES = (
    *("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown"),
    *("ctypes.dlsym", "subprocess.Popen", "shutil.rmtree"),
)
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def run(folder: Path, *, kills: int = 200, every: int = 1) -> list[Figure]:
    """``every``: each so manieth change of a file alone."""
    write(folder, {"conf.py": 'from pelicanconf import *\nCACHE_PATH = "cache"\n'})
    publish(folder, *NEW, "new")
    publish(folder, *OLD, "output")
    sites = [tree(folder / name) for name in ("output", "new")]
    saved = (folder / "output", home(folder / "output"))
    for each in saved:
        shutil.copytree(each, folder / "saved" / each.name)
    started = time.monotonic()
    publish(folder, *NEW)
    seconds = time.monotonic() - started
    chance = random.Random(7)
    changes = int((folder / "changes").read_text())
    moments = [(chance.uniform(0, seconds), 0) for _ in range(kills)]
    moments += [(0, n) for n in range(1, changes + 1, every)]
    killed = torn = lost = stuck = became = 0
    for after, change in moments:
        for each in saved:
            shutil.rmtree(each)
            shutil.copytree(folder / "saved" / each.name, each)
        killed += publish(folder, *NEW, after=after, change=change) == -signal.SIGKILL
        seen = tree(folder / "output")
        torn += not any(shows(seen, site) for site in sites)
        became += shows(seen, sites[1])
        with alone(folder / "output"):
            seen = tree(folder / "output")
            torn += not any(shows(seen, site) for site in sites)
            lost += not all_kept(folder / "output")
        stuck += publish(folder, *NEW) != 0
        stuck += not shows(tree(folder / "output"), sites[1])
    return [
        Figure("killed", killed, at_least=kills // 2),
        Figure("changes of files", changes, at_least=50),
        Figure("after a kill the new site", became),
        Figure("neither the old site nor the new", torn, at_most=0),
        Figure("a release lost or broken", lost, at_most=0),
        Figure("the next publish fails", stuck, at_most=0),
    ]


def all_kept(output: Path) -> bool:
    """Whether every release is known, and as its manifest says."""
    present = number_of(output)
    places = {number: home(output) / str(number) / "site" for number in kept(output)}
    places[present] = output
    manifests = {number: read_manifest(home(output) / str(number)) for number in places}
    return 1 in places and all(
        manifest is not None and not altered(places[n], manifest.hashes)
        for n, manifest in manifests.items()
    )


def tree(folder: Path) -> dict[str, bytes]:
    """What readers see."""
    found = (f for f in folder.rglob("*") if f.is_file() and f.name != RELEASE)
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in found}


def shows(seen: Mapping[str, bytes], site: Mapping[str, bytes]) -> bool:
    """Whether that is the site, whole, and what else is there was left for who read another."""
    return site.items() <= seen.items() and all(stays(path) for path in seen.keys() - site.keys())


def publish(
    folder: Path,
    words: str,
    numbers: Sequence[int],
    output: str = "output",
    *,
    after: float = 0,
    change: int = 0,
) -> int:
    """Its exit status; killed ``after`` so many seconds, or before so manieth a ``change``."""
    shutil.rmtree(folder / "content", ignore_errors=True)
    files = {
        f"articles/{n}.md": POST.format(n=n, id=ID.format(n=n), words=f"{words} {n}.")
        for n in numbers
    }
    write(folder / "content", files)
    child = FORKS.Process(target=in_child, args=(folder, ["site", "content"], output, change))
    child.start()
    if after:
        child.join(after)
        child.kill()
    child.join()
    assert child.exitcode is not None
    return child.exitcode


def in_child(folder: Path, command: list[str], output: str, change: int = 0, **more: str) -> None:
    """What ``python -m plugins.publish`` does, in a child of the test."""
    os.chdir(folder)
    environment = {"PUBLISH": "1", "SITEURL": "https://blog.example", "SOURCE_DATE_EPOCH": NOW}
    os.environ.pop("CI", None)  # tests are run there, the site of a test is not
    os.environ.update(environment | more)
    sys.path.insert(0, str(ROOT))
    for name, stream in (("stdout", sys.stdout), ("stderr", sys.stderr)):
        with (folder / name).open("ab") as file:
            os.dup2(file.fileno(), stream.fileno())

    from plugins.publish.__main__ import main

    # Whatever started the tests may have told its children to pass Ctrl-C over.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    seen = count_changes(change)
    main([*command, "--settings", "conf.py", "--output", output], standalone_mode=False)
    (folder / "changes").write_text(str(len(seen)))


def count_changes(fatal: int) -> list[str]:
    """The changes of files from now on; this process is killed before so manieth a one."""
    seen: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in CHANGES or (event == "open" and (arguments[2] or 0) & WRITES):
            seen.append(event)
            if len(seen) == fatal:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    return seen
