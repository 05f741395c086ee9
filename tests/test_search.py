"""The search: what can be found, what is published for it, and how a reader meets it."""

import gzip
import os
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from plugins.search.index import make_index
from plugins.search.record import Record, page, write_records
from tests.conftest import ARTICLE, FORKS, NOW, Build, pelican, write
from tests.test_site import SITE, changed

# The bar is for 1,000: POSTS=1000 python -m pytest tests/test_search.py
POSTS = int(os.environ.get("POSTS", "200"))
# What the search may ask of a browser, and no more.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self';"
    " font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'"
)
MOST_BEFORE_THE_FIRST_KEY = 15 * 1024
MOST_FOR_THE_FIRST_RESULT = 140 * 1024
MARK = (255, 232, 163)


def test_a_record_says_what_is_found_and_shown() -> None:
    record = Record("/a/", 'Bells & "so"', "<h2 id='b'>B</h2>", summary="1 < 2", author="Ann")
    text = page(record, "en")
    assert '<html lang="en">' in text
    assert '<meta data-pagefind-meta="title[content]" content="Bells &amp; &quot;so&quot;">' in text
    assert "<p>1 &lt; 2</p>\n<h2 id='b'>B</h2>" in text
    assert 'author[content]" content="Ann"' in text
    assert "topics" not in text


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    one, two = Record("/1/", "One", ""), Record("/2/", "Two", "")
    write_records(tmp_path, [one, two], "en")
    times = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    write_records(tmp_path, [one, Record("/3/", "Three", "")], "en")
    kept = {path.name for path in tmp_path.iterdir()} & set(times)
    assert len(kept) == 1
    assert all((tmp_path / name).stat().st_mtime_ns == times[name] for name in kept)
    assert len(list(tmp_path.iterdir())) == 2


def test_the_index_is_kept_while_nothing_changes(tmp_path: Path) -> None:
    write_records(tmp_path / "records", [Record("/1/", "One", "<p>Words.</p>")], "en")
    files = make_index(tmp_path)
    kinds = {name.partition("/")[0].rpartition(".")[2] for name in files}
    assert kinds == {"js", "json", "pagefind", "pf_meta", "index", "fragment"}
    assert not any("ui" in name or "highlight" in name or "unknown" in name for name in files)
    before = (tmp_path / "index/pagefind.js").stat().st_mtime_ns
    assert make_index(tmp_path) == files
    assert (tmp_path / "index/pagefind.js").stat().st_mtime_ns == before
    write_records(tmp_path / "records", [Record("/1/", "One", "<p>Others.</p>")], "en")
    assert make_index(tmp_path) != files


def index_of(output: Path) -> dict[str, bytes]:
    files = (path for path in sorted((output / "pagefind").rglob("*")) if path.is_file())
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


def test_what_stands_in_lists_is_found_and_the_rest_is_not(tmp_path: Path, build: Build) -> None:
    built = build(
        {
            "articles/listed.md": ARTICLE,
            "articles/french.md": ARTICLE.replace("\n\n", "\nLang: fr\n\n"),
            "articles/hidden.md": ARTICLE.replace("\n\n", "\nStatus: hidden\n\n"),
            "articles/withdrawn.md": ARTICLE.replace("\n\n", "\nStatus: withdrawn\n\n"),
            "articles/draft.md": ARTICLE.replace("\n\n", "\nStatus: draft\n\n"),
            "articles/tomorrow.md": ARTICLE.replace("2026-03", "2027-03"),
            "pages/about.md": "Title: About\n\nWords.\n",
            "pages/contact.md": "Title: Contact\n\nWords.\n",
            "pages/thank-you.md": "Title: Thanks\n\nWords.\n",
        }
    )
    assert built.status == 0, built.problems
    records = [p.read_text("utf-8") for p in (tmp_path / "cache/search/site/records").iterdir()]
    found = {url for url in ("listed", "french-fr", "about") if f"/{url}/" in "".join(records)}
    assert (len(records), len(found)) == (3, 3)
    # One index: a reader need not know in which language something was written.
    assert sum('<html lang="en">' in record for record in records) == 3
    assert len(list((built.output / "pagefind/fragment").iterdir())) == 3


