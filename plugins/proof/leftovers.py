"""What Markdown leaves as it stands, and what it makes something of that nobody can see."""

import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from plugins.common.problem import Place, Problem
from plugins.common.source import Source
from plugins.common.text import nearest
from plugins.proof.attributes import attributes
from plugins.proof.fences import fences
from plugins.proof.islands import islands
from plugins.proof.lines import lines
from plugins.proof.marks import MARKS, STARS, Mark, by_sign, seen, told

# What may be left of a note, of a link and of a fence. A note is called by a number, or right
# behind a word: ``[^a-z]`` is none. The text of a link has a word in it, and none before it:
# ``[1][2]`` and ``array[i][j]`` are none. Each begins with a sign, so that most text is skipped.
LEFTOVER = (
    r"\[\^(?P<note>\d+|(?<=[^\s(\[]\[\^)[\w-]+)\](?!:)"
    r"|\[(?<![\w)\]]\[)(?P<text>(?=[^][]*[^\W\d_]{2})[^][]*+)\]\[(?P<name>[^][]*)\]"
    r"|`{3,}|~{3,}"
)
NOTE_LINE = r"^[ \t>]*(?=\[\^{}\] )"
DEFINITION = r"^ {{0,3}}\[\^{}\]:"
EMPTY_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t#]*$", re.MULTILINE)
UNSHOWN = re.compile(r"[^?#]*(\.(?:heic|heif|tiff?))(?=[?#]|\Z)", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]")
TOP = re.compile(r"\b(?:top|up|start|beginning|oben|anfang|haut|début)\b", re.IGNORECASE)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Onlooker(InlineProcessor):
    """Keeps the marks that it sees of a text, and changes none."""

    def __init__(self, md: Markdown, marks: Sequence[Mark]) -> None:
        super().__init__(LEFTOVER, md)
        self.marks = by_sign(marks)
        self.seen: list[tuple[Mark, re.Match[str]]] = []

    def getCompiledRegExp(self) -> "Onlooker":  # type: ignore[override]
        return self

    def finditer(self, text: str, start: int) -> tuple[()]:
        """Asked for what to change, it has nothing."""
        for sign, marks in self.marks:
            if sign in text:
                self.seen += seen(text, marks)
        return ()


class Leftovers(Onlooker):
    """Sees a text from which code, escaped signs, links and notes are gone."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md, MARKS)
        self.found: list[re.Match[str]] = []

    def finditer(self, text: str, start: int) -> tuple[()]:
        """Most text it need not even look through."""
        if "][" in text or "[^" in text or "```" in text or "~~~" in text:
            self.found += self.compiled_re.finditer(text, start)
        return super().finditer(text, start)


class ProofReader(Treeprocessor):
    def __init__(self, md: Markdown, leftovers: Leftovers, stars: Onlooker) -> None:
        super().__init__(md)
        self.leftovers, self.stars = leftovers, stars

    def run(self, root: Element) -> None:
        found, self.leftovers.found = self.leftovers.found, []
        marks = self.leftovers.seen + self.stars.seen
        self.leftovers.seen, self.stars.seen = [], []
        source: Source | None = getattr(self.md, "source", None)
        if source is not None:
            code = list(fences(source, shown_fences(root, found), code_of_lines(root)))
            # What stands below a fence that is none may have been meant as code.
            end = min((problem.line for problem in code), default=sys.maxsize)
            others = [*told(marks, source), *attributes(root, source), *lines(source)]
            # Unlike the rest, those of <details markdown="1"> are no text of their own.
            summaries = [f"<summary>{tag.text}</summary>" for tag in root.iter("summary")]
            others += islands([*self.md.htmlStash.rawHtmlBlocks, *summaries], source)
            problems = [*faults(root, found, self.md.references, source), *code]
            problems += (problem for problem in others if problem.line < end)
            self.md.problems += problems  # type: ignore[attr-defined]


class Proof(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        leftovers, stars = Leftovers(md), Onlooker(md, STARS)
        # After HTML (90), and before emphasis (60) takes a text apart.
        md.inlinePatterns.register(leftovers, "leftovers", 85)
        md.inlinePatterns.register(stars, "stars", 45)  # after emphasis (50)
        # After toc (5), and before headings become links (4).
        md.treeprocessors.register(ProofReader(md, leftovers, stars), "proof", 4.5)


def faults(
    root: Element, leftovers: Sequence[re.Match[str]], references: Collection[str], source: Source
) -> Iterator[Problem]:
    places = Places(source)
    ids = (item.get("id", "") for item in root.iter("li"))
    notes = [id_.removeprefix("fn:") for id_ in ids if id_.startswith("fn:")]
    calls = [match for match in leftovers if match["note"]]
    called = {match["note"] for match in calls if not begins_line(match)}
    without_colon = {match["note"] for match in calls if begins_line(match)} & called
    for match in leftovers:
        if match["note"] in without_colon:
            if begins_line(match):
                name, what = match["note"], "this note is none without its colon"
                line = NOTE_LINE.format(re.escape(name))
                at = places.next_match(re.compile(line, re.MULTILINE))
                yield source.problem(at, what, f"Write [^{name}]: for [^{name}]")
        elif match["note"]:
            yield missing_note(match["note"], notes, places)
        elif match["text"]:
            yield missing_reference(match, references, places)
    for tag in root.iter("a"):
        text = "".join(tag.itertext())
        if not tag.get("href", "?") or is_empty(tag):
            yield link(tag, places)
        elif tag.get("href") == "#" and WORD.search(text) and not TOP.search(text):
            at = places.next(f"[{text}](#", "](#)")
            remedy = "Write its address between ( and ), or #top for the top of the page"
            yield source.problem(at, "this link leads nowhere", remedy)
    for tag in root.iter("img"):
        if not tag.get("src", "?"):
            at = places.next(f"![{tag.get('alt')}]()", "]()")
            yield source.problem(at, "this picture has no address", "Write it between ( and )")
        elif kind := UNSHOWN.match(tag.get("src", "")):
            at, what = places.next(tag.get("src", "")), f"most browsers show no {kind[1].lower()}"
            yield source.problem(at, what, "Save it as .jpg")
    for tag in (tag for name in HEADINGS for tag in root.iter(name)):
        if is_empty(tag):
            at, what = places.next_match(EMPTY_HEADING), "this heading has no text"
            yield source.problem(at, what, "Write it behind the #, or remove the line", note=True)
    if notes:
        yield from idle_notes(root, notes, source)


def begins_line(match: re.Match[str]) -> bool:
    """Whether a note's call stands where the note itself would, with words behind it."""
    above, _, before = match.string[: match.start()].rpartition("\n")
    first = not above or above.lstrip().startswith("[^")
    return first and not before.strip() and match.string[match.end() :][:1] == " "


