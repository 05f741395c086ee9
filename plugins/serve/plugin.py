"""Gives each page, in ``make serve`` alone, its problems, and tells the server where it stands."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from pelican import Pelican, signals
from pelican.generators import Generator

from plugins.check.log import LOG
from plugins.common.content import everything
from plugins.serve.outcome import PAGES
from plugins.serve.problems import by_page


def show_problems(generators: Sequence[Generator]) -> None:
    """After all that report, before anything is written."""
    context, settings = generators[0].context, generators[0].settings
    if not settings["SERVE"]:
        return
    drawn = [content for content in everything(generators) if content.save_as]
    context["serve_problems"] = by_page(
        [*context.get("problems", ()), *LOG.problems],
        {content.source.path: content.save_as for content in drawn},
        settings.get("INDEX_SAVE_AS", "index.html"),
    )
    context["outputs"][PAGES] = None
    settings["SERVE_PAGES"] = {
        os.path.realpath(content.source_path): quote(
            f"{settings['SITE_ROOT']}/{content.url.lstrip('/')}", safe="/%"
        )
        for content in drawn
    }


def write_pages(pelican: Pelican) -> None:
    """Once all is drawn."""
    if pelican.settings["SERVE"]:
        told = json.dumps(pelican.settings["SERVE_PAGES"])
        Path(pelican.output_path, PAGES).write_text(told, "utf-8")


def register() -> None:
    signals.all_generators_finalized.connect(show_problems)
    signals.finalized.connect(write_pages)
