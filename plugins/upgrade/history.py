"""The owner's history and a release's, brought together beside the owner's files."""

import shutil
import subprocess
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from plugins.common.problem import printable
from plugins.upgrade.lines import merged

MARK = b"<<<<<<< "
# Git remembers how a conflict in the tree was mended, and mends it so the next time.
REUSE = ("-c", "rerere.enabled=true", "-c", "rerere.autoupdate=true")


class UpgradeError(Exception):
    """Why there is no upgrade, and what to do; nothing has changed."""


def git(*command: str, cwd: Path | None = None, may_fail: bool = False) -> str:
    """What it says; lines of its own where ``-z`` says so."""
    try:
        done = subprocess.run(("git", *command), cwd=cwd, capture_output=True, check=False)
    except FileNotFoundError:
        raise UpgradeError("upgrade needs git: apt install git, brew install git.") from None
    if done.returncode and not may_fail:
        raise UpgradeError(f"git has failed: {complaint(done)}. Nothing has changed.")
    return done.stdout.decode("utf-8", "surrogateescape").strip("\n")


def complaint(done: subprocess.CompletedProcess[bytes]) -> str:
    said = done.stderr.decode("utf-8", "replace").strip() or f"it ended with {done.returncode}"
    return printable(said.splitlines()[0].rstrip("."))


def clean(cut_short: Path) -> str:
    """The commit that the owner's files are at; ``cut_short`` as in ``forward``."""
    if git("rev-parse", "--show-cdup", "--is-inside-work-tree", may_fail=True) != "true":
        raise UpgradeError("This folder is no git clone, so no release can be brought into it.")
    changed = git("status", "--porcelain", "--untracked-files=no").splitlines()
    if changed and cut_short.exists():
        raise UpgradeError(
            "An upgrade was cut short as it put its files in place. git reset --hard"
            f" {cut_short.read_text('ascii')} finishes it, git reset --hard takes it back."
        )
    if changed:
        raise UpgradeError(f"{changed[0][3:]} is not as it was committed: commit it, then again.")
    return git("rev-parse", "HEAD")


def fetched(source: str, name: str) -> str:
    """The commit of a release. ``source`` is a remote or an address, ``name`` a tag or branch."""
    if not source and "upstream" not in git("remote").split():
        raise UpgradeError(
            "Where do releases come from? make upgrade FROM=ADDRESS says it,"
            " git remote add upstream ADDRESS says it once for all."
        )
    if name:
        git("check-ref-format", "--allow-onelevel", name)
    git("fetch", "--quiet", "--no-tags", "--", source or "upstream", name or "HEAD")
    return git("rev-parse", "FETCH_HEAD^{commit}")


def base_of(head: str, release: str) -> str:
    """The release that the owner has."""
    if base := git("merge-base", head, release, may_fail=True):
        return base
    if git("rev-parse", "--is-shallow-repository") == "true":
        raise UpgradeError("This clone knows no history: git fetch --unshallow, then again.")
    raise UpgradeError(
        "This blog and that release have no commit in common. Fetch the release that the blog"
        " began with, then say so once: git merge -s ours --allow-unrelated-histories FETCH_HEAD"
    )


