"""Ten thousand inputs that mean harm: no fault, nothing obeyed by browser, mail or terminal."""

import os
import pty
import random
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from playwright.sync_api import BrowserContext, Dialog, Request, Route, sync_playwright

from plugins.replies.files import Reply, write_reply
from plugins.replies.markup import TAGS
from tests import browser
from tests.torture.figures import Figure
from tests.torture.naughty import ADDRESSES, PAGES, TEXTS, requests
from tests.torture.receiver import (
    ARTICLE,
    BROWSER,
    FORM,
    SITE,
    Receiver,
    built,
    form_on,
    receiver_in,
    site_in,
    word,
)
from tests.torture.smtp import Server, environment, mail_server

TINY = {"inputs": 60, "pages": 6}
# What the receiver, and the server below it, put above an answer.
HEADERS = frozenset(
    """cache-control content-security-policy content-type content-length date location server
    referrer-policy x-content-type-options allow connection transfer-encoding
    x-robots-tag permissions-policy cross-origin-opener-policy
    strict-transport-security x-frame-options""".split()
)
# What a mail of ours begins with.
MAIL_HEADERS = frozenset(
    """from to subject date message-id reply-to content-type content-transfer-encoding
    mime-version auto-submitted""".split()
)
OBEYED = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
# Colours and the like, which the desk itself prints on a terminal.
STYLE = re.compile(r"\x1b\[[0-9;]*m")
SECONDS_FOR_MAIL = 900
# Marks a request that HTTP has no fault to find with, save perhaps in a header's text.
OURS = b"X-Whole: yes"

# Every element and attribute in a page, and how often those that act stand there.
SKELETON = """() => {
  const all = [...document.querySelectorAll("*")];
  const acting = ["SCRIPT", "FORM", "META", "LINK", "BASE", "STYLE", "IFRAME", "H1", "TITLE"];
  return {
    parts: [...new Set(all.flatMap(e => [...e.attributes].map(a => `${e.tagName} ${a.name}`)
      .concat(e.tagName)))],
    acting: acting.map(tag => all.filter(e => e.tagName === tag).length),
    links: [...new Set([...document.querySelectorAll("[href], [src], [action]")]
      .map(e => e.getAttribute("href") ?? e.getAttribute("src") ?? e.getAttribute("action")))],
    reports: window.reports,
  };
}"""
# What the hosts that `make publish` writes rules for may be told to send.
POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; script-src 'self'"
LISTEN = """window.reports = [];
document.addEventListener("securitypolicyviolation",
  e => window.reports.push(e.violatedDirective))"""


def run(folder: Path, *, inputs: int = 10_000, pages: int = 1_500) -> list[Figure]:
    with (
        mail_server() as server,
        receiver_in(folder / "inbox", **environment(server.port)) as receiver,
    ):
        asked = Asked(receiver, site_in(folder))
        asked.ask_all(inputs)
        figures = asked.figures(inputs)
        figures += in_browser(asked, site_in(folder), pages)
        figures += in_mail(receiver, server)
        receiver.end()
        figures += [Figure("tracebacks in the log", receiver.said.count("Traceback"), at_most=0)]
    return [*figures, *in_terminal(receiver), *published(receiver, folder)]


