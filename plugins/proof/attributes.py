"""Attribute lists that nothing has, and what is misspelt in others."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from plugins.common.problem import Fix, Problem
from plugins.common.source import Source
from plugins.common.text import nearest

# {: .pull } {: title="A" }
ATTRIBUTES = re.compile(r"\{:[^{}\n]*[.#=][^{}\n]*\}")
# Those of the theme that authors write: theme/static/css/article.css
CLASSES = ("decorative", "float", "out", "pull")


def attributes(root: Element, source: Source) -> Iterator[Problem]:
    """Attribute lists that nothing has, and classes that are nearly those of the theme."""
    times: Counter[str] = Counter()
    for tag in root.iter() if "{" in source.header.body else ():
        for text in (tag.text, tag.tail):
            if text and "{:" in text and tag.tag != "code":
                for match in ATTRIBUTES.finditer(text):
                    at = source.place_of(match[0], nth=times[match[0]])
                    times[match[0]] += 1
                    remedy = (
                        "Write it right behind a link or picture, or in the line below a paragraph"
                    )
                    yield source.problem(
                        at, f"readers see '{match[0]}', for it belongs to nothing", remedy
                    )
        for name in tag.get("class", "").split():
            if name not in CLASSES and (near := nearest(name, CLASSES)) and like(name, near):
                at = source.place_of(f".{name}", nth=times[name])
                times[name] += 1
                remedy = f"Did you mean .{near}?"
                fix = Fix(at, f".{name}", f".{near}") if at.column else None
                yield source.problem(at, f"the theme has no class {name}", remedy, fix=fix)


def like(name: str, near: str) -> bool:
    """Short words are soon like others that somebody may mean: neither full nor floor is a slip."""
    return len(near) > 6 or sorted(name) == sorted(near)
