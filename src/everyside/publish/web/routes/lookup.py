"""Where a link or a piece of a text comes from. The form posts, since a text may be longer than an address; nothing is kept."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from everyside.language import asking
from everyside.pages import lookup_page
from everyside.pages.lookup_page import LookupPage, Outcome
from everyside.publish.web import query
from everyside.publish.web.site import GET, UNKEPT, Site
from everyside.publish.web.visitor import locked_for
from everyside.stages.collect.known import Known
from everyside.storage.database import Tx

MOST_BYTES = 12 * lookup_page.MOST_CHARACTERS  # a character takes up to 12 in a form: four bytes, each as %XX
STATUS = {Outcome.NOT_A_LINK: 400, Outcome.TOO_LONG: 413}


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    def answer(request: Request, tx: Tx, url: str, text: str) -> LookupPage:
        locked = locked_for(request, site)
        text = text.strip()
        if not url.strip() and asking.is_link(text):
            url, text = text, ""
        if url.strip():
            return lookup_page.by_link(tx, url, site=site.name, now=site.now(), addresses=Known(), locked=locked)
        if text:
            return lookup_page.by_text(tx, text, site=site.name, now=site.now(), meaning=site.meaning, locked=locked)
        return lookup_page.empty(tx, site=site.name, now=site.now())

    def shown(page: LookupPage) -> HTMLResponse:
        made = site.html("lookup.html", page, most=lookup_page.MOST_CHARACTERS)
        made.status_code = STATUS.get(page.outcome, 200)
        return made

    @router.api_route(lookup_page.PATH, methods=GET)
    def lookup(request: Request) -> Response:
        with site.database.read() as tx:
            return shown(answer(request, tx, request.query_params.get("url", ""), request.query_params.get("text", "")))

    @router.post(lookup_page.PATH)
    def paste(request: Request, form: Annotated[dict[str, str] | None, Depends(_form)]) -> Response:
        with site.database.read() as tx:
            if form is None:
                made = shown(lookup_page.by_text(tx, " " * (lookup_page.MOST_CHARACTERS + 1), site=site.name, now=site.now()))
            else:
                made = shown(answer(request, tx, form.get("url", ""), form.get("text", "")))
        made.headers.update(UNKEPT)
        return made

    return router


async def _form(request: Request) -> dict[str, str] | None:
    """The fields of a posted form; None for one that is too long, of which no more is read."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise query.BadQuery("Post the form as application/x-www-form-urlencoded.")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    try:
        return dict(parse_qsl(body.decode("ascii", "replace"), errors="replace", max_num_fields=20))
    except ValueError as error:
        raise query.BadQuery("The form has too many fields.") from error
