"""``python -m tests.golden`` renews what ``site/`` is expected to look like."""

import os
import shutil
import subprocess
import sys

from tests.conftest import NOW, ROOT, write
from tests.test_site import GOLDEN, SITE, told


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
    shutil.rmtree(GOLDEN / "pagefind")
    files = {path.relative_to(GOLDEN).as_posix(): path for path in GOLDEN.rglob("*")}
    built = {name: path.read_bytes() for name, path in files.items() if path.is_file()}
    shutil.rmtree(GOLDEN)
    write(GOLDEN, told(built))


if __name__ == "__main__":
    renew()
