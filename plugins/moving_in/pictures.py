"""Pictures and other files of an older blog: beside its export, or fetched from where it stands.

https://i0.wp.com/old.example/wp-content/uploads/2011/08/band-300x200.jpg?w=300
→ images/2011/08/band.jpg
"""

import re
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from plugins.common.problem import UNSEEN
from plugins.moving_in.records import Attachment, Blog, Media, Told
from plugins.moving_in.written import Journal

PICTURES = frozenset(".jpg .jpeg .png .gif .webp .svg .avif .bmp .tif .tiff .ico .heic".split())
PAGES = frozenset(("", ".html", ".htm", ".php", ".asp", ".aspx", ".xml"))
# What WordPress puts between a name and its end: -300x200, -scaled, -rotated, -e1313575200123.
MADE = re.compile(r"(?:-\d{1,5}x\d{1,5}|-scaled|-rotated|-e\d{10,13})+$")
UPLOADS = re.compile(r"^.*?(?:wp-content/uploads|/uploads|/files)/(?:sites/\d+/)?")
PHOTON = re.compile(r"i\d\.wp\.com")
MAX_BYTES = 64 * 2**20
NAME_MAX_BYTES = 200
AGENT = "moving-in/1.0 (a blog's owner copies its pictures)"
TIMEOUT = 30  # seconds
REDIRECTS_MAX = 3


