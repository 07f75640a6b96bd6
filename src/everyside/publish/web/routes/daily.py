"""The briefing of a day."""

from __future__ import annotations

import re
from datetime import date

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from everyside.interface.messages import _, count
from everyside.pages import daily_page
from everyside.publish.web.meta import meta
from everyside.publish.web.origin import origin
from everyside.publish.web.site import GET, UNKEPT, Site
from everyside.publish.web.visitor import locked_for


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.api_route("/daily", methods=GET)
    def newest(request: Request) -> Response:
        with site.database.read() as tx:
            day = daily_page.newest(tx, now=site.now(), min_articles=site.settings.site.min_articles)
        if day is None:
            raise HTTPException(404)
        return RedirectResponse(daily_page.path_of(day), status_code=302, headers=UNKEPT)

    @router.api_route("/daily/{written}", methods=GET)
    def daily(request: Request, written: str) -> Response:
        day = _date(written)
        if day is None:
            raise HTTPException(404)
        with site.database.read() as tx:
            page = daily_page.build(
                tx,
                day,
                site=site.name,
                now=site.now(),
                min_articles=site.settings.site.min_articles,
                into=site.into,
                locked=locked_for(request, site),
            )
        if page is None:
            raise HTTPException(404)
        told = page.briefing
        said = meta(
            origin(request, site.settings.site),
            told.path,
            title=_("Briefing of %(day)s", day=written),
            description=_(
                "%(stories)s, %(articles)s, %(minutes)s to read.",
                stories=count(told.stories, "%(num)s story", "%(num)s stories"),
                articles=count(told.articles, "%(num)s article", "%(num)s articles"),
                minutes=count(told.minutes, "%(num)s minute", "%(num)s minutes"),
            ),
            site=site.name,
            items=[(each.card.told.text, each.card.path) for each in page.stories],
        )
        return site.html("daily.html", page, meta=said)

    return router


def _date(written: str) -> date | None:
    """``2026-03-02`` and nothing else: a day has one address."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
