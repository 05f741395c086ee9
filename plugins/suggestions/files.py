"""What the files of a blog say of topics, read without a build."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.common.header import split
from plugins.front_matter.fields import read
from plugins.suggestions.suggest import Choice, Shelf, Suggestion, Text

if TYPE_CHECKING:
    from plugins.topic_tags.topics import Vocabulary


def suggested(text: str, root: Path, title: str = "") -> tuple[Suggestion, ...]:
    """Topics of a content folder for a draft, by its posts and ``topics.toml``; most likely first.

    A draft that has topics needs none.
    """
    from plugins.topic_tags.topics import read_topics  # a build does without that slice

    vocabulary, _ = read_topics(root / "topics.toml")
    draft = text_of(text, vocabulary, title)
    if draft.topics:
        return ()
    written = [text_of(told, vocabulary) for told in texts(root)]
    return Shelf(choices(vocabulary), written).suggest(draft)


def choices(vocabulary: "Vocabulary") -> Iterator[Choice]:
    for topic in vocabulary.topics:
        spellings = (s.key for s in vocabulary.spellings.values() if s.topic.slug == topic.slug)
        yield Choice(topic.name, tuple(spellings), topic.description)


def texts(root: Path) -> Iterator[str]:
    for path in sorted(root.rglob("*.md")):
        if path.is_file():
            yield path.read_text("utf-8-sig", errors="replace")


def text_of(text: str, vocabulary: "Vocabulary", title: str = "") -> Text:
    header = split(text.replace("\r\n", "\n"))
    values, _ = read(header)
    tags = values.get("tags", ())
    names = tags if isinstance(tags, tuple) else ()
    found = (vocabulary.find(str(name)) for name in names)
    topics = frozenset(topic.name for topic in found if topic)
    return Text(title or str(values.get("title", "")), (), header.body, topics)
