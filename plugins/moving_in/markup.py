"""The XML of an export, read an element at a time: a fault costs one of them at most.

    <rss …><channel> <title>…</title> <wp:author>…</wp:author> … <item>…</item> … </channel></rss>

Whatever stands around the elements is not parsed, so no DTD ever is.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import IO
from xml.parsers import expat

CHUNK_BYTES = 1 << 20
# No post is longer with all its comments, and no memory should be filled by one that seems to be.
ELEMENT_BYTES_MAX = 16 << 20
TAGS_MAX = 500_000
ELEMENTS = rb"item|wp:author|wp:category|wp:tag|wp:term"
MARK = re.compile(
    rb"<!\[CDATA\[|<(?P<open>" + ELEMENTS + rb")(?=[\s>])|</(?P<close>" + ELEMENTS + rb")\s*>"
)
# As long as a mark may be that the end of a chunk cuts.
MARK_BYTES = 32
NEXT = re.compile(rb"(?<=</item>)(?=\s*<item[\s>])")
DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)")
# What XML 1.0 forbids: https://www.w3.org/TR/xml/#charsets
FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CDATA = re.compile(r"\s*<!\[CDATA\[")
HOLDERS = "item wp:author wp:category wp:tag wp:term wp:comment wp:postmeta wp:commentmeta".split()
LEAVES = (
    r"title|link|pubDate|guid|description|category|language|dc:creator|(?:content|excerpt):encoded"
    r"|wp:[a-z_]+"
)
TAG = re.compile(rf"<(?P<end>/?)(?P<name>item|{LEAVES})(?P<rest>(?:\s[^<>]*)?)>")
ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(slots=True)
class Node:
    """An element: its name as it is spelt, and what is in it, in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    below: list["Node"] = field(default_factory=list)

    def every(self, name: str) -> Iterator["Node"]:
        return (node for node in self.below if node.name == name)

    def text_of(self, name: str) -> str:
        """Of the first so named, or ""."""
        return next((node.text for node in self.every(name)), "")


@dataclass(frozen=True, slots=True)
class Element:
    """``name`` is "" for what stands between; ``end`` is how many bytes are behind it.

    ``whole`` is False where its end is missing.
    """

    name: str
    raw: bytes
    end: int
    whole: bool = True

    @property
    def large(self) -> bool:
        """Whether it is more than should be read."""
        return len(self.raw) > ELEMENT_BYTES_MAX or self.raw.count(b"<") > TAGS_MAX


@dataclass(slots=True)
class Repairs:
    """What had to be mended: how many bytes that are no UTF-8, how many control characters."""

    encoding: int = 0
    controls: int = 0


def elements(file: IO[bytes]) -> Iterator[Element]:
    """All of a file, an element at a time, as UTF-8 where its encoding can be known."""
    buffer, name, at, begun, done = bytearray(), "", 0, 0, 0
    for chunk in _chunks(file):
        buffer += chunk
        done += len(chunk)
        last = not chunk
        while True:
            mark = MARK.search(buffer, at)
            if mark is None or (mark.start() > len(buffer) - MARK_BYTES and not last):
                at = max(at, len(buffer) - MARK_BYTES)
                break
            if mark[0] == b"<![CDATA[":
                end = buffer.find(b"]]>", mark.end())
                if end < 0 and last:
                    at = mark.end()  # it never ends, so it does not begin
                    continue
                if end < 0:
                    at = mark.start()
                    break
                at = end + 3
                continue
            at = mark.end()
            if mark["open"] and (not name or mark["open"] == b"item"):
                yield from _parts(name, bytes(buffer[begun : mark.start()]), done, whole=not name)
                name, begun = mark["open"].decode(), mark.start()
            elif mark["close"] and mark["close"].decode() == name:
                yield from _parts(name, bytes(buffer[begun : mark.end()]), done)
                name, begun = "", mark.end()
        if len(buffer) - begun > ELEMENT_BYTES_MAX:
            yield Element(name, bytes(buffer[begun:]), done, whole=False)
            name, begun, at = "", len(buffer), len(buffer)
        if begun:
            del buffer[:begun]
            at, begun = at - begun, 0
    yield from _parts(name, bytes(buffer), done, whole=not name)


