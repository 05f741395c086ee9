"""What a release makes of a site: two trees, drawn from the same posts at the same minute."""

import json
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from plugins.check.report import counted
from plugins.common.served import stays
from plugins.publish.manifest import changes
from plugins.publish.releases import files_in, sha256_of

NAMED = 10
IDS = ("{*}channel/{*}item/{*}guid", "{*}entry/{*}id")


def difference(before: Path, after: Path) -> Iterator[str]:
    """A line that counts, then what readers and subscribers would notice."""
    old, new = hashes(before), hashes(after)
    found = changes(old, new)
    counts = f"{len(found.changed)} changed, {len(found.new)} new, {len(found.gone)} gone"
    yield f"Of the {counted(len(old), 'file')} of your site: {counts}."
    for word, paths in (("gone", found.gone), ("new", found.new)):
        yield from (f"{word}: /{path.removesuffix('index.html')}" for path in paths[:NAMED])
        if paths[NAMED:]:
            yield f"{word}: {len(paths) - NAMED} more"
    for path in found.changed:
        if again := ids(after / path) - ids(before / path):
            yield f"/{path}: subscribers see {counted(len(again), 'post')} anew, by another id"


def hashes(tree: Path) -> dict[str, str]:
    """Path → SHA-256, without those that have a hash in their name: the pages that ask differ."""
    return {path: sha256_of(tree / path) for path in files_in(tree) if not stays(path)}


def ids(file: Path) -> set[str | None]:
    """Of the posts in a feed, in any spelling; none where it is no feed."""
    if file.suffix == ".json":
        return {item["id"] for item in json.loads(file.read_bytes()).get("items", ())}
    if file.suffix != ".xml":
        return set()
    root = etree.parse(file).getroot()
    return {each.text for path in IDS for each in root.iterfind(path)}
