"""Writes the theme's files: bundled, minified, and named by what they hold."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator

from plugins.assets.bundle import faults, minified, named, parts, readdressed, script, sheet
from plugins.assets.colours import checked, colours_in, rules
from plugins.assets.logo import Logo, shown_size
from plugins.common.content import report
from plugins.common.problem import Problem
from plugins.common.source import shown

SHEET, SCRIPT, TOKENS, FACES = "css/site.css", "js/site.js", "css/tokens.css", "fonts.css"
FONTS = ("literata", "none")


class Assets(Generator):  # type: ignore[misc]
    """``outputs``: path below the output folder → its bytes. Other themes are left alone."""

    def generate_context(self) -> None:
        self.outputs: dict[str, bytes] = {}
        self.names: dict[str, str] = {}
        self.context["assets"] = {}
        static = Path(self.settings["THEME"], "static")
        if not (static / SHEET).is_file() or not parts(static / SHEET):
            return
        self.settings["THEME_STATIC_PATHS"] = []  # nothing is left for Pelican to copy
        fonts = self.fonts()
        own = self.colours((static / TOKENS).read_text("utf-8"))
        for path, file in files(static):
            if path.startswith("fonts/"):
                if fonts:
                    self.add(path, file.read_bytes(), lasting=file.suffix == ".woff2")
            elif path not in (SHEET, SCRIPT):
                self.add(path, file.read_bytes(), lasting=file.suffix == ".js")
        self.add(SCRIPT, script(static / SCRIPT).encode(), lasting=True)
        css = readdressed(self.sheet(static / SHEET, own, fonts), SHEET, self.names)
        self.add(SHEET, css.encode(), lasting=True)
        # For pages of before, and the inbox's own, which know no other name.
        self.add(SHEET, css.encode())
        folder = self.settings["THEME_STATIC_DIR"]
        self.context["assets"] = {path: f"{folder}/{name}" for path, name in self.names.items()}
        self.add_logo()

    def add(self, path: str, content: bytes, *, lasting: bool = False) -> str:
        """Where it will be; ``lasting`` under a name that nothing else will ever have."""
        name = named(path, content) if lasting else path
        if lasting:
            self.names[path] = name
        self.outputs[f"{self.settings['THEME_STATIC_DIR']}/{name}"] = content
        return name

    def sheet(self, file: Path, own: str, fonts: bool) -> str:
        css = sheet(file, own, frozenset(() if fonts else (FACES,)))
        if problems := list(faults(parts(file))):
            report(self.context, problems)
            return css
        return minified(css)

    def colours(self, tokens: str) -> str:
        good, problems = checked(self.settings["COLOURS"], colours_in(tokens))
        report(self.context, problems)
        self.context["COLOURS"] = good
        return rules(good)

    def fonts(self) -> bool:
        fonts = self.settings["FONTS"]
        if fonts not in FONTS:
            what, remedy = f"{fonts!r} is not known", f"Use one of: {', '.join(FONTS)}"
            report(self.context, [Problem(Path("FONTS"), 0, 0, what, remedy)])
            self.context["FONTS"] = FONTS[0]
        return bool(self.context["FONTS"] != "none")

    def add_logo(self) -> None:
        if not self.settings["LOGO"]:
            return
        file = Path(self.path, self.settings["LOGO"])
        try:
            content = file.read_bytes()
            width, height = shown_size(content)
        except OSError:
            what, remedy = f"there is no file {shown(file)}", "Mend the path, or add the file"
            report(self.context, [Problem(Path("LOGO"), 0, 0, what, remedy)])
        except ValueError as error:
            what, remedy = f"{shown(file)} cannot be shown: {error}", "Give it an SVG or a PNG"
            report(self.context, [Problem(Path("LOGO"), 0, 0, what, remedy)])
        else:
            name = self.add(f"img/logo{file.suffix.lower()}", content, lasting=True)
            path = f"{self.settings['THEME_STATIC_DIR']}/{name}"
            self.context["logo"] = Logo(path, width, height)

    def generate_output(self, writer: Any) -> None:
        for path, content in self.outputs.items():
            file = Path(self.output_path, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


def files(static: Path) -> Iterator[tuple[str, Path]]:
    """What of the theme is a file of its own, by its path there."""
    inside = {part for file in (static / SHEET, static / SCRIPT) for part in parts(file)}
    for file in sorted(static.rglob("*")):
        if file.is_file() and file not in inside:
            yield file.relative_to(static).as_posix(), file


def get_generators(pelican: Pelican) -> type[Assets]:
    return Assets


def register() -> None:
    signals.get_generators.connect(get_generators)
