"""HTML as ``house.py`` has it, spelt in the Markdown that the house reads."""

import re
from collections import defaultdict
from html import escape

from bs4 import Tag
from bs4.element import NavigableString
from markdownify import ATX, MarkdownConverter

from plugins.moving_in.bodies.proof import INLINE

# What Markdown would make something of, where it would; ``\\0`` is where the text meets markup.
SIGN = re.compile(
    r"(?P<slash>\\(?=[\\`*_{}\[\]()>#+.!|\0-]|$))"
    r"|(?P<sign>[`*{]|(?<![^\W_])_|_(?![^\W_])|!(?=[\[\0])"
    r"|\[(?=(?i:toc|gallery|embed|playlist)\])|\[(?!\w[\w .,'’…-]+\](?!\s?\(|[\[:{\0])))"
    r"|(?P<entity><(?!\s)|&(?=\#?\w+;)|~(?=~)|=(?==)|%(?=%))"
)
# What it would make something of at the beginning of a line.
START = re.compile(
    r"^(?P<indent>[ \t]*)(?:(?P<sign>\#|>|\||[+-](?=[\s-]|$))|(?P<number>\d+)(?=\.(?:\s|$))"
    r"|(?P<entity>=(?=[ =]*$)|:(?=[\s-]|$)))",
    re.MULTILINE,
)
IN_TAG = re.compile(r"<[^<>]*>|[\\`*_\[\]{}!~|]")
LINE = re.compile(r"^(?=.)", re.MULTILINE)
# What no cell of a table can hold.
NO_CELL = frozenset("caption table ul ol pre blockquote figure dl h2 h3 h4 h5 h6".split())
# Those for which Markdown has no word.
WORDLESS = (
    "abbr bdi bdo cite del dfn ins kbd mark q rp rt ruby samp small sub sup time u var".split()
)
SAME = {"s": "del", "strike": "del", "tt": "code"}
CODE = {"code", "pre"}
EMPHASIS = ("em", "i", "strong", "b")


