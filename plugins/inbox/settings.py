"""The inbox's settings, from the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SITEURL = re.compile(r"https?://[^/?#\s]+(?P<path>(?:/[^?#\s]*)?)")


class SettingError(ValueError):
    """A sentence for the operator: which setting, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``site_root`` is what every address on the site begins with: "" or "/blog"."""

    database: Path
    site: Path
    site_root: str


def settings_of(environment: Mapping[str, str]) -> Settings:
    """Raises SettingError."""
    return Settings(
        database=database_of(environment),
        site=site_of(environment.get("INBOX_SITE", "")),
        site_root=site_root_of(environment.get("SITEURL", "")),
    )


def database_of(environment: Mapping[str, str]) -> Path:
    database = Path(environment.get("INBOX_DATABASE") or "inbox.sqlite3")
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


def site_root_of(siteurl: str) -> str:
    if not siteurl:
        raise SettingError("SITEURL is not set. Give the site's address: https://example.org")
    if not (address := SITEURL.fullmatch(siteurl)):
        raise SettingError(f"SITEURL is {siteurl}. It must look like https://example.org/blog")
    return address["path"].rstrip("/")
