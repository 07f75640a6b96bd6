"""The front page."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from everyside.interface.messages import _
from everyside.pages import front_page
from everyside.publish.web import query
from everyside.publish.web.meta import meta
from everyside.publish.web.origin import origin
from everyside.publish.web.site import GET, Site
from everyside.publish.web.visitor import locked_for

REFRESH_S = 5  # how often the front page reloads itself while the first round runs


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.api_route("/", methods=GET)
    def front(request: Request) -> Response:
        number, language, country = query.number(request), query.language(request), query.country(request)
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
                country=country,
                page=number,
                locked=locked_for(request, site),
            )
        if page is None:
            raise HTTPException(404)
        said = meta(
            origin(request, site.settings.site),
            page.path,
            title=f"{site.name}: {page.edition}" if page.edition else site.name,
            description=_("The news from every side: who reports each story, what they say, and what is missing."),
            site=site.name,
            feeds="" if country else "/feed",
            feed_query=f"lang={language}" if language else "",
            items=[(card.told.text, card.path) for card in page.stories],
        )
        return site.html("front.html", page, meta=said, refresh=REFRESH_S if page.progress and number == 1 else 0)

    return router
