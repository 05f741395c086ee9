"""Bounds for what takes others' programs for ever, and where in a text that is likely to be."""

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from plugins.common.header import Header
from plugins.common.problem import Place

# Each may begin or end something that Markdown looks for the other end of.
SIGNS = re.compile(r"[^\w\s.,:;?’'\"]|^[ \t]+", re.MULTILINE)
BLOCK = re.compile(r"(?:^.*\S.*\n?)+", re.MULTILINE)


class TooLong(BaseException):
    """No ``Exception``, for programs that go on after each of those."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise ``TooLong`` once that much of the processor's time is spent, also within ``re``.

    A busy machine accuses nobody. Without limit where there is no such clock (on Windows),
    and beside the main thread.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() != threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def heaviest(header: Header) -> Place:
    """The block of a body with the most signs of Markdown or HTML."""
    blocks = list(BLOCK.finditer(header.body))
    if not blocks:
        return Place(header.body_line)
    most = max(blocks, key=lambda block: len(SIGNS.findall(block[0])) + block[0].count("\n"))
    return Place(header.body_line + header.body.count("\n", 0, most.start()))
