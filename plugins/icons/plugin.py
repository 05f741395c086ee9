"""Writes the icons and the manifest."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator

from plugins.common.colours import colours_of
from plugins.common.files import kept, write
from plugins.common.typeface import drawn_by
from plugins.icons.icon import ICONS, Sign, initial, logo_of, manifest

MANIFEST = "site.webmanifest"


def add_icons(generators: Sequence[Generator]) -> None:
    """After ``outputs``: what the content folder has at such an address stays its owner's."""
    context, settings = generators[0].context, generators[0].settings
    colours, name = colours_of(context["COLOURS"]), settings["SITENAME"]
    logo = settings["LOGO"]
    shown = logo_of(Path(generators[0].path, logo)) if logo else b""
    sign = Sign(shown, initial(name), colours)
    folder = Path(settings["CACHE_PATH"], "icons", drawn_by())
    made = {
        icon.path: kept(folder / sign.key(icon), partial(sign.draw, icon)).read_bytes()
        for icon in ICONS
    }
    root, lang = settings["SITE_ROOT"], settings["DEFAULT_LANG"]
    made[MANIFEST] = manifest(name, settings["TAGLINE"], lang, root, colours)
    files = {path: file for path, file in made.items() if path not in context["outputs"]}
    context["outputs"].update(dict.fromkeys(files))
    context["icons"] = tuple(ICONS)
    settings["ICON_FILES"] = files


def write_icons(pelican: Pelican) -> None:
    write(Path(pelican.output_path), pelican.settings["ICON_FILES"])


def register() -> None:
    signals.all_generators_finalized.connect(add_icons)
    signals.finalized.connect(write_icons)
