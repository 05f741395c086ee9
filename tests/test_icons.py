"""Icons: the site's sign in every size that somebody asks for."""

import json
from io import BytesIO

import pytest
from PIL import Image

from plugins.common.colours import Colours
from plugins.icons.icon import ICONS, Icon, Sign, initial
from tests.conftest import ARTICLE, Build


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Thinking", "T"),
        ("  “éclair”", "É"),
        ("42 lines", "4"),
        ("ŉ blog", "B"),  # its capital is two, and one of them is missing
        ("مدونة Sam", "S"),
        ("مدونة", ""),
        ("", ""),
    ],
)
def test_the_letter_of_a_name(name: str, letter: str) -> None:
    assert initial(name) == letter


def logo(size: tuple[int, int]) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "#aa0000").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    "sign",
    [
        pytest.param(Sign(b"", "T", Colours()), id="a letter"),
        pytest.param(Sign(b"", "", Colours()), id="a ring"),
        pytest.param(Sign(logo((64, 64)), "T", Colours()), id="a logo"),
        pytest.param(Sign(logo((500, 3)), "T", Colours()), id="a wide logo"),
    ],
)
@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.path)
def test_each_icon_has_its_size(sign: Sign, icon: Icon) -> None:
    drawn = sign.draw(icon)
    assert sign.draw(icon) == drawn
    with Image.open(BytesIO(drawn)) as image:
        assert image.size == (icon.sides[-1], icon.sides[-1])
        if icon.path.endswith(".ico"):
            assert image.info["sizes"] == {(side, side) for side in icon.sides}
        corner = image.convert("RGBA").getpixel((0, 0))
    clear = not icon.full and not sign.logo
    assert isinstance(corner, tuple)
    assert not clear or corner[3] == 0
    assert not icon.full or corner[3] == 255


def test_a_maskable_icon_keeps_to_its_circle() -> None:
    with Image.open(BytesIO(Sign(logo((64, 64)), "", Colours()).draw(ICONS[-1]))) as image:
        drawn = image.convert("RGB")
        paper = drawn.getpixel((0, 0))
        inside = [
            ((x - 256) ** 2 + (y - 256) ** 2) ** 0.5
            for x in range(0, 512, 4)
            for y in range(0, 512, 4)
            if drawn.getpixel((x, y)) != paper
        ]
    assert max(inside) <= 0.4 * 512 + 4


def test_every_page_names_them_and_they_are_there(build: Build) -> None:
    built = build({"articles/a.md": ARTICLE}, SITEURL="https://blog.example/deep")
    for page in ("index.html", "404.html", "articles/a/index.html"):
        links = built.soup(page).select(
            "link[rel=icon], link[rel=apple-touch-icon], link[rel=manifest]"
        )
        assert len(links) == 4
        for link in links:
            assert (built.output / str(link["href"]).removeprefix("/deep/")).is_file()
    manifest = json.loads(built.text("site.webmanifest"))
    assert {"name", "short_name", "start_url", "display", "icons"} <= manifest.keys()
    assert manifest["start_url"] == "/deep/"
    for icon in manifest["icons"]:
        with Image.open(built.output / icon["src"].removeprefix("/deep/")) as image:
            assert "{}x{}".format(*image.size) == icon["sizes"]


def test_an_owners_own_icon_stays(build: Build) -> None:
    conf = "STATIC_PATHS = ['own']\nEXTRA_PATH_METADATA = {'own/x.ico': {'path': 'favicon.ico'}}"
    built = build({"articles/a.md": ARTICLE, "own/x.ico": b"mine"}, conf=conf)
    assert (built.status, built.problems) == (0, ())
    assert (built.output / "favicon.ico").read_bytes() == b"mine"


def test_a_logo_is_the_sign(build: Build) -> None:
    built = build({"articles/a.md": ARTICLE, "logo.png": logo((64, 64))}, conf="LOGO = 'logo.png'")
    with Image.open(built.output / "icons/192.png") as image:
        assert image.convert("RGB").getpixel((96, 20)) == (170, 0, 0)
    drawing = build({"articles/a.md": ARTICLE, "logo.svg": "<svg/>"}, conf="LOGO = 'logo.svg'")
    with Image.open(drawing.output / "icons/192.png") as image:
        assert image.convert("RGB").getpixel((96, 10)) == (11, 90, 94)
