"""Links and pictures as authors write them: relative to the file, checked where they stand."""

import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

from plugins.anatomy.anatomy import Anatomy
from plugins.common.form import EMAIL
from plugins.common.html import with_addresses
from plugins.common.problem import Fix, Place, Problem
from plugins.common.source import Source
from plugins.common.text import did_you_mean, nearest

# Pelican's own link prefixes: https://docs.getpelican.com/en/latest/content.html#linking-to-internal-content
PREFIX = re.compile(r"[{|](?P<what>filename|static|attach)[|}](?P<address>.*)", re.DOTALL)
# Those that are resolved by Pelican alone: {tag}service, {author}sam, {index}.
PREFIXES = ("filename", "static", "attach", "tag", "author", "category", "index")
UNKNOWN = re.compile(rf"[{{|](?!(?:{'|'.join(PREFIXES)})[|}}])(?P<what>[^|}}]*)[|}}]")
QUOTES = re.compile("[“”„‟″]")
WAITING = "Wait with this text for it, or remove the link"
PAGES = (".md", ".markdown", ".mkd", ".mdown", ".rst", ".html", ".htm")


class RelativeLinks(Postprocessor):
    """Turns ``photo.jpg`` and ``../2024/post.md`` into Pelican's ``{static}`` and ``{filename}``.

    So a link works in any Markdown editor's preview and on the site alike.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.by_name = cache(by_name)  # the folder is walked at the first dead link, and once

    def run(self, text: str) -> str:
        source: Source | None = getattr(self.md, "source", None)
        if source is None:
            return text
        seen: Counter[str] = Counter()

        def pelican_link(url: str) -> str:
            root = self.md.site_root  # type: ignore[attr-defined]
            link, problem = resolve(url, source, root, nth=seen[url], by_name=self.by_name)
            seen[url] += 1
            if problem:
                self.md.problems.append(problem)  # type: ignore[attr-defined]
            return self.file_address(link)

        return with_addresses(text, pelican_link)

    def file_address(self, link: str) -> str:
        """A file's final address, and its path for Pelican to copy it.

        Pelican itself mends one address a tag, and none in ``srcset``.
        """
        prefixed = PREFIX.fullmatch(link)
        if not prefixed or prefixed["what"] == "filename":
            return link
        path, *rest = re.split(r"(?=[?#])", prefixed["address"].lstrip("/"), maxsplit=1)
        url = self.md.static_url.format(path=quote(path))  # type: ignore[attr-defined]
        address = f"{self.md.site_root}/{url}"  # type: ignore[attr-defined]
        self.md.files[address] = path  # type: ignore[attr-defined]
        return address + "".join(rest)


class Links(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        # After raw HTML has come back (30), so that an author's own <img> is served too.
        md.postprocessors.register(RelativeLinks(md), "relative_links", 5)


def by_name(root: Path) -> Mapping[str, Sequence[Path]]:
    """Every file below a folder, those of one name together."""
    found: dict[str, list[Path]] = {}
    for folder, _, names in os.walk(root):
        for name in names:
            found.setdefault(name, []).append(Path(folder, name))
    return found


def resolve(
    url: str,
    source: Source,
    site_root: str,
    nth: int = 0,
    by_name: Callable[[Path], Mapping[str, Sequence[Path]]] = by_name,
) -> tuple[str, Problem | None]:
    """A link to a file of the content folder in Pelican's spelling; what is wrong with it.

    ``/about/`` means the page of this site, wherever it stands (``site_root``, "" or
    "/blog"); every other address stays as it is. ``nth`` counts the same link's places.
    """
    prefixed = PREFIX.fullmatch(url)
    address = prefixed["address"] if prefixed else url
    parts = urlsplit_or_none(address)
    if parts is None:
        place = source.place_of(url, nth=nth)
        return url, source.problem(place, f"'{url}' is no address", "Mend or remove it")
    if unknown := UNKNOWN.match(url):
        what, remedy = f"'{unknown[0]}' begins no link", did_you_mean(unknown["what"], PREFIXES)
        place = source.place_of(url, unknown[0], nth=nth)
        return "#", source.problem(place, what, remedy or "Mend or remove it")
    if parts.scheme or parts.netloc or not parts.path:
        what, remedy, right = misspelt(parts, address, is_file=bool(prefixed))
        if not what:
            return url, None
        place = source.place_of(address, nth=nth)
        fix = source.fix(place, address, right) if right else None
        return "#", source.problem(place, what, remedy, fix=fix)
    if address.startswith("/") and not prefixed:
        return site_root + address, None
    file = target(parts.path, source)
    if not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(source.root)):
        what = f"'{address}' leads out of {source.root}"
        place = source.place_of(address, nth=nth)
        return judged(file), source.problem(place, what, "Copy the file into it")
    if is_file(file):
        what = "filename" if file.suffix in PAGES else "static"
        path = "/" + file.relative_to(source.root).as_posix()
        return parts._replace(path=f"{{{what}}}{path}").geturl(), None
    right, remedy = "", "Mend the link, or add the file"
    if found := meant(file, source, by_name(source.root)):
        path = written_path(found, source, from_root=address.startswith("/"))
        remedy, right = f"Did you mean {path}?", parts._replace(path=path).geturl()
    elif QUOTES.search(address):
        remedy = 'Type straight quotation marks, ", and put a blank before those of a caption'
    elif EMAIL.fullmatch(address):
        remedy, right = f"Write mailto:{address}", f"mailto:{address}"
    elif address.startswith("www."):
        remedy = f"Write https://{address}, if the link leads to another site"
    if prefixed or Path(parts.path).suffix or right or QUOTES.search(address):
        what = f"there is no file {os.path.normpath(file)}"
        place = source.place_of(address, nth=nth)
        fix = source.fix(place, address, right) if right else None
        return judged(file), source.problem(place, what, remedy, fix=fix)
    return url, None  # perhaps an address relative to the page's own; checked with the rest


def judged(file: Path) -> str:
    """A link in place of one that leads to no such file, of which ``faults`` says nothing more."""
    return file.name if file.suffix else "#"


def misspelt(parts: SplitResult, address: str, *, is_file: bool) -> tuple[str, str, str]:
    """What is wrong with an address that leads out of the folder, what to do, what it should be."""
    if len(parts.scheme) == 1 or parts.scheme == "file":
        what = f"'{address}' is a file of this machine alone"
        return what, "Copy it beside the text, and write its name", ""
    if is_file and parts.scheme:
        return f"'{address}' is no file of yours", "Save it beside the text, and write its name", ""
    if parts.scheme in ("http", "https"):
        what = "" if parts.netloc else f"'{address}' names no site"
        return what, "Write it like https://example.org/", ""
    right = nearest(parts.scheme, ("http", "https", "mailto"))
    if right != parts.scheme and right:
        meant = right + address[len(parts.scheme) :]
        return f"'{parts.scheme}' is no scheme of addresses", f"Did you mean {meant}?", meant
    return "", "", ""


def meant(file: Path, source: Source, by_name: Mapping[str, Sequence[Path]]) -> Path | None:
    """The one file of this name, or of one that is a slip away, beside it or else anywhere."""
    if not file.suffix:
        return next(
            (f for f in by_name.get(f"{file.name}.md", ()) if f.parent == file.parent), None
        )
    if namesakes := by_name.get(file.name, ()):
        return namesakes[0] if len(namesakes) == 1 else None
    every = (f for files in by_name.values() for f in files if f != source.path)
    alike = [f for f in every if f.suffix.lower() == file.suffix.lower()]
    for found in ([f for f in alike if f.parent == file.parent], alike):
        right = slip_of(file.stem, (f.stem for f in found))
        if same := [f for f in found if f.stem == right]:
            return same[0] if len(same) == 1 else None
    return None


def slip_of(name: str, known: Iterable[str]) -> str:
    """As ``nearest`` has it; but another number is another part, and no slip of the pen."""
    right = nearest(name, known)
    return right if re.findall(r"\d+", right) == re.findall(r"\d+", name) else ""


def written_path(file: Path, source: Source, *, from_root: bool) -> str:
    """The path of a file as a link has it: from the text's own folder, or from the root."""
    path = "/" + file.relative_to(source.root).as_posix()
    if not from_root:
        path = Path(os.path.relpath(file, source.path.parent)).as_posix()
    return re.sub(r"[ %()<>#?]", lambda match: f"%{ord(match[0]):02X}", path)


