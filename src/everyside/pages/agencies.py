"""What news agencies are called, and what a story owes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from everyside.interface.formats import number
from everyside.interface.messages import _, count
from everyside.knowledge.agencies import agency_names
from everyside.records.coverage import Coverage
from everyside.records.ids import OutletId
from everyside.storage import outlets
from everyside.storage.database import Tx

MOST_AGENCIES = 4  # named; the others are counted together


def named(tx: Tx, ids: Iterable[str]) -> dict[str, str]:
    """Names of agencies: those that ship, else of the outlet with that id, as in the made-up newsroom; else the id itself."""
    wanted, known = list(ids), agency_names()
    others = outlets.get(tx, [OutletId(id) for id in wanted if id not in known])
    return {id: known.get(id) or (others[OutletId(id)].name if OutletId(id) in others else id) for id in wanted}


def credited(coverage: Coverage, names: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    """Name and articles of the agencies credited most, the others together."""
    found = sorted(coverage.agencies.items(), key=lambda item: (-item[1], item[0]))
    told = [(names.get(id, id), articles) for id, articles in found]
    if len(told) <= MOST_AGENCIES:
        return tuple(told)
    return (*told[: MOST_AGENCIES - 1], (_("others"), sum(articles for _, articles in told[MOST_AGENCIES - 1 :])))


def whom(coverage: Coverage, names: Mapping[str, str]) -> str:
    """The one agency that is credited by name, else _("an agency")."""
    told = credited(coverage, names)
    return told[0][0] if len(told) == 1 else _("an agency")


def note(coverage: Coverage, names: Mapping[str, str]) -> str:
    """``16 of 27 articles carry AFP``"""
    return count(
        coverage.articles,
        "%(carry)s of %(num)s article carry %(agency)s",
        "%(carry)s of %(num)s articles carry %(agency)s",
        carry=number(coverage.agency_articles),
        agency=whom(coverage, names),
    )
