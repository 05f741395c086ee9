"""Writes redirects for every host: pages, ``_redirects``, and rules for nginx and Caddy."""

import shutil
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.generators import Generator

from plugins.addresses.redirects import Redirect
from plugins.common.address import Address, address_of
from plugins.common.content import report
from plugins.common.problem import Problem
from plugins.hosting.answers import Answer, Copy, parents, places, table_of
from plugins.hosting.caddy import caddy
from plugins.hosting.nginx import nginx
from plugins.hosting.pages import redirects_file, stub
from plugins.outputs.outputs import same_file


def list_answers(generators: Sequence[Generator]) -> None:
    """Into ``outputs``, after all else: whatever else is written there goes before."""
    context, settings = generators[0].context, generators[0].settings
    outputs: dict[str, object] = context["outputs"]
    files_alive, present = set(outputs), context["present"]

    def alive(address: Address) -> bool:
        return address in present or not files_alive.isdisjoint(address.files)

    copies = [copy for copy in feed_copies(settings) if is_there(copy, context)]
    answers: tuple[Answer, ...] = (*copies, *context["redirects"], *context["gone"])
    table = table_of(answers, alive)
    root, site = settings["SITE_ROOT"], settings["SITEURL"]
    pages = dict(placed((*copies, *context["redirects"]), outputs))
    files: dict[str, str | Copy] = {
        page: stub(answer.target, site, root) if isinstance(answer, Redirect) else answer
        for page, answer in pages.items()
    }
    if (text := redirects_file(table, root)) and "_redirects" not in outputs:
        files["_redirects"] = text
    outputs.update(dict.fromkeys(files))
    settings["HOSTING_FILES"] = files
    if settings["PUBLISH"]:
        folder = Path(settings["HOSTING_PATH"])
        settings["HOSTING_RULES"] = {
            folder / "nginx.conf": nginx(table, site, root, f"{folder}/nginx.conf"),
            folder / "Caddyfile": caddy(table, site, root, f"{folder}/Caddyfile"),
        }
        served = {answer.source for answer in pages.values()}
        left = [str(a.source) for a in (*copies, *context["redirects"]) if a.source not in served]
        if left:
            more = f" and {len(left) - 5} more" if len(left) > 5 else ""
            what = f"only nginx and Caddy can answer {', '.join(left[:5])}{more}"
            report(context, [Problem(folder, 0, 0, what, note=True)])


def feed_copies(settings: dict[str, Any]) -> Iterator[Copy]:
    for source, file in settings["FEED_ALIASES"].items():
        yield Copy(address_of(f"/{source}"), file)


def is_there(copy: Copy, context: MutableMapping[str, Any]) -> bool:
    if copy.file in context["outputs"]:
        return True
    what = f"there is no feed {copy.file} for the old address {copy.source}"
    report(context, [Problem(Path("FEED_ALIASES"), 0, 0, what, "Name one that is written")])
    return False


def placed(
    answers: Iterable[Redirect | Copy], outputs: Iterable[str]
) -> Iterator[tuple[str, Redirect | Copy]]:
    """Where a file can stand for each, in nobody's way on any file system."""
    files = {same_file(path) for path in outputs}
    folders = places(files)
    for answer in answers:
        page = answer.source.page
        key = same_file(page)
        if page and key not in folders and files.isdisjoint(parents(key)):
            files.add(key)
            folders.update(parents(key))
            yield page, answer


def write_answers(pelican: Pelican) -> None:
    """After the feeds, of which there may be copies."""
    output, settings = Path(pelican.output_path), pelican.settings
    for path, made in settings["HOSTING_FILES"].items():
        file = output / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(made, Copy):
            shutil.copyfile(output / made.file, file)
        else:
            file.write_text(made, "utf-8")
    for file, text in settings.get("HOSTING_RULES", {}).items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def register() -> None:
    signals.all_generators_finalized.connect(list_answers)
    signals.finalized.connect(write_answers)
