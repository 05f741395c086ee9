"""The site as drawn, its inbox, and the news of each build, on one port."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plugins.common.headers import ASKED_FOR, told_by
from plugins.common.served import WITHDRAWN, media_type
from plugins.inbox.app import from_environment
from plugins.serve.feeds import feed_page, feeds_of, list_page
from plugins.serve.outcome import outcome_of
from plugins.serve.problems import fault_page
from plugins.serve.search import Index

RELOAD = Path(__file__).with_name("reload.js")
STYLES = {name: Path(__file__).with_name(name) for name in ("feeds.css", "problems.css")}
LOOK_SECONDS = 0.2
LOOKS_BEFORE_PING = 75


def application() -> Starlette:
    """What ``make serve`` starts."""
    receiver = from_environment()
    settings = receiver.settings

    async def changes(request: Request) -> Response:
        seen = request.headers.get("last-event-id", "")
        return StreamingResponse(news(settings.site, seen), media_type="text/event-stream")

    async def reload(request: Request) -> Response:
        return FileResponse(RELOAD)

    async def style(request: Request) -> Response:
        return FileResponse(STYLES[request.url.path.rpartition("/")[2]])

    # Not async: it reads files, so it is given a thread.
    def feeds(request: Request) -> Response:
        path, known = request.path_params["path"], feeds_of(settings.site)
        base = f"{settings.site_root}/.serve"
        if path in known:
            return HTMLResponse(feed_page(path, (settings.site / path).read_bytes(), base))
        return HTMLResponse(list_page(known, base), status_code=404 if path else 200)

    index = Index(settings.site)

    async def search(request: Request) -> Response:
        folder = await run_in_threadpool(index.folder)
        files = StaticFiles(directory=folder, check_dir=False)
        return await files.get_response(request.path_params["path"], request.scope)

    site = [
        Route("/.serve/changes", changes),
        Route("/.serve/reload.js", reload),
        *(Route(f"/.serve/{name}", style) for name in STYLES),
        Route("/.serve/feeds/{path:path}", feeds),
        Mount("/inbox", receiver.app),
        Route("/pagefind/{path:path}", search),
        Mount("/", Site(directory=settings.site, html=True, root=settings.site_root)),
    ]
    return Starlette(
        routes=[Mount(settings.site_root, routes=site)],
        middleware=[Middleware(with_headers, site=settings.site)],
        lifespan=receiver.lifespan,
    )


class Site(StaticFiles):
    """The files of a site, as our rules for nginx and Caddy have them served.

    While nothing can be drawn all but the theme's say why: what is there may be half of a site.
    """

    def __init__(self, *, directory: Path, html: bool, root: str) -> None:
        super().__init__(directory=directory, html=html)
        self._site, self._root = directory, root

    async def get_response(self, path: str, scope: Scope) -> Response:
        faults = outcome_of(self._site).faults
        if faults and not path.startswith("theme/"):
            return HTMLResponse(fault_page(faults, self._root), status_code=500)
        return await super().get_response(path, scope)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        path = os.path.relpath(full_path, os.path.realpath(self._site))
        if path in withdrawn(self._site):
            return FileResponse(full_path, status_code=410, stat_result=stat_result)
        response = super().file_response(full_path, stat_result, scope, status_code)
        if kind := media_type(path):
            response.headers["Content-Type"] = kind
        return response


def withdrawn(site: Path) -> list[str]:
    try:
        return (site / WITHDRAWN).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []


async def news(site: Path, seen: str) -> AsyncIterator[str]:
    """Server-sent events: ``built``, with the page to show, for each stamp after the one seen."""
    seen = seen or outcome_of(site).stamp
    yield f"id: {seen}\n\n"
    while True:
        for _ in range(LOOKS_BEFORE_PING):
            if (outcome := outcome_of(site)).stamp != seen:
                seen = outcome.stamp
                yield f"event: built\nid: {seen}\ndata: {outcome.page}\n\n"
            await asyncio.sleep(LOOK_SECONDS)
        yield ":\n\n"


def with_headers(app: ASGIApp, site: Path) -> ASGIApp:
    """The app, its answers with the headers of the site's, but for those it gives itself."""

    async def told(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = MutableHeaders(scope=message)
                for name, value in headers_for(site, scope["path"], message["status"]).items():
                    own.setdefault(name, value)
            await send(message)

        await app(scope, receive, send_on)

    return told


def headers_for(site: Path, path: str, status: int) -> dict[str, str]:
    """As a host would tell them that reads ``_headers``, and has browsers ask again each time."""
    try:
        told = told_by((site / "_headers").read_text("utf-8"), quote(path))
    except FileNotFoundError:
        told = {}
    if status >= 400:
        told.pop("Cache-Control", None)
    return {"Cache-Control": ASKED_FOR, **told}
