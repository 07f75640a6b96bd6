"""A story's page, and whether it is still as the reader has it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from everyside.interface.messages import _, count
from everyside.pages import changes, evidence_page, story_page
from everyside.pages.addresses import story_id_in
from everyside.pages.article_choice import COPIES, NOWHERE, PAYWALL, SORTS, Choice
from everyside.pages.article_list import ALL
from everyside.pages.names import FACTUALITY_CLASSES
from everyside.pages.paging import address
from everyside.pages.report_page import KINDS
from everyside.publish.web import query
from everyside.publish.web.meta import meta
from everyside.publish.web.origin import origin
from everyside.publish.web.site import FRESH, GET, Site
from everyside.publish.web.visitor import locked_for
from everyside.records.owner import OwnerKind
from everyside.records.report import LONGEST
from everyside.storage import stories, story_state

ARTICLES = 10  # on a page of a story's list: about 2 kB each beside 35 kB for the rest, so that a page stays below 60 kB


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.api_route("/story/{tail}", methods=GET)
    def story(request: Request, tail: str) -> Response:
        id = story_id_in(tail)
        if id is None:
            raise HTTPException(404)
        choice, number, now = choice_in(request), query.number(request), site.now()
        since = _since(request, now)
        with site.database.read() as tx:
            here = story_page.address_of(tx, id)
            if not isinstance(here, story_page.Missing) and here != f"/story/{tail}":
                rest = {"page": str(number) if number > 1 else "", "since": request.query_params.get("since", "")}
                # Headlines change and change back: a browser that kept both redirects would run in circles.
                return RedirectResponse(address(here, choice.query | rest), status_code=301, headers={"cache-control": "no-store"})
            page = story_page.build(
                tx,
                id,
                site=site.name,
                now=now,
                into=site.into,
                choice=choice,
                page=number,
                size=ARTICLES,
                since=since,
                locks=locked_for(request, site),
            )
        if page is story_page.Missing.GONE:
            raise HTTPException(410)
        if not isinstance(page, story_page.StoryPage):
            raise HTTPException(404)
        said = meta(
            origin(request, site.settings.site),
            page.path,
            title=page.told.text,
            description=_described(page),
            site=site.name,
            feeds=f"/story/{page.id}/feed",
            image=f"/story/{page.id}/card.png",
            image_alt=_described(page),
            crumbs=[(site.name, "/")],
        )
        return site.html("story.html", page, meta=said, sorts=SORTS, kinds=KINDS, longest=LONGEST)

    @router.api_route("/story/{tail}/evidence", methods=GET)
    def evidence(request: Request, tail: str) -> Response:
        id = story_id_in(tail)
        with site.database.read() as tx:
            page = evidence_page.build(tx, id, site=site.name, into=site.into, locked=locked_for(request, site)) if id else None
        if page is None:
            raise HTTPException(404)
        return site.html("evidence.html", page)

    @router.api_route("/story/{tail}/updates", methods=GET)
    def updates(request: Request, tail: str) -> Response:
        """The state a page carries, for its script to compare: asked every half minute, so it must cost next to nothing."""
        id = story_id_in(tail)
        if id is None:
            raise HTTPException(404)
        since = request.query_params.get("since", "")
        if not re.fullmatch("[0-9a-f]{0,16}", since):
            raise query.BadQuery("since must be the state that a page of the story carries.")
        with site.database.read() as tx:
            story = stories.living(tx, id)
            word = story_state.state(tx, story) if story else ""
        if story is None:
            raise HTTPException(404)
        if not story.articles:
            raise HTTPException(410)
        told = {"state": word, "articles": story.articles, "changed": word != since}
        return JSONResponse(told, headers=FRESH)

    return router


def _since(request: Request, now: datetime) -> datetime | None:
    asked = request.query_params.get("since", "")
    moment = changes.since(asked, now) if asked else None
    if asked and moment is None:
        raise query.BadQuery(f"since must be one of {', '.join(changes.SPANS)}, or a time that is past, as 2026-11-22T10:00.")
    return moment


def _described(page: story_page.StoryPage) -> str:
    """How widely it is told, and how the sides of it are, as far as that is open to whoever asks."""
    box = page.coverage
    if box is None:
        return count(page.total, "%(num)s article", "%(num)s articles")
    told = _(
        "%(articles)s of %(outlets)s, %(texts)s.",
        articles=count(box.articles, "%(num)s article", "%(num)s articles"),
        outlets=count(box.outlets, "%(num)s outlet", "%(num)s outlets"),
        texts=count(box.independent_texts, "%(num)s independent text", "%(num)s independent texts"),
    )
    return f"{told} {box.axis.sentence}" if box.axis else told


def choice_in(request: Request) -> Choice:
    """What the query asks of the list of articles; an empty value, as a form sends it, asks for nothing."""
    given = request.query_params

    def one_of(name: str, known: tuple[str, ...]) -> str:
        return query.one_of(request, name, ("", *known))

    country, language = given.get("country", ""), query.language(request)
    if country != NOWHERE and not re.fullmatch("([A-Z]{2})?", country):
        raise query.BadQuery(f"country must be a code of two capitals, for example JP, or {NOWHERE}.")
    choice = Choice(
        axis=query.axis(request),
        side=one_of("side", story_page.sides()),
        sort=one_of("sort", tuple(SORTS)),
        factuality=one_of("factuality", FACTUALITY_CLASSES),
        owner=one_of("owner", tuple(kind.value for kind in OwnerKind)),
        country=country,
        lang=language,
        paywall=one_of("paywall", tuple(PAYWALL)),
        copies=one_of("copies", tuple(COPIES)),
    )
    return replace(choice, side="" if choice.side == ALL else choice.side)
