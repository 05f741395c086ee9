"""Addresses and identities outlive every move of a post, and of the whole blog."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.addresses.ledger import read_ledger
from plugins.common.address import Address
from tests.conftest import Build, Built, write
from tests.servers import served

# The bar is 2,000: POSTS=2000 python -m pytest tests/test_moves.py
POSTS = int(os.environ.get("POSTS", "60"))
REFRESH = re.compile(r'http-equiv="refresh" content="0; url=([^"]*)"')


def post(number: int) -> str:
    day = f"{2016 + number % 10}-{1 + number % 12:02}-{1 + number % 28:02}"
    own = uuid5(NAMESPACE_URL, f"post-{number}")
    lists = "Authors: Ada Example\nTags: Help"
    return f"Title: Post {number}\nDate: {day}\nId: {own}\n{lists}\n\nThis is number {number}.\n"


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


def named(slug: str, name: str, *former: str) -> str:
    """A topic or an author, as their files tell them."""
    return f'[{slug}]\nname = "{name}"\nformer = {list(former)}\n'


def given_other_names(content: Path) -> None:
    (content / "topics.toml").write_text(named("service", "Help", "help"), "utf-8")
    (content / "authors.toml").write_text(named("ada", "Ada Example", "ada-example"), "utf-8")


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of the blog, and with what settings and address it is built from then on."""

    name: str
    edit: Callable[[Path], None]
    conf: str = ""
    site: str = "https://blog.example"


BY_YEAR = 'ARTICLE_URL = "{date:%Y}/{slug}"; ARTICLE_SAVE_AS = "{date:%Y}/{slug}.html"'
ELSEWHERE = f"""{BY_YEAR}
FEED_SITE, FEED_ARCHIVE = "rss/site", "rss/{{block}}/old"
FEED_TOPIC, FEED_AUTHOR = "rss/about-{{slug}}", "{{slug}}"
TAG_URL, TAG_SAVE_AS = "about/{{slug}}/", "about/{{slug}}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "by/{{slug}}", "by/{{slug}}.html"
"""
# Where feeds were, and where they are then.
STEMS = {
    "feeds/all": "rss/site",
    "feeds/topics/help": "rss/about-service",
    "feeds/authors/ada-example": "ada",
    **{
        f"feeds/archive/{y}-{n}": f"rss/{y}-{n}/old" for y in range(2016, 2026) for n in range(1, 9)
    },
}
LISTS = {"/topics/help/": "<h1>Help</h1>", "/authors/ada-example/": "<h1>Ada Example</h1>"}
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
    Move("its feeds, topics and authors elsewhere", given_other_names, ELSEWHERE, NEW_HOME),
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
        yield entry.link.removeprefix(site), words[0]


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


@dataclass(frozen=True, slots=True)
class History:
    """The blog after all moves, and what there was before.

    ``new`` are the posts that were new to a subscriber after each move; ``feeds``
    has the id of each feed that there was before the last one, or "".
    """

    built: Built
    addresses: dict[str, str]
    new: list[list[str]]
    feeds: dict[str, str]


def feeds_of(output: Path) -> dict[str, str]:
    found = (f for f in (output / "feeds").rglob("*") if f.is_file())
    return {f.relative_to(output).as_posix(): id_of(f.read_text("utf-8")) for f in found}


def id_of(feed: str) -> str:
    """Only Atom has one."""
    found = re.search(r"<feed[^>]*>\s*<id>([^<]*)", feed)
    return found[1] if found else ""


@pytest.fixture
def history(tmp_path: Path, build: Build) -> History:
    content = write(
        tmp_path / "content",
        {
            **{f"articles/post-{n}.md": post(n) for n in range(POSTS)},
            "topics.toml": named("help", "Help"),
            "authors.toml": named("ada-example", "Ada Example"),
        },
    )
    subscriber, new = Subscriber(), []
    addresses, feeds = dict(LISTS), {}
    for move in MOVES:
        move.edit(content)
        conf = f"FEED_MAX_ITEMS = {POSTS}\n{move.conf}"
        feeds = feeds_of(tmp_path / "output")
        built = build(content, conf=conf, PUBLISH="1", SITEURL=move.site)
        assert built.status == 0, (move.name, built.problems[:3])
        feed = built.text("feeds/all.rss.xml")
        new.append(subscriber.new(feed))
        addresses.update(addresses_of(feed, move.site))
    return History(built, addresses, new, feeds)


