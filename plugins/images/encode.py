"""Pictures made from a picture: the one at its own address, and its variants."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps

from plugins.images.metadata import stripped
from plugins.images.picture import MOST_WIDTH, Variant, fitted
from plugins.images.shape import DAMAGED, Shape, digest_of, opened, orientation

# By eye, on photographs and drawings. One thread: more would give other bytes.
AVIF = {"quality": 50, "speed": 8, "max_threads": 1}
VARIANT: Mapping[str, Mapping[str, Any]] = {
    "AVIF": AVIF,
    "JPEG": {"quality": 80, "progressive": True, "optimize": True},
    "WEBP": {"quality": 80, "method": 4},
}
# What an old address gives is nobody's best picture, but it may be saved and passed on.
WHOLE: Mapping[str, Mapping[str, Any]] = {
    **VARIANT,
    "AVIF": {**AVIF, "quality": 65},
    "JPEG": {"quality": 85, "progressive": True, "optimize": True},
    "PNG": {},
}
SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be made of a file, and where: ``whole`` is what its own address gives."""

    source: Path
    shape: Shape
    whole: Path
    variants: Mapping[Variant, Path]


def make(job: Job) -> str:
    """What is wrong with the file, in words behind its name, or ""; called in other processes."""
    content = job.source.read_bytes()
    if digest_of(content) != job.shape.digest:
        return "changed while the site was built"
    try:
        with opened(content) as image:
            whole = whole_of(image, content, job.shape)
            normal = upright(image) if job.variants else image
    except (*DAMAGED, ImageCms.PyCMSError):
        return "is damaged or cut short"
    for variant, path in job.variants.items():
        put(path, encoded(scaled(normal, variant.width), job.shape, VARIANT, variant.kind))
    put(job.whole, whole)
    return ""


def whole_of(image: Image.Image, content: bytes, shape: Shape) -> bytes:
    """The picture without its metadata: its own bytes, if nothing else is to be changed."""
    image.load()
    if shape.kind == "GIF" or (shape.moves and shape.kind != "AVIF"):
        return stripped(content, shape.kind)
    if shape.kind == "AVIF" and not image.info.keys() & {"exif", "xmp", "icc_profile"}:
        return content
    if shape.kind != "AVIF" and as_shown(image):
        try:
            return stripped(content, shape.kind)
        except ValueError:
            pass  # Pillow has read it, so it is drawn anew
    if shape.moves:
        return written(image, "AVIF", {**WHOLE["AVIF"], "save_all": True})
    return encoded(scaled(upright(image), fitted(shape)[0]), shape, WHOLE, shape.kind)


def as_shown(image: Image.Image) -> bool:
    """Whether all browsers show the same with no metadata."""
    return (
        image.width <= MOST_WIDTH
        and orientation(image) == 1
        and image.mode != "CMYK"
        and is_srgb(image.info.get("icc_profile"))
    )


def is_srgb(profile: bytes | None) -> bool:
    if not profile:
        return True
    try:
        return "sRGB" in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile)))
    except (OSError, ImageCms.PyCMSError):
        return False


def upright(image: Image.Image) -> Image.Image:
    """The first frame in RGB or RGBA, by sRGB, standing as it is shown."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16") or image.mode == "I":  # Pillow would clip them
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if not is_srgb(profile):
        image = by_profile(image, profile, mode)
    return image.convert(mode)


def by_profile(image: Image.Image, profile: bytes | None, mode: str) -> Image.Image:
    if image.mode not in ("L", "RGB", "RGBA", "CMYK", "LAB"):
        image = image.convert(mode)
    try:
        theirs = ImageCms.ImageCmsProfile(BytesIO(profile or b""))
        done = ImageCms.profileToProfile(image, theirs, SRGB, outputMode=mode)
    except (OSError, ImageCms.PyCMSError):  # one of another kind of picture, or none
        return image
    return done or image


def scaled(image: Image.Image, width: int) -> Image.Image:
    if image.width == width:
        return image
    size = (width, max(1, round(image.height * width / image.width)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)


def encoded(
    image: Image.Image, shape: Shape, table: Mapping[str, Mapping[str, Any]], kind: str
) -> bytes:
    options = dict(table[kind])
    if kind == "AVIF" and shape.kind in ("PNG", "GIF"):  # letters and lines, in colours
        options["subsampling"] = "4:4:4"
    return written(image, kind, options)


def written(image: Image.Image, kind: str, options: Mapping[str, Any]) -> bytes:
    for told in ("exif", "xmp", "icc_profile", "comment"):
        image.info.pop(told, None)
    out = BytesIO()
    image.save(out, kind, **options, exif=b"", icc_profile=None)
    return out.getvalue()


def put(path: Path, content: bytes) -> None:
    """Whole or not at all, whatever happens meanwhile."""
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.write_bytes(content)
    half.replace(path)
