"""``uv run theme/fonts/make.py FOLDER``: the subsets of Literata in theme/static/fonts.

FOLDER holds the files of the npm package @fontsource-variable/literata 5.3.0 (``npm pack``, then
``tar xzf``, then package/files). Roman and italic, Latin and Latin extended apart, so that a page
fetches only what it shows; weights 400 to 700, no hints, and no feature that running text does
without.
"""

# /// script
# dependencies = ["fonttools[woff]==4.68.0"]
# ///

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parents[1] / "static" / "fonts"
STYLES = {"roman": "normal", "italic": "italic"}
WEIGHTS = (400, 700)
# The same ranges stand as ``unicode-range`` in theme/static/css/fonts.css.
RANGES = {
    "latin": "20-7e a0-ff 131 152-153 2c6 2da 2dc 2010-2026 202f-2030 2032-2033 2039-203a 2044"
    " 20ac 2122 2190-2193 2212 2215",
    "latin-ext": "100-130 132-151 154-17f 218-21b 1e80-1e85 1e9e 20b9-20bf",
}
FEATURES = "kern liga ccmp locl mark mkmk".split()


def characters(ranges: str) -> list[int]:
    """``"20-7e 131"`` → every code point in it."""
    parts = (part.partition("-") for part in ranges.split())
    return [
        code
        for first, _, last in parts
        for code in range(int(first, 16), int(last or first, 16) + 1)
    ]


def subset(source: Path, ranges: str) -> TTFont:
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.layout_features = FEATURES
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters(ranges))
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"wght": WEIGHTS})
    font.flavor = "woff2"
    return font


def main(folder: Path) -> None:
    for style, spelt in STYLES.items():
        for name, ranges in RANGES.items():
            font = subset(folder / f"literata-{name}-wght-{spelt}.woff2", ranges)
            font.save(FONTS / f"literata-{style}-{name}.woff2")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
