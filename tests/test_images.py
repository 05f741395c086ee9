"""Pictures: right in size and format, silent about their makers, and never in the way."""

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser
import pytest
from bs4 import Tag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence
from playwright.sync_api import Browser

from plugins.images.album import Album
from plugins.images.encode import Job, make
from plugins.images.picture import picture_of, variants_of
from plugins.images.shape import Shape, shape_of
from plugins.images.svg import held
from tests.conftest import ARTICLE, Build, Built
from tests.odd import ODD, SECRET, SIZE, camera, file, huge_png, photograph

PAGE = "articles/a/index.html"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
)


@cache
def odd(name: str) -> bytes:
    return ODD[name]()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.fixture
def album(tmp_path: Path) -> Album:
    return Album(tmp_path / "content", tmp_path / "kept", "/blog")


def made(album: Album, name: str, content: bytes) -> tuple[Shape, bytes, dict[str, bytes]]:
    """A picture's shape, what its own address gives, and by public path its variants."""
    album.root.mkdir(exist_ok=True)
    (album.root / name).write_bytes(content)
    assert album.picture(name, name)
    assert album.make([name]) == {}
    variants = {path: kept.read_bytes() for path, kept in album.variants(name).items()}
    return album.shapes[name], album.whole(name).read_bytes(), variants


@pytest.mark.parametrize(
    ("name", "size", "kinds"),
    [
        pytest.param("camera.jpg", SIZE, ["avif", "jpeg"], id="a photograph"),
        pytest.param("lying.jpg", SIZE[::-1], ["avif"], id="one on its side is set upright"),
        pytest.param("mirrored.jpg", SIZE[::-1], ["avif"], id="and one turned over"),
        pytest.param("large.jpg", (300, 2600), ["avif"], id="a tall one"),
        pytest.param("print.jpg", SIZE, ["avif", "jpeg"], id="colours for print"),
        pytest.param("grey.jpg", SIZE, ["avif", "jpeg"], id="no colours"),
        pytest.param("profile.jpg", SIZE, ["avif", "jpeg"], id="a profile"),
        pytest.param("no-profile.jpg", SIZE, ["avif", "jpeg"], id="a profile that is none"),
        pytest.param("trailer.jpg", SIZE, ["avif", "jpeg"], id="more behind its end"),
        pytest.param("glass.png", SIZE, ["avif", "webp"], id="transparent"),
        pytest.param("palette.png", SIZE, ["avif", "webp"], id="a palette"),
        pytest.param("deep-grey.png", SIZE, ["avif", "webp"], id="16 bits"),
        pytest.param("remarked.png", SIZE, ["avif", "webp"], id="remarks"),
        pytest.param("moving.png", SIZE, [], id="a PNG that moves"),
        pytest.param("still.gif", SIZE, ["avif", "webp"], id="a GIF that stands still"),
        pytest.param("moving.gif", SIZE, [], id="a GIF that moves"),
        pytest.param("still.webp", SIZE, ["avif", "webp"], id="WebP"),
        pytest.param("moving.webp", SIZE, [], id="WebP that moves"),
        pytest.param("new.avif", SIZE, ["avif"], id="AVIF"),
    ],
)
def test_an_odd_picture_is_shown(
    album: Album, name: str, size: tuple[int, int], kinds: list[str]
) -> None:
    shape, whole, variants = made(album, name, odd(name))
    assert shape.what == ""
    assert (shape.width, shape.height) == size
    assert sorted({path.rsplit(".", 1)[1] for path in variants}) == kinds
    for content in (whole, *variants.values()):
        assert SECRET not in content
        picture = opened(content)
        assert not {"exif", "xmp", "icc_profile", "comment"} & picture.info.keys()
        assert not dict(picture.getexif())
        assert picture.mode != "CMYK"
        assert picture.width / picture.height == pytest.approx(size[0] / size[1], rel=0.02)
    assert opened(whole).size == size
    assert shape_of(whole, name).kind == shape.kind


