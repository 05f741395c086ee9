"""The blog's own pages in a real browser, as readers meet them."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from plugins.inbox.store import Message, Store
from plugins.inbox.tokens import token
from tests.blog import PAGES, served
from tests.browser import launch
from tests.conftest import share_pictures

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
KINDS = {
    **PAGES,
    "reply with mistakes": PAGES["article"],
    "contact with mistakes": PAGES["contact"],
    "search with results": PAGES["search"],
}
every_kind = pytest.mark.parametrize("kind", KINDS)


@dataclass(frozen=True, slots=True)
class Site:
    """The built blog and its inbox, served."""

    address: str
    output: Path
    database: Path

    def messages(self) -> list[dict[str, str]]:
        if not self.database.exists():
            return []
        with closing(Store(self.database)) as store:
            return [dict(message.answers) for message in store.in_state("waiting")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    share_pictures(folder / "cache", tmp_path_factory)
    with served(folder) as address:
        yield Site(address, folder / "output", folder / "inbox.sqlite3")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


def visit(page: Page, site: Site, kind: str) -> None:
    """Open the page of a kind; every request has to stay on the site, and nothing is blocked."""
    page.on("console", lambda message: allowed(message.text))
    page.route("**/*", lambda route: route.continue_())
    page.on("request", lambda request: stay(request.url, site))
    page.goto(site.address + KINDS[kind])
    if kind == "contact with mistakes":
        page.fill("#contact-name", "   ")
        page.fill("#contact-email", "nobody@example.org")
        page.fill("#contact-message", "A question")
        page.click("button[type=submit]")
        page.locator(".problems:focus").wait_for()
    if kind == "search with results":
        page.fill("#search-words", "customers")
        page.locator(".results > li").nth(9).wait_for()
    if kind == "reply with mistakes":
        page.fill("#reply-comment", "Good post")
        page.fill("#reply-name", "   ")
        page.fill("#reply-email", "nobody@example.org")
        page.click("text=Send reply")
        page.locator(".problems:focus").wait_for()


def allowed(said: str) -> None:
    assert "Content Security Policy" not in said, said


def stay(url: str, site: Site) -> None:
    assert url.startswith((site.address, "data:")), f"a request leaves the site: {url}"


@every_kind
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(kind: str, scheme: str, site: Site, browser: Browser) -> None:
    """WCAG 2.2 A and AA and axe's best practices, on a phone and on a desk."""
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    visit(page, site, kind)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(AXE)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []
        assert found["passes"], "axe looked at nothing"
    page.close()


@every_kind
def test_nothing_is_wider_than_a_small_phone(kind: str, site: Site, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, java_script_enabled=True)
    visit(page, site, kind)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    page.close()


@every_kind
def test_the_skip_link_lands_in_the_text(kind: str, site: Site, browser: Browser) -> None:
    page = browser.new_page()
    visit(page, site, kind)
    page.evaluate("document.activeElement.blur()")
    page.evaluate("window.getSelection().removeAllRanges(); document.body.focus()")
    page.focus("a.skip") if kind.endswith(
        ("with mistakes", "with results")
    ) else page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


COUNT = (
    "globalThis.blocked = [];"
    "addEventListener('securitypolicyviolation', (event) => blocked.push(event.blockedURI))"
)


@every_kind
def test_the_content_policy_blocks_nothing(kind: str, site: Site, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.add_init_script(COUNT)
    visit(page, site, kind)
    page.wait_for_load_state("load")
    assert page.evaluate("blocked") == []
    page.close()


def test_what_the_content_policy_blocks_is_counted(site: Site, browser: Browser) -> None:
    page = browser.new_page()
    page.add_init_script(COUNT)
    page.goto(site.address)
    counted = page.evaluate(
        "new Promise((done) => {"
        "  addEventListener('securitypolicyviolation', () => done(blocked.length));"
        "  document.body.setAttribute('style', 'color: red');"
        "})"
    )
    assert counted == 1
    page.close()


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
    script: bool, site: Site, browser: Browser
) -> None:
    page = browser.new_page(java_script_enabled=script)
    before = len(site.messages())
    visit(page, site, "contact with mistakes")
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
    page.close()


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
    page.goto(site.address + KINDS["article"])
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
    page.goto(site.address + KINDS["article"])
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
    page.goto(site.address + KINDS["article"])
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
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320


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


def test_print_is_ink_on_white_without_what_cannot_be_clicked(site: Site, browser: Browser) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(site.address + KINDS["article"])
    page.emulate_media(media="print", color_scheme="dark")
    paper, ink = page.evaluate(
        "(s => [s.backgroundColor, s.color])(getComputedStyle(document.body))"
    )
    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert max(map(int, re.findall(r"\d+", ink))) < 40
    for gone in ("nav", "form", ".share", ".site-footer"):
        assert not page.locator(gone).first.is_visible(), gone
    page.close()


def test_every_page_is_html_without_a_fault(site: Site) -> None:
    pages = sorted(site.output.rglob("*.html"))
    assert len(pages) > 30
    for path in pages:
        html5lib.HTMLParser(strict=True).parse(path.read_text("utf-8"))


def test_titles_and_descriptions_differ(site: Site) -> None:
    heads: dict[str, Path] = {}
    for path in site.output.rglob("*.html"):
        text = path.read_text("utf-8")
        for start, end in (("<title>", "</title>"), ('name="description" content="', '"')):
            found = text.split(start)[1].split(end)[0].strip()
            assert found, path
            assert heads.setdefault(start + found, path) == path, found
