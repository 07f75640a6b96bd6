"""Stories of which something is missing."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from everyside.interface.messages import _
from everyside.pages import blindspot_page
from everyside.publish.web import query
from everyside.publish.web.meta import meta
from everyside.publish.web.origin import origin
from everyside.publish.web.site import GET, Site
from everyside.publish.web.visitor import locked_for


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.api_route("/blindspot", methods=GET)
    def blindspot(request: Request) -> Response:
        number, missing = query.number(request), query.one_of(request, "missing", blindspot_page.kinds())
        with site.database.read() as tx:
            page = blindspot_page.build(
                tx,
                site=site.name,
                now=site.now(),
                missing=missing,
                min_articles=site.settings.site.min_articles,
                into=site.into,
                page=number,
                locked=locked_for(request, site),
            )
        if page is None:
            raise HTTPException(404)
        said = meta(
            origin(request, site.settings.site),
            page.path,
            title=_("Blindspots"),
            description=_("Stories that a side hardly reports, or of which another part of the press is missing."),
            site=site.name,
            feeds="/blindspot/feed",
            items=[(each.card.told.text, each.card.path) for column in page.columns for each in column.stories],
        )
        return site.html("blindspot.html", page, meta=said)

    return router
