"""What stands on a card, and how it is drawn."""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageDraw, ImageOps

from plugins.common.colours import DAYLIGHT, Colours
from plugins.common.typeface import looks, spelled, width, write_line

# Whoever changes what is drawn below changes this: cards that are kept are drawn anew.
VERSION = 1
SIZE = WIDTH, HEIGHT = 1200, 630
# The smaller of these enlarged would be a blur.
LEAST = WIDTH // 2, HEIGHT // 2
MOST_BYTES = 60_000
QUALITIES = (88, 80, 72, 62, 50, 38, 25)
MARGIN = 88
COLUMN = WIDTH - 2 * MARGIN
RULE = 508  # the hairline above the last line
FOOT = 566  # the baseline of that line
SMALL = 30
# Of a title, the largest first, and how many lines of it there may be.
TITLES = {92: 2, 84: 3, 76: 4, 68: 4, 60: 4, 52: 4, 46: 4}
LEADING = 1.14
CAPITAL = 0.7  # of the size of a letter: how high capitals are, near enough
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Card:
    """Words on paper. ``authors`` as they are to be read; what is absent is ""."""

    title: str
    authors: str
    topic: str
    site: str
    colours: Colours = DAYLIGHT

    @property
    def key(self) -> str:
        return key_of(self)

    @property
    def drawable(self) -> bool:
        return bool(spelled(self.title))

    def draw(self) -> bytes:
        look = self.colours
        image = Image.new("RGB", SIZE, look.paper)
        draw = ImageDraw.Draw(image)
        lines, size = fitted(spelled(self.title), COLUMN)
        topic = spelled(self.topic)
        y = (RULE - height(lines, size)) / 2 + (SMALL * 1.1 if topic else 0)
        if topic:
            line = cut(topic, COLUMN, SMALL, 600)
            write_line(draw, (MARGIN, y - SMALL * 1.5), line, SMALL, 600, look.accent)
        write_lines(draw, lines, y, size, look.ink)
        draw.rectangle((MARGIN, RULE, WIDTH - MARGIN, RULE + 1), look.rule)
        site = cut(spelled(self.site), COLUMN * 0.6, SMALL, 600)
        room = width(site, SMALL, 600)
        write_line(draw, (WIDTH - MARGIN - room, FOOT), site, SMALL, 600, look.ink)
        authors = cut(spelled(self.authors), COLUMN - room - SMALL * 2, SMALL, 400)
        write_line(draw, (MARGIN, FOOT), authors, SMALL, 400, look.ink2)
        return jpeg(image)


@dataclass(frozen=True, slots=True)
class SiteCard:
    """The card of the site itself, and of all that has none: paper on its colour."""

    site: str
    tagline: str
    colours: Colours = DAYLIGHT

    @property
    def key(self) -> str:
        return key_of(self)

    def draw(self) -> bytes:
        look = self.colours
        image = Image.new("RGB", SIZE, look.accent)
        draw = ImageDraw.Draw(image)
        lines, size = fitted(spelled(self.site), COLUMN)
        write_lines(draw, lines, (RULE - height(lines, size)) / 2, size, look.paper)
        draw.rectangle((MARGIN, RULE, WIDTH - MARGIN, RULE + 1), look.paper)
        tagline = cut(spelled(self.tagline), COLUMN, SMALL, 400)
        write_line(draw, (MARGIN, FOOT), tagline, SMALL, 400, look.paper)
        return jpeg(image)


@dataclass(frozen=True, slots=True)
class Crop:
    """The middle of a picture."""

    file: Path
    paper: str = DAYLIGHT.paper

    @property
    def key(self) -> str:
        """A ValueError tells that it cannot be read."""
        try:
            content = self.file.read_bytes()
        except OSError as error:
            raise ValueError(str(error)) from error
        return sha256(content + f"{VERSION}{self.paper}".encode()).hexdigest()[:16]

    def draw(self) -> bytes:
        """A ValueError tells that it moves, is small, is no picture or has too many points."""
        try:
            with Image.open(self.file) as image:
                if getattr(image, "is_animated", False):
                    raise ValueError("it moves")
                if image.width < LEAST[0] or image.height < LEAST[1]:
                    raise ValueError("it is small")
                image.draft("RGB", SIZE)
                upright = ImageOps.exif_transpose(image)
                return jpeg(ImageOps.fit(flat(upright, self.paper), SIZE))
        except (OSError, SyntaxError, Image.DecompressionBombError) as error:
            raise ValueError(str(error)) from error


