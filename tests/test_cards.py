"""Cards: a picture for each link that is shared, of words if there is no other."""

from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import Tag
from PIL import Image

from plugins.cards.card import COLUMN, Card, Crop, SiteCard, cut, fitted
from plugins.common.colours import Colours, colours_of
from plugins.common.typeface import runs, spelled, width
from tests.conftest import ARTICLE, SAMPLE, Build, Built
from tests.test_site import SITE

TITLES = [
    "Blank lines",
    "The customer who didn’t complain",
    "Őrült kérdés: „Miért vár ön?“ — Ž, ş, Ł & “quotes”",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "wait " * 200,
    "w" * 500,
]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_stands_in_four_lines_at_most(title: str) -> None:
    lines, size = fitted(spelled(title), COLUMN)
    assert 1 <= len(lines) <= 4
    assert all(width(line, size, 600) <= COLUMN for line in lines)
    shown = "".join("".join(lines).split()).removesuffix("…")
    assert "".join(title.split()).startswith(shown)


def test_its_lines_are_nearly_of_one_length() -> None:
    title = "What we learned about patience from three winters in one queue"
    lines, size = fitted(title, COLUMN)
    lengths = [width(line, size, 600) for line in lines]
    assert min(lengths) > 0.6 * max(lengths)
    assert " ".join(lines) == title


def test_what_is_cut_is_cut_between_words() -> None:
    assert cut("one two three four", width("one two three", 30, 400), 30, 400) == "one two…"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Blank  lines", "Blank lines"),
        ("e\u0301 so\u00adft", "é soft"),
        ("“quotes” ‘and’ – — … €", "“quotes” ‘and’ – — … €"),
        ("Ő Ž ş Ł", "Ő Ž ş Ł"),
        ("مرحبا", ""),
        ("日本", ""),
        ("well 🎉", ""),
        ("Καλημέρα", ""),
    ],
)
def test_what_the_typeface_has(text: str, told: str) -> None:
    assert spelled(text) == told


def test_letters_come_from_the_file_that_has_them() -> None:
    assert [run for _, run in runs("aŐb c")] == ["a", "Ő", "b c"]
    assert all(one != other for (one, _), (other, _) in pairwise(runs("aŐb c")))


@pytest.mark.parametrize(
    "card",
    [
        *(Card(title, "Sam Sample", "Waiting", "A blog") for title in TITLES),
        Card("No author, no topic", "", "", ""),
        Card("Others’ letters", "سام", "日本", "مدونة"),
        SiteCard("A blog", "About something"),
        SiteCard("مدونة", ""),
    ],
)
def test_a_card_is_a_small_picture_and_always_the_same(card: Card | SiteCard) -> None:
    drawn = card.draw()
    with Image.open(BytesIO(drawn)) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", (1200, 630), "RGB")
    assert len(drawn) <= 60_000
    assert card.draw() == drawn


def test_equal_cards_have_one_name_and_others_others() -> None:
    card = Card("A", "B", "C", "D")
    others: list[Card | SiteCard] = [
        Card("B", "B", "C", "D"),
        Card("A", "", "C", "D"),
        SiteCard("A", "B"),
    ]
    dark = Card("A", "B", "C", "D", Colours(paper="#000000"))
    assert Card("A", "B", "C", "D").key == card.key
    assert len({each.key for each in [card, dark, *others]}) == 5


def test_colours_are_the_owners_in_daylight() -> None:
    assert colours_of({"accent": ("#aa0000", "#ffaaaa"), "visited": ("#000", "#fff")}) == Colours(
        accent="#aa0000"
    )


def picture(size: tuple[int, int], mode: str = "RGB", kind: str = "PNG", **how: object) -> bytes:
    file = BytesIO()
    Image.new(mode, size, how.pop("colour", None)).save(file, kind, **how)  # type: ignore[arg-type]
    return file.getvalue()


def point(card: bytes) -> tuple[int, ...]:
    with Image.open(BytesIO(card)) as image:
        return image.convert("RGB").getpixel((600, 315))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("content", "colour"),
    [
        pytest.param(picture((900, 900), colour="#204060"), (32, 64, 96), id="square"),
        pytest.param(picture((3000, 400), colour="#204060"), (32, 64, 96), id="wide"),
        pytest.param(picture((900, 900), "RGBA", colour="#00000000"), (252, 252, 250), id="clear"),
        pytest.param(
            picture((900, 900), "CMYK", "JPEG", colour=(0, 0, 0, 0)), (255, 255, 255), id="CMYK"
        ),
        pytest.param(picture((900, 900), "L", colour=7), (7, 7, 7), id="grey"),
        pytest.param(picture((900, 900), "P", colour=0), (0, 0, 0), id="palette"),
        pytest.param(
            picture((900, 900), colour="#204060", icc_profile=b"none"), (32, 64, 96), id="profile"
        ),
    ],
)
def test_of_a_picture_the_middle(content: bytes, colour: tuple[int, ...], tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(content)
    assert all(
        abs(one - other) < 4 for one, other in zip(point(Crop(file).draw()), colour, strict=True)
    )


def test_a_picture_that_was_turned_is_upright(tmp_path: Path) -> None:
    image = Image.new("RGB", (700, 1200), "white")
    image.paste("black", (0, 0, 700, 600))
    exif = Image.Exif()
    exif[0x0112] = 6  # its top is at the right
    image.save(tmp_path / "a.jpg", exif=exif)
    with Image.open(BytesIO(Crop(tmp_path / "a.jpg").draw())) as card:
        assert card.convert("L").getpixel((1100, 315)) < 20  # type: ignore[operator]
        assert card.convert("L").getpixel((100, 315)) > 235  # type: ignore[operator]
        assert not card.getexif()


MOVING = BytesIO()
Image.new("P", (900, 900), 0).save(
    MOVING, "GIF", save_all=True, append_images=[Image.new("P", (900, 900), 1)]
)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(picture((64, 64)), id="small"),
        pytest.param(picture((900, 900))[:200], id="half of one"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="SVG"),
        pytest.param(b"", id="nothing"),
        pytest.param(MOVING.getvalue(), id="moving"),
    ],
)
def test_what_is_no_picture_for_a_card_is_drawn_as_words(content: bytes, build: Build) -> None:
    with_picture = ARTICLE.replace("\n\n", "\nImage: a.png\nImage-Alt: It\n\n", 1)
    built = build({"articles/a.md": with_picture, "articles/a.png": content})
    assert (
        told(built, "articles/a/index.html")["og:image:alt"] == "A post · Thinking Like a Customer"
    )


