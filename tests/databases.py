"""Where a test's inbox is: in a file, or in a real PostgreSQL, one server for all tests here."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from plugins.inbox.database import Place

try:
    import psycopg
except ImportError:
    LIBRARY = False
else:
    LIBRARY = True

# As the server names those who may not do without a password.
LOCKED = "locked"
HBA = f"local all {LOCKED} scram-sha-256\nlocal all all trust\n"
both = pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)


class Server:
    """It listens on a socket in its folder, to its superuser and whoever has a password."""

    def __init__(self, programs: Path) -> None:
        # PostgreSQL does not run as root, and its user may not look into a test's folder.
        self._user: dict[str, Any] = {}
        self.folder = Path(mkdtemp(prefix="pg"))
        if os.geteuid() == 0:
            self._user = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(self.folder, "postgres", "postgres")
        self._programs = programs
        self._numbers = count(1)
        self._run("initdb", "-D", "data", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N").wait()
        (self.folder / "data/pg_hba.conf").write_text(HBA, "utf-8")
        self.start()

    def start(self) -> None:
        # Processes are killed here, and no machine loses its power.
        quick = "-cfsync=off -cshared_buffers=16MB -clisten_addresses="
        self.process = self._run("postgres", "-D", "data", "-k", str(self.folder), *quick.split())
        for _ in range(600):
            try:
                return self.do("SELECT 1")
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "said").read_text("utf-8", "replace"))

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        self.process.send_signal(how)
        self.process.wait()

    def address(self, name: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@/{name}?host={self.folder}"

    def do(self, sql: str, name: str = "postgres") -> None:
        with psycopg.connect(self.address(name), autocommit=True) as connection:
            connection.execute(sql)

    def database(self, how: str = "") -> str:
        """The address of one that nobody had before."""
        name = f"inbox{next(self._numbers)}"
        self.do(f"CREATE DATABASE {name} {how}")
        return self.address(name)

    def files_of(self, address: str) -> Path:
        """The folder of a database, with all in it that the server has gathered by now."""
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("ANALYZE; CHECKPOINT")
            asked = "SELECT oid FROM pg_database WHERE datname = current_database()"
            [(oid,)] = connection.execute(asked).fetchall()
        return self.folder / "data/base" / str(oid)

    def _run(self, program: str, *words: str) -> "subprocess.Popen[bytes]":
        with (self.folder / "said").open("ab") as said:
            return subprocess.Popen(
                [self._programs / program, *words],
                cwd=self.folder,
                stdout=said,
                stderr=said,
                **self._user,
            )


def programs() -> Path | None:
    """Where Debian has them, the newest, or wherever they are."""
    if found := sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_release):
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def _release(initdb: Path) -> int:
    name = initdb.parent.parent.name
    return int(name) if name.isdecimal() else 0


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    if not ((found := programs()) and LIBRARY):
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    server = Server(found)
    try:
        yield server
    finally:
        server.end(signal.SIGQUIT)
        shutil.rmtree(server.folder)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A file, unless the test is for ``both``."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return tmp_path / "inbox.sqlite3"
    server: Server = request.getfixturevalue("postgresql")
    return server.database()
