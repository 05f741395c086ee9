"""Writes redirects and headers for every host: pages, its files, and rules for nginx and Caddy."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator

from plugins.addresses.redirects import Answer, Copy, Gone, Redirect
from plugins.common.address import Address
from plugins.common.content import everything, report
from plugins.common.files import write
from plugins.common.headers import checked, headers, policy_of, spelt_in_a_page
from plugins.common.problem import Problem
from plugins.common.served import WITHDRAWN
from plugins.common.words import words_of
from plugins.hosting.answers import parents, places, table_of
from plugins.hosting.blocked import blocked
from plugins.hosting.caddy import caddy
from plugins.hosting.headers import caddy_headers, headers_file, nginx_headers
from plugins.hosting.nginx import nginx
from plugins.hosting.pages import redirects_file, stub, unanswered_file
from plugins.outputs.outputs import same_file
from plugins.publish.releases import HOSTING

UNANSWERED = "unanswered.txt"


def set_headers(generators: Sequence[Generator]) -> None:
    """What browsers are told of every page, and what of the articles they will not show then."""
    context, settings = generators[0].context, generators[0].settings
    also, problems = checked(settings["CSP_ALSO"])
    policy = policy_of(settings["FORM_ACTION"], also)
    context["content_policy"] = spelt_in_a_page(policy)
    https = settings["SITEURL"].startswith("https://")
    settings["HOSTING_HEADERS"] = headers(policy, https=https)
    report(context, problems)
    for content in everything(generators):
        report(context, blocked(content.content, policy, content.source, settings["SITEURL"]))


def list_answers(generators: Sequence[Generator]) -> None:
    """Into ``outputs``, after all else: whatever else is written there goes before."""
    context, settings = generators[0].context, generators[0].settings
    outputs: dict[str, object] = context["outputs"]
    before = set(outputs)

    def alive(address: Address) -> bool:
        return address in context["present"] or not before.isdisjoint(address.files)

    answers: tuple[Answer, ...] = context["answers"]
    table = table_of(answers, alive)
    root, site, say = settings["SITE_ROOT"], settings["SITEURL"], words_of(settings)
    gone = [answer for answer in answers if isinstance(answer, Gone)]
    asked = [answer for answer in answers if not isinstance(answer, Gone)]
    pages = dict(placed(asked, outputs))
    files: dict[str, str | Copy] = {
        page: stub(answer.target, site, root, say) if isinstance(answer, Redirect) else answer
        for page, answer in pages.items()
    }
    if (text := redirects_file(table, root)) and "_redirects" not in outputs:
        files["_redirects"] = text
    told = settings["HOSTING_HEADERS"]
    if "_headers" not in outputs:
        files["_headers"] = ""  # which pictures last is not known yet
    if settings["SERVE"]:
        files[WITHDRAWN] = "".join(f"{each.page}\n" for each in gone)
    outputs.update(dict.fromkeys(files))
    settings["HOSTING_FILES"], settings["HOSTING_OUTPUTS"] = files, outputs
    if settings["PUBLISH"]:
        folder = Path(settings["HOSTING_PATH"])
        left = [*(answer for answer in asked if answer.page not in pages), *gone]
        unanswered = {answer.source: answer for answer in left}
        settings["HOSTING_RULES"] = {
            "nginx.conf": nginx(table, site, root, f"{folder}/nginx.conf") + nginx_headers(told),
            "Caddyfile": caddy(table, site, root, f"{folder}/Caddyfile")
            + caddy_headers(told, root),
            UNANSWERED: unanswered_file(unanswered, root),
        }
        report(context, noted(len(unanswered), folder / UNANSWERED))


def noted(count: int, path: Path) -> Iterator[Problem]:
    if count:
        what = f"only nginx and Caddy can answer {count} address{'es' * (count > 1)}, listed here"
        yield Problem(path, 0, 0, what, note=True)


def placed(
    answers: Iterable[Redirect | Copy], outputs: Iterable[str]
) -> Iterator[tuple[str, Redirect | Copy]]:
    """Where a file can stand for each, in nobody's way on any file system."""
    files = {same_file(path) for path in outputs}
    folders = places(files)
    for answer in answers:
        key = same_file(answer.page)
        if key and key not in folders and files.isdisjoint(parents(key)):
            files.add(key)
            folders.update(parents(key))
            yield answer.page, answer


def write_answers(pelican: Pelican) -> None:
    """After the feeds, of which there may be copies."""
    output, settings = Path(pelican.output_path), pelican.settings
    files: dict[str, str | Copy] = settings["HOSTING_FILES"]
    if "_headers" in files:
        told, root = settings["HOSTING_HEADERS"], settings["SITE_ROOT"]
        files["_headers"] = headers_file(told, root, settings["HOSTING_OUTPUTS"])
    for path, made in files.items():
        file = output / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(made, Copy):
            shutil.copyfile(output / made.file, file)
        else:
            file.write_text(made, "utf-8")
    # With the release that they are of, until that is put in place.
    beside = output.parent / HOSTING if settings["PRESENT_PATH"] else Path(settings["HOSTING_PATH"])
    rules = settings.get("HOSTING_RULES", {})
    write(beside, {name: text.encode("utf-8") for name, text in rules.items()})


def register() -> None:
    signals.all_generators_finalized.connect(set_headers)
    signals.all_generators_finalized.connect(list_answers)
    signals.finalized.connect(write_answers)
