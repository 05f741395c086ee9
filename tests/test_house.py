"""What holds of the house: which way its arrows point, and that a feature can be taken out."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import NOW, ROOT

PLUGINS = sorted((ROOT / "plugins").glob("*/*.py"))
# What others stand on cannot be taken out alone.
LEAVES = {
    "reading_metrics": ("minutes.html", "reading_panel.html"),
    "suggestions": ("suggestions.html",),
    "syndication": ("syndication.html",),
    "neighbours": ("neighbours.html",),
    "topic_tags": ("topics.html",),
    "share": ("share.html",),
    "contents": ("contents.html",),
    "proof": (),
    "contact_form": ("contact_form.html",),
    "replies": ("replies.html", "reply_count.html"),
    "cards": ("card_tags.html",),
    "icons": ("icons.html",),
    "structured_data": ("structured_data.html",),
    "sitemap": ("alternates.html",),
    "assets": (),
    "hosting": ("content_policy.html",),
    "images": (),
    "search": ("search.html",),
    "serve": ("problems.html",),
    "feeds": ("head_feeds.html", "feeds.html", "feed_link.html"),
}


def imports(path: Path) -> set[str]:
    """The modules a file imports, dotted."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_only_hooks_and_one_module_know_pelican() -> None:
    know = {
        path.relative_to(ROOT / "plugins").as_posix()
        for path in PLUGINS
        if any(name.partition(".")[0] == "pelican" for name in imports(path))
    }
    assert {name for name in know if not name.endswith("/plugin.py")} == {"common/content.py"}


def test_nobody_imports_a_hook_but_the_settings() -> None:
    for path in PLUGINS:
        assert not {name for name in imports(path) if re.fullmatch(r"plugins\.\w+\.plugin", name)}


def test_what_is_common_imports_no_feature() -> None:
    for path in (ROOT / "plugins/common").glob("*.py"):
        features = {name for name in imports(path) if name.startswith("plugins.")}
        assert {name for name in features if not name.startswith("plugins.common")} == set()


def test_only_one_module_calls_feedgen() -> None:
    callers = {p.name for p in PLUGINS if any(n.startswith("feedgen") for n in imports(p))}
    assert callers == {"generator.py"}


def test_every_partial_that_is_included_exists() -> None:
    """They are included with ``ignore missing``, which would hide a slip of the pen."""
    templates = ROOT / "theme/templates"
    for path in templates.rglob("*.html"):
        for name in re.findall(r'{% (?:include|from|extends) "([^"]+)"', path.read_text("utf-8")):
            assert (templates / name).is_file(), f"{path}: {name}"


@pytest.mark.parametrize("slice_", LEAVES)
def test_a_feature_can_be_taken_out(slice_: str, tmp_path: Path) -> None:
    for folder in ("plugins", "theme"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    conf = (ROOT / "pelicanconf.py").read_text("utf-8")
    assert f'        "{slice_}",\n' in conf
    conf = conf.replace(f'        "{slice_}",\n', "")
    conf = re.sub(rf"^from plugins\.{slice_}\b.*\n", "", conf, flags=re.MULTILINE)
    conf = re.sub(r"^READING_.*\n", "", conf, flags=re.MULTILINE) if "reading" in slice_ else conf
    conf = conf.replace("Anchors(), ", "") if slice_ == "contents" else conf
    conf = conf.replace("Proof(), ", "") if slice_ == "proof" else conf
    (tmp_path / "pelicanconf.py").write_text(conf, "utf-8")
    shutil.rmtree(tmp_path / "plugins" / slice_)
    for partial in LEAVES[slice_]:
        (tmp_path / "theme/templates/partials" / partial).unlink()
    done = subprocess.run(
        [sys.executable, "-m", "pelican", str(ROOT / "tests/site/content"), "-o", "output"],
        cwd=tmp_path,
        env={**os.environ, "SITEURL": "https://blog.example", "SOURCE_DATE_EPOCH": NOW},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "A guest post" in (tmp_path / "output/articles/guest/index.html").read_text("utf-8")
