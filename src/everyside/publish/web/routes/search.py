"""Search: stories and articles that answer a question. A pasted link or paragraph goes on to the lookup."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from everyside.language import asking
from everyside.pages import lookup_page, search_page
from everyside.pages.paging import address
from everyside.publish.web import query
from everyside.publish.web.site import GET, UNKEPT, Site
from everyside.publish.web.visitor import locked_for


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.api_route(search_page.PATH, methods=GET)
    def search(request: Request) -> Response:
        asked = asked_in(request)
        if asking.is_link(asked.question):
            return RedirectResponse(address(lookup_page.PATH, {"url": asked.question.strip()}), status_code=303, headers=UNKEPT)
        if asking.is_passage(asked.question):
            return RedirectResponse(address(lookup_page.PATH, {"text": asked.question}), status_code=303, headers=UNKEPT)
        number = query.number(request)
        with site.database.read() as tx:
            page = search_page.build(
                tx,
                asked,
                site=site.name,
                now=site.now(),
                into=site.into,
                meaning=site.meaning,
                page=number,
                locked=locked_for(request, site),
            )
        if page is None:
            raise HTTPException(404)
        return site.html("search.html", page)

    return router


def asked_in(request: Request) -> search_page.Asked:
    """The question in the address.

    Raises:
        BadQuery: a filter is none that the form can send.
    """
    return search_page.Asked(
        question=request.query_params.get("q", ""),
        kind=query.one_of(request, "kind", (search_page.STORIES, search_page.ARTICLES)),
        language=query.language(request),
        country=query.country(request),
        side=query.one_of(request, "side", ("", *search_page.SIDES)),
        after=_day(request, "after"),
        before=_day(request, "before"),
        sort=query.one_of(request, "sort", search_page.SORTS),
    )


def _day(request: Request, name: str) -> str:
    text = request.query_params.get(name, "")
    if text and asking.date_of(text) is None:
        raise query.BadQuery(f"{name} must be a day as 2026-03-02.")
    return text
