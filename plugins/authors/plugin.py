"""Gives each byline its profile."""

import re
from pathlib import Path

from pelican import signals
from pelican.generators import ArticlesGenerator

from plugins.authors.authors import read_authors
from plugins.common.content import all_articles, report
from plugins.common.problem import Problem
from plugins.common.source import shown
from plugins.common.text import did_you_mean, folded, nearest

# Between two names; a comma would have made two of them.
JOINED = re.compile(r"\s+(?:and|&|und|et)\s+|\s*[/+|]\s*")


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
                parts = [known.get(folded(part)) for part in JOINED.split(author.name)]
                if len(parts) > 1 and all(parts):
                    told = ", ".join(part.name for part in parts if part)
                    remedy = f"Write {told}: commas between them"
                fix = article.source.header.fix(key, nearest(author.name, names), author.name)
                problems.append(article.source.problem(place, what, remedy, fix=fix))
    for picture in sorted({profile.picture for profile in known.values()} - {""}):
        if (root / picture).is_file() and ".." not in Path(picture).parts:
            generator.context["static_links"].add(picture)
        else:
            line = path.read_text("utf-8").partition(picture)[0].count("\n") + 1
            what, remedy = f"there is no picture {root / picture}", "Add it"
            if near := picture_meant(root, picture):
                remedy = f"Did you mean '{near}'?"
            problems.append(Problem(path, line, 0, what, remedy))
    report(generator.context, problems)


def picture_meant(root: Path, picture: str) -> str:
    """One beside it with another ending, or of which its name is a slip, or ""."""
    wanted = Path(picture)
    if ".." in wanted.parts or wanted.is_absolute():
        return ""
    beside = {path.name for path in (root / wanted.parent).glob("[!.]*") if path.is_file()}
    same = sorted(name for name in beside if Path(name).stem.lower() == wanted.stem.lower())
    near = same[0] if len(same) == 1 else nearest(wanted.name, beside)
    return (wanted.parent / near).as_posix() if near else ""


def register() -> None:
    signals.article_generator_pretaxonomy.connect(add_profiles)