class Shelf:
    """What files the blogs have. ``media`` is an uploads folder or a zip of one, at any depth.

    ``fetched`` is a folder that keeps what is fetched from the old site, None where nothing
    is to be: only from hosts of the blogs' own addresses, one at a time, ``pause`` seconds
    apart. What cannot be had is told in ``told`` once.
    """

    def __init__(
        self,
        blogs: Sequence[Blog],
        media: Path | None,
        fetched: Path | None = None,
        *,
        pause: float = 1.0,
    ) -> None:
        self.told: list[Told] = []
        self.zip = zipfile.ZipFile(media) if media and media.is_file() else None
        self.root = media.resolve() if media and not self.zip else None
        self.fetched, self.pause = fetched, pause
        self.hosts = {h for blog in blogs for h in _hosts(blog.address)}
        self.attachments = {_key(a.url): a for blog in blogs for a in blog.attachments}
        known = {h for a in self.attachments.values() for h in _hosts(a.url)}
        self.known_hosts = self.hosts | known
        self.index: dict[str, list[str]] = {}
        self.stems: dict[str, list[str]] = {}
        for path in self._listed():
            name = PurePosixPath(path).name.casefold()
            self.index.setdefault(name, []).append(path)
            self.stems.setdefault(PurePosixPath(name).stem, []).append(path)
        self._found: dict[str, Media | None] = {}
        self._taken: dict[str, str] = {}  # a path below the content folder → its source
        self._sources: dict[str, str] = {}  # the same → where it lies here

    def _listed(self) -> Iterator[str]:
        if self.zip:
            names = [info.filename for info in self.zip.infolist() if not info.is_dir()]
        elif self.root:
            inside = (p for p in self.root.rglob("*") if p.resolve().is_relative_to(self.root))
            names = [p.relative_to(self.root).as_posix() for p in inside if p.is_file()]
        else:
            names = []
        yield from sorted(names, key=lambda name: (len(name), name))

    def find(self, url: str) -> Media | None:
        """The original of the file at an address; None where that is no file of these blogs."""
        if url not in self._found:
            self._found[url] = self._find(url)
        return self._found[url]

    def _find(self, url: str) -> Media | None:
        parts = _original(url)
        host, name = parts.hostname or "", PurePosixPath(unquote(parts.path)).name
        if host and host not in self.known_hosts:
            return None
        if not host and not PurePosixPath(name).suffix:  # of a scraped text: only its name
            near = self.stems.get(name.casefold(), [])
            return self._media(url, near[0], None) if len(near) == 1 else Media("", url)
        if PurePosixPath(name).suffix.lower() in PAGES:
            return None
        spellings = list(dict.fromkeys(_spellings(parts.path)))
        for path in spellings:
            if attachment := self.attachments.get(_key(parts._replace(path=path).geturl())):
                return self._had([path], attachment.url, attachment, parts)
        return self._had([*spellings[1:], spellings[0]], "", None, parts)

    def _had(
        self, paths: Sequence[str], url: str, attachment: Attachment | None, parts: SplitResult
    ) -> Media:
        """The file by the first of these paths that is here, or that can be fetched."""
        for path in paths:
            if here := self._beside(unquote(path)):
                return self._media(url or parts._replace(path=path).geturl(), here, attachment)
        if self.fetched and parts.hostname in self.hosts:
            for path in paths:
                address = parts._replace(path=path).geturl()
                if here := self._fetch(address, last=path == paths[-1]):
                    return self._media(address, here, attachment)
        address = url or parts._replace(path=paths[-1]).geturl()
        alt, caption = (attachment.alt, attachment.caption) if attachment else ("", "")
        return Media("", address, alt, caption, _is_picture(paths[0]))

    def _beside(self, path: str) -> str:
        """The file of the shelf whose path ends most as this one does."""
        wanted = PurePosixPath(path.casefold()).parts
        near = self.index.get(wanted[-1] if wanted else "", [])
        months = re.search(r"/((?:19|20)\d\d/\d\d)/[^/]+$", path)
        if months and any(re.search(r"(?:^|/)(?:19|20)\d\d/\d\d/", other) for other in near):
            near = [other for other in near if f"/{months[1]}/" in f"/{other}"]
        return max(near, key=lambda other: _common(other, wanted), default="")

    def _media(self, url: str, source: str, attachment: Attachment | None) -> Media:
        name = PurePosixPath(source).name
        is_picture = _is_picture(name)
        below = UPLOADS.sub("", unquote(urlsplit(url).path))
        months = re.search(r"(?:^|/)((?:19|20)\d\d/\d\d)/[^/]*$", below)
        folder = f"{'images' if is_picture else 'files'}/{months[1] + '/' if months else ''}"
        path = folder + _safe(name)
        number = 1
        while self._taken.setdefault(path, source) != source:
            number += 1
            path = f"{folder}{PurePosixPath(_safe(name)).stem}-{number}{PurePosixPath(name).suffix}"
        self._sources[path] = source
        alt, caption = (attachment.alt, attachment.caption) if attachment else ("", "")
        return Media(path, url, alt, caption, is_picture)

    def copy(self, media: Media, folder: Path, journal: Journal) -> Told | None:
        """Writes it below ``images/`` or ``files/`` of a folder, where nobody has put another."""
        target = folder / media.path
        inside = folder.resolve()
        if not media.path or not target.resolve().is_relative_to(inside):
            return Told("lost", media.url, "it would be written outside of the content folder",
                        "Copy it by hand")  # fmt: skip
        try:
            content = self._content(self._sources[media.path])
        except (OSError, KeyError, RuntimeError, ValueError, zipfile.BadZipFile) as error:
            what = f"the file cannot be read: {error}"
            return Told("lost", media.url, what, f"Put it at {media.path}")
        if journal.write(media.path, content) == "clash":
            remedy = f"Rename the one or the other; the old one is {media.url}"
            return Told("lost", media.path, "another file of yours stands there", remedy)
        return None

    def _content(self, source: str) -> bytes:
        if self.fetched and (kept := self.fetched / source).is_file():
            return kept.read_bytes()
        if self.zip:
            with self.zip.open(source) as file:
                content = file.read(MAX_BYTES + 1)
        elif self.root:
            with (self.root / source).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        else:
            raise FileNotFoundError(source)
        if len(content) > MAX_BYTES:
            raise ValueError(f"it has more than {MAX_BYTES >> 20} MB")
        return content

    def _fetch(self, url: str, *, last: bool) -> str:
        """Its path below ``fetched``, or ""; what is there is not fetched again."""
        assert self.fetched
        parts = urlsplit(url)
        names = [_safe(name) for name in unquote(parts.path).split("/") if name.strip(".")]
        path = "/".join([_safe(parts.netloc), *names])
        kept = self.fetched / path
        if kept.is_file():
            return path
        part = kept.with_name(f"{kept.name}.part")
        time.sleep(self.pause)
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            # Git need not keep twice what goes to images/ and files/.
            (self.fetched / ".gitignore").write_text("*\n", "ascii")
            fetch(url, part, lambda other: urlsplit(other).hostname in self.hosts)
            part.replace(kept)
        except (OSError, HTTPException, ValueError) as error:
            if last:
                remedy = "Fetch it by hand, or import again: what is here is not fetched again"
                self.told.append(Told("lost", url, f"it cannot be fetched: {error}", remedy))
            return ""
        return path


