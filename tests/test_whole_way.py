"""From a reader's keyboard to the page that everyone reads, by the doors that people use."""

import os
import subprocess
import sys
from contextlib import closing

import pytest
from playwright.sync_api import Page, sync_playwright

from plugins.inbox.store import Store
from tests.browser import launch
from tests.test_serve import House, eventually, serving

COMMENT = "The bell is for the shop, as you say; ours rang in the back room, where nobody was."


def typed(page: Page, **answers: str) -> None:
    """Walk by Tab from field to field of the form that has them, and send it by Enter."""
    for name, text in answers.items():
        to(page, f"document.activeElement.name == '{name}'")
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
    to(page, "document.activeElement.type == 'submit'")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def to(page: Page, there: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(there):
            return
    raise AssertionError(f"Tab never leads to where {there}")


def desk(house: House, words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "plugins.moderation", *words.split()],
        cwd=house.folder,
        env={**os.environ, "INPUTDIR": "content"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_reply_goes_from_the_keyboard_to_the_page_and_the_feed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with serving(tmp_path_factory) as house, sync_playwright() as playwright:
        with closing(launch(playwright)) as browser:
            page = browser.new_page(java_script_enabled=False)
            address = f"http://127.0.0.1:{house.port}/articles/first/"
            page.goto(address)
            typed(page, comment="Good post", name="Ann", email="ann@example.org")
            assert page.title().startswith("Problem: ")
            assert "Say a little more" in page.inner_text(".problems")
            assert page.input_value("#reply-name") == "Ann"
            typed(page, comment=COMMENT)
            assert page.url.endswith("/thank-you/"), page.inner_text("main")
        with closing(Store(house.folder / "inbox.sqlite3")) as store:
            [message] = store.in_state("waiting")
        assert message.answers["comment"] == COMMENT
        assert not message.held
        assert COMMENT[:30] in desk(house, "list")
        desk(house, "approve 1")
        eventually(lambda: COMMENT in house.ask("/feeds/replies.atom.xml")[1])
        article = house.ask("/articles/first/")[1]
        assert f'id="reply-{message.id}"' in article
        assert COMMENT in article
        desk(house, "undo 1")
        eventually(lambda: COMMENT not in house.ask("/articles/first/")[1])
