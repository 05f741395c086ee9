"""``python -m tests.torture.suggest FOLDER…``: how well topics are suggested.

A folder holds Markdown posts with ``tags:`` or ``topics:``, of any generator. Each post in turn
is a draft: its topics are taken away and suggested from the other posts, and only topics
of the others can be right. F1 is of a post's topics and of the suggested ones, five at most, each
post counting the same. Beside it, on the same posts, two ways to re-use the blog's topics: those
whose names the text has most often, and the five most used. Times are those of a processor.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from statistics import mean, median

from plugins.common.header import Header, split
from plugins.common.text import folded
from plugins.suggestions.suggest import Choice, Shelf, Suggestion, Text
from tests.torture.figures import Figure, table

MOST = 5
# The best that was found of re-using a blog's own topics.
F1_MIN = 0.41
# Learning: for a blog of 2,000 posts.
DRAFT_MAX_MS, LEARN_MAX_S = 20.0, 2.0
# Code, tags, shortcodes, addresses: no prose.
NO_PROSE = re.compile(
    r"^(?:```|~~~).*?^(?:```|~~~)|<[^>]*>|\{[%{<].*?[%}>]\}|\]\([^)]*\)|^\[[^\]]+\]:.*?$|https?://\S+",
    re.MULTILINE | re.DOTALL,
)
HEADING = re.compile(r"^#+ *(.+)$", re.MULTILINE)
WORDS_MIN = 20


def posts(folder: Path) -> Iterator[Text]:
    """Those with topics and some text; copies of one text count once."""
    seen = set()
    for path in sorted(folder.rglob("*.md")):
        header = split(path.read_text("utf-8", "replace"))
        prose = NO_PROSE.sub(" ", header.body)
        topics = frozenset((*named(header, "tags"), *named(header, "topics")))
        if topics and prose not in seen and len(prose.split()) >= WORDS_MIN:
            seen.add(prose)
            title = " ".join(header.values["title"].texts) if "title" in header.values else ""
            yield Text(title, tuple(HEADING.findall(prose)), prose, topics)


def named(header: Header, key: str) -> Iterator[str]:
    """Topics; ``open-source``, ``Open source`` and ``"open source"`` are one."""
    for text in header.values[key].texts if key in header.values else ():
        for name in text.strip("[]").split(","):
            if found := folded(name.replace("-", " ").strip("\"' ")):
                yield found


def f1(suggested: Collection[str], true: Collection[str]) -> float:
    return 2 * len(set(suggested) & set(true)) / (len(suggested) + len(true))


def figures(folder: Path) -> Iterator[Figure]:
    texts = list(posts(folder))
    used = Counter(topic for text in texts for topic in text.topics)
    names = {topic: re.compile(rf"\b{re.escape(topic)}\b") for topic in used}
    started = time.process_time()
    shelf = Shelf(map(Choice, used), texts)
    learnt = time.process_time() - started
    scores: dict[str, list[float]] = {"ours": [], "named": [], "used": []}
    taken = []
    for text in texts:
        others = used - Counter(text.topics)
        started = time.process_time()
        found: tuple[Suggestion, ...] = shelf.suggest(text, MOST)
        taken.append(1_000 * (time.process_time() - started))
        words = folded(f"{text.title} {text.prose}")
        times = Counter({topic: len(names[topic].findall(words)) for topic in others})
        for way, topics in (
            ("ours", [s.topic for s in found if s.topic in others]),
            ("named", [topic for topic, _ in (+times).most_common(MOST)]),
            ("used", [topic for topic, _ in others.most_common(MOST)]),
        ):
            scores[way].append(f1(topics, text.topics))
    named_, used_ = mean(scores["named"]), mean(scores["used"])
    blog = folder.name
    yield Figure(f"{blog}: posts", len(texts))
    yield Figure(f"{blog}: topics in the text, F1@{MOST}", named_)
    yield Figure(f"{blog}: most used topics, F1@{MOST}", used_)
    yield Figure(f"{blog}: ours, F1@{MOST}", mean(scores["ours"]), at_least=max(named_, used_))
    yield Figure(f"{blog}: ms a draft, median", median(taken), at_most=DRAFT_MAX_MS, timed=True)
    yield Figure(f"{blog}: s to learn", learnt, at_most=LEARN_MAX_S, timed=True)


def main(folders: list[str]) -> int:
    if not folders:
        print("Name folders of Markdown posts with tags", file=sys.stderr)
        return 2
    found = [figure for folder in folders for figure in figures(Path(folder))]
    ours = [figure.value for figure in found if ": ours" in figure.name]
    found.append(Figure("ours, mean of all", mean(ours), at_least=F1_MIN))
    print(table(found))
    return 0 if all(figure.kept for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
