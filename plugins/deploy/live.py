"""What readers are shown, address by address, beside what was sent."""

import hashlib
import re
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from plugins.common.headers import cache_control, told_by
from plugins.common.served import FEEDS, is_lasting, media_type
from plugins.deploy.host import Host, Release

AT_ONCE, TIMEOUT, PAUSE = 16, 30, 3.0  # requests, seconds, seconds
TOLD_MAX = 10
# For hosts to read, of which some then have no such file.
FOR_HOSTS = ("_headers", "_redirects")
NOT_FOUND = "404.html"
UNANSWERED = "unanswered.txt"
LINE = re.compile(r"(/\S*) (/\S*) (\d{3})")
SILENT, OTHER = "does not answer", "is not what was sent"


class Expected(NamedTuple):
    """An answer; 0 and "" are whatever comes."""

    status: int = 200
    sha256: str = ""
    location: str = ""
    headers: Mapping[str, str] = {}


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Not followed, as it is what was asked for."""


# One for all: left to itself, each request reads all certificates, 60 ms of CPU.
TLS = HTTPSHandler(context=ssl.create_default_context())
STAY, FOLLOW = build_opener(TLS, Stay), build_opener(TLS)


def expected(release: Release, host: Host) -> dict[str, Expected]:
    """By address, of all that was built and of all old addresses that the host can answer."""
    own, root = release.manifest.own, urlsplit(release.manifest.site).path
    told = text_of(release, "_headers")
    paths = [path for path in sorted(own) if path not in FOR_HOSTS]
    kinds = (is_page, lambda path: path.startswith(FEEDS), is_lasting)
    samples = [next(filter(kind, paths), "") for kind in kinds]
    found = {}
    for path in paths:
        headers: Mapping[str, str] = {}
        if path in samples:
            table = {"Cache-Control": cache_control(path), **told_by(told, f"{root}/{quote(path)}")}
            table |= {"Content-Type": media_type(path)} if media_type(path) else {}
            headers = host.headers(path, table)
        status = 0 if path == NOT_FOUND else 200
        found[address_of(path, root)] = Expected(status, own[path], headers=headers)
    if not host.ruled:
        return found
    lines = text_of(release, "_redirects") + release.rules.get(UNANSWERED, "")
    for match in filter(None, map(LINE.fullmatch, lines.splitlines())):
        source, target, status = match[1], match[2], int(match[3])
        path = unquote(target).removeprefix(f"{root}/")
        found[source] = (
            Expected(status, location=urljoin(release.manifest.site, target))
            if status == 301
            else Expected(status, own.get(path, ""))
        )
    return found


def text_of(release: Release, path: str) -> str:
    """That of a file, where it is not the owner's, who may mean another host by it."""
    file = release.manifest.files.get(path)
    return (release.output / path).read_text("utf-8") if file and not file.source else ""


def is_page(path: str) -> bool:
    return path.endswith("index.html")


def address_of(path: str, root: str) -> str:
    return f"{root}/{quote(path.removesuffix('index.html') if is_page(path) else path)}"


def read_back(
    site: str, wanted: Mapping[str, Expected], changed: Iterable[str], seconds: float
) -> dict[str, str]:
    """Address → what is wrong there. ``changed`` are those that tell the new site from the old."""
    deadline = time.monotonic() + seconds
    first = next((each for each in changed if each in wanted), next(iter(wanted)))
    while (found := fault(site, first, wanted[first])) and time.monotonic() < deadline:
        time.sleep(PAUSE)
    if found.startswith(SILENT):
        return {"": found}
    left = wanted
    for pause in (0, PAUSE):  # once more, for what is only late
        time.sleep(pause)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = pool.map(lambda each: fault(site, *each), left.items())
            faults = {each: what for each, what in zip(left, answers, strict=True) if what}
        if not faults:
            break
        left = {address: wanted[address] for address in faults}
    return faults


def fault(site: str, address: str, wanted: Expected) -> str:
    """What is wrong with an answer, or ""."""
    request = Request(urljoin(site, address), headers={"Accept-Encoding": "identity"})
    try:
        answer = (STAY if wanted.location else FOLLOW).open(request, timeout=TIMEOUT)
    except HTTPError as error:
        answer = error
    except (OSError, HTTPException) as error:
        return f"{SILENT}: {getattr(error, 'reason', error)}"
    try:
        with answer:
            body = answer.read()
    except (OSError, HTTPException) as error:
        return f"{SILENT}: {error}"
    if wanted.status and answer.status != wanted.status:
        return f"answers {answer.status}, not {wanted.status}"
    if wanted.location and answer.headers["Location"] != wanted.location:
        return f"leads to {answer.headers['Location']}, not {wanted.location}"
    if wanted.sha256 and hashlib.sha256(body).hexdigest() != wanted.sha256:
        return OTHER
    for name, value in wanted.headers.items():
        if (said := answer.headers.get_all(name, [])) != [value]:
            return f"says {name}: {', '.join(said) or 'nothing'}; not {value}"
    return ""


def told(site: str, faults: Mapping[str, str], wanted: Mapping[str, Expected]) -> Iterator[str]:
    """A line each, and what it may be."""
    for address, what in list(faults.items())[:TOLD_MAX]:
        yield f"{urljoin(site, address)} {what}."
    if len(faults) > TOLD_MAX:
        yield f"And {len(faults) - TOLD_MAX} more."
    other = [address for address, what in faults.items() if what == OTHER]
    if any(what.startswith(SILENT) for what in faults.values()):
        yield "All is sent; make deploy reads it back again."
    elif len(faults) == len(wanted):
        yield f"Nothing is as it was sent: is {site} served from where DEPLOY sends it?"
    elif len(other) == len(faults) and all(a.endswith(("/", ".html")) for a in other):
        yield (
            "Only pages differ: what stands before the host may rewrite them,"
            " like the e-mail obfuscation of Cloudflare. Switch that off."
        )
    elif not other:
        yield "Has nginx or Caddy read the rules in hosting/ again, and is nothing before it?"
