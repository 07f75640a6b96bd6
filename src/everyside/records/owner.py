"""Who owns an outlet: owners, and the chain from the direct owner to the last one known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from everyside.records.ids import OwnerId
from everyside.records.outlet import Outlet
from everyside.records.rating import Rating

STATE = "state"  # the spectrum that is read off the registry: who stands behind an outlet


class OwnerKind(StrEnum):
    STATE = "state"
    PUBLIC_SERVICE = "public-service"
    LISTED = "listed-company"
    CONGLOMERATE = "conglomerate"
    PRIVATE_EQUITY = "private-equity"
    TELECOM = "telecom"
    FAMILY = "family"  # a billionaire or a family
    NONPROFIT = "nonprofit"
    STAFF = "readers-or-staff"
    UNKNOWN = "unknown"


STATE_WORDS = {OwnerKind.STATE: (3, "state"), OwnerKind.PUBLIC_SERVICE: (0, "public service")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Somebody who owns outlets, or owners of outlets (as ``parent``)."""

    id: OwnerId
    name: str
    kind: OwnerKind = OwnerKind.UNKNOWN
    country: str = ""  # ISO 3166-1 alpha-2, upper case
    parent: OwnerId | None = None
    source: str = ""  # where kind and parent are said: a web address or the name of a list
    fiction: bool = False

    def __post_init__(self) -> None:
        if not self.id or not self.name:
            raise ValueError("an owner needs an id and a name")


def chain(owner: OwnerId | None, owners: Mapping[OwnerId, Owner]) -> tuple[Owner, ...]:
    """From the direct owner to the last one known; it ends where an owner comes a second time."""
    found: dict[OwnerId, Owner] = {}
    while owner is not None and owner in owners and owner not in found:
        found[owner] = owners[owner]
        owner = owners[owner].parent
    return tuple(found.values())


def owner_kind(outlet: Outlet, owned_by: tuple[Owner, ...]) -> OwnerKind:
    """What kind of owner stands behind an outlet: the last of the chain whose kind is known. State-run outlets and public
    services are what the registry says they are, whoever holds them."""
    if outlet.state:
        return OwnerKind.STATE
    if outlet.public_service:
        return OwnerKind.PUBLIC_SERVICE
    return next((owner.kind for owner in reversed(owned_by) if owner.kind is not OwnerKind.UNKNOWN), OwnerKind.UNKNOWN)


def state_rating(outlet: Outlet, owned_by: tuple[Owner, ...]) -> Rating | None:
    """Where an outlet stands on the spectrum STATE, as far as the registry knows who stands behind it."""
    kind = owner_kind(outlet, owned_by)
    if kind is OwnerKind.UNKNOWN:
        return None
    value, label = STATE_WORDS.get(kind, (-3, "not owned by a state"))
    source = outlet.facts_source or outlet.owner_source
    return Rating(
        rater="Registry",
        domain=outlet.domains[0],
        axis=STATE,
        value=value,
        label=label,
        url=source if source.startswith("https://") else "",
        pack="registry",
    )
