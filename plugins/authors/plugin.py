"""Gives each byline its profile."""

from pathlib import Path

from pelican import signals
from pelican.generators import ArticlesGenerator

from plugins.authors.authors import read_authors
from plugins.common.content import all_articles, report
from plugins.common.problem import Problem
from plugins.common.source import shown
from plugins.common.text import did_you_mean, folded, nearest


def add_profiles(generator: ArticlesGenerator) -> None:
    """Before Pelican groups articles by author: one slug and one spelling for each."""
    root = shown(generator.path)
    path = root / "authors.toml"
    known, problems = read_authors(path)
    for article in all_articles(generator):
        article.authors = getattr(article, "authors", [])
        for author in article.authors:
            author.profile = known.get(folded(author.name))
            if author.profile:
                author.name, author.slug = author.profile.name, author.profile.slug
            elif known:
                key = "authors" if "authors" in article.source.header.values else "author"
                place = article.source.header.place(key, author.name)
                what = f"author '{author.name}' is not in {path}"
                names = {profile.name for profile in known.values()}
                remedy = did_you_mean(author.name, names) or "Add a table for them"
                fix = article.source.header.fix(key, nearest(author.name, names), author.name)
                problems.append(article.source.problem(place, what, remedy, fix=fix))
    for picture in sorted({profile.picture for profile in known.values()} - {""}):
        if (root / picture).is_file() and ".." not in Path(picture).parts:
            generator.context["static_links"].add(picture)
        else:
            line = path.read_text("utf-8").partition(picture)[0].count("\n") + 1
            problems.append(
                Problem(path, line, 0, f"there is no picture {root / picture}", "Add it")
            )
    report(generator.context, problems)


def register() -> None:
    signals.article_generator_pretaxonomy.connect(add_profiles)
