"""Writes the records, has the index made, and puts it into the output."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from pelican import Pelican, signals
from pelican.contents import Article, Content
from pelican.generators import Generator

from plugins.common.content import listed, pages_of, report
from plugins.common.problem import Problem
from plugins.common.served import SEARCH
from plugins.search.index import INDEX, RECORDS, SearchError, make_index
from plugins.search.record import Record, write_records

FOLDER = "pagefind"


def allow_pagefind(pelican: Pelican) -> None:
    """It is compiled, and browsers run such code only where the content policy lets them."""
    settings = pelican.settings
    if "search" in settings["STANDING_PAGES"] and isinstance(settings["CSP_ALSO"], dict):
        also = {"script-src": "", **settings["CSP_ALSO"]}
        also["script-src"] = f"'wasm-unsafe-eval' {also['script-src']}".strip()
        settings["CSP_ALSO"] = also


def list_index(generators: Sequence[Generator]) -> None:
    """Into ``outputs``; ``search`` in the context says that there is something to search with."""
    context, settings = generators[0].context, generators[0].settings
    settings["SEARCH_FILES"], settings["SEARCH_SERVED"] = [], ""
    records = list(records_of(generators))
    if "search" not in settings["STANDING_PAGES"] or not records:
        return
    folder = folder_of(settings)
    write_records(folder / RECORDS, records, settings["DEFAULT_LANG"])
    if settings["SERVE"]:
        settings["SEARCH_SERVED"] = str(folder.resolve())
        context["outputs"][SEARCH] = None
    else:
        try:
            settings["SEARCH_FILES"] = make_index(folder)
        except SearchError as error:
            remedy = 'Install what it lacks, or take "search" out to publish without'
            report(context, [Problem(Path("PLUGINS"), 0, 0, str(error), remedy)])
            return
        context["outputs"] |= dict.fromkeys(f"{FOLDER}/{path}" for path in settings["SEARCH_FILES"])
    context["search"] = f"{settings['SITE_ROOT']}/{FOLDER}/pagefind.js"


def folder_of(settings: dict[str, str]) -> Path:
    """One for readers and one for ``make serve``, which may run meanwhile."""
    return Path(settings["CACHE_PATH"], "search", "serve" if settings["SERVE"] else "site")


def records_of(generators: Sequence[Generator]) -> Iterator[Record]:
    """Whatever stands in a list, and the pages that are no part of the furniture."""
    for article in listed(generators):
        yield record_of(article)
    pages = pages_of(generators)
    for page in (*pages.pages, *pages.translations):
        if page.template not in page.settings["STANDING_PAGES"]:
            yield record_of(page)


def record_of(content: Content) -> Record:
    settings, dated = content.settings, isinstance(content, Article)
    return Record(
        url=f"{settings['SITE_ROOT']}/{content.url}",
        title=content.title,
        html=content.content,
        # An index needs words, and so does what is shown of an article that is all pictures.
        summary=getattr(content, "standfirst", "")
        or ("" if content.anatomy.prose else content.title),
        language="" if content.lang == settings["DEFAULT_LANG"] else content.lang,
        day=content.date.date().isoformat() if dated else "",
        date=content.locale_date if dated else "",
        author=", ".join(author.name for author in getattr(content, "authors", ())),
        topics=", ".join(tag.name for tag in getattr(content, "tags", ())),
    )


def write_index(pelican: Pelican) -> None:
    output, settings = Path(pelican.output_path), pelican.settings
    for path in settings["SEARCH_FILES"]:
        (output / FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder_of(settings) / INDEX / path, output / FOLDER / path)
    if settings["SEARCH_SERVED"]:
        (output / SEARCH).write_text(settings["SEARCH_SERVED"], "utf-8")


def register() -> None:
    signals.initialized.connect(allow_pagefind)
    signals.all_generators_finalized.connect(list_index)
    signals.finalized.connect(write_index)
