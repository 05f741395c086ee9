"""The content folder: what Pelican would overlook, or follow out of it, is told."""

from pathlib import Path

import pytest

from plugins.site.tree import escaping_links, faults


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "content/articles/a.md").touch()
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/key.txt").touch()
    return tmp_path / "content"


@pytest.mark.parametrize(
    ("target", "escapes"),
    [
        pytest.param("a.md", False, id="to a file beside it"),
        pytest.param("../articles", False, id="to a folder of the tree"),
        pytest.param("../../secret/key.txt", True, id="to a file outside"),
        pytest.param("../../secret", True, id="to a folder outside"),
        pytest.param("nowhere.md", True, id="to nothing"),
        pytest.param("link", True, id="to itself"),
    ],
)
def test_links(content: Path, target: str, escapes: bool) -> None:
    link = content / "articles/link"
    link.symlink_to(target)
    assert list(escaping_links(content)) == [link] * escapes
    assert [(p.path, "leads out of" in p.what) for p in faults(content)] == [(link, True)] * escapes


def test_a_link_through_a_link_is_followed_to_its_end(content: Path) -> None:
    (content / "one").symlink_to("two")
    (content / "two").symlink_to("../secret")
    assert list(escaping_links(content)) == [content / "one", content / "two"]


def test_the_folder_may_itself_be_a_link(content: Path) -> None:
    (content.parent / "link").symlink_to("content")
    assert list(faults(content.parent / "link")) == []