class Writer(MarkdownConverter):
    """One text after the other; none is begun before the last is done."""

    def __init__(self) -> None:
        super().__init__(heading_style=ATX, bullets="-", autolinks=True)
        self.numbers: dict[int, int] = defaultdict(int)
        self.is_last = True

    def written(self, tag: Tag) -> str:
        self.numbers.clear()
        text = self.convert_soup(tag)
        return text.strip("\n")

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        self.is_last = getattr(el.next_sibling, "name", None) in (None, "br")
        within = set(parent_tags or ())
        if not within & CODE:
            within.discard("_noformat")
        return str(super().process_text(el, within))  # type: ignore[misc]

    def escape(self, text: str, parent_tags: set[str]) -> str:
        def escaped(match: re.Match[str]) -> str:
            if match["entity"]:
                return escape(match[0]) if match[0] in "<&" else f"&#{ord(match[0])};"
            return f"\\{match[0]}"

        text = re.sub(r"\s*\n\s*", " ", text)
        text = SIGN.sub(escaped, text) if self.is_last else SIGN.sub(escaped, f"{text}\0")[:-1]
        if "a" in parent_tags:
            text = re.sub(r"(?<!\\)(?=[\[\]])", r"\\", text)
        return text.replace("|", "\\|") if parent_tags & {"td", "th"} else text

    # -- in a line

    def emphasis(self, sign: str, name: str, el: Tag, text: str, parent_tags: set[str]) -> str:
        inner = text.strip()
        if parent_tags & CODE or not inner or "\n\n" in text:
            return text
        if parent_tags & ({"strong", "b"} if name == "strong" else {"em", "i"}):
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        plain = inner.replace("\\*", "")
        whole = re.fullmatch(r"(\*{1,2})[^*]+\1", plain)
        meets = any(
            isinstance(n, Tag) or (isinstance(n, NavigableString) and n[-i] in "*_`\\")
            for n, i in ((el.previous_sibling, 1), (el.next_sibling, 0))
            if n
        )
        around = (
            el.parent is not None and el.parent.name in EMPHASIS and len(el.parent.contents) > 1
        )
        if meets or around or ("*" in plain and not whole):
            return f"{before}<{name}>{inner}</{name}>{after}"
        return f"{before}{sign}{inner}{sign}{after}"

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self.emphasis("*", "em", el, text, parent_tags)

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self.emphasis("**", "strong", el, text, parent_tags)

    convert_i, convert_b = convert_em, convert_strong

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if parent_tags & CODE or not text.strip():
            return text
        if el.find(True):
            return f"<code>{el.decode_contents()}</code>"
        ticks = "`"
        while ticks in text:
            ticks += "`"
        inner = re.sub(r"\s*\n\s*", " ", text)
        lead, tail = " " * inner.startswith(" "), " " * inner.endswith(" ")
        inner = inner.strip()
        pad = " " * ("`" in (inner[0], inner[-1]))
        return f"{lead}{ticks}{pad}{inner}{pad}{ticks}{tail}"

    def wordless(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if parent_tags & CODE or "\n\n" in text:
            return text
        name = SAME.get(el.name, el.name)
        if note := el.get("data-note"):
            return f"[^{note}]"
        return f"<{name}{attributes(el)}>{text}</{name}>" if text else ""

    convert_s = convert_strike = wordless

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        has = (el.get("dir") or el.get("lang")) and text.strip()
        return self.wordless(el, text, parent_tags) if has else text

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        href = str(el.get("href") or "")
        if not href:
            return f'<a id="{escape(str(el["id"]))}"></a>{text}' if el.get("id") else text
        inner = text.strip()
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        if el.get_text() == href and re.fullmatch(r"https?://[^\s<>&\\`*\[\]]+", href):
            return f"{before}<{href}>{after}"
        return f"{before}[{inner}]({address(href)}{titled(str(el.get('title') or ''))}){after}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        names = " ".join(f".{name}" for name in str(el.get("class") or "").split())
        more = f"{{: {names} }}" if names else ""
        title = titled(str(el.get("title") or ""))
        picture = f"![{quoted(str(el['alt']))}]({address(str(el['src']))}{title}){more}"
        return picture.replace("|", "&#124;") if parent_tags & {"td", "th"} else picture

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if parent_tags & {"td", "th", "summary"}:
            return "<br>"
        return " " if "_inline" in parent_tags else "  \n"

    # -- blocks

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        text = "\n".join(line.lstrip(" \t") for line in text.strip(" \t\n").split("\n"))
        if parent_tags & {"td", "th"}:
            return text
        if not text:
            return ""
        if direction := el.get("dir"):
            text += f'\n{{: dir="{escape(str(direction))}" }}'
        end = "\n" if el.get("data-tight") and tight(el) else "\n\n"
        return f"{end}{opened(text)}{end}"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:
        text = " ".join(text.split())
        text = re.sub(r"#(?=#*$)", r"\#", text)
        id_ = f" {{: #{el['id']} }}" if re.fullmatch(r"[\w.:-]+", str(el.get("id") or "")) else ""
        return f"\n\n{'#' * n} {text}{id_}\n\n"

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n")
        if not text.strip():
            return ""
        quoted_ = re.sub(r"^(?=(.?))", lambda m: "> " if m[1] else ">", text, flags=re.MULTILINE)
        pull = "\n{: .pull }" if el.get("class") else ""
        return f"\n\n{quoted_}{pull}\n\n"

    def convert_list(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        edge = "\n" if el.find_previous_sibling(True) is not None and tight(el) else "\n\n"
        return f"{edge}{text.strip(chr(10))}\n\n"

    convert_ul = convert_ol = convert_list

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        parent = el.parent
        mark = "-"
        if parent is not None and parent.name == "ol":
            self.numbers[id(parent)] += 1
            start = str(parent.get("start") or "1")
            first = int(start) if re.fullmatch(r"\d{1,8}", start) else 1
            mark = f"{first + self.numbers[id(parent)] - 1}."
        lead = text.strip("\n")
        is_loose = not all(tight(each) for each in el.find_all(True, recursive=False))
        inner = LINE.sub("    ", lead)[4:]
        if lead.startswith("    "):
            inner = lead  # code
        return f"{mark} {inner}" + ("\n\n" if is_loose or "\n\n" in lead else "\n")

    def convert_dl(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip(chr(10))}\n\n"

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{opened(' '.join(text.split()))}\n"

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n:   {LINE.sub('    ', text.strip(chr(10)))[4:]}\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        text, language = el.get_text().strip("\n"), str(el.get("data-language") or "")
        if not text.strip():
            return ""
        if el.find_parent(["li", "blockquote", "dd"]):
            first = text.lstrip().startswith(("#!", ":::"))
            head = f":::{language or 'text'}\n" if language or first else ""
            return f"\n\n{LINE.sub('    ', head + text)}\n\n"
        fence = "```"
        while re.search(rf"^\s*{fence}", text, re.MULTILINE):
            fence += "`"
        return f"\n\n{fence}{language}\n{text}\n{fence}\n\n"

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if number := el.get("data-fn"):
            return f"\n\n[^{number}]: {LINE.sub('    ', text.strip(chr(10)))[4:]}\n\n"
        return f"\n\n{text.strip(chr(10))}\n\n"

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        caption, img = el.find("figcaption"), el.find("img")
        if not isinstance(img, Tag):
            return text
        if isinstance(caption, Tag):
            if caption.find(["a", "img"]):
                if place := img.attrs.pop("class", ""):
                    el["class"] = place
                return island(el)
            img["title"] = " ".join(caption.get_text().split())
        a = img.parent if img.parent is not None and img.parent.name == "a" else None
        picture = self.convert_img(img, "", parent_tags)
        del img["title"]
        picture = f"[{picture}]({address(str(a['href']))})" if a else picture
        return f"\n\n{picture}\n\n"

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        summary = el.find("summary", recursive=False)
        head = self.convert_children(summary) if isinstance(summary, Tag) else ""
        rest = "".join(
            self.process_tag(each, {"details"})  # type: ignore[attr-defined]
            for each in el.find_all(True, recursive=False)
            if each is not summary
        )
        rest = rest.strip("\n")
        return f'\n\n<details markdown="1">\n<summary>{head}</summary>\n\n{rest}\n\n</details>\n\n'

    def convert_children(self, el: Tag) -> str:
        return str(escape(" ".join(el.get_text().split()), quote=False))

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        rows = [row.find_all(["td", "th"], recursive=False) for row in el.find_all("tr")]
        cells = [cell for row in rows for cell in row]
        is_plain = (
            len(rows) > 1
            and len({len(row) for row in rows}) == 1
            and [cell.name for cell in cells if cell.name == "th"] == ["th"] * len(rows[0])
            and all(cell.name == "th" for cell in rows[0])
            and not any({"colspan", "rowspan"} & {*cell.attrs} for cell in cells)
            and not any(len(cell.find_all("p")) > 1 for cell in cells)
            and not any(tag.name in NO_CELL for tag in el.find_all(True))
        )
        if not is_plain:
            return island(el)
        lines = text.strip("\n").split("\n")
        return "\n\n" + "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]]) + "\n\n"

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"|{text}\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f" {' '.join(text.split())} |"

    convert_th = convert_td

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "\n\n---\n\n"


for name in WORDLESS:
    setattr(Writer, f"convert_{name}", Writer.wordless)


def tight(el: Tag) -> bool:
    """Whether an item's part needs no empty line around it."""
    return bool(el.get("data-tight")) or (
        el.name in ("ul", "ol") and el.parent is not None and el.parent.name == "li"
    )


def opened(text: str) -> str:
    """Lines that begin with a sign, so that it is read as one."""

    def escaped(match: re.Match[str]) -> str:
        if match["number"]:
            return f"{match['indent']}{match['number']}\\"
        sign = f"\\{match['sign']}" if match["sign"] else f"&#{ord(match['entity'])};"
        return match["indent"] + sign

    return START.sub(escaped, text)


def island(el: Tag) -> str:
    """HTML that stands as it is between Markdown, for which that has no word."""
    for tag in [el, *el.find_all(True)]:
        tag.attrs = {k: v for k, v in tag.attrs.items() if not k.startswith("data-")}
    html = f"<div>{el}</div>" if el.name in INLINE else str(el)
    if el.find_parent(["li", "blockquote", "dd"]):  # where Markdown is read in it
        html = IN_TAG.sub(lambda m: m[0] if m[0][0] == "<" else f"&#{ord(m[0])};", html)
        html = " ".join(html.split())
    return f"\n\n{html}\n\n"


def attributes(el: Tag) -> str:
    return "".join(
        f' {name}="{quoted(str(value))}"'
        for name, value in el.attrs.items()
        if not name.startswith("data-")
    )


def address(url: str) -> str:
    return re.sub(r"&(?=#?\w+;)", "&amp;", url)


def quoted(text: str) -> str:
    """Any text, between marks that it cannot end."""
    text = re.sub(r"&(?=#?\w+;)", "&amp;", " ".join(text.split()))
    return re.sub(r"[\"\\`*_<>\[\](){}]", lambda match: f"&#{ord(match[0])};", text)


def titled(text: str) -> str:
    return f' "{quoted(text)}"' if text.strip() else ""