def test_upright_means_as_the_camera_was_held(album: Album) -> None:
    """Red lies on the side that orientation 6 says is the right one."""
    _, whole, variants = made(album, "lying.jpg", odd("lying.jpg"))
    for content in (whole, *variants.values()):
        picture = opened(content).convert("RGB")
        left, right = (picture.getpixel((x, picture.height // 2)) for x in (9, picture.width - 9))
        assert isinstance(left, tuple)
        assert isinstance(right, tuple)
        assert left[2] > left[0]
        assert right[0] > right[2]


@pytest.mark.parametrize("name", ["camera.jpg", "remarked.png", "still.webp", "trailer.jpg"])
def test_metadata_goes_without_touching_a_pixel(album: Album, name: str) -> None:
    _, whole, _ = made(album, name, odd(name))
    assert opened(whole).tobytes() == opened(odd(name)).tobytes()
    assert len(whole) < len(odd(name))


@pytest.mark.parametrize("name", ["moving.gif", "moving.png", "moving.webp"])
def test_what_moves_goes_on_moving(album: Album, name: str) -> None:
    _, whole, _ = made(album, name, odd(name))
    before, after = (
        [frame.convert("RGBA").tobytes() for frame in ImageSequence.Iterator(opened(content))]
        for content in (odd(name), whole)
    )
    assert len(after) == 3
    assert before == after
    assert opened(whole).info.get("loop") == opened(odd(name)).info.get("loop")


def test_damaged_metadata_is_no_news(album: Album) -> None:
    """A warning would fail this, as all do here."""
    begin = odd("camera.jpg").index(b"Exif\0\0") + 6
    content = bytearray(odd("camera.jpg"))
    content[begin + 4 : begin + 8] = bytes.fromhex("7fffff7f")  # where it is said to go on
    shape, whole, _ = made(album, "camera.jpg", bytes(content))
    assert (shape.width, shape.height) == SIZE
    assert SECRET not in whole


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_needs_nothing_is_kept_byte_for_byte(album: Album, kind: str) -> None:
    content = file(photograph(), kind)
    assert made(album, f"a.{kind.lower()}", content)[1] == content


def test_what_is_transparent_and_grey_stays_so(album: Album) -> None:
    for path, content in made(album, "glass.png", odd("glass.png"))[2].items():
        alpha = opened(content).convert("RGBA").getchannel("A").histogram()
        assert sum(alpha[:50]) > 1000, path
        assert sum(alpha[200:]) > 1000, path
    right = photograph(mode="L").resize((1, 1)).getpixel((0, 0))
    for path, content in made(album, "deep-grey.png", odd("deep-grey.png"))[2].items():
        found = opened(content).convert("L").resize((1, 1)).getpixel((0, 0))
        assert found == pytest.approx(right, abs=4), path


def test_a_wide_picture_has_widths_for_every_screen(album: Album) -> None:
    content = file(photograph((2600, 300)), "JPEG")
    shape, whole, variants = made(album, "Ein Café, 2.jpg", content)
    assert opened(whole).size == (2000, 231)
    stem = f"pictures/ein-cafe-2-{{}}.{shape.digest[:16]}"
    assert [*variants] == [
        *(f"{stem.format(width)}.avif" for width in (240, 480, 640, 1080, 1440)),
        *(f"{stem.format(width)}.jpeg" for width in (480, 1080)),
    ]
    picture = picture_of(shape, "Ein Café, 2.jpg", "a.jpg", "/blog")
    assert (picture.width, picture.height) == (2000, 231)
    assert picture.srcset.endswith("1080w, /blog/a.jpg 2000w")
    assert [type_ for type_, _ in picture.sources] == ["image/avif"]


def test_a_photograph_on_a_telephone_is_small(album: Album) -> None:
    """At 360 pixels, two dots each, 640 are wanted."""
    leaves = Image.effect_noise((267, 178), 50).resize((1600, 1067)).convert("RGB")
    _, _, variants = made(album, "leaves.jpg", file(leaves, "JPEG", quality=90))
    (size,) = (len(content) for path, content in variants.items() if "-640." in path)
    assert 10_000 < size <= 40_000


def test_a_small_file_has_no_variants() -> None:
    assert variants_of(shape_of(file(Image.new("RGB", SIZE), "PNG"), "a.png")) == ()


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        pytest.param("a.jpg", b"", "the picture a.jpg is empty", id="nothing"),
        pytest.param("a.jpg", b"<html>", "is damaged, or is none", id="a page"),
        pytest.param("a.jpg", file(photograph(), "PNG"), "of the kind PNG", id="another kind"),
        pytest.param("a.png", huge_png(), "has 40,000 × 40,000 pixels", id="a bomb"),
        pytest.param("a.png", file(photograph(), "PNG")[:9000], "is damaged", id="half a PNG"),
        pytest.param("a.svg", b"<svg", "is damaged", id="half an SVG"),
        pytest.param("a.svg", file(photograph(), "PNG"), "is damaged", id="a PNG named SVG"),
        pytest.param("a.svg", SVG.format("onload='x'", "").encode(), "holds an event", id="evil"),
    ],
)
def test_what_cannot_be_shown_is_told(name: str, content: bytes, what: str) -> None:
    shape = shape_of(content, name)
    assert what in shape.what
    assert shape.remedy


@pytest.mark.parametrize(
    "name", ["camera.jpg", "grey.jpg", "glass.png", "moving.gif", "moving.webp", "new.avif"]
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(-1, 255))
def test_any_damage_is_drawn_or_told(tmp_path: Path, name: str, at: float, byte: int) -> None:
    content = odd(name)
    place = int(at * len(content))
    content = content[:place] + (bytes([byte]) + content[place + 1 :] if byte >= 0 else b"")
    shape = shape_of(content, name)
    if not shape.what:
        (tmp_path / name).write_bytes(content)
        what = make(Job(tmp_path / name, shape, tmp_path / "whole", {}))
        assert what in ("", "is damaged or cut short")


@pytest.mark.parametrize(
    ("attributes", "inside", "what"),
    [
        pytest.param("", "<script>x()</script>", "a <script>", id="a script"),
        pytest.param("", "<g OnClick='x()'/>", "an event handler, onclick", id="a handler"),
        pytest.param("", "<a href=' java&#10;script:x()'/>", "a javascript: link", id="a link"),
        pytest.param("", "<a xlink:href='JavaScript:x()'/>", "a javascript: link", id="an old one"),
        pytest.param(
            "", "<set attributeName='xlink:href' to='x'/>", "an animated link", id="one to be"
        ),
        pytest.param(
            "", "<animate values='#a;javascript:x()'/>", "a javascript: link", id="in a list"
        ),
        pytest.param("", "<foreignObject/>", "what is no SVG", id="foreign"),
        pytest.param("", "<p xmlns='http://www.w3.org/1999/xhtml'/>", "what is no SVG", id="HTML"),
        pytest.param("", "<image href='https://a.b/c.png'/>", "a reference", id="a picture"),
        pytest.param("", "<use href='b.svg#c'/>", "a reference", id="another file"),
        pytest.param("", "<rect fill='url(https://a.b/#c)'/>", "a reference", id="a colour"),
        pytest.param("", "<style>@import 'a.css'</style>", "a reference", id="a style"),
        pytest.param("", "<style>a{b:u\\72l( 'c')}</style>", "a reference", id="spelt oddly"),
        pytest.param(
            "", "<image href='data:image/svg+xml,x'/>", "a reference", id="an SVG in an SVG"
        ),
        pytest.param("xml:base='https://a.b/'", "", "a reference", id="another base"),
    ],
)
def test_an_svg_that_is_more_than_a_picture(attributes: str, inside: str, what: str) -> None:
    assert what in held(SVG.format(attributes, inside).encode())


def test_an_svg_may_declare_nothing() -> None:
    for declared in ('<!ENTITY a "b">', '<!ATTLIST svg onload CDATA "x()">'):
        text = f"<!DOCTYPE svg [{declared}]>" + SVG.format("", "")
        assert held(text.encode()) == "declarations in its DOCTYPE"
    assert "instruction" in held(b"<?xml-stylesheet href='a'?>" + SVG.format("", "").encode())


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        pytest.param("width='30' height='20px'", (30, 20), id="pixels"),
        pytest.param("width='1in' height='25.4mm'", (96, 96), id="inches"),
        pytest.param("viewBox='0 0 24 12'", (24, 12), id="a box alone"),
        pytest.param("width='48' viewBox='0,0,24,12'", (48, 24), id="a width and a box"),
        pytest.param("width='100%'", (0, 0), id="nothing to go by"),
    ],
)
def test_a_good_svg_has_its_size(attributes: str, size: tuple[int, int]) -> None:
    text = SVG.format(
        attributes,
        "<style>a{fill:url(#b)}</style><use href='#b'/><a href='https://a.b/'><text>c</text></a>"
        "<image href='data:image/png;base64,AA=='/><rect fill='url( \"#b\" )'/>",
    )
    shape = shape_of(f"<!DOCTYPE svg>{text}".encode(), "a.svg")
    assert (shape.what, shape.width, shape.height) == ("", *size)