def told(built: Built, path: str) -> dict[str, str]:
    metas = built.soup(path).select("meta[property], meta[name]")
    return {str(m.get("property") or m.get("name")): str(m["content"]) for m in metas}


def test_every_page_has_a_card_and_says_what_is_asked(build: Build) -> None:
    built = build(SITE / "content")
    for path in (name for name in built.files() if name.endswith(".html")):
        if "http-equiv" in built.text(path):
            continue  # it leads on
        said = told(built, path)
        asked = (
            "og:title og:type og:url og:image og:image:alt og:description og:site_name og:locale"
        )
        assert all(said.get(name) for name in (*asked.split(), "description")), path
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
        assert said["twitter:card"] == "summary_large_image"
        card = built.output / said["og:image"].removeprefix("https://blog.example/")
        with Image.open(card) as image:
            assert image.size == (1200, 630)
        canonical = built.soup(path).select('link[rel="canonical"]')
        assert len(canonical) == (path != "404.html")


def test_an_article_has_its_own_card_and_others_the_sites(build: Build) -> None:
    built = build(SITE / "content")
    site = told(built, "index.html")["og:image"]
    assert told(built, "articles/first/index.html")["og:image"] != site
    assert told(built, "articles/bare-ar/index.html")["og:image"] == site  # nothing has its letters
    assert told(built, "about/index.html")["og:image"] == site
    said = told(built, "articles/long/index.html")
    assert said["article:published_time"] == "2026-01-10T09:30:00+00:00"
    assert said["article:modified_time"] == "2026-02-01T00:00:00+00:00"
    assert said["article:section"] == "Service"
    assert said["og:locale"] == "en_US"


def test_a_picture_of_its_own_is_its_card(build: Build) -> None:
    content = {
        "articles/a.md": ARTICLE.replace("\n\n", "\nImage: a.png\nImage-Alt: A blue wall\n\n", 1),
        "articles/a.png": picture((900, 900), colour="#204060"),
    }
    built = build(content)
    said = told(built, "articles/a/index.html")
    assert said["og:image:alt"] == "A blue wall"
    card = (built.output / said["og:image"].removeprefix("https://blog.example/")).read_bytes()
    assert abs(point(card)[2] - 96) < 4


def test_no_two_pages_share_a_title_or_a_description(build: Build) -> None:
    """With posts without words, topics and authors that nobody describes, withdrawn posts."""
    post = "Title: Post {0}\nDate: 2026-01-0{0}\nTags: Topic {0}\nAuthors: Sam {0}\n{1}\n"
    bare = {f"articles/{n}.md": post.format(n, "") for n in (1, 2)}
    gone = {f"articles/{n}.md": post.format(n, "Status: withdrawn\n") for n in (3, 4)}
    translated = {"articles/1-fr.md": "Title: Un\nDate: 2026-01-01\nSlug: 1\nLang: fr\n\nMots.\n"}
    for built in (
        build({**bare, **gone, **translated, "pages/empty.md": "Title: Empty\n\n"}, output="bare"),
        build(SITE / "content", output="small"),
        build(SAMPLE, output="sample"),
    ):
        heads: list[str] = []
        for path in (name for name in built.files() if name.endswith(".html")):
            soup = built.soup(path)
            title, about = soup.title, soup.select_one('meta[name="description"]')
            if not soup.select_one('meta[http-equiv="refresh"]'):
                assert title is not None and isinstance(about, Tag), path
                heads += [f"title {title.get_text()}", f"description {about['content']}"]
        assert not sorted(
            each for each in set(heads) if heads.count(each) > 1 or each.endswith("n ")
        )


def test_cards_are_kept(build: Build, tmp_path: Path) -> None:
    def kept() -> dict[Path, int]:
        return {file: file.stat().st_mtime_ns for file in (tmp_path / "own/cards").rglob("*.jpg")}

    build({"articles/a.md": ARTICLE}, cache="own")
    cards = kept()
    assert len(cards) == 2
    built = build({"articles/a.md": ARTICLE}, cache="own")
    assert built.status == 0
    assert kept() == cards
