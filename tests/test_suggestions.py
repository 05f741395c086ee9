"""Suggestions: topics for a draft, and the sentence that speaks for each."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.suggestions.suggest import SENTENCE_MAX, Choice, Shelf, Text
from tests.conftest import ARTICLE, Build
from tests.torture.suggest import f1, figures

CHOICES = (
    Choice("Waiting", ("queue",), "Chairs, opening hours and lines at the counter."),
    Choice("Letters", ("bill",), "Envelopes, invoices and what they are printed on."),
    Choice("Bread", ("bakery",)),
)
WRITTEN = (
    Text("A chair", (), "The chair stood by the door. Nobody sat.", frozenset(("Waiting",))),
    Text("Ovens", (), "Flour, yeast and an oven at four.", frozenset(("Bread",))),
    Text("Rolls", (), "The oven was cold, so the flour stayed.", frozenset(("Bread",))),
    Text("No topic", (), "Nothing that is about anything."),
)
POSTS = {
    "waiting": ("A {} in the hall", "We stood in the hall with a ticket. {} people were ahead."),
    "bread": ("A {} loaf", "The baker shaped a {} loaf of rye, and the oven was hot."),
    "letters": ("The {} letter", "An envelope came, the {} this year, with a stamp on its paper."),
}


def suggested(title: str, prose: str) -> Mapping[str, str]:
    found = Shelf(CHOICES, WRITTEN).suggest(Text(title, (), prose))
    return {suggestion.topic: suggestion.sentence for suggestion in found}


@pytest.mark.parametrize(
    ("title", "prose", "topic", "sentence"),
    [
        pytest.param("A", "It rained. Flour fell.", "Bread", "Flour fell.", id="posts"),
        pytest.param(
            "A", "It rained. Invoices came.", "Letters", "Invoices came.", id="its description"
        ),
        pytest.param(
            "A", "It rained. Two bakery windows.", "Bread", "Two bakery windows.", id="its name"
        ),
        pytest.param("Bills", "It rained.", "Letters", "Bills", id="an alias in the title"),
    ],
)
def test_a_topic_and_what_speaks_for_it(title: str, prose: str, topic: str, sentence: str) -> None:
    assert suggested(title, prose) == {topic: sentence}


@pytest.mark.parametrize("name", ["C", "C++", "R"])
def test_a_letter_may_be_a_topic(name: str) -> None:
    shelf = Shelf((Choice(name, (name.lower(),)), Choice("Q"), Choice("A"), Choice("I")), ())
    prose = f"I wrote it. It was a bit of {name}, which isn't what we'd had. T. A plan."
    (found,) = shelf.suggest(Text("A post", (), prose))
    assert (found.topic, found.sentence) == (name, prose.partition(". ")[2].partition(" T.")[0])
    assert not shelf.suggest(Text("A post", (), "Vitamins of the c class, and more of them."))


@pytest.mark.parametrize("prose", ["", "Zzyzx.", "… !", "\x00"])
def test_of_what_nobody_wrote_about_nothing_is_said(prose: str) -> None:
    assert suggested("", prose) == {}
    assert Shelf((), ()).suggest(Text("Bread", (), prose)) == ()


def test_the_best_come_first_and_few() -> None:
    found = Shelf(CHOICES, WRITTEN).suggest(Text("Bread", (), "Flour, oven, invoice."), most=1)
    assert [suggestion.topic for suggestion in found] == ["Bread"]


def test_a_text_says_nothing_of_itself() -> None:
    alone = Text("Quinces", (), "Quinces, jars.", frozenset(("Bread",)))
    assert Shelf((), (*WRITTEN, alone)).suggest(alone) == ()


@given(st.text(), st.text())
def test_any_text_has_some_or_none(title: str, prose: str) -> None:
    for topic, sentence in suggested(title, prose).items():
        assert topic in {choice.name for choice in CHOICES}
        assert len(sentence) <= SENTENCE_MAX


def test_better_than_the_topics_that_a_text_names(tmp_path: Path) -> None:
    for topic, (title, prose) in POSTS.items():
        for word in ("first", "second", "third", "fourth"):
            text = f"Title: {title.format(word)}\nTags: {topic}\n\n"
            text += f"{prose.format(word)} It was a {word} day, as days are, and we went home.\n"
            text += "Nobody asked us anything."
            (tmp_path / f"{topic}-{word}.md").write_text(text, "utf-8")
    found = {figure.name.partition(": ")[2]: figure for figure in figures(tmp_path)}
    assert found["posts"].value == 12
    assert found["ours, F1@5"].value > 0.9
    assert found["ours, F1@5"].value > found["topics in the text, F1@5"].value
    assert f1(["a", "b"], ["a", "c"]) == 0.5
    assert f1([], ["a"]) == 0


DRAFT = "Title: A\nDate: 2026-03-04\nStatus: draft\n\nIt rained. An <b>envelope</b> & a stamp.\n"
SITE = {
    "topics.toml": '[letters]\nname = "Bills & <i>"\n\n[bread]\nname = "Bread"\n',
    "articles/a.md": ARTICLE.replace("\n\n", "\nTags: letters\n\n").replace("Words", "Envelope"),
    "articles/b.md": ARTICLE.replace("\n\n", "\nTags: bread\n\n").replace("Words", "Flour"),
    "articles/draft.md": DRAFT,
}


def test_a_draft_shows_them_to_its_author_only(build: Build) -> None:
    served = build(SITE, SERVE="1")
    panel = served.soup("articles/draft/index.html").select_one('aside[aria-label^="Suggested"]')
    assert panel is not None
    assert [" ".join(li.get_text().split()) for li in panel.select("li")] == [
        "Bills & <i> An envelope & a stamp."
    ]
    assert panel.code is not None
    assert panel.code.get_text() == "Tags: Bills & <i>"
    assert "Suggested topics" not in served.text("articles/a/index.html")
    pasted = build(
        {**SITE, "articles/draft.md": DRAFT.replace("\n\n", f"\n{panel.code.get_text()}\n\n")}
    )
    assert (pasted.status, pasted.problems) == (0, ())


def test_what_is_to_be_pasted_names_topics_with_commas_in_them(build: Build) -> None:
    named = {"topics.toml": '[letters]\nname = "Bills, letters & <i>"\n'}
    named |= {"articles/a.md": SITE["articles/a.md"], "articles/draft.md": DRAFT}
    panel = build(named, SERVE="1").soup("articles/draft/index.html").select_one("aside code")
    assert panel is not None
    assert panel.get_text() == "Tags: Bills, letters & <i>;"
    pasted = build(
        {**named, "articles/draft.md": DRAFT.replace("\n\n", f"\n{panel.get_text()}\n\n")}
    )
    assert (pasted.status, pasted.problems) == (0, ())


def test_make_check_names_the_first(build: Build) -> None:
    built = build({**SITE, "articles/draft.md": DRAFT.replace("Status: draft\n", "")}, CHECK="1")
    assert "Without a topic: 1\n    Bills & <i>?  content/articles/draft.md  A\n" in built.notes
