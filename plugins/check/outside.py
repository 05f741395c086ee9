"""Links that lead out of the site, asked about as a polite visitor would.

One request at a time to a host, with a pause between two, and many hosts at once; HEAD first, and
GET where that is not answered. What was learned is kept, so that the next check asks little.
"""

import json
import socket
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin
from urllib.request import HTTPRedirectHandler, Request, build_opener

HOSTS_AT_ONCE = 16
PAUSE_SECONDS = 1.0
TIMEOUT_SECONDS = 20
# A host that is busy for longer is asked another day.
WAIT_SECONDS_MAX = 60
HOPS_MAX = 5
KEPT_FOR, FAULT_KEPT_FOR = timedelta(days=7), timedelta(days=1)
PERMANENT = (301, 308)  # RFC 9110, 15.4
GONE = (404, 410)
NO_HEAD = (400, 403, 405, 501)  # what programs answer that know no HEAD
NO_HOST = "there is no such host"
BUSY = (429, 503)  # those that may say Retry-After: RFC 9110, 10.2.3


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of an address.

    ``status`` is the last one that was answered, 0 where none was; ``fault`` then says why.
    ``moved`` is where it is for good, "" where it is still at its own address.
    """

    status: int
    moved: str = ""
    fault: str = ""

    @property
    def is_fine(self) -> bool:
        return 200 <= self.status < 300

    def told(self, url: str) -> tuple[str, str, bool]:
        """What is wrong with a link to ``url``, what to do, and whether that is but a note.

        Only what is gone is a problem: a host that is busy or asks for a password may be read
        by people who follow the link.
        """
        if self.status in GONE or self.fault == NO_HOST:
            why = self.fault or f"what it led to is gone ({self.status})"
            return f"{url}: {why}", "Mend the link, or take it out", False
        if self.is_fine and self.moved:
            return f"{url} has moved for good", f"Write {self.moved}", True
        if self.is_fine:
            return "", "", True
        return f"{url} could not be asked ({self.fault or self.status})", "", True


class Kept(NamedTuple):
    asked: datetime
    answer: Answer


class Stay(HTTPRedirectHandler):
    """Follows nothing: where an address leads to, and for how long, is what is asked."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


OPENER = build_opener(Stay)


def ask_all(
    urls: Iterable[str], file: Path, now: datetime, agent: str, pause: float = PAUSE_SECONDS
) -> dict[str, Answer]:
    """What is known of every address; ``file`` keeps it.

    ``now`` is the build's, with a zone, and ``agent`` what hosts are told of who asks.
    """
    wanted = set(urls)
    kept = {url: each for url, each in read_kept(file, now).items() if url in wanted}
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in sorted(wanted - set(kept)):
        hosts[url.split("/")[2].lower()].append(url)

    def ask_host(urls: list[str]) -> dict[str, Kept]:
        found = {}
        for number, url in enumerate(urls):
            time.sleep(pause if number else 0)
            found[url] = Kept(now, ask(url, agent, pause))
        return found

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        for found in pool.map(ask_host, hosts.values()):
            kept |= found
    write_kept(file, kept)
    return {url: each.answer for url, each in kept.items()}


def ask(url: str, agent: str, pause: float = PAUSE_SECONDS) -> Answer:
    """Ask about one address, step by step as far as it leads."""
    at, moved, for_good = url, "", True
    try:
        for _ in range(HOPS_MAX):
            status, to = request(at, agent, pause)
            if not 300 <= status < 400 or not to:
                return Answer(status, moved)
            at = urljoin(at, to)
            for_good &= status in PERMANENT
            moved = at if for_good else moved
        return Answer(0, fault="it leads from one address to the next")
    except URLError as error:
        unknown = isinstance(error.reason, socket.gaierror)
        return Answer(0, fault=NO_HOST if unknown else str(error.reason))
    except (OSError, HTTPException, ValueError) as error:
        return Answer(0, fault=str(error) or type(error).__name__)


def request(url: str, agent: str, pause: float) -> tuple[int, str]:
    """The status of an address, and where it leads to; waits once where that is asked for."""
    status, headers = once("HEAD", url, agent)
    if status in NO_HEAD:
        time.sleep(pause)
        status, headers = once("GET", url, agent)
    wait = seconds_of(headers.get("Retry-After", "")) if status in BUSY else None
    if wait is not None and wait <= WAIT_SECONDS_MAX:
        time.sleep(max(wait, pause))
        status, headers = once("GET", url, agent)
    return status, headers.get("Location", "")


def once(method: str, url: str, agent: str) -> tuple[int, Message]:
    # What an author typed, as programs spell it.
    spelt = quote(url.partition("#")[0], safe="%/:=&?~#+!$,;'@()*[]")
    asked = Request(spelt, method=method, headers={"User-Agent": agent, "Accept": "*/*"})
    try:
        with OPENER.open(asked, timeout=TIMEOUT_SECONDS) as answer:
            return answer.status, answer.headers
    except HTTPError as error:
        with error:
            return error.code, error.headers


def seconds_of(retry_after: str) -> float | None:
    """Seconds, or a date, as RFC 9110 has it; None where it is neither."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return parsedate_to_datetime(retry_after).timestamp() - time.time()
    except ValueError:
        return None


def read_kept(file: Path, now: datetime) -> dict[str, Kept]:
    """What is still true; nothing where the file is not what we wrote."""
    try:
        kept = {
            url: Kept(datetime.fromisoformat(asked), Answer(**answer))
            for url, (asked, answer) in json.loads(file.read_text("utf-8")).items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    return {
        url: each
        for url, each in kept.items()
        if timedelta(0) <= now - each.asked < (KEPT_FOR if each.answer.is_fine else FAULT_KEPT_FOR)
    }


def write_kept(file: Path, kept: Mapping[str, Kept]) -> None:
    told = {url: [each.asked.isoformat(), asdict(each.answer)] for url, each in kept.items()}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(told, indent=1, sort_keys=True), "utf-8")
