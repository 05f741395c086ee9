"""Pictures as they come from cameras, scanners, programs and enemies."""

import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageCms, PngImagePlugin

SIZE = (600, 400)
SECRET = b"52.1 N, 4.3 E"


def photograph(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """Red above, blue below, and as uneven as what a camera sees."""
    picture = Image.merge("RGB", [Image.effect_noise(size, 40) for _ in range(3)])
    red, blue = (Image.new("RGB", size, colour) for colour in ("red", "blue"))
    red.paste(blue, (0, size[1] // 2))
    return Image.blend(picture, red, 0.8).convert(mode)


def file(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[ExifTags.Base.Orientation] = orientation
    told[ExifTags.Base.ImageDescription] = SECRET.decode()
    told.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSMapDatum] = SECRET.decode()
    return told


def camera(orientation: int = 1, size: tuple[int, int] = SIZE) -> bytes:
    return file(photograph(size), "JPEG", exif=exif(orientation), comment=SECRET)


def another_profile() -> bytes:
    """A profile whose name is not sRGB's, though its colours are."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"sRGB", b"mine").replace("sRGB".encode("utf-16-be"), b"\0m\0i\0n\0e")


def transparent(mode: str = "RGBA") -> Image.Image:
    picture = photograph(mode="RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(SIZE))
    return picture.convert(mode)


def remarked_png() -> bytes:
    remarks = PngImagePlugin.PngInfo()
    remarks.add_text("Comment", SECRET.decode())
    remarks.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    return file(photograph(), "PNG", pnginfo=remarks, exif=exif())


def moving(kind: str, **options: Any) -> bytes:
    frames = [photograph().quantize(16) for _ in range(3)]
    if kind == "WEBP":
        frames = [frame.convert("RGB") for frame in frames]
    return file(frames[0], kind, save_all=True, append_images=frames[1:], **options)


def deep_grey() -> bytes:
    grey = photograph(mode="L").convert("I").point(lambda value: value * 257)
    return file(grey.convert("I;16"), "PNG")


def huge_png() -> bytes:
    """A few bytes that promise 40,000 × 40,000 pixels."""
    small, huge = (
        head + zlib.crc32(head).to_bytes(4)
        for side in (8, 40_000)
        for head in (b"IHDR" + 2 * side.to_bytes(4) + bytes.fromhex("0100000000"),)
    )
    return file(Image.new("1", (8, 8)), "PNG").replace(small, huge)


ODD: dict[str, Callable[[], bytes]] = {
    "camera.jpg": camera,
    "lying.jpg": lambda: camera(6),
    "mirrored.jpg": lambda: camera(5),
    "large.jpg": lambda: camera(6, (2600, 300)),
    "print.jpg": lambda: file(photograph(mode="CMYK"), "JPEG"),
    "grey.jpg": lambda: file(photograph(mode="L"), "JPEG", exif=exif()),
    "profile.jpg": lambda: file(photograph(), "JPEG", icc_profile=another_profile()),
    "no-profile.jpg": lambda: file(photograph(), "JPEG", icc_profile=b"none" * 50),
    "trailer.jpg": lambda: camera() + SECRET,
    "glass.png": lambda: file(transparent(), "PNG"),
    "palette.png": lambda: file(photograph().quantize(64), "PNG"),
    "deep-grey.png": deep_grey,
    "remarked.png": remarked_png,
    "moving.png": lambda: moving("PNG"),
    "still.gif": lambda: file(photograph().quantize(64), "GIF", comment=SECRET),
    "moving.gif": lambda: moving("GIF", comment=SECRET, loop=0),
    "still.webp": lambda: file(transparent(), "WEBP", exif=exif(), xmp=SECRET),
    "moving.webp": lambda: moving("WEBP", exif=exif(), xmp=SECRET),
    "new.avif": lambda: file(photograph(), "AVIF", exif=exif(), xmp=SECRET),
}
