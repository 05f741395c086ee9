"""Tables that a strict content policy and a keyboard can live with."""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

ALIGN = re.compile(r"text-align: (left|right|center);")


class PlainTables(Treeprocessor):
    """Alignment by class, since ``style=`` is not allowed; and focus, to scroll a wide one."""

    def run(self, root: Element) -> None:
        for table in root.iter("table"):
            table.set("tabindex", "0")
        for cell in (cell for name in ("th", "td") for cell in root.iter(name)):
            if align := ALIGN.fullmatch(cell.get("style", "")):
                del cell.attrib["style"]
                cell.set("class", f"{cell.get('class', '')} {align[1]}".strip())


class Tables(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(PlainTables(md), "plain_tables", 5)
