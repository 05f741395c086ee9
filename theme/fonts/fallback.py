"""``uv run theme/fonts/fallback.py FONT…``: how far fonts are from Literata, for fonts.css.

Each FONT, a file, is one that readers may have, or has its widths (Gelasio has Georgia's; Tinos
and Liberation Serif have those of Times New Roman). Printed is what makes its lines as long and
as high as Literata's, so that nothing moves when that has arrived:

    size-adjust       the width of TEXT in Literata, by its width in the font
    ascent-override   Literata's ascent, by the size that makes of it; descent likewise
"""

# /// script
# dependencies = ["fonttools[woff]==4.68.0"]
# ///

import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parents[1] / "static" / "fonts"
# Of running text what matters is how often each letter comes; kerning is left out of it.
TEXT = (
    "The bell on the counter was there so that somebody would come. Nobody came. We have all "
    "waited at such a counter, and most of us have rung that bell a second time, a little ashamed "
    "of it. What does a company know of the minutes in between? It knows how many people called, "
    "how long each call took, and that “your call is important to us”. It does not know who put "
    "the phone down and went elsewhere; for that, somebody has to stand where the customer stands."
)


def width(font: TTFont) -> float:
    """That of TEXT, in sizes of the font."""
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    return sum(advances[glyphs[ord(sign)]][0] for sign in TEXT) / font["head"].unitsPerEm


def literata(style: str, weight: int) -> TTFont:
    font = TTFont(FONTS / f"literata-{style}-latin.woff2")
    return instantiateVariableFont(font, {"wght": weight})


def main(files: list[Path]) -> None:
    for file in files:
        font = TTFont(file)
        bold, italic = font["OS/2"].usWeightClass >= 600, font["post"].italicAngle != 0
        ours = literata("italic" if italic else "roman", 600 if bold else 400)
        size = width(ours) / width(font)
        ascent, descent = (
            abs(height) / ours["head"].unitsPerEm / size
            for height in (ours["hhea"].ascent, ours["hhea"].descent)
        )
        print(
            f"{font['name'].getDebugName(4)}: size-adjust: {size:.2%}; "
            f"ascent-override: {ascent:.2%}; descent-override: {descent:.2%};"
        )


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
