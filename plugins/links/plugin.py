"""Finds each article's picture, and the links that lead nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from pelican import signals
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from plugins.common.content import all_articles, all_pages, everything, report
from plugins.links.links import PREFIX, faults, resolve


@dataclass(frozen=True, slots=True)
class Picture:
    """An article's own picture; ``url`` begins at the site's root."""

    url: str
    alt: str


def find_pictures(generator: ArticlesGenerator | PagesGenerator) -> None:
    """``Image:`` is a path beside the file, like a picture in the text; it is copied with it."""
    every = all_articles if isinstance(generator, ArticlesGenerator) else all_pages
    for content in every(generator):
        if "image" in content.metadata:
            link, problem = resolve(
                content.metadata["image"], content.source, settings_root(content)
            )
            content.metadata["image"] = link
            if problem:
                line = content.source.header.line("image")
                report(
                    generator.context, [content.source.problem(line, problem.what, problem.remedy)]
                )
            elif match := PREFIX.fullmatch(link):
                generator.context["static_links"].add(match["address"].lstrip("/"))


def settings_root(content: Content) -> str:
    return str(content.settings["SITE_ROOT"])


def add_pictures(generators: Sequence[Generator]) -> None:
    files = generators[0].context["static_content"]
    for content in everything(generators):
        link, alt = content.metadata.get("image", ""), content.metadata.get("image_alt", "")
        match = PREFIX.fullmatch(link)
        file = files.get(match["address"].lstrip("/")) if match else None
        url = f"{settings_root(content)}/{file.url}" if file else link
        content.picture = Picture(url, alt) if url else None


def check_links(generators: Sequence[Generator]) -> None:
    context = generators[0].context
    fragments = {
        path: content.anatomy.ids if hasattr(content, "anatomy") else None
        for path, content in context["outputs"].items()
    }
    site = generators[0].settings["SITEURL"]
    for content in everything(generators):
        page = f"{site}/{content.url}"
        report(context, faults(content.anatomy, content.source, page, site, fragments))


def register() -> None:
    signals.article_generator_finalized.connect(find_pictures)
    signals.page_generator_finalized.connect(find_pictures)
    signals.all_generators_finalized.connect(add_pictures)
    signals.all_generators_finalized.connect(check_links)
