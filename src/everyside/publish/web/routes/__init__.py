"""Addresses and what answers them: a file a page. Handlers are plain functions: FastAPI runs them in threads, so a slow one
holds up no other."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

from everyside.publish.web.routes import about, front, operator, story
from everyside.publish.web.site import Site

EVERY: tuple[Callable[[Site], APIRouter], ...] = (front.routes, story.routes, about.routes, operator.routes)
