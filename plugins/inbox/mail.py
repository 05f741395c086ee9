"""What the inbox writes to people: who gets which mail, and its text.

Nothing a visitor typed reaches a header but their name, folded to one line, and
their address, if it is one; in a body each of their lines stands behind "> ".
"""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from plugins.common.form import EMAIL
from plugins.inbox.pages import built_at, words_at
from plugins.inbox.smtp import MailSettings, fit_for_header
from plugins.inbox.store import Mail, Message
from plugins.inbox.tokens import token

MAX_SUBJECT_CHARS = 120
# Controls (C0, C1), formats (bidi, zero width, tags), surrogates, and every separator.
NO_LETTERS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})


def mails_for(
    settings: MailSettings | None, message: Message, authors: Sequence[str]
) -> list[Mail]:
    """About a message that came: to the owner, and for a reply to the article's authors.

    ``authors`` are slugs. About a held one nobody is told but the owner, after all else.
    Once its writer has confirmed it, ask again and post again: what was posted is passed over.
    """
    if not settings:
        return []
    mails = [Mail(f"{message.id}.owner", "owner", settings.owner, message.id, late=message.held)]
    told = {settings.owner.casefold()}
    if message.form == "reply" and not message.held:
        for slug in authors:
            address = settings.authors.get(slug, "")
            if address and address.casefold() not in told:
                told.add(address.casefold())
                mails.append(Mail(f"{message.id}.author.{slug}", "author", address, message.id))
    return mails


def replier_mails(message: Message) -> list[Mail]:
    """To post when a reply is approved and mail is set up: to its writer, who asked to be told."""
    address = message.answers.get("email", "")
    if message.answers.get("notify") != "yes" or not EMAIL.fullmatch(address):
        return []
    return [Mail(f"{message.id}.replier", "replier", address, message.id)]


def answer_mail(message: Message, body: str, number: int) -> Mail:
    """What the owner answers to a message; ``number`` counts the answers to it."""
    address = message.answers.get("email", "")
    return Mail(f"{message.id}.answer.{number}", "answer", address, message.id, body)


def published(settings: MailSettings, message: Message) -> bool:
    """Whether the built site shows the reply, on the page it was sent from."""
    html = built_at(settings.site, message.page.removeprefix(settings.site_root))
    return message.state == "approved" and f'id="reply-{message.id}"' in html


def written(
    settings: MailSettings,
    mail: Mail,
    about: Message | None,
    waiting: Sequence[Message],
    key: bytes,
    now: datetime,
) -> bytes:
    """As it goes over the line. ``waiting`` is for a reminder, ``key`` signs the links.

    Raises ValueError, and what EmailMessage raises of what it cannot write.
    """
    content = EmailMessage(policy=SMTP)
    content["From"] = settings.sender
    content["To"] = mail.recipient
    content["Date"] = format_datetime(now.astimezone(UTC))
    content["Message-ID"] = f"<{mail.key}@{settings.domain}>"
    if mail.kind == "reminder":
        subject, text = _reminder(settings, waiting, now)
    elif about is None:
        raise ValueError("the message it is about is no longer there")
    else:
        subject, text = _text_about(settings, mail, about, key, now)
        answer_to = settings.owner if mail.kind == "answer" else about.answers.get("email", "")
        if mail.kind != "replier" and fit_for_header(answer_to):
            content["Reply-To"] = answer_to
    content["Subject"] = one_line(subject, MAX_SUBJECT_CHARS)
    if mail.kind != "answer":
        # RFC 3834: so that no vacation answers it.
        content["Auto-Submitted"] = "auto-generated"
    # A server without 8BITMIME takes it, and no line is too long.
    content.set_content(text, cte="quoted-printable")
    raw = content.as_bytes()
    # EmailMessage has let encoded words write headers of their own before.
    if message_from_bytes(raw).keys() != content.keys():
        raise ValueError("something in it would be read as a header")
    return raw


def one_line(text: str, max_chars: int) -> str:
    """Without anything that ends a line, turns it around, or begins an encoded word."""
    kept = "".join(" " if unicodedata.category(c) in NO_LETTERS else c for c in text)
    return " ".join(kept.replace("=?", "= ?").split())[:max_chars].rstrip()


def quoted(text: str) -> str:
    """Each line behind "> ", so that none of them can pass for ours."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines()) or ">"


def _text_about(
    settings: MailSettings, mail: Mail, about: Message, key: bytes, now: datetime
) -> tuple[str, str]:
    """Subject and body; to visitors in the words of the site."""
    if mail.kind in ("answer", "replier"):
        path = about.page.removeprefix(settings.site_root)
        say = words_at(settings.site, built_at(settings.site, path))
    if mail.kind == "answer":
        said = about.answers.get("message") or about.answers.get("comment", "")
        date = say.date(about.received_at)
        before = say("On {date} you wrote to {site}:", date=date, site=settings.siteurl)
        return (
            say("Your message to {site}", site=settings.domain),
            f"{mail.body.strip()}\n\n{before}\n\n{quoted(said)}\n",
        )
    if mail.kind == "replier":
        parts = [
            say("Your reply is published:"),
            f"{settings.siteurl}{path}#reply-{about.id}",
            say("You asked to be told when you sent it. This is the only mail about it."),
        ]
        return say("Your reply is published"), _paragraphs(parts)
    noun = "Reply" if about.form == "reply" else "Message"
    subject = f"{noun} from {about.answers.get('name', '')}"
    if mail.kind == "author":
        parts = [
            "A reader has replied to an article of yours. The reply is published when it is"
            " approved. Answer this mail to write to the reader.",
            *_told_of(about),
        ]
        return subject, _paragraphs(parts)
    parts = [*_told_of(about)]
    if about.how or about.what:
        reasons = (f"- {one_line(reason, 300)}" for reason in (*about.how, *about.what))
        parts.append("\n".join(("What is odd about it:", *reasons)))
    if about.state == "waiting":
        link = f"{settings.siteurl}/inbox/decide/{token(key, 'decide', about.id, about.round, now)}"
        parts.append(f"Look at it and decide, until it is decided or 30 days are over:\n{link}")
    else:
        parts.append(f"It is decided already: {about.state}.")
    parts.append(f"Number {about.number}, received {about.received_at:%Y-%m-%d %H:%M} UTC.")
    return ("Held: " if about.held else "") + subject, _paragraphs(parts)


def _told_of(about: Message) -> Iterable[str]:
    """Page and answers, each under its name."""
    for name, answer in (("page", about.page), *about.answers.items()):
        if answer:
            yield f"{name}:\n{quoted(answer)}"


def _reminder(settings: MailSettings, waiting: Sequence[Message], now: datetime) -> tuple[str, str]:
    if not waiting:
        raise ValueError("nothing waits any more")
    days = max((now - message.received_at).days for message in waiting)
    held = sum(message.held for message in waiting)
    said = f"{len(waiting)} waiting, the oldest for {days} {'day' if days == 1 else 'days'}"
    return (
        f"{settings.domain}: {said}",
        f"{said}; {held} of them held as odd.\n\nTo read them: make inbox\n",
    )


def _paragraphs(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"
