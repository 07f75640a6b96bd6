"""Feeds of the front page, topics, places, outlets, blindspots, stories and searches, each as RSS, Atom and JSON Feed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from everyside.pages import feed_items, search_page
from everyside.pages.addresses import story_id_in
from everyside.pages.feed import Feed
from everyside.pages.label_address import KINDS, label_key
from everyside.publish.feeds import FORMATS
from everyside.publish.web import query
from everyside.publish.web.conditional import answer
from everyside.publish.web.origin import origin
from everyside.publish.web.routes.search import asked_in
from everyside.publish.web.site import GET, Site
from everyside.publish.web.visitor import locked_for
from everyside.records.ids import OutletId
from everyside.storage.database import Tx


def feed_answer(site: Site, request: Request, form: str, build: Callable[[Tx], Feed | None]) -> Response:
    """What ``build`` makes, in the format that the address ends with; 404 where there is no such format or no feed."""
    written = FORMATS.get(form)
    if written is None:
        raise HTTPException(404)
    with site.database.read() as tx:
        made = build(tx)
    if made is None:
        raise HTTPException(404)
    base = origin(request, site.settings.site)
    asked = f"?{quote(request.url.query, safe='=&%+~-._')}" if request.url.query else ""
    body = written.render(made, base, base + quote(request.url.path, safe="/~-._%") + asked)
    return answer(request, body, media_type=f"{written.media_type}; charset=utf-8", modified=made.updated)


def routes(site: Site) -> APIRouter:
    router = APIRouter()
    least = site.settings.site.min_articles

    @router.api_route("/feed/{form}", methods=GET)
    def front(request: Request, form: str) -> Response:
        language, locked = query.language(request), locked_for(request, site)
        return feed_answer(
            site,
            request,
            form,
            lambda tx: feed_items.front_feed(
                tx, site=site.name, now=site.now(), into=site.into, min_articles=least, language=language, locked=locked
            ),
        )

    @router.api_route("/blindspot/feed/{form}", methods=GET)
    def blindspots(request: Request, form: str) -> Response:
        locked = locked_for(request, site)
        return feed_answer(
            site,
            request,
            form,
            lambda tx: feed_items.blindspot_feed(tx, site=site.name, into=site.into, min_articles=least, locked=locked),
        )

    @router.api_route("/search/feed/{form}", methods=GET)
    def search(request: Request, form: str) -> Response:
        asked, locked, now = asked_in(request), locked_for(request, site), site.now()
        return feed_answer(
            site,
            request,
            form,
            lambda tx: search_page.search_feed(
                tx, asked, site=site.name, into=site.into, meaning=site.meaning, now=now, locked=locked
            ),
        )

    @router.api_route("/source/{id}/feed/{form}", methods=GET)
    def source(request: Request, id: str, form: str) -> Response:
        return feed_answer(site, request, form, lambda tx: feed_items.source_feed(tx, OutletId(id), site=site.name, into=site.into))

    @router.api_route("/story/{tail}/feed/{form}", methods=GET)
    def story(request: Request, tail: str, form: str) -> Response:
        id, locked = story_id_in(tail), locked_for(request, site)
        if id is None:
            raise HTTPException(404)
        return feed_answer(
            site, request, form, lambda tx: feed_items.story_feed(tx, id, site=site.name, into=site.into, locked=locked)
        )

    for kind in KINDS:
        _of_labels(router, site, kind)
    return router


def _of_labels(router: APIRouter, site: Site, kind: str) -> None:
    @router.api_route(f"/{kind}/{{tail}}/feed/{{form}}", methods=GET)
    def label(request: Request, tail: str, form: str) -> Response:
        key, locked = label_key(tail), locked_for(request, site)
        if key is None:
            raise HTTPException(404)
        return feed_answer(
            site,
            request,
            form,
            lambda tx: feed_items.label_feed(
                tx,
                kind,
                key,
                site=site.name,
                into=site.into,
                min_articles=site.settings.site.min_articles,
                locked=locked,
            ),
        )
