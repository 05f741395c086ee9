"""What a build is called with, judged before it begins."""

import re
from pathlib import Path

ADDRESS = re.compile(r"https?://[^/?#\s]+(?:/[^?#\s]*)?")


def wrong(folder: Path, conf: Path, siteurl: str) -> str:
    """A sentence: what cannot be built, and what to do; or ""."""
    if not folder.is_dir():
        return f"INPUTDIR is {folder}, but there is no such folder. Name the one with your posts."
    if not conf.is_file():
        return (
            f"CONFFILE is {conf}, but there is no such file. Name your settings, or leave it out."
        )
    if not ADDRESS.fullmatch(siteurl):
        return f"SITEURL is {siteurl}. It must look like https://blog.example.org or …/blog."
    return ""
