"""Where the reader's own few colours stand in place of ours, nothing hangs on a background."""

import pytest
from playwright.sync_api import Browser

from tests.pages import Sites, look, visit

FLAT = look("flat")
KINDS = (
    "home",
    "article",
    "contact with mistakes",
    "reply with mistakes",
    "search with results",
    "draft",
)


@pytest.mark.parametrize("kind", KINDS)
def test_what_one_has_to_find_stands_out(kind: str, sites: Sites, browser: Browser) -> None:
    with visit(browser, sites, kind, forced_colors="active") as page:
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        assert page.evaluate(FLAT) == []
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.focus(".wordmark a")
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineColor")
        assert outline != paper
        for current in page.locator("nav [aria-current]").all():
            lines = current.evaluate("link => getComputedStyle(link).textDecorationLine")
            assert lines == "underline"
        if kind == "article":
            page.locator(".footnote-ref").first.click()
            assert page.evaluate(FLAT) == []
            assert page.evaluate("parseFloat(getComputedStyle(note).borderTopWidth)")
