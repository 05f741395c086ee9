"""Addresses in HTML that we made."""

import re
from collections.abc import Callable
from html import escape, unescape

TAG = re.compile(r"<[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
ATTRIBUTE = re.compile(
    r"""(?P<before>(?<=[\s"'/])(?P<name>[^\s=>"'/]+)\s*=\s*)"""
    r"""(?:(?P<quote>["'])(?P<quoted>.*?)(?P=quote)|(?P<bare>[^\s"'>]+))""",
    re.DOTALL,
)
# https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute
CANDIDATE = re.compile(r"(?P<before>[\s,]*)(?P<url>\S*[^\s,])(?P<size>[^,]*)")


def with_addresses(html: str, change: Callable[[str], str]) -> str:
    """The HTML with each address in ``href``, ``src``, ``poster`` and ``srcset`` changed.

    ``change`` is given them, and gives them back, without character references.
    """

    def in_candidate(match: re.Match[str]) -> str:
        return f"{match['before']}{change(match['url'])}{match['size']}"

    def in_attribute(match: re.Match[str]) -> str:
        value = unescape(match["quoted"] if match["quote"] else match["bare"])
        match match["name"].lower():
            case "href" | "src" | "poster":
                changed = change(value.strip())
            case "srcset":
                changed = CANDIDATE.sub(in_candidate, value)
            case _:
                return match[0]
        return f'{match["before"]}"{escape(changed)}"'

    return TAG.sub(lambda tag: ATTRIBUTE.sub(in_attribute, tag[0]), html)
