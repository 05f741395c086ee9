"""Topics: every spelling of a name leads to one topic, and no two topics share a spelling."""

from pathlib import Path

import pytest

from plugins.topic_tags.topics import Vocabulary, read_topics, singular

TOPICS = """
[service]
name = "Service"
description = "At counters."
aliases = ["customer service", "Help desk"]

[waiting]
name = "Waiting"
broader = "service"

[c-plus-plus]
name = "C++"

[c-sharp]
name = "C#"

[cafes]
name = "Caf\u00e9s"
"""


@pytest.fixture
def vocabulary(tmp_path: Path) -> Vocabulary:
    path = tmp_path / "topics.toml"
    path.write_text(TOPICS, "utf-8")
    found, problems = read_topics(path)
    assert problems == []
    return found


@pytest.mark.parametrize(
    ("tag", "slug"),
    [
        pytest.param("service", "service", id="case"),
        pytest.param("Services", "service", id="plural"),
        pytest.param("Customer  Services", "service", id="the plural of an alias"),
        pytest.param("cafe\u0301", "cafes", id="Unicode form and singular"),
        pytest.param("c-sharp", "c-sharp", id="the slug"),
        pytest.param("c plus plus", "c-plus-plus", id="the slug in words"),
        pytest.param("C++", "c-plus-plus", id="C++ is itself"),
        pytest.param("c#", "c-sharp", id="and not C#"),
        pytest.param("C", "", id="nor C"),
        pytest.param("sevrice", "", id="a slip is no topic"),
    ],
)
def test_find(vocabulary: Vocabulary, tag: str, slug: str) -> None:
    topic = vocabulary.find(tag)
    assert (topic.slug if topic else "") == slug


def test_each_topic_is_listed_once_by_name(vocabulary: Vocabulary) -> None:
    names = [topic.name for topic in vocabulary.topics]
    assert names == ["C#", "C++", "Caf\u00e9s", "Service", "Waiting"]


@pytest.mark.parametrize(
    "pair",
    "queue/queues policy/policies box/boxes glass/glasses branch/branches wish/wishes movie/movies"
    " cookie/cookies pie/pies cache/caches axe/axes story/stories status/status Day/days".split(),
)
def test_singular_and_plural_are_one(pair: str) -> None:
    one, many = pair.split("/")
    assert singular(one) == singular(many)


@pytest.mark.parametrize("pair", "car/care bus/bu c/c++ glass/glas analysis/analysi".split())
def test_other_words_stay_apart(pair: str) -> None:
    one, other = pair.split("/")
    assert singular(one) != singular(other)


@pytest.mark.parametrize(
    ("toml", "line", "what"),
    [
        pytest.param(
            '[a]\nname="Queue"\n[b]\nname="queues"', 4, "[b] here and [a] at", id="plural"
        ),
        pytest.param('[a]\nname="A"\naliases=["b"]\n[b]\nname="B"', 5, "and [a] at", id="alias"),
        pytest.param('[a]\nname="A"\nbroader="x"', 3, "broader topic 'x'", id="no such broader"),
        pytest.param('[a]\nname="A"\nbroader="a"', 3, "broader topic 'a'", id="its own broader"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, toml: str, line: int, what: str) -> None:
    path = tmp_path / "topics.toml"
    path.write_text(toml, "utf-8")
    problems = read_topics(path)[1]
    assert {(p.line, what in p.what) for p in problems} == {(line, True)}


def test_no_file_is_an_empty_vocabulary(tmp_path: Path) -> None:
    vocabulary, problems = read_topics(tmp_path / "topics.toml")
    assert (vocabulary.topics, problems) == ((), [])
