"""A reader reports a mistake: a form, its answer, and what stands against floods."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from everyside.interface.messages import _
from everyside.pages import report_page
from everyside.pages.addresses import story_id_in
from everyside.pages.report_page import KINDS, ReportPage
from everyside.publish.web import query
from everyside.publish.web.security import sent_from_here
from everyside.publish.web.site import FRESH, GET, Site
from everyside.records.ids import ArticleId
from everyside.records.report import LONGEST, Report, ReportKind
from everyside.storage import reports
from everyside.storage.database import Tx

MOST_BYTES = 16_384  # of a form: LONGEST characters of any script, percent-encoded, fit but for the rarest
AN_HOUR = 60  # reports taken from all readers together
HOUR = timedelta(hours=1)


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.api_route("/story/{tail}/report", methods=GET)
    def ask(request: Request, tail: str) -> Response:
        article = _article(request.query_params.get("article", ""))
        sent = query.one_of(request, "sent", ("", "yes"))
        with site.database.read() as tx:
            page = _page(tx, site, tail, article)
        return site.html("report.html", page, kinds=KINDS, longest=LONGEST, sent=bool(sent))

    @router.post("/story/{tail}/report")
    def take(request: Request, tail: str, form: Annotated[Mapping[str, str], Depends(_form)]) -> Response:
        if not sent_from_here(request):
            raise HTTPException(403)
        kind, text, article = form.get("kind", ""), _cleaned(form.get("text", "")), _article(form.get("article", ""))
        if kind not in KINDS:
            raise query.BadQuery(f"kind must be one of {', '.join(KINDS)}.")
        if not text:
            raise query.BadQuery(_("Say in the text what is wrong."))
        if len(text) > LONGEST:
            raise HTTPException(413)
        now = site.now()
        with site.database.read() as tx:
            page = _page(tx, site, tail, article)
        with site.database.write() as tx:
            if reports.within(tx, now, HOUR) >= AN_HOUR:
                raise HTTPException(429, headers={"retry-after": "3600"})
            reports.save(tx, Report(at=now, story_id=page.id, article_id=article, kind=ReportKind(kind), text=text))
        return RedirectResponse(f"/story/{page.id}/report?sent=yes", status_code=303, headers=FRESH)

    return router


async def _form(request: Request) -> Mapping[str, str]:
    """The fields of a form, the first of each name. It is read here, in the loop, so that a slow sender holds up no thread."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=10, errors="replace")
    except ValueError as error:  # UnicodeDecodeError, or too many fields
        raise query.BadQuery("The form cannot be read.") from error
    return {name: values[0] for name, values in fields.items()}


def _cleaned(text: str) -> str:
    """Without control characters and those that turn the direction of text; lines kept."""
    flat = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[^\n\t\x20-\x7e\xa0-\U0010ffff]|[\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "", flat).strip()


def _article(text: str) -> ArticleId:
    if not re.fullmatch("([0-9a-f]{8,64})?", text):
        raise query.BadQuery("article must be the id of an article.")
    return ArticleId(text)


def _page(tx: Tx, site: Site, tail: str, article: ArticleId) -> ReportPage:
    id = story_id_in(tail)
    page = report_page.build(tx, id, site=site.name, article=article) if id is not None else None
    if page is None:
        raise HTTPException(404)
    return page
