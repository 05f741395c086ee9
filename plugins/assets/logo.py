"""The owner's logo."""

import re
import struct
from dataclasses import dataclass

from lxml import etree

PNG = b"\x89PNG\r\n\x1a\n"
LENGTH = re.compile(r"\s*([\d.]+)(?:px)?\s*")
# Its height in the header; print.css and layout.css leave it as it is.
HEIGHT = 40


@dataclass(frozen=True, slots=True)
class Logo:
    """``path`` is below the site's address; width and height are those it is shown in."""

    path: str
    width: int
    height: int


def shown_size(content: bytes) -> tuple[int, int]:
    """The width that goes with the height of the header. Raises ValueError: neither SVG nor PNG."""
    width, height = png_size(content) if content.startswith(PNG) else svg_size(content)
    if min(width, height) <= 0:
        raise ValueError("it has no size")
    return max(1, round(HEIGHT * width / height)), HEIGHT


def png_size(content: bytes) -> tuple[float, float]:
    """https://www.w3.org/TR/png-3/#11IHDR."""
    if len(content) < 24:
        raise ValueError("it is cut off")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def svg_size(content: bytes) -> tuple[float, float]:
    """Of its width and height, or else of its viewBox."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError("it is neither SVG nor PNG") from error
    if etree.QName(root).localname != "svg":
        raise ValueError("it is neither SVG nor PNG")
    sides = [LENGTH.fullmatch(str(root.get(side, ""))) for side in ("width", "height")]
    if all(sides):
        return float(sides[0][1]), float(sides[1][1])  # type: ignore[index]
    match re.split(r"[\s,]+", str(root.get("viewBox", "")).strip()):
        case [_, _, width, height]:
            return float(width), float(height)
    raise ValueError("it has neither width and height nor a viewBox")
