"""``make bench``: this blog's build beside plain Pelican's, on the same posts in one run.

Times are those of a processor, of whole processes and within them of what writes
feeds or checks what authors wrote, taken in turn; machines are noisy, so the medians of
each round's ratios are the result. ``POSTS=1000 ROUNDS=5`` say how much, and ``TOPICS=40``
how many feeds: of each topic three here, and two in plain Pelican.

Last comes the move of an older blog with 2,000 posts and 10,000 comments, which has 60 seconds
and 300 MB.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.conftest import NOW, ROOT
from tests.wxr import large

POSTS = int(os.environ.get("POSTS", "1000"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
WORDS = (
    "you we the a customer counter queue letter door waits opens answers asks reads knows that "
    "who when again before after morning chair receipt form bell never always once promise"
).split()
TOPICS = [f"Topic {n}" for n in range(int(os.environ.get("TOPICS", "40")))]
# Within a build, for what it takes to write feeds, or to check what was written by hand, is
# lost in the noise of the rest.
TIMED = """
import atexit, time
spent = {"feeds": 0.0, "checks": 0.0}
def timed(what, owner, *names):
    for name in names:
        def outer(*arguments, inner=getattr(owner, name), **named):
            started = time.process_time()
            try:
                return inner(*arguments, **named)
            finally:
                spent[what] += time.process_time() - started
        setattr(owner, name, outer)
atexit.register(lambda: print(spent["feeds"], spent["checks"]))
"""
CONFS = {
    "plain": """
from pelican.writers import Writer
timed("feeds", Writer, "write_feed")
SITENAME, SITEURL, TIMEZONE = "Plain", "https://blog.example", "UTC"
THEME = "simple"
FEED_ALL_RSS, TAG_FEED_RSS, AUTHOR_FEED_RSS = "all.xml", "tag-{slug}.xml", "author-{slug}.xml"
FEED_ALL_ATOM, TAG_FEED_ATOM = "all.atom.xml", "tag-{slug}.atom.xml"
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = None
RSS_FEED_SUMMARY_ONLY, FEED_MAX_ITEMS, DEFAULT_PAGINATION = False, 20, False
""",
    "ours": """
from pelicanconf import *
from plugins.feeds.plugin import Feeds
timed("feeds", Feeds, "generate_context", "generate_output")
import plugins.check.plugin, plugins.front_matter.plugin, plugins.links.plugin
import plugins.proof.leftovers, plugins.proof.plugin, plugins.site.plugin
timed("checks", plugins.check.plugin, "gather", "read_settings")
timed("checks", plugins.front_matter.plugin, "decoded", "read", "within")
timed("checks", plugins.links.plugin, "check_links")
timed("checks", plugins.proof.leftovers.Leftovers, "finditer")
timed("checks", plugins.proof.leftovers.ProofReader, "run")
timed("checks", plugins.proof.plugin, "read_proof")
timed("checks", plugins.site.plugin, "report_tree")
CACHE_PATH = "cache"
""",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of a processor: for the whole build, and in it for its feeds and its checks."""

    whole: float
    feeds: float
    checks: float


def write_posts(folder: Path) -> None:
    """The same posts every time: 400 words each, with a heading, a list, a link and emphasis."""
    chance = random.Random(1)
    folder.mkdir()
    for number in range(POSTS):
        paragraphs = [
            " ".join(chance.choices(WORDS, k=chance.randint(40, 60))).capitalize() + "."
            for _ in range(8)
        ]
        paragraphs[2] = f"## {paragraphs[2][:30]}"
        paragraphs[4] = f"- *{paragraphs[4][:40].strip()}*\n- **{paragraphs[4][40:90].strip()}**"
        if number:
            paragraphs[5] += f" [Before]({{filename}}post-{chance.randrange(number)}.md)."
        header = (
            f"Title: Post {number}\nDate: {2016 + number % 10}-{1 + number % 12:02}-"
            f"{1 + number % 28:02}\nAuthor: Author {number % 4}\n"
            f"Tags: {', '.join(chance.sample(TOPICS, 3))}\nSlug: post-{number}\n"
        )
        text = header + "\n" + "\n\n".join(paragraphs) + "\n"
        (folder / f"post-{number}.md").write_text(text, "utf-8")


def build(folder: Path, conf: Path, output: str) -> Taken:
    command = [sys.executable, "-m", "pelican", "content", "-s", str(conf), "-o", output]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SITEURL": "https://blog.example",
        "SOURCE_DATE_EPOCH": NOW,
    }
    started = spent()
    done = subprocess.run(
        command, cwd=folder, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    feeds, checks = map(float, done.stdout.split()[-2:])
    return Taken(spent() - started, feeds, checks)


def spent() -> float:
    """Seconds of a processor that the builds so far have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def move_in(folder: Path) -> tuple[float, float]:
    """The seconds of a processor, and the megabytes, that it takes."""
    (folder / "content/articles").mkdir(parents=True)
    export = folder / "export.xml"
    with export.open("w", encoding="utf-8") as file:
        file.writelines(large(2000, 10_000))
    command = [sys.executable, "-m", "plugins.moving_in", "--input", str(folder / "content")]
    child = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "FROM": str(export)}, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(child.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    replies = (folder / "content/replies").glob("*/*.toml")
    assert sum(1 for _ in replies) == 10_000
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_posts(folder / "content")
        for kind, conf in CONFS.items():
            (folder / f"{kind}.py").write_text(TIMED + conf, "utf-8")
        rounds = [
            {kind: build(folder, folder / f"{kind}.py", f"out-{kind}") for kind in CONFS}
            for _ in range(ROUNDS)
        ]
    for name in ("whole", "feeds", "checks"):
        for kind in CONFS:
            taken = [getattr(each[kind], name) for each in rounds]
            print(f"{name}, {kind}: {median(taken):.2f} s of {[round(s, 2) for s in taken]}")
        if name == "checks":
            break  # plain Pelican has none
        ratios = [getattr(each["ours"], name) / getattr(each["plain"], name) for each in rounds]
        print(
            f"{name}, ours / plain Pelican: {median(ratios):.2f} of {[round(r, 2) for r in ratios]}"
        )
    with tempfile.TemporaryDirectory() as name:
        seconds, megabytes = move_in(Path(name))
    print(f"moving in, 2,000 posts and 10,000 comments: {seconds:.1f} s, {megabytes:.0f} MB")


if __name__ == "__main__":
    main()
