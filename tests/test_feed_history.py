"""The history of a feed: whole, and left as it is by what comes later."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.feeds.history import closed_blocks, recent

SIZE = 3


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        pytest.param([], {}, id="nothing"),
        pytest.param([2026, 2026], {}, id="a block that is not full is open"),
        pytest.param([2026] * 3, {"2026-1": 3}, id="a full one is closed"),
        pytest.param([2026] * 7, {"2026-1": 3, "2026-2": 3}, id="and the next begins"),
        pytest.param([2026, 2024, 2024], {"2024-1": 2}, id="a year that is over is closed"),
        pytest.param([2025] + [2024] * 4, {"2024-1": 3, "2024-2": 1}, id="its rest too"),
    ],
)
def test_closed_blocks(years: list[int], expected: dict[str, int]) -> None:
    blocks = closed_blocks(years, int, SIZE)
    assert {name: len(posts) for name, posts in blocks.items()} == expected


# A post is its year and its number within it; newest first.
histories = st.lists(st.integers(2020, 2023), max_size=25).map(
    lambda years: sorted(((y, n) for n, y in enumerate(sorted(years))), reverse=True)
)


@given(histories, st.integers(0, 9))
def test_the_walk_sees_every_post_and_a_new_one_changes_no_archive(
    posts: list[tuple[int, int]], least: int
) -> None:
    blocks = closed_blocks(posts, lambda post: post[0], SIZE)
    newest = recent(posts, blocks, least)
    walked = [*newest]
    for block in reversed(blocks.values()):
        walked += [post for post in block if post not in newest]
    assert walked == posts
    assert len(newest) >= min(least, len(posts))
    for before in (posts[n:] for n in range(len(posts))):
        older = closed_blocks(before, lambda post: post[0], SIZE)
        assert older.items() <= blocks.items()
        assert list(older) == list(blocks)[: len(older)]
    assert all(a[0] > b[-1] for b, a in pairwise(blocks.values())) or len(blocks) < 2
