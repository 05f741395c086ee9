"""``make bench``: this blog's build beside plain Pelican's, on the same posts in one run.

Each is built with its feeds and without: the difference is what feeds cost. Times
are those of a processor, for whole processes, taken in turn; machines are noisy, so
the ratios of the medians are the result. ``POSTS=1000 ROUNDS=3`` say how much, and
``TOPICS=40`` how many feeds: of each topic three here, and two in plain Pelican.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.conftest import NOW, ROOT

POSTS = int(os.environ.get("POSTS", "1000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
WORDS = (
    "you we the a customer counter queue letter door waits opens answers asks reads knows that "
    "who when again before after morning chair receipt form bell never always once promise"
).split()
TOPICS = [f"Topic {n}" for n in range(int(os.environ.get("TOPICS", "40")))]
CONFS = {
    "plain": """
SITENAME, SITEURL, TIMEZONE = "Plain", "https://blog.example", "UTC"
THEME = "simple"
FEED_ALL_RSS, TAG_FEED_RSS, AUTHOR_FEED_RSS = "all.xml", "tag-{slug}.xml", "author-{slug}.xml"
FEED_ALL_ATOM, TAG_FEED_ATOM = "all.atom.xml", "tag-{slug}.atom.xml"
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = None
RSS_FEED_SUMMARY_ONLY, FEED_MAX_ITEMS, DEFAULT_PAGINATION = False, 20, False
""",
    "ours": "from pelicanconf import *\nCACHE_PATH = 'cache'\n",
}
NO_FEEDS = {
    "plain": "FEED_ALL_RSS = FEED_ALL_ATOM = TAG_FEED_RSS = TAG_FEED_ATOM = AUTHOR_FEED_RSS = None",
    "ours": "PLUGINS = [name for name in PLUGINS if '.feeds.' not in name]",
}


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
        paragraphs[4] = f"- *{paragraphs[4][:40]}*\n- **{paragraphs[4][40:90]}**"
        if number:
            paragraphs[5] += f" [Before]({{filename}}post-{chance.randrange(number)}.md)."
        header = (
            f"Title: Post {number}\nDate: {2016 + number % 10}-{1 + number % 12:02}-"
            f"{1 + number % 28:02}\nAuthor: Author {number % 4}\n"
            f"Tags: {', '.join(chance.sample(TOPICS, 3))}\nSlug: post-{number}\n"
        )
        text = header + "\n" + "\n\n".join(paragraphs) + "\n"
        (folder / f"post-{number}.md").write_text(text, "utf-8")


def seconds(folder: Path, conf: Path, output: str) -> float:
    command = [sys.executable, "-m", "pelican", "content", "-s", str(conf), "-o", output]
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SITEURL": "https://blog.example",
        "SOURCE_DATE_EPOCH": NOW,
    }
    started = spent()
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    return spent() - started


def spent() -> float:
    """Seconds of a processor that the builds so far have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    builds = CONFS | {
        f"{kind}-without-feeds": CONFS[kind] + conf for kind, conf in NO_FEEDS.items()
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_posts(folder / "content")
        for kind, conf in builds.items():
            (folder / f"{kind}.py").write_text(conf, "utf-8")
        times: dict[str, list[float]] = {kind: [] for kind in builds}
        for _ in range(ROUNDS):
            for kind, taken in times.items():
                taken.append(seconds(folder, folder / f"{kind}.py", f"out-{kind}"))
        for kind, taken in times.items():
            print(f"{kind}: {POSTS} posts in {median(taken):.2f} s (of {ROUNDS}: {taken})")
    plain, ours = median(times["plain"]), median(times["ours"])
    print(f"ours / plain Pelican: {ours / plain:.2f}")
    for_feeds = {
        kind: median(times[kind]) - median(times[f"{kind}-without-feeds"]) for kind in CONFS
    }
    print(
        f"feeds alone: ours {for_feeds['ours']:.2f} s, plain Pelican's {for_feeds['plain']:.2f} s,"
        f" ratio {for_feeds['ours'] / for_feeds['plain']:.2f}"
    )


if __name__ == "__main__":
    main()
