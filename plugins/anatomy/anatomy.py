"""What a finished body is made of, read once for all who need to know."""

from collections import Counter
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

# Elements that begin a paragraph of their own.
BLOCKS = frozenset(
    "address article aside blockquote caption dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table td th"
    " tr ul".split()
)
# Nobody reads these as prose.
SILENT = frozenset("pre script style template svg math iframe object video audio button".split())
# Marks of footnotes, and sentences that the text already has.
SILENT_CLASSES = frozenset(("footnote-ref", "footnote-backref", "pull", "toc", "headerlink"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """``alt`` is "" where there is none; ``decorative`` says that this is on purpose."""

    src: str
    alt: str
    decorative: bool


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A body taken apart.

    ``prose`` is plain text, its paragraphs parted by blank lines; ``opening``
    is the first paragraph of running text.
    """

    prose: str
    opening: str
    headings: tuple[Heading, ...]
    links: tuple[str, ...]
    pictures: tuple[Picture, ...]
    ids: frozenset[str]
    doubled: frozenset[str]  # ids that stand there more than once
    code_lines: int


def dissect(html: str) -> Anatomy:
    soup = BeautifulSoup(f"<body>{html}", "lxml")  # else it warns of text that looks like a path
    headings, links, pictures, code_lines = [], [], [], 0
    ids: Counter[str] = Counter()
    anchors = set()
    for tag in soup.find_all(True):
        name = tag.name
        if id_ := tag.get("id"):
            ids[str(id_)] += 1
        elif name == "a" and (id_ := tag.get("name")):
            anchors.add(str(id_))
        if name == "a" and tag.get("href") is not None:
            links.append(str(tag["href"]))
        elif name == "img":
            pictures.append(picture(tag))
        elif name in HEADINGS:
            headings.append(
                Heading(int(name[1]), str(tag.get("id", "")), " ".join(paragraphs(tag)))
            )
        elif name == "pre":
            code_lines += sum(1 for line in tag.get_text().splitlines() if line.strip())
    return Anatomy(
        prose="\n\n".join(paragraphs(soup)),
        opening=opening(soup),
        headings=tuple(headings),
        links=tuple(links),
        pictures=tuple(pictures),
        ids=frozenset(ids.keys() | anchors),
        doubled=frozenset(id_ for id_, times in ids.items() if times > 1),
        code_lines=code_lines,
    )


def picture(tag: Tag) -> Picture:
    decorative = "decorative" in classes(tag) or tag.get("role") == "presentation"
    return Picture(str(tag.get("src", "")), str(tag.get("alt", "")).strip(), decorative)


def classes(tag: Tag) -> list[str]:
    return list(tag.get("class") or ())


def opening(soup: BeautifulSoup) -> str:
    """The first paragraph that stands in no quotation, list or table and is not empty."""
    texts = (p for p in (soup.body.find_all("p", recursive=False) if soup.body else ()))
    return next(("\n".join(found) for p in texts if (found := paragraphs(p))), "")


def paragraphs(soup: Tag) -> list[str]:
    """The text of each block that has text of its own, in reading order.

    Walks without recursion: authors can nest deeper than Python's stack.
    """
    found: list[list[str]] = [[]]
    stack: list[PageElement | None] = [soup]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name in SILENT or not SILENT_CLASSES.isdisjoint(classes(node)):
                continue
            if node.name in BLOCKS:
                found.append([])
                stack.append(None)  # the block ends here
            elif node.name == "br":
                found[-1].append(" ")
            stack.extend(reversed(node.contents))
        elif node is None:
            found.append([])
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            found[-1].append(node)
    texts = (" ".join("".join(words).split()) for words in found)
    return [text for text in texts if text]
