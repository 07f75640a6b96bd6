"""The design system on one page: every token and part in use. For whoever develops, shown where the operator's page is."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from everyside.pages.paging import Paging
from everyside.pages.sides import distribution
from everyside.publish.web.rendering import sheet
from everyside.publish.web.security import from_this_machine
from everyside.publish.web.site import GET, UNKEPT, Site
from everyside.records.coverage import SideCounts

BARS = (
    ("Every side", SideCounts(left=3, center=4, right=5, unrated=4)),
    ("Narrow sides", SideCounts(left=1, center=2, right=38, unrated=3)),
    ("Two sides", SideCounts(left=6, right=6)),
    ("One outlet", SideCounts(center=1)),
    ("Nobody rated", SideCounts(unrated=7)),
    ("None at all", SideCounts()),
)


def routes(site: Site) -> APIRouter:
    router = APIRouter()
    settings = site.settings.site

    @router.api_route("/design", methods=GET)
    def design(request: Request) -> Response:
        if settings.operator == "never" or (settings.operator == "auto" and not from_this_machine(request, settings.host)):
            raise HTTPException(404)
        values: dict[str, Any] = {
            "tokens": tokens(),
            "bars": [(name, distribution(counts)) for name, counts in BARS],
            "paging": Paging(number=2, pages=3, previous="/design", next="/design"),
        }
        return HTMLResponse(site.text("design.html", fiction=site.fiction(), **values), headers=UNKEPT)

    return router


def tokens() -> list[tuple[str, str, str]]:
    """Kind (colour, type, space, other), name and value of every token, in the order of the sheet."""
    root = sheet().decode().partition("}")[0]
    found = re.findall(r"--([a-z0-9-]+): ([^;]+);", root)
    return [(_kind(name, value), name, value) for name, value in found]


def _kind(name: str, value: str) -> str:
    if re.match(r"t-|serif|sans", name):
        return "type"
    if re.match(r"s-\d", name):
        return "space"
    return "colour" if value.startswith(("light-dark(", "var(--", "#")) else "other"
