"""The inbox's settings, from the environment and from ``inbox.env`` in the working folder."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from plugins.inbox.database import Place

FILE = Path("inbox.env")
LINE = re.compile(r"""\s*([A-Z][A-Z0-9_]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|(.*?))\s*""")
SITEURL = re.compile(r"https?://(?:[^/?#@\s\[\]]+|\[[0-9a-f:]+\](?::\d+)?)(?:/[^?#\s\[\]]*)?")
POSTGRESQL = re.compile(
    r"postgres(?:ql)?://(?:[^:@/?#\s]+(?::[^:@/?#\s]*)?@)?[^@/?#\s]*/[^@/?#\s]+(?:\?[^#\s]*)?"
)
# Some 200,000 messages of the largest size.
MAX_BYTES = 1024**3
LEAST_BYTES = 1024**2

Network = IPv4Network | IPv6Network


class SettingError(ValueError):
    """A sentence for the operator: which setting, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``siteurl`` has no slash at its end; the database grows to ``max_bytes`` and no further.

    Whoever asks from one of the ``proxies`` says for whom in X-Forwarded-For.
    """

    database: Place
    site: Path
    siteurl: str
    host: str
    port: int
    proxies: tuple[Network, ...]
    max_bytes: int

    @property
    def site_root(self) -> str:
        """What every address on the site begins with: "" or "/blog"."""
        return urlsplit(self.siteurl).path

    @property
    def origin(self) -> str:
        """The site's, as a browser names it."""
        parts = urlsplit(self.siteurl.lower())
        default = {"http": ":80", "https": ":443"}[parts.scheme]
        return f"{parts.scheme}://{parts.netloc.removesuffix(default)}"


def environment() -> dict[str, str]:
    """The lines of ``inbox.env``, under what the process was given. Raises SettingError.

    The file is read as systemd reads an EnvironmentFile: NAME=text, the text in quotes or
    without, a line that begins with # is a comment.
    """
    try:
        lines = FILE.read_text("utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    except (OSError, UnicodeError) as error:
        raise SettingError(f"{FILE} cannot be read. Reason: {error}.") from error
    told = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not (match := LINE.fullmatch(line)):
            raise SettingError(f"{FILE}:{number}: this is no setting. Write it like NAME=text.")
        told[match[1]] = match[2] or match[3] or match[4] or ""
    return {**told, **os.environ}


def settings_of(environment: Mapping[str, str]) -> Settings:
    """Raises SettingError."""
    return Settings(
        database=database_of(environment),
        site=site_of(environment.get("INBOX_SITE", "")),
        siteurl=siteurl_of(environment.get("SITEURL", "")),
        host=environment.get("INBOX_HOST") or "127.0.0.1",
        port=number_of(environment, "INBOX_PORT", default=8700, least=1, most=65_535),
        proxies=networks_of(environment.get("INBOX_PROXIES") or "127.0.0.0/8, ::1"),
        max_bytes=number_of(environment, "INBOX_MAX_BYTES", default=MAX_BYTES, least=LEAST_BYTES),
    )


def database_of(environment: Mapping[str, str]) -> Place:
    told = environment.get("INBOX_DATABASE") or "inbox.sqlite3"
    if told.startswith(("postgresql:", "postgres:")):
        if not POSTGRESQL.fullmatch(told):
            # It may show the password.
            raise SettingError(
                "INBOX_DATABASE must look like postgresql://user:password@host/database, with"
                " %40 for @ in the password, %2F for /, %3A for :, %3F for ?, %23 for #, %25 for %."
            )
        return told
    database = Path(told)
    if not database.parent.is_dir():
        raise SettingError(
            f"INBOX_DATABASE is {database}, but there is no folder {database.parent}."
        )
    if database.is_dir():
        raise SettingError(f"INBOX_DATABASE is {database}, which is a folder. Name a file in it.")
    return database


def site_of(folder: str) -> Path:
    if not folder:
        raise SettingError("INBOX_SITE is not set. Name the folder of the built site.")
    if not Path(folder).is_dir():
        raise SettingError(f"INBOX_SITE is {folder}, but there is no such folder.")
    return Path(folder)


def siteurl_of(siteurl: str) -> str:
    if not siteurl:
        raise SettingError("SITEURL is not set. Give the site's address: https://example.org")
    if not SITEURL.fullmatch(siteurl):
        raise SettingError(f"SITEURL is {siteurl}. It must look like https://example.org/blog")
    return siteurl.rstrip("/")


def number_of(
    environment: Mapping[str, str], name: str, *, default: int, least: int, most: int | None = None
) -> int:
    told = environment.get(name) or str(default)
    if not (told.isascii() and told.isdecimal() and least <= int(told) <= (most or int(told))):
        to = f" to {most}" if most else " or more"
        raise SettingError(f"{name} is {told}. It must be a whole number, {least}{to}.")
    return int(told)


def networks_of(told: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(network.strip()) for network in told.split(","))
    except ValueError as error:
        raise SettingError(
            f"INBOX_PROXIES is {told}. It must look like 127.0.0.1, 10.0.0.0/8."
        ) from error
