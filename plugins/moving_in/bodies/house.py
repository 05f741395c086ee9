"""HTML of any kind, as the HTML that a text of this house would be drawn as.

Everything that WordPress says by classes, and what Markdown has another word for, is put into
plain tags here, so that ``markdown.py`` has only to spell them.
"""

import re
from collections.abc import Iterable

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from plugins.common.text import folded
from plugins.moving_in.bodies.figures import LAZY, PULL, figures, pictures, players
from plugins.moving_in.bodies.proof import INLINE, address
from plugins.moving_in.bodies.tree import (
    HEADINGS,
    LINED,
    above,
    classes,
    has,
    is_inline,
    named,
    new,
)
from plugins.moving_in.bodies.work import Work

KEPT = INLINE | set(
    "blockquote br caption col colgroup dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr"
    " li ol p pre ruby rp rt summary table tbody td tfoot th thead tr ul".split()
)
MEDIA = set("audio embed iframe object param source video".split())
LEFT_OUT = re.compile(
    r"<(?P<name>script|style|form|input|select|textarea|canvas|svg|math|applet)\b", re.I
)
SEEN = ("img", "a")  # without a word: a picture, and a place that links lead to
TWICE = re.compile(r"^(?:https?://)+(?=https?://)", re.IGNORECASE)
EVENT = re.compile(r"<[^<>]*\son\w+\s*=", re.IGNORECASE)
NOSCRIPT = re.compile(r"</?noscript\b[^>]*>", re.IGNORECASE)
SILENT_TWIN = re.compile(r"<noscript\b[^<>]*>\s*<img\b[^<>]*>\s*</noscript\s*>", re.IGNORECASE)
ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang", "title"},
    "a": {"href", "name"},
    "img": {"src", "alt", "width", "height", "align", *LAZY},
    "iframe": {"src", *LAZY},
    "embed": {"src"},
    "object": {"data"},
    "param": {"name", "value"},
    "audio": {"src"},
    "video": {"src"},
    "source": {"src"},
    "pre": {"data-language", "lang"},
    "code": {"data-language"},
    "i": {"data-language"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "scope", "align"},
    "details": {"open"},
    "time": {"datetime"},
}
# What of them may stand in a text.
PLAIN = {
    "*": {"dir", "lang", "id"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt"},
    "iframe": set(),
}
SCHEMES = {"http", "https", "mailto", "tel", "ftp", "sms", "geo", "data"}
FLAT = INLINE | {"p", "br", "pre", "h2", "h3", "h4"}
PLAINEST = ("a", "br", "img", "p")
DEEPEST = 40
# Tags that say only how a text looks, where nothing is said of its language.
MEANINGLESS = ("span", "font", "big", "wbr")
FLOW = ("[document]", "blockquote", "body", "dd", "details", "div", "li")
# • one, - two, 3) three
BULLET = re.compile(
    r"\s*(?:(?P<mark>[•●▪◦‣·*–-])\s+|(?P<dot>[•●▪◦‣])|(?P<number>\d{1,2})[.)]\s+)(?=\S)"
)
LANGUAGE = re.compile(r"(?:lang(?:uage)?[-:]|brush:\s*)([\w+#.-]+)")


def house(html: str, work: Work) -> BeautifulSoup:
    """Clean, in order, and without anything that acts or that only WordPress understands."""
    for name in sorted({match["name"].lower() for match in LEFT_OUT.finditer(html)}):
        work.tell("repaired", f"<{name}> was left out: a text of ours has none")
    if EVENT.search(html):
        work.tell("repaired", "scripts in attributes were left out")
    if any(f"{name}=" in html for name in LAZY):  # each of them stands there twice
        html = SILENT_TWIN.sub("", html)
    clean = cleaned(NOSCRIPT.sub("", html))
    for tags in (FLAT, PLAINEST):
        if depth(clean) > DEEPEST:
            what = f"tags stood more than {DEEPEST} deep in each other"
            work.tell("unsure", what, "See whether the text reads well")
            clean = cleaned(clean, tags)
    soup = BeautifulSoup(f"<body>{clean}</body>", "lxml")
    if not isinstance(body := soup.body, Tag):
        return BeautifulSoup("", "lxml")
    if "<pre" in clean:
        code(body)
    if "<code" in clean and "<br" in clean:
        code_lines(body)
    if "<img" in clean:
        pictures(body, work)
    players(body, work)
    if "<img" in clean or "<figure" in clean:
        figures(body, work)
    if "<sup" in clean or "footnote" in clean:
        notes(body)
    headings(body, work.title)
    links(body, work)
    flow(body)
    bare(body, work)
    return soup


def cleaned(html: str, tags: Iterable[str] = KEPT | MEDIA) -> str:
    tags = set(tags)
    attributes = {tag: each for tag, each in ATTRIBUTES.items() if tag in tags or tag == "*"}
    return nh3.clean(html, tags=tags, attributes=attributes, url_schemes=SCHEMES, link_rel=None)


def depth(html: str) -> int:
    deepest = now = 0
    for close in re.findall(r"<(/?)(?!br|img|hr|col\b|embed|param|source|wbr)[a-z]", html):
        now += -1 if close else 1
        deepest = max(deepest, now)
    return deepest


def code(body: Tag) -> None:
    """Code keeps its text and language; what is only set in lines is none."""
    for hint in [i for i in named(body, ("i",)) if "data-language" in i.attrs]:
        if isinstance(pre := hint.find_next("pre"), Tag):
            pre["data-language"] = hint["data-language"]
        hint.decompose()
    for pre in named(body, ("pre",)):
        for br in pre.find_all("br"):
            br.replace_with("\n")
        if classes(pre) & {"wp-block-verse", "wp-block-preformatted"} or pre.find(["a", "img"]):
            pre.name = "p"
            for text in pre.find_all(string=True):
                *firsts, last = str(text).strip("\n" if text.parent is pre else "").split("\n")
                for line in firsts:
                    text.insert_before(line, new("br"))
                text.replace_with(last)
            continue
        inner = pre.find("code")
        told = " ".join([*classes(pre), *(classes(inner) if isinstance(inner, Tag) else ())])
        name = str(pre.get("data-language") or pre.get("lang") or "")
        found = LANGUAGE.search(told)
        lines = pre.get_text()
        pre.clear()
        pre.attrs = {"data-language": name or (found[1] if found else "")}
        pre.append(lines)


def code_lines(body: Tag) -> None:
    """Of code in a text each line is code for itself."""
    for el in named(body, ("code",)):
        for br in el.find_all("br", recursive=False) if not el.find_parent("pre") else ():
            el.insert_before(first := new("code"))
            first.extend([*br.previous_siblings][::-1])
            el.insert_before(br.extract())


def notes(body: Tag) -> None:
    """Footnotes: a call in small type, and an item of a list that it leads to."""
    by_id = {str(tag["id"]): tag for tag in [li for li in named(body, ("li",)) if "id" in li.attrs]}
    numbers: dict[str, int] = {}
    for a in [a for a in named(body, ("a",)) if "href" in a.attrs] if by_id else ():
        id_ = str(a["href"]).removeprefix("#")
        raised = a.find_parent("sup") or a.find("sup") or classes(a) & {"footnote-ref", "fn-ref"}
        if f"#{id_}" != a["href"] or id_ not in by_id or not raised or by_id[id_] in a.parents:
            continue
        number = numbers.setdefault(id_, len(numbers) + 1)
        sup = a.find_parent("sup")
        call = new("sup", new("a", str(number), href=f"#fn:{number}"), **{"data-note": str(number)})
        (
            sup if isinstance(sup, Tag) and sup.get_text().strip() == a.get_text().strip() else a
        ).replace_with(call)
    for id_, number in numbers.items():
        item = by_id[id_]
        for a in item.find_all("a", href=True):
            if str(a["href"]).startswith("#") and not re.search(r"\w{3}", a.get_text()):
                (above(a, ("sup",)) or a).decompose()
        items = above(item, ("ol", "ul"))
        item.extract()
        item.name, item.attrs = "div", {"data-fn": str(number)}
        body.append(item)
        if items and not has(items, ("li",)):
            before = items.find_previous_sibling(True)
            if isinstance(before, Tag) and before.name == "hr":
                before.decompose()
            items.decompose()


def headings(body: Tag, title: str) -> None:
    """From the second level on, without a gap: the first is the title's."""
    found = []
    for heading in named(body, HEADINGS):
        is_title = heading.name == "h1" and folded(heading.get_text()) == folded(title)
        if is_title or not (heading.get_text().strip() or has(heading, ("img",))):
            heading.decompose()
        elif above(heading, HEADINGS):
            heading.unwrap()
        else:
            found.append(heading)
    levels = sorted({heading.name for heading in found})
    for heading in found:
        heading.name = f"h{min(6, 2 + levels.index(heading.name))}"
        for br in heading.find_all("br"):
            br.replace_with(" ")


def links(body: Tag, work: Work) -> None:
    every = named(body, ("a",))
    wanted = {str(a["href"])[1:] for a in every if str(a.get("href")).startswith("#")}
    placed: set[str] = set()
    for a in every:
        name = str(a.get("id") or a.get("name") or "")
        href = TWICE.sub("", str(a.get("href") or "").strip())
        if name and not href and (name in wanted or "name" in a.attrs):  # other pages lead there
            if name not in placed:
                a.insert_before(new("a", id=name))
            placed.add(name)
        if (
            not href
            or href.lower().startswith("data:")
            or not (a.get_text().strip() or has(a, ("img",)))
        ):
            a.unwrap()
            continue
        if a.parent is not None and "data-note" in a.parent.attrs:
            continue
        media = work.resolver.media(href)
        if media:
            img = a.find("img")
            if isinstance(img, Tag) and img.get("data-path") == (media.path or media.url):
                a.unwrap()  # the same picture, larger
                continue
            work.media.append(media)
            href, told = work.resolver.written(media), None
        elif href == "#":
            what = "a link led nowhere, which browsers take for the top of the page"
            work.tell("unsure", what, "Mend or remove it")
            href, told = "#top", None
        elif href.startswith("#"):
            told = None
        else:
            href, told = work.resolver.link(href)
        if told:
            work.told.append(told)
        a["href"] = href
        inward(a)
    for tag in [tag for tag in body.find_all(True) if "id" in tag.attrs]:
        if tag.name != "a" and (tag.name not in HEADINGS or str(tag["id"]).startswith("h-")):
            if tag["id"] in wanted and tag.name not in HEADINGS:
                tag.insert(0, new("a", id=str(tag["id"])))
            elif tag["id"] in wanted:
                continue
            del tag["id"]


def inward(a: Tag) -> None:
    """A link around whole blocks goes into each of them."""
    blocks = [tag for tag in a.find_all(True) if tag.name not in LINED]
    for block in blocks:
        if is_inline(block, of_block=True):
            inner = new("a", href=str(a["href"]))
            inner.extend(list(block.contents))
            if inner.get_text().strip() or inner.find("img"):
                block.append(inner)
            else:
                block.extend(list(inner.contents))
    if blocks:
        a.unwrap()


def flow(body: Tag) -> None:
    """All text stands in paragraphs; those that are drawn as lists are lists."""
    for tag in named(body, INLINE):
        if not is_inline(tag):
            tag.unwrap()
    for box in [body, *named(body, FLOW)]:
        run: list[PageElement] = []
        for node in [*box.contents, None]:
            if node is not None and is_inline(node):
                run.append(node)
                continue
            if any(isinstance(each, Tag) or str(each).strip() for each in run):
                tight = {"data-tight": "1"} if box.name in ("li", "dd") else {}
                p = new("p", **tight)
                run[0].insert_before(p)
                p.extend(run)
            else:
                for blank in run:
                    blank.extract()
            run = []
    for p in named(body, ("p",)):
        if has(p, ("br",)) and p.parent is not None and p.parent.name not in ("td", "th"):
            parted(p)
    for tag in reversed(named(body, ("p", "li", "ul", "ol"))):
        if not (tag.get_text().strip() or has(tag, ("img", "a", "hr"))):
            tag.decompose()
    for br in named(body, ("br",)):
        before = br.previous_sibling
        while isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if isinstance(before, Tag) and before.name == "br":
            br.decompose()


def parted(p: Tag) -> None:
    """A paragraph whose lines are drawn as items, or parted by empty ones."""
    lines: list[list[PageElement]] = [[]]
    for node in list(p.contents):
        if isinstance(node, Tag) and node.name == "br":
            lines.append([])
        else:
            lines[-1].append(node)
    texts = ["".join(n.get_text() for n in line).strip() for line in lines]
    marks = [BULLET.match(text) for text in texts]
    kinds = [(m["mark"] or m["dot"] or "1") if m else "" for m in marks]
    is_item = [
        bool(kind) and kind in (kinds[n - 1 : n] + kinds[n + 1 : n + 2])
        for n, kind in enumerate(kinds)
    ]
    filled = [
        bool(text) or any(isinstance(n, Tag) and (n.name in SEEN or has(n, SEEN)) for n in line)
        for text, line in zip(texts, lines, strict=True)
    ]
    if not any(is_item) and all(filled[1:-1]):
        return
    p.clear()  # taken out one by one, each would be looked for
    made: list[Tag] = []
    previous = ""
    for line, mark, kind, item, full in zip(lines, marks, kinds, is_item, filled, strict=True):
        now = kind if item else "p" if full else ""
        if item and mark:
            if now != previous:
                start = {"start": str(int(mark["number"]))} if mark["number"] else {}
                made.append(new("ol" if mark["number"] else "ul", **start))
            lead = new("p", *line, **{"data-tight": "1"})
            text = next(each for each in lead.find_all(string=True) if each.strip())
            text.replace_with(text.lstrip().removeprefix(mark.group().strip()).lstrip())
            made[-1].append(new("li", lead))
        elif full:
            if now != previous:
                made.append(new("p"))
            else:
                made[-1].append(new("br"))
            made[-1].extend(line)
        previous = now
    for tag in made:
        p.insert_before(tag)
    p.decompose()


def bare(body: Tag, work: Work) -> None:
    """No attribute but those that mean something here."""
    for tag in body.find_all(True):
        kept = PLAIN["*"] | PLAIN.get(tag.name, ATTRIBUTES.get(tag.name, set()) - {"align", "name"})
        attributes = {k: v for k, v in tag.attrs.items() if k in kept or k.startswith("data-")}
        if tag.name == "img":
            attributes = {"src": address(str(tag["src"])), "alt": tag["alt"]}
            if not tag["alt"]:
                what = f"nobody has described the picture {tag['src']}"
                work.tell("unsure", what, "Write what it shows between ![ and ]")
            place = str(tag.get("class") or "")
            more = "" if tag["alt"] else "decorative"
            if more or place:
                attributes["class"] = f"{place} {more}".strip()
        elif tag.name == "a" and "href" in attributes:
            attributes["href"] = address(str(tag["href"]))
        if tag.name == "blockquote" and PULL in classes(tag):
            attributes["class"] = "pull"
        tag.attrs = attributes
        if (
            tag.name == "code"
            and isinstance(next_ := tag.next_sibling, Tag)
            and next_.name == "code"
        ):
            next_.insert(0, *tag.contents)
            tag.decompose()
        elif tag.name in MEANINGLESS and not attributes:
            tag.unwrap()
    body.smooth()
