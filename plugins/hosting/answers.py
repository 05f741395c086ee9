"""What a host answers otherwise than by the file of that name."""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from plugins.addresses.redirects import Answer
from plugins.common.address import Address

Table = Mapping[Address, Answer]


def table_of(answers: Iterable[Answer], alive: Callable[[Address], bool]) -> dict[Address, Answer]:
    """Answers by address, then those by its other spelling where nothing else is there.

    In this order, so that a host which reads only so many loses the least.
    """
    told = tuple(answers)
    table = {answer.source: answer for answer in told}
    for answer in told:
        for twin in answer.source.spellings[1:]:
            if twin.query or not alive(twin):
                table.setdefault(twin, answer)
    return table


def by_query(table: Table) -> dict[str, list[tuple[Address, Answer]]]:
    """Path → its answers that depend on a query, those that ask for most first.

    Only queries that nginx has variables for.
    """
    found: dict[str, list[tuple[Address, Answer]]] = {}
    for address, answer in sorted(table.items(), key=lambda item: (-len(item[0].query), item[0])):
        if address.query and can_be_asked(address):
            found.setdefault(address.path, []).append((address, answer))
    return found


def can_be_asked(address: Address) -> bool:
    return all(re.fullmatch(r"[A-Za-z0-9_]+", name) and value for name, value in address.query)


def places(outputs: Iterable[str]) -> set[str]:
    """Every file and every folder of some paths."""
    return set(chain.from_iterable(parents(path) for path in outputs))


def parents(path: str) -> list[str]:
    """``a/b/c`` → ``a``, ``a/b``, ``a/b/c``."""
    parts = path.split("/")
    return ["/".join(parts[:number]) for number in range(1, len(parts) + 1)]
