"""Compiled templates are kept, and never those of other settings, sources or filters."""

from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment

from plugins.common.templates import Compiled


def drawn(folder: Path, source: str, *, loud: bool = False, **options: Any) -> str:
    environment = Environment(
        loader=DictLoader({"a": source}), bytecode_cache=Compiled(folder), **options
    )
    environment.filters["spoken"] = (
        (lambda text: text.upper()) if loud else (lambda text: text.lower())
    )
    return environment.get_template("a").render(text="<b>")


def test_they_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn(tmp_path, "{{ text }}") == "<b>"
    monkeypatch.setattr(Environment, "_compile", None)
    assert drawn(tmp_path, "{{ text }}") == "<b>"


def test_what_else_makes_them_makes_them_anew(tmp_path: Path) -> None:
    source = "{% if 1 %}\n{{ text }}{{ 'hey'|spoken }}{% endif %}"
    assert drawn(tmp_path, source) == "\n<b>hey"
    assert drawn(tmp_path, source, loud=True) == "\n<b>HEY"
    assert drawn(tmp_path, source, autoescape=True) == "\n&lt;b&gt;hey"
    assert drawn(tmp_path, source, trim_blocks=True) == "<b>hey"
    assert drawn(tmp_path, "{{ text }}!") == "<b>!"


def test_where_nothing_may_be_kept_they_are_drawn(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert drawn(tmp_path / "file/below", "{{ text }}") == "<b>"


def test_one_that_is_broken_is_made_anew(tmp_path: Path) -> None:
    drawn(tmp_path, "{{ text }}")
    for kept in tmp_path.iterdir():
        kept.write_bytes(kept.read_bytes()[:200])
    assert drawn(tmp_path, "{{ text }}") == "<b>"
