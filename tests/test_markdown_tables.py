"""Tables: a column's alignment is a class, because the content policy forbids style."""

import pytest
from markdown import Markdown

from plugins.tables.tables import Tables


def draw(table: str) -> str:
    return Markdown(extensions=["extra", Tables()]).convert(table)


@pytest.mark.parametrize(
    ("rule", "cell"),
    [
        pytest.param("---", "<td>1</td>", id="no alignment, no class"),
        pytest.param(":---", '<td class="left">1</td>', id="left"),
        pytest.param("---:", '<td class="right">1</td>', id="right"),
        pytest.param(":---:", '<td class="center">1</td>', id="centre"),
    ],
)
def test_alignment(rule: str, cell: str) -> None:
    html = draw(f"| a |\n| {rule} |\n| 1 |\n")
    assert cell in html
    assert cell.replace("td", "th").replace("1", "a") in html
    assert "style" not in html


def test_a_class_of_the_authors_own_stays() -> None:
    assert '<td class="money right">1' in draw("| a |\n| ---: |\n| 1 { .money } |\n")


def test_a_wide_table_can_be_scrolled_by_keyboard() -> None:
    assert '<table tabindex="0">' in draw("| a |\n| - |\n| 1 |\n")
