"""Where to read on: the posts before and after, and earlier ones on the same topics."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence

RELATED_MAX = 3


def related(topics: Sequence[frozenset[Hashable]]) -> Iterator[tuple[int, ...]]:
    """For each article, oldest first, the places of up to three earlier ones in the sequence.

    Most shared topics first, then nearest in time. Only earlier ones: a
    published page never changes because of a later post.
    """
    earlier: dict[Hashable, list[int]] = defaultdict(list)
    for place, own in enumerate(topics):
        shared = Counter(other for topic in own for other in earlier[topic])
        best = sorted(shared.items(), key=lambda item: (-item[1], -item[0]))
        yield tuple(other for other, _ in best[:RELATED_MAX])
        for topic in own:
            earlier[topic].append(place)
