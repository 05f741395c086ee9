"""FIX=1: what has one right answer is put right, and every other byte stays."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.check.mend import Mended, diff, mended
from plugins.common.problem import Fix, Place
from tests.conftest import ARTICLE, ROOT, Build, write

ENDS = st.sampled_from(["\n", "\r\n", "\r"])
LINE = st.text(st.characters(exclude_characters="\r\n\ufeff", exclude_categories=["Cs"]))
TOPICS = '[service]\nname = "Service"\n\n[waiting]\nname = "Waiting"\n'


@given(st.data(), st.lists(LINE, min_size=2), ENDS, st.booleans(), LINE)
def test_only_the_place_itself_changes(
    data: st.DataObject, lines: list[str], end: str, bom: bool, new: str
) -> None:
    number = data.draw(st.integers(0, len(lines) - 1))
    start, stop = sorted(data.draw(st.tuples(*[st.integers(0, len(lines[number]))] * 2)))
    old, after = lines[number][start:stop], [*lines]
    if old:
        fix = Fix(Place(number + 1, start + 1), old, new)
        after[number] = lines[number][:start] + new + lines[number][stop:]
    else:
        fix = Fix(Place(number + 1), "", new)
        after.insert(number, new)
    before, expected = ("\ufeff" * bom + end.join(each) for each in (lines, after))
    assert mended(before, [fix]).new == expected


def test_what_overlaps_or_is_gone_is_left_out() -> None:
    fixes = [Fix(Place(1, 1), "abc", "x"), Fix(Place(1, 3), "cd", "y"), Fix(Place(1, 6), "z", "w")]
    result = mended("abcdef", [*fixes, Fix(Place(9, 1), "a", "b"), Fix(Place(1, 99), "a", "b")])
    assert (result.new, result.fixes) == ("abyef", frozenset([fixes[1]]))


def test_the_diff_shows_both() -> None:
    shown = diff(Path("a.md"), Mended("\ufeffa\r\nb\r\n", "\ufeffa\r\nc\r\n", frozenset()))
    assert shown == "--- a.md\n+++ a.md\n@@ -1,2 +1,2 @@\n \ufeffa\n-b\n+c"


BROKEN = {
    "articles/plain.md": (
        b"\xef\xbb\xbfTitel: A post\r\nDate: 4 March 2026\r\ntags: [sevrice, 'waiting']\r\n"
        b"Status: pubished  \r\n\r\nSee [b](../yaml.md#x), `[b](../yaml.md#x)`.\tCaf\xc3\xa9 \r\n"
    ),
    "articles/old/yaml.md": (
        b'---\r\ntitle: "A: post"  # a remark\r\ndate: 2026-3-4 09:30\r\n'
        b"tags:\r\n  - 'wating'\r\n  - Service\r\nimage_atl: None\r\n---\r\n## X {: #x }\r\n"
    ),
    "articles/cr.md": b"Title: B\rDate: 2026/3/4\rAuthor: Sam Smaple\r\rOne line,\rno end",
    "topics.toml": TOPICS.encode(),
    "authors.toml": b'[sam]\nname = "Sam Sample"\n',
}
MENDED = {
    "articles/plain.md": (
        b"\xef\xbb\xbfTitle: A post\r\nId: 480d54f0-88e0-56bb-bf44-5d7cb52c3c72\r\n"
        b"Date: 2026-03-04\r\ntags: Service, waiting\r\n"
        b"Status: published  \r\n\r\nSee [b](old/yaml.md#x), `[b](../yaml.md#x)`.\tCaf\xc3\xa9 \r\n"
    ),
    "articles/old/yaml.md": (
        b'---\r\ntitle: "A: post"  # a remark\r\nid: 5cb1014a-72ad-51be-8d66-4cdacf0e5bca\r\n'
        b"date: 2026-03-04 09:30\r\ntags:\r\n  - 'Waiting'\r\n  - Service\r\n"
        b"image_alt: None\r\n---\r\n## X {: #x }\r\n"
    ),
    "articles/cr.md": (
        b"Title: B\rId: 1fa14807-08d2-5e5b-9f10-952614933a99\rDate: 2026-03-04\r"
        b"Author: Sam Sample\r\rOne line,\rno end"
    ),
}


def test_what_can_be_mended_is_and_nothing_else_changes(tmp_path: Path, build: Build) -> None:
    content = write(tmp_path / "content", BROKEN)
    (content / "articles/cr.md").chmod(0o640)
    first = build(content, FIX="1")
    assert first.status == 1  # brackets are taken off before the names in them are looked at
    assert "-Author: Sam Smaple\n+Id: 1fa14807" in first.notes
    for _ in range(2):
        build(content, FIX="1")
    assert {name: (content / name).read_bytes() for name in BROKEN} == {**BROKEN, **MENDED}
    assert (content / "articles/cr.md").stat().st_mode & 0o777 == 0o640
    assert {path.name for path in content.rglob(".*")} == set()
    last = build(content, FIX="1")
    assert (last.status, last.problems, last.notes) == (0, (), "")


@pytest.mark.parametrize("environment", [{"PUBLISH": "1"}, {"SERVE": "1"}, {"FIX": ""}])
def test_no_other_build_changes_a_text(
    environment: dict[str, str], tmp_path: Path, build: Build
) -> None:
    built = build(BROKEN, **{"FIX": "1", **environment})
    assert built.status == 1
    for name, text in BROKEN.items():
        assert (tmp_path / "content" / name).read_bytes() == text


@pytest.mark.parametrize("answer", ["y", "n"])
def test_on_a_terminal_somebody_is_asked(answer: str, tmp_path: Path) -> None:
    content = write(tmp_path / "content", {"articles/a.md": ARTICLE.replace("Title", "Titel")})
    told, screen = answered(tmp_path, answer)
    assert "-Titel: A post\n+Title: A post\n" in screen
    assert screen.count("Write this? [y/N]: ") == 1
    assert ("Mended 1 place in 1 file" in screen) == (answer == "y")
    assert ("content/articles/a.md:1:1: 'titel' is not a field" in told) == (answer == "n")
    assert (
        (content / "articles/a.md")
        .read_text("utf-8")
        .startswith("Title: A post" if answer == "y" else "Titel: A post")
    )


def answered(folder: Path, answer: str) -> tuple[str, str]:
    """What a build in a terminal prints on its stdout, and what somebody sees who types that."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "pelican", "content", "-s", str(ROOT / "pelicanconf.py")]
    with subprocess.Popen(
        [*command, "-o", "output", "--cache-path", str(folder / "cache")],
        cwd=folder,
        env={**os.environ, "FIX": "1"},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    ) as process:
        os.close(theirs)
        os.write(ours, f"{answer}\n".encode())
        screen = b""
        while more := read_on(ours):
            screen += more
        told = process.stdout.read() if process.stdout else ""
    os.close(ours)
    return told, screen.decode().replace("\r\n", "\n")


def read_on(terminal: int) -> bytes:
    """Nothing once the program has ended, which Linux calls an error."""
    try:
        return os.read(terminal, 4_096)
    except OSError:
        return b""


def test_two_posts_of_one_address_get_no_id_in_common(tmp_path: Path, build: Build) -> None:
    texts = {f"articles/{n}.md": f"Title: {n}\nDate: 2026-03-04\nSlug: same\n\nX.\n" for n in "ab"}
    built = build(texts, FIX="1")
    assert built.status == 1
    for name, text in texts.items():
        assert (tmp_path / "content" / name).read_text("utf-8") == text
