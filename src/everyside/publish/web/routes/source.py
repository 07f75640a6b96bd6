"""Outlets: each one's page, and all of them to be searched."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from everyside.interface.messages import _
from everyside.pages import source_index, source_page
from everyside.pages.label_address import source_path
from everyside.publish.web import query
from everyside.publish.web.meta import meta
from everyside.publish.web.origin import origin
from everyside.publish.web.site import GET, Site
from everyside.publish.web.visitor import locked_for
from everyside.records.ids import OutletId
from everyside.records.rating import Side
from everyside.storage import source as source_store


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.api_route("/source", methods=GET)
    def index(request: Request) -> Response:
        side = query.one_of(request, "side", ("", *(each.value for each in Side)))
        country, name, number = query.country(request), request.query_params.get("q", ""), query.number(request)
        if len(name) > source_index.LONGEST_QUERY:
            raise query.BadQuery(f"q must be a name of at most {source_index.LONGEST_QUERY} characters.")
        with site.database.read() as tx:
            page = source_index.build(
                tx,
                site=site.name,
                now=site.now(),
                name=name,
                country=country,
                side=side,
                page=number,
                locked=locked_for(request, site),
            )
        if page is None:
            raise HTTPException(404)
        said = meta(
            origin(request, site.settings.site),
            "/source",
            title=_("Sources"),
            description=_("Every outlet that is read here: who owns it, how raters see it, what it covers."),
            site=site.name,
        )
        return site.html("sources.html", page, meta=said)

    @router.api_route("/source/{id}", methods=GET)
    def one(request: Request, id: str) -> Response:
        number = query.number(request)
        with site.database.read() as tx:
            page = source_page.build(
                tx,
                OutletId(id),
                site=site.name,
                now=site.now(),
                into=site.into,
                page=number,
                locked=locked_for(request, site),
            )
            at_domain = source_store.at_domain(tx, id.lower()) if page is None else None
        if page is None:
            if at_domain is None or at_domain == id:
                raise HTTPException(404)
            return RedirectResponse(source_path(at_domain), status_code=301, headers={"cache-control": "no-store"})
        said = meta(
            origin(request, site.settings.site),
            page.path,
            title=page.who.name,
            description=_(
                "%(outlet)s: who owns it, how raters see it, what it covers. %(total)s", outlet=page.who.name, total=page.total
            ),
            site=site.name,
            feeds=f"{page.path}/feed",
            crumbs=[(site.name, "/"), (_("Sources"), "/source")],
        )
        return site.html("source.html", page, meta=said)

    return router
