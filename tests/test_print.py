"""A page on paper, as somebody would keep it."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.pages import Sites, visit

PAGES_PER_500_WORDS = 3
ARTICLES = ("article", "republished article", "article with pictures")
OTHERS = ("Arabic article", "home", "contact", "search", "subscribe", "reply with mistakes")
USELESS = "nav, form, button, input, textarea, summary, .share, .site-footer, .footnote-backref"
COLOUR = "getComputedStyle(it).color"
LIGHTEST_INK = 0x33


def squeezed(text: str) -> str:
    """Without spaces: a PDF knows only where letters stand."""
    return re.sub(r"\s", "", text)


def shown(page: Page, selector: str, what: str = "it.textContent") -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        selector, f"all => all.filter((it) => it.checkVisibility()).map((it) => {what})"
    )
    return found


@pytest.mark.parametrize("kind", [*ARTICLES, *OTHERS])
def test_paper_is_ink_on_white_without_what_cannot_be_clicked(
    kind: str, sites: Sites, browser: Browser
) -> None:
    with visit(browser, sites, kind) as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert shown(page, USELESS, "it.outerHTML") == []
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)"
        inks = shown(page, "body, main :not(hr, .highlight *)", COLOUR)
        assert max(int(part) for ink in inks for part in re.findall(r"\d+", ink)) <= LIGHTEST_INK


@pytest.mark.parametrize("kind", ARTICLES)
def test_an_article_is_kept_whole_on_few_sheets(kind: str, sites: Sites, browser: Browser) -> None:
    """Outside addresses are spelled out; inside ones stay links, and are no clutter on paper."""
    with visit(browser, sites, kind, color_scheme="dark") as page:
        page.emulate_media(media="print")
        words = len(page.inner_text("article > .prose").split())
        said = shown(page, "h1, article > .prose > p, article > header a, article > header time")
        headings = [squeezed(heading) for heading in shown(page, "h1, h2, h3")]
        links = shown(page, "main a[href*='/']", "it.href")
        here = page.url
        sheets = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    assert len(sheets) <= PAGES_PER_500_WORDS * max(1, words / 500)

    kept = [sheet.extract_text() for sheet in sheets]
    text = squeezed("".join(kept))
    assert [part for part in (*said, here) if squeezed(part) not in text] == []

    site = here.removesuffix(here.split("/", 3)[3])
    outside = {url for url in links if not url.startswith(site)}
    assert [url for url in outside if f"({url})" not in text] == []
    assert re.findall(rf"\((?:/|#|{re.escape(site)})", text) == []
    lively = {
        note.get("/A", {}).get("/URI") for sheet in sheets for note in sheet.annotations or ()
    }
    assert {*links} <= lively

    feet = [squeezed(sheet.strip().splitlines()[-1]) for sheet in kept[:-1]]
    assert [foot for foot in feet if any(heading.endswith(foot) for heading in headings)] == []
