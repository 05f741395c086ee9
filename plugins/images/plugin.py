"""Makes the pictures that a build shows, and says which cannot be shown."""

import filecmp
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from pelican import Pelican, signals
from pelican.contents import Static
from pelican.generators import Generator

from plugins.common.content import everything, report
from plugins.common.problem import Place, Problem
from plugins.common.source import Source, shown
from plugins.images.album import Album
from plugins.images.markup import Pictures
from plugins.links.links import name_in_text

# By path below the content folder: what is wrong with a picture, and what to do.
Faults = dict[str, tuple[str, str]]


def use_album(pelican: Pelican) -> None:
    settings = pelican.settings
    kept = Path(settings["CACHE_PATH"], "images")
    settings["ALBUM"] = album = Album(Path(pelican.path), kept, settings["SITE_ROOT"])
    markdown, extension = settings["MARKDOWN"], Pictures(album, settings["PICTURE_SIZES"])
    extensions = [*markdown.get("extensions", ()), extension]
    settings["MARKDOWN"] = {**markdown, "extensions": extensions}


def make_pictures(generators: Sequence[Generator]) -> None:
    """Before anything is written: the last place where a picture may turn out to be damaged."""
    context, album = generators[0].context, generators[0].settings["ALBUM"]
    files, pictures = context["static_content"], {}
    for path in beside_texts(generators) & files.keys():
        if picture := album.picture(path, files[path].url):
            pictures[path] = picture
    shapes = {path: shape for path in sorted(files) if (shape := album.shape(path))}
    faulty = {path: (s.what, s.remedy) for path, s in shapes.items() if s.what}
    drawn = [path for path, s in shapes.items() if path not in faulty and s.kind != "SVG"]
    for path, what in album.make(drawn).items():
        faulty[path] = (f"the picture {Path(path).name} {what}", "Replace it")
    made: dict[str, Path] = {}
    for path in (path for path in drawn if path not in faulty):
        give(files[path], album.whole(path))
        made |= album.variants(path)
    context["pictures"] = {files[p].url: each for p, each in pictures.items() if p not in faulty}
    context["outputs"].update(dict.fromkeys(made))
    generators[0].settings["PICTURES"] = made
    report(context, problems(generators, faulty))
    leave_out(generators, faulty)


def give(file: Static, kept: Path) -> None:
    """Let Pelican write what is kept in the place of the file itself."""
    file.override_save_as, file.override_url = file.save_as, file.url
    file.source_path = str(kept.resolve())


def beside_texts(generators: Sequence[Generator]) -> set[str]:
    """The pictures of headers and of authors, by path."""
    profiles = (getattr(author, "profile", None) for author, _ in generators[0].context["authors"])
    headers = {content.metadata["image"] for content in everything(generators) if content.picture}
    return headers | {profile.picture for profile in profiles if profile}


def problems(generators: Sequence[Generator], faulty: Faults) -> Iterator[Problem]:
    """A line for each place that shows a faulty picture, or one for its file."""
    context, root = generators[0].context, generators[0].settings["SITE_ROOT"]
    places: dict[str, list[tuple[Source, Place]]] = {path: [] for path in faulty}
    paths = {f"{root}/{context['static_content'][path].url}": path for path in faulty}
    for content in everything(generators) if faulty else ():
        if (image := content.metadata.get("image")) in places:
            places[image].append((content.source, content.source.header.place("image")))
        for src in dict.fromkeys(picture.src for picture in content.anatomy.pictures):
            if src in paths:
                place = content.source.place_of(name_in_text(src))
                places[paths[src]].append((content.source, place))
    for path, (what, remedy) in faulty.items():
        for source, place in places[path]:
            yield source.problem(place, what, remedy)
        if not places[path]:
            yield Problem(shown(generators[0].path) / path, 0, 0, what, remedy)


def leave_out(generators: Sequence[Generator], faulty: Faults) -> None:
    """What cannot be shown is not written: nobody knows what is in it."""
    context = generators[0].context
    for path in faulty:
        file = context["static_content"].pop(path)
        context["staticfiles"].remove(file)
        context["outputs"].pop(file.save_as, None)
    for content in everything(generators):
        if content.metadata.get("image") in faulty:
            content.picture = None


def write_pictures(pelican: Pelican) -> None:
    for path, kept in pelican.settings["PICTURES"].items():
        file = Path(pelican.output_path, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        if not (file.is_file() and filecmp.cmp(kept, file)):
            shutil.copy2(kept, file)


def register() -> None:
    signals.initialized.connect(use_album)
    signals.all_generators_finalized.connect(make_pictures)
    signals.finalized.connect(write_pictures)
