"""What is wrong with the form of a finished body, told where its author wrote it."""

import re
from collections import Counter
from collections.abc import Iterator

from plugins.anatomy.anatomy import Anatomy, Heading
from plugins.common.problem import Place, Problem
from plugins.common.source import Source, without_code
from plugins.common.text import folded
from plugins.proof.tags import NAME, unbalanced

# How one of that level is written; the title stands above the text and is none of them.
HEADING = r"^[ \t>*+-]*#{{{level}}}(?!#)|<h{level}\b"
UNDERLINED = r"|^(?=[ \t]*\S[^\n]*\n{sign}+[ \t]*$)"
ID = r"(?:\{{[^{{}}\n]*#|\bid\s*=\s*[\"']?){}(?![\w:.-])"
TAG = re.compile("</?[a-zA-Z]")
# http: https:// http:/a https://a b/
NO_SITE = re.compile(r"https?:(?:/?(?!/)|//(?:[/?#]|$|[^/?#]*?(?:\s|%20)))", re.IGNORECASE)

TWICE = re.compile(r"https?://(?=https?://)", re.IGNORECASE)


def headings(anatomy: Anatomy, source: Source, title: str) -> Iterator[Problem]:
    """No level is left out, and the title is the only one of its own."""
    seen: Counter[int] = Counter()
    above = 1
    for heading in anatomy.headings:
        level, nth = heading.level, seen[heading.level]
        seen[level] += 1
        if level == 1 and folded(heading.text) == folded(title):
            what, remedy = "the title stands above each text, and here once more", "Remove it here"
            yield source.problem(heading_place(heading, nth, anatomy, source), what, remedy)
        elif level == 1:
            what = "the title is the only heading of the first level; this is best of the second"
            place = heading_place(heading, nth, anatomy, source)
            yield source.problem(place, what, note=True)
        elif level > above + 1:
            place = heading_place(heading, nth, anatomy, source)
            over = "the title" if above == 1 else f"one of level {above}"
            what = f"a heading of level {level} stands below {over}: level {above + 1} is left out"
            yield source.problem(place, what, note=True)
        above = level


def heading_place(heading: Heading, nth: int, anatomy: Anatomy, source: Source) -> Place:
    """Counted where each is found, else by its text."""
    pattern = HEADING.format(level=heading.level)
    if heading.level <= 2:
        pattern += UNDERLINED.format(sign="=-"[heading.level - 1])
    places = source.places(re.compile(pattern, re.MULTILINE | re.IGNORECASE))
    drawn = [each for each in anatomy.headings if each.level == heading.level]
    return places[nth] if len(places) == len(drawn) else source.place_of(heading.text)


def ids(anatomy: Anatomy, source: Source) -> Iterator[Problem]:
    """Two places of one name: whoever is led there reaches the first."""
    for id_ in sorted(anatomy.doubled):
        written = source.places(re.compile(ID.format(re.escape(id_))))
        place = written[:2][-1] if written else Place(source.header.body_line)
        is_note = len(written) < 2 or f"#{id_}" not in anatomy.links
        what = f"another place is named {id_} too"
        yield source.problem(place, what, "" if is_note else "Give it another name", note=is_note)


def tags(html: str, source: Source) -> Iterator[Problem]:
    """What is out of balance in the page, at the place where it is so in the text."""
    body = source.header.body
    if not TAG.search(body) or not TAG.search(body := without_code(body)):
        return
    drawn = Counter((fault.name, fault.closes) for fault in unbalanced(html))
    for fault in unbalanced(body):
        # Python-Markdown itself ends the HTML that it reads Markdown in, with the text.
        if drawn[fault.name, fault.closes] or fault.has_markdown:
            drawn[fault.name, fault.closes] -= 1
            place = Place(source.header.body_line + fault.line - 1, fault.column)
            yield unbalanced_tag(source, place, fault.name, fault.closes)
    for name, closes in drawn.elements():
        place = source.place_of(f"</{name}>" if closes else f"<{name}")
        yield unbalanced_tag(source, place, name, closes)


def unbalanced_tag(source: Source, place: Place, name: str, closes: bool) -> Problem:
    if closes:
        return source.problem(place, f"</{name}> ends what never began", "Remove it, or begin it")
    if not NAME.fullmatch(name):  # an address amidst HTML, where Markdown makes no link of it
        what = f"nobody sees <{name}>, for it is read as a tag"
        return source.problem(place, what, f"Write &lt;{name}>")
    remedy = f"Write </{name}> where it ends, or &lt;{name}> if readers shall see it"
    return source.problem(place, f"<{name}> never ends", remedy)


def addresses(anatomy: Anatomy, source: Source) -> Iterator[Problem]:
    """Links to other sites that name none, or one behind another beginning."""
    seen: Counter[str] = Counter()
    for link in (*anatomy.links, *(picture.src for picture in anatomy.pictures)):
        if NO_SITE.match(link):
            what, remedy = f"'{link}' names no site", "Write it like https://example.org/"
            yield source.problem(source.place_of(link, nth=seen[link]), what, remedy)
            seen[link] += 1
        elif twice := TWICE.match(link):
            place, right = source.place_of(link, nth=seen[link]), link[twice.end() :]
            fix = source.fix(place, link, right)
            what, remedy = f"'{link}' begins twice", f"Write {right}"
            yield source.problem(place, what, remedy, fix=fix)
            seen[link] += 1