def test_pictures_alone_are_found_by_their_title(build: Build) -> None:
    built = build({"articles/a.md": "Title: A door\nDate: 2026-03-04\n\n<br>\n"})
    assert built.status == 0, built.problems
    [fragment] = (built.output / "pagefind/fragment").iterdir()
    assert b'"content":"A door' in gzip.decompress(fragment.read_bytes())


def test_the_same_input_gives_the_same_index(tmp_path: Path, build: Build) -> None:
    content = tmp_path / "copy"
    shutil.copytree(SITE / "content", content)  # publishing notes its addresses there
    one = build(content, output="one", PYTHONHASHSEED="1", PUBLISH="1")
    (tmp_path / "cache").rename(tmp_path / "elsewhere")
    two = build(content, output="two", PYTHONHASHSEED="2", SOURCE_DATE_EPOCH="1796000000")
    assert one.status == 0, one.problems
    assert changed(index_of(one.output), index_of(two.output)) == set()
    assert len(index_of(one.output)) > 5


def test_an_index_that_is_no_more_is_removed(build: Build) -> None:
    before = index_of(build({"articles/a.md": ARTICLE}).output)
    after = index_of(build({"articles/a.md": ARTICLE.replace("Words", "Others")}).output)
    assert before.keys() != after.keys()
    assert [name for name in after if "fragment" in name] != []
    assert len(after) == len(before)


def test_without_pagefind_it_is_one_line_and_no_box(tmp_path: Path, build: Build) -> None:
    stub = 'import sys\nsys.exit("no such machine")\n'
    write(tmp_path / "cache/search/site/pagefind_bin", {"__init__.py": "", "__main__.py": stub})
    built = build({"articles/a.md": ARTICLE})
    assert built.status == 1
    assert built.problems == (
        "PLUGINS: pagefind has made no index: no such machine."
        ' Install what it lacks, or take "search" out to publish without.',
    )
    assert "<input" not in built.text("search/index.html")
    assert ">Search</a>" not in built.text("index.html")
    published = build(tmp_path / "content", output="published", PUBLISH="1")
    assert (published.status, published.output.exists()) == (1, False)


def test_taken_out_there_is_no_sign_of_it(build: Build) -> None:
    conf = "PLUGINS = [name for name in PLUGINS if '.search.' not in name]"
    built = build({"articles/a.md": ARTICLE}, conf=conf)
    assert built.status == 0, built.problems
    for path in ("index.html", "404.html", "search/index.html"):
        assert ">Search</a>" not in built.text(path)
        assert "search.js" not in built.text(path)
    assert index_of(built.output) == {}


def test_the_page_may_have_a_text_of_its_own(build: Build) -> None:
    built = build({"articles/a.md": ARTICLE, "pages/search.md": "Title: Look\n\nFor it.\n"})
    assert built.status == 0, built.problems
    soup = built.soup("search/index.html")
    assert [h1.get_text() for h1 in soup.find_all("h1")] == ["Look"]
    assert "For it." in soup.get_text()
    assert soup.select_one(".search[hidden] input[name=q]")