def urlsplit_or_none(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def target(path: str, source: Source) -> Path:
    """The file that a link's path names, spelt with or without percent signs."""
    base = source.root if path.startswith("/") else source.path.parent
    plain = base / path.lstrip("/")
    # No file's name can hold a NUL, and Python would raise.
    spelt = unquote(path).replace("\0", "\ufffd")
    found = plain if is_file(plain) else base / spelt.lstrip("/")
    return Path(os.path.normpath(found))


def is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long to be one
        return False


def faults(
    anatomy: Anatomy,
    source: Source,
    page: str,
    site: str,
    fragments: Mapping[str, frozenset[str] | None],
    withdrawn: Collection[str] = (),
    unseen: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Problem]:
    """What is wrong with the links and pictures of one finished body.

    ``page`` and ``site`` are absolute addresses of the page and of the site
    without its last slash; ``fragments`` has every path below the site that
    something is written to, with the ids on it where they are known, and
    ``withdrawn`` those whose page only says so; ``unseen`` says of those that
    are not written yet what they are.
    """
    seen: Counter[str] = Counter()
    for link in anatomy.links:
        what, right, remedy = dead(link, page, site, fragments), "", "Mend or remove the link"
        note = not what and file_at(link, page, site, withdrawn) is not None
        if what and (hidden := file_at(link, page, site, unseen)) is not None:
            what, remedy = f"the link to {link} leads to {unseen[hidden]}", WAITING
            what = what if unseen[hidden] else ""
        elif what:
            right = near(link, page, site, fragments)
            remedy = f"Did you mean {right}?" if right else remedy
        elif (local := same_here(link, page, site, fragments)) and not note:
            what, right = f"{link} is an address of this machine", local
            remedy = f"Write {right}"
        if what or note:
            place = source.place_of(*as_written(link), nth=seen[link])
            what = what or f"the link to {link} leads to a withdrawn post"
            fix = fix_of(link, right, place, source) if right else None
            remedy = "" if note else remedy
            yield source.problem(place, what, remedy, note=note, fix=fix)
        seen[link] += 1
    for picture in anatomy.pictures:
        name = name_in_text(picture.src)
        what = dead(picture.src, page, site, fragments)
        mute = not picture.alt and not picture.decorative
        if what or mute:
            place = source.place_of(picture.src, name, nth=seen[picture.src])
        if what:
            yield source.problem(place, f"{what} (a picture)", "Add the file")
        if mute:
            remedy = "Write ![what it shows](…), or add {: .decorative } behind it"
            yield source.problem(place, f"the picture {name} has no description", remedy)
        seen[picture.src] += 1


def near(link: str, page: str, site: str, fragments: Mapping[str, frozenset[str] | None]) -> str:
    """The link of this site that is meant by one that leads nowhere, or ""."""
    path, _, fragment = link.partition("#")
    file, root = file_at(link, page, site, fragments), urlsplit(site).path
    if file is not None and (found := slip_of(unquote(fragment), fragments[file] or ())):
        return f"#{quote(found)}"
    if file is not None or not path.startswith("/"):
        return ""
    addresses = (f"{root}/{each.removesuffix('index.html')}" for each in fragments)
    return slip_of(path, addresses).removeprefix(root)


def fix_of(link: str, right: str, place: Place, source: Source) -> Fix | None:
    """Of a place the part behind "#" alone, of an address all of it."""
    if not right.startswith("#"):
        return source.fix(place, link, right)
    fixes = (source.fix(place, w, w.partition("#")[0] + right) for w in as_written(link))
    return next(filter(None, fixes), None)


def same_here(link: str, page: str, site: str, paths: Collection[str]) -> str:
    """What of this site is meant by an address that `make serve` showed, or ""."""
    parts = urlsplit_or_none(link)
    if parts is None or parts.hostname not in ("127.0.0.1", "localhost") or parts.path in ("", "/"):
        return ""
    short = parts._replace(scheme="", netloc="").geturl()
    return short if file_at(short, page, site, paths) is not None else ""


def as_written(link: str) -> tuple[str, ...]:
    """What of a finished link its author may have written, most of it first."""
    path, hash_, fragment = link.partition("#")
    file = path.rstrip("/").rsplit("/", 1)[-1] + ".md"
    return (link, f"{file}#{fragment}", f"#{fragment}", file) if hash_ else (link, file)


def name_in_text(src: str) -> str:
    """The last part of a picture's address, as the author is likely to have written it."""
    return unquote(src).rsplit("/", 1)[-1]


def dead(link: str, page: str, site: str, fragments: Mapping[str, frozenset[str] | None]) -> str:
    """Why a link of this site leads nowhere, or ""."""
    parts = urlsplit_or_none(link)
    if parts is None or (Path(parts.path).suffix and not parts.netloc and parts.path[0] != "/"):
        return ""  # judged where it is written, by resolve()
    if parts.scheme in ("http", "https") and not parts.netloc:
        return ""  # leads to no site at all, which the proof tells
    full = urljoin(page, link)
    if not within(full, site):
        return "" if parts.scheme or parts.netloc else f"the link to {link} leads out of the site"
    file = file_at(link, page, site, fragments)
    if file is None:
        return f"the link to {link} leads nowhere"
    ids = fragments[file]
    # Browsers know "#top" without such an id: https://html.spec.whatwg.org/#select-the-indicated-part
    if ids is not None and unquote(urlsplit(full).fragment) not in ids | {"", "top"}:
        return f"the link to {link} leads to no heading or id of that name"
    return ""


def within(address: str, site: str) -> bool:
    return address == site or address.startswith(f"{site}/")


def file_at(link: str, page: str, site: str, paths: Collection[str]) -> str | None:
    """Which of these paths below the site a link leads to."""
    full = urljoin(page, link) if urlsplit_or_none(link) else ""
    if not within(full, site):
        return None
    path = unquote(urlsplit(full).path.removeprefix(urlsplit(site).path)).lstrip("/")
    return next((f for f in (path, f"{path}index.html", f"{path}/index.html") if f in paths), None)
