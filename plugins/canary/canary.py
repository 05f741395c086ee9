"""A message sent as a browser sends it, and looked for in a mailbox."""

import imaplib
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import unquote, urlencode, urljoin, urlsplit
from urllib.request import Request, urlopen

import lxml.html

from plugins.contact_form.form import CONTACT

ANSWER_SECONDS = 30
# What is held is confirmed by sending it again; the inbox takes whoever is faster for a program.
CONFIRM_SECONDS = 3
PORTS = {"imap": 143, "imaps": 993}  # RFC 8314
# The mark stands alone, so that no mail breaks it over two lines.
WORDS = """\
This is a test of the contact form by `make canary`.
{mark}
It shows that what readers write arrives. Nobody needs to answer it."""


class CanaryError(Exception):
    """A sentence: what keeps messages from arriving, as far as can be seen from here."""


@dataclass(frozen=True, slots=True)
class Canary:
    """``mark`` is like nothing else that was ever sent: 32 hexadecimal digits."""

    mark: str
    host: str

    @property
    def address(self) -> str:
        return f"canary-{self.mark}@{self.host}"

    def is_like(self, address: str) -> bool:
        """Whether that is of this one, or of another."""
        return bool(re.fullmatch(rf"canary-[0-9a-f]{{32}}@{re.escape(self.host)}", address))

    @property
    def answers(self) -> dict[str, str]:
        message = WORDS.format(mark=self.mark)
        return {"name": "Canary", "email": self.address, "message": message}


def send(site: str, canary: Canary) -> None:
    """Fill in the contact form of a site and send it. Raise CanaryError."""
    place = f"{site}/{CONTACT.page}/"
    address, page = asked(Request(place))
    for seconds in (0, CONFIRM_SECONDS):
        time.sleep(seconds)
        form = next(
            (form for form in page.forms if form.get("action") and "message" in form.fields), None
        )
        if form is None:
            raise CanaryError(f"{address} has no form to send a message by")
        hidden = {
            field.get("name"): field.get("value", "")
            for field in form.xpath(".//input[@type='hidden'][@name]")
        }
        told = urlencode({**hidden, **canary.answers}).encode()
        parts = urlsplit(site)
        headers = {"Origin": f"{parts.scheme}://{parts.netloc}", "Sec-Fetch-Site": "same-origin"}
        action = urljoin(address, str(form.get("action")))
        address, page = asked(Request(action, told, headers))
        if urlsplit(address).path.endswith(f"/{CONTACT.thanks}/"):
            return
    title = page.findtext(".//title") or ""
    raise CanaryError(f"{address} did not thank for the message, but said: {title.strip()}")


def asked(request: Request) -> tuple[str, lxml.html.HtmlElement]:
    """Where the answer came from in the end, and the page."""
    try:
        with urlopen(request, timeout=ANSWER_SECONDS) as answer:
            return answer.url, lxml.html.document_fromstring(answer.read())
    except HTTPError as error:
        raise CanaryError(f"{request.full_url} answered {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise CanaryError(f"{request.full_url} does not answer: {reason}") from error


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Of an address like ``imaps://user@host/folder``; plain ``imap`` is for this machine only."""

    address: str
    password: str

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        """Raise CanaryError."""
        parts = urlsplit(self.address)
        if parts.scheme not in PORTS or not parts.hostname or not parts.username:
            what = f"CANARY_IMAP is {self.address}. It must look like imaps://user@host/INBOX"
            raise CanaryError(what)
        if parts.scheme == "imap" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise CanaryError(
                "CANARY_IMAP is imap, so that all between could read along: set imaps"
            )
        try:
            kind = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
            port = parts.port or PORTS[parts.scheme]
            with kind(parts.hostname, port, timeout=ANSWER_SECONDS) as imap:
                imap.login(unquote(parts.username), self.password)
                status, said = imap.select(unquote(parts.path.strip("/")) or "INBOX")
                if status != "OK":
                    raise CanaryError(f"the mailbox cannot be opened: {said[0]!r}")
                yield imap
        except (OSError, imaplib.IMAP4.error) as error:
            raise CanaryError(f"the mailbox at {parts.hostname} cannot be read: {error}") from error

    def take(self, mark: str) -> bool:
        """Whether a mail with the mark was there; it no longer is. Raise CanaryError."""
        with self.opened() as imap:
            _, [found, *_] = imap.search(None, "TEXT", mark)
            numbers = (found or b"").split()
            for number in numbers:
                imap.store(number.decode(), "+FLAGS", r"(\Deleted)")
            imap.expunge()
            return bool(numbers)


def mailbox_of(environment: Mapping[str, str]) -> Mailbox | None:
    address = environment.get("CANARY_IMAP", "")
    return Mailbox(address, environment.get("CANARY_IMAP_PASSWORD", "")) if address else None