def write_posts(folder: Path) -> None:
    """Each with a word of its own, all with one, and some with two headings."""
    chance = random.Random(1)
    words = [
        "".join(chance.choice("bcdfglmnprst") + chance.choice("aeiou") for _ in range(2 + n % 3))
        for n in range(8_000)
    ]
    folder.mkdir(parents=True)
    for number in range(POSTS):
        told = [words[int(8_000 * chance.random() ** 3)] for _ in range(400)]
        text = " ".join(told[:200]).capitalize() + f" counter.\n\n## Heading {number}\n\n"
        text += " ".join(told[200:]).capitalize() + f", the quagga{number}x-word.\n"
        header = (
            f"Title: Post {number}\nDate: {2016 + number % 10}-{1 + number % 12:02}-05\n"
            f"Slug: post-{number}\nTags: Topic {number % 20}\n"
        )
        (folder / f"post-{number}.md").write_text(f"{header}\n{text}", "utf-8")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a blog of a thousand posts, below a path, served with ``POLICY``."""
    folder = tmp_path_factory.mktemp("corpus")
    write_posts(folder / "content/articles")
    (folder / "conf.py").write_text("from pelicanconf import *\n", "utf-8")
    arguments = ["content", "--settings", "conf.py", "--output", "site/blog"]
    environment = {"SITEURL": "https://blog.example/blog", "SOURCE_DATE_EPOCH": NOW}
    started = time.monotonic()
    child = FORKS.Process(
        target=pelican, args=(folder, [*arguments, "--cache-path", "cache"], environment)
    )
    child.start()
    child.join()
    assert child.exitcode == 0, (folder / "stdout").read_text("utf-8")
    print(f"\n{POSTS} posts built and indexed in {time.monotonic() - started:.1f} s")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Headers, directory=folder / "site")) as it:
        Thread(target=it.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{it.server_port}/blog"
        it.shutdown()


class Headers(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def send_error(self, code: int, *more: str | None) -> None:
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(Path(self.directory, "blog/404.html").read_bytes())

    def log_message(self, *_: object) -> None: ...


@contextmanager
def tab(browser: Browser, script: bool = True) -> Iterator[Page]:
    """A page on which nothing violates the policy."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    opened = browser.new_page(viewport={"width": 1280, "height": 800}, java_script_enabled=script)
    opened.on("console", hear)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    opened.close()
    assert [text for text in said if "Content Security Policy" in text] == []


def sentence(opened: Page) -> str:
    opened.locator(".found:not(:empty)").wait_for()
    return opened.inner_text(".found")


def test_words_are_found_as_they_are_typed(corpus: str, browser: Browser) -> None:
    with tab(browser) as opened:
        opened.goto(f"{corpus}/search/")
        opened.focus("#search-words")
        opened.keyboard.type("quagga117x", delay=20)
        assert sentence(opened) == "One page speaks of “quagga117x”."
        assert opened.get_attribute(".found", "role") == "status"
        assert opened.locator(".results h2").all_inner_texts() == ["Post 117"]
        assert opened.locator(".results time").get_attribute("datetime") == "2023-10-05"
        assert opened.inner_text(".results mark").startswith("quagga117x")
        assert opened.locator(".results .row a").all_inner_texts() == ["Heading 117"]
        assert opened.url.endswith("/blog/search/?q=quagga117x")
        opened.keyboard.press("Escape")
        assert opened.input_value("#search-words") == ""
        opened.locator(".results > li").wait_for(state="detached")
        assert opened.url.endswith("/blog/search/")


def test_ten_are_shown_and_then_ten_more(corpus: str, browser: Browser) -> None:
    with tab(browser) as opened:
        opened.goto(f"{corpus}/search/?q=counter")
        assert sentence(opened) == f"{POSTS} pages speak of “counter”."
        assert opened.locator(".results > li").count() == 10
        opened.focus("text=Show more")
        opened.keyboard.press("Enter")
        opened.locator(".results > li").nth(19).wait_for()
        assert opened.evaluate("document.activeElement.closest('li').matches(':nth-child(11)')")
        opened.fill("#search-words", "zebra")
        opened.locator("text=Nothing here").wait_for()
        assert sentence(opened) == "Nothing here speaks of “zebra”. Try fewer words, or others."
        assert not opened.locator("text=Show more").is_visible()