def test_no_move_makes_a_post_new_or_loses_an_address(history: History, tmp_path: Path) -> None:
    output, root = history.built.output, urlsplit(NEW_HOME).path
    assert [len(found) for found in history.new] == [POSTS] + [0] * (len(MOVES) - 1)
    assert len(history.addresses) == 5 * POSTS + len(LISTS)
    for address, words in history.addresses.items():
        hops, page = by_files(output, root, address)
        assert hops <= 1 and words in page, address
    assert {stem_of(name) for name in history.feeds} >= set(list(STEMS)[:4])
    assert feeds_of(output).items() >= history.feeds.items()
    present = {
        name: output / name.replace(old := stem_of(name), STEMS[old]) for name in history.feeds
    }
    for name, file in present.items():
        assert (output / name).read_bytes() == file.read_bytes(), name
    www = tmp_path / f"www{root}"
    www.parent.mkdir(parents=True)
    www.symlink_to(output)
    for program in ("nginx", "caddy"):
        with served(program, tmp_path / "www", tmp_path / "hosting", tmp_path / "run") as server:
            for address, words in history.addresses.items():
                answered = server.ask(root + address)
                if answered.status == 301:
                    assert answered.location.startswith(f"{NEW_HOME}/"), address
                    answered = server.ask(urlsplit(answered.location).path)
                assert answered.status == 200 and words in answered.body, address
            for name, file in present.items():
                answered = server.ask(f"{root}/{name}")
                assert (answered.status, answered.body) == (200, file.read_text("utf-8")), name


def stem_of(name: str) -> str:
    return re.sub(r"\.(rss\.xml|atom\.xml|json)$", "", name)


def either(*words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words)


slugs = either("a", "b", "c")
# A blog of a topic and at most two posts, as it may be published: their names and places.
blogs = st.fixed_dictionaries(
    {
        "posts": st.lists(
            st.tuples(slugs, either("published", "draft", "withdrawn")), max_size=2, unique=True
        ),
        "topic": slugs,
        "former": st.lists(slugs, max_size=2, unique=True),
        "ARTICLE_URL": either("articles/{slug}/", "{slug}/"),
        "TAG_URL": either("topics/{slug}/", "{slug}/"),
        "FEED_TOPIC": either("feeds/{slug}", "{slug}/rss"),
    }
)
CONF = """
ARTICLE_SAVE_AS, TAG_SAVE_AS = ARTICLE_URL + "index.html", TAG_URL + "index.html"
FEED_SITE = FEED_TOPIC.format(slug="all")
"""


@settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(publishes=st.lists(blogs, min_size=3, max_size=5))
def test_every_address_there_ever_was_is_accounted_for(
    tmp_path: Path, build: Build, publishes: list[dict[str, Any]]
) -> None:
    ever: set[Address] = set()
    shutil.rmtree(tmp_path / "content", ignore_errors=True)
    for blog in publishes:
        shutil.rmtree(tmp_path / "content/articles", ignore_errors=True)
        posts = {
            f"articles/{n}.md": post(n).replace("\n\n", f"\nSlug: {slug}\nStatus: {status}\n\n", 1)
            for n, (slug, status) in enumerate(blog["posts"])
        }
        topics = {"topics.toml": named(blog["topic"], "Help", *blog["former"])}
        content = write(
            tmp_path / "content", {"pages/p.md": "Title: P\n\nWords.\n", **posts, **topics}
        )
        conf = "".join(f"{key} = {value!r}\n" for key, value in blog.items() if key.isupper())
        built = build(content, conf=conf + CONF, PUBLISH="1")
        if built.status == 0:
            rules = (tmp_path / "hosting/nginx.conf").read_text("utf-8")
            ever |= read_ledger(content / "addresses.txt")[0].keys()
            for address in ever:
                assert (
                    any((built.output / file).is_file() for file in address.files)
                    or f'location = "{address}"' in rules
                    or str(address) in built.notes.split()
                ), address
            for target in re.findall(
                r'(?:301 "https://blog.example|410 "|try_files ")([^"]*)', rules
            ):
                path = target.removeprefix("/") + "index.html" * target.endswith("/")
                assert (built.output / path).is_file(), target