def prose(built: Built) -> Tag:
    found = built.soup(PAGE).select_one(".prose")
    assert isinstance(found, Tag)
    return found


def test_a_picture_alone_is_a_figure(build: Build) -> None:
    built = build(
        {
            "articles/a.md": ARTICLE
            + '\n![A door](a.jpg "Open, <or> so"){: .out .own #door }\n'
            + "\n[![B](a.jpg)](https://a.b/)\n"
            + "\n![C](a.jpg){: .decorative }\n"
            + "\nAmid ![D](a.jpg 'Title') text.\n"
            + "\n![E](a.jpg) ![F](a.jpg)\n",
            "articles/a.jpg": odd("camera.jpg"),
        }
    )
    assert built.status == 0, built.problems
    door: Any
    linked: Any
    decorative: Any
    door, linked, decorative = prose(built).find_all("figure")
    assert (door["class"], door.img["class"], door.img["id"]) == (["out"], ["own"], "door")
    assert door.figcaption.string == "Open, <or> so"
    assert "title" not in door.img.attrs
    assert [child.name for child in linked] == ["a"]
    assert linked.figcaption is None
    assert decorative.img["class"] == ["decorative"]
    inline = [p.find_all("img") for p in prose(built).find_all("p")]
    assert [len(found) for found in inline] == [0, 1, 2]
    assert inline[1][0]["title"] == "Title"


