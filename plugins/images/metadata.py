"""The bytes of a picture without what nobody needs to see it: the place, the camera, remarks.

No pixel is touched. A ValueError says that the bytes do not hold together.
"""

import re

PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
# Size, colours and frames; all else is text, time or another's.
PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS sRGB gAMA cHRM sBIT bKGD pHYs acTL fcTL fdAT".split()
)
WEBP_KEPT = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"))
# In VP8X: a profile, EXIF and XMP. https://developers.google.com/speed/webp/docs/riff_container
WEBP_TOLD = 0b00101100
# In a scan of a JPEG each 0xFF is followed by a 0, or begins again what was lost.
SCAN_ENDS = re.compile(rb"\xff(?![\x00\xff\xd0-\xd7])")
GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def stripped(content: bytes, kind: str) -> bytes:
    try:
        return STRIP[kind](content)
    except IndexError as error:
        raise ValueError("cut short") from error


def jpeg(content: bytes) -> bytes:
    """https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B."""
    kept, at = [content[:2]], 2
    while content[at + 1] != 0xD9:
        marker = content[at + 1]
        if content[at] != 0xFF:
            raise ValueError("no marker")
        if marker == 0xFF:
            at += 1
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        segment = content[at:end]
        if marker == 0xDA:
            scan = SCAN_ENDS.search(content, end)
            end = scan.start() if scan else len(content)
            kept.append(content[at:end])
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE) or says_colours(segment):
            kept.append(segment)
        at = end
    return b"".join(kept) + b"\xff\xd9"


def says_colours(segment: bytes) -> bool:
    """Of what programs add, JFIF's mark, if no small picture is in it, and Adobe's."""
    return (segment[4:9] == b"JFIF\0" and len(segment) == 18) or segment[4:9] == b"Adobe"


def png(content: bytes) -> bytes:
    """https://www.w3.org/TR/png-3/#5Chunk-layout, moving ones too."""
    kept, at, name = [PNG_BEGINS], len(PNG_BEGINS), b""
    while name != b"IEND":
        end = at + 12 + int.from_bytes(content[at : at + 4])
        name = content[at + 4 : at + 8]
        if end > len(content):
            raise ValueError("cut short")
        if name in PNG_KEPT:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)


def webp(content: bytes) -> bytes:
    kept, at = [], 12
    while at < 8 + int.from_bytes(content[4:8], "little"):
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        chunk = content[at : at + 8 + length + length % 2]
        if len(chunk) < 8 + length:
            raise ValueError("cut short")
        if chunk[:4] == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~WEBP_TOLD]) + chunk[9:]
        if chunk[:4] in WEBP_KEPT:
            kept.append(chunk)
        at += len(chunk)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def gif(content: bytes) -> bytes:
    """https://www.w3.org/Graphics/GIF/spec-gif89a.txt."""
    at = 13 + colours(content[10])
    kept = [content[:at]]
    while content[at] != 0x3B:
        begin = at
        match content[at]:
            case 0x2C:
                at = blocks_end(content, at + 11 + colours(content[at + 9]))
                kept.append(content[begin:at])
            case 0x21:
                at = blocks_end(content, at + 2)
                if content[begin + 1] == 0xF9 or content[begin + 3 : begin + 14] in GIF_LOOPS:
                    kept.append(content[begin:at])
            case _:
                raise ValueError("no block")
    return b"".join(kept) + b"\x3b"


def colours(packed: int) -> int:
    """The bytes of a colour table."""
    return 3 * 2 ** (packed % 8 + 1) if packed & 0x80 else 0


def blocks_end(content: bytes, at: int) -> int:
    while content[at]:
        at += 1 + content[at]
    return at + 1


STRIP = {"JPEG": jpeg, "PNG": png, "WEBP": webp, "GIF": gif}
