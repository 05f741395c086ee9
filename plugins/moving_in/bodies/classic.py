"""WordPress's line rules: a blank line parts paragraphs, a line end breaks the line."""

import re

BLOCKS = frozenset(
    "address article aside blockquote center dd details div dl dt embed fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr iframe li main nav object ol p pre section summary"
    " table tbody td tfoot th thead tr ul audio video noscript caption colgroup col".split()
)
# Their line ends are their own; those that never end go to the text's end.
VERBATIM = (
    r"<(?P<verbatim>pre|script|style|textarea|object|iframe|audio|video)\b"
    r".*?(?:</(?P=verbatim)\s*>|\Z)"
)
TOKEN = re.compile(
    rf"{VERBATIM}|<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<name>{'|'.join(BLOCKS)})(?=[\s/>])[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
# Nothing stands in them but other blocks.
FRAMES = frozenset("ul ol dl table thead tbody tfoot tr colgroup".split())
# One paragraph each, whatever stands in them.
LINES = frozenset("p h1 h2 h3 h4 h5 h6 dt figcaption summary caption".split())
# A paragraph needs no mark of its own there.
CELLS = frozenset("li dd td th".split())
VOID = frozenset("hr embed col".split())
BREAK = re.compile(r"[ \t]*\n\s*")


def paragraphs(text: str) -> str:
    """The HTML that WordPress shows for a text of its classic editor."""
    text = re.sub(r"\r\n?", "\n", text)
    out: list[str] = []
    opened: list[str] = []
    at, lines = 0, ""
    for token in TOKEN.finditer(text):
        name = (token["name"] or "").lower()
        lines += text[at : token.start()]
        at = token.end()
        if not name and not (token["verbatim"] or "<!--nextpage" in token[0]):
            continue  # a remark
        out += [drawn(lines, opened[-1] if opened else ""), token[0]]
        lines = ""
        if token["close"]:
            if name in opened[-50:]:
                while opened.pop() != name:
                    pass
        elif name and name not in VOID:
            opened.append(name)
    out.append(drawn(lines + text[at:], opened[-1] if opened else ""))
    return "".join(out)


def drawn(lines: str, within: str) -> str:
    if not lines.strip() or within in FRAMES:
        return lines
    if within in LINES:
        lead, tail = lines[: len(lines) - len(lines.lstrip())], lines[len(lines.rstrip()) :]
        return (lead and " ") + broken(lines.strip()) + (tail and " ")
    parts = [part for part in re.split(r"\n[ \t]*\n\s*", lines.strip()) if part.strip()]
    if len(parts) == 1 and within in CELLS:
        return broken(parts[0])
    return "\n".join(f"<p>{broken(part)}</p>" for part in parts)


def broken(lines: str) -> str:
    """Each line end a break, but behind one that is there already, and within tags."""
    parts = re.split(r"(<[^<>]*>)", lines.strip())
    for n in range(0, len(parts), 2):
        is_broken = n and re.match(r"<br\b", parts[n - 1], re.IGNORECASE)
        lead = BREAK.match(parts[n]) if is_broken else None
        rest = parts[n][lead.end() :] if lead else parts[n]
        parts[n] = (" " if lead else "") + BREAK.sub("<br>\n", rest)
    return "".join(parts)
