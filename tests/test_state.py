"""What waits, what is due, and what could be better."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from plugins.check.state import ROWS_SHOWN, Post, lines, notes, sections
from tests.conftest import ARTICLE, Build

NOW = datetime(2026, 11, 18, 14, 26, tzinfo=UTC)
FINE = Post(
    path=Path("content/a.md"),
    title="A",
    date=NOW,
    is_draft=False,
    review=None,
    has_topic=True,
    suggested="",
    has_picture=True,
    is_linked=True,
    ease=60.0,
    customer_share=0.5,
)


def test_of_a_post_in_order_there_is_nothing_to_say() -> None:
    assert sections([FINE], NOW) == {}
    assert not list(lines({}))


def test_each_state_is_told_by_itself() -> None:
    minute = timedelta(minutes=1)
    for change, expected in (
        ({"date": NOW + minute}, ("Published at their minute", "2026-11-18 14:27")),
        ({"is_draft": True}, ("Drafts", "2026-11-18")),
        ({"is_draft": True, "date": NOW + minute}, ("Drafts", "2026-11-18")),
        ({"is_draft": True, "has_topic": False}, ("Drafts", "2026-11-18")),
        ({"review": NOW}, ("To be looked at again", "2026-11-18")),
        ({"review": NOW + minute}, None),
        ({"has_topic": False}, ("Without a topic", "")),
        ({"has_topic": False, "suggested": "Waiting?"}, ("Without a topic", "Waiting?")),
        ({"has_picture": False}, ("Without a picture", "")),
        ({"is_linked": False}, ("No other text leads there", "")),
        ({"ease": 29.6}, ("Hard to read (ease below 30)", "30")),
        ({"ease": None, "customer_share": None}, None),
        (
            {"customer_share": 0.25},
            ("More about ourselves than about the customer", "25% about the customer"),
        ),
    ):
        post = replace(FINE, **change)
        told = {title: [word for _, word in rows] for title, rows in sections([post], NOW).items()}
        assert told == ({expected[0]: [expected[1]]} if expected else {}), change


def test_people_are_shown_some_and_programs_all() -> None:
    posts = [replace(FINE, path=Path(f"{n:02}.md"), has_topic=False) for n in range(ROWS_SHOWN + 5)]
    told = sections(posts, NOW)
    shown = list(lines(told))
    assert shown[0] == f"Without a topic: {ROWS_SHOWN + 5}"
    assert shown[1] == "    00.md  A"
    assert shown[-1].startswith("    … and 5 more")
    assert len(shown) == ROWS_SHOWN + 2
    assert [str(note.path) for note in notes(told)] == [str(post.path) for post in posts]


def test_make_check_tells_them(build: Build) -> None:
    content = {
        "articles/a.md": ARTICLE.replace("Words.", "[b](b.md), we and our firm."),
        "articles/b.md": ARTICLE,
        "articles/later.md": ARTICLE.replace("2026-03-04", "2026-12-24 08:00"),
        "articles/draft.md": ARTICLE.replace("\n\n", "\nStatus: draft\n\n"),
        "articles/due.md": ARTICLE.replace("\n\n", "\nReview: 2026-11-01\n\n"),
    }
    built = build(content, CHECK="1")
    assert built.status == 0, built.problems
    for row in (
        "Published at their minute: 1\n    2026-12-24 08:00  content/articles/later.md  A post\n",
        "Drafts: 1\n    2026-03-04  content/articles/draft.md  A post\n",
        "To be looked at again: 1\n    2026-11-01  content/articles/due.md  A post\n",
        "No other text leads there: 2\n    content/articles/a.md  A post\n",
        "More about ourselves than about the customer: 1\n    0% about the customer  content/",
    ):
        assert row in built.notes
    assert "Published at" not in build(content).notes
    told = [json.loads(line) for line in build(content, CHECK="1", FORMAT="json").problems]
    assert "Drafts: 2026-03-04" in [each["what"] for each in told if each["note"]]
