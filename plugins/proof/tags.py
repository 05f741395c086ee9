"""HTML tags that an author left open, or closed without having opened them."""

import re
from collections import defaultdict
from html.parser import HTMLParser
from typing import NamedTuple

# https://html.spec.whatwg.org/multipage/syntax.html#void-elements
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Browsers close these by themselves, and pass over an end that has no beginning.
# https://html.spec.whatwg.org/multipage/syntax.html#optional-tags
OPTIONAL = frozenset(
    "html head body p li dt dd rt rp optgroup option colgroup caption thead tbody tfoot tr td"
    " th".split()
)
NAME = re.compile(r"[a-z][\w-]*")


class Fault(NamedTuple):
    """``name`` is all that stands there where it is no tag's."""

    name: str
    closes: bool
    line: int
    column: int
    has_markdown: bool = False


class Balance(HTMLParser):
    """Counts by name: browsers put right what is only closed in another order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: dict[str, list[Fault]] = defaultdict(list)
        self.unopened: list[Fault] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID | OPTIONAL:
            line, column = self.getpos()
            name = tag if NAME.fullmatch(tag) else (self.get_starttag_text() or "")[1:-1]
            self.open[tag].append(Fault(name, False, line, column + 1, "markdown" in dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not (self.open["svg"] or self.open["math"]):
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self.open[tag]:
            self.open[tag].pop()
        elif tag not in VOID | OPTIONAL:
            line, column = self.getpos()
            self.unopened.append(Fault(tag, True, line, column + 1))

    def faults(self) -> list[Fault]:
        left = [fault for faults in self.open.values() for fault in faults]
        return sorted(left + self.unopened, key=lambda fault: (fault.line, fault.column))


def unbalanced(html: str) -> list[Fault]:
    balance = Balance()
    balance.feed(html)
    balance.close()
    return balance.faults()
