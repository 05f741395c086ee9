"""Pictures, films and sounds: figures of ours, or links."""

import re
from urllib.parse import urlsplit

from bs4 import Tag
from bs4.element import PageElement

from plugins.moving_in.bodies.proof import INLINE
from plugins.moving_in.bodies.tree import HEADINGS, above, classed, classes, has, named, new
from plugins.moving_in.bodies.work import Work

PULL = "wp-block-pullquote"
LAZY = ("data-src", "data-lazy-src", "data-orig-file", "data-original")
PIXEL = re.compile(
    r"pixel\.(?:wp|quantserve)|feeds\.(?:wordpress|feedburner)|feedburner\.com/~r|/b\.gif"
)
SHOWN = ("iframe", "embed", "audio", "video")
PLAYERS = (
    (
        re.compile(r"//(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]{11}).*"),
        r"//www.youtube.com/watch?v=\1",
    ),
    (
        re.compile(
            r"//(?:player\.vimeo\.com/video/|(?:www\.)?vimeo\.com/moogaloop\.swf\?clip_id=)(\d+).*"
        ),
        r"//vimeo.com/\1",
    ),
)


def pictures(body: Tag, work: Work) -> None:
    for img in named(body, ("img",)):
        src = str(img.get("src", "")).strip()
        lazy = next((str(img[name]) for name in LAZY if img.get(name)), "")
        if lazy and (not src or src.startswith("data:") or "placeholder" in src):
            src = lazy
        alt = str(img.get("alt", "")).strip()
        told = classes(img)
        if told & {"wp-smiley", "emoji"}:
            img.replace_with(alt)
        elif not src or is_pixel(img, src):
            if src:
                work.tell("repaired", "a picture that only counted readers was left out")
            img.decompose()
        else:
            media = work.resolver.media(src)
            if media and media.is_picture:
                work.media.append(media)
                alt, src = alt or media.alt, work.resolver.written(media)
            place = {"float": {"alignleft", "alignright", f"align{img.get('align')}"}}
            place["out"] = {"alignwide", "alignfull"}
            where = next((name for name, those in place.items() if told & those), "")
            if img.get("align") in ("left", "right"):
                where = "float"
            img.attrs = {"src": src, "alt": " ".join(alt.split()), "class": where}
            if media:
                img["data-path"], img["data-caption"] = media.path or media.url, media.caption


def is_pixel(img: Tag, src: str) -> bool:
    sizes = [str(img.get(name, "")).removesuffix("px") for name in ("width", "height")]
    return all(size in ("0", "1") for size in sizes) or bool(PIXEL.search(src))


def players(body: Tag, work: Work) -> None:
    """What plays something becomes a link to it, by its title if it has one."""
    for box in classed(body, "wp-block-embed__wrapper"):
        url = box.get_text().strip()
        if re.fullmatch(r"https?://\S+", url) and not box.find("a"):
            box.clear()
            box.append(new("a", url, href=url))
    for tag in named(body, ("object",)):  # Flash, and what stood in it for those without
        told = {str(each.get("name")): str(each.get("value")) for each in tag.find_all("param")}
        url = str(tag.get("data") or told.get("movie") or told.get("src") or "")
        if url.startswith(("http://", "https://", "//")) and not has(tag, (*SHOWN, "img", "a")):
            tag.insert_before(new("embed", src=url))
        tag.unwrap()
    for param in named(body, ("param",)):
        param.unwrap()
    for tag in named(body, SHOWN):
        sources = [tag, *tag.find_all(["source", "embed"])]
        found = [each.get("src") or each.get("data-src") for each in sources]
        url = str(next(filter(None, found), "")).strip()
        url = f"https:{url}" if url.startswith("//") else url
        for pattern, right in PLAYERS:
            url = pattern.sub(right, url)
        if not url:
            tag.unwrap()
            continue
        name = str(tag.get("title") or "")
        if tag.name in ("audio", "video"):
            name = name or urlsplit_path(url).rpartition("/")[2]
        link = new("a", name or url, href=url)
        if tag.name in ("iframe", "embed"):
            work.tell("repaired", f"what was shown from {host(url)} became a link to it")
        tag.replace_with(link if tag.find_parent("p") else new("p", link))
    for source in named(body, ("source",)):
        source.unwrap()
    for p in named(body, ("p",)):  # an address on a line of its own
        if (
            p.string
            and re.fullmatch(r"https?://\S+", url := p.string.strip())
            and not has(p, INLINE)
        ):
            p.clear()
            p.append(new("a", url, href=url))
    for button in classed(body, "wp-block-file__button"):
        before = button.find_previous("a")
        if isinstance(before, Tag) and before.get("href") == button.get("href"):
            button.decompose()