RAW = """\
<!-- <img src="a.jpg"> --> <script>"<img src='a.jpg'>"</script> `<img src="a.jpg">`

<textarea><img src="a.jpg"></textarea>

<picture><source srcset="a.jpg 600w"><img src="a.jpg" alt="x"></picture>

<p title="<img src='a.jpg'>">{}</p>
"""


@pytest.mark.parametrize(
    ("img", "expected"),
    [
        pytest.param("<img src=a.jpg alt=x>", {"width": "600", "height": "400"}, id="bare"),
        pytest.param("<IMG\nALT='x' SRC='a.jpg'/>", {"width": "600"}, id="capitals"),
        pytest.param(
            '<img src="a.jpg" alt="x" width="300">',
            {"width": "300", "height": "200", "sizes": "300px"},
            id="a width",
        ),
        pytest.param('<img src="a.jpg" alt="x" height="40">', {"width": "60"}, id="a height"),
        pytest.param(
            '<img src="a.jpg" alt="x" width="9" height="9" loading="eager" sizes="5em">',
            {"width": "9", "height": "9", "loading": "eager", "sizes": "5em"},
            id="all",
        ),
        pytest.param('<img src="a.jpg" alt="a > b">', {"alt": "a > b"}, id="an odd description"),
        pytest.param(
            '<img class="float" src="a.jpg" alt="x">', {"sizes": "(min-width: 48rem)"}, id="floats"
        ),
    ],
)
def test_a_raw_picture_is_served_too(build: Build, img: str, expected: dict[str, str]) -> None:
    built = build(
        {
            "articles/a.md": ARTICLE + "\n" + RAW.format(img),
            "articles/a.jpg": odd("camera.jpg"),
        }
    )
    assert built.status == 0, built.problems
    assert len(re.findall("image/avif", built.text(PAGE))) == 1
    (paragraph,) = prose(built).find_all("p", title=True)
    picture: Any = paragraph.picture
    for name, value in expected.items():
        assert str(picture.img[name]).startswith(value)
    assert picture.source["sizes"] == picture.img["sizes"]


def test_an_authors_own_choice_is_left_alone(build: Build) -> None:
    img = '<img src="a.jpg" srcset="b.jpg 2x" alt="x">'
    files = {f"articles/{name}.jpg": odd("camera.jpg") for name in "ab"}
    built = build({"articles/a.md": f"{ARTICLE}\n{img}\n", **files})
    assert '<img src="/articles/a.jpg" srcset="/articles/b.jpg 2x" alt="x">' in built.text(PAGE)


