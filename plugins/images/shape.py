"""What a picture's file is, told by its first bytes."""

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from struct import error as StructError
from warnings import catch_warnings

from PIL import ExifTags, Image

from plugins.images import svg

# By the ending of its name.
KINDS = {
    ".avif": "AVIF",
    ".gif": "GIF",
    ".jpe": "JPEG",
    ".jpeg": "JPEG",
    ".jpg": "JPEG",
    ".png": "PNG",
    ".svg": "SVG",
    ".webp": "WEBP",
}
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
# What Pillow raises on bytes that are no picture, or not a whole one.
DAMAGED = (
    *(OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, OverflowError),
    *(RuntimeError, StructError, zlib.error),
)
MOST_PIXELS = 100_000_000
# Change it when the same picture is to give other files: they get other names.
RECIPE = 1
# Judged here, by one number, in place of Pillow's warning and its error.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Shape:
    """``digest`` names its bytes, and what we make of them.

    Width and height are those it is shown in, and 0 where an SVG does not say them.
    ``moves`` says that it is an animation. ``what`` is wrong with it, or "", and
    ``remedy`` is what to do: sentences as a ``Problem`` has them.
    """

    digest: str
    kind: str
    bytes: int
    width: int = 0
    height: int = 0
    moves: bool = False
    what: str = ""
    remedy: str = ""


def shape_of(content: bytes, name: str) -> Shape:
    """The shape of the picture in a file of that name; its ending is one of ``KINDS``."""
    kind, digest, size = KINDS[PurePath(name).suffix.lower()], digest_of(content), len(content)
    try:
        found, width, height, moves = (
            (*svg.size(content), False) if kind == "SVG" else raster(content)
        )
    except DAMAGED:
        what = f"the picture {name} is {'damaged, or is none' if content else 'empty'}"
        return Shape(digest, kind, size, what=what, remedy="Replace it")
    what, remedy = "", ""
    if kind == "SVG" and (held := svg.held(content)):
        what = f"the SVG {name} holds {held}"
        remedy = "Save it without that, as a “plain SVG”, or as a PNG"
    elif found != kind:
        what = f"{name} holds a picture of the kind {found}"
        remedy = f"Let its name end in .{found.lower()}"
    elif width * height > MOST_PIXELS:
        what = f"the picture {name} has {width:,} × {height:,} pixels"
        remedy = "Make it smaller: 2,000 in width are as many as readers get"
    return Shape(digest, kind, size, width, height, moves, what, remedy)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(b"%d " % RECIPE + content).hexdigest()


def raster(content: bytes) -> tuple[str, int, int, bool]:
    """Kind, width, height, and whether it moves; one of ``DAMAGED`` is raised where it is none."""
    with opened(content) as image:
        kind = "JPEG" if image.format == "MPO" else str(image.format)
        width, height = image.size
        if width * height <= MOST_PIXELS and orientation(image) > 4:
            width, height = height, width
        moves = kind != "JPEG" and getattr(image, "is_animated", False)
        return kind, width, height, moves


@contextmanager
def opened(content: bytes) -> Iterator[Image.Image]:
    """Without warnings of metadata that is damaged: it is left out anyway."""
    with catch_warnings(action="ignore"), Image.open(BytesIO(content), formats=FORMATS) as image:
        yield image


def orientation(image: Image.Image) -> int:
    """1 when it stands upright; above 4 when it lies on a side."""
    turned = image.getexif().get(ExifTags.Base.Orientation, 1)
    return turned if turned in range(1, 9) else 1