def _parts(name: str, raw: bytes, end: int, *, whole: bool = True) -> Iterator[Element]:
    """More than one where a CDATA that was never closed has taken in the next.

    That may even be well-formed: then a text holds its own end.
    """
    node: Node | None = Node(name)
    if name == "item" and NEXT.search(raw):
        node = _parsed(FORBIDDEN.sub("", _text(raw)[0]))
    if node and not any(f"</{each.name}>" in each.text for each in node.below):
        yield Element(name, raw, end, whole)
        return
    parts = NEXT.split(raw)
    for part in parts:
        yield Element(name, part, end, whole or part is not parts[-1])


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """UTF-8, or what calls itself so; an empty one comes last."""
    first = file.read(CHUNK_BYTES)
    bom = next((bom for bom in BOMS if first.startswith(bom)), b"")
    declared = DECLARED.search(first[:65536])
    encoding = BOMS[bom] if bom else declared[1].decode() if declared else "utf-8"
    try:
        encoding = codecs.lookup(encoding).name
        decode = codecs.getincrementaldecoder(encoding)("replace").decode
        str(decode(b""))
    except (LookupError, TypeError):
        encoding = "utf-8"
    first = first.removeprefix(codecs.BOM_UTF8)
    while first:
        yield first if encoding == "utf-8" else decode(first).encode("utf-8", "replace")
        first = file.read(CHUNK_BYTES)
    yield b""


def node_of(element: Element, repairs: Repairs) -> tuple[Node, bool]:
    """What an element says, and whether its XML was well-formed; never raises."""
    text, invalid = _text(element.raw)
    text, controls = FORBIDDEN.subn("", text)
    repairs.encoding += invalid
    repairs.controls += controls
    strict = _parsed(text) if element.whole and element.name else None
    return strict or _scanned(text), strict is not None


def _text(raw: bytes) -> tuple[str, int]:
    try:
        return raw.decode(), 0
    except UnicodeDecodeError:
        replaced = raw.decode("utf-8", "replace").count("\ufffd") - raw.count(b"\xef\xbf\xbd")
        return raw.decode("utf-8", "moving_in.windows"), replaced


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 are most often those of Windows-1252, pasted long ago."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("moving_in.windows", _as_windows)


def _parsed(text: str) -> Node | None:
    """None where it is not well-formed.

    Names are read as they are spelt, whatever their namespace.
    """
    root = Node("")
    stack, texts = [root], [[""]]

    def start(name: str, attributes: dict[str, str]) -> None:
        node = Node(name, attributes)
        stack[-1].below.append(node)
        stack.append(node)
        texts.append([])

    def end(_: str) -> None:
        stack.pop().text = "".join(texts.pop())

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda data: texts[-1].append(data)
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return None
    return root.below[0]


def _scanned(text: str) -> Node:
    """By known tags alone, each leaf from its beginning to its end, whatever is in between."""
    root = Node("")
    stack, at, endless = [root], 0, set[str]()
    while tag := TAG.search(text, at):
        name, at = tag["name"], tag.end()
        if tag["end"]:
            if name in [node.name for node in stack[1:]]:
                while stack.pop().name != name:
                    pass
            continue
        found = ATTRIBUTE.findall(tag["rest"])
        node = Node(name, {key: unescape(one or other) for key, one, other in found})
        if name in HOLDERS:
            if name == stack[-1].name:
                stack.pop()  # the one before was never closed
            stack[-1].below.append(node)
            stack.append(node)
        elif not tag["rest"].endswith("/"):
            node.text, at = _leaf(text, at, name, endless)
            stack[-1].below.append(node)
    return root.below[0] if root.below and root.below[0].name in HOLDERS else root


def _leaf(text: str, at: int, name: str, endless: set[str]) -> tuple[str, int]:
    """What it holds, and where it ends; ``endless`` are the ends already sought in vain."""
    opens = CDATA.match(text, at)
    for end in (f"]]></{name}>", f"</{name}>") if opens else (f"</{name}>",):
        close = -1 if end in endless else text.find(end, at)
        if close >= 0:
            held = text[opens.end() if opens else at : close]
            held = held.replace("]]]]><![CDATA[>", "]]>") if opens else unescape(held)
            return held.removesuffix("]]>"), close + len(end)
        endless.add(end)
    following = TAG.search(text, at)
    close = following.start() if following else len(text)
    held = text[opens.end() if opens else at : close]
    return (held if opens else unescape(held)).removesuffix("]]>"), close


def is_export(head: bytes) -> bool:
    """Whether a file that begins so is one, whatever stands before it."""
    bom = next((bom for bom in BOMS if head.startswith(bom)), b"")
    text = head.decode(BOMS[bom], "replace").encode() if bom else head
    return b"<rss" in text and (b"wordpress.org/export" in text or b"<wp:" in text)
