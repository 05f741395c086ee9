"""What a host answers otherwise than by the file of that name."""

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from plugins.addresses.redirects import Answer, Gone
from plugins.common.address import Address

Table = Mapping[Address, Answer]


def table_of(answers: Iterable[Answer], alive: Callable[[Address], bool]) -> dict[Address, Answer]:
    """Answers by address, then those by its other spelling where nothing else is there.

    In this order, so that a host which reads only so many loses the least. What is
    withdrawn is so by the name of its file too.
    """
    told = tuple(answers)
    table = {answer.source: answer for answer in told}
    for answer in told:
        if isinstance(answer, Gone):
            table[Address(f"/{answer.page}")] = answer
        for twin in answer.source.spellings[1:]:
            if twin.query or not alive(twin):
                table.setdefault(twin, answer)
    return table


def in_order(table: Table) -> list[tuple[Address, Answer]]:
    """As a host has to look at them: what asks for most goes first, what asks for nothing last."""
    return sorted(table.items(), key=lambda item: (-len(item[0].query), names(item[0]), item[0]))


def names(address: Address) -> tuple[str, ...]:
    """The parameters that are looked up by name, in any case and order, among whatever others.

    ``("",)`` where the query is looked at as a whole: hosts have variables only for
    names that are words, none for one that comes twice, and cannot tell empty from absent.
    """
    found = tuple(name for name, _ in address.query)
    words = all(re.fullmatch(r"\w+", name, re.ASCII) and value for name, value in address.query)
    alone = len({name.lower() for name in found}) == len(found)
    return found if words and alone else ("",)


def pattern(address: Address) -> str:
    """Its query, for PCRE and RE2, as it is sent by whatever client.

    A pattern of letters, digits, ``_``, ``-``, ``=`` and ``&`` alone is the query itself.
    """
    return "&".join(
        f"{sent(name)}={sent(value)}" if value else f"{sent(name)}=?"
        for name, value in address.query
    )


def sent(text: str) -> str:
    """Some clients encode what others leave as it is, and not all of them in capitals.

    https://url.spec.whatwg.org/#urlencoded-serializing
    """
    return re.sub(r"[^\x00-\x7f]+|[^\w-]", either, text)


def either(signs: re.Match[str]) -> str:
    encoded = re.sub("..", r"%\g<0>", signs[0].encode().hex())
    if not signs[0].isascii() or signs[0] == "+":
        return f"(?i:{encoded})"
    plain = r"\x2b" if signs[0] == " " else literal(signs[0])
    return f"(?i:{plain}|{encoded})"


def literal(text: str) -> str:
    """Its pattern, in which no sign means anything, to the pattern or to the rules of a host."""
    return re.sub(r"(?![\w/])[\x00-\x7f]", lambda sign: f"\\x{ord(sign[0]):02x}", text)


def places(outputs: Iterable[str]) -> set[str]:
    """Every file and every folder of some paths."""
    return set(chain.from_iterable(parents(path) for path in outputs))


def parents(path: str) -> list[str]:
    """``a/b/c`` → ``a``, ``a/b``, ``a/b/c``."""
    parts = path.split("/")
    return ["/".join(parts[:number]) for number in range(1, len(parts) + 1)]
