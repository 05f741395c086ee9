"""A square sign in every size that somebody asks for, and the manifest that names them."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from plugins.common.colours import Colours
from plugins.common.typeface import looks, opened, runs, spelled

# Whoever changes what is drawn below changes this: icons that are kept are drawn anew.
VERSION = 1
# What a launcher leaves of a maskable icon is a circle of 80 % at least.
# https://www.w3.org/TR/appmanifest/#icon-masks
SAFE = 0.8
CLEAR = "#0000"
CORNER = 0.2  # of a side: the radius
DRAWN_LARGER = 2  # for smooth edges


@dataclass(frozen=True, slots=True)
class Icon:
    """One file: ``sides`` in pixels, the ``letter`` a share of them.

    A ``full`` one fills its square to the corners, which are rounded by whoever shows it.
    """

    path: str
    sides: tuple[int, ...]
    letter: float = 0.72
    full: bool = False
    maskable: bool = False


ICONS = (
    Icon("favicon.ico", (16, 32, 48), letter=0.92),
    Icon("apple-touch-icon.png", (180,), letter=0.68, full=True),
    Icon("icons/192.png", (192,)),
    Icon("icons/512.png", (512,)),
    Icon("icons/maskable.png", (512,), letter=0.58, full=True, maskable=True),
)


@dataclass(frozen=True, slots=True)
class Sign:
    """What all icons show: a logo (the bytes of a picture, or b""), else a letter, else a ring."""

    logo: bytes
    letter: str
    colours: Colours

    def key(self, icon: Icon) -> str:
        told = [VERSION, looks(), self.letter, asdict(self.colours), asdict(icon)]
        return sha256(json.dumps(told).encode() + self.logo).hexdigest()[:16]

    def draw(self, icon: Icon) -> bytes:
        pictures = [self.square(side, icon) for side in icon.sides]
        file = BytesIO()
        if icon.path.endswith(".ico"):
            sizes = [(side, side) for side in icon.sides]
            pictures[-1].save(file, "ICO", sizes=sizes, append_images=pictures[:-1])
        else:
            pictures[0].save(file, "PNG", optimize=True)
        return file.getvalue()

    def square(self, side: int, icon: Icon) -> Image.Image:
        draw = self.with_logo if self.logo else self.with_letter
        image = draw(side * DRAWN_LARGER, icon)
        return image.resize((side, side), Image.Resampling.LANCZOS)

    def with_logo(self, side: int, icon: Icon) -> Image.Image:
        image = Image.new("RGBA", (side, side), self.colours.paper if icon.full else CLEAR)
        # Its corners too have to be within the circle, or within the corners that phones round.
        room = side * (SAFE / 2**0.5 if icon.maskable else SAFE if icon.full else 1)
        with Image.open(BytesIO(self.logo)) as logo:
            wide, high = (max(1, round(room * each / max(logo.size))) for each in logo.size)
            shown = logo.convert("RGBA").resize((wide, high))
        image.alpha_composite(shown, ((side - wide) // 2, (side - high) // 2))
        return image

    def with_letter(self, side: int, icon: Icon) -> Image.Image:
        image = Image.new("RGBA", (side, side), self.colours.accent if icon.full else CLEAR)
        draw = ImageDraw.Draw(image)
        if not icon.full:
            square = (0, 0, side - 1, side - 1)
            draw.rounded_rectangle(square, side * CORNER, self.colours.accent)
        size = round(side * icon.letter)
        for file, letter in runs(self.letter):
            font = opened(file, size, 600)
            left, top, right, bottom = font.getbbox(letter, anchor="ls")
            at = ((side - left - right) / 2, (side - top - bottom) / 2)
            draw.text(at, letter, self.colours.paper, font, anchor="ls")
        if not self.letter:
            edge = (side - size * 0.75) / 2
            ring = (edge, edge, side - edge, side - edge)
            draw.ellipse(ring, outline=self.colours.paper, width=side // 10)
        return image


def initial(name: str) -> str:
    """The first letter or digit of a name that can be drawn, or ""."""
    capitals = (spelled(each.upper())[:1] for each in name)
    return next(filter(str.isalnum, capitals), "")


def logo_of(file: Path) -> bytes:
    """The bytes of a picture that can be drawn, or b""."""
    try:
        content = file.read_bytes()
        with Image.open(BytesIO(content)) as image:
            image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return b""
    return content


def manifest(name: str, about: str, lang: str, root: str, colours: Colours) -> bytes:
    """As browsers read it; ``root`` is the path of the site's address.

    https://www.w3.org/TR/appmanifest/
    """
    told = {
        "name": name,
        "short_name": name,
        "description": about,
        "lang": lang,
        "id": f"{root}/",
        "start_url": f"{root}/",
        "scope": f"{root}/",
        "display": "minimal-ui",
        "theme_color": colours.paper,
        "background_color": colours.paper,
        "icons": [
            {
                "src": f"{root}/{icon.path}",
                "sizes": "x".join([str(icon.sides[0])] * 2),
                "type": "image/png",
                "purpose": "maskable" if icon.maskable else "any",
            }
            for icon in ICONS
            if icon.path.startswith("icons/")
        ],
    }
    text = json.dumps(
        {key: value for key, value in told.items() if value}, ensure_ascii=False, indent=1
    )
    return f"{text}\n".encode()
