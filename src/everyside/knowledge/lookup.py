"""Which ratings speak of which outlet: the one rule, for the database and for files alike.

Ratings are kept by domain. A rating of a domain is one of the outlet that has it; of an outlet under it only while no outlet of
the registry has the domain itself (``news.example.com`` takes what is said of ``example.com``). A sub-domain's rating says nothing
of the domain (``blog.example.com`` is not ``example.com``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

from everyside.knowledge.outlets import outlet_of
from everyside.records.ids import OwnerId
from everyside.records.outlet import Outlet
from everyside.records.owner import Owner, chain, state_rating
from everyside.records.rating import Rating, Standing, combine


def parents(domain: str) -> list[str]:
    """Every domain above, the nearest first; a top-level domain is none."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(1, len(labels) - 1)]


def about(domains: Sequence[str], said: Mapping[str, Iterable[Rating]], taken: Container[str]) -> list[Rating]:
    """What is said of an outlet that has ``domains``, given what is ``said`` by domain and which domains are ``taken``: the
    registry's. Its main domain comes first, those above it last, so that ``combine`` lets the nearest stand among words of one
    rater and date."""
    above = (parent for domain in domains for parent in parents(domain) if parent not in taken)
    heard = dict.fromkeys([*domains, *above])
    return [rating for domain in heard for rating in sorted(said.get(domain, ()), key=lambda each: (each.axis, each.rater))]


class Book:
    """Outlets, owners and ratings without a database: asked by domain, it answers as the database would.

    Args:
        ratings: of any domain; each carries its pack and layer.
        outlets: the registry's.
        owners: with every parent they name.
    """

    def __init__(self, ratings: Iterable[Rating], outlets: Iterable[Outlet] = (), owners: Iterable[Owner] = ()) -> None:
        self._said: dict[str, list[Rating]] = defaultdict(list)
        for rating in ratings:
            self._said[rating.domain].append(rating)
        self._outlets = {outlet.id: outlet for outlet in outlets}
        self._domains = {domain: outlet.id for outlet in self._outlets.values() for domain in outlet.domains}
        self._owners: dict[OwnerId, Owner] = {owner.id: owner for owner in owners}

    def outlet(self, domain: str) -> Outlet | None:
        """The outlet of the registry that a host belongs to."""
        found = outlet_of(domain, self._domains)
        return self._outlets[found] if found else None

    def owned_by(self, outlet: Outlet) -> tuple[Owner, ...]:
        """The chain of owners, the direct one first."""
        return chain(outlet.owner, self._owners)

    def standing(self, domain: str) -> Standing:
        """What raters and registry come to on the outlet a host belongs to; of a host without outlet, what they say of itself."""
        outlet = self.outlet(domain)
        if outlet is None:
            return combine(about([domain.lower().strip(".").removeprefix("www.")], self._said, self._domains))
        registry = state_rating(outlet, self.owned_by(outlet))
        return combine([*about(outlet.domains, self._said, self._domains), *((registry,) if registry else ())])
