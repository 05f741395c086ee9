"""What a page says of a picture: its files and their widths."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from plugins.images.shape import Shape

FOLDER = "pictures"
MOST_WIDTH = 2000
# A column of text on a telephone has 640 pixels, on a desk 608 or 1,216; a wide one 832 or more.
# Few readers need another format than AVIF, so there is less of it.
WIDTHS = {"AVIF": (240, 480, 640, 1080, 1440), "JPEG": (480, 1080), "WEBP": (480, 1080, 1440)}
# How much wider the next has to be.
WORTH = 1.2
# A smaller file is sent sooner than chosen from.
SMALL_BYTES = 4096


@dataclass(frozen=True, slots=True, order=True)
class Variant:
    """A picture made from another; ``digest`` is the other's."""

    digest: str
    kind: str
    width: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a page draws it.

    ``sources`` are media types and ``srcset`` of what goes before <img>, and
    ``srcset`` is that of <img>, or "". Width and height are 0 where nobody knows them.
    """

    width: int
    height: int
    sources: tuple[tuple[str, str], ...] = ()
    srcset: str = ""


def variants_of(shape: Shape) -> tuple[Variant, ...]:
    """The best format first, and in each the smallest first."""
    if shape.kind == "SVG" or shape.moves or shape.bytes < SMALL_BYTES:
        return ()
    kinds = ["AVIF"]
    if shape.kind != "AVIF":
        kinds.append("JPEG" if shape.kind == "JPEG" else "WEBP")
    return tuple(
        Variant(shape.digest, kind, width) for kind in kinds for width in widths_of(shape, kind)
    )


def widths_of(shape: Shape, kind: str) -> list[int]:
    """Up to its own, which the file itself has where it is of that kind."""
    found = [width for width in WIDTHS[kind] if width * WORTH <= shape.width]
    own = min(shape.width, WIDTHS[kind][-1])
    return found if kind == shape.kind or own in found else [*found, own]


def path_of(variant: Variant, name: str) -> str:
    """Its public path; ``name`` is that of the file it was made from."""
    stem = unicodedata.normalize("NFKD", PurePath(name).stem).lower()
    stem = re.sub(r"[^a-z0-9]+", "-", stem.encode("ascii", "ignore").decode())[:60].strip("-")
    told = f"{stem or 'picture'}-{variant.width}.{variant.digest[:16]}"
    return f"{FOLDER}/{told}.{variant.kind.lower()}"


def picture_of(shape: Shape, name: str, url: str, root: str) -> Picture:
    """The picture at ``url``, below the site's address, whose path is ``root``."""
    width, height = fitted(shape)
    sources: dict[str, list[str]] = {}
    for variant in variants_of(shape):
        candidate = f"{root}/{path_of(variant, name)} {variant.width}w"
        sources.setdefault(variant.kind, []).append(candidate)
    srcset = ""
    if own := sources.pop(shape.kind, []):
        srcset = ", ".join([*own, f"{root}/{url} {width}w"])
    typed = ((f"image/{kind.lower()}", ", ".join(each)) for kind, each in sources.items())
    return Picture(width, height, tuple(typed), srcset)


def fitted(shape: Shape) -> tuple[int, int]:
    """The width and height of the file at the picture's own address."""
    if shape.width <= MOST_WIDTH or shape.moves or shape.kind in ("SVG", "GIF"):
        return shape.width, shape.height
    return MOST_WIDTH, max(1, round(shape.height * MOST_WIDTH / shape.width))
