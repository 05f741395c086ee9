"""Tables whose alignment is a class: ``style=`` is not allowed by a strict content policy."""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

ALIGN = re.compile(r"text-align: (left|right|center);")


class AlignByClass(Treeprocessor):
    def run(self, root: Element) -> None:
        for cell in (cell for name in ("th", "td") for cell in root.iter(name)):
            if align := ALIGN.fullmatch(cell.get("style", "")):
                del cell.attrib["style"]
                cell.set("class", f"{cell.get('class', '')} {align[1]}".strip())


class Tables(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(AlignByClass(md), "align_by_class", 5)
