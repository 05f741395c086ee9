"""What this blog writes about: ``topics.toml``, and the spellings that mean one topic."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from plugins.common.problem import Problem
from plugins.common.text import folded, nearest
from plugins.common.toml import former_slugs, read_tables


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic. ``broader`` is the slug of the topic it belongs to, or "".

    ``former`` are slugs it had, the oldest first: their addresses and feeds live on.
    """

    slug: str
    name: str
    description: str = ""
    broader: str = ""
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a topic's name, and where it stands."""

    key: str
    topic: Topic
    path: Path
    line: int


class Vocabulary:
    """Topics by every spelling that means them.

    ``fold`` makes one key of the spellings that mean the same.
    """

    def __init__(self, spellings: Iterable[Spelling], fold: Callable[[str], str]) -> None:
        self.spellings = {spelling.key: spelling for spelling in spellings}
        self.fold = fold

    def find(self, name: str) -> Topic | None:
        spelling = self.spellings.get(self.fold(name))
        return spelling.topic if spelling else None

    def several(self, text: str) -> tuple[Topic, ...]:
        """What is meant where words are listed without commas, or with # before them."""
        words = [word.lstrip("#") for word in text.split()]
        found = [self.find(word) for word in words]
        if not words or not all(found) or (len(words) == 1 and "#" not in text):
            return ()
        return tuple(dict.fromkeys(topic for topic in found if topic))

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Each topic once, by name."""
        topics = {s.topic.slug: s.topic for s in self.spellings.values()}
        return tuple(sorted(topics.values(), key=lambda topic: (folded(topic.name), topic.slug)))


def singular(name: str) -> str:
    """One key for a name and its plural, by the regular rules of English.

    It need not be a word: "cookies" may be of "cookie" or of "cooky", so both are.
    """
    name = folded(name)
    if name.endswith(("ie", "ies")) and len(name.removesuffix("s")) > 3:
        return name.removesuffix("s")[:-2] + "y"
    if name.endswith(("sses", "shes", "ches", "xes", "che", "xe")):
        return name.removesuffix("s")[:-1]
    if name.endswith("s") and not name.endswith(("ss", "us", "is")) and len(name) > 3:
        return name[:-1]
    return name


def read_topics(path: Path) -> tuple[Vocabulary, list[Problem]]:
    """The vocabulary of a file, empty where there is none, and what is wrong with it."""
    tables, problems = read_tables(path, ("name", "description", "broader"), ("aliases", "former"))
    former, faults = former_slugs(path, tables)
    problems += faults
    slugs = {table.slug for table in tables}
    spellings: dict[str, Spelling] = {}
    for table in tables:
        name, description, broader = map(table.text, ("name", "description", "broader"))
        topic = Topic(table.slug, name, description, broader, former[table.slug])
        if topic.broader and (topic.broader not in slugs or topic.broader == topic.slug):
            what = f"the broader topic '{topic.broader}' of [{topic.slug}] is no other topic here"
            others = slugs - {topic.slug}
            near = nearest(topic.broader, others) or next(
                (t.slug for t in tables if t.slug in others and t.text("name") == topic.broader), ""
            )
            remedy = f"Did you mean '{near}'?" if near else "Give the slug of one"
            problems.append(Problem(path, table.line_of("broader"), 0, what, remedy))
        words = [("name", topic.name), *(("aliases", name) for name in table.texts("aliases"))]
        words += [("name", topic.slug.replace("-", " ")), ("name", topic.slug)]
        for key, name in words:
            spelling = Spelling(singular(name), topic, path, table.line_of(key))
            other = spellings.setdefault(spelling.key, spelling)
            if other.topic is not topic:
                what = (
                    f"'{name}' means [{topic.slug}] here and [{other.topic.slug}]"
                    f" at {path}:{other.line}"
                )
                problems.append(Problem(path, spelling.line, 0, what, "Keep one of them"))
    return Vocabulary(spellings.values(), singular), problems
