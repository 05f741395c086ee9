"""Says every problem of a build on one line each, and ends it with exit status 1."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.log import console

from plugins.check.log import LOG
from plugins.check.outside import ask_all
from plugins.check.result import faults
from plugins.check.state import Post, lines, sections
from plugins.common.content import all_articles, articles_of, everything
from plugins.common.problem import Problem
from plugins.common.source import shown
from plugins.links.links import file_at


def be_quiet_in_a_pipe(pelican: Pelican) -> None:
    console.quiet = not console.is_terminal


def gather(generators: Sequence[Generator]) -> None:
    """The last hook before anything is written."""
    context, settings = generators[0].context, generators[0].settings
    found = context.get("problems", [])
    settings["PROBLEMS"] = found
    settings["SOURCES"] = {
        path: shown(content.source_path) for path, content in context["outputs"].items() if content
    }
    if settings["CHECK"]:
        settings["STATE"] = sections(posts(generators), settings["NOW"])
        if settings["LINKS"] == "external":
            found += outside(generators)
    if settings["PUBLISH"] and serious(found + LOG.problems):
        say(found + LOG.problems)
        print("Nothing was published.", file=sys.stderr)
        raise SystemExit(1)


def outside(generators: Sequence[Generator]) -> Iterator[Problem]:
    """What is wrong with links that lead out of the site, each told where it stands."""
    settings = generators[0].settings
    links = [
        (link, nth, content.source)
        for content in everything(generators)
        for link, nth in numbered(content.anatomy.links)
        if link.startswith(("http://", "https://")) and not link.startswith(settings["SITEURL"])
    ]
    kept, agent = Path(settings["CACHE_PATH"], "links.json"), f"link check (+{settings['SITEURL']})"
    answers = ask_all({link for link, _, _ in links}, kept, settings["NOW"], agent)
    for link, nth, source in links:
        what, remedy, is_note = answers[link].told(link)
        if what:
            yield source.problem(source.line_of(link, nth=nth), what, remedy, note=is_note)


def posts(generators: Sequence[Generator]) -> Iterator[Post]:
    outputs = generators[0].context["outputs"]
    linked = set()
    for content in everything(generators):
        site = content.settings["SITEURL"]
        found = {file_at(a, f"{site}/{content.url}", site, outputs) for a in content.anatomy.links}
        linked |= found - {content.save_as}
    for article in all_articles(articles_of(generators)):
        reading = getattr(article, "reading", None)
        said = article.source.header.values.get("status")
        yield Post(
            path=article.source.path,
            title=str(article.title),
            date=article.date,
            is_draft=said is not None and "draft" in map(str.casefold, said.texts),
            review=article.metadata.get("review"),
            has_topic=bool(getattr(article, "tags", ())),
            has_picture=bool(article.picture or article.anatomy.pictures),
            is_linked=article.save_as in linked,
            ease=reading and reading.reading_ease,
            customer_share=reading and reading.customer_share,
        )


def numbered(links: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Each with how many of the same stand before it."""
    seen: Counter[str] = Counter()
    for link in links:
        yield link, seen[link]
        seen[link] += 1


def end(pelican: Pelican) -> None:
    settings = pelican.settings
    found = settings["PROBLEMS"] + LOG.problems
    if settings["CHECK"]:
        inbox = urlsplit(settings["FORM_ACTION"]).path.rpartition("/")[0]
        folder = shown(pelican.output_path)
        found += faults(folder, settings["SITEURL"], inbox, settings["SOURCES"])
    if settings["CHECK"]:
        print(*lines(settings["STATE"]), sep="\n", file=sys.stderr)
    say(found)
    LOG.problems.clear()
    if serious(found):
        raise SystemExit(1)
    if settings["CHECK"]:
        print(f"{len(settings['SOURCES'])} files checked: no problem.", file=sys.stderr)


def serious(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.note]


def say(problems: Iterable[Problem]) -> None:
    """Problems on stdout, by file and line; notes on stderr, one for all files they are true of."""
    found = sorted(set(problems))
    for problem in serious(found):
        print(problem)
    notes = sorted((p for p in found if p.note), key=lambda note: note.what)
    for what, group in groupby(notes, key=lambda note: note.what):
        first, *others = group
        more = f" (and in {len(others)} more places)" if others else ""
        place = f"{first.path}:{first.line}" if first.line else first.path
        print(f"{place}: note: {what}{more}", file=sys.stderr)


def register() -> None:
    signals.initialized.connect(be_quiet_in_a_pipe)
    signals.all_generators_finalized.connect(gather)
    signals.finalized.connect(end)
