"""Style sheets and scripts of several files, made into one."""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath

from lightningcss import process_stylesheet

from plugins.common.problem import Problem
from plugins.common.source import shown

PART = re.compile(r'^@import url\("(?P<file>[^"]+)"\) layer\((?P<layer>[\w-]+)\);\n?', re.MULTILINE)
MODULE = re.compile(r'^import "\./(?P<file>[^"]+)";\n?', re.MULTILINE)
ADDRESS = re.compile(r'url\(\s*"?(?P<address>[^")]+?)"?\s*\)')
FAULT = re.compile(
    r"(?:Parsing stylesheet failed: )?(?P<what>.*) at .*:(?P<line>\d+):(?P<column>\d+)"
)
# The oldest that know light-dark(): what they lack is added, nothing older is thought of.
BROWSERS = ["chrome >= 123", "firefox >= 120", "ios_saf >= 17.5", "safari >= 17.5"]


def parts(file: Path) -> list[Path]:
    """The files that a style sheet or a script is made of; none where it is one of its own."""
    imported = PART if file.suffix == ".css" else MODULE
    found = imported.finditer(file.read_text("utf-8"))
    return [file.with_name(match["file"]) for match in found]


def sheet(file: Path, own: str, without: frozenset[str]) -> str:
    """The style sheet, each import the layer that it asks for; ``own`` rules come last."""

    def layer(match: re.Match[str]) -> str:
        if match["file"] in without:
            return ""
        return f"@layer {match['layer']} {{\n{file.with_name(match['file']).read_text('utf-8')}}}\n"

    return PART.sub(layer, file.read_text("utf-8")) + own


def script(file: Path) -> str:
    """The script, each import a block, in which names are the part's own."""

    def block(match: re.Match[str]) -> str:
        return f"{{\n{file.with_name(match['file']).read_text('utf-8')}}}\n"

    return MODULE.sub(block, file.read_text("utf-8"))


def minified(css: str) -> str:
    """Raises ValueError where it is no style sheet."""
    return str(process_stylesheet(css, minify=True, browsers_list=BROWSERS))


def faults(files: list[Path]) -> Iterator[Problem]:
    """Each style sheet that is none."""
    for file in files:
        try:
            minified(file.read_text("utf-8"))
        except ValueError as error:
            told = FAULT.fullmatch(str(error))
            line, column = (int(told["line"]) + 1, int(told["column"])) if told else (0, 0)
            what = f"this is no CSS: {told['what'] if told else error}"
            yield Problem(shown(file), line, column, what, "Mend it")


def named(path: str, content: bytes) -> str:
    """``css/site.css`` → ``css/site.0123456789abcdef.css``."""
    name = PurePosixPath(path)
    return str(name.with_suffix(f".{sha256(content).hexdigest()[:16]}{name.suffix}"))


def readdressed(css: str, at: str, names: Mapping[str, str]) -> str:
    """The sheet at a path, its addresses those of the files' new ``names``."""
    folder = PurePosixPath(at).parent

    def address(match: re.Match[str]) -> str:
        for old, new in names.items():
            if match["address"] == relative(old, folder):
                return f'url("{relative(new, folder)}")'
        return match[0]

    return ADDRESS.sub(address, css)


def relative(path: str, folder: PurePosixPath) -> str:
    """``fonts/a.woff2`` from ``css`` → ``../fonts/a.woff2``."""
    return "../" * len(folder.parts) + path
