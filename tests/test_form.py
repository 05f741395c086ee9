"""A form told once: its labels, its sentences, its answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.common.form import Field, normalised
from plugins.contact_form.form import CONTACT

NAME = Field("name", "your name", max_chars=10)
EMAIL = Field("email", "your email address", max_chars=254, kind="email")
SHOP = Field("shop", "the name of your shop", max_chars=1_000, required=False)


@pytest.mark.parametrize(
    ("field", "label"),
    [
        pytest.param(NAME, "Your name", id="the phrase with a capital"),
        pytest.param(SHOP, "The name of your shop (optional)", id="said where it may stay empty"),
    ],
)
def test_label(field: Field, label: str) -> None:
    assert field.label() == label


@pytest.mark.parametrize(
    ("field", "answer", "problem"),
    [
        pytest.param(NAME, "Ann", "", id="all is well"),
        pytest.param(NAME, "", "Enter your name", id="nothing entered"),
        pytest.param(NAME, "é" * 10, "", id="as long as it may be"),
        pytest.param(
            NAME, "é" * 11, "Your name must be 10 characters or fewer", id="one character more"
        ),
        pytest.param(SHOP, "", "", id="nothing entered where nothing need be"),
        pytest.param(
            SHOP,
            "x" * 1_001,
            "The name of your shop must be 1,000 characters or fewer",
            id="a large number has its comma",
        ),
        pytest.param(EMAIL, "ann@localhost", "", id="an address a browser accepts"),
        pytest.param(
            EMAIL,
            "ann@",
            "Enter your email address in full, like name@example.org",
            id="half an address",
        ),
        pytest.param(
            EMAIL,
            "ann@example.org\nbcc: eve@example.org",
            "Enter your email address in full, like name@example.org",
            id="an address and a line of its own",
        ),
    ],
)
def test_problem(field: Field, answer: str, problem: str) -> None:
    assert field.problem(answer) == problem


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param(" Ann \r\n", "Ann", id="white space around goes"),
        pytest.param("one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour", id="one kind of line end"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param("e\x1b\u0301\x00\x9b", "é", id="composed across what goes"),
    ],
)
def test_normalised(typed: str, kept: str) -> None:
    assert normalised(typed) == kept


@given(st.text(st.characters()))
def test_what_is_normalised_stays_so(typed: str) -> None:
    assert normalised(normalised(typed)) == normalised(typed)


@given(st.dictionaries(st.sampled_from(["name", "email", "validation", "x"]), st.text()))
def test_answers_are_those_of_the_form_whatever_was_sent(received: dict[str, str]) -> None:
    answers = CONTACT.answers(received)
    assert list(answers) == ["name", "email", "organisation", "message", "validation"]
    assert CONTACT.answers(answers) == answers
    assert set(CONTACT.problems(answers)) <= set(answers)
    assert CONTACT.caught(answers) == bool(answers["validation"])


def test_problems_come_in_the_order_of_the_fields() -> None:
    assert CONTACT.problems(CONTACT.answers({})) == {
        "name": "Enter your name",
        "email": "Enter your email address",
        "message": "Enter your message",
    }
