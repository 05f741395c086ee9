"""Comments that make careless parsers slow: each is a text that is repeated to a length."""

from itertools import cycle, islice

PATTERNS = {
    "opening brackets": "[",
    "closing brackets": "]",
    "brackets around nothing": "[]",
    "links that never end": "[a](",
    "links in links": "[a](https://b.example ",
    "links with half a title": '[a](https://b.example "',
    "links with angles": "[a](<b",
    "pictures that never end": "![",
    "references to nothing": "[a][b]",
    "definitions": "[a]: <",
    "stars": "*",
    "stars and words": "*a **a ",
    "emphasis that never ends": "**a *a ",
    "emphasis of both kinds": "_a*b",
    "closing emphasis": "a** ",
    "underscores": "_",
    "back-ticks": "`",
    "angles": "<",
    "autolinks that never end": "<https:",
    "tags that never end": "<a ",
    "comments that never end": "<!-- ",
    "instructions that never end": "<?",
    "entities that are none": "&",
    "entities": "&amp;",
    "backslashes": "\\",
    "escaped brackets": "\\[",
    "addresses": "https://a.example ",
    "addresses without end": "https://",
    "links without end": "[a](https://b",
    "addresses of another kind": "x://a",
    "brackets in an address": "://)(",
    "colons": ":",
    "quotations": ">",
    "quotations and lists": "> - ",
    "lists in lists": "- ",
    "numbered lists": "1. ",
    "fences": "```\n",
    "tildes": "~~~a\n",
    "empty lines": "\n",
    "lines": "a\n",
    "lines that go on": "a\\\n",
    "spaces at line ends": "a  \n",
    "tabs": "\t",
    "words of one letter": "a ",
    "letters that combine": "a\u0301\u0335",
    "letters in two directions": "\u202ea\u05d0",
}


def comments(length: int) -> dict[str, str]:
    """Name → comment. Back-ticks in runs of every length, and nests, are made by rules."""
    found = {name: "".join(islice(cycle(part), length)) for name, part in PATTERNS.items()}
    runs = "".join(f"{'`' * n} " for n in range(1, length))[:length]
    nested = "".join(f"{'  ' * n}- a\n" for n in range(length))[:length]
    staggered = "".join(f"{'>' * n} a\n" for n in range(1, length))[:length]
    half = length // 2
    return {
        **found,
        "back-ticks in runs": runs,
        "nested lists": nested,
        "nested quotations": staggered,
        "a list of quotations": "- > " * (length // 4),
        "brackets within brackets": "[" * half + "]" * half,
        "brackets and links": "[" * half + "](https://b.example)" * (half // 20),
        "stars around": "*" * half + "a" + "*" * half,
        "emphasis within": "*a " * (half // 3) + " b*" * (half // 3),
    }
