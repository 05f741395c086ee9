"""A branch of a git repository that a host serves, as GitHub Pages does.

Nothing is checked out: the objects, a tree of them and a commit on top of the branch are made,
and pushed. The commit says which of its files were not ours, and so which are.
"""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from plugins.deploy.host import DeployError, Host, Release, Sent, run
from plugins.orphans.orphans import blocking

# In a commit of ours: how to know it, and the files of somebody else that it left as they were.
OURS, LEFT = "Site", "Left"
NO_JEKYLL = ".nojekyll"  # else GitHub Pages would leave out what begins with _ or .
Entries = dict[str, str]  # path → mode and object


@dataclass(frozen=True)
class Branch(Host):
    remote: str
    name: str
    programs = ("git",)
    slow = True

    def send(self, release: Release) -> Sent:
        entries = objects(release)
        for last in (False, True):
            tip = self.tip()
            before, left = (entries_of(tip), left_of(tip, entries)) if tip else ({}, {})
            if "pelicanconf.py" in left:
                raise DeployError(
                    f"{self.name} is what the site is built from: name another branch."
                )
            now = left | entries
            if before == now:
                break
            release.judge(before.keys() - left.keys())
            commit = committed(tip, now, left, release)
            try:
                run("git", "push", "--quiet", self.remote, f"{commit}:refs/heads/{self.name}")
                break
            except DeployError:
                if last or self.tip() == tip:  # else somebody else was there first
                    raise
        files = sorted(path for path in now if now[path] != before.get(path))
        return Sent(files, sorted(before.keys() - now.keys()))

    def headers(self, path: str, told: Mapping[str, str]) -> Mapping[str, str]:
        return {}  # its host has its own

    def tip(self) -> str:
        """The last commit that is there, which is here too then; or ""."""
        ref = f"refs/heads/{self.name}"
        found = run("git", "ls-remote", self.remote, ref)
        if found:
            run("git", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", self.remote, ref)
        return found.partition("\t")[0]


def objects(release: Release) -> Entries:
    """All that is sent is in the repository then."""
    paths = release.files
    names = "".join(f"{release.output.absolute() / path}\n" for path in paths).encode()
    made = run("git", "hash-object", "-w", "--no-filters", "--stdin-paths", told=names).split()
    empty = run("git", "hash-object", "-w", "--stdin").strip()
    return {
        p: f"100644 {each}" for p, each in zip((NO_JEKYLL, *paths), (empty, *made), strict=True)
    }


def entries_of(commit: str) -> Entries:
    lines = run("git", "ls-tree", "-r", "-z", "--full-tree", commit).split("\0")
    found = (line.partition("\t") for line in lines if line)
    return {path: " ".join(told.split()[::2]) for told, _, path in found}


def left_of(tip: str, entries: Entries) -> Entries:
    """What no deploy has put on the branch, and is in nobody's way."""
    form = f"%H%n%(trailers:key={LEFT},valueonly)"
    said = run("git", "log", "-1", f"--grep=^{OURS}: ", f"--format={form}", tip).split()
    ours = entries_of(said[0]).keys() - {unquote(path) for path in said[1:]} if said else ()
    found = {path: entry for path, entry in entries_of(tip).items() if path not in ours}
    for path in {*entries, *blocking(found, entries)}:
        found.pop(path, None)
    return found


def committed(tip: str, entries: Entries, left: Iterable[str], release: Release) -> str:
    manifest = release.manifest
    told = [f"{LEFT}: {quote(path)}" for path in sorted(left)]
    message = [f"Release {manifest.number}", "", f"{OURS}: {manifest.site}", *told]
    lines = "".join(f"{entry}\t{path}\0" for path, entry in sorted(entries.items()))
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        command = ("git", "update-index", "--add", "--replace", "-z", "--index-info")
        run(*command, told=lines.encode(), also=index)
        tree = run("git", "write-tree", also=index).strip()
    parent = ("-p", tip) if tip else ()
    return run("git", "commit-tree", tree, *parent, told="\n".join(message).encode()).strip()
