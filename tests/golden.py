"""``python -m tests.golden`` renews what ``site/`` is expected to look like."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import NOW, ROOT
from tests.test_site import GOLDEN, SITE, unhashed


def renew() -> None:
    shutil.rmtree(GOLDEN, ignore_errors=True)
    command = [sys.executable, "-m", "pelican", str(SITE / "content"), "--output", str(GOLDEN)]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SITEURL": "https://blog.example",
        "SOURCE_DATE_EPOCH": NOW,
    }
    subprocess.run(
        [*command, "--settings", str(ROOT / "pelicanconf.py")], env=environment, check=True
    )
    shutil.rmtree(GOLDEN / "theme")
    for picture in GOLDEN.rglob("*.png"):
        picture.unlink()
    for file in filter(Path.is_file, GOLDEN.rglob("*")):
        file.write_bytes(unhashed(file.name, file.read_bytes()))


if __name__ == "__main__":
    renew()
