"""A setting that is misspelt is not passed over."""

import pytest

from plugins.site.settings import misspelt
from tests.conftest import ARTICLE, Build


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ('SITENMAE = "x"', "SITENAME"),
        ('TAGLNE = "x"', "TAGLINE"),
        ("FORM_ACTOIN = '/x'", "FORM_ACTION"),
        ("COLORS = {}", "COLOURS"),
        ("DEFAULT_PAGINATON = 5", "DEFAULT_PAGINATION"),
        ("SEARCH_SAVEAS = ''", "SEARCH_SAVE_AS"),
    ],
)
def test_the_one_that_was_meant_is_named(line: str, meant: str, build: Build) -> None:
    built = build({"articles/a.md": ARTICLE}, conf=line)
    name = line.partition(" ")[0]
    assert built.status == 1
    assert built.problems == (
        f"{name}: nothing reads this setting. Did you mean {meant}?"
        " A name of your own may be in small letters.",
    )


def test_names_of_ones_own_are_left_alone(build: Build) -> None:
    conf = 'MY_SHOP, PARTNERS, HERO, YEARS_OPEN = "a", [], "", 12\nsitenmae = 1'
    assert build({"articles/a.md": ARTICLE}, conf=conf).problems == ()
    assert list(misspelt(["CART"], ["CASE_OF"])) == []
