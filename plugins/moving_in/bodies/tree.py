"""HTML as a tree: what is asked of it and done to it more than once."""

from collections.abc import Collection

from bs4 import Tag
from bs4.element import PageElement

from plugins.moving_in.bodies.proof import INLINE

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LINED = INLINE | {"br"}


def named(root: Tag, names: Collection[str]) -> list[Tag]:
    """As ``find_all`` has them, ten times as fast."""
    return [tag for tag in root.find_all(True) if tag.name in names]


def has(root: Tag, names: Collection[str]) -> bool:
    return any(isinstance(each, Tag) and each.name in names for each in root.descendants)


def above(tag: Tag, names: Collection[str]) -> Tag | None:
    return next((each for each in tag.parents if each.name in names), None)


def classes(tag: Tag) -> set[str]:
    given = tag.get("class") or ()
    return set(given.split() if isinstance(given, str) else given)


def classed(root: Tag, *names: str) -> list[Tag]:
    return [tag for tag in root.find_all(True) if not classes(tag).isdisjoint(names)]


def new(name: str, *content: PageElement | str, **attributes: str) -> Tag:
    tag = Tag(name=name, attrs=dict(attributes))
    tag.extend(content)
    return tag


def is_inline(node: PageElement, *, of_block: bool = False) -> bool:
    """Whether it may stand in a line, with all that is in it."""
    if not isinstance(node, Tag):
        return True
    return (of_block or node.name in LINED) and all(
        not isinstance(each, Tag) or each.name in LINED for each in node.descendants
    )
