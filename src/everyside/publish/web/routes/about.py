"""How everything is made, and whether the site is well."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from everyside import __version__
from everyside.pages import daily_page, front_page
from everyside.publish.web.site import FRESH, GET, UNKEPT, Site
from everyside.records.errors import StorageError
from everyside.records.rating import CENTER
from everyside.stages.assess import axis, blindspots, flags
from everyside.stages.assess.inputs import CONCERNED
from everyside.storage import reading

log = logging.getLogger(__name__)


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.api_route("/methodology", methods=GET)
    def methodology(request: Request) -> Response:
        values: dict[str, Any] = {
            "half_life": front_page.HALF_LIFE_H,
            "candidates": front_page.CANDIDATES,
            "min_articles": site.settings.site.min_articles,
            "window_days": site.settings.work.window_days,
            "threshold": CENTER,
            "axis": axis,
            "flags": flags,
            "blindspots": blindspots,
            "concerned": CONCERNED,
            "daily": daily_page,
        }
        return HTMLResponse(site.text("methodology.html", fiction=site.fiction(), **values), headers=FRESH)

    @router.api_route("/health", methods=GET)
    def health(request: Request) -> Response:
        state: dict[str, Any] = {"status": "ok", "version": __version__}
        try:
            under_way = site.progress()
            with site.database.read() as tx:
                newest = reading.newest(tx)
        except StorageError as error:
            log.error("the database cannot be read: %s", error)
            return JSONResponse(state | {"status": "database unavailable"}, status_code=503, headers=UNKEPT)
        state |= {"working": bool(under_way and under_way.working), "newest_article": newest.isoformat() if newest else None}
        return JSONResponse(state, headers=UNKEPT)

    return router
