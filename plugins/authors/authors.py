"""Who writes here: ``authors.toml``."""

from dataclasses import dataclass
from pathlib import Path

from plugins.common.problem import Problem
from plugins.common.text import folded
from plugins.common.toml import former_slugs, read_tables


@dataclass(frozen=True, slots=True)
class Profile:
    """An author. ``picture`` is a path below the content folder; what is absent is "".

    ``former`` are slugs they had, the oldest first: their addresses and feeds live on.
    """

    slug: str
    name: str
    bio: str = ""
    link: str = ""
    picture: str = ""
    former: tuple[str, ...] = ()


def read_authors(path: Path) -> tuple[dict[str, Profile], list[Problem]]:
    """Profiles by the folded spellings of name and slug, and what is wrong with the file."""
    tables, problems = read_tables(path, ("name", "bio", "link", "picture"), ("former",))
    former, faults = former_slugs(path, tables)
    problems += faults
    authors: dict[str, Profile] = {}
    for table in tables:
        name, bio, link, picture = map(table.text, ("name", "bio", "link", "picture"))
        profile = Profile(table.slug, name, bio, link, picture, former[table.slug])
        if profile.link and not profile.link.startswith(("https://", "http://", "mailto:")):
            what = f"the link of [{table.slug}] is no web address"
            problems.append(Problem(path, table.line_of("link"), 0, what, "Begin it with https://"))
        for name in (profile.slug, folded(profile.name)):
            other = authors.setdefault(name, profile)
            if other is not profile:
                what = f"[{table.slug}] and [{other.slug}] have one name"
                problems.append(
                    Problem(path, table.line_of("name"), 0, what, "Tell them apart by their names")
                )
    return authors, problems
