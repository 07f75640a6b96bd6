"""Topics and places: each one's page, and the list of all."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from everyside.pages import label_page
from everyside.pages.label_address import KINDS, label_key
from everyside.publish.web import query
from everyside.publish.web.meta import meta
from everyside.publish.web.origin import origin
from everyside.publish.web.site import GET, Site
from everyside.publish.web.visitor import locked_for

PLURAL = {"topic": "Topics", "place": "Places"}


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
            title=PLURAL[kind],
            description=f"{PLURAL[kind]} that stories here are about.",
            site=site.name,
            items=[(each.name, each.path) for each in page.labels],
        )
        return site.html("labels.html", page, meta=said, title=PLURAL[kind])

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
            description=f"Stories about {page.name} from every side: {page.total}.",
            site=site.name,
            feeds=f"{page.path}/feed",
            crumbs=[(site.name, "/"), (PLURAL[kind], f"/{kind}")],
            items=[(story.told.text, story.path) for story in page.stories],
        )
        return site.html("label.html", page, meta=said, plural=PLURAL[kind])
