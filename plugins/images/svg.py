"""An SVG: how large it is, and what makes it more than a picture."""

import re
from collections.abc import Iterator

from lxml import etree

# A pixel's share of each unit: https://www.w3.org/TR/css-values-4/#absolute-lengths
UNITS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 9.6 / 2.54}
LENGTH = re.compile(r"\s*(?P<number>\d*\.?\d+)(?P<unit>[a-z]*)\s*")
XHTML = "http://www.w3.org/1999/xhtml"
ACTIVE = frozenset("script handler listener iframe embed object audio video".split())
DECLARES = re.compile(r"<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*\[")
BLANKS = re.compile(r"[\x00-\x20]")
ESCAPE = re.compile(r"\\(?:(?P<code>[0-9a-fA-F]{1,6})\s?|(?P<plain>.))", re.DOTALL)
CSS_ADDRESS = re.compile(r"url\([\"']?(?P<address>[^\"')]*)|(?P<import>@import)")
INSIDE = re.compile(r"#|data:(?:image/(?!svg)|font/|application/(?:x-)?font)|$")
LINK = re.compile(r"https?://|mailto:")


def parsed(content: bytes) -> etree._ElementTree:
    """The document, with nothing fetched and no entity resolved; a SyntaxError where it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.fromstring(content, parser).getroottree()
    if etree.QName(tree.getroot()).localname != "svg":
        raise SyntaxError
    return tree


def size(content: bytes) -> tuple[str, int, int]:
    """Its kind, and width and height in pixels, 0 where it does not say them."""
    root = parsed(content).getroot()
    width, height = (pixels(str(root.get(name, ""))) for name in ("width", "height"))
    box = [pixels(part) for part in re.split(r"[\s,]+", str(root.get("viewBox", "")).strip())]
    if len(box) == 4 and box[2] and box[3]:
        width = width or (height * box[2] / box[3] if height else box[2])
        height = height or width * box[3] / box[2]
    return ("SVG", round(width), round(height)) if width and height else ("SVG", 0, 0)


def pixels(length: str) -> float:
    found = LENGTH.fullmatch(length)
    return float(found["number"]) * UNITS.get(found["unit"], 0) if found else 0


def held(content: bytes) -> str:
    """What it holds that a picture needs not and a page must not have, in words, or ""."""
    return next(finds(parsed(content)), "")


def finds(tree: etree._ElementTree) -> Iterator[str]:
    if DECLARES.search(etree.tostring(tree, encoding="unicode")):
        yield "declarations in its DOCTYPE"
    if tree.xpath("//processing-instruction()"):
        yield "a processing instruction"
    for element in tree.getroot().iter("*"):
        name = etree.QName(element)
        if name.localname.lower() in ACTIVE:
            yield f"a <{name.localname}>"
        if name.namespace == XHTML or name.localname.lower() == "foreignobject":
            yield "what is no SVG, <foreignObject>"
        if name.localname == "style" and leads_out(" ".join(map(str, element.itertext()))):
            yield "a reference to another file"
        for key, value in element.items():
            yield from in_attribute(name.localname, etree.QName(key).localname.lower(), str(value))


def in_attribute(element: str, key: str, value: str) -> Iterator[str]:
    told = BLANKS.sub("", value).lower()
    if key.startswith("on"):
        yield f"an event handler, {key}"
    if re.search(r"(?:^|;)(?:javascript|vbscript):", told):
        yield "a javascript: link"
    if key == "attributename" and told.rpartition(":")[2] in ("href", "src", "style"):
        yield "an animated link"
    if key in ("href", "src") and not INSIDE.match(told):
        if not (element == "a" and LINK.match(told)):
            yield "a reference to another file"
    elif key == "base" or leads_out(value):
        yield "a reference to another file"


def leads_out(css: str) -> bool:
    plain = ESCAPE.sub(
        lambda e: chr(int(e["code"], 16) % 0x110000) if e["code"] else e["plain"], css
    )
    found = CSS_ADDRESS.finditer(BLANKS.sub("", plain).lower())
    return any(each["import"] or not INSIDE.match(each["address"]) for each in found)
