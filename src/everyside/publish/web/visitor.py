"""Who asks. There are no accounts yet: every visitor has the plan the settings name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from everyside.pages.plans import Lock, locks, plan_of
from everyside.publish.web.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    plan: str


def visitor(request: Request, site: Site) -> Visitor:
    """The one place that knows who asks; what a page shows of a story depends on nothing else of the request but its address."""
    return Visitor(plan=plan_of(site.settings.plans, site.settings.site.plan))


def locked_for(request: Request, site: Site) -> Mapping[str, Lock]:
    """The blocks that are closed for whoever asks, by name."""
    return locks(site.settings.plans, visitor(request, site).plan)
