"""About the data."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from everyside.interface.messages import _
from everyside.pages import data_page
from everyside.publish.web.meta import meta
from everyside.publish.web.origin import origin
from everyside.publish.web.site import GET, Site


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.api_route("/data", methods=GET)
    def data(request: Request) -> Response:
        with site.database.read() as tx:
            page = data_page.build(tx, site=site.name, now=site.now())
        said = meta(
            origin(request, site.settings.site),
            "/data",
            title=_("About the data"),
            description=_("What is read, what is known of it and by whose word, and what worked on it."),
            site=site.name,
        )
        return site.html("data.html", page, meta=said)

    return router