def joined(
    tree: Path, head: str, release: str, base: str, own: Iterable[str], settings: Container[str]
) -> str:
    """The commit that would bring a release in; ``tree`` is how all looks then.

    To git the release has, since ``base``, changed nothing in the folders
    ``own``: so what the owner did there stands, whatever was moved or removed.
    """
    if tree.is_dir():
        git(*REUSE, "rerere", cwd=tree, may_fail=True)
    fresh(tree, release)
    git("reset", "--quiet", base, "--", *own, cwd=tree)
    theirs = git("commit-tree", git("write-tree", cwd=tree), "-p", release, "-m", "A release")
    git("checkout", "--quiet", "--force", "--detach", head, cwd=tree)
    git(*REUSE, "merge", "--quiet", "--no-commit", "--no-ff", theirs, cwd=tree, may_fail=True)
    git("rev-parse", "MERGE_HEAD", cwd=tree)
    for name, stages in unmerged(tree).items():
        if name in settings:
            join_settings(tree, name)
        if "2" not in stages:  # the owner has removed it
            git("rm", "--quiet", "--force", "--", name, cwd=tree)
    if conflicts := list(conflicts_in(tree)):
        told = [f"{where}: you and the release have both changed this." for where in conflicts]
        remedy = (
            "Write there, in place of all from <<<<<<< to >>>>>>>, what it shall be, then again."
        )
        raise UpgradeError("\n".join([*told, f"Nothing has changed. {remedy}"]))
    git("add", "--update", cwd=tree)
    made = git("write-tree", cwd=tree)
    text = f"upgrade: release {release[:12]}"
    return git("commit-tree", made, "-p", head, "-p", release, "-m", text)


def join_settings(tree: Path, conf: str) -> None:
    """Where git sees a conflict in them, but each line was changed by one side only."""
    sides = [git("show", f":{n}:{conf}", cwd=tree, may_fail=True) for n in (1, 2, 3)]
    if all(sides) and (lines := merged(*(side.split("\n") for side in sides))):
        text = "\n".join([*lines, ""]).encode("utf-8", "surrogateescape")
        (tree / conf).write_bytes(text)
        git("add", "--", conf, cwd=tree)


def unmerged(tree: Path) -> dict[str, set[str]]:
    """File → whose it is, in git's numbers: 1 the base's, 2 the owner's, 3 the release's."""
    found: dict[str, set[str]] = {}
    for line in filter(None, git("ls-files", "--unmerged", "-z", cwd=tree).split("\0")):
        told, _, name = line.partition("\t")
        found.setdefault(name, set()).add(told.split()[2])
    return found


def conflicts_in(tree: Path) -> Iterator[str]:
    """``file:line`` of each. Of a file that is no text, or was removed, the owner's stands."""
    for file in (tree / name for name in unmerged(tree)):
        lines = file.read_bytes().splitlines() if file.is_file() else []
        yield from (f"{file}:{n}" for n, line in enumerate(lines, 1) if line.startswith(MARK))


def fresh(tree: Path, commit: str) -> None:
    """Whatever an earlier upgrade, that was killed perhaps, has left there."""
    remove(tree)
    git("worktree", "add", "--quiet", "-ff", "--detach", str(tree), commit)


def remove(tree: Path) -> None:
    shutil.rmtree(tree, ignore_errors=True)
    git("worktree", "remove", "-ff", str(tree), may_fail=True)


def in_the_way(head: str, made: str) -> str:
    """A file of the owner's that git does not know, and the release would write over; or ""."""
    added = git("diff-tree", "-r", "-z", "--name-only", "--diff-filter=A", head, made).split("\0")
    return next((name for name in added if name and Path(name).exists()), "")


def news(base: str, release: str) -> list[str]:
    """The lines of the changelog that are new since a release."""
    told = git("diff-tree", "-U0", "-p", base, release, "--", "CHANGELOG.md").splitlines()
    return [line[1:] for line in told if line.startswith("+") and not line.startswith("+++")]


def forward(made: str, cut_short: Path) -> None:
    """The owner's branch and files, in one step that no Ctrl-C reaches.

    Should git itself be killed in it, the file ``cut_short`` says which commit it was about.
    """
    cut_short.write_text(made, "ascii")
    command = ("git", "merge", "--quiet", "--ff-only", "--no-overwrite-ignore", made)
    done = subprocess.run(command, capture_output=True, check=False, start_new_session=True)
    if done.returncode >= 0:
        cut_short.unlink()
    if done.returncode:
        raise UpgradeError(f"The blog has changed meanwhile: {complaint(done)}. Say it again.")
