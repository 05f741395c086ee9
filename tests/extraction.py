"""``python -m tests.extraction FOLDER``: how well saved pages are read, beside trafilatura.

FOLDER holds pages and what is true of them, as others publish it: trafilatura's folder ``tests``
(evaldata.json), or Scrapinghub's article-extraction-benchmark (ground-truth.json). Both may be
named. Half of the pages, by a hash of their addresses, are held out: nobody looks at them who
changes a rule. ``HALF=dev`` or ``HALF=held`` reads one, ``WORDPRESS=1`` only pages of WordPress.
"""

import gzip
import hashlib
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from trafilatura import bare_extraction
from trafilatura.settings import Document

from plugins.common.text import folded
from plugins.moving_in import pages
from plugins.moving_in.article import EDGES

HALVES = [half for half in ("dev", "held") if os.environ.get("HALF", half) == half]
WORDPRESS = re.compile(rb"wp-content|content=[\"']WordPress|wp-includes")
Score = Counter[str]


@dataclass(frozen=True, slots=True)
class Page:
    """What is true of a page: all its text, or what its text has and has not."""

    address: str
    content: bytes
    text: str = ""
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    title: str = ""
    date: str = ""

    @property
    def half(self) -> str:
        corpus = "aeb/" if self.text else "tra/"
        digest = hashlib.sha256((corpus + self.address).encode()).hexdigest()
        return "held" if int(digest, 16) % 2 else "dev"


def pages_in(folder: Path) -> Iterator[Page]:
    if (truth := folder / "ground-truth.json").exists():
        for name, told in json.loads(truth.read_bytes()).items():
            content = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
            yield Page(name, content, told["articleBody"])
    if (truth := folder / "evaldata.json").exists():
        for address, told in json.loads(truth.read_bytes()).items():
            for path in (folder / "cache" / told["file"], folder / "eval" / told["file"]):
                if path.is_file():
                    has, lacks = (tuple(map(spaced, told[key])) for key in ("with", "without"))
                    title, date = told.get("title") or "", told.get("date") or ""
                    yield Page(address, path.read_bytes(), "", has, lacks, title, date)
                    break


def scored(page: Page) -> tuple[Page, Score, Score]:
    _, entry = pages.read(page.content, "")
    date = entry.stub.date.date().isoformat() if entry.stub.date else ""
    text = "\n".join((seen(entry.html), entry.question, entry.permission))
    ours = score(page, text, entry.stub.title, date)
    other = bare_extraction(page.content, include_comments=False, with_metadata=True)
    known = other.as_dict() if isinstance(other, Document) else {}
    theirs = score(page, *(known.get(key) or "" for key in ("text", "title", "date")))
    return page, ours, theirs


def score(page: Page, text: str, title: str, date: str) -> Score:
    found = Score()
    if page.text:
        true, read = shingles(page.text), shingles(text)
        common = (true & read).total()
        found["precision"] = common / read.total() if read else 0  # type: ignore[assignment]
        found["recall"] = common / true.total()  # type: ignore[assignment]
        found["read"] = bool(read)
        found["pages"] = 1
    else:
        text = spaced(text)
        found["hits"] = sum(words in text for words in page.has)
        found["wrong"] = sum(words in text for words in page.lacks)
        found["asked"] = len(page.has)
    if page.title:
        found["titles"] = 1
        found["title"] = letters(title) == letters(page.title)
    if page.date:
        found["dates"] = 1
        found["date"] = date == page.date
    return found


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Each four words that follow one another."""
    found = re.findall(r"\w+", text)
    return Counter(tuple(found[n : n + 4]) for n in range(max(1, len(found) - 3)) if found)


def seen(html: str) -> str:
    soup = BeautifulSoup(html, "lxml")
    for tag in soup.find_all([*EDGES, "br"]):
        tag.insert_before("\n")
        tag.append("\n")
    return soup.get_text()


def spaced(text: str) -> str:
    return " ".join(text.split())


def letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", folded(text)))


def told(scores: Iterable[Score]) -> str:
    total: Score = sum(scores, Score())
    parts = []
    if total["pages"]:
        parts.append(f1(total["precision"] / total["read"], total["recall"] / total["pages"]))
    if total["asked"]:
        hits = total["hits"]
        parts.append(f1(hits / (hits + total["wrong"]), hits / total["asked"]))
    for one, many in (("title", "titles"), ("date", "dates")):
        if total[many]:
            parts.append(f"{many} {total[one] / total[many]:.3f} of {total[many]}")
    return ", ".join(parts)


def f1(precision: float, recall: float) -> str:
    mean = 2 * precision * recall / (precision + recall)
    return f"F1 {mean:.3f} (precision {precision:.3f}, recall {recall:.3f})"


def main() -> None:
    for folder in map(Path, sys.argv[1:]):
        asked = [page for page in pages_in(folder) if page.half in HALVES]
        if os.environ.get("WORDPRESS"):
            asked = [page for page in asked if WORDPRESS.search(page.content)]
        with ProcessPoolExecutor() as pool:
            results = list(pool.map(scored, asked, chunksize=8))
        for half in HALVES:
            for what, kind in (("WordPress", WORDPRESS), ("all", re.compile(b""))):
                of = [r for r in results if r[0].half == half and kind.search(r[0].content)]
                print(f"{folder}, {half}, {what}: {len(of)} pages")
                print("  ours       ", told(ours for _, ours, _ in of))
                print("  trafilatura", told(theirs for _, _, theirs in of))


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit(__doc__)
    main()
