"""The front page."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from everyside.pages import front_page
from everyside.publish.web import query
from everyside.publish.web.site import GET, Site

REFRESH_S = 5  # how often the front page reloads itself while the first round runs


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.api_route("/", methods=GET)
    def front(request: Request) -> Response:
        number, language = query.number(request), query.language(request)
        under_way = site.progress()
        with site.database.read() as tx:
            page = front_page.build(
                tx,
                site=site.name,
                now=site.now(),
                progress=under_way,
                min_articles=site.settings.site.min_articles,
                into=site.into,
                language=language,
                page=number,
            )
        if page is None:
            raise HTTPException(404)
        return site.html("front.html", page, refresh=REFRESH_S if page.progress and number == 1 else 0)

    return router
