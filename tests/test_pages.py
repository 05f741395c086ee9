"""The blog's own pages in a real browser, as readers meet them."""

from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import files

import html5lib
import pytest
from playwright.sync_api import Browser, Page

from plugins.assets.colours import contrast
from plugins.inbox.store import Message, Store
from plugins.inbox.tokens import token
from tests.pages import Site, Sites, every_kind, visit

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
# What is new in WCAG 2.2 axe looks at only when it is told to.
EVERY_RULE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = "cat.color"
LONG = "/articles/the-second-call/"
MOST_REQUESTS = 5
LEAST_CONTRAST = 12


@every_kind
def test_axe_finds_nothing(kind: str, sites: Sites, browser: Browser) -> None:
    """WCAG 2.2 A and AA and axe's best practices, on a phone and on a desk, by day and by night."""
    with visit(browser, sites, kind) as page:
        page.evaluate(AXE)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme="light")
            assert faults(page) == [], f"light, {width}"
            page.emulate_media(color_scheme="dark")  # where nothing else is another
            assert faults(page, COLOURS) == [], f"dark, {width}"


def faults(page: Page, *only: str) -> list[object]:
    """What axe finds, by all its rules or by those with a tag."""
    options = {**EVERY_RULE, **({"runOnly": only} if only else {})}
    found = page.evaluate("(options) => axe.run(options)", options)
    rules = found["passes"] + found["inapplicable"]
    looked_at = {tag for rule in rules for tag in rule["tags"]}
    assert looked_at >= set(only or ("wcag2a", "wcag2aa", "wcag22aa", "best-practice"))
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]]


def test_what_the_content_policy_blocks_is_noticed(sites: Sites, browser: Browser) -> None:
    with pytest.raises(AssertionError, match="style"), visit(browser, sites, "home") as page:
        page.evaluate("document.body.setAttribute('style', 'color: red')")


def test_what_leaves_the_site_is_noticed(sites: Sites, browser: Browser) -> None:
    with pytest.raises(AssertionError, match="elsewhere"), visit(browser, sites, "home") as page:
        page.evaluate("fetch('http://elsewhere.invalid/').catch(() => 0)")


def test_an_article_is_few_requests(sites: Sites, browser: Browser) -> None:
    """Without its photographs, but with fonts, icons and all that shows when it is scrolled."""
    asked: list[str] = []
    with visit(browser, sites, "republished article") as page:
        page.on("request", lambda request: asked.append(request.url))
        page.reload(wait_until="networkidle")
        page.keyboard.press("End")
        page.wait_for_load_state("networkidle")
    assert 0 < len(asked) <= MOST_REQUESTS, asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_easily_read(scheme: str, sites: Sites, browser: Browser) -> None:
    colour = "dark" if scheme == "dark" else "light"
    with visit(browser, sites, "article", color_scheme=colour) as page:
        ink, paper = page.evaluate(
            "[document.querySelector('.prose > p'), document.body].map((element, place) =>"
            " '#' + getComputedStyle(element)[['color', 'backgroundColor'][place]]"
            ".match(/\\d+/g).map((part) => (+part).toString(16).padStart(2, '0')).join(''))"
        )
    assert contrast(ink, paper) >= LEAST_CONTRAST, (ink, paper)


@pytest.mark.parametrize("path", ["/feeds/all.rss.xml", "/.serve/feeds/"])
def test_what_is_no_page_of_the_theme_is_not_blocked(
    path: str, site: Site, browser: Browser
) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(site.address + path)
    page.wait_for_load_state("load")
    assert [text for text in said if "Policy" in text] == []
    page.close()


