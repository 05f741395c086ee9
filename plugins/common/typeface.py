"""The site's typeface, for words that are drawn and not laid out by a browser.

It stands in two files, as the style sheet has it: what is in neither, it cannot spell.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import PIL
from PIL import ImageDraw, ImageFont, features

FOLDER = Path(__file__).parents[2] / "theme/static/fonts"
FILES = ("literata-roman-latin.woff2", "literata-roman-latin-ext.woff2")
NOWHERE = "\U0010ffff"

Font = ImageFont.FreeTypeFont


@cache
def looks() -> str:
    """Changes when the same words would look otherwise, on any machine."""
    return sha256(b"".join((FOLDER / file).read_bytes() for file in FILES)).hexdigest()


@cache
def drawn_by() -> str:
    """What may draw them otherwise from machine to machine, by a hair: raqm knows kerning."""
    return f"{PIL.__version__}-{features.check('raqm')}"


def spelled(text: str) -> str:
    """The text as it can be drawn, or "" if a character of it is missing."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    seen = "".join(each for each in text if unicodedata.category(each) not in ("Cc", "Cf"))
    return seen if all(map(file_of, seen)) else ""


@cache
def file_of(character: str) -> str:
    """The file that has it, or ""."""
    if character == " ":
        return FILES[0]
    return next((file for file in FILES if has(file, character)), "")


def has(file: str, character: str) -> bool:
    font = opened(file, 40, 400)
    return shape(font, character) != shape(font, NOWHERE)


def shape(font: Font, character: str) -> tuple[object, bytes]:
    mask = font.getmask(character)
    return mask.size, bytes(mask)


@cache
def opened(file: str, size: int, weight: int) -> Font:
    font = ImageFont.truetype(FOLDER / file, size)
    font.set_variation_by_axes([weight])
    return font


def runs(text: str) -> Iterable[tuple[str, str]]:
    """A spelled text, cut where another file has what follows; a space goes with either."""
    for file, characters in groupby(text, file_of):
        yield file, "".join(characters)


def width(text: str, size: int, weight: int) -> float:
    return sum(opened(file, size, weight).getlength(run) for file, run in runs(text))


def write_line(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, weight: int, ink: str
) -> None:
    """A spelled text; ``at`` is the left end of its baseline."""
    x, y = at
    for file, run in runs(text):
        font = opened(file, size, weight)
        draw.text((x, y), run, ink, font, anchor="ls")
        x += font.getlength(run)
