"""Posts that wait for their minute, and what publishes them then."""

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from plugins.publish.releases import alone
from plugins.site.due import due, note_published, published_at
from tests.conftest import ARTICLE, ROOT, Build, write
from tests.house import House, house

EXAMPLES = ROOT / "plugins/site/examples"
KOLKATA = ZoneInfo("Asia/Kolkata")
MINUTE = datetime(2026, 3, 4, 9, 30, tzinfo=KOLKATA)
WAITING = "Title: At its minute\nDate: 2026-03-04 09:30\nTags: T\nAuthors: A\n\nWords.\n"
PLAIN = "Title: Before\nDate: 2026-01-01\nTags: T\nAuthors: A\n\nWords.\n"
DRAFT = WAITING.replace("\n\n", "\nStatus: draft\n\n").replace("At its minute", "A draft")
POSTS = {"articles/b.md": PLAIN, "articles/w.md": WAITING, "articles/d.md": DRAFT}


def clock(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def told_of(files: dict[str, bytes], what: bytes) -> set[str]:
    return {name for name, content in files.items() if what in content or what in name.encode()}


@pytest.mark.parametrize("publish", [{}, {"PUBLISH": "1"}])
def test_a_post_is_nowhere_before_its_minute_and_everywhere_at_it(
    build: Build, publish: dict[str, str]
) -> None:
    conf = 'TIMEZONE = "Asia/Kolkata"'

    def built(moment: datetime, output: str) -> dict[str, bytes]:
        made = build(POSTS, conf=conf, output=output, SOURCE_DATE_EPOCH=clock(moment), **publish)
        assert made.status == 0, made.problems
        records = [*(made.output / "pagefind/fragment").glob("*")]
        return made.files() | {"records": str(len(records)).encode()}

    before = built(MINUTE - timedelta(seconds=1), "before")
    at = built(MINUTE, "at")
    for name in (b"At its minute", b"articles/w"):
        assert told_of(before, name) == set()
    for name in (b"A draft", b"articles/d/"):
        assert told_of(before, name) | told_of(at, name) == set()
    everywhere = {
        "articles/w/index.html",
        "index.html",
        "archive/index.html",
        "topics/t/index.html",
        "authors/a/index.html",
        "sitemap.xml",
        "feeds/all.rss.xml",
        "feeds/all.atom.xml",
        "feeds/all.json",
        "feeds/topics/t.rss.xml",
        "feeds/authors/a.rss.xml",
    }
    assert everywhere <= told_of(at, b"articles/w/")
    assert sum(name.startswith("cards/") for name in at) == 1 + sum(
        name.startswith("cards/") for name in before
    )
    assert int(at["records"]) == int(before["records"]) + 1


@pytest.mark.parametrize(
    ("since", "now", "header", "expected"),
    [
        pytest.param(-60, -1, "", [], id="not yet"),
        pytest.param(-1, 0, "", ["w.md"], id="at its minute"),
        pytest.param(0, 60, "", [], id="published at its minute"),
        pytest.param(-60, 60, "Status: draft\n", [], id="a draft never is"),
        pytest.param(-60, 60, "Status: withdrawn\n", [], id="what is withdrawn is gone already"),
        pytest.param(-60, 60, "Status: published\n", ["w.md"], id="one that says so"),
        pytest.param(
            -60, 60, "Status: drfat\n", ["w.md"], id="what cannot be read: the build says"
        ),
    ],
)
def test_due(since: int, now: int, header: str, expected: list[str], tmp_path: Path) -> None:
    write(tmp_path, {"2026/w.md": WAITING.replace("\n\n", f"\n{header}\n", 1), "w.jpg": b"\xff"})
    then, moment = (MINUTE + timedelta(seconds=seconds) for seconds in (since, now))
    assert [path.name for path in due(tmp_path, then, moment, KOLKATA)] == expected


def test_a_date_may_stand_in_the_name(tmp_path: Path) -> None:
    write(tmp_path, {"2026-03-04-a.md": "Title: A\n\nX.\n", "2026-03-4x.md": "Title: B\n\nX.\n"})
    midnight = MINUTE.replace(hour=0, minute=0)
    second = timedelta(seconds=1)
    assert [p.name for p in due(tmp_path, midnight - second, midnight, KOLKATA)] == [
        "2026-03-04-a.md"
    ]
    assert not [*due(tmp_path, midnight - 2 * second, midnight - second, KOLKATA)]


def test_the_last_publish_is_remembered(tmp_path: Path) -> None:
    stamp = tmp_path / "new/stamp"
    assert published_at(stamp).year == 1
    note_published(stamp, MINUTE)
    assert published_at(stamp) == MINUTE
    stamp.write_text("half")
    assert published_at(stamp).year == 1


def crontab() -> str:
    line = EXAMPLES.joinpath("crontab").read_text("utf-8").splitlines()[-1]
    minutes, command = line.split(" * * * * ")
    assert minutes == "*/5"
    return command.replace("/srv/blog", ".")


def service() -> str:
    [command] = re.findall("(?m)^ExecStart=(.*)$", (EXAMPLES / "publish.service").read_text())
    return str(command)


def workflow() -> str:
    told = yaml.load((EXAMPLES / "publish.yml").read_text("utf-8"), Loader=yaml.BaseLoader)
    steps = told["jobs"]["publish"]["steps"]
    assert all(re.search("@[0-9a-f]{40}$", step["uses"]) for step in steps if "uses" in step)
    assert {"schedule", "push"} <= told["on"].keys() and "concurrency" in told
    # Bash as it runs there, each step a shell of its own.
    return "\n".join(f"( set -e\n{step['run']}\n) || exit" for step in steps if "run" in step)


@pytest.fixture
def blog(tmp_path: Path) -> House:
    made = house(tmp_path / "house", {"articles/b.md": PLAIN, "articles/w.md": WAITING})
    conf = made.folder / "pelicanconf.py"
    text = conf.read_text("utf-8").replace('TIMEZONE = "UTC"', 'TIMEZONE = "Asia/Kolkata"')
    address = text.replace('"http://127.0.0.1:8000"', '"https://blog.example"')
    assert text != address
    # Their features are tested elsewhere, and take their time.
    for slice_ in ("cards", "search", "icons"):
        address = address.replace(f'        "{slice_}",\n', "")
    conf.write_text(address, "utf-8")
    (made.folder / ".gitignore").write_text("*\n!content\n!content/**\n")
    git = "git init -q -b main . && git add -A && git -c user.name=A -c user.email=a@b commit -qm 1"
    bare = "git init -q --bare -b main ../far && git remote add origin ../far"
    done = made.run("sh", "-ec", f"{git}; {bare}; git push -qu origin main")
    assert done.returncode == 0, done.stderr
    return made


@pytest.mark.parametrize("example", [crontab, service, workflow])
def test_an_example_publishes_what_is_due_and_else_does_nothing(
    example: Callable[[], str], blog: House
) -> None:
    def run(seconds: int) -> dict[str, int]:
        moment = MINUTE + timedelta(seconds=seconds)
        done = blog.run("bash", "-c", example(), SOURCE_DATE_EPOCH=clock(moment), DUE="1")
        assert (done.returncode, done.stdout) == (0, ""), done
        files = (blog.folder / "output").rglob("*.html")
        return {f.relative_to(blog.folder).as_posix(): f.stat().st_mtime_ns for f in files}

    page = "output/articles/w/index.html"
    first = run(-90)
    assert first and page not in first
    assert run(-1) == first
    with alone(blog.folder / "output"):
        if example is not workflow:
            assert run(0) == first
    at = run(0)
    assert page in at
    assert run(300) == at
    assert "/articles/w/" in blog.text("content/addresses.txt")
    if example is workflow:
        log = blog.run("git", "-C", "../far", "log", "--format=%s").stdout.splitlines()
        assert log == ["Addresses of what was published"] * 2 + ["1"]


def test_the_units_are_some() -> None:
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("systemd-analyze is not installed (apt-get install systemd)")
    units = [str(EXAMPLES / f"publish.{kind}") for kind in ("service", "timer")]
    done = subprocess.run(
        [program, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    said = [line for line in (done.stdout + done.stderr).splitlines() if "publish." in line]
    assert [line for line in said if "is not executable" not in line] == []


@pytest.mark.parametrize(
    ("own", "given", "told"),
    [
        ("http://127.0.0.1:8000", "", "publish needs the site's address: make publish SITEURL="),
        ("http://localhost", "", "publish needs the site's address: make publish SITEURL="),
        ("blog.example", "", "SITEURL is blog.example. It must look like https://"),
        ("ftp://blog.example", "", "SITEURL is ftp://blog.example. It must look like https://"),
        ("https://blog.example", "x", "SITEURL is x. It must look like https://"),
        ("https://blog.example", "", ""),
        ("http://127.0.0.1:8000", "https://blog.example", ""),
    ],
)
def test_publish_needs_an_address(own: str, given: str, told: str, tmp_path: Path) -> None:
    blog = house(tmp_path, {"articles/a.md": ARTICLE})
    conf = blog.folder / "pelicanconf.py"
    text = conf.read_text("utf-8")
    conf.write_text(text.replace('"http://127.0.0.1:8000"', f'"{own}"'), "utf-8")
    if told:
        done = blog.make("publish", f"SITEURL={given}")
        first, *more = done.stderr.splitlines()
        assert first.startswith(told) and [line[:5] for line in more] == ["make:"]
        assert done.returncode == 2
        assert not (blog.folder / "output").exists()
    else:
        done = blog.make("publish", f"SITEURL={given}", SOURCE_DATE_EPOCH=clock(datetime.now(UTC)))
        assert done.returncode == 0, done.stderr
        assert "https://blog.example/" in blog.text("output/sitemap.xml")
