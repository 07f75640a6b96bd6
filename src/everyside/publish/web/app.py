"""The site's addresses. Handlers are plain functions: FastAPI runs them in threads, so a slow one holds up no other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from everyside import __version__
from everyside.pages import front_page, operator_page, story_page
from everyside.pages.addresses import story_id_in
from everyside.pages.paging import address
from everyside.pages.progress import Progress
from everyside.publish.web import query
from everyside.publish.web.rendering import render
from everyside.publish.web.security import HEADERS, SecurityHeaders, from_this_machine, too_long
from everyside.records.errors import StorageError
from everyside.records.rating import CENTER
from everyside.settings import Settings
from everyside.stages.assess import axis, blindspots, flags
from everyside.stages.assess.inputs import CONCERNED
from everyside.storage import housekeeping, notes, reading
from everyside.storage.database import Database

REFRESH_S = 5  # how often the front page reloads itself while the first round runs
ARTICLES = 15  # on a page of a story's list: about 2 kB each beside 20 to 26 kB for the rest, so that a page stays below 60 kB
GET = ["GET", "HEAD"]
SAYS = {
    400: "This address is not one we understand.",
    404: "There is no such page here.",
    405: "This page can only be read.",
    410: "This story is gone: none of its articles is kept any more.",
    414: "This address is too long.",
    500: "Something went wrong on our side. The operator finds the cause in the log.",
    503: "The site cannot read its database just now. Try again in a minute.",
}
log = logging.getLogger(__name__)


def create_app(
    database: Database,
    settings: Settings,
    now: Callable[[], datetime],
    progress: Callable[[], Progress | None],
) -> FastAPI:
    """The site over ``database``. ``now`` gives aware UTC times; ``progress`` the first round's state, None when it is over."""
    app = FastAPI(
        title=settings.site.name,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(_check_length)],
    )
    app.add_middleware(SecurityHeaders)
    app.mount("/static", Static(directory=Path(__file__).parent / "static"))
    site, into = settings.site.name, settings.translate.into
    made_up = Remembered()

    @app.api_route("/", methods=GET)
    def front(request: Request) -> Response:
        number, language = query.number(request), query.language(request)
        under_way = progress()
        with database.read() as tx:
            page = front_page.build(
                tx,
                site=site,
                now=now(),
                progress=under_way,
                min_articles=settings.site.min_articles,
                into=into,
                language=language,
                page=number,
            )
        if page is None:
            raise HTTPException(404)
        return _html("front.html", page, refresh=REFRESH_S if page.progress and number == 1 else 0)

    @app.api_route("/story/{tail}", methods=GET)
    def story(request: Request, tail: str) -> Response:
        id = story_id_in(tail)
        if id is None:
            raise HTTPException(404)
        scale, number = query.axis(request), query.number(request)
        side = query.one_of(request, "side", story_page.sides())
        with database.read() as tx:
            page = story_page.build(tx, id, site=site, now=now(), into=into, axis=scale, side=side, page=number, size=ARTICLES)
        if page is story_page.Missing.GONE:
            raise HTTPException(410)
        if not isinstance(page, story_page.StoryPage):
            raise HTTPException(404)
        if page.path != f"/story/{tail}":
            asked = {"axis": scale, "side": "" if side == "all" else side, "page": str(number) if number > 1 else ""}
            here = address(page.path, asked)
            # Headlines change and change back: a browser that kept both redirects would run in circles.
            return RedirectResponse(here, status_code=301, headers={"cache-control": "no-store"})
        return _html("story.html", page)

    @app.api_route("/operator", methods=GET)
    def operator(request: Request) -> Response:
        if settings.site.operator == "never" or (
            settings.site.operator == "auto" and not from_this_machine(request, settings.site.host)
        ):
            raise HTTPException(404)
        number, feeds = query.number(request), query.number(request, "feeds")
        size = housekeeping.size(database)
        with database.read() as tx:
            page = operator_page.build(
                tx, site=site, now=now(), database_bytes=size, progress=progress(), page=number, feeds_page=feeds
            )
        if page is None:
            raise HTTPException(404)
        return _html("operator.html", page)

    @app.api_route("/methodology", methods=GET)
    def methodology(request: Request) -> Response:
        values: dict[str, Any] = {
            "half_life": front_page.HALF_LIFE_H,
            "candidates": front_page.CANDIDATES,
            "min_articles": settings.site.min_articles,
            "window_days": settings.work.window_days,
            "threshold": CENTER,
            "axis": axis,
            "flags": flags,
            "blindspots": blindspots,
            "concerned": CONCERNED,
        }
        return HTMLResponse(render("methodology.html", site=site, fiction=fiction(), **values), headers=FRESH)

    @app.api_route("/health", methods=GET)
    def health(request: Request) -> Response:
        state: dict[str, Any] = {"status": "ok", "version": __version__}
        try:
            under_way = progress()
            with database.read() as tx:
                newest = reading.newest(tx)
        except StorageError as error:
            log.error("the database cannot be read: %s", error)
            return JSONResponse(state | {"status": "database unavailable"}, status_code=503, headers=FRESH)
        state |= {"working": bool(under_way and under_way.working), "newest_article": newest.isoformat() if newest else None}
        return JSONResponse(state, headers=FRESH)

    def fiction() -> bool:
        with database.read() as tx:
            made_up.value = notes.read(tx, "press") == "demo"
        return made_up.value

    def failed(status: int, says: str = "", headers: dict[str, str] | None = None) -> HTMLResponse:
        """A page for what went wrong. It must be answered even when the database, which knows of fiction, is not there."""
        try:
            fiction()
        except StorageError:
            log.warning("the error page could not read the database")
        body = render(
            "error.html",
            site=site,
            fiction=made_up.value,
            status=status,
            title=HTTPStatus(status).phrase,
            says=says or SAYS.get(status, ""),
        )
        return HTMLResponse(body, status_code=status, headers={**HEADERS, **FRESH, **(headers or {})})

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        return failed(error.status_code, headers=dict(error.headers or {}))

    @app.exception_handler(query.BadQuery)
    def misread(request: Request, error: query.BadQuery) -> Response:
        return failed(400, f"{SAYS[400]} {error}")

    @app.exception_handler(StorageError)
    def unavailable(request: Request, error: StorageError) -> Response:
        log.error("the database cannot be read: %s", error)
        return failed(503, headers={"retry-after": "60"})

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        return failed(500)  # Starlette raises it again once this is sent, so that the server logs it

    return app


FRESH = {"cache-control": "no-cache"}


class Remembered:
    """The last known answer to whether the newsroom is made up."""

    value: bool = False


class Static(StaticFiles):
    """The style sheet and the icon. Their addresses carry a digest of what they hold, so they may be kept for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if "\0" in path:
            raise HTTPException(404)
        answer = await super().get_response(path, scope)
        if b"v=" in scope.get("query_string", b"") and answer.status_code == 200:
            answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer


def _html(
    template: str, page: front_page.FrontPage | story_page.StoryPage | operator_page.OperatorPage, **more: Any
) -> HTMLResponse:
    return HTMLResponse(render(template, page=page, site=page.site, fiction=page.fiction, **more), headers=FRESH)


async def _check_length(request: Request) -> None:
    if too_long(request):
        raise HTTPException(414)
