"""``addresses.txt``: every address something was ever published at, and its identity.

    /articles/the-bell/ urn:uuid:6f2f1f0e-1b1a-4c6e-8f0a-0a0b0c0d0e0f
    /feeds/topics/service.json feed:topics/service.json
    /topics/service/ topic:service

A line an address, sorted, so that the file merges line by line. A topic or an
author, and so their feeds, is named by the oldest slug it had, whatever it has now.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from plugins.common.address import Address, address_of
from plugins.common.problem import Problem

# Identities of what is no post: ``topic:x``, ``feed:topics/x.json``, ``feed:all.json``.
LIST = re.compile(r"(?:feed:)?(?P<kind>topic|author)(?:s/|:)(?P<slug>[^.]+)|feed:")
# https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
CONFLICT = re.compile(r"(<{7}|\|{7}|={7}|>{7})( .*)?")


@dataclass(frozen=True, slots=True)
class Holder:
    """The identity of what stood at an address last, and the line that says so."""

    identity: str
    line: int


def read_ledger(path: Path) -> tuple[dict[Address, Holder], list[Problem]]:
    """In any order, the last line of an address counts; no file is an empty one."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError) as error:
        return {}, [Problem(path, 0, 0, f"this file cannot be read: {error}", "Restore it")]
    ledger, problems = {}, []
    for number, line in enumerate(lines, 1):
        address, _, identity = line.strip().partition(" ")
        try:
            if CONFLICT.fullmatch(line):
                what = "this is the mark of a merge that met a conflict"
                raise ValueError(f"{what}; Keep the lines of both sides, and delete the marks")
            if address and not (address.startswith("/") and identity):
                raise ValueError("this is no line of an address and an identity; Delete it")
            if address:
                ledger[address_of(address)] = Holder(identity, number)
        except ValueError as error:
            what, _, remedy = str(error).rpartition("; ")
            problems.append(Problem(path, number, 0, what, remedy))
    return ledger, problems


def subject(identity: str) -> tuple[str, str]:
    """Kind and slug of the topic or author whose page or feed it is; else what it is itself."""
    if found := LIST.match(identity):
        return found["kind"] or "feed", found["slug"] or ""
    return "post", identity


def header(identity: str) -> str:
    """The line of a header that gives a post this identity."""
    own = identity.removeprefix("urn:uuid:")
    return f"Guid: {own}" if own == identity else f"Id: {own}"


def spelled(identities: Mapping[Address, str]) -> str:
    lines = sorted(f"{address} {identity}\n" for address, identity in identities.items())
    return "".join(lines)


def write_ledger(path: Path, text: str) -> None:
    """At once or not at all: a build may be killed, but nobody's memory may."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, "utf-8")
    new.replace(path)