def test_the_first_picture_does_not_wait(build: Build) -> None:
    """The header's, unless the text shows it too."""
    files = {f"articles/{name}.jpg": odd("camera.jpg") for name in "abc"}
    two = "![B](b.jpg)\n\n![C](c.jpg)\n"

    def turns(header: str) -> list[str]:
        text = ARTICLE.replace("\n\n", f"\n{header}\n", 1) + f"\n{two}"
        soup = build({"articles/a.md": text, **files}).soup(PAGE)
        images = soup.select("article > picture img, .prose img")
        return [f"{img['alt']} {img.get('fetchpriority') or img.get('loading')}" for img in images]

    assert turns("") == ["B high", "C lazy"]
    assert turns("Image: a.jpg\nImage-Alt: A\n") == ["A high", "B lazy", "C lazy"]
    assert turns("Image: c.jpg\nImage-Alt: A\n") == ["B high", "C lazy"]


def test_nothing_published_says_where_it_was_taken(build: Build) -> None:
    """Whether it is shown, linked to, an author's, or in a folder of files."""
    built = build(
        {
            "articles/a.md": ARTICLE.replace("\n\n", "\nAuthors: Sam\n\n", 1)
            + "\n![A](shown.jpg)\n\n[B](linked.jpg)\n",
            "authors.toml": '[sam]\nname = "Sam"\npicture = "sam.jpg"\n',
            **{
                name: odd("camera.jpg")
                for name in ("articles/shown.jpg", "articles/linked.jpg", "sam.jpg")
            },
            "images/found.jpg": odd("lying.jpg"),
        }
    )
    assert built.status == 0, built.problems
    files = built.files()
    wanted = {"articles/shown.jpg", "articles/linked.jpg", "sam.jpg", "images/found.jpg"}
    assert wanted <= files.keys()
    assert not [name for name, content in files.items() if SECRET in content]
    assert {name.split("-")[0] for name in files if "pictures/" in name} == {
        "pictures/shown",
        "pictures/sam",
    }


def test_a_damaged_picture_is_told_where_it_is_shown(build: Build) -> None:
    half = camera()[:9000]
    content = {
        "articles/a.md": ARTICLE.replace("\n\n", "\nImage: lead.jpg\nImage-Alt: A\n\n", 1)
        + "\n![B](half.jpg)\n\n![C](whole.jpg)\n\n![D](evil.svg)\n",
        "articles/whole.jpg": camera(),
        "articles/evil.svg": SVG.format("", "<script/>"),
        **{f"{name}.jpg": half for name in ("articles/lead", "articles/half", "images/stray")},
    }
    built = build(content)
    assert built.problems == (
        "content/articles/a.md:3:1: the picture lead.jpg is damaged or cut short. Replace it.",
        "content/articles/a.md:8:6: the picture half.jpg is damaged or cut short. Replace it.",
        "content/articles/a.md:12:6: the SVG evil.svg holds a <script>. Save it without that, as a"
        " “plain SVG”, or as a PNG.",
        "content/images/stray.jpg: the picture stray.jpg is damaged or cut short. Replace it.",
    )
    files = built.files()
    assert "articles/whole.jpg" in files
    assert not [name for name in files if re.search("half|lead|stray|evil", name)]
    assert built.soup(PAGE).select_one("img.lead") is None
    published = build(content, output="published", PUBLISH="1")
    assert (published.status, published.problems) == (1, built.problems)
    assert not published.output.exists()


def test_two_caches_make_the_same_bytes(build: Build) -> None:
    names = ("camera.jpg", "glass.png", "still.gif")
    content: dict[str, str | bytes] = {f"articles/{name}": odd(name) for name in names}
    content["articles/a.md"] = ARTICLE + "".join(f"\n![x]({name})\n" for name in names)
    one, two = (build(content, output=name, cache=f"cache-{name}").files() for name in "ab")
    assert len([name for name in one if name.startswith("pictures/")]) == 14
    assert one == two


