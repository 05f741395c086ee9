"""Says every problem of a build on one line each, and ends it with exit status 1."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import click
from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.log import console
from pelican.settings import DEFAULT_CONFIG

from plugins.check.log import LOG
from plugins.check.mend import diff, mended_files
from plugins.check.outside import ask_all
from plugins.check.report import FORMATS, counted, say, serious
from plugins.check.result import faults
from plugins.check.settings import absent, assigned, files, judged, misspelt, read_by
from plugins.check.state import Post, lines, notes, sections
from plugins.common.content import all_articles, all_pages, articles_of, everything, pages_of
from plugins.common.files import replace
from plugins.common.problem import Fix, Problem
from plugins.common.source import shown
from plugins.common.text import did_you_mean
from plugins.links.links import file_at, within


def be_quiet_in_a_pipe(pelican: Pelican) -> None:
    console.quiet = not console.is_terminal


def read_settings(pelican: Pelican) -> None:
    """Before a hook can miss one that is misspelt."""
    here = Path(__file__).parents[1]
    known = read_by([here, Path(pelican.settings["THEME"], "templates")])
    pages = {
        f"{template.upper()}_{end}"
        for template in pelican.settings["DIRECT_TEMPLATES"]
        for end in ("URL", "SAVE_AS")
    }
    settings, texts = pelican.settings, files()
    LOG.problems += misspelt(texts, known | pages | DEFAULT_CONFIG.keys())
    if wrong := list(judged(settings, texts)):  # nothing can be built with them
        say(wrong + LOG.problems, settings["FORMAT"], annotate=settings["ANNOTATE"])
        raise SystemExit(1)


def gather(generators: Sequence[Generator]) -> None:
    """The last hook before anything is written."""
    context, settings = generators[0].context, generators[0].settings
    found = context.get("problems", [])
    settings["PROBLEMS"] = found
    settings["SOURCES"] = {
        path: shown(content.source_path) for path, content in context["outputs"].items() if content
    }
    settings["PROOFREAD"] = frozenset(
        path for path, content in context["outputs"].items() if getattr(content, "proof", ())
    )
    slugs = {page.slug for page in all_pages(pages_of(generators))}
    for name, what, remedy in absent(settings, slugs, context["outputs"]):
        found.append(Problem(*assigned(name, files()), 0, what, remedy))
    for name, choices in (("FORMAT", FORMATS), ("LINKS", ("", "external"))):
        if settings[name] not in choices:
            what = f"'{settings[name]}' is not known"
            remedy = did_you_mean(settings[name], filter(None, choices))
            found.append(Problem(Path(name), 0, 0, what, remedy))
    if settings["CHECK"]:
        settings["STATE"] = sections(posts(generators), settings["NOW"])
        if settings["LINKS"] == "external":
            found += outside(generators)
    if settings["PUBLISH"] and serious(found + LOG.problems):
        say(found + LOG.problems, settings["FORMAT"], annotate=settings["ANNOTATE"])
        print("Nothing was published.", file=sys.stderr)
        raise SystemExit(1)


def outside(generators: Sequence[Generator]) -> Iterator[Problem]:
    """What is wrong with links that lead out of the site, each told where it stands."""
    settings = generators[0].settings
    links = [
        (link, nth, content.source)
        for content in everything(generators)
        for link, nth in numbered(content.anatomy.links)
        if link.startswith(("http://", "https://")) and not within(link, settings["SITEURL"])
    ]
    kept, agent = Path(settings["CACHE_PATH"], "links.json"), f"link check (+{settings['SITEURL']})"
    answers = ask_all({link for link, _, _ in links}, kept, settings["NOW"], agent)
    for link, nth, source in links:
        what, remedy, is_note = answers[link].told(link)
        if what:
            at, moved = source.place_of(link, nth=nth), answers[link].moved
            fix = Fix(at, link, moved) if answers[link].is_fine and at.column else None
            yield source.problem(at, what, remedy, note=is_note, fix=fix)


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
            suggested=next((f"{s.topic}?" for s in getattr(article, "suggestions", ())), ""),
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
    if settings["CHECK"] or settings["PRESENT_PATH"]:  # not yet what readers see
        inbox = urlsplit(settings["FORM_ACTION"]).path.rpartition("/")[0]
        drawn = faults(
            shown(pelican.output_path),
            settings["SITEURL"],
            inbox,
            settings["SOURCES"],
            settings["PROOFREAD"],
            ids_are_told=bool(serious(found)),
        )
        found += drawn if settings["CHECK"] else serious(drawn)
    if settings["CHECK"]:
        if settings["FORMAT"] == "json":
            found += notes(settings["STATE"])
        else:
            print(*lines(settings["STATE"]), sep="\n", file=sys.stderr)
    LOG.problems.clear()
    left = mend(found) if settings["FIX"] else found
    say(left, settings["FORMAT"], annotate=settings["ANNOTATE"])
    if serious(left):
        if settings["PRESENT_PATH"]:
            print("Nothing was published.", file=sys.stderr)
        raise SystemExit(1)
    if settings["CHECK"] and left == found:
        print(f"{len(settings['SOURCES'])} files checked: no problem.", file=sys.stderr)


def mend(problems: Sequence[Problem]) -> list[Problem]:
    """What remains after all that has one right answer is mended, if nobody says no."""
    files = mended_files(problems)
    for path, file in files.items():
        print(diff(path, file), file=sys.stderr)
    asked = sys.stdin.isatty() and sys.stderr.isatty()
    if not files or (asked and not click.confirm("Write this?", err=True)):
        return list(problems)
    try:
        for path, file in files.items():
            replace(path, file.new.encode("utf-8"))
    except OSError as error:
        print(f"{error.filename}: cannot be written: {error.strerror}.", file=sys.stderr)
        return list(problems)
    done = {(path, fix) for path, file in files.items() for fix in file.fixes}
    told = f"Mended {counted(len(done), 'place')} in {counted(len(files), 'file')}"
    print(f"{told}; the next check reads what they say now.", file=sys.stderr)
    return [problem for problem in problems if (problem.path, problem.fix) not in done]


def register() -> None:
    signals.initialized.connect(read_settings)
    signals.initialized.connect(be_quiet_in_a_pipe)
    signals.all_generators_finalized.connect(gather)
    signals.finalized.connect(end)
