"""Addresses and identities outlive every move of a post, and of the whole blog."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5

import feedparser
import pytest

from tests.conftest import Build, Built, write
from tests.servers import served

# The bar is 2,000: POSTS=2000 python -m pytest tests/test_moves.py
POSTS = int(os.environ.get("POSTS", "200"))
REFRESH = re.compile(r'http-equiv="refresh" content="0; url=([^"]*)"')


def post(number: int) -> str:
    day = f"{2016 + number % 10}-{1 + number % 12:02}-{1 + number % 28:02}"
    own = uuid5(NAMESPACE_URL, f"post-{number}")
    return f"Title: Post {number}\nDate: {day}\nId: {own}\n\nThis is number {number}.\n"


def edited(change: Callable[[str], str]) -> Callable[[Path], None]:
    """A change of the text of every post."""

    def edit(content: Path) -> None:
        for path in content.rglob("*.md"):
            path.write_text(change(path.read_text("utf-8")), "utf-8")

    return edit


def renamed(content: Path) -> None:
    for path in list(content.rglob("*.md")):
        path.rename(path.with_name(f"renamed-{path.name}"))


def moved(content: Path) -> None:
    for number, path in enumerate(sorted(content.rglob("*.md"))):
        folder = content / f"articles/folder {number % 7}"
        folder.mkdir(exist_ok=True)
        path.rename(folder / path.name)


def slugged(text: str) -> str:
    return re.sub(r"Title: Post (\d+)", r"Title: Post \1\nSlug: Nº-\1", text)


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of the blog, and with what settings and address it is built from then on."""

    name: str
    edit: Callable[[Path], None]
    conf: str = ""
    site: str = "https://blog.example"


BY_YEAR = 'ARTICLE_URL = "{date:%Y}/{slug}"; ARTICLE_SAVE_AS = "{date:%Y}/{slug}.html"'
NEW_HOME = "https://new.example/our/blog"
MOVES = (
    Move("nothing", edited(str)),
    Move("renamed", renamed),
    Move("redated", edited(lambda text: re.sub(r"Date: 20(\d\d)", r"Date: 19\1", text))),
    Move("moved between folders", moved),
    Move("retitled", edited(lambda text: text.replace("Title: Post", "Title: On post"))),
    Move("given slugs", edited(lambda text: slugged(text.replace("On post", "Post")))),
    Move("given addresses by year", edited(str), BY_YEAR),
    Move("redated under them", edited(lambda text: text.replace("Date: 19", "Date: 20")), BY_YEAR),
    Move("moved to another domain", edited(str), BY_YEAR, NEW_HOME),
)


@dataclass(slots=True)
class Subscriber:
    """What a feed reader does: it knows items by their ids."""

    ids: set[str] = field(default_factory=set)

    def new(self, feed: str) -> list[str]:
        entries = feedparser.parse(feed).entries
        assert len(entries) == POSTS
        found = [entry.id for entry in entries if entry.id not in self.ids]
        self.ids.update(found)
        return found


def addresses_of(feed: str, site: str) -> Iterator[tuple[str, str]]:
    """Address below the site and the words that only this post has."""
    for entry in feedparser.parse(feed).entries:
        words = re.search(r"This is number \d+\.", str(entry.content[0].value))
        assert words
        yield quote(entry.link.removeprefix(site)), words[0]


def by_files(output: Path, root: str, address: str) -> tuple[int, str]:
    """Hops and page as on a host without rules: of clean addresses, as most of them know."""
    for hops in range(3):
        path = unquote(address).removeprefix("/")
        files = (output / f"{path.removesuffix('/')}{end}" for end in ("/index.html", ".html"))
        text = next((file.read_text("utf-8") for file in files if file.is_file()), "")
        refresh = REFRESH.search(text)
        if not refresh:
            return hops, text
        address = refresh[1].removeprefix(root)
    return 9, ""


@pytest.fixture
def history(tmp_path: Path, build: Build) -> tuple[Built, dict[str, str], list[list[str]]]:
    """The blog after all moves, its addresses, and what was new to a subscriber each time."""
    content = write(tmp_path / "content", {f"articles/post-{n}.md": post(n) for n in range(POSTS)})
    subscriber, new = Subscriber(), []
    addresses: dict[str, str] = {}
    for move in MOVES:
        move.edit(content)
        conf = f"FEED_MAX_ITEMS = {POSTS}\n{move.conf}"
        built = build(content, conf=conf, PUBLISH="1", SITEURL=move.site)
        assert built.status == 0, (move.name, built.problems[:3])
        feed = built.text("feeds/all.rss.xml")
        new.append(subscriber.new(feed))
        addresses.update(addresses_of(feed, move.site))
    return built, addresses, new


def test_no_move_makes_a_post_new_or_loses_an_address(
    history: tuple[Built, dict[str, str], list[list[str]]], tmp_path: Path
) -> None:
    built, addresses, new = history
    assert [len(found) for found in new] == [POSTS] + [0] * (len(MOVES) - 1)
    assert len(addresses) == 5 * POSTS
    root = urlsplit(NEW_HOME).path
    for address, words in addresses.items():
        hops, page = by_files(built.output, root, address)
        assert hops <= 1 and words in page, address
    www = tmp_path / f"www{root}"
    www.parent.mkdir(parents=True)
    www.symlink_to(built.output)
    for program in ("nginx", "caddy"):
        with served(program, tmp_path / "www", tmp_path / "hosting", tmp_path / "run") as server:
            for address, words in addresses.items():
                answered = server.ask(root + address)
                if answered.status == 301:
                    assert answered.location.startswith(f"{NEW_HOME}/"), address
                    answered = server.ask(urlsplit(answered.location).path)
                assert answered.status == 200 and words in answered.body, address
