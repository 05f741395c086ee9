"""What became of an older blog: a page for its owner, the same as JSON, and a few lines."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.common import files
from plugins.common.problem import printable
from plugins.moving_in.records import Arrived, Blog, Level, Move, Place, Stub, Told

HEADINGS: Mapping[Level, str] = {
    "lost": "Lost",
    "unsure": "For you to decide",
    "repaired": "Repaired",
}
# Tried first: where most fit, the best known is said.
ZONES = (
    "UTC Europe/London Europe/Berlin Europe/Helsinki America/New_York America/Chicago"
    " America/Denver America/Los_Angeles Asia/Kolkata Asia/Tokyo Australia/Sydney"
).split()
# Of an uploads folder, where sizes that were made of a picture lead to it, and of lists by date.
RULES = {
    "nginx, inside server { }": r"""
rewrite ^/wp-content/uploads/(.+\.(?:pdf|zip|docx?|xlsx?|pptx?|mp.|ogg|epub))$ /files/$1 permanent;
rewrite ^/wp-content/uploads/(.+?)(?:-\d+x\d+)?(\.\w+)$ /images/$1$2 permanent;
rewrite "^/(\d{4})(?:/\d\d){0,2}/?$" /archive/$1/ permanent;
""".strip(),
    "Caddy": r"""
@files path_regexp files ^/wp-content/uploads/(.+\.(?:pdf|zip|docx?|xlsx?|pptx?|mp.|ogg|epub))$
redir @files /files/{re.files.1} 301
@pictures path_regexp pictures ^/wp-content/uploads/(.+?)(?:-\d+x\d+)?(\.\w+)$
redir @pictures /images/{re.pictures.1}{re.pictures.2} 301
@dates path_regexp dates ^/(\d{4})(?:/\d\d){0,2}/?$
redir @dates /archive/{re.dates.1}/ 301
""".strip(),
    "_redirects": "/wp-content/uploads/*  /images/:splat  301",
}


@dataclass(frozen=True, slots=True)
class Count:
    """Of one kind: what the source holds, and what arrived of it."""

    kind: str
    held: int
    arrived: int


@dataclass(frozen=True, slots=True)
class Group:
    """Places of which the same is told; each goes with a remedy that all share."""

    what: str
    remedy: str
    places: tuple[str, ...]


def write(
    folder: Path,
    blogs: Sequence[Blog],
    move: Move,
    arrived: Sequence[Arrived],
    told: Sequence[Told],
    *,
    dry: bool,
) -> tuple[Path, Path]:
    """The paths of report.html and report.json in a folder, written anew."""
    everything = all_told(blogs, move, arrived, told)
    report: dict[str, Any] = {
        "dry": dry,
        "blogs": list(held(blogs)),
        "counts": [asdict(count) for count in counts(blogs, arrived)],
        "told": [asdict(line) for line in everything],
        "settings": list(settings(blogs, move)),
        "entries": [_entry(entry) for entry in arrived],
    }
    groups = {
        heading: grouped([line for line in everything if line.level == level])
        for level, heading in HEADINGS.items()
    }
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("report.html").render(
        report, groups=groups, rules=RULES, domain=_domain(blogs)
    )
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"report.html": page, "report.json": json.dumps(report, indent=1, ensure_ascii=False)}
    for name, text in texts.items():
        files.replace(folder / name, text.encode("utf-8", "replace"))
    return folder / "report.html", folder / "report.json"


def summary(
    blogs: Sequence[Blog],
    move: Move,
    arrived: Sequence[Arrived],
    told: Sequence[Told],
    *,
    dry: bool,
) -> str:
    """A few lines for a terminal."""
    numbers = Counter(line.level for line in all_told(blogs, move, arrived, told))
    outcomes = Counter(entry.outcome for entry in arrived)
    lines = [f"{c.kind}: {c.arrived} of {c.held}" for c in counts(blogs, arrived)]
    lines.append(", ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items())))
    lines.append(
        ", ".join(f"{heading.lower()}: {numbers[level]}" for level, heading in HEADINGS.items())
    )
    if dry:
        lines.append("Nothing was written: this is what would come.")
    return "\n".join(printable(line) for line in lines if line)


def all_told(
    blogs: Sequence[Blog], move: Move, arrived: Sequence[Arrived], told: Sequence[Told]
) -> tuple[Told, ...]:
    """Each line once, in the order of their telling."""
    lines = [line for blog in blogs for line in blog.told]
    lines += move.told
    for entry in arrived:
        lines += entry.told
        for problem in entry.problems:
            level: Level = "repaired" if problem.note else "unsure"
            lines.append(Told(level, problem.where, problem.what, problem.remedy))
        if not entry.equal:
            what = "its text is not all as it was"
            if entry.kept:
                what = "parts of its text stayed HTML"
            lines.append(Told("unsure", entry.path, what, "Compare it with the old page"))
    return tuple(dict.fromkeys([*lines, *told]))


def held(blogs: Sequence[Blog]) -> Iterator[dict[str, Any]]:
    """What each blog holds, of however many files."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for blog in blogs:
        told = {" ".join(key): number for key, number in blog.counts.items()}
        found.setdefault((blog.address, blog.name), Counter()).update(told)
    for (address, name), holds in found.items():
        yield {"address": address, "name": name, "holds": dict(sorted(holds.items()))}


