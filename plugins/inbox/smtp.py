"""The mail server: its settings, and a connection to it."""

import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from plugins.common.form import EMAIL
from plugins.inbox.settings import SettingError, number_of, site_of, siteurl_of

# RFC 8314 for the first two, RFC 5321 for the third.
PORTS = {"starttls": 587, "tls": 465, "none": 25}
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# EMAIL's local part as RFC 5322 wants it in a header: no dot at an end, none beside another.
DOT_ATOM = re.compile(r"[^.@]+(?:\.[^.@]+)*@.+")


@dataclass(frozen=True, slots=True)
class MailSettings:
    """``authors`` are addresses by slug, ``site`` is the folder of the built site."""

    host: str
    port: int
    security: str  # a key of PORTS
    user: str
    password: str = field(repr=False)
    sender: str
    owner: str
    authors: Mapping[str, str]
    siteurl: str
    site: Path

    @property
    def site_root(self) -> str:
        """What every path on the site begins with: "" or "/blog"."""
        return urlsplit(self.siteurl).path

    @property
    def domain(self) -> str:
        """The site's host, as it stands in a Message-ID."""
        host = urlsplit(self.siteurl).hostname or ""
        return f"[IPv6:{host}]" if ":" in host else host.encode("idna").decode()


def is_set_up(environment: Mapping[str, str]) -> bool:
    """Whether anybody gets mail."""
    return bool(environment.get("SMTP_HOST"))


def mail_settings_of(environment: Mapping[str, str]) -> MailSettings | None:
    """None where no SMTP_HOST is set: nobody gets mail. Raises SettingError."""
    if not is_set_up(environment):
        return None
    host = environment["SMTP_HOST"]
    security = environment.get("SMTP_SECURITY") or "starttls"
    if security not in PORTS:
        raise SettingError(f"SMTP_SECURITY is {security}. Set starttls, tls or none.")
    if security == "none" and not _loopback(host):
        raise SettingError(
            f"SMTP_SECURITY is none, but {host} is another machine, so that everyone between could"
            " read along. Set starttls or tls."
        )
    user, password = environment.get("SMTP_USER", ""), _password(environment)
    if bool(user) != bool(password):
        raise SettingError("Of SMTP_USER and SMTP_PASSWORD one is not set. Set both, or none.")
    if not (user + password).isascii():
        raise SettingError("SMTP_USER or SMTP_PASSWORD is not ASCII, which logins are limited to.")
    siteurl = siteurl_of(environment.get("SITEURL", ""))
    settings = MailSettings(
        host=host,
        port=number_of(environment, "SMTP_PORT", default=PORTS[security], least=1, most=65_535),
        security=security,
        user=user,
        password=password,
        sender=_address("MAIL_FROM", environment.get("MAIL_FROM", "")),
        owner=_address("MAIL_TO", environment.get("MAIL_TO", "")),
        authors=_authors(environment.get("INBOX_AUTHORS", "")),
        siteurl=siteurl,
        site=site_of(environment.get("INBOX_SITE", "")),
    )
    try:
        known = settings.domain
    except ValueError:
        known = ""
    if not known:
        raise SettingError(f"SITEURL is {siteurl}, whose host no mail can name.")
    return settings


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _password(environment: Mapping[str, str]) -> str:
    """As it is set, or as it stands in a file, whose last line break is none of it."""
    password, file = environment.get("SMTP_PASSWORD", ""), environment.get("SMTP_PASSWORD_FILE", "")
    if password and file:
        raise SettingError("SMTP_PASSWORD and SMTP_PASSWORD_FILE are both set. Keep one.")
    if not file:
        return password
    try:
        return Path(file).read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeError) as error:
        raise SettingError(
            f"SMTP_PASSWORD_FILE is {file}, which cannot be read: {error}."
        ) from error


def _address(setting: str, text: str) -> str:
    if not text:
        raise SettingError(f"SMTP_HOST is set, but {setting} is not. Set an email address.")
    if not fit_for_header(text):
        raise SettingError(f"{setting} is {text}. Set one email address, like name@example.org")
    return text


def _authors(text: str) -> dict[str, str]:
    """``slug=address, slug=address``."""
    found = {}
    for part in filter(None, map(str.strip, text.split(","))):
        slug, _, address = (side.strip() for side in part.partition("="))
        if not SLUG.fullmatch(slug) or not fit_for_header(address):
            raise SettingError(
                f"INBOX_AUTHORS holds '{part}'. Write each author like sam-sample=sam@example.org"
            )
        found[slug] = address
    return found


def fit_for_header(address: str) -> bool:
    """Whether it stays what it is there: "=?" would begin an encoded word (RFC 2047)."""
    return bool(EMAIL.fullmatch(address) and DOT_ATOM.fullmatch(address) and "=?" not in address)


def connected(settings: MailSettings, timeout: float) -> smtplib.SMTP:
    """Ready to send; ``timeout`` in seconds for each step. Raises OSError, SMTPException."""
    context = ssl.create_default_context()
    smtp: smtplib.SMTP
    if settings.security == "tls":
        smtp = smtplib.SMTP_SSL(settings.host, settings.port, timeout=timeout, context=context)
    else:
        smtp = smtplib.SMTP(settings.host, settings.port, timeout=timeout)
    try:
        if settings.security == "starttls":
            smtp.starttls(context=context)
        if settings.user:
            smtp.login(settings.user, settings.password)
    except BaseException:
        smtp.close()
        raise
    return smtp
