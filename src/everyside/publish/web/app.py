"""The site as an ASGI application: its addresses, its static files, and a page for whatever goes wrong."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from everyside.interface.catalogue import Languages
from everyside.interface.messages import N_, _
from everyside.pages.meaning import Meaning
from everyside.pages.progress import Progress
from everyside.publish.web import query
from everyside.publish.web.caching import Cache
from everyside.publish.web.rendering import SHEET, sheet
from everyside.publish.web.routes import EVERY
from everyside.publish.web.security import HEADERS, SecurityHeaders, too_long
from everyside.publish.web.site import FRESH, GET, Site
from everyside.publish.web.spoken import Spoken
from everyside.records.errors import StorageError
from everyside.settings import Settings
from everyside.storage.database import Database
from everyside.storage.pulse import Pulse

NAMES = {  # of the status codes that readers meet (RFC 9110, 6585)
    400: N_("Bad Request"),
    403: N_("Forbidden"),
    404: N_("Not Found"),
    405: N_("Method Not Allowed"),
    410: N_("Gone"),
    413: N_("Content Too Large"),
    414: N_("URI Too Long"),
    415: N_("Unsupported Media Type"),
    429: N_("Too Many Requests"),
    500: N_("Internal Server Error"),
    503: N_("Service Unavailable"),
}
SAYS = {
    400: N_("This address is not one we understand."),
    403: N_("This was not sent from a page of this site."),
    404: N_("There is no such page here."),
    405: N_("This page can only be read."),
    410: N_("This story is gone: none of its articles is kept any more."),
    413: N_("This is too long to be sent. Shorten it."),
    414: N_("This address is too long."),
    415: N_("This is not how a form is sent."),
    429: N_("Too much is being sent just now. Try again in an hour."),
    500: N_("Something went wrong on our side. The operator finds the cause in the log."),
    503: N_("The site cannot read its database just now. Try again in a minute."),
}
log = logging.getLogger(__name__)


def create_app(
    database: Database,
    settings: Settings,
    now: Callable[[], datetime],
    progress: Callable[[], Progress | None],
    meaning: Meaning | None = None,
) -> FastAPI:
    """The site over ``database``. ``now`` gives aware UTC times; ``progress`` the first round's state, None when it is over."""
    site = Site(database=database, settings=settings, now=now, progress=progress, meaning=meaning)
    pulse = Pulse(database)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        pulse.close()

    app = FastAPI(
        title=site.name,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(_check_length)],
        lifespan=lifespan,
    )
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)  # within the cache: a page is packed once
    app.add_middleware(Cache, pulse=pulse.read, now=now, idle=lambda: progress() is None)
    app.add_middleware(Spoken, languages=Languages(_folder(settings.site.messages)), otherwise=settings.site.language)
    app.add_middleware(SecurityHeaders)
    app.mount("/static", Static(directory=Path(__file__).parent / "static"))
    for routes in EVERY:
        app.include_router(routes(site))

    def failed(status: int, detail: str = "", headers: dict[str, str] | None = None) -> HTMLResponse:
        """A page for what went wrong. It must be answered even when the database, which knows of fiction, is not there."""
        try:
            site.fiction()
        except StorageError:
            log.warning("the error page could not read the database")
        body = site.text(
            "error.html",
            fiction=site.was_fiction(),
            status=status,
            title=_(NAMES[status]) if status in NAMES else HTTPStatus(status).phrase,
            says=_(SAYS.get(status, "")),
            detail=detail,
        )
        return HTMLResponse(body, status_code=status, headers={**HEADERS, **FRESH, **(headers or {})})

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        return failed(error.status_code, headers=dict(error.headers or {}))

    @app.exception_handler(query.BadQuery)
    def misread(request: Request, error: query.BadQuery) -> Response:
        return failed(400, str(error))

    @app.exception_handler(StorageError)
    def unavailable(request: Request, error: StorageError) -> Response:
        log.error("the database cannot be read: %s", error)
        return failed(503, headers={"retry-after": "60"})

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        return failed(500)  # Starlette raises it again once this is sent, so that the server logs it

    return app


class Static(StaticFiles):
    """The style sheet and the icon. Their addresses carry a digest of what they hold, so they may be kept for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if "\0" in path:
            raise HTTPException(404)
        answer = self._sheet(scope) if path == SHEET else await super().get_response(path, scope)
        if b"v=" in scope.get("query_string", b"") and answer.status_code == 200:
            answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer

    def _sheet(self, scope: Scope) -> Response:
        if scope["method"] not in GET:
            raise HTTPException(405)
        answer = Response(sheet(), media_type="text/css", headers={"etag": f'"{sha256(sheet()).hexdigest()[:16]}"'})
        return NotModifiedResponse(answer.headers) if self.is_not_modified(answer.headers, Headers(scope=scope)) else answer


def _folder(named: str) -> Path | None:
    return Path(named) if named else None


async def _check_length(request: Request) -> None:
    if too_long(request):
        raise HTTPException(414)
