"""Headings that are links to themselves, so that their addresses can be taken and passed on."""

from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

HEADINGS = ("h2", "h3", "h4", "h5", "h6")


class Anchored(Treeprocessor):
    """Not ``toc``'s own ``anchorlink``, which makes of a link in a heading a link in a link."""

    def run(self, root: Element) -> None:
        for name in HEADINGS:
            for heading in root.iter(name):
                if heading.get("id") and heading.find(".//a") is None:
                    link(heading)


def link(heading: Element) -> None:
    text, parts = heading.text, list(heading)
    for part in parts:
        heading.remove(part)
    heading.text = ""
    anchor = SubElement(heading, "a", {"class": "anchor", "href": f"#{heading.get('id')}"})
    anchor.text = text
    anchor.extend(parts)


class Anchors(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        # After toc (5) has given every heading its id.
        md.treeprocessors.register(Anchored(md), "anchors", 4)
