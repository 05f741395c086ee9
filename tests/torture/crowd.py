"""Visits, made as their visitors make them, and what became of each."""

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from plugins.common.form import Form
from plugins.contact_form.form import CONTACT
from plugins.inbox.store import Message
from plugins.replies.form import REPLY
from tests.torture.receiver import ARTICLE, Answer, Receiver, form_in, form_on
from tests.torture.visits import Visit

FORMS: dict[str, Form] = {"contact": CONTACT, "reply": REPLY}
PAGES = {"contact": "/contact/", "reply": ARTICLE}
# Looking at what one wrote, and the way to the button.
READING_SECONDS = 2.5
TOGETHER = 48


@dataclass(frozen=True, slots=True)
class Fate:
    """``rows`` are the messages that hold exactly this; ``last`` is what its visitor saw last."""

    visit: Visit
    last: Answer
    asked_again: bool
    rows: Sequence[Message]

    @property
    def held(self) -> bool:
        return any(message.held for message in self.rows)


def fates(receiver: Receiver, site: Path, visits: Sequence[Visit]) -> list[Fate]:
    """In the order of the visits, made many at once."""
    found = {form: form_on(site, page, form).fields for form, page in PAGES.items()}
    sent = [{**found[visit.form], **visit.typed} for visit in visits]
    with ThreadPoolExecutor(TOGETHER) as crowd:
        lasts = list(
            crowd.map(lambda pair: visited(receiver, *pair), zip(visits, sent, strict=True))
        )
    stored: dict[tuple[str, frozenset[tuple[str, str]]], list[Message]] = {}
    for message in receiver.stored():
        stored.setdefault((message.form, frozenset(message.answers.items())), []).append(message)
    return [
        Fate(visit, last, again, stored.get((visit.form, as_stored(visit.form, fields)), []))
        for visit, fields, (last, again) in zip(visits, sent, lasts, strict=True)
    ]


def as_stored(
    form: Literal["contact", "reply"], fields: Mapping[str, str]
) -> frozenset[tuple[str, str]]:
    return frozenset(FORMS[form].answers(fields).items())


def visited(receiver: Receiver, visit: Visit, fields: Mapping[str, str]) -> tuple[Answer, bool]:
    """What its visitor saw last, and whether the form was shown once more for a look."""
    answer = sent_in_manner(receiver, visit, fields)
    if answer.status != 200:
        return answer, False
    if visit.confirms:
        again = form_in(answer.text, visit.form)
        time.sleep(READING_SECONDS)
        answer = receiver.send(visit.form, again.fields, visit.headers)
    return answer, True


def sent_in_manner(receiver: Receiver, visit: Visit, fields: Mapping[str, str]) -> Answer:
    if visit.manner == "twice at once":
        # The browser drops the first answer and shows the second.
        with ThreadPoolExecutor(2) as both:
            clicks = [both.submit(receiver.send, visit.form, fields, visit.headers) for _ in "12"]
            return clicks[1].result()
    if visit.manner == "cut off":
        receiver.send(visit.form, fields, visit.headers)  # its answer never arrived
    answer = receiver.send(visit.form, fields, visit.headers)
    if visit.manner == "back and again":
        return receiver.send(visit.form, fields, visit.headers)
    return answer
