"""Posts that nobody would write, thousands of them, in real builds among some that are sound.

Half are made up of what headers and Markdown consist of, half are posts of this blog and
of the tests' that something has gone over: bytes flipped, lines doubled, swapped and cut, headers
spelled another way, marks repeated. Then Markdown that is known to take its parser for ever.
However a post is, it is drawn or a problem names it, and its neighbours are drawn.
"""

import json
import random
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pelican import Pelican, signals

from plugins.common.header import split
from plugins.front_matter.fields import FIELDS
from plugins.front_matter.plugin import Reader
from tests.conftest import FORKS, NOW, ROOT, SAMPLE, pelican, write
from tests.torture.figures import Figure
from tests.torture.naughty import MARKUP

TINY = {"posts": 100, "a_build": 100, "explosions": 3}
# What Markdown is given for a post here, and what it may take beyond that to be stopped.
SECONDS, SECONDS_BEYOND = 2, 1.0
BUILD_SECONDS_MAX = 900
SEED = 5
CONF = """
from pelicanconf import *
from tests.torture.desk import watch
watch()
MARKDOWN_SECONDS_MAX = {}
"""
WATCHED = "watched.json"
# In a build: the seconds that each post took to be read.
READ: dict[str, float] = {}
SOUND = "Title: Sound {0}\nDate: 2026-03-04\n\nSound words {0}.\n\n"
SOUNDS = 5
TOLD = re.compile(r"content/[^:\n]+(?::\d+){0,2}: \S.*")
COUNT = re.compile(r"\d+ problems? in \d+ files?(?:; make check FIX=1 mends \d+ of them)?\.")
MARKS = re.compile(rb"[^\w\s]+|^[ \t]+|\n", re.MULTILINE)
PIECES = (
    *MARKUP,
    *("# ", "## ", "###### ", "> ", "- ", "* ", "1. ", "    ", "\t", "\n", "\n\n", "---", "***"),
    *("`", "```", "```python\n", "~~~", "~~~\n", "[", "]", "(", ")", "![", "](", "[a](b.md)"),
    *("[^1]", "[^1]: ", "[a]: b", "[a][a]", "*[a]: b\n", "a\n: b\n", "|", "|-|\n", "a|b\n-|-\n"),
    *("{: #a }", "{: .a b=c }", "{.a", "{filename}/a.md", "{static}a.png", "![](a.png)"),
    *("<div>", "</div>", '<div markdown="1">', "<a href=", "<!--", "-->", "<?", "?>", "<![CDATA["),
    *("&", "&amp;", "&#0;", "&#xd800;", "\\", "\\\\", "*", "**", "_", "__", "[TOC]", "http://["),
    *("\0", "\u202e", "\u2028", "\ufeff", "\x0c", "\x85", "\U0001f600", "é", "\u0301", "words "),
)
VALUES = (
    *("", "2026-03-04", "2026-13-45", "9999-12-31", "0001-01-01 00:00", "03/04/2026", "[a, b]"),
    *("draft", "hidden", "withdrawn", "!!!", "../..", "/etc/passwd", "index.html", "a" * 400),
    *(
        "http://[",
        "https://a.example/",
        "- a\n- b",
        "{a: b}",
        "*a",
        "&a b",
        "|",
        "'",
        '"',
        "\u202e",
    ),
)
EXPLOSIONS: Mapping[str, str] = {
    "brackets": "[" * 20_000,
    "pictures": "![" * 8_000,
    "links": "[a](" * 8_000,
    "anchors": '<a href="' * 8_000,
    "fences": "```\n~~~\n" * 5_000,
    "lists": "".join(f"{'    ' * deep}- a\n" for deep in range(400)),
    "quotations": "> " * 5_000 + "a",
    "definitions": "a\n: b\n" * 3_000,
    "emphasis": "*a _b " * 10_000,
    "stars": "**a*" * 10_000,
    "ticks": "".join("`" * number + " " for number in range(1_000)),
    "comments": "<!-- " * 20_000,
    "instructions": "<? " * 20_000,
    "declarations": "<![" * 20_000,
    "tags": "<div>" * 5_000,
    "tags with attributes": "<a b=" * 20_000,
    "Markdown in tags": '<div markdown="1">\n' * 2_000,
    "references": "[a][" * 10_000,
    "named references": "".join(f"[{number}]: /a\n[{number}]\n" for number in range(5_000)),
    "notes": "".join(f"a[^{number}]\n\n[^{number}]: b[^{number + 1}]\n" for number in range(2_000)),
    "abbreviations": "".join(f"*[a{number}]: b\n" for number in range(3_000)) + "a1 " * 3_000,
    "tables": "|" * 20_000 + "\n" + "-|" * 20_000 + "\n",
    "attributes": "a {: " + ".b " * 20_000 + "\n",
    "braces": "# a {" * 10_000,
    "entities": "&" * 50_000,
    "headings with one name": "## a\n\n" * 5_000,
    "blanks": "a" + " " * 100_000 + "b",
    "empty lines": "\n" * 100_000 + "a",
    "backslashes": "\\" * 50_000,
    "one line": "a_b*c" * 50_000,
    "rules": "- " * 20_000 + "a",
    "addresses": "<http://" * 10_000,
    "titles": '[a](b "' * 5_000,
    "contents": "[TOC]\n\n" * 200 + "## a\n\n" * 500,
}


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a build: its status, its lines, the seconds each post took to be read.

    ``status`` is None where it had no end. Posts go by their names in the folder of articles.
    """

    given: Mapping[str, bytes]
    status: int | None
    lines: tuple[str, ...]
    read: Mapping[str, float]
    drawn: frozenset[str]
    sound: int
    seconds: float  # of a processor, in the build

    @property
    def stopped(self) -> int:
        return sum("Markdown cannot read this within" in line for line in self.lines)

    @property
    def foreign(self) -> list[str]:
        """Lines that are no problem of a file's."""
        return [n for n in self.lines if not (TOLD.fullmatch(n) or COUNT.fullmatch(n))]

    @property
    def lost(self) -> list[str]:
        """Posts that are not drawn, although nothing is said of them."""
        told = {line.partition(":")[0].rpartition("/")[2] for line in self.lines}
        return [
            name
            for name in self.given.keys() - self.drawn - told
            if b"skip" not in self.given[name].lower()  # as its author wishes
        ]


