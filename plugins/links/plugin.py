"""Finds each article's picture, and the links that lead nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from pelican import signals
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, StaticGenerator

from plugins.addresses.redirects import Gone
from plugins.common.content import all_articles, all_pages, everything, report
from plugins.links.links import PREFIX, faults, resolve


@dataclass(frozen=True, slots=True)
class Picture:
    """An article's own picture; ``url`` is below the site's address, as ``article.url`` is.

    ``in_text`` says that its text shows it too.
    """

    url: str
    alt: str
    in_text: bool


def escape_names(generator: StaticGenerator) -> None:
    """A file's name may hold what an address may not: ``my photo.jpg`` → ``my%20photo.jpg``."""
    for file in generator.staticfiles:
        if (url := quote(file.url, safe="/%")) != file.url:
            file.override_url = url


def find_pictures(generator: ArticlesGenerator | PagesGenerator) -> None:
    """``Image:`` is a path like a picture's in the text: from the file, or "/" from the folder."""
    every = all_articles if isinstance(generator, ArticlesGenerator) else all_pages
    for content in every(generator):
        if "image" not in content.metadata:
            continue
        source, image = content.source, content.metadata["image"]
        link, problem = resolve(f"{{static}}{image}", source, "")
        if problem:
            place = source.header.place("image", image)
            report(generator.context, [source.problem(place, problem.what, problem.remedy)])
            del content.metadata["image"]
        elif match := PREFIX.fullmatch(link):
            content.metadata["image"] = match["address"].lstrip("/")
            generator.context["static_links"].add(content.metadata["image"])


def add_pictures(generators: Sequence[Generator]) -> None:
    files, root = generators[0].context["static_content"], generators[0].settings["SITE_ROOT"]
    for content in everything(generators):
        content.picture = None
        if file := files.get(content.metadata.get("image")):
            in_text = f"{root}/{file.url}" in {each.src for each in content.anatomy.pictures}
            alt = content.metadata.get("image_alt", "")
            content.picture = Picture(file.url, alt, in_text)


def check_links(generators: Sequence[Generator]) -> None:
    context = generators[0].context
    withdrawn = {each.page for each in context["answers"] if isinstance(each, Gone)}
    # Whatever heading of a withdrawn post is meant, it is the post that is missed.
    fragments = {
        path: ids_of(content) if hasattr(content, "anatomy") and path not in withdrawn else None
        for path, content in context["outputs"].items()
    }
    site, contents = generators[0].settings["SITEURL"], everything(generators)
    drafts = [content for content in contents if content.status == "draft"]
    for content in contents:
        page, unseen = f"{site}/{content.url}", {d.url: waiting(d, content) for d in drafts}
        anatomy, source = content.anatomy, content.source
        report(context, faults(anatomy, source, page, site, fragments, withdrawn, unseen))


def ids_of(content: Content) -> frozenset[str]:
    """What a link to its page may lead to: of its text, and of what was said to it."""
    replies = content.discussion.replies if hasattr(content, "discussion") else ()
    ids: frozenset[str] = content.anatomy.ids
    return ids | {f"reply-{reply.id}" for reply in replies}


def waiting(draft: Content, text: Content) -> str:
    """Why readers of a text will not find a draft, or ""."""
    now, to_come = draft.settings["NOW"], draft.date > draft.settings["NOW"]
    if text.status == "draft" and (text.date <= now or (to_come and text.date >= draft.date)):
        return ""
    return f"a post to come, on {draft.date:%Y-%m-%d %H:%M}" if to_come else "a draft"


def register() -> None:
    signals.static_generator_finalized.connect(escape_names)
    signals.article_generator_finalized.connect(find_pictures)
    signals.page_generator_finalized.connect(find_pictures)
    signals.all_generators_finalized.connect(add_pictures)
    signals.all_generators_finalized.connect(check_links)
