"""Addresses and what answers them: a file a page. Handlers are plain functions: FastAPI runs them in threads, so a slow one
holds up no other."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

from everyside.publish.web.routes import (
    about,
    blindspot,
    daily,
    data,
    design,
    feeds,
    front,
    labels,
    lookup,
    machines,
    operator,
    report,
    search,
    source,
    story,
)
from everyside.publish.web.site import Site

EVERY: tuple[Callable[[Site], APIRouter], ...] = (
    front.routes,
    blindspot.routes,
    daily.routes,
    data.routes,
    design.routes,
    labels.routes,
    source.routes,
    feeds.routes,
    machines.routes,
    story.routes,
    search.routes,
    lookup.routes,
    report.routes,
    about.routes,
    operator.routes,
)
