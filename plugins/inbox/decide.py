"""The links in the owner's mail: GET shows a message, POST decides, once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from plugins.inbox.body import fields_of
from plugins.inbox.database import StoreError
from plugins.inbox.log import tell
from plugins.inbox.mail import replier_mails
from plugins.inbox.pages import HEADERS, decision
from plugins.inbox.store import Message, State, Store
from plugins.inbox.tokens import read_token
from plugins.inbox.writer import Writer

GOOD_FOR = timedelta(days=30)
DECISIONS: dict[str, tuple[State, ...]] = {
    "reply": ("approved", "rejected", "spam"),
    "contact": ("answered", "rejected", "spam"),
}
# The address is the key to the page: no other page is to learn it.
PRIVATE = {**HEADERS, "Referrer-Policy": "no-referrer"}
OF_NO_USE = "This link is of no use, or no longer. Decide with: make inbox"


class Decisions:
    def __init__(
        self,
        writer: Writer,
        key: bytes,
        mail: bool,
        site_root: str,
        now: Callable[[], datetime],
    ) -> None:
        self._writer = writer
        self._key = key
        self._mail = mail
        self._site_root = site_root
        self._now = now

    async def answer(self, request: Request) -> Response:
        """It does not ask where a POST comes from: whoever has the link may use it."""
        id_, round_ = self._told_by(request.path_params["token"])
        decided = ""
        if request.method == "POST":
            decided = (await fields_of(request)).get("decision", "")
        try:
            message = await self._writer.do(
                lambda store: self._decided(store, id_, round_, decided)
            )
        except StoreError as error:
            tell("failed", status=503, reason=str(error))
            return PlainTextResponse("Nothing was decided: try again.", 503, PRIVATE)
        if not message:
            raise HTTPException(404, OF_NO_USE, PRIVATE)
        if decided:
            tell("decided", message=id_, state=message.state)
            return RedirectResponse(request.url.path, 303, PRIVATE)
        open_ = message.state == "waiting" and message.round == round_
        return HTMLResponse(decision(message, self._site_root, open_=open_), headers=PRIVATE)

    def _told_by(self, text: str) -> tuple[str, int]:
        """The id and the round of a message. Raises HTTPException: 404."""
        try:
            id_, round_, made = read_token(self._key, "decide", text)
        except ValueError as error:
            raise HTTPException(404, OF_NO_USE, PRIVATE) from error
        if self._now() - made > GOOD_FOR:
            raise HTTPException(404, OF_NO_USE, PRIVATE)
        return id_, round_

    def _decided(self, store: Store, id_: str, round_: int, decided: str) -> Message | None:
        """The message, as it is now."""
        message = store.by_id(id_)
        if not message or message.round != round_:
            return message
        for state in DECISIONS[message.form]:
            if state == decided and store.decide(id_, state, self._now()):
                message = replace(message, state=state, round=round_ + 1)
                if state == "approved" and self._mail:
                    store.post(replier_mails(message), self._now())
        return message