class Asked:
    """What was asked, and what came of it."""

    def __init__(self, receiver: Receiver, site: Path) -> None:
        self.receiver = receiver
        self.count = 0
        self.statuses: Counter[int] = Counter()
        self.faults: list[str] = []
        self.silent: list[bytes] = []
        self.odd_headers: list[str] = []
        self.pages: dict[bytes, str] = {}
        self._chance = random.Random(1)
        self._forms = {
            "contact": form_on(site, "/contact/", "contact").fields,
            "reply": form_on(site, ARTICLE, "reply").fields,
        }

    def ask_all(self, inputs: int) -> None:
        """Those that are written down, or as many of them, and Hypothesis's for the rest."""
        written = [*self.filled(), *requests(self._chance)]
        self._chance.shuffle(written)
        del written[inputs // 2 :]
        with ThreadPoolExecutor(8) as senders:
            for request, answer in zip(written, senders.map(self._sent, written), strict=True):
                self._note(request, answer)

        @settings(
            max_examples=inputs - self.count,
            phases=[Phase.generate],
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.sampled_from(list(self._forms)), strings, strings, strings, heads, st.binary())
        def ask_any(form: str, a: str, b: str, c: str, head: str, body: bytes) -> None:
            shape = self._chance.randrange(4)
            given_ = dict(zip(("name", "comment", "message"), (a, b, b), strict=True))
            if shape == 0:
                self.ask(self.post(form, {**given_, "email": c, "page": a, "to": b, "token": c}))
            elif shape == 1:
                self.ask(self.post(form, {**given_, "email": "a@b.example"}, {"X-Odd": head}))
            elif shape == 2:
                self.ask(self.post(form, {**given_, "email": "a@b.example", "validation": c}))
            else:
                self.ask(self.raw(f"/inbox/{form}", body, {**BROWSER, "Origin": head}))

        ask_any()

    def filled(self) -> Iterator[bytes]:
        """Each text in each field of each form, all else being well."""
        for form in self._forms:
            for text in TEXTS:
                for name in ("name", "message", "comment", "organisation", "validation", "notify"):
                    yield self.post(form, {name: text})
                for name in ("to", "article", "token"):
                    yield self.post(form, {name: text})
            yield from (self.post(form, {"email": address}) for address in ADDRESSES)
            yield from (self.post(form, {"page": page}) for page in PAGES)

    def post(
        self, form: str, typed: Mapping[str, str], headers: Mapping[str, str] = BROWSER
    ) -> bytes:
        """A form with something true in all its fields, save in those that were typed."""
        said = f"What do you do when {word(self._chance.getrandbits(60))} does not look up?"
        fields = {
            **self._forms[form],
            "name": "Ann",
            "email": "ann@example.org",
            "message" if form == "contact" else "comment": said,
            **typed,
        }
        body = urlencode(fields, errors="surrogatepass").encode()
        return self.raw(f"/inbox/{form}", body, {**BROWSER, **headers})

    def raw(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        address = ".".join(str(self._chance.randint(1, 250)) for _ in range(4))
        head = [
            f"POST {path} HTTP/1.1",
            "Host: blog.example",
            f"Content-Type: {FORM}",
            f"Content-Length: {len(body)}",
            OURS.decode(),
            f"X-Forwarded-For: {address}",
            *(f"{name}: {text}" for name, text in headers.items()),
        ]
        return "\r\n".join([*head, "", ""]).encode("utf-8", "replace") + body

    def ask(self, request: bytes) -> None:
        self._note(request, self._sent(request))

    def _note(self, request: bytes, answer: bytes) -> None:
        self.count += 1
        if not answer.startswith(b"HTTP/1.1 "):
            # A connection may be closed on what is no HTTP; a form is answered.
            if OURS in request:
                self.silent.append(request)
            return
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        status = int(first.split()[1])
        self.statuses[status] += 1
        if status >= 500:
            self.faults.append(f"{status}: {request[:300]!r}")
        names = [line.partition(b":")[0].decode("latin-1").lower() for line in lines]
        if not HEADERS.issuperset(names) or len(set(names)) < len(names):
            self.odd_headers.append(f"{names}: {request[:300]!r}")
        if b"text/html" in head:
            policy = next((line for line in lines if line.lower().startswith(b"content-sec")), b"")
            self.pages[body] = policy.partition(b":")[2].decode().strip()

    def _sent(self, request: bytes) -> bytes:
        """Everything that came back until it was closed, or said to be all."""
        received = b""
        with closing(socket.create_connection(("127.0.0.1", self.receiver.port), 20)) as connection:
            try:
                connection.sendall(request)
                while more := connection.recv(1 << 16):
                    received += more
                    if whole(received, request.startswith(b"HEAD")):
                        break
            except OSError:
                pass
        return received

    def figures(self, inputs: int) -> list[Figure]:
        for fault in (*self.faults[:5], *self.odd_headers[:5], *self.silent[:5]):
            print("  ", str(fault)[:300])
        print("  statuses:", dict(sorted(self.statuses.items())))
        return [
            Figure("inputs", self.count, at_least=inputs),
            Figure("answers of 500 and more", len(self.faults), at_most=0),
            Figure("forms without an answer", len(self.silent), at_most=0),
            Figure("answers with headers not ours", len(self.odd_headers), at_most=0),
        ]


strings = st.text(st.characters(), max_size=60) | st.sampled_from(TEXTS)
heads = strings.map(lambda text: re.sub(r"[\r\n]", "", text))


def whole(received: bytes, is_head: bool) -> bool:
    head, parted, body = received.partition(b"\r\n\r\n")
    if not parted:
        return False
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return is_head or (bool(length) and len(body) >= int(length[1]))  # type: ignore[index]


# --- a browser


class Looked:
    """Pages as a real browser has them; nothing it asks for leaves the machine."""

    def __init__(self, context: BrowserContext, site: Path) -> None:
        self._site = site
        self._content: tuple[bytes, str] | None = None
        self.dialogs = 0
        self.elsewhere: list[str] = []
        self._page = context.new_page()
        self._page.add_init_script(LISTEN)
        self._page.on("dialog", self._close)
        context.route("**/*", self._answer)

    def _close(self, dialog: Dialog) -> None:
        self.dialogs += 1
        dialog.dismiss()

    def _answer(self, route: Route, request: Request) -> None:
        if not request.url.startswith(f"{SITE}/"):
            self.elsewhere.append(request.url)
            route.abort()
        elif request.is_navigation_request() and self._content:
            body, policy = self._content
            headers = {"Content-Type": "text/html; charset=utf-8"}
            if policy:
                headers["Content-Security-Policy"] = policy
            self._content = None
            route.fulfill(status=200, headers=headers, body=body)
        else:
            path = request.url.removeprefix(SITE).partition("?")[0].strip("/")
            file = self._site / path
            route.fulfill(path=file) if file.is_file() else route.fulfill(status=404)

    def skeleton(self, body: bytes, policy: str) -> dict[str, list[str]]:
        self._content = (body, policy)
        self._page.goto(f"{SITE}/inbox/contact")
        found: dict[str, list[str]] = self._page.evaluate(SKELETON)
        return found


def in_browser(asked: Asked, site: Path, pages: int) -> list[Figure]:
    """Those that were given back, against the pages of well-meant forms."""
    fine = Asked(asked.receiver, site)
    fine.ask(fine.post("contact", {"name": ""}))
    fine.ask(fine.post("reply", {"name": "", "notify": "yes"}))
    for form in ("contact", "reply"):
        fine.ask(fine.post(form, {}, {"Origin": "null"}))
        fine.ask(fine.post(form, {"name": "", "email": "x", "comment": "", "message": ""}))
        fine.ask(fine.post(form, {"validation": "x"}))
        fine.ask(fine.post(form, {"page": "/nowhere/", "name": ""}))
    shown = sorted(asked.pages.items())
    random.Random(1).shuffle(shown)
    injected, reports = [], 0
    with sync_playwright() as playwright, closing(browser.launch(playwright)) as chromium:
        looked = Looked(chromium.new_context(), site)
        clean = [looked.skeleton(*page) for page in fine.pages.items()]
        parts = {part for page in clean for part in page["parts"]}
        links = {link for page in clean for link in page["links"]}
        most = [max(counts) for counts in zip(*(page["acting"] for page in clean), strict=True)]
        for body, policy in shown[:pages]:
            found = looked.skeleton(body, policy)
            strange = set(found["parts"]) - parts
            strange |= {link for link in found["links"] if link not in links and not own(link)}
            if strange or any(have > may for have, may in zip(found["acting"], most, strict=True)):
                injected.append(f"{sorted(strange)} {found['acting']} {most}")
            reports += len(found["reports"])
    for one in injected[:5]:
        print("  injected:", one[:300])
    return [
        Figure("pages given back, of those in a browser", len(shown[:pages]), at_least=1),
        Figure("with HTML injected", len(injected), at_most=0),
        Figure("reports of the content security policy", reports, at_most=0),
        Figure("dialogs opened by scripts", looked.dialogs, at_most=0),
        Figure("requests to elsewhere", len(looked.elsewhere), at_most=0),
    ]


def own(link: str) -> bool:
    """A way within the page or the site, like to the field with the problem."""
    return re.fullmatch(r"#[\w-]+|/(?!/)[\w/.?=&%#-]*", link) is not None


# --- mail


def in_mail(receiver: Receiver, server: Server) -> list[Figure]:
    """Each that went out, as it was handed to the mail server."""
    until = time.monotonic() + SECONDS_FOR_MAIL
    while (left := unsent(receiver)) and time.monotonic() < until:
        time.sleep(0.5)
    injected = [content for to, content in server.mails if not mail_is_ours(to, content)]
    for content in injected[:3]:
        print("  mail:", content[:300])
    return [
        Figure("mails", len(server.mails), at_least=1),
        Figure("mails with headers or recipients not ours", len(injected), at_most=0),
        Figure("mails that could not be written", parked(receiver), at_most=0),
        Figure("mails left over", left, at_most=0),
    ]


def mail_is_ours(recipient: str, content: bytes) -> bool:
    mail = message_from_bytes(content)
    names = [name.lower() for name, _ in mail.items()]
    lines = content.removesuffix(b"\r\n.\r\n").split(b"\r\n")
    return (
        recipient == "owner@blog.example" == mail["To"]
        and mail["From"] is not None
        and "blog@blog.example" in mail["From"]
        and MAIL_HEADERS.issuperset(names)
        and len(set(names)) == len(names)
        and not mail.is_multipart()
        and mail.get_content_type() == "text/plain"
        and all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in lines)
        and str(mail["Reply-To"] or "a@b").count("@") == 1
    )


def unsent(receiver: Receiver) -> int:
    return counted(receiver, "sent_at IS NULL AND due_at IS NOT NULL")


def parked(receiver: Receiver) -> int:
    return counted(receiver, "sent_at IS NULL AND due_at IS NULL")


def counted(receiver: Receiver, where: str) -> int:
    with closing(sqlite3.connect(receiver.database, timeout=20)) as database:
        [(rows,)] = database.execute(f"SELECT count(*) FROM outbox WHERE {where}").fetchall()
    return int(rows)


# --- a terminal


def in_terminal(receiver: Receiver) -> list[Figure]:
    """All messages, listed and shown whole, into a pipe and on a terminal."""
    numbers = f"1-{max(message.number for message in receiver.stored())}"
    said = ""
    obeyed = 0
    for command in (["list", "--all"], ["show", numbers], ["search", "e"]):
        plain = desk(receiver, *command)
        obeyed += len(OBEYED.findall(plain)) + plain.count("Traceback")
        said += plain
    on_terminal = STYLE.sub("", desk_on_terminal(receiver, "show", numbers))
    obeyed += len(OBEYED.findall(on_terminal.replace("\r\n", "\n")))
    return [
        Figure("lines of the desk", said.count("\n") + on_terminal.count("\n"), at_least=10),
        Figure("characters a terminal might obey", obeyed, at_most=0),
    ]


def desk(receiver: Receiver, *command: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "plugins.moderation", *command],
        cwd=receiver.folder,
        env={**receiver.environment, **environment},
        capture_output=True,
        check=False,
    )
    return (done.stdout + done.stderr).decode()


