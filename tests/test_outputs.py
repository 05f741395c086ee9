"""Outputs: no file is lost to another, and nothing is removed that we did not write."""

from pathlib import Path

import pytest

from plugins.orphans.orphans import orphans, read_manifest, write_manifest
from plugins.outputs.outputs import moved_aside, same_file


@pytest.mark.parametrize(
    ("path", "aside"),
    [
        ("articles/a/index.html", "articles/a-2/index.html"),
        ("articles/a/", "articles/a-2/"),
        ("a.html", "a-2.html"),
        ("index.html", "index-2.html"),
        ("v1.0/a", "v1.0/a-2"),
        ("v1.0/a.html", "v1.0/a-2.html"),
        ("a", "a-2"),
    ],
)
def test_moved_aside(path: str, aside: str) -> None:
    assert moved_aside(path, 2) == aside


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Articles/A.html", "articles/a.html", id="case"),
        pytest.param("caf\u00e9/", "cafe\u0301/", id="Unicode form"),
    ],
)
def test_some_file_systems_cannot_tell_these_apart(one: str, other: str) -> None:
    assert same_file(one) == same_file(other) != same_file("else")


def test_orphans_are_what_is_no_longer_written() -> None:
    assert orphans(["b", "a", "kept"], ["kept", "new"]) == ["a", "b"]


def test_a_manifest_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "cache/outputs.json"
    write_manifest(path, ["b", "é", "b", "a"])
    assert read_manifest(path) == ["a", "b", "é"]


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param(None, id="there is none"),
        pytest.param(b'{"version": 1, "paths": ["a', id="half of one"),
        pytest.param(b'{"version": 2, "paths": ["a"]}', id="one of a later version"),
        pytest.param(b'{"version": 1}', id="one without paths"),
        pytest.param(b'["a"]', id="something else"),
        pytest.param(b"\xff", id="no text"),
    ],
)
def test_without_a_manifest_nothing_is_an_orphan(tmp_path: Path, manifest: bytes | None) -> None:
    path = tmp_path / "outputs.json"
    if manifest is not None:
        path.write_bytes(manifest)
    assert read_manifest(path) == []
