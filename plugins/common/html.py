"""Addresses in HTML that we made, and text out of it."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

TAG = re.compile(r"<[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
ADDRESS = re.compile(r"""(?P<before>\s(?:href|src|poster)=)(?P<quote>["'])(?P<url>.*?)(?P=quote)""")
SRCSET = re.compile(r"""(?P<before>\ssrcset=)(?P<quote>["'])(?P<urls>.*?)(?P=quote)""")


def with_addresses(html: str, change: Callable[[str], str]) -> str:
    """The HTML with each address in ``href``, ``src``, ``poster`` and ``srcset`` changed.

    Attributes are changed as they stand, character references and all.
    """

    def in_attribute(match: re.Match[str]) -> str:
        quote = match["quote"]
        return f"{match['before']}{quote}{change(match['url'])}{quote}"

    def in_srcset(match: re.Match[str]) -> str:
        quote = match["quote"]
        candidates = (c.strip().partition(" ") for c in match["urls"].split(","))
        changed = ", ".join(f"{change(url)}{space}{size}" for url, space, size in candidates if url)
        return f"{match['before']}{quote}{changed}{quote}"

    def in_tag(match: re.Match[str]) -> str:
        return SRCSET.sub(in_srcset, ADDRESS.sub(in_attribute, match[0]))

    return TAG.sub(in_tag, html)


def absolute(html: str, base: str) -> str:
    """The HTML with every address absolute, seen from the page at ``base``."""
    return with_addresses(html, lambda url: urljoin(base, url))
