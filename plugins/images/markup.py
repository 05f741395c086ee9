"""Pictures in a text: <figure> where one stands alone, <picture> where it is a file of ours."""

import re
from collections.abc import Mapping
from html import escape, unescape
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

from plugins.common.html import ATTRIBUTE, TAG
from plugins.common.source import Source
from plugins.images.album import Album
from plugins.images.picture import Picture
from plugins.links.links import PREFIX, resolve

# What is somebody's own, or no markup, is passed over as a whole.
PART = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<whole>picture|script|style|textarea|template|noscript|iframe|xmp|title)(?=[\s/>])"
    r".*?(?:</(?P=whole)(?=[\s/>])|\Z)"
    rf"|</figure\b|{TAG.pattern}",
    re.DOTALL | re.IGNORECASE,
)
NAME = re.compile(r"</?[^\s/>]*")
PLACES = ("out", "float")


class Figures(Treeprocessor):
    """``![…](photo.jpg "caption"){: .out }`` alone in its paragraph becomes a figure."""

    def run(self, root: Element) -> None:
        for paragraph in root.iter("p"):
            if (picture := lone_picture(paragraph)) is None:
                continue
            paragraph.tag = "figure"
            told = picture.get("class", "").split()
            move = [each for each in told if each in PLACES]
            set_class(picture, [each for each in told if each not in move])
            set_class(paragraph, [*paragraph.get("class", "").split(), *move])
            if caption := picture.attrib.pop("title", ""):
                SubElement(paragraph, "figcaption").text = caption


def lone_picture(paragraph: Element) -> Element | None:
    """The picture that is all of a paragraph, in a link perhaps."""
    holder = paragraph
    while len(holder) == 1 and not f"{holder.text or ''}{holder[0].tail or ''}".strip():
        if holder[0].tag == "img":
            return holder[0]
        if holder[0].tag != "a":
            break
        holder = holder[0]
    return None


def set_class(element: Element, classes: list[str]) -> None:
    element.attrib.pop("class", None)
    if classes:
        element.set("class", " ".join(classes))


class Sources(Postprocessor):
    """Gives each <img> of a file of ours its size, its variants and its turn to load."""

    def __init__(self, md: Markdown, album: Album, sizes: Mapping[str, str]) -> None:
        super().__init__(md)
        self.album, self.sizes = album, sizes

    def run(self, text: str) -> str:
        source: Source | None = getattr(self.md, "source", None)
        if source is None or "<img" not in text.lower():
            return text
        files: Mapping[str, str] = self.md.files  # type: ignore[attr-defined]
        around = ""
        places: list[tuple[tuple[int, int], dict[str, str], str, str]] = []
        for part in PART.finditer(text):
            name = NAME.match(part[0])
            match name and name[0].lower():
                case "</figure":
                    around = ""
                case "<figure":
                    around = attributes(part[0]).get("class", "")
                case "<img":
                    given = attributes(part[0])
                    path = files.get(given.get("src", "").strip())
                    if path and "srcset" not in given:
                        places.append((part.span(), given, path, around))
        first = not self.shown_before({path for _, _, path, _ in places}, source)
        done: list[str] = []
        at = 0
        for (begin, end), given, path, around in places:
            address = given["src"].strip().removeprefix(f"{self.album.site_root}/")
            if picture := self.album.picture(path, address):
                told = f"{given.get('class', '')} {around}".split()
                sizes = self.sizes_of(given, told)
                done += [text[at:begin], drawn(text[begin:end], given, picture, sizes, first)]
                at, first = end, False
        return "".join([*done, text[at:]])

    def shown_before(self, paths: set[str], source: Source) -> bool:
        """Whether the page begins with a picture of the header's, which none of these is."""
        if "image" not in source.header.values:
            return False
        link, _ = resolve(f"{{static}}{source.header.values['image'].texts[0]}", source, "")
        lead = PREFIX.fullmatch(link)
        return lead is not None and lead["address"].lstrip("/") not in paths

    def sizes_of(self, given: Mapping[str, str], classes: list[str]) -> str:
        if "sizes" in given:
            return given["sizes"]
        if width := given.get("width", "").strip().removesuffix("px"):
            return f"{width}px" if width.isdecimal() else self.sizes["text"]
        return self.sizes[next((each for each in PLACES if each in classes), "text")]


def attributes(tag: str) -> dict[str, str]:
    """By name; where one is given twice, the first, as browsers have it."""
    found: dict[str, str] = {}
    for each in ATTRIBUTE.finditer(tag):
        value = each["quoted"] if each["quote"] else each["bare"]
        found.setdefault(each["name"].lower(), unescape(value))
    return found


def drawn(tag: str, given: Mapping[str, str], picture: Picture, sizes: str, first: bool) -> str:
    """The <img> with what its author has not given, in its <picture> where it has sources."""
    more = dimensions(given, picture)
    more["fetchpriority" if first else "loading"] = "high" if first else "lazy"
    more["decoding"] = "async"
    if picture.srcset:
        more |= {"srcset": picture.srcset, "sizes": sizes}
    if "loading" in given:
        more.pop("fetchpriority", None)
    added = "".join(f' {k}="{escape(v)}"' for k, v in more.items() if k not in given)
    img = f"<img{added}{tag[4:]}"
    sources = "".join(
        f'<source type="{type_}" srcset="{escape(srcset)}" sizes="{escape(sizes)}">'
        for type_, srcset in picture.sources
    )
    return f"<picture>{sources}{img}</picture>" if sources else img


def dimensions(given: Mapping[str, str], picture: Picture) -> dict[str, str]:
    """Width and height, by the one that is given if one is."""
    width, height = (given.get(name, "").strip().removesuffix("px") for name in ("width", "height"))
    if not picture.width or (width and height):
        return {}
    if not width and not height:
        return {"width": str(picture.width), "height": str(picture.height)}
    if width.isdecimal():
        return {"height": str(round(int(width) * picture.height / picture.width))}
    if height.isdecimal():
        return {"width": str(round(int(height) * picture.width / picture.height))}
    return {}


class Pictures(Extension):
    def __init__(self, album: Album, sizes: Mapping[str, str]) -> None:
        super().__init__()
        self.album, self.sizes = album, sizes

    def extendMarkdown(self, md: Markdown) -> None:
        # After classes are given (8); after addresses are final (5).
        md.treeprocessors.register(Figures(md), "figures", 4)
        md.postprocessors.register(Sources(md, self.album, self.sizes), "sources", 4)
