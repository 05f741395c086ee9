"""Gives each page that search engines may list its structured data."""

from collections.abc import Iterator, Sequence

from pelican import signals
from pelican.contents import Article
from pelican.generators import Generator
from pelican.urlwrappers import Author, Tag

from plugins.common.content import all_articles, articles_of, pages_of
from plugins.structured_data.structured_data import (
    Node,
    Person,
    Site,
    blog_posting,
    breadcrumbs,
    graph,
    page,
)
from plugins.structured_data.territory import territorial

UNLISTED = ("404", "thank_you", "withdrawn")
KINDS = {"about": "AboutPage", "contact": "ContactPage"}


def add_structured_data(generators: Sequence[Generator]) -> None:
    """After ``cards``, which an article is told to have."""
    settings = generators[0].settings
    site = Site(
        url=settings["SITEURL"],
        name=settings["SITENAME"],
        tagline=settings["TAGLINE"],
        lang=settings["DEFAULT_LANG"],
        publisher=settings["CONTACT"]["organisation"],
        logo=logo_of(generators[0]),
    )
    pages = {
        **dict(of_lists(generators, site)),
        **dict(of_pages(generators, site)),
        **dict(of_articles(generators, site)),
    }
    generators[0].context["structured_data"] = pages
    generators[0].context["territorial"] = territorial


def logo_of(generator: Generator) -> str:
    """The largest icon, else the picture of the feeds."""
    icons, image = generator.context.get("icons", ()), generator.settings["FEED_IMAGE"]
    path = next((icon.path for icon in icons if 512 in icon.sides), image)
    return path and f"{generator.settings['SITEURL']}/{path}"


def of_articles(generators: Sequence[Generator], site: Site) -> Iterator[tuple[str, Node]]:
    for article in all_articles(articles_of(generators)):
        if article.template not in UNLISTED:
            steps = [(tag.name, f"{site.url}/{tag.url}") for tag in article.tags[:1]]
            way = breadcrumbs(site, *steps, (article.title, f"{site.url}/{article.url}"))
            yield (
                article.url,
                graph(posting_of(article, site), way, site.organization, site.website),
            )


def posting_of(article: Article, site: Site) -> Node:
    picture = f"/{article.card.path}" if hasattr(article, "card") else ""
    return blog_posting(
        site,
        url=f"{site.url}/{article.url}",
        title=article.title,
        summary=article.summary,
        lang=article.lang,
        published=article.date,
        modified=getattr(article, "modified", article.date),
        authors=[Person(author.name, f"{site.url}/{author.url}") for author in article.authors],
        topics=[tag.name for tag in article.tags],
        image=picture and site.url + picture,
        original=article.metadata.get("original_url", ""),
        words=article.reading.words if hasattr(article, "reading") else 0,
        replies=len(article.discussion.replies) if hasattr(article, "discussion") else 0,
    )


def of_pages(generators: Sequence[Generator], site: Site) -> Iterator[tuple[str, Node]]:
    settings = generators[0].settings
    for template in settings["DIRECT_TEMPLATES"]:
        url = settings.get(f"{template.upper()}_URL")
        if url and template not in UNLISTED:
            kind = "CollectionPage" if template in ("archives", "tags") else "WebPage"
            kind = KINDS.get(template, kind)
            yield url, graph(page(site, kind, f"{site.url}/{url}"), site.website, site.organization)
    generator = pages_of(generators)
    for each in (*generator.pages, *generator.translations):
        if each.template not in UNLISTED:
            kind, url = KINDS.get(each.slug, "WebPage"), f"{site.url}/{each.url}"
            about = each.metadata.get("summary", "")
            told = page(site, kind, url, name=each.title, about=about, lang=each.lang)
            way = breadcrumbs(site, (each.title, url))
            yield each.url, graph(told, way, site.website, site.organization)


def of_lists(generators: Sequence[Generator], site: Site) -> Iterator[tuple[str, Node]]:
    """The home page, years, topics and authors."""
    generator = articles_of(generators)
    yield "", graph(site.website, site.organization)
    for year in generator.period_archives.get("year", ()):
        name, url = str(year["period"][0]), f"{site.url}/{year['url']}"
        told = page(site, "CollectionPage", url, name=name)
        yield year["url"], whole(site, told, (name, url))
    for tag in generator.tags:
        yield tag.url, of_topic(tag, site)
    for author, _ in generator.authors:
        yield author.url, of_author(author, site)


def of_topic(tag: Tag, site: Site) -> Node:
    url, topic = f"{site.url}/{tag.url}", getattr(tag, "topic", None)
    told = page(
        site, "CollectionPage", url, name=tag.name, about=topic.description if topic else ""
    )
    return whole(site, told, (tag.name, url))


def of_author(author: Author, site: Site) -> Node:
    url, profile = f"{site.url}/{author.url}", getattr(author, "profile", None)
    person = Person(author.name, url)
    if profile:
        image = profile.picture and f"{site.url}/{profile.picture}"
        person = Person(author.name, url, profile.bio, image, profile.link)
    told = page(site, "ProfilePage", url, name=author.name, person=person)
    return whole(site, told, (author.name, url))


def whole(site: Site, told: Node, step: tuple[str, str]) -> Node:
    return graph(told, breadcrumbs(site, step), site.website, site.organization)


def register() -> None:
    signals.all_generators_finalized.connect(add_structured_data)