def key_of(card: Card | SiteCard) -> str:
    """Of all that is drawn: equal cards are one file."""
    told = [VERSION, looks(), type(card).__name__, asdict(card)]
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


def flat(image: Image.Image, paper: str) -> Image.Image:
    """In the colours of a screen, on paper where it is transparent."""
    if profile := image.info.get("icc_profile"):
        try:
            mode = "RGBA" if "A" in image.getbands() else "RGB"
            screen, own = ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(BytesIO(profile))
            image = ImageCms.profileToProfile(image, own, screen, outputMode=mode) or image
        except (ImageCms.PyCMSError, OSError):
            pass  # one that does not fit is no profile
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, paper)
        return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def jpeg(image: Image.Image) -> bytes:
    """As good as fits; letters keep the colours of their edges."""
    for quality in QUALITIES:
        file = BytesIO()
        image.save(
            file, "JPEG", quality=quality, optimize=True, subsampling=0 if quality > 72 else 2
        )
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()


def fitted(text: str, room: float) -> tuple[list[str], int]:
    """Its lines, nearly of one length, in the largest size that holds it; else its beginning."""
    for size, most in TITLES.items():
        lines = list(wrapped(text.split(), room, measure(size)))
        if len(lines) <= most and all(measure(size)(line) <= room for line in lines):
            return balanced(text.split(), room, len(lines), measure(size)), size
    pieces = list(broken(text.split(), room, measure(size)))
    lines = list(wrapped(pieces, room, measure(size)))
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], cut(rest, room, size, 600)]
    return lines, size


Measure = Callable[[str], float]


def measure(size: int) -> Measure:
    return lambda text: width(text, size, 600)


def wrapped(words: Sequence[str], room: float, long: Measure) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if line and long(longer) > room:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def balanced(words: Sequence[str], room: float, count: int, long: Measure) -> list[str]:
    """The same number of lines in the narrowest column that holds them."""
    narrow, wide = 0.0, room
    while wide - narrow > 4:
        middle = (narrow + wide) / 2
        lines = list(wrapped(words, middle, long))
        if len(lines) <= count and all(long(line) <= middle for line in lines):
            wide = middle
        else:
            narrow = middle
    return list(wrapped(words, wide, long))


def broken(words: Sequence[str], room: float, long: Measure) -> Iterator[str]:
    """Each word, in pieces if no line holds it."""
    for word in words:
        while long(word) > room:
            end = next(n for n in range(len(word), 0, -1) if n == 1 or long(word[:n]) <= room)
            yield word[:end]
            word = word[end:]
        if word:
            yield word


def cut(text: str, room: float, size: int, weight: int) -> str:
    """The text, or as much of it as there is room for, and an ellipsis."""
    if width(text, size, weight) <= room:
        return text
    pieces = range(len(text) + 1)
    first_too_long = bisect_right(
        pieces, room, key=lambda n: width(text[:n] + ELLIPSIS, size, weight)
    )
    piece = text[: first_too_long - 1]
    return (piece.rpartition(" ")[0] or piece).rstrip(" ,.;:–—-") + ELLIPSIS


def height(lines: Sequence[str], size: int) -> float:
    """From the top of the first capitals to the last baseline."""
    return (len(lines) - 1) * size * LEADING + size * CAPITAL


def write_lines(
    draw: ImageDraw.ImageDraw, lines: Sequence[str], top: float, size: int, ink: str
) -> None:
    for number, line in enumerate(lines):
        baseline = top + size * CAPITAL + number * size * LEADING
        write_line(draw, (MARGIN, baseline), line, size, 600, ink)
