"""Topics and places: each one's page, and the list of all."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from everyside.interface.messages import N_, _
from everyside.pages import label_page
from everyside.pages.label_address import KINDS, label_key
from everyside.publish.web import query
from everyside.publish.web.meta import meta
from everyside.publish.web.origin import origin
from everyside.publish.web.site import GET, Site
from everyside.publish.web.visitor import locked_for

PLURAL = {"topic": N_("Topics"), "place": N_("Places")}
ABOUT = {"topic": N_("Topics that stories here are about."), "place": N_("Places that stories here are about.")}


def routes(site: Site) -> APIRouter:
    router = APIRouter()
    for kind in KINDS:
        _add(router, site, kind)
    return router


def _add(router: APIRouter, site: Site, kind: str) -> None:
    @router.api_route(f"/{kind}", methods=GET)
    def index(request: Request) -> Response:
        with site.database.read() as tx:
            page = label_page.build_index(tx, kind, site=site.name, now=site.now(), min_articles=site.settings.site.min_articles)
        said = meta(
            origin(request, site.settings.site),
            f"/{kind}",
            title=_(PLURAL[kind]),
            description=_(ABOUT[kind]),
            site=site.name,
            items=[(each.name, each.path) for each in page.labels],
        )
        return site.html("labels.html", page, meta=said, title=_(PLURAL[kind]))

    @router.api_route(f"/{kind}/{{tail}}", methods=GET)
    def one(request: Request, tail: str) -> Response:
        order, number = query.one_of(request, "order", label_page.ORDERS), query.number(request)
        key = label_key(tail)
        page = None
        if key is not None:
            with site.database.read() as tx:
                page = label_page.build(
                    tx,
                    kind,
                    key,
                    site=site.name,
                    now=site.now(),
                    into=site.into,
                    min_articles=site.settings.site.min_articles,
                    order=order,
                    page=number,
                    locked=locked_for(request, site),
                )
        if page is None:
            raise HTTPException(404)
        said = meta(
            origin(request, site.settings.site),
            page.path,
            title=page.name,
            description=_("Stories about %(name)s from every side: %(stories)s.", name=page.name, stories=page.total),
            site=site.name,
            feeds=f"{page.path}/feed",
            crumbs=[(site.name, "/"), (_(PLURAL[kind]), f"/{kind}")],
            items=[(story.told.text, story.path) for story in page.stories],
        )
        return site.html("label.html", page, meta=said, plural=_(PLURAL[kind]))
