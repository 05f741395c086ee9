"""What ``make audit`` does besides having others look: it needs neither of them here."""

import json
from pathlib import Path

import pytest

from tests import audit
from tests.audit import PAGES, Audited, Bar, Missing

SITE = Audited("http://127.0.0.1:1", (Path("/site"),), chrome="chromium")


@pytest.fixture(autouse=True)
def nothing_was_checked_before() -> None:
    audit.faults.cache_clear()


def test_what_is_missing_is_told_in_a_line_each(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    missed = audit.audit(SITE)
    assert [line.split(", which")[0] for line in missed] == [
        "NOT MEASURED: Nu needs Java",
        f"NOT MEASURED: {audit.LIGHTHOUSE} needs node and its npx",
    ]
    printed = capsys.readouterr().out
    assert all(kind in printed for kind in PAGES)


def test_one_of_them_is_missing_and_the_other_measures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unmeasured(kind: str, site: Audited) -> dict[str, float]:
        raise Missing("no Lighthouse")

    said = {"type": "error", "url": "file:/site/404.html", "lastLine": 3, "message": "Bad"}
    monkeypatch.setattr(audit, "npx", lambda *arguments: json.dumps({"messages": [said]}))
    monkeypatch.setattr(audit, "measured", unmeasured)
    monkeypatch.setattr("shutil.which", lambda name: name)
    assert audit.audit(SITE) == ["NOT MEASURED: no Lighthouse", "file:/site/404.html:3: Bad"]
    printed = capsys.readouterr().out.splitlines()
    assert next(line for line in printed if "not found" in line).endswith(" 1")


def test_nu_is_believed_but_for_what_it_takes_the_policy_to_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def said(kind: str, message: str, **more: str) -> dict[str, object]:
        return {"type": kind, "message": message, "url": "file:/a.html", "lastLine": 1, **more}

    messages = [
        said("error", "Bad"),
        said("info", "Doubtful", subType="warning"),
        said("info", "Trailing slash"),
        said("info", "A sheet violates Content Security Policy (meta tag)", subType="warning"),
    ]
    monkeypatch.setattr(audit, "npx", lambda *arguments: json.dumps({"messages": messages}))
    monkeypatch.setattr("shutil.which", lambda name: name)
    assert [fault for _, fault in audit.faults(SITE.folders)] == [
        "file:/a.html:1: Bad",
        "file:/a.html:1: Doubtful",
    ]


def test_a_bar_is_kept_from_the_one_side_or_the_other() -> None:
    assert Bar(100, at_least=True).kept(100)
    assert not Bar(100, at_least=True).kept(99)
    assert Bar(15).kept(15)
    assert not Bar(15).kept(15.1)
