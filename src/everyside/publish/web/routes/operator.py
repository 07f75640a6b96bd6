"""The operator's page: what is under way and how it ended. For this machine alone unless the settings say otherwise."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from everyside.pages import operator_page
from everyside.publish.web import query
from everyside.publish.web.security import from_this_machine
from everyside.publish.web.site import GET, UNKEPT, Site
from everyside.storage import housekeeping


def routes(site: Site) -> APIRouter:
    router = APIRouter()
    settings = site.settings.site

    @router.api_route("/operator", methods=GET)
    def operator(request: Request) -> Response:
        if settings.operator == "never" or (settings.operator == "auto" and not from_this_machine(request, settings.host)):
            raise HTTPException(404)
        number, feeds = query.number(request), query.number(request, "feeds")
        size = housekeeping.size(site.database)
        with site.database.read() as tx:
            page = operator_page.build(
                tx, site=site.name, now=site.now(), database_bytes=size, progress=site.progress(), page=number, feeds_page=feeds
            )
        if page is None:
            raise HTTPException(404)
        answer = site.html("operator.html", page)
        answer.headers.update(UNKEPT)
        return answer

    return router
