"""Who wrote the older blog and what about, as tables of authors.toml and topics.toml."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from plugins.authors.authors import read_authors
from plugins.common.problem import Problem
from plugins.common.text import folded, plain
from plugins.moving_in.records import Author, Blog, Stub, Table, Term, TermKind, Told
from plugins.topic_tags.topics import read_topics, singular

# What WordPress calls the topic of posts that have none, in languages of many blogs.
NO_TOPICS = frozenset(
    "uncategorized uncategorised sin-categoria non-classe senza-categoria sem-categoria"
    " geen-categorie bez-kategorii okategoriserad ukategorisert".split()
)
Slugs = Callable[[str], str]
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Names(Generic[K]):
    """Slug and name here of each that is used, and the tables to be added for that."""

    known: Mapping[K, tuple[str, str]]
    tables: tuple[Table, ...]
    told: tuple[Told, ...]


def authors_of(
    blogs: Iterable[Blog], stubs: Iterable[Stub], root: Path, slug_of: Slugs
) -> Names[str]:
    """By login, of those who wrote something; two of one name are one."""
    profiles, problems = read_authors(root / "authors.toml")
    told = [*map(fault, problems)]
    people = {author.login: author for blog in blogs for author in blog.authors}
    by_name = {key: (profile.slug, profile.name) for key, profile in profiles.items()}
    taken = {slug for slug, _ in by_name.values()}
    known: dict[str, tuple[str, str]] = {}
    tables = []
    for login in dict.fromkeys(login for stub in stubs for login in stub.authors):
        author = people.get(login, Author(login, login))
        name = listable(author.name) or listable(login)
        if "@" in name:
            what = f"the author '{name}' is called by what stands before the @"
            told.append(Told("unsure", "authors.toml", what, "Give the name they go by"))
            name = listable(name.partition("@")[0])
        if not slug_of(name).strip("-"):
            what = f"the author '{name}' has a name without a letter, so the byline is left out"
            told.append(Told("lost", "authors.toml", what, "Add a byline to their posts"))
            continue
        if folded(name) not in by_name:
            slug = free(ascii_slug(slug_of(name), "author"), taken)
            bio, link = one_line(author.bio), one_line(author.link)
            link = link if link.startswith(("https://", "http://")) else ""
            values = {"name": name, "bio": bio, "link": link}
            tables.append(Table(slug, {key: value for key, value in values.items() if value}))
            by_name[folded(name)] = by_name[slug] = (slug, name)
        known[login] = by_name[folded(name)]
    return Names(known, tuple(tables), tuple(told))


def topics_of(
    blogs: Iterable[Blog], stubs: Iterable[Stub], root: Path, slug_of: Slugs
) -> Names[tuple[TermKind, str]]:
    """By kind and slug of the term; a category and a tag, or a name and its plural, are one."""
    vocabulary, problems = read_topics(root / "topics.toml")
    told = [*map(fault, problems)]
    terms = {(term.kind, term.slug): term for blog in blogs for term in blog.terms}
    named: dict[tuple[TermKind, str], Term] = {}
    for kind, slug in dict.fromkeys(term for stub in stubs for term in stub.terms):
        while slug and (kind, slug) not in named and slug not in NO_TOPICS:
            term = terms.get((kind, slug), Term(kind, slug, slug))
            named[kind, slug] = term
            slug = term.parent  # what it belongs to is a topic too
    known: dict[tuple[TermKind, str], tuple[str, str]] = {}
    tables: dict[str, dict[str, str]] = {}
    first: dict[str, tuple[str, str]] = {}
    names = {singular(listable(term.name)) for term in named.values()}
    taken = {topic.slug for topic in vocabulary.topics}
    for key, term in named.items():
        name = listable(term.name)
        if not slug_of(name).strip("-"):
            what = f"the topic '{name}' has no letter or digit, so it is left out"
            told.append(Told("lost", "topics.toml", what, "Give its posts another"))
            continue
        if topic := vocabulary.find(name):
            known[key] = topic.slug, topic.name
            continue
        if singular(name) not in first:
            # Neither what it is called nor its slug may mean another.
            others = {*names, *vocabulary.spellings} - {singular(name)}
            wanted = ascii_slug(slug_of(term.slug), ascii_slug(slug_of(name), "topic"))
            slug = free(wanted, taken, others)
            names |= meanings(slug)
            first[singular(name)] = slug, name
            tables[slug] = {"name": name}
        slug, kept = known[key] = first[singular(name)]
        if name != kept:
            told.append(Told("repaired", "topics.toml", f"'{name}' and '{kept}' are one topic"))
        if term.description:
            tables[slug].setdefault("description", one_line(term.description))
    for (kind, old), (slug, _) in known.items():
        broader = known.get((kind, named[kind, old].parent), ("", ""))[0]
        if slug in tables and broader not in ("", slug):
            tables[slug].setdefault("broader", broader)
    return Names(known, tuple(Table(slug, each) for slug, each in tables.items()), tuple(told))


def fault(problem: Problem) -> Told:
    return Told("unsure", problem.where, problem.what, problem.remedy)


def meanings(slug: str) -> set[str]:
    """What a topic's slug is read as."""
    return {singular(slug), singular(slug.replace("-", " "))}


def free(wanted: str, taken: set[str], meant: Collection[str] = ()) -> str:
    """That slug, or one with a number behind it; it is taken afterwards."""
    slug, number = wanted, 1
    while slug.casefold() in taken or not meanings(slug).isdisjoint(meant):
        number += 1
        slug = f"{wanted}-{number}"
    taken.add(slug.casefold())
    return slug


def ascii_slug(slug: str, otherwise: str = "") -> str:
    """As a table's head may be."""
    return "-".join(re.findall(r"[a-z0-9]+", slug))[:150].strip("-") or otherwise


def listable(name: str) -> str:
    """A name that can stand in a list of a header, which semicolons part."""
    return one_line(name.replace(";", ","))


def one_line(text: str) -> str:
    return " ".join(plain(text).split())