def run(
    folder: Path, *, posts: int = 20_000, a_build: int = 500, explosions: int = len(EXPLOSIONS)
) -> list[Figure]:
    chance = random.Random(SEED)
    written = originals()
    texts = assembled(posts // 2)
    texts += [mutated(chance, chance.choice(written)) for _ in range(posts - len(texts))]
    chance.shuffle(texts)
    names = [f"{number}.md" for number in range(posts)]
    hard = {
        f"{name.replace(' ', '-')}.md": f"{SOUND.format(name)}{body}\n".encode()
        for name, body in list(EXPLOSIONS.items())[:explosions]
    }
    odd = [
        dict(zip(names[start : start + a_build], texts[start : start + a_build], strict=True))
        for start in range(0, posts, a_build)
    ]
    return [
        *figures("odd", [built(folder / str(number), given) for number, given in enumerate(odd)]),
        *figures("hard", [built(folder / "hard", hard)]),
    ]


def figures(kind: str, builds: Sequence[Made]) -> list[Figure]:
    given = sum(len(each.given) for each in builds)
    slowest = max((s for each in builds for s in each.read.values()), default=float("nan"))
    for each in builds:
        for line in [*each.foreign[:5], *each.lost[:5]]:
            print(f"  {line}")
    return [
        Figure(f"{kind} posts", given, at_least=1),
        Figure("  builds", len(builds)),
        Figure("  builds without an end", sum(each.status is None for each in builds), at_most=0),
        Figure("  lines that are no problem", sum(len(each.foreign) for each in builds), at_most=0),
        Figure("  problems told", sum(len(each.lines) for each in builds)),
        Figure("  posts stopped by the limit", sum(each.stopped for each in builds)),
        Figure("  neither drawn nor told", sum(len(each.lost) for each in builds), at_most=0),
        Figure("  sound posts lost", sum(SOUNDS - each.sound for each in builds), at_most=0),
        Figure("  slowest to read (s)", slowest, at_most=SECONDS + SECONDS_BEYOND, timed=True),
        Figure("  ms a post, whole build", 1_000 * sum(b.seconds for b in builds) / given),
    ]


# --- builds


def built(folder: Path, given: Mapping[str, bytes]) -> Made:
    sound = [f"sound-{number}" for number in range(SOUNDS)]
    vocabulary = {name: (SAMPLE / name).read_bytes() for name in ("topics.toml", "authors.toml")}
    posts = {f"articles/{name}": text for name, text in given.items()}
    neighbours = {f"articles/{name}.md": SOUND.format(name) for name in sound}
    write(folder / "content", {**vocabulary, **posts, **neighbours})
    write(folder, {"conf.py": CONF.format(SECONDS)})
    arguments = ["content", "--settings", "conf.py", "--cache-path", "cache"]
    environment = {"SITEURL": "https://blog.example", "SOURCE_DATE_EPOCH": NOW, "SERVE": "1"}
    child = FORKS.Process(target=pelican, args=(folder, arguments, environment))
    child.start()
    child.join(BUILD_SECONDS_MAX)
    status = child.exitcode
    child.kill()
    watched = folder / WATCHED
    told: dict[str, Any] = {"read": {}, "drawn": {}, "seconds": 0.0}
    if watched.exists():
        told = json.loads(watched.read_text("utf-8"))
    drawn = {
        source for file, source in told["drawn"].items() if (folder / "output" / file).exists()
    }
    pages = [folder / f"output/articles/{name}/index.html" for name in sound]
    texts = [page.read_text("utf-8") if page.exists() else "" for page in pages]
    return Made(
        given,
        status,
        tuple((folder / "stdout").read_text("utf-8").splitlines())
        + tuple((folder / "stderr").read_text("utf-8").splitlines()),
        told["read"],
        frozenset(drawn),
        sum(f"<p>Sound words {name}.</p>" in text for name, text in zip(sound, texts, strict=True)),
        told["seconds"],
    )


def watch() -> None:
    """In a build: note what each post takes, and which of them are drawn."""
    read = Reader.read

    def timed(reader: Reader, source_path: str) -> tuple[str, dict[str, Any]]:
        started = time.process_time()
        try:
            return read(reader, source_path)
        finally:
            READ[Path(source_path).name] = time.process_time() - started

    Reader.read = timed  # type: ignore
    signals.finalized.connect(note)


def note(pelican_: Pelican) -> None:
    drawn = {path: source.name for path, source in pelican_.settings["SOURCES"].items()}
    told = {"read": READ, "drawn": drawn, "seconds": time.process_time()}
    Path(WATCHED).write_text(json.dumps(told), "utf-8")


# --- what is written


def originals() -> list[bytes]:
    folders = (SAMPLE, ROOT / "tests/site/content")
    return [path.read_bytes() for folder in folders for path in sorted(folder.rglob("*.md"))]


def assembled(many: int) -> list[bytes]:
    """Headers and bodies put together by Hypothesis."""
    made: list[bytes] = []
    keys = st.sampled_from(sorted(FIELDS)) | st.text(max_size=12)
    values = st.sampled_from(VALUES) | st.sampled_from(PIECES) | st.text(max_size=40)
    lines = st.lists(st.tuples(keys, values), max_size=8)
    runs = st.builds(
        lambda piece, times: piece * times, st.sampled_from(PIECES), st.integers(2, 99)
    )
    pieces = st.sampled_from(PIECES) | st.text(max_size=30) | runs
    body = st.lists(pieces, max_size=30).map("".join)
    forms = st.sampled_from(sorted(FORMS))

    @seed(SEED)
    @settings(
        max_examples=many,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(forms, lines, body)
    def make(form: str, lines: list[tuple[str, str]], body: str) -> None:
        made.append(f"{spelled(lines, form)}{body}".encode("utf-8", "surrogatepass"))

    make()
    return made[:many]


FORMS = {
    "plain": ("", "{}: {}", "\n"),
    "yaml": ("---\n", "{}: {}", "---\n"),
    "toml": ("+++\n", "{} = {!r}", "+++\n"),
}


def spelled(lines: Iterable[tuple[str, str]], form: str) -> str:
    """A header."""
    begin, line, end = FORMS[form]
    return begin + "".join(f"{line.format(*pair)}\n" for pair in lines) + end


def mutated(chance: random.Random, text: bytes) -> bytes:
    for _ in range(chance.randint(1, 4)):
        text = chance.choice(MUTATIONS)(chance, text)
    return text


def flipped(chance: random.Random, text: bytes) -> bytes:
    changed = bytearray(text)
    for _ in range(chance.randint(1, 8) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(chance: random.Random, text: bytes) -> bytes:
    start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return chance.choice((text[:end], text[start:], text[:start] + text[end:]))


def with_lines(chance: random.Random, text: bytes) -> bytes:
    """Doubled, swapped, or indented: mostly those of the header."""
    lines = text.split(b"\n")
    one, other = (min(chance.randrange(len(lines)), chance.randrange(len(lines))) for _ in range(2))
    match chance.randrange(3):
        case 0:
            lines.insert(other, lines[one])
        case 1:
            lines[one], lines[other] = lines[other], lines[one]
        case _:
            lines[one] = b"    " * chance.randint(1, 40) + lines[one]
    return b"\n".join(lines)


def respelled(chance: random.Random, text: bytes) -> bytes:
    """Its header in another form."""
    header = split(text.decode("utf-8", "replace"))
    lines = [(key, item) for key, value in header.values.items() for item in value.texts]
    form = chance.choice(sorted(FORMS))
    return (spelled(lines, form) + header.body).encode("utf-8", "surrogatepass")


def repeated(chance: random.Random, text: bytes) -> bytes:
    marks = list(MARKS.finditer(text))
    mark = chance.choice(marks) if marks else None
    times = chance.choice((2, 3, 10, 100, 1_000))
    return text[: mark.start()] + mark[0] * times + text[mark.end() :] if mark else text


def pieced(chance: random.Random, text: bytes) -> bytes:
    """With something put in."""
    at, piece = chance.randrange(len(text) + 1), chance.choice((*PIECES, *VALUES))
    return text[:at] + piece.encode() * chance.choice((1, 1, 2, 50)) + text[at:]


MUTATIONS = (flipped, cut, with_lines, respelled, repeated, pieced)
