"""Whatever the screen, the language and the size of the letters, all of a page is there."""

from playwright.sync_api import Browser, Page

from tests.pages import Sites, every_kind, look, visit

PUT_ON = look("put_on")
LOST = look("lost")
SMALL = look("small")
# https://www.w3.org/TR/WCAG22/#text-spacing
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
    " word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }"
)
TWICE = ":root { font-size: 200% !important; }"
SMALLEST = 14


def room(page: Page, width: int, rules: str) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate(PUT_ON, rules)
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    lost: list[str] = page.evaluate(LOST)
    return lost + ([f"the page is {wide} px wide"] if wide > width else [])


@every_kind
def test_nothing_is_lost_and_nothing_is_small(kind: str, sites: Sites, browser: Browser) -> None:
    with visit(browser, sites, kind) as page:
        for width, rules in ((320, ""), (320, SPACED), (640, TWICE), (360, TWICE)):
            lost = room(page, width, rules)
            assert not lost, "\n".join((f"at {width} px {rules}", *lost))
        page.evaluate(PUT_ON, "")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(SMALL, SMALLEST) == [], f"at {width} px"