def test_a_reader_without_script_finds_an_article_and_writes(site: Site, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(site.address)
    page.click("nav >> text=Topics")
    page.wait_for_url("**/topics/")
    page.click("main h2 >> text=Service")
    page.wait_for_url("**/topics/service/")
    page.click("main h2 a >> nth=0")
    page.wait_for_url("**/articles/*/")
    page.fill("#contact-name", "Zoë & <b>Ann</b>")
    page.fill("#contact-email", "zoe@example.org")
    page.fill("#contact-message", "Line one\nLine two 🎉")
    page.click("text=Send message")
    page.wait_for_url(f"{site.address}/thank-you/")
    stored = site.messages()[-1]
    assert stored["name"] == "Zoë & <b>Ann</b>"
    assert stored["message"] == "Line one\nLine two 🎉"
    page.close()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_mistake_is_told_beside_the_field_and_first(
    script: bool, site: Site, sites: Sites, browser: Browser
) -> None:
    before = len(site.messages())
    with visit(browser, sites, "contact with mistakes", java_script_enabled=script) as page:
        assert page.title().startswith("Problem: ")
        assert page.locator(".problems a").inner_text() == "Enter your name"
        assert page.locator("#contact-name-problem").inner_text() == "Enter your name"
        assert page.input_value("#contact-message") == "A question"
        assert page.get_attribute("#contact-name", "aria-describedby") == "contact-name-problem"
        assert page.locator(".problems:focus").count() == 1
        page.click(".problems a")
        assert page.locator("#contact-name:focus").count() == 1
        page.keyboard.type("Ann" if script else "Bob")  # what was sent before is not taken twice
        page.click("text=Send message")
        page.wait_for_url(f"{site.address}/thank-you/")
        assert len(site.messages()) == before + 1


def test_the_form_is_filled_and_sent_by_keyboard_alone(site: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{site.address}/contact/")
    met = []
    for _ in range(60):
        page.keyboard.press("Tab")
        met.append(name := page.evaluate("document.activeElement.name || ''"))
        assert page.evaluate("document.activeElement.getBoundingClientRect().width") > 0
        if name == "name":
            page.keyboard.type("Ann")
        elif name == "email":
            page.keyboard.type("ann@example.org")
        elif name == "message":
            page.keyboard.type("By keyboard")
        elif page.evaluate("document.activeElement.type") == "submit":
            page.keyboard.press("Enter")
            break
    page.wait_for_url(f"{site.address}/thank-you/")
    assert [name for name in met if name] == ["name", "email", "organisation", "message"]
    assert site.messages()[-1]["message"] == "By keyboard"
    page.close()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_footnote_opens_in_place_or_is_led_to(script: bool, site: Site, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, java_script_enabled=script)
    page.goto(site.address + LONG)
    mark = page.locator(".footnote-ref").first
    mark.click()
    note = page.locator("#note div")
    if script:
        note.wait_for()
        assert note.inner_text().startswith("Fourteen days is a reasonable start")
        assert page.evaluate("location.hash") == ""
        sound(page)
        page.keyboard.press("Escape")
        assert mark.evaluate("mark => mark === document.activeElement")
    else:
        page.wait_for_url("**#fn:1")
    assert note.is_hidden()
    page.close()


def test_how_far_one_has_read_needs_no_script(site: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(site.address + LONG)
    width = "parseFloat(getComputedStyle(document.body, '::before').inlineSize)"
    assert page.evaluate(width) == 0
    page.locator(".prose > :last-child").first.scroll_into_view_if_needed()
    page.wait_for_timeout(200)  # the content policy lets no test wait inside the page
    assert page.evaluate(width) > 1000
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.body, '::before').content") == "none"
    page.close()


def test_a_reply_is_answered_without_script(site: Site, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(site.address + LONG)
    first = page.locator(".thread article").first
    id_ = str(first.get_attribute("id")).removeprefix("reply-")
    first.locator("text=Reply to this").click()
    page.fill("#reply-comment", "And who pays for the second call, would you say?")
    page.fill("#reply-name", "Ann")
    page.fill("#reply-email", "ann@example.org")
    page.check("#reply-notify")
    page.click("text=Send reply")
    page.wait_for_url(f"{site.address}/thank-you/")
    stored = site.messages()[-1]
    assert (stored["to"], stored["name"], stored["notify"]) == (id_, "Ann", "yes")
    page.close()


def test_what_looks_odd_is_checked_and_sent_once_more(site: Site, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"{site.address}/contact/")
    page.fill("#contact-name", "Ann")
    page.fill("#contact-email", "ann@example.org")
    page.fill("#contact-message", "A browser has filled in more than I did")
    page.evaluate("document.getElementById('contact-validation').value = 'Ann'")
    page.click("text=Send message")
    page.locator(".notice:focus").wait_for()
    assert page.title().startswith("Please check and send: ")
    sound(page)
    page.wait_for_timeout(2_100)  # as a person looks at it
    page.focus("text=Send message")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}/thank-you/")
    with closing(Store(site.database)) as store:
        message = store.in_state("waiting")[-1]
    assert (message.answers["validation"], message.held) == ("Ann", False)
    page.close()


def test_a_link_in_a_mail_decides_by_a_button(site: Site, browser: Browser) -> None:
    with closing(Store(site.database)) as store, store.transaction():
        answers = {"name": "Zoë", "comment": "Long " * 99 + "x" * 99, "article": "", "to": ""}
        message = Message(datetime.now(UTC), "reply", "/", answers, ("It is odd",))
        store.add(message)
        link = token(store.key, "decide", message.id, 0, datetime.now(UTC))
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"{site.address}/inbox/decide/{link}")
    assert "It is odd" in page.inner_text("main")
    sound(page)
    page.click("text=It is spam")
    page.locator("text=It is decided: spam").wait_for()
    sound(page)
    page.close()


def sound(page: Page) -> None:
    page.evaluate(AXE)
    assert faults(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


def test_an_address_reads_the_same_on_a_page_from_right_to_left(
    sites: Sites, browser: Browser
) -> None:
    with visit(browser, sites, "Arabic home") as page:
        for selector, first in (("bdi:has-text('12 Sample')", "12"), ("a bdi", "[800]")):
            line = page.locator(f"address {selector}").evaluate(
                "(line) => [...line.firstChild.data].map((_, place) => {"
                "  const range = document.createRange();"
                "  range.setStart(line.firstChild, place);"
                "  range.setEnd(line.firstChild, place + 1);"
                "  return range.getBoundingClientRect().left;"
                "})"
            )
            assert line == sorted(line), first


def test_nobody_meets_the_trap(site: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{site.address}/contact/")
    assert not page.locator("input[name=validation]").is_visible()
    assert "validation" not in page.locator("form").aria_snapshot()
    page.close()


@pytest.mark.parametrize("name", ["all.rss.xml", "all.atom.xml"])
def test_a_feed_reads_well_on_a_small_phone(name: str, site: Site, browser: Browser) -> None:
    """As application/rss+xml or atom+xml Chromium would show its source."""
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(f"{site.address}/feeds/{name}")
    assert page.locator("a").first.get_attribute("href") == f"{site.address}/subscribe/"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    post = page.locator("item, entry").first
    shown = {part: post.locator(part).is_visible() for part in ("title", "link >> nth=0")}
    assert all(shown.values()), shown
    assert not post.locator("guid, id").is_visible()
    page.close()


def test_every_page_is_html_without_a_fault(site: Site) -> None:
    pages = sorted(site.output.rglob("*.html"))
    assert len(pages) > 30
    for path in pages:
        html5lib.HTMLParser(strict=True).parse(path.read_text("utf-8"))
