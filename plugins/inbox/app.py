"""The receiver: a form is checked, stored, and only then answered."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from plugins.common.form import Form, normalised
from plugins.contact_form.form import CONTACT
from plugins.inbox.body import fields_of
from plugins.inbox.pages import page_with
from plugins.inbox.settings import SettingError, Settings, settings_of
from plugins.inbox.store import Hold, Message, Store, StoreError

FORMS = {form.name: form for form in (CONTACT,)}
MAX_PAGE_CHARS = 300
NOT_STORED = (
    "Your message could not be stored. Write to the email address on this page instead: "
    "what you typed is still below"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'self'; "
    "font-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}

log = logging.getLogger(__name__)


def application() -> Starlette:
    """The inbox alone, as a server starts it: ``granian --factory plugins.inbox.app:application``.

    One worker: a second one finds the database held, and ends.
    """
    settings, inbox = from_environment()
    return Starlette(routes=[Mount(f"{settings.site_root}/inbox", inbox)])


def from_environment() -> tuple[Settings, Starlette]:
    """Ends the process with a sentence and 2 where the settings or the database are of no use."""
    try:
        settings = settings_of(os.environ)
        return settings, inbox_app(settings, now=lambda: datetime.now(UTC))
    except (SettingError, StoreError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error


def inbox_app(settings: Settings, now: Callable[[], datetime]) -> Starlette:
    """To be mounted at SITE_ROOT/inbox. Raises StoreError."""
    receiver = Receiver(settings, now)
    return Starlette(
        routes=[Route("/{form}", receiver.answer, methods=["GET", "POST"])],
        exception_handlers={HTTPException: refused},
    )


class Receiver:
    """Receives for one database, and holds it until the process ends."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._hold = Hold(settings.database)
        self._store = Store(settings.database)
        self._writer = ThreadPoolExecutor(max_workers=1)

    async def answer(self, request: Request) -> Response:
        """Thanks, the form given back, or the way to it."""
        form = _form_of(request)
        if request.method != "POST":
            return self._see(form.page)
        received = await fields_of(request)
        answers = form.answers(received)
        page = " ".join(normalised(received.get("page", "")).split())[:MAX_PAGE_CHARS]
        if problems := form.problems(answers):
            return await self._given_back(form, page, answers, problems, status=422)
        message = Message(self._now(), form.name, page, answers, form.caught(answers))
        try:
            await asyncio.get_running_loop().run_in_executor(self._writer, self._store.add, message)
        except StoreError as error:
            log.error("%s", error)
            return await self._given_back(form, page, answers, {"": NOT_STORED}, status=503)
        return self._see(form.thanks)

    async def _given_back(
        self,
        form: Form,
        page: str,
        answers: Mapping[str, str],
        problems: Mapping[str, str],
        *,
        status: int,
    ) -> Response:
        html = await asyncio.to_thread(
            page_with,
            form,
            site=self._settings.site,
            action=f"{self._settings.site_root}/inbox/{form.name}",
            page=page,
            answers=answers,
            problems=problems,
        )
        return HTMLResponse(html, status, HEADERS)

    def _see(self, slug: str) -> Response:
        return RedirectResponse(f"{self._settings.site_root}/{slug}/", 303, HEADERS)


def _form_of(request: Request) -> Form:
    """Raises HTTPException: 404."""
    name = request.path_params["form"]
    if name not in FORMS:
        raise HTTPException(404, "There is no such form.")
    return FORMS[name]


def refused(request: Request, error: Exception) -> Response:
    """The plain answer to what no page of ours sends."""
    assert isinstance(error, HTTPException)
    return PlainTextResponse(error.detail, error.status_code, {**HEADERS, **(error.headers or {})})