def test_by_keyboard_alone_to_the_marked_word_and_back(corpus: str, browser: Browser) -> None:
    with tab(browser) as opened:
        opened.goto(f"{corpus}/search/")
        for _ in range(20):
            opened.keyboard.press("Tab")
            if opened.evaluate("document.activeElement.id") == "search-words":
                break
        opened.keyboard.type("quagga41x")
        sentence(opened)
        opened.keyboard.press("Tab")  # the button
        opened.keyboard.press("Tab")
        assert opened.evaluate("document.activeElement.textContent") == "Post 41"
        href = str(opened.get_attribute(".results h2 a", "href"))
        assert href == "/blog/articles/post-41/#:~:text=quagga41x%2Dword"
        opened.keyboard.press("Enter")
        opened.wait_for_url("**/articles/post-41/**")
        opened.wait_for_timeout(300)
        picture = Image.open(BytesIO(opened.screenshot())).convert("RGB")
        assert MARK in {colour for _, colour in picture.getcolors(1 << 20) or ()}
        opened.go_back()
        assert sentence(opened) == "One page speaks of “quagga41x”."


def test_not_found_is_a_place_to_look_from(corpus: str, browser: Browser) -> None:
    with tab(browser) as opened:
        opened.goto(f"{corpus}/nowhere/deeper/")
        assert opened.locator(".lines > li").count() == 5
        assert opened.locator("main a:has-text('Topic 3')").count() == 1
        opened.fill("#search-words", "quagga3x")
        assert sentence(opened) == "One page speaks of “quagga3x”."
        opened.click(".results h2 a")
        opened.wait_for_url("**/blog/articles/post-3/**")


def test_without_script_the_page_leads_on(corpus: str, browser: Browser) -> None:
    with tab(browser, script=False) as opened:
        opened.goto(f"{corpus}/search/")
        assert not opened.locator("input, button").filter(visible=True).count()
        assert opened.locator(".unscripted").is_visible()
        assert opened.locator(".entries h3 a").count() == 20
        opened.click("main a:has-text('2019')")
        opened.wait_for_url("**/archive/2019/")


def test_an_index_that_does_not_come_is_said(corpus: str, browser: Browser) -> None:
    with tab(browser) as opened:
        opened.route("**/pagefind-entry.json*", lambda route: route.abort())
        opened.goto(f"{corpus}/search/")
        opened.fill("#search-words", "bell")
        assert sentence(opened).startswith("The search could not be loaded.")


def weight(answers: list[Response]) -> int:
    """The bytes that a server which compresses would send, without fonts and pictures."""
    told = [each for each in answers if each.request.resource_type not in ("font", "image")]
    bodies = [each.body() for each in told if each.ok]
    return sum(min(len(body), len(gzip.compress(body))) for body in bodies)


def test_little_is_loaded_before_the_first_key(corpus: str, browser: Browser) -> None:
    """And nothing moves when the box appears."""
    with tab(browser) as opened:
        answers: list[Response] = []
        opened.on("response", lambda answer: answers.append(answer))
        opened.goto(f"{corpus}/search/", wait_until="networkidle")
        assert not any("pagefind" in answer.url for answer in answers)
        before = weight(answers)
        moved = opened.evaluate(
            "new Promise(done => new PerformanceObserver(list =>"
            " done(list.getEntries().length)).observe({type: 'layout-shift', buffered: true})"
            " || setTimeout(() => done(0), 200))"
        )
        started = time.monotonic()
        opened.focus("#search-words")
        opened.keyboard.type("quagga117x")
        sentence(opened)
        seconds = time.monotonic() - started
        opened.wait_for_load_state("networkidle")
        first = weight(answers) - before
        print(f"\nbefore the first key {before} B, the first result {first} B in {seconds:.2f} s")
        assert before <= MOST_BEFORE_THE_FIRST_KEY
        assert 0 < first <= MOST_FOR_THE_FIRST_RESULT
        assert moved == 0
