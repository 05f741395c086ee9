"""Topics for a text: those of the posts that are most like it, and those that it names.

A text is its words, each weighed by how often it stands there and how few others have it
(https://nlp.stanford.edu/IR-book/html/htmledition/tf-idf-weighting-1.html); two are alike as
far as they share the heavy ones. What a topic's description says counts as a post about it.
The figures below were set by trying them on blogs; ``tests/torture/suggest.py`` does that for any.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import hypot, log, sqrt
from operator import itemgetter
from textwrap import shorten

# A word's first letters, for what follows is mostly an ending; or a letter that is a name: C, C++.
WORD = re.compile(r"([^\W\d_]\w{1,5})\w*|(?<![\w'’])([^\W\d_])([+#]*)(?![\w'’])")
# Letters that are words, and no names.
WORDS = "AI"
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|\n+")
TITLE_COUNTS = 3
# How many words count of a draft, and of each post.
HEAVY, KEPT = 50, 100
# How many posts count, of those that are most like it.
ALIKE = 15
# What it is worth that a text names a topic: in its title, several times, once.
IN_TITLE, OFTEN, ONCE = 0.3, 0.15, 0.05
# Of the best one's score: fewer topics that are right serve better than five.
SHARE_MIN = 0.43
SENTENCE_MAX = 160


@dataclass(frozen=True, slots=True)
class Choice:
    """A topic that may be suggested. ``spellings`` are all names it goes by."""

    name: str
    spellings: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A post; ``prose`` holds its headings too, and ``topics`` are the names of its choices."""

    title: str
    headings: tuple[str, ...]
    prose: str
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``sentence`` is what speaks for the topic most, shortened, or "" where no words do."""

    topic: str
    score: float
    sentence: str


class Shelf:
    """What a blog has to say about topics: its list of them, and its posts."""

    def __init__(self, choices: Iterable[Choice], written: Iterable[Text]) -> None:
        choices = sorted(choices, key=lambda choice: choice.name)
        told = [
            Text(c.name, c.spellings, c.description, frozenset((c.name,)))
            for c in choices
            if c.description
        ]
        self.texts = [*told, *(text for text in written if text.topics)]
        bags = [bag(text) for text in self.texts]
        holders = Counter(word for words in bags for word in words)
        self.rarity = {word: log((len(bags) + 1) / n) for word, n in holders.items()}
        self.weights = [self._weighed(words, KEPT) for words in bags]
        self.places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, weights in enumerate(self.weights):
            for word, weight in weights.items():
                self.places[word].append((place, weight))
        self.names: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
        for choice in choices:
            for spelling in (choice.name, *choice.spellings):
                if name := tuple(words_of(spelling) or words_of(spelling.upper())):
                    self.names[name[0]].setdefault(name, choice.name)

    def suggest(self, text: Text, most: int = 5) -> tuple[Suggestion, ...]:
        """The topics for a text, the best first. A text that is on the shelf says nothing here."""
        weights = self._weighed(bag(text), HEAVY)
        likeness: dict[int, float] = defaultdict(float)
        for word, weight in weights.items():
            for place, other in self.places.get(word, ()):
                likeness[place] += weight * other
        near = nlargest(
            ALIKE,
            ((like, -place) for place, like in likeness.items() if self.texts[place] is not text),
        )
        whole = sum(like for like, _ in near)
        scores: dict[str, float] = defaultdict(float)
        speaks: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for like, place in near:
            shared = weights.keys() & self.weights[-place].keys()
            for topic in self.texts[-place].topics:
                scores[topic] += like / whole
                for word in shared:
                    speaks[topic][word] += weights[word] * self.weights[-place][word]
        for topic, name, worth in self._named(text):
            scores[topic] += worth
            for word in name:
                speaks[topic][word] += 1
        found = nlargest(most, ((score, topic) for topic, score in scores.items() if score))
        return tuple(
            Suggestion(topic, score, sentence(text, speaks[topic]))
            for score, topic in found
            if score >= SHARE_MIN * found[0][0]
        )

    def _weighed(self, words: Mapping[str, int], most: int) -> dict[str, float]:
        """The heaviest words; their weights as a direction of length 1."""
        rarity = self.rarity
        weights = {w: (1 + log(n)) * rarity[w] for w, n in words.items() if w in rarity}
        heavy = dict(sorted(weights.items(), key=itemgetter(1), reverse=True)[:most])
        length = hypot(*heavy.values()) or 1
        return {word: weight / length for word, weight in heavy.items()}

    def _named(self, text: Text) -> Iterator[tuple[str, tuple[str, ...], float]]:
        """Each topic whose names stand in the text, by its best one, and what that is worth."""
        in_title, in_prose = (
            Counter(self._names_in(text.title)),
            Counter(self._names_in(text.prose)),
        )
        found: dict[str, tuple[float, tuple[str, ...]]] = {}
        for topic, name in in_title | in_prose:
            often = OFTEN if in_prose[topic, name] > 2 else ONCE
            worth = IN_TITLE if (topic, name) in in_title else often
            found[topic] = max(found.get(topic, (0.0, ())), (worth, name))
        for topic, (worth, name) in found.items():
            yield topic, name, worth

    def _names_in(self, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        words = words_of(text)
        for start, word in enumerate(words):
            for name, topic in self.names.get(word, {}).items():
                if tuple(words[start : start + len(name)]) == name:
                    yield topic, name


def words_of(text: str) -> list[str]:
    """Keys of its words: "bill" and "bills" have one, and "customer" and "customers".

    One letter is a word where it is a name, in a capital.
    """
    return [
        word.casefold().removesuffix("s") or letter + signs
        for word, letter, signs in WORD.findall(text)
        if word or (letter.isupper() and letter + signs not in WORDS)
    ]


def bag(text: Text) -> Counter[str]:
    """Its words, and how often they stand there."""
    return Counter(words_of("\n".join((text.prose, *text.headings, *[text.title] * TITLE_COUNTS))))


def sentence(text: Text, speaks: Mapping[str, float]) -> str:
    """The one in which the words that speak stand closest together."""

    def weight(words: Sequence[str]) -> float:
        return sum(speaks.get(word, 0) for word in set(words)) / sqrt(len(words) + 8)

    for candidates in (SENTENCE_END.split(text.prose), (text.title,)):
        best = max(candidates, key=lambda words: weight(words_of(words)))
        if weight(words_of(best)):
            return shorten(best, SENTENCE_MAX, placeholder=" …")
    return ""