def counts(blogs: Sequence[Blog], arrived: Sequence[Arrived]) -> Iterator[Count]:
    stubs = [stub for blog in blogs for stub in blog.stubs]
    for kind in ("post", "page"):
        held = sum(stub.kind == kind for stub in stubs)
        yield Count(f"{kind}s", held, sum(entry.stub.kind == kind for entry in arrived))
    comments = sum(len(stub.comments) for stub in stubs)
    yield Count("approved comments", comments, sum(entry.replies for entry in arrived))


def grouped(lines: Sequence[Told]) -> list[Group]:
    """Those that tell the same together, the rarest first."""
    places: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        places.setdefault((line.what, line.remedy), []).append(line.where)
    groups = [Group(what, remedy, tuple(at)) for (what, remedy), at in places.items()]
    return sorted(groups, key=lambda group: len(group.places))


def _entry(entry: Arrived) -> dict[str, Any]:
    stub = entry.stub
    return {
        "title": stub.title,
        "path": entry.path,
        "address": next(iter(stub.addresses), ""),
        "outcome": entry.outcome,
        "status": entry.status,
        "equal": entry.equal,
        "kept": entry.kept,
        "replies": entry.replies,
        "found": {field: asdict(found) for field, found in entry.found.items()},
    }


def settings(blogs: Sequence[Blog], move: Move) -> Iterator[str]:
    """Lines for pelicanconf.py that make the new site say what the old one said."""
    first = next(iter(blogs), Blog(""))
    stubs = [stub for blog in blogs for stub in blog.stubs]
    for name, value in (("SITENAME", first.name), ("TAGLINE", first.tagline)):
        if value:
            yield f"{name} = {_quoted(value)}"
    if language := first.lang.partition("-")[0]:
        yield f"DEFAULT_LANG = {_quoted(language)}"
    if zone := timezone(stubs):
        yield f"TIMEZONE = {_quoted(zone)}"
    pages = {
        _bare(address): move.places[stub.key].slug
        for stub in stubs
        if stub.kind == "page" and stub.key in move.places
        for address in stub.addresses
    }
    menu = [pages[_bare(url)] for blog in blogs for url in blog.menu if _bare(url) in pages]
    if menu:
        slugs = ", ".join(_quoted(slug) for slug in dict.fromkeys(menu))
        yield f"MENU = ({slugs},)"
    posts = [
        (stub, move.places[stub.key])
        for stub in stubs
        if stub.kind == "post" and stub.status == "publish" and stub.key in move.places
    ]
    if pattern := article_url(posts, first.address):
        save_as = f"{pattern}index.html" if pattern.endswith("/") else pattern
        yield f"ARTICLE_URL, ARTICLE_SAVE_AS = {_quoted(pattern)}, {_quoted(save_as)}"


def timezone(stubs: Sequence[Stub]) -> str:
    """The best known zone in which all dates have the offsets that they have, or ""."""
    dates = [stub.date for stub in stubs if stub.date and stub.date.tzinfo]
    if not dates:
        return ""
    for name in (*ZONES, *sorted(available_timezones())):
        zone = ZoneInfo(name)
        if all(date.astimezone(zone).utcoffset() == date.utcoffset() for date in dates):
            return name
    return ""


def article_url(posts: Sequence[tuple[Stub, Place]], blog: str) -> str:
    """The ARTICLE_URL under which every post stays where it was, or ""."""
    base = f"/{_bare(blog).partition('/')[2]}".rstrip("/")
    patterns: set[str] = set()
    for stub, place in posts:
        path = unquote(urlsplit(stub.addresses[0]).path) if stub.addresses else ""
        path = path.removeprefix(base).removeprefix("/")
        before, found, after = path.rpartition(place.slug)
        if not found or not path.endswith(("/", ".html")) or not stub.date:
            return ""
        for directive in ("%Y", "%m", "%d"):
            part = stub.date.strftime(directive)
            before = re.sub(rf"(?<![^/]){part}(?=/)", f"{{date:{directive}}}", before, count=1)
        patterns.add(f"{before}{{slug}}{after}")
    return patterns.pop() if len(patterns) == 1 else ""


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/")


def _domain(blogs: Sequence[Blog]) -> str:
    hosts = (_bare(blog.address).partition("/")[0] for blog in blogs)
    return next(filter(None, hosts), "the old domain")