def desk_on_terminal(receiver: Receiver, *command: str) -> str:
    """What arrives at the other side of a pseudo-terminal."""
    near, far = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "plugins.moderation", *command],
        cwd=receiver.folder,
        env={**receiver.environment, "TERM": "xterm-256color", "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        stdout=far,
        stderr=far,
    )
    os.close(far)
    received = b""
    try:
        while more := os.read(near, 1 << 16):
            received += more
    except OSError:  # so ends a terminal whose other side is closed
        pass
    os.close(near)
    process.wait()
    return received.decode()


# --- the published site

CLEAN = """\
It is **so**, and *why* not `here`:
as I said.

> A quotation
> - with a list
3. and another

```
of lines
```

[a link](https://example.org/) and https://example.org/too
"""


def published(receiver: Receiver, folder: Path) -> list[Figure]:
    """Every hostile reply approved, built into the site, and read by a browser and by feed readers.

    Beside a site with two replies that mean well, one to the other, with all that markup can make.
    """
    source = folder / "source"
    article = form_on(folder / "site", ARTICLE, "reply").fields["article"]
    for number in (1, 2):
        to = clean_id(1) if number == 2 else ""
        reply = Reply(clean_id(number), article, "Ann", datetime.now(UTC), CLEAN, to)
        write_reply(source / "content" / "replies", reply)
    clean = built(source, folder / "clean")
    waiting = [m.number for m in receiver.stored() if m.answers.get("article") == article]
    approved = desk(receiver, "approve", *map(str, waiting), INPUTDIR=str(source / "content"))
    files = len(list((source / "content" / "replies" / article).glob("*.toml"))) - 2
    if not files:
        print("  desk:", approved[-500:])
    hostile = built(source, folder / "hostile")
    page = f"{ARTICLE.strip('/')}/index.html"
    with sync_playwright() as playwright, closing(browser.launch(playwright)) as chromium:
        looked = Looked(chromium.new_context(), hostile)
        before, after = (
            looked.skeleton((site / page).read_bytes(), POLICY) for site in (clean, hostile)
        )
    strange = set(after["parts"]) - set(before["parts"])
    strange |= {
        link
        for link in after["links"]
        if not own(link) and not link.startswith(("http://", "https://"))
    } - set(before["links"])
    for one in sorted(strange)[:5]:
        print("  published:", one[:200])
    faults, tags = in_feeds(hostile)
    if tags - TAGS:
        print("  in feeds:", *sorted(tags - TAGS))
    return [
        Figure("hostile replies published", files, at_least=1),
        Figure("their page: HTML injected", len(strange), at_most=0),
        Figure("their page: what may act, more than before", grown(before, after), at_most=0),
        Figure("their page: reports of the policy", len(after["reports"]), at_most=0),
        Figure("their page: dialogs", looked.dialogs, at_most=0),
        Figure("their page: requests to elsewhere", len(looked.elsewhere), at_most=0),
        Figure("their feeds: not well-formed", faults, at_most=0),
        Figure("their feeds: elements not of replies", len(tags - TAGS), at_most=0),
    ]


HTML_IN_FEEDS = ("{*}content", "{*}encoded", "{*}description", "{*}summary")


def clean_id(number: int) -> str:
    return f"{number:08}-0000-4000-8000-000000000000"


def grown(before: Mapping[str, Sequence[Any]], after: Mapping[str, Sequence[Any]]) -> int:
    return sum(now > then for then, now in zip(before["acting"], after["acting"], strict=True))


def in_feeds(site: Path) -> tuple[int, set[str]]:
    """How many feeds of replies no reader can read, and the elements in what they tell."""
    faults, tags = 0, set[str]()
    for file in (site / "feeds" / "replies").rglob("*.xml"):
        try:
            tree = etree.parse(file)
        except etree.XMLSyntaxError:
            faults += 1
            continue
        # What a feed says of itself is a sentence, what it says of an item HTML.
        items = tree.iter("{*}item", "{*}entry")
        for told in (told for item in items for told in item.iter(*HTML_IN_FEEDS)):
            tags |= {tag.name for tag in BeautifulSoup(told.text or "", "lxml").find_all(True)}
    return faults, tags - {"html", "body"}
