"""By keyboard alone: everything is reached, once and in order, and one sees where one is."""

from playwright.sync_api import Browser, Page

from tests.pages import Sites, every_kind, look, visit

REACHED = look("reached")
HERE = look("here")
FROM_THE_TOP = look("from_the_top")


def walk(page: Page) -> list[int]:
    """The places that Tab leads to from the beginning, until it leads out of the page."""
    reached = page.evaluate(REACHED)
    page.evaluate(FROM_THE_TOP)
    walked: list[int] = []
    for _ in range(len(reached) + 20):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None:
            break
        assert here["seen"], f"the focus does not show on {here['told']}"
        assert here["unobscured"], f"out of sight: {here['told']}"
        if here["place"] >= 0 or not here["scrolls"]:
            walked.append(here["place"])
    else:
        raise AssertionError(f"Tab does not lead out of the page, but to {here['told']}")
    missed = [reached[place] for place in sorted({*range(len(reached))} - {*walked})]
    assert not missed, f"Tab does not lead to {missed}"
    return walked


@every_kind
def test_tab_leads_to_everything_once_and_out(kind: str, sites: Sites, browser: Browser) -> None:
    with visit(browser, sites, kind, viewport={"width": 360, "height": 640}) as page:
        walked = walk(page)
        assert walked == sorted(set(walked))
        assert len(walked) > 8
        # And a link past all that is the same on every page.
        page.focus("a.skip")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_what_is_folded_away_is_reached_when_it_is_opened(sites: Sites, browser: Browser) -> None:
    with visit(browser, sites, "subscribe") as page:
        before = len(walk(page))
        for summary in page.locator("summary").all():
            summary.focus()
            page.keyboard.press("Enter")
        inside = page.locator("details a").count()
        assert inside
        assert len(walk(page)) == before + inside


def test_a_footnote_is_read_and_left_by_keyboard(sites: Sites, browser: Browser) -> None:
    with visit(browser, sites, "Arabic article") as page:
        before = walk(page)
        mark = page.locator(".footnote-ref").last
        mark.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.matches('#note button')")
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.matches('#note div a')")
        assert page.evaluate(HERE)["seen"]
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator("#note").is_hidden()
        assert mark.evaluate("mark => mark === document.activeElement")
        assert walk(page) == before


DEAD = look("dead")


@every_kind
def test_nothing_is_dead_without_script(kind: str, sites: Sites, browser: Browser) -> None:
    with visit(browser, sites, kind, java_script_enabled=False) as page:
        assert page.evaluate(DEAD) == []
