"""``python -m tests.torture [slice …]``: the figures of each; exit 1 when a bar is missed."""

import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from tests.torture.figures import Skipped, table

SLICES = (
    "kill",
    "faults",
    "mail",
    "speed",
    "hostile",
    "slow",
    "honest",
    "spam",
    "replies",
    "publish",
    "desk",
)


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in SLICES]:
        print(f"There is no slice {unknown[0]!r}. There are: {', '.join(SLICES)}", file=sys.stderr)
        return 2
    missed = 0
    for name in names or SLICES:
        print(f"{name} …", flush=True)
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix=f"torture-{name}-") as folder:
            try:
                figures = import_module(f"tests.torture.{name}").run(Path(folder))
            except Skipped as reason:
                print(f"  SKIPPED: {reason}")
                missed += 1
                continue
        print(table(figures))
        print(f"  ({time.monotonic() - started:.0f} s)", flush=True)
        missed += sum(not figure.kept for figure in figures)
    print(f"{missed} bars missed" if missed else "every bar kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
