"""Sets what a build stands on, before anything is read."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pelican import Pelican, signals
from pelican.contents import Category, Content
from pelican.generators import ArticlesGenerator, Generator
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import strftime

from plugins.common.content import everything, report
from plugins.common.problem import Problem
from plugins.common.source import shown
from plugins.common.words import put_right, words_of
from plugins.site.tree import escaping_links, faults, strays


def settle(pelican: Pelican) -> None:
    """What follows from SITEURL and from the folder that is built, whichever they are."""
    settings, root = pelican.settings, Path(pelican.path)
    settings["SITE_ROOT"] = urlsplit(settings["SITEURL"]).path.rstrip("/")
    if not any((root / folder).is_dir() for folder in settings["ARTICLE_PATHS"]):
        settings["ARTICLE_PATHS"] = [""]
        settings["ARTICLE_EXCLUDES"] = [*settings["PAGE_PATHS"], "replies"]
    # Pelican follows links out of the folder, and would publish what is there.
    settings["IGNORE_FILES"] = [
        *settings["IGNORE_FILES"],
        *(path.name for path in escaping_links(root)),
    ]


def root_links(generator: Generator) -> None:
    """Links in content begin at the site's root, not with its address."""
    generator.context["localsiteurl"] = generator.settings["SITE_ROOT"]


def speak(generator: Generator) -> None:
    """Templates and dates speak DEFAULT_LANG, in the owner's own words where WORDS has any."""
    settings = generator.settings
    report(generator.context, put_right(settings))
    generator.context["WORDS"] = settings["WORDS"]
    generator.env.globals.update(words_of(settings).globals, long_date=partial(dated, settings))


def dated(settings: Mapping[str, Any], date: datetime) -> str:
    """As the language does it, unless the owner has a format of their own."""
    own = settings["DEFAULT_DATE_FORMAT"]
    if own == DEFAULT_CONFIG["DEFAULT_DATE_FORMAT"]:
        return words_of(settings).date(date)
    return str(strftime(date, own))


def date_content(content: Content) -> None:
    for name in ("date", "modified"):
        if hasattr(content, name):
            setattr(content, f"locale_{name}", dated(content.settings, getattr(content, name)))


def file_drafts(generator: ArticlesGenerator) -> None:
    """Pelican reads a draft's category unguarded."""
    for draft in (*generator.drafts, *generator.drafts_translations):
        if not hasattr(draft, "category"):
            draft.category = Category(draft.settings["DEFAULT_CATEGORY"], draft.settings)


def report_tree(generators: list[Generator]) -> None:
    context, settings = generators[0].context, generators[0].settings
    root = shown(generators[0].path)
    report(context, faults(root))
    folders = settings["ARTICLE_PATHS"] + settings["PAGE_PATHS"]
    report(context, strays(root, folders, context["static_content"]))
    if (settings["PUBLISH"] or settings["CHECK"]) and not everything(generators):
        what, remedy = "there is no post and no page", "Write one, or name the folder with yours"
        report(context, [Problem(root, 0, 0, what, f"{remedy}: INPUTDIR=…")])


def register() -> None:
    signals.initialized.connect(settle)
    signals.generator_init.connect(root_links)
    signals.generator_init.connect(speak)
    signals.content_object_init.connect(date_content)
    signals.article_generator_finalized.connect(file_drafts)
    signals.all_generators_finalized.connect(report_tree)
