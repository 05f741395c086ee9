"""Makes a release of what was built, and keeps other builds from writing into one."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator

from plugins.common.content import report
from plugins.common.problem import Problem
from plugins.common.served import stays
from plugins.common.source import shown
from plugins.publish.manifest import (
    MEANT,
    File,
    Manifest,
    newest,
    others,
    present,
    write_manifest,
)
from plugins.publish.releases import (
    RELEASE,
    alone,
    altered,
    files_in,
    number_of,
    numbers,
    put_aside,
    sha256_of,
    share,
)


def judge(generators: Sequence[Generator]) -> None:
    """Before anything is written: whether what would be gone is more than anybody means."""
    context, settings = generators[0].context, generators[0].settings
    settings["MADE_OF"] = {
        path: str(shown(content.source_path)) if content else ""
        for path, content in context["outputs"].items()
    }
    if settings["PRESENT_PATH"] and (before := newest(Path(settings["PRESENT_PATH"]))):
        report(context, vanished(before, settings))


def vanished(before: Manifest, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Of what authors wrote: pages of topics and the like follow from that."""
    pages = {p for p, file in before.files.items() if file.source and p.endswith(".html")}
    gone = sorted(pages - settings["MADE_OF"].keys())
    most = max(MEANT, settings["VANISHED_SHARE_MAX"] * len(pages))
    if len(gone) > most and not settings["SHRINK"]:
        named = ", ".join(f"/{path.removesuffix('index.html')}" for path in gone[:3])
        more = f" and {len(gone) - 3} more" if gone[3:] else ""
        what = f"{len(gone)} of the {len(pages)} posts and pages that are published would be gone: "
        remedy = "Bring them back, or if you mean it: make publish SHRINK=1"
        yield Problem(shown(settings["PRESENT_PATH"]), 0, 0, what + named + more, remedy)


def make_release(pelican: Pelican) -> None:
    """After all is written: what is as it was is the very file it was, and all is listed."""
    settings = pelican.settings
    if not settings["PRESENT_PATH"]:
        return
    tree, old = Path(pelican.output_path), Path(settings["PRESENT_PATH"])
    made_of, before = settings["MADE_OF"], present(old)
    files = {path: File(made_of.get(path, ""), sha256_of(tree / path)) for path in files_in(tree)}
    for path in sorted(made_of.keys() - files.keys()):
        settings["PROBLEMS"].append(Problem(Path(path), 0, 0, "this was to be written, and is not"))
    known = before.files if before else {}
    left = {
        path: File("", file.sha256, file.age + 1)
        for path, file in known.items()
        if stays(path) and file.age < settings["RELEASES_KEEP"] and path not in files
    }
    files |= {path: file for path, file in left.items() if (old / path).is_file()}
    number = max([0, number_of(old), *numbers(old)]) + 1
    now = int(settings["NOW"].timestamp())
    manifest = Manifest(number, number_of(old), settings["SITEURL"], now, files)
    share(old, tree, files.keys() - set(altered(old, manifest.hashes)))
    write_manifest(tree.parent, manifest)
    (tree / RELEASE).write_text(f"{number}\n", "ascii")


def keep_release(pelican: Pelican) -> None:
    """The last moment before anything is written, and that into the files of a release."""
    output = Path(pelican.output_path)
    if pelican.settings["PRESENT_PATH"] or not number_of(output):
        return
    with alone(output):
        put_aside(output, others(output, Path(pelican.settings["CACHE_PATH"])))


def register() -> None:
    signals.all_generators_finalized.connect(judge)
    signals.get_writer.connect(keep_release)
    signals.finalized.connect(make_release)
