"""The page a form stands on, as it was built, with the form filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl

from plugins.common.form import Form
from plugins.common.headers import headers
from plugins.common.words import ENGLISH, Words, words
from plugins.contact_form.form import CONTACT
from plugins.inbox.store import Message

if TYPE_CHECKING:
    from jinja2 import Environment

THEME = Path(__file__).parents[2] / "theme" / "templates"
DRAW = (
    '{% from "macros/form.html" import draw %}'
    "{{ draw(form, action, page, answers, problems, hidden, email, notice) }}"
)
SLOT = r"<!-- form:{name}(?P<told>(?: [^ >]+)*) -->(?P<drawn>.*?)<!-- /form:{name} -->"
TOLD = re.compile(r"<!-- form:\w+[^>]* lang=(?P<lang>[\w-]+)(?: words=(?P<own>[^ >]+))? -->")
ID = re.compile(r"[0-9a-f-]{36}")
EMAIL = re.compile(r'href="mailto:([^"?]+)')

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')

HEADERS = {**headers(), "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}

# Where the site was not built, or without this form, nothing typed is lost.
PLAIN = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{heading}</title></head>
<body><main><h1>{heading}</h1>
<!-- form:{name} --><!-- /form:{name} -->
</main></body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form stands. ``state`` is closed on a page without the form, and nowhere
    where there is no page; ``before`` and ``after`` are of a plain page then.

    ``article`` and ``authors`` are the id of the article and the slugs of its
    authors, "" and none for what is none. ``email`` is the address to write to,
    ``say`` are the words of the site.
    """

    state: Literal["open", "closed", "nowhere"]
    before: str
    after: str
    article: str
    authors: tuple[str, ...]
    email: str
    say: Words

    def holds(self, reply: str) -> bool:
        """Whether the page shows the reply of that id."""
        return bool(ID.fullmatch(reply)) and f'id="reply-{reply}"' in self.before + self.after


def place_of(form: Form, site: Path, path: str) -> Place:
    """``path`` is below the site's address, as the form or its link tells it: anything."""
    html = built_at(site, path)
    slot = _slot(form, html)
    email = _email_in(slot["drawn"]) if slot else ""
    email = email or _email_in(html) or _email_in(built_at(site, CONTACT.page))
    say = words_at(site, html)
    if slot:
        told = [each for each in slot["told"].split() if "=" not in each]
        return Place(
            "open",
            html[: slot.start("drawn")],
            html[slot.end("drawn") :],
            "".join(told[:1]),
            tuple(told[1:]),
            email,
            say,
        )
    plain = PLAIN.format(lang=escape(say.lang), heading=escape(say(form.heading)), name=form.name)
    before, marker, after = plain.partition(f"<!-- /form:{form.name} -->")
    return Place("closed" if html else "nowhere", before, marker + after, "", (), email, say)


def words_at(site: Path, html: str) -> Words:
    """Those that a built page tells of, or else the contact page, or English.

    They stand in the mark of a form: ``lang=fr``, and ``words=…`` of the owner's own.
    """
    found = TOLD.search(html) or TOLD.search(built_at(site, CONTACT.page))
    if not found:
        return ENGLISH
    return words(found["lang"], dict(parse_qsl(unescape(found["own"] or ""))))


def built_at(site: Path, path: str) -> str:
    """The page with that address, or "" where there is none."""
    try:
        file = (site / path.strip("/")).resolve()
        if file.suffix != ".html":
            file /= "index.html"
        return file.read_text("utf-8") if file.is_relative_to(site.resolve()) else ""
    except (OSError, ValueError):  # it is not there, or cannot be the name of a file
        return ""


def filled(
    form: Form,
    place: Place,
    *,
    action: str,
    page: str,
    answers: Mapping[str, str],
    problems: Mapping[str, str],
    hidden: Mapping[str, str],
    notice: str = "",
    heading: str = "",
) -> str:
    """``problems`` has sentences by field name; "" names the form as a whole.

    All that is said is in the words of the place.
    """
    drawn = (
        _templates(place.say)
        .from_string(DRAW)
        .render(
            form=form,
            action=action,
            page=page,
            answers=answers,
            problems=problems,
            hidden=hidden,
            email=place.email,
            notice=notice,
        )
    )
    title = f"<title>{escape(heading)} " if heading else "<title>"
    return place.before.replace("<title>", title, 1) + drawn + place.after


def headers_of(html: str) -> dict[str, str]:
    """Those of a page as it was built, which may allow what its owner allows."""
    told = POLICY.search(html)
    if not told:
        return HEADERS
    return {**HEADERS, "Content-Security-Policy": f"{told[1]}; frame-ancestors 'none'"}


def decision(message: Message, site_root: str, *, open_: bool) -> str:
    """The message to decide about, or what was decided."""
    template = _templates(ENGLISH).get_template("decide.html")
    return template.render(message=message, site_root=site_root, open=open_)


@cache
def _templates(say: Words) -> "Environment":
    # A receiver that starts anew answers sooner without.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader([THEME, Path(__file__).parent]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(say.globals)
    return environment


def _slot(form: Form, html: str) -> re.Match[str] | None:
    return re.search(SLOT.format(name=form.name), html, re.DOTALL)


def _email_in(html: str) -> str:
    found = EMAIL.search(html)
    return unescape(found[1]) if found else ""
