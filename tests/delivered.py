"""The house as it was delivered, with what its owner has made of plugins and theme."""

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

from plugins.start.samples import SAMPLE_ID

HOUSE = Path(__file__).resolve().parent.parent
# What is an owner's from day one: tests know the posts and settings that were there before.
OWN = ("pelicanconf.py", "content", "output")
LEFT_OUT = (*OWN, "samples", "hosting", ".git", ".cache", ".serve")


def root() -> Path:
    """The house that stands here, while nobody has made it their own; else one beside it, of links.

    Made once for a run of the tests, by whoever asks first: their children are told.
    """
    if told := os.environ.get("HOUSE_AS_DELIVERED"):
        return Path(told)
    found = HOUSE
    if SAMPLE_ID not in (HOUSE / "pelicanconf.py").read_text("utf-8") and (commit := delivered()):
        found = HOUSE / ".cache/delivered"
        shutil.rmtree(found, ignore_errors=True)
        found.mkdir(parents=True)
        for path in HOUSE.iterdir():
            if path.name not in LEFT_OUT:
                (found / path.name).symlink_to(path)
        packed = git("archive", "--format=zip", commit, *OWN)
        zipfile.ZipFile(io.BytesIO(packed)).extractall(found)
    os.environ["HOUSE_AS_DELIVERED"] = str(found)
    return found


def delivered() -> str:
    """The newest commit that is not the owner's, or "" where git knows none.

    It is a parent of the one that changed the blog's identity, or brought in a release.
    """
    if git("grep", SAMPLE_ID, "HEAD", "--", "pelicanconf.py"):
        return "HEAD"  # day one is not committed yet
    found = git(
        *("log", "-1", "-m", "--full-history", "--format=%P", f"-S{SAMPLE_ID}"),
        *("--", "pelicanconf.py"),
    )
    return (found.decode("ascii").split() or [""])[-1]


def git(*command: str) -> bytes:
    return subprocess.run(("git", *command), cwd=HOUSE, capture_output=True, check=False).stdout
