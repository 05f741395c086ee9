"""``make bench``: this blog's build beside plain Pelican's, on the same posts in one run.

Times are whole processes, taken in turn; machines are noisy, so the ratio of the
medians is the result. ``POSTS=1000 ROUNDS=3`` say how much.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.conftest import NOW, ROOT

POSTS = int(os.environ.get("POSTS", "1000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
WORDS = (
    "you we the a customer counter queue letter door waits opens answers asks reads knows that "
    "who when again before after morning chair receipt form bell never always once promise"
).split()
TOPICS = [f"Topic {n}" for n in range(40)]
PLAIN = """
SITENAME, SITEURL, TIMEZONE = "Plain", "https://blog.example", "UTC"
THEME = "simple"
FEED_ALL_RSS, TAG_FEED_RSS, AUTHOR_FEED_RSS = "all.xml", "tag-{slug}.xml", "author-{slug}.xml"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = None
RSS_FEED_SUMMARY_ONLY, FEED_MAX_ITEMS, DEFAULT_PAGINATION = False, 50, False
"""


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
    started = time.monotonic()
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_posts(folder / "content")
        (folder / "plain.py").write_text(PLAIN, "utf-8")
        (folder / "ours.py").write_text(
            "from pelicanconf import *\nCACHE_PATH = 'cache'\n", "utf-8"
        )
        times: dict[str, list[float]] = {"plain": [], "ours": []}
        for _ in range(ROUNDS):
            for kind, taken in times.items():
                taken.append(seconds(folder, folder / f"{kind}.py", f"out-{kind}"))
        for kind, taken in times.items():
            print(f"{kind}: {POSTS} posts in {median(taken):.2f} s (of {ROUNDS}: {taken})")
        print(f"ours / plain Pelican: {median(times['ours']) / median(times['plain']):.2f}")


if __name__ == "__main__":
    main()
