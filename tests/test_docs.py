"""The README is true."""

import re
from fnmatch import fnmatch
from io import BytesIO

from PIL import Image

from plugins.front_matter.__main__ import table
from tests.conftest import ARTICLE, ROOT, Build

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def test_the_table_of_fields_is_the_codes() -> None:
    """Renew by: python -m plugins.front_matter."""
    assert f"<!-- fields -->\n{table()}\n<!-- /fields -->" in README


def test_every_command_and_path_it_names_exists() -> None:
    for target in set(re.findall(r"\bmake ([a-z]+)", README)):
        assert re.search(rf"^{target}:.*## ", MAKEFILE, re.MULTILINE), target
    for path in set(re.findall(r"`((?:content|plugins|theme|tests|output)/[^`…*]*)`", README)):
        if "a-post" not in path:
            assert (ROOT / path).exists(), path


def test_no_copy_of_the_messages_that_it_names_is_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    for name in re.findall(r"[\w.-]+\.sqlite3", README):
        assert any(fnmatch(f"/{name}", pattern) for pattern in ignored), name


def test_its_example_of_a_post_and_of_a_mistake_are_real(build: Build) -> None:
    post = re.findall(r"```markdown\n(.*?)```", README, re.DOTALL)[0]
    jpeg = BytesIO()
    Image.new("RGB", (8, 8)).save(jpeg, "JPEG")
    built = build(
        {
            "articles/2026/post.md": post,
            "articles/2026/bell.jpg": jpeg.getvalue(),
            "articles/2025/a-receipt-is-a-letter.md": "Title: A receipt\nDate: 2025-01-01\n\nX.\n",
            "articles/2026/first.md": ARTICLE.replace("\n\n", "\nLang: en\nTags: sevrice\n\n"),
            "topics.toml": '[service]\nname = "Service"\n\n[waiting]\nname = "Waiting"\n',
        }
    )
    assert list(built.problems) == re.findall(r"^    (content/.*)$", README, re.MULTILINE)