def test_a_second_build_encodes_nothing(build: Build, tmp_path: Path) -> None:
    content = {"articles/a.md": f"{ARTICLE}\n![x](a.jpg)\n", "articles/a.jpg": odd("camera.jpg")}

    def kept() -> dict[Path, int]:
        files = (tmp_path / "own/images").rglob("*.*")
        return {path: path.stat().st_mtime_ns for path in files if path.is_file()}

    first = build(content, cache="own").files()
    before = kept()
    assert build(tmp_path / "content", cache="own").files() == first
    assert kept() == before
    (tmp_path / "content/articles/a.jpg").write_bytes(odd("lying.jpg"))
    after = {name for name in build(tmp_path / "content", cache="own").files() if ".avif" in name}
    assert after
    assert after.isdisjoint(first)


def test_feeds_have_whole_addresses_and_true_sizes(build: Build) -> None:
    text = ARTICLE.replace("\n\n", "\nImage: lying.jpg\nImage-Alt: A\n\n", 1)
    files = {f"articles/{name}": odd(name) for name in ("lying.jpg", "camera.jpg")}
    built = build({"articles/a.md": f"{text}\n![B](camera.jpg)\n", **files})
    (item,) = json.loads(built.text("feeds/all.json"))["items"]
    addresses = re.findall(r"(\S+) \d+w", item["content_html"].replace('"', " "))
    assert len(addresses) == 5
    assert all(address.startswith("https://blog.example/") for address in addresses)
    assert "loading" not in item["content_html"]
    assert "fetchpriority" not in item["content_html"]
    (enclosure,) = feedparser.parse(built.text("feeds/all.rss.xml")).entries[0].enclosures
    whole = built.files()["articles/lying.jpg"]
    assert (enclosure.type, enclosure.length) == ("image/jpeg", str(len(whole)))


def test_without_the_feature_pictures_are_plain(build: Build) -> None:
    text = ARTICLE.replace("\n\n", "\nImage: lead.jpg\nImage-Alt: A\n\n", 1)
    files = {f"articles/{name}.jpg": odd("camera.jpg") for name in ("lead", "a")}
    conf = 'PLUGINS = [name for name in PLUGINS if "images" not in name]'
    built = build({"articles/a.md": f"{text}\n![B](a.jpg)\n", **files}, conf=conf)
    assert built.status == 0, built.problems
    assert [img["src"] for img in built.soup(PAGE).select("article img")] == [
        "/articles/lead.jpg",
        "/articles/a.jpg",
    ]
    assert built.soup(PAGE).find("picture") is None
    assert built.files()["articles/a.jpg"] == odd("camera.jpg")


SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    for (const source of entry.sources)
      window.shifts.push([source.node?.outerHTML, source.previousRect, source.currentRect]);
}).observe({type: "layout-shift", buffered: true});
"""


def test_a_telephone_takes_the_size_it_needs_and_nothing_moves(
    build: Build, browser: Browser
) -> None:
    photo = file(photograph((1600, 1000)), "JPEG")
    built = build(
        {
            "articles/a.md": ARTICLE.replace("\n\n", "\nImage: lead.jpg\nImage-Alt: A\n\n", 1)
            + "\n![B](a.jpg){: .out }\n\n![C](b.jpg){: .float }\n\nWords.\n",
            **{f"articles/{name}.jpg": photo for name in ("lead", "a", "b")},
        },
        SITEURL="http://blog.example",
    )
    types = {".avif": "image/avif", ".css": "text/css", ".html": "text/html", ".jpg": "image/jpeg"}

    def chosen(width: int, dots: int) -> list[str]:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, device_scale_factor=dots
        )
        context.add_init_script(SHIFTS)
        page = context.new_page()
        page.route(
            "**/*",
            lambda route: route.fulfill(
                path=built.output / route.request.url.partition("example/")[2],
                content_type=types.get(Path(route.request.url).suffix, "text/plain"),
            ),
        )
        page.goto(f"http://blog.example/{PAGE}")
        for img in page.locator("article picture img").all():
            img.scroll_into_view_if_needed()
            img.evaluate("img => img.decode()")
        found = page.eval_on_selector_all(
            "article picture img", "all => all.map(img => img.currentSrc)"
        )
        assert page.evaluate("window.shifts") == []
        context.close()
        return [re.findall(r"-(\d+)\.\w+\.avif", src)[0] for src in found]

    assert chosen(360, 2) == ["640", "640", "640"]
    assert chosen(1280, 1) == ["1080", "1080", "480"]
