"""A story's page."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from everyside.pages import story_page
from everyside.pages.addresses import story_id_in
from everyside.pages.paging import address
from everyside.publish.web import query
from everyside.publish.web.site import GET, Site

ARTICLES = 15  # on a page of a story's list: about 2 kB each beside 20 to 26 kB for the rest, so that a page stays below 60 kB


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.api_route("/story/{tail}", methods=GET)
    def story(request: Request, tail: str) -> Response:
        id = story_id_in(tail)
        if id is None:
            raise HTTPException(404)
        scale, number = query.axis(request), query.number(request)
        side = query.one_of(request, "side", story_page.sides())
        with site.database.read() as tx:
            page = story_page.build(
                tx, id, site=site.name, now=site.now(), into=site.into, axis=scale, side=side, page=number, size=ARTICLES
            )
        if page is story_page.Missing.GONE:
            raise HTTPException(410)
        if not isinstance(page, story_page.StoryPage):
            raise HTTPException(404)
        if page.path != f"/story/{tail}":
            asked = {"axis": scale, "side": "" if side == "all" else side, "page": str(number) if number > 1 else ""}
            here = address(page.path, asked)
            # Headlines change and change back: a browser that kept both redirects would run in circles.
            return RedirectResponse(here, status_code=301, headers={"cache-control": "no-store"})
        return site.html("story.html", page)

    return router
