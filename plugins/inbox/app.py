"""The receiver: a form is checked, stored, and only then answered."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from plugins.common.form import Form, normalised
from plugins.contact_form.form import CONTACT
from plugins.inbox import reasons
from plugins.inbox.body import fields_of
from plugins.inbox.database import Hold, StoreError
from plugins.inbox.decide import Decisions
from plugins.inbox.log import tell
from plugins.inbox.mail import mails_for
from plugins.inbox.pages import HEADERS, Place, filled, headers_of, place_of
from plugins.inbox.retention import retention_of
from plugins.inbox.sender import Sender
from plugins.inbox.settings import SettingError, Settings, environment, settings_of
from plugins.inbox.smtp import MailSettings, mail_settings_of
from plugins.inbox.store import Message, Store
from plugins.inbox.tokens import read_token, token
from plugins.inbox.visitor import Rates, address_of
from plugins.inbox.writer import Writer
from plugins.replies.form import REPLY

FORMS = {form.name: form for form in (CONTACT, REPLY)}
MAX_PAGE_CHARS = 300
# A program answers sooner, and a page older than a day is no longer looked at.
CONFIRM_AFTER = timedelta(seconds=2)
CONFIRM_WITHIN = timedelta(hours=24)
# What may be spam is the first that a full database takes no more.
SUSPICIOUS_SHARE = 0.8
HEALTH_SECONDS = 3
NOT_STORED = (
    "It could not be stored. Send it again in a while, or by email: what you typed is still below"
)
CLOSED = "Replies to this post are closed"
CONFIRM = (
    "Please check and send. It is stored already; sent once more, it shows that a person wrote it."
)
# Before the title of the page.
REFUSED = "Problem:"
TO_CHECK = "Please check and send:"
ANSWERS = "Your reply will stand below the one you chose."
NO_ARTICLE = "There is no article with this id on the page it names"


def alone(receiver: "Receiver") -> Starlette:
    """An application that is nothing but the inbox."""
    mount = Mount(f"{receiver.settings.site_root}/inbox", receiver.app)
    return Starlette(routes=[mount], lifespan=receiver.lifespan)


def from_environment() -> "Receiver":
    """Ends the process with a sentence and 2 where the settings or the database are of no use."""
    try:
        return receiver_of(environment(), now=lambda: datetime.now(UTC))
    except (SettingError, StoreError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error


def receiver_of(told: Mapping[str, str], now: Callable[[], datetime]) -> "Receiver":
    """Raises SettingError, StoreError."""
    settings, mail, retention = settings_of(told), mail_settings_of(told), retention_of(told)
    hold = Hold(settings.database)
    store = Store(settings.database, held=True, max_bytes=settings.max_bytes)
    sender = Sender(settings.database, mail, retention, now)
    return Receiver(settings, mail, hold, store, sender, now)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that arrived; ``token`` came with it, or is ""."""

    form: Form
    page: str
    answers: Mapping[str, str]
    token: str

    @property
    def hidden(self) -> dict[str, str]:
        found = {name: self.answers[name] for name in self.form.hidden}
        return {**found, "token": self.token} if self.token else found