class Unfollowed(urllib.request.HTTPRedirectHandler):
    """Redirects are answers, to be judged."""

    def redirect_request(self, *_: object) -> None:
        return None


def fetch(url: str, part: Path, is_own: Callable[[str], bool]) -> None:
    """The file at an address, into ``part``, which goes on where it was broken off.

    Raises OSError, HTTPException or ValueError, which says why.
    """
    opener = urllib.request.build_opener(Unfollowed)
    for _ in range(REDIRECTS_MAX + 1):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not is_own(url):
            raise ValueError(
                f"it leads to {parts.scheme}://{parts.netloc}, which is not the blog's"
            )
        begun = part.stat().st_size if part.is_file() else 0
        asked = parts._replace(path=quote(unquote(parts.path)), fragment="").geturl()
        request = urllib.request.Request(asked, headers={"User-Agent": AGENT})
        if begun:
            request.add_header("Range", f"bytes={begun}-")
        try:
            answer = opener.open(request, timeout=TIMEOUT)
        except urllib.error.HTTPError as error:
            with error:
                if error.code in (301, 302, 303, 307, 308):
                    url = urljoin(url, error.headers.get("Location", ""))
                    continue
                if error.code == 416:  # what is here is no part of it
                    part.unlink()
                    continue
                raise
        with answer:
            if answer.headers.get_content_type() == "text/html":
                raise ValueError("a page answers, not a file")
            went_on = answer.status == 206
            size = begun * went_on
            with part.open("ab" if went_on else "wb") as file:
                while block := answer.read(2**16):
                    size += len(block)
                    if size > MAX_BYTES:
                        raise ValueError(f"it has more than {MAX_BYTES >> 20} MB")
                    file.write(block)
            length = answer.headers.get("Content-Length", "")
            if length.isdigit() and size != int(length) + begun * went_on:
                raise ValueError("it was broken off")
            return
    raise ValueError("it leads in circles")


def _original(url: str) -> SplitResult:
    """The address on the blog itself, without what resizes it."""
    try:
        parts = urlsplit(url)
        if PHOTON.fullmatch(parts.hostname or ""):
            parts = urlsplit(f"https:/{parts.path}")
    except ValueError:
        return urlsplit("")
    return parts._replace(query="", fragment="")


def _spellings(path: str) -> Iterator[str]:
    """Itself, and the names it may have been made of."""
    yield path
    stem, dot, end = path.rpartition(".")
    made = re.search(MADE, stem)
    while made:
        less = re.sub(r"-(?:\d{1,5}x\d{1,5}|scaled|rotated|e\d{10,13})$", "", stem)
        if less == stem:
            break
        stem = less
        yield stem + dot + end
        yield f"{stem}-scaled{dot}{end}"


def _hosts(url: str) -> Iterator[str]:
    """Of a blog: its name with www. and without, and where WordPress.com keeps its files."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return
    if bare := host.removeprefix("www."):
        yield from (bare, f"www.{bare}")
        if bare.endswith(".wordpress.com"):
            yield f"{bare.removesuffix('.wordpress.com')}.files.wordpress.com"


def _key(url: str) -> str:
    parts = _original(url)
    return (parts.hostname or "").removeprefix("www.") + unquote(parts.path)


def _common(path: str, wanted: Sequence[str]) -> int:
    """How many of their last parts are the same."""
    parts = PurePosixPath(path.casefold()).parts
    same = 0
    for one, other in zip(reversed(parts), reversed(wanted), strict=False):
        if one != other:
            break
        same += 1
    return same


def _is_picture(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in PICTURES


def _safe(name: str) -> str:
    """A name that any file system has, and that hides and leads nowhere."""
    name = UNSEEN.sub("", re.sub(r'[/\\:*?"<>|]', "-", name)).strip(" .") or "file"
    stem, end = PurePosixPath(name).stem, PurePosixPath(name).suffix[:20]
    while len((stem + end).encode()) > NAME_MAX_BYTES:
        stem = stem[:-1]
    return stem + end
