"""The drawn site, read as a browser, a search engine and a feed reader read it.

What an author writes is judged before anything is drawn. Here stands what only the result can
show: the faults of a theme, of a template of one's own, of HTML in a post.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

import lxml.etree
import lxml.html

from plugins.common.problem import Problem

# Elements of HTML 5, which the parser does not know.
UNKNOWN_TAG, DOUBLE_ID = "ERR_HTML_UNKNOWN_TAG", "DTD_ID_REDEFINED"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# The names of elements in feeds and sitemaps, without that of their language.
ENTRIES, NAMES, PLACES = ("item", "entry", "url"), ("guid", "id"), ("link", "loc")


class Reference(NamedTuple):
    """What a file refers to, as it is written there, and the line."""

    url: str
    line: int


class Fault(NamedTuple):
    """What is wrong, at a line or at 0; without a remedy it is but a note."""

    line: int
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of one HTML file; ``levels`` are those of its headings, with their lines.

    ``leads_on`` says that nobody reads it: it is there for an old address.
    """

    title: str
    description: str
    ids: frozenset[str]
    levels: tuple[tuple[int, int], ...]
    references: tuple[Reference, ...]
    form: tuple[Fault, ...]
    faults: tuple[Fault, ...]
    leads_on: bool


def faults(
    folder: Path,
    site: str,
    inbox: str,
    sources: Mapping[str, Path],
    proofread: Container[str] = (),
    *,
    ids_are_told: bool = False,
) -> Iterator[Problem]:
    """Every fault of the site that stands in a folder, told once where many files have it.

    ``site`` is its address and ``inbox`` where on it a program answers, both without "/" at the
    end; ``sources`` tells from which file of an author's a page was drawn, and ``proofread`` are
    the pages of whose form something is told where it was written: here no more of that. With
    ``ids_are_told`` two entries of one id are what a problem of two texts has come to.
    """
    files = frozenset(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    found: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    every = every_fault(folder, files, site, inbox, proofread, ids_are_told=ids_are_told)
    for path, (line, what, remedy) in every:
        found[what, remedy].append((path, line))
    for (what, remedy), places in found.items():
        (path, line), others = places[0], {path for path, _ in places} - {places[0][0]}
        if others:
            what += f" (and on {len(others)} more pages)"
        elif path in sources:
            where = f"line {line} of {folder / path}" if line else folder / path
            yield Problem(sources[path], 0, 0, f"{what} ({where})", remedy, not remedy)
            continue
        yield Problem(folder / path, line, 0, what, remedy, not remedy)


def every_fault(
    folder: Path,
    files: frozenset[str],
    site: str,
    inbox: str,
    proofread: Container[str],
    *,
    ids_are_told: bool,
) -> Iterator[tuple[str, Fault]]:
    pages = [path for path in sorted(files) if path.endswith(".html") and is_page(folder / path)]
    html = {path: read_page(folder / path) for path in pages}
    ids = {path: page.ids for path, page in html.items()}

    def dead(path: str, references: Iterable[Reference]) -> Iterator[tuple[str, Fault]]:
        for url, line in references:
            address = urljoin(f"{site}/{path.removesuffix('index.html')}", url)
            if not (inbox and address.startswith(f"{site}{inbox}/")) and (
                why := leads_nowhere(address, site, files, ids)
            ):
                yield path, Fault(line, f"{url} {why}", "Mend it, or what it leads to")

    shown = {path: page for path, page in html.items() if not page.leads_on}
    for path, page in html.items():
        headings = order(page.levels) if path in shown else ()
        form = () if path in proofread else (*page.form, *headings)
        yield from ((path, fault) for fault in (*page.faults, *form))
        yield from dead(path, page.references)
    yield from shared(shown, "title", lambda page: page.title)
    yield from shared(shown, "description", lambda page: page.description)
    for path in sorted(files):
        read = READERS.get(path.rpartition(".")[2])
        if not read or not path.startswith(("feeds/", "sitemap")):
            continue
        try:
            names, references = read((folder / path).read_bytes())
        except (ValueError, KeyError, lxml.etree.LxmlError) as error:
            yield path, Fault(0, f"no program can read this: {error}", "Mend its template")
            continue
        for name, times in Counter(names).items():
            if times > 1 and not ids_are_told:
                yield path, Fault(0, f"{times} entries are {name}", "Give each an Id: of its own")
        yield from dead(path, references)


def is_page(file: Path) -> bool:
    """Whether it is HTML: at an older blog's ``/feed/`` a feed has the name of a page."""
    with file.open("rb") as opened:
        return not opened.read(5).startswith((b"<?xml", b"{"))


def read_page(file: Path) -> Page:
    parser = lxml.html.HTMLParser(encoding="utf-8")
    root = lxml.html.document_fromstring(file.read_bytes(), parser=parser)
    errors = [error for error in parser.error_log if error.type_name != UNKNOWN_TAG]
    broken = [
        Fault(error.line, f"the HTML is broken: {error.message.strip()}", "Mend the tags")
        for number, error in enumerate(errors)
        # One tag that is left open brings more of its kind with it.
        if error.type_name not in {other.type_name for other in errors[:number]} - {DOUBLE_ID}
    ]
    texts = {"title": "", "description": ""}
    ids, levels, references, found, leads_on = set(), [], [], [], False
    for each in root.iter(lxml.etree.Element):
        tag, line = str(each.tag), line_of(each)
        if id_ := each.get("id"):
            ids.add(id_)
        if tag in HEADINGS:
            levels.append((int(tag[1]), line))
        elif tag == "title" and (parent := each.getparent()) is not None and parent.tag == "head":
            texts["title"] = " ".join((each.text or "").split())
        elif tag == "meta" and each.get("name") == "description":
            texts["description"] = each.get("content", "").strip()
        elif tag == "meta" and each.get("http-equiv", "").lower() == "refresh":
            leads_on = True
        elif tag == "img" and each.get("alt") is None:
            what = f"the picture {each.get('src')} has no alt"
            found.append(
                Fault(line, what, 'Say in it what it shows, or alt="" where it only decorates')
            )
        references += [Reference(url, line) for url in urls(each)]
    return Page(
        **texts,
        ids=frozenset(ids),
        levels=tuple(levels),
        references=tuple(references),
        form=tuple(broken),
        faults=tuple(found),
        leads_on=leads_on,
    )


def urls(element: lxml.etree._Element) -> Iterator[str]:
    """Whatever an element makes a browser fetch, or leads to."""
    yield from (
        element.get(name, "") for name in ("href", "src", "poster") if name in element.attrib
    )
    for candidate in element.get("srcset", "").split(","):
        yield from candidate.split()[:1]
    if element.tag == "form" and element.get("method", "get").lower() == "get":
        yield element.get("action", "")
    elif element.tag == "meta" and element.get("property") == "og:image":
        yield element.get("content", "")


def order(levels: Iterable[tuple[int, int]]) -> Iterator[Fault]:
    """One h1, and no level left out below another."""
    above, ones = 1, 0
    for level, line in levels:
        ones += level == 1
        if level > above + 1:
            yield Fault(line, f"an h{level} follows an h{above}", f"Make it an h{above + 1}")
        above = level
    if ones != 1:
        yield Fault(0, f"the page has {ones or 'no'} h1", "Give it one: its title")


def shared(
    html: Mapping[str, Page], name: str, text_of: Callable[[Page], str]
) -> Iterator[tuple[str, Fault]]:
    """Texts by which pages are told apart in a list of results."""
    first: dict[str, str] = {}
    for path, page in html.items():
        if not (text := text_of(page)):
            yield path, Fault(0, f"the page has no {name}", "Give it one")
        elif (other := first.setdefault(text, path)) != path:
            # Two posts may well be named alike.
            yield path, Fault(0, f"the page has the {name} of {other}")


def leads_nowhere(
    address: str, site: str, files: frozenset[str], ids: Mapping[str, frozenset[str]]
) -> str:
    """Why a reference leads to nothing of the site, or "" where it does or leads out of it."""
    target, _, fragment = address.partition("#")
    if not f"{target}/".startswith(f"{site}/"):
        return ""
    path = unquote(urlsplit(target[len(site) :]).path.removeprefix("/"))
    file = f"{path}index.html" if path.endswith("/") or not path else path
    if file not in files:
        return "leads nowhere"
    name = unquote(fragment.partition(":~:")[0])
    if name not in ("", "top") and file in ids and name not in ids[file]:
        return "leads to no place on its page"
    return ""


def read_xml(text: bytes) -> tuple[list[str], list[Reference]]:
    """How the entries of a feed are known, and where they and the places of a sitemap are."""
    names, places = [], []
    root = lxml.etree.fromstring(text, lxml.etree.XMLParser(resolve_entities=False))
    for each in root.iter(lxml.etree.Element):
        tag, parent = lxml.etree.QName(each).localname, each.getparent()
        if parent is None or lxml.etree.QName(parent).localname not in ENTRIES:
            continue
        if tag in NAMES:
            names.append(each.text or "")
        elif tag in PLACES:
            places.append(Reference(each.get("href") or each.text or "", line_of(each)))
    return names, places


def line_of(element: lxml.etree._Element) -> int:
    return element.sourceline or 0  # type: ignore[return-value]  # the stubs have it wrong


def read_json(text: bytes) -> tuple[list[str], list[Reference]]:
    items = json.loads(text)["items"]
    return [item["id"] for item in items], [Reference(item["url"], 0) for item in items]


READERS = {"xml": read_xml, "json": read_json}
