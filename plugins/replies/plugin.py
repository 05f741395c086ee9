"""Gives each article and page its discussion, and templates the form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from pelican import signals
from pelican.contents import Article, Content
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from plugins.common.content import all_articles, all_pages, everything, report
from plugins.common.form import Form
from plugins.common.problem import Problem
from plugins.common.source import shown
from plugins.common.text import nearest
from plugins.replies.discussion import Discussion, State, state_of, threads_of
from plugins.replies.files import read_replies
from plugins.replies.form import REPLY

FOLDER = "replies"
CONTACT_ENDS, ENDS = "/inbox/contact", "/inbox/reply"
STATES = get_args(State)


@dataclass(frozen=True, slots=True)
class ReplyForm:
    """``action`` is where the form posts to; "" where there is no inbox."""

    form: Form
    action: str


def put_right(settings: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with the settings, which are right afterwards, so that the rest is told too."""
    state, days = settings["REPLIES"], settings["REPLIES_CLOSE_AFTER_DAYS"]
    if state not in STATES:
        what, remedy = f"{state!r} is no state of replies", f"Write one of: {', '.join(STATES)}"
        yield Problem(Path("REPLIES"), 0, 0, what, remedy)
        settings["REPLIES"] = "off"
    if not isinstance(days, int) or days < 0:
        what, remedy = f"{days!r} is no number of days", "Write a whole number, 0 for never"
        yield Problem(Path("REPLIES_CLOSE_AFTER_DAYS"), 0, 0, what, remedy)
        settings["REPLIES_CLOSE_AFTER_DAYS"] = 0


def add_form(generator: Generator) -> None:
    settings = generator.settings
    action = settings["FORM_ACTION"]
    inbox = action.removesuffix(CONTACT_ENDS) + ENDS if action.endswith(CONTACT_ENDS) else ""
    root = settings["SITE_ROOT"] if inbox.startswith("/") else ""
    generator.context["reply_form"] = ReplyForm(REPLY, root + inbox)
    report(generator.context, put_right(settings))


def add_discussions(generator: ArticlesGenerator | PagesGenerator) -> None:
    """As soon as they are read: the feeds tell of replies, and say soon what they will write."""
    every = all_articles if isinstance(generator, ArticlesGenerator) else all_pages
    for content in every(generator):
        content.discussion = discussion_of(content, generator)


def discussion_of(content: Content, generator: Generator) -> Discussion:
    settings = generator.settings
    article = isinstance(content, Article)
    state: State = content.metadata.get("replies") or (settings["REPLIES"] if article else "off")
    if article:
        days = settings["REPLIES_CLOSE_AFTER_DAYS"]
        state = state_of(state, content.date, settings["NOW"], days)
    if state == "off":
        return Discussion(content.uuid, state)
    if state == "open" and not generator.context["reply_form"].action:
        report(generator.context, [no_inbox(settings["FORM_ACTION"])])
        state = "closed"
    folder = shown(generator.path) / FOLDER / content.uuid
    replies, problems = read_replies(folder)
    threads = threads_of(replies, ZoneInfo(settings["TIMEZONE"]))
    report(generator.context, problems)
    begun = {thread.id for thread in threads}
    for reply in replies:
        if reply.date > settings["NOW"]:
            what = f"this reply is dated {reply.date:%Y-%m-%d}, which is yet to come"
            path = folder / f"{reply.id}.toml"
            report(generator.context, [Problem(path, 0, 0, what, "Mend its date", note=True)])
        if reply.to and reply.id in begun:
            what = f"the reply this answers, {reply.to}, is not there or later, so it stands alone"
            path = folder / f"{reply.id}.toml"
            report(generator.context, [Problem(path, 0, 0, what, note=True)])
    return Discussion(content.uuid, state, threads)


def no_inbox(action: str) -> Problem:
    what = f"'{action}' is no inbox, which would give replies back"
    remedy = f'Let it end in {CONTACT_ENDS}, or set REPLIES to "off" and let no header open them'
    return Problem(Path("FORM_ACTION"), 0, 0, what, remedy)


def find_lost(generators: Sequence[Generator]) -> None:
    """Replies to what is not there (yet, or any more)."""
    known = {content.uuid for content in everything(generators)}
    report(generators[0].context, lost(shown(generators[0].path) / FOLDER, known))


def lost(folder: Path, known: set[str]) -> Iterator[Problem]:
    for path in sorted(folder.glob("[!.]*")):
        if path.name in known:
            continue
        what = "no article has this id, so it is not shown"
        near = nearest(path.name, known)
        remedy = f"Did you mean '{near}'?" if near else ""
        yield Problem(path, 0, 0, what, remedy, note=not near)


def register() -> None:
    signals.generator_init.connect(add_form)
    signals.article_generator_finalized.connect(add_discussions)
    signals.page_generator_finalized.connect(add_discussions)
    signals.all_generators_finalized.connect(find_lost)
