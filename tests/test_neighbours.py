"""Related articles: earlier ones only, so that a published page never changes for a later one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.neighbours.neighbours import RELATED_MAX, related


@pytest.mark.parametrize(
    ("topics", "last"),
    [
        pytest.param(["a"], (), id="the first article has nothing before it"),
        pytest.param(["a", "b"], (), id="no topic in common"),
        pytest.param(["", ""], (), id="no topics at all"),
        pytest.param(["a", "b", "a"], (0,), id="one topic in common"),
        pytest.param(["ab", "a", "ab"], (0, 1), id="more topics in common come first"),
        pytest.param(["a", "a", "a"], (1, 0), id="then the nearest in time"),
        pytest.param(["a", "a", "a", "a", "a"], (3, 2, 1), id="three at most"),
    ],
)
def test_related(topics: list[str], last: tuple[int, ...]) -> None:
    assert list(related([frozenset(own) for own in topics]))[-1] == last


@given(st.lists(st.frozensets(st.sampled_from("abcd"))))
def test_only_earlier_ones_that_share_a_topic(topics: list[frozenset[str]]) -> None:
    found = list(related(topics))
    assert len(found) == len(topics)
    for place, others in enumerate(found):
        assert len(others) == len(set(others)) <= RELATED_MAX == 3
        assert all(other < place and topics[other] & topics[place] for other in others)


@given(st.lists(st.frozensets(st.sampled_from("abcd"))), st.frozensets(st.sampled_from("abcd")))
def test_a_later_article_changes_nothing(
    topics: list[frozenset[str]], later: frozenset[str]
) -> None:
    assert list(related([*topics, later]))[:-1] == list(related(topics))
