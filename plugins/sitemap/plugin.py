"""Lists the pages that search engines may show."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pelican import Pelican, signals
from pelican.contents import Article, Content
from pelican.generators import Generator

from plugins.common.content import articles_of, listed, pages_of
from plugins.common.files import write
from plugins.sitemap.sitemap import Place, robots, sitemaps

# Pages that tell search engines not to list them.
UNLISTED = ("404", "thank_you")


def add_sitemap(generators: Sequence[Generator]) -> None:
    """After ``outputs``: what the content folder has at such an address stays its owner's."""
    context, settings = generators[0].context, generators[0].settings
    site = settings["SITEURL"]
    found = {place.url: place for place in places(generators, site)}
    made = {
        **sitemaps(list(found.values()), site),
        "robots.txt": robots(site, settings["SITE_ROOT"]),
    }
    files = {path: text for path, text in made.items() if path not in context["outputs"]}
    context["outputs"].update(dict.fromkeys(files))
    settings["SITEMAP_FILES"] = files


def places(generators: Sequence[Generator], site: str) -> Iterator[Place]:
    """The home page, articles, pages, then lists, which are as new as their newest article."""
    generator, settings = articles_of(generators), generators[0].settings
    articles = listed(generators)
    yield Place(f"{site}/", newest(articles))
    for article in articles:
        if not article.metadata.get("original_url"):  # else that is to be found
            yield place_of(article, changed(article), site)
    for page in sorted(pages_of(generators).pages, key=lambda page: str(page.source_path)):
        if page.template not in UNLISTED:
            for each in (page, *page.translations):
                yield place_of(each, getattr(each, "modified", None), site)
    for template in settings["DIRECT_TEMPLATES"]:
        url = settings.get(f"{template.upper()}_URL")
        if url and template not in UNLISTED:
            lists = template in ("archives", "tags")
            yield Place(f"{site}/{url}", newest(articles) if lists else None)
    for year in generator.period_archives.get("year", ()):
        yield Place(f"{site}/{year['url']}", newest(year["articles"]))
    for tag, about in sorted(generator.tags.items(), key=lambda each: each[0].slug):
        yield Place(f"{site}/{tag.url}", newest(about))
    for author, own in sorted(generator.authors, key=lambda each: each[0].slug):
        yield Place(f"{site}/{author.url}", newest(own))


def place_of(content: Content, when: datetime | None, site: str) -> Place:
    every = sorted((content, *content.translations), key=lambda each: each.lang)
    versions = tuple((each.lang, f"{site}/{each.url}") for each in every)
    return Place(f"{site}/{content.url}", when, versions if len(versions) > 1 else ())


def newest(articles: Iterable[Article]) -> datetime | None:
    return max(map(changed, articles), default=None)


def changed(article: Article) -> datetime:
    when: datetime = getattr(article, "modified", article.date)
    return when


def write_sitemap(pelican: Pelican) -> None:
    write(Path(pelican.output_path), pelican.settings["SITEMAP_FILES"])


def register() -> None:
    signals.all_generators_finalized.connect(add_sitemap)
    signals.finalized.connect(write_sitemap)