def host(url: str) -> str:
    return url.split("/")[2] if url.count("/") > 2 else url[:60]


def urlsplit_path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return url


def figures(body: Tag, work: Work) -> None:
    """One picture and its caption; everything else that WordPress calls a figure is none."""
    for part in classed(body, "blocks-gallery-item"):  # of the list that a gallery was
        part.name = "div"
        if part.parent and part.parent.name == "ul":
            part.parent.name = "div"
    for box in classed(body, "wp-caption", "gallery-item"):
        box.name = "figure"
        for part in box.find_all(True):
            if part.name == "dd" or "wp-caption-text" in classes(part):
                part.name = "figcaption"
            elif part.name == "dt":
                part.unwrap()
    for figure in reversed(named(body, ("figure",))):  # inner ones first
        for quote in named(figure, ("blockquote",)) if PULL in classes(figure) else ():
            quote["class"] = PULL
        place = {"float"} if classes(figure) & {"alignleft", "alignright"} else set()
        place = {"out"} if classes(figure) & {"alignwide", "alignfull"} else place
        found = figure.find_all("img")
        caption = figure.find("figcaption")
        words = caption.get_text().strip() if isinstance(caption, Tag) else ""
        if len(found) == 1 and figure.find(["figure", "table", "blockquote", "pre"]) is None:
            img = found[0]
            img["class"] = "".join(place) or img["class"]
            img["alt"] = img["alt"] or " ".join(words.split())
            parts: list[PageElement] = [picture_and_link(img)]
            rest = [
                each for each in figure.contents if isinstance(each, Tag) and each is not caption
            ]
            if words and isinstance(caption, Tag):
                for block in caption.find_all(lambda tag: tag.name not in INLINE):
                    block.insert_before(" ")
                    block.insert_after(" ")
                    block.unwrap()
                parts.append(caption.extract())
            if not any(each.get_text().strip() for each in rest):
                figure.clear()
                figure.extend(parts)
                lift(figure)
                continue
            figure.insert(0, new("figure", *parts))
        if (
            isinstance(caption, Tag)
            and caption.parent is not None
            and caption.find_parent("figure") is figure
        ):
            caption.name = "p"
        figure.name = "div"
    for img in named(body, ("img",)):
        img["alt"] = img["alt"] or " ".join(str(img.get("data-caption", "")).split())
        if img["class"] and not img.find_parent("figure"):
            around = above(img, ("p", "li", "td", "dd", "blockquote", *HEADINGS))
            if around and around.name in ("p", *HEADINGS):
                around.insert_before(new("figure", picture_and_link(img)))


def picture_and_link(img: Tag) -> Tag:
    """The picture in its link, unless that only showed the picture itself larger."""
    a = above(img, ("a",))
    if a is None or a.get_text().strip() or len(a.find_all("img")) > 1:
        return img.extract()
    return new("a", img, href=str(a.extract().get("href", "")))


def lift(figure: Tag) -> None:
    """Out of the paragraph around it, where there is one."""
    p = figure.find_parent("p")
    if isinstance(p, Tag):
        p.insert_before(figure.extract())