class Receiver:
    """Receives for one database, and holds it until the process ends.

    ``app`` is to be mounted at SITE_ROOT/inbox, in an application with ``lifespan``.
    """

    def __init__(
        self,
        settings: Settings,
        mail: MailSettings | None,
        hold: Hold,
        store: Store,
        sender: Sender,
        now: Callable[[], datetime],
    ) -> None:
        self.settings = settings
        self._mail = mail
        self._hold = hold
        self._key = store.key
        self._writer = Writer(store)
        self._sender = sender
        self._now = now
        self._rates = Rates()
        decisions = Decisions(self._writer, self._key, bool(mail), settings.site_root, now)
        self.app = Starlette(
            routes=[
                Route("/health", self.health),
                Route("/decide/{token}", decisions.answer, methods=["GET", "POST"]),
                Route("/{form}", self.answer, methods=["GET", "POST"]),
            ],
            exception_handlers={HTTPException: refused},
        )

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """Until the last request is answered."""
        self._sender.start()
        tell("ready")
        yield
        await asyncio.to_thread(self._sender.stop)
        self._writer.close()
        self._hold.release()
        tell("ended")

    async def health(self, request: Request) -> Response:
        """Asks whoever stores messages, as a message does."""
        try:
            async with asyncio.timeout(HEALTH_SECONDS):
                await self._writer.do(lambda store: store.by_number(0))
        except (StoreError, TimeoutError) as error:
            tell("failed", reason=str(error) or "The writer does not answer.")
            return PlainTextResponse("The database cannot be used.", 503, HEADERS)
        return PlainTextResponse("ok", headers=HEADERS)

    async def answer(self, request: Request) -> Response:
        """Thanks, the form given back, or the way to it."""
        form = _form_of(request)
        if request.method == "POST":
            return await self._received(form, request)
        if form.page:
            return self._see(form.page)
        return await self._reply_to(form, request)

    async def _reply_to(self, form: Form, request: Request) -> Response:
        """The article's page, where its form answers one of the replies."""
        page, to = (normalised(request.query_params.get(name, "")) for name in ("page", "to"))
        sent = Sent(form, one_line(page), form.answers({"to": to}), "")
        place = await self._place(sent)
        if place.state == "nowhere":
            raise HTTPException(404, "There is no such page.")
        if place.state == "closed":
            return self._see(self._below_root(sent.page).strip("/"))
        below = to if place.holds(to) else ""
        answers = form.answers({"article": place.article, "to": below})
        sent = replace(sent, answers=answers)
        return await self._given(sent, place, notice=place.say(ANSWERS) if below else "")

    async def _received(self, form: Form, request: Request) -> Response:
        received = await fields_of(request)
        page = one_line(normalised(received.get("page", "")))
        sent = Sent(form, page, form.answers(received), received.get("token", ""))
        place = await self._place(sent) if form.hidden else None
        closed = bool(place and place.state == "closed")
        if closed or form.problems(sent.answers):
            tell("refused", form=form.name, status=422)
            place = place or await self._place(sent)
            problems = {"": place.say(CLOSED)} if closed else {}
            problems |= form.problems(sent.answers, place.say)
            return await self._given(sent, place, problems=problems, status=422)
        message = self._message(sent, request, place)
        authors = place.authors if place else ()
        try:
            kept = await self._writer.do(lambda store: self._keep(store, message, sent, authors))
        except StoreError as error:
            tell("failed", form=form.name, status=503, reason=str(error))
            kept = None
        if not kept:
            place = place or await self._place(sent)
            problems = {"": place.say(NOT_STORED)}
            return await self._given(sent, place, problems=problems, status=503)
        tell("held" if kept.held else "stored", form=form.name, message=kept.id)
        if kept.state == "waiting" and kept.how:
            new = token(self._key, "confirm", kept.id, kept.round, self._now())
            place = place or await self._place(sent)
            sent, notice = replace(sent, token=new), place.say(CONFIRM)
            return await self._given(sent, place, notice=notice, heading=place.say(TO_CHECK))
        return self._see(form.thanks)

    def _message(self, sent: Sent, request: Request, place: Place | None) -> Message:
        now, address = self._now(), address_of(request, self.settings.proxies)
        sent_of_late = self._rates.count(address, now)
        what = reasons.what(sent.form, sent.answers, self.settings.origin)
        if place and (place.state == "nowhere" or place.article != sent.answers["article"]):
            what = (NO_ARTICLE, *what)
        return Message(
            now,
            sent.form.name,
            sent.page,
            sent.answers,
            reasons.how(
                sent.form, sent.answers, request.headers, self.settings.origin, sent_of_late
            ),
            what,
            reasons.words_of(sent.form, sent.answers),
        )

    def _keep(
        self, store: Store, message: Message, sent: Sent, authors: tuple[str, ...]
    ) -> Message | None:
        """As it is stored now, or None where there is no more room for what may be spam."""
        if sent.token and (former := self._looked_at_again(store, message, sent.token)):
            if former.answers == message.answers:
                return self._confirmed(store, former, authors)
            # What was read is what is decided: another text is another message.
            message = replace(message, how=())
            store.decide(former.id, "rejected", message.received_at)
        copies = store.copies(message.words, message.received_at - reasons.COPIES)
        message = replace(message, how=message.how + reasons.copied(message, copies))
        if message.how and store.bytes_used() > SUSPICIOUS_SHARE * self.settings.max_bytes:
            tell("failed", form=message.form, status=503, reason="The database is nearly full.")
            return None
        kept = store.add(message, mails_for(self._mail, message, authors))
        if kept.how and not message.how and kept.state == "waiting":
            return self._confirmed(store, kept, authors)
        return kept

    def _looked_at_again(self, store: Store, message: Message, text: str) -> Message | None:
        """The message that waits for its writer to send it once more, as this one was."""
        try:
            id_, round_, made = read_token(self._key, "confirm", text)
        except ValueError:
            return None
        if not CONFIRM_AFTER <= message.received_at - made <= CONFIRM_WITHIN:
            return None
        former = store.by_id(id_)
        # What was confirmed is odd no more: it stays, and the token is spent.
        first = ("waiting", True, round_, message.form)
        fits = former and (former.state, bool(former.how), former.round, former.form) == first
        return former if fits else None

    def _confirmed(self, store: Store, message: Message, authors: tuple[str, ...]) -> Message:
        store.confirm(message.id)
        confirmed = replace(message, how=())
        store.post(mails_for(self._mail, confirmed, authors), self._now())
        return confirmed

    async def _place(self, sent: Sent) -> Place:
        path = sent.form.page or self._below_root(sent.page)
        return await asyncio.to_thread(place_of, sent.form, self.settings.site, path)

    def _below_root(self, page: str) -> str:
        return page.removeprefix(self.settings.site_root)

    async def _given(
        self,
        sent: Sent,
        place: Place,
        *,
        problems: Mapping[str, str] | None = None,
        notice: str = "",
        heading: str = "",
        status: int = 200,
    ) -> Response:
        html = await asyncio.to_thread(
            filled,
            sent.form,
            place,
            action=f"{self.settings.site_root}/inbox/{sent.form.name}",
            page=sent.page,
            answers=sent.answers,
            problems=problems or {},
            hidden=sent.hidden,
            notice=notice,
            heading=place.say(REFUSED) if problems else heading,
        )
        return HTMLResponse(html, status, headers_of(html))

    def _see(self, path: str) -> Response:
        below = f"{path}/" if path else ""
        return RedirectResponse(f"{self.settings.site_root}/{below}", 303, HEADERS)


def one_line(page: str) -> str:
    return " ".join(page.split())[:MAX_PAGE_CHARS]


def _form_of(request: Request) -> Form:
    """Raises HTTPException: 404."""
    name = request.path_params["form"]
    if name not in FORMS:
        raise HTTPException(404, "There is no such form.")
    return FORMS[name]


def refused(request: Request, error: Exception) -> Response:
    """The plain answer to what no page of ours sends."""
    assert isinstance(error, HTTPException)
    tell("refused", status=error.status_code)
    return PlainTextResponse(error.detail, error.status_code, {**HEADERS, **(error.headers or {})})
