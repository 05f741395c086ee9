"""Each slice of ``make torture`` in a size of seconds, so that none can rot."""

from importlib import import_module
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from plugins.replies.markup import TAGS, html_of
from tests.torture.__main__ import SLICES
from tests.torture.figures import Figure, Skipped, table
from tests.torture.hostile import CLEAN


@pytest.mark.parametrize("name", [name for name in SLICES if name != "speed"])
def test_a_slice_keeps_what_does_not_depend_on_time(name: str, tmp_path: Path) -> None:
    module = import_module(f"tests.torture.{name}")
    try:
        figures = module.run(tmp_path, **module.TINY)
    except Skipped as reason:
        pytest.skip(str(reason))
    missed = [figure for figure in figures if not figure.kept and not figure.timed]
    assert not missed, table(figures)


def test_speed_is_measured_without_the_other(tmp_path: Path) -> None:
    """Which would have to be installed first."""
    speed = import_module("tests.torture.speed")
    figures = speed.memory(tmp_path / "memory", speed.TINY["posts"])
    assert speed.first_post(tmp_path / "start") > 0
    assert all(figure.kept or figure.timed for figure in figures), table(figures)


def test_the_reply_that_hostile_ones_are_held_against_has_all_that_a_reply_may() -> None:
    made = BeautifulSoup(html_of(CLEAN), "html.parser").find_all(True)
    assert {tag.name for tag in made} == TAGS
    assert any("start" in tag.attrs for tag in made)


def test_a_figure_says_whether_it_keeps_its_bar() -> None:
    assert Figure("at its bar", 5, at_most=5).kept
    assert not Figure("over it", 5.1, at_most=5).kept
    assert not Figure("under it", 4, at_least=5).kept
    assert not Figure("nothing was measured", float("nan"), at_most=5).kept
    shown = table([Figure("lost", 1, at_most=0), Figure("sent", 1_000)])
    assert shown == "  lost      1  ≤ 0  MISSED\n  sent  1,000"
