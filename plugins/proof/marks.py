"""Marks of other dialects, and slips of the hand, that readers would see as they were typed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from plugins.common.problem import Fix, Place, Problem
from plugins.common.source import Source

# What Markdown has read already stands in the text as a sign of its own, from STX to ETX.
STX = "\x02"
READ = re.compile("\x02[^\x03]*\x03")
WORDS = r"(?=[^][]*[^\W\d_]{2})[^][]+"
SCHEME = r"(?:https?://|mailto:|www\.|\.{0,2}/(?=\w)|#(?=[^\W\d]))"
ADDRESS = rf"(?:{SCHEME}[^\s()<>]+|[\w./%-]+\.(?:md|html?|jpe?g|png|gif|svg|webp|pdf)(?:#[\w-]+)?)"
WORDPRESS = "caption|gallery|embed|audio|video|playlist|youtube|vimeo|soundcloud"
RULE = r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*"

ROW = r"[ \t]*\|(?:[^|\n]*\w[^|\n]*\|){2,}[ \t]*"


class Mark(NamedTuple):
    """``sign`` is in each of them: most text has none and is skipped.

    It stands where the group ``at`` does, and a blank line above that mends it, or where ``here``
    does, or all of it; ``right`` is what to write, in groups.
    """

    sign: str
    pattern: re.Pattern[str]
    remedy: str
    what: str = "readers see {} as it was typed"
    right: str = ""
    note: bool = False


def mark(sign: str, pattern: str, remedy: str, what: str = "", **more: str | bool) -> Mark:
    compiled = re.compile(pattern, re.MULTILINE)
    return Mark(sign, compiled, remedy, *filter(None, [what]), **more)  # type: ignore[arg-type]


LINK = r"[\g<text>](\g<address>)"
OTHER_SYSTEM = "Nothing here reads it: write what it stood for, or make it `code`"
MARKS = (
    # ![[picture.jpg]] [[a post]], but no [[ -f x ]], x[[1]], [[1,2],[3,4]]
    mark("[[", rf"!\[\[{WORDS}\]\]", "Write ![what it shows](file.jpg)"),
    mark("[[", rf"(?<![\w\])!])\[\[(?!\s){WORDS}\]\]", "Write [its text](path/of/the-post.md)"),
    # [text] (address), but no [sic] (see there)
    mark("] (", rf"(?<![\w\])])\[(?P<text>{WORDS})\][ ]\((?P<address>{ADDRESS})\)",
         "Write [text](address), without a blank", "this is no link", right=LINK),
    mark(")[", rf"\((?P<text>[^()\n]+)\)\[(?P<address>{SCHEME}[^][\s]+)\]",
         "Write [text](address)", "this is no link", right=LINK),
    mark("](", rf"(?<![\w\])])\[{WORDS}\]\({SCHEME}", "Write ) behind its address",
         "this link never ends"),
    # [caption id="7"]…[/caption] [gallery ids=1,2] [embed]…[/embed], but no [video], [/etc]
    mark("[", r"\[(?P<name>[a-zA-Z][\w-]*)\b[^][]*\][^][]*\[/(?P=name)\]"
         r"|\[[a-zA-Z][\w-]*[ \t]+[\w-]+=[\"'“”‘’″][^][]*\]"
         rf"|\[(?:{WORDPRESS})(?:[ \t=:]+https?:|[ \t]+[\w-]+=)[^][]*\]"
         rf"|\[/(?:{WORDPRESS})\]", OTHER_SYSTEM),
    mark("[", r"\A\[(?:gallery|embed|playlist)\]\Z", OTHER_SYSTEM),
    mark("[toc]", r"\A\[toc\]\Z", "Remove it: long posts list what they hold"),
    # {{< figure >}} {{% note %}} {% include a.html %} {{ site.url }}, but no {{ name }}
    mark("{", r"\{\{[<%][^{}]*[>%]\}\}|\{\{\x02[^{}]*\}\}|\{%(?s:(?:(?!\{%).)*?)%\}"
         r"|\{\{[ ]*(?:site|page)\.[^{}]*\}\}", OTHER_SYSTEM),
    mark("~~", r"(?<![\w~/])~~(?P<text>[^\s~](?:[^~\n]*[^\s~])?)~~(?![\w~])",
         "Write <del>…</del>", right=r"<del>\g<text></del>"),
    mark("==", r"(?<![\w=])==(?P<text>[\w\"'(](?:[^=\n]*[\w\"').,!?%])?)==(?![\w=])",
         "Write <mark>…</mark>", right=r"<mark>\g<text></mark>"),
    mark("[!", r"\A\[![a-zA-Z][\w-]*\][+-]?", "Remove it, or write it as a word: **Note:**"),
    mark("[", r"\A\[[ xX]\](?=[ ])", "Write ☐ or ☑, if it shall look like a box", note=True),
    mark("<!--", r"<!--[^\n]*", "Write --> where it ends, or &lt;!-- to show it",
         "this comment does not end in its paragraph, and is shown"),
    # What programs that write leave behind, and remarks of Obsidian that are for its author alone.
    mark("oaicite", r":?contentReference\[oaicite:[^][]*\](?:\{[^{}\n]*\})?",
         "Remove it: a program has left it"),
    mark("†", r"【[\d:]+†[^【】\n]*】", "Remove it: a program has left it"),
    mark("turn", r"cite[\ue200-\ue202]?turn\d+[a-z]+\d+\S*", "Remove it: a program has left it"),
    mark("%%", r"(?<![\w%])%%(?=\w+%%|\s*[^\W\d_][^%]*\w\s+\w)[^%]+%%(?![\w%])|\A%%$",
         "Remove it: nothing here hides it"),
    # A table below a line of text, and one whose rule has not as many columns as its head.
    mark("--", rf"\n(?P<at>[^\n]*\|[^\n]*)\n(?=[^\n]*\|){RULE}$",
         "Write a blank line above it", "this is no table, for it goes on the text above"),
    mark("--", rf"\A(?P<here>[^\n]*\|[^\n]*)\n(?=[^\n]*\|){RULE}$",
         "Give both as many columns", "this is no table: its head and the line below it differ"),
    # A list below a line of text: of two lines, or of one below a colon.
    mark("\n", r"\n(?P<colon>(?<=:\n)|(?<=:\*\*\n)|(?<=:\*\n))?"
         r"[ \t]{0,3}(?P<at>(?:[*-]|\d{1,2}\.)[ \t]+\S[^\n]*)"
         r"(?(colon)|(?:\n[ \t]+\S[^\n]*)*\n[ \t]*(?:[*-]|\d{1,2}\.)[ \t]+\S)(?s:.*)",
         "Write a blank line above it; in a list, indent it by four blanks",
         "this is no list, for it goes on the text above"),
    # Lists and tables that other programs draw: two lines of one kind, and all that follow.
    mark("\n", r"^[ \t]*(?P<here>(?P<dot>[•●▪◦‣·]|–[ ]{3})[ \t]*\w[^\n]*)\n[ \t]*(?P=dot)(?s:.*)",
         "Write - and a blank for each item, and a blank line above the first", "this is no list"),
    mark("\n", r"^[ \t]*(?P<here>\d{1,2}\)[ \t]+\w[^\n]*)\n[ \t]*\d{1,2}\)[ \t]+\w(?s:.*)",
         "Write 1. for 1), and a blank line above the first", "this is no list"),
    mark("\n", r"^(?P<here>(?P<dash>[*-])(?=[^\W\d_])[^*\n]+)"
         r"\n(?P=dash)(?=[^\W\d_])[^*\n]+$(?s:.*)",
         "Write a blank behind each - or *, and a blank line above the first", "this is no list"),
    mark("|\n", rf"\A(?!(?s:.*)\n{RULE}$)(?s:.*?)^(?P<here>{ROW})\n{ROW}$(?s:.*)",
         "Write a line |---|---| below its head, and a blank line above it", "this is no table"),
)  # fmt: skip
# What is left when emphasis is gone too. **kwargs, 2**3, src/**, f**k and `quoted' are none.
STARS = (
    mark("**", r"(?<![\w*\\/(,=.])\*\*(?!kw|k?args|opt|\w*[_=(\[])(?=[^\W\d_])(?s:.*)"
         r"|(?<![\w*\\/(,=.])\*\*[ \t]+[^\W\d_][^*\n]*[^\W\d_][.,:;!?)”’]?\*\*(?!\w)",
         r"Write ** on both sides of the words, without a blank within, or \*\* to show them",
         "readers see these **"),
    # ** so it is **, but no base ** power ** 2, nor ** and so **
    mark("**", r"(?<![^\s\x03])\*\*[ \t]+(?!(?:and|or|und|oder|et|ou)\b)"
         r"(?P<text>[^\W\d_][\w,;:’'-]*(?:[ \t]+[\w,;:’'-]+)+[.!?…]?)[ \t]+\*\*(?![\w*])",
         r"Write ** without a blank within, or \*\* to show them", "readers see these **",
         right=r"**\g<text>**"),
    mark("`", r"(?<![\w`\\'])`(?=\w)(?![^`]*(?:'(?!\w)|`))",
         r"Write another where the code ends, or \` to show it",
         "readers see this `", note=True),
)  # fmt: skip


def by_sign(marks: Iterable[Mark]) -> tuple[tuple[str, tuple[Mark, ...]], ...]:
    """Most text has none of these, and is soon done with."""
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        first = next((sign for sign in ("[", "{") if sign in mark.sign), mark.sign)
        found.setdefault(first, []).append(mark)
    return tuple((sign, tuple(group)) for sign, group in found.items())


def seen(text: str, marks: Iterable[Mark]) -> Iterator[tuple[Mark, re.Match[str]]]:
    """All that stand in a text, if it is none of mathematics."""
    for mark in marks if "$$" not in text else ():
        if mark.sign in text:
            for match in mark.pattern.finditer(text):
                yield mark, match


def told(found: Iterable[tuple[Mark, re.Match[str]]], source: Source) -> Iterator[Problem]:
    """Each where it stands, and of a kind that is only noted the first."""
    times: Counter[str] = Counter()
    for mark, match in found:
        times[mark.pattern.pattern] += 1
        if mark.note and times[mark.pattern.pattern] > 1:
            continue
        text = READ.sub("…", match[0])
        written = match[0].partition(STX)[0]
        group = next((name for name in ("at", "here") if name in mark.pattern.groupindex), "")
        if group:
            place = line_place(match, group, source, times)
            is_line = group == "at" and place.column == 1
            fix = Fix(Place(place.line), "", "") if is_line else None
        else:
            place = source.place_of(written, nth=times[written])
            fix = Fix(place, text, match.expand(mark.right)) if mark.right else None
            fix = fix if text == written else None
            times[written] += 1
        what = mark.what.format(f"'{short(text)}'")
        yield source.problem(place, what, mark.remedy, note=mark.note, fix=fix)


def line_place(match: re.Match[str], group: str, source: Source, times: Counter[str]) -> Place:
    """Where a line begins, found by the end of the one above it and its own beginning."""
    above = READ.split(match.string[: match.start(group)])[-1].strip("\n").rpartition("\n")[2]
    # Markdown reads blanks for a tab.
    written = re.sub(r"(?:\\ )+", r"[ \\t]+", re.escape(READ.split(match[group])[0].strip()))
    pattern = rf"{re.escape(above.rstrip())}[ \t]*\n[ \t>]*(?={written})"
    places = source.places(re.compile(pattern))
    nth, times[pattern] = times[pattern], times[pattern] + 1
    if not places:
        places = source.places(re.compile(written))
        return places[0] if places else source.place_of(match[group].partition(STX)[0])
    line = places[min(nth, len(places) - 1)].line + 1
    lines = source.header.body.split("\n")
    found = re.search(written, lines[line - source.header.body_line])
    return Place(line, found.start() + 1 if found else 0)


def short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"