def shown_fences(root: Element, leftovers: Iterable[re.Match[str]]) -> set[str | None]:
    """Lines with signs of a fence; some may have been read as those of code in a line."""
    shown = {code.text for code in root.iter("code") if (code.text or "").startswith("`")}
    for match in leftovers:
        before, line = match.string[: match.start()], match.string[match.start() :]
        if match[0][0] in "`~" and not before.rpartition("\n")[2].strip():
            shown.add(line.partition("\n")[0].rstrip())
    return shown


def code_of_lines(root: Element) -> set[str]:
    """The first lines of code that stands in a text, and has several."""
    codes = ((code.text or "").partition("\n") for code in root.iter("code"))
    return {first.strip() for first, _, others in codes if others}


class Places:
    """Where things stand that are met in the order of the source."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: Counter[str | re.Pattern[str]] = Counter()

    def next(self, *needles: str) -> Place:
        nth = self.seen[needles[0]]
        self.seen[needles[0]] += 1
        return self.source.place_of(*needles, nth=nth)

    def next_match(self, pattern: re.Pattern[str]) -> Place:
        found = self.source.places(pattern)[self.seen[pattern] :]
        self.seen[pattern] += 1
        return found[0] if found else Place(self.source.header.body_line)


def missing_note(name: str, notes: Collection[str], places: Places) -> Problem:
    near = nearest(name, notes)
    remedy = f"Did you mean [^{near}]?" if near else f"Add it in a line [^{name}]: …"
    at = places.next(f"[^{name}]")
    return places.source.problem(at, f"there is no note [^{name}]", remedy)


def missing_reference(match: re.Match[str], references: Collection[str], places: Places) -> Problem:
    """``[text][name]``, of which readers see the brackets; with [] the text is the name."""
    text, name = match["text"], match["name"] or match["text"]
    written = match["name"] or text
    source, near = places.source, nearest(name, references)
    at = places.next(match[0], f"[{match['name']}]" if match["name"] else f"{text}][]")
    if at.column and match["name"] and "\n" not in text:
        at = Place(at.line, at.column + len(f"[{text}]["))
    fix = source.fix(at, written, near) if near else None
    remedy = f"Did you mean [{near}]?" if near else f"Add it in a line [{name}]: https://…"
    return source.problem(at, f"there is no address [{name}]", remedy, fix=fix)


def is_empty(tag: Element) -> bool:
    """Whether nothing in it can be seen."""
    if (tag.text or "").strip():
        return False
    return tag.find(".//img") is None and not "".join(tag.itertext()).strip()


def link(tag: Element, places: Places) -> Problem:
    text, address = "".join(tag.itertext()), tag.get("href", "")
    at = places.next(f"[{text}]({address}", f"]({address}" if address else "]()", f"]: {address}")
    if not text.strip() and not address:
        what, remedy = "this link has neither text nor address", "Write both, or remove it"
    elif address:
        what, remedy = "nobody sees this link: it has no text", "Write it between [ and ]"
    else:
        what, remedy = "this link has no address", "Write it between ( and )"
    return places.source.problem(at, what, remedy)


def idle_notes(root: Element, notes: Iterable[str], source: Source) -> Iterator[Problem]:
    """Notes that nothing calls, and those that another of their name has taken the place of."""
    calls = {a.get("href") for a in root.iter("a") if a.get("class") == "footnote-ref"}
    for name in notes:
        places = source.places(re.compile(DEFINITION.format(re.escape(name)), re.MULTILINE))
        for place in places[:-1]:
            what = f"there is another note [^{name}] below, and this one is lost"
            yield source.problem(place, what, "Give it another name, here and where it is called")
        if f"#fn:{name}" not in calls:
            at = places[-1] if places else source.place_of(f"[^{name}]:")
            remedy = f"Write [^{name}] where it belongs, or remove it"
            yield source.problem(at, f"nothing calls the note [^{name}]", remedy)
            without_way_back(root, name)


def without_way_back(root: Element, name: str) -> None:
    """It would lead nowhere, as is told already."""
    for parent in root.iter("p"):
        for a in parent.findall(f"a[@href='#fnref:{name}']"):
            parent.remove(a)
