"""Sets what a build stands on, before anything is read."""

from pathlib import Path
from urllib.parse import urlsplit

from pelican import Pelican, signals
from pelican.contents import Category
from pelican.generators import ArticlesGenerator, Generator

from plugins.common.content import report
from plugins.common.source import shown
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


def file_drafts(generator: ArticlesGenerator) -> None:
    """Pelican reads a draft's category unguarded."""
    for draft in (*generator.drafts, *generator.drafts_translations):
        if not hasattr(draft, "category"):
            draft.category = Category(draft.settings["DEFAULT_CATEGORY"], draft.settings)


def report_tree(generators: list[Generator]) -> None:
    context, settings = generators[0].context, generators[0].settings
    root = shown(generators[0].path)
    report(context, faults(root))
    report(context, strays(root, settings["ARTICLE_PATHS"] + settings["PAGE_PATHS"]))


def register() -> None:
    signals.initialized.connect(settle)
    signals.generator_init.connect(root_links)
    signals.article_generator_finalized.connect(file_drafts)
    signals.all_generators_finalized.connect(report_tree)
