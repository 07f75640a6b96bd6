"""What assess knows besides a story's articles: who publishes them, and what the story is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from everyside.records.ids import OutletId, OwnerId
from everyside.records.outlet import Outlet
from everyside.records.owner import Owner, OwnerKind, chain, owner_kind
from everyside.records.rating import BIAS, FACTUALITY, Combined, Side, Spectrum, Standing, factuality_of, side_of
from everyside.records.tags import Label, NameKind

CONCERNED = 0.5  # share of a story's independent texts that name a country, from which the story concerns it: most of them do
POLITICAL = frozenset({"politics", "world", "society", "crime", "environment"})  # topics on which sides report differently


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What is known of the outlets of one or more stories."""

    outlets: Mapping[OutletId, Outlet]
    standings: Mapping[OutletId, Standing] = field(default_factory=dict)
    owners: Mapping[OwnerId, Owner] = field(default_factory=dict)
    spectra: Mapping[str, Spectrum] = field(default_factory=dict)
    read: frozenset[str] = frozenset()  # countries of which enough outlets are read that their silence says something

    def combined(self, outlet: OutletId, axis: str) -> Combined | None:
        return self.standings.get(outlet, {}).get(axis)

    def value(self, outlet: OutletId, axis: str) -> float | None:
        found = self.combined(outlet, axis)
        return found.value if found else None

    def side(self, outlet: OutletId, axis: str = BIAS) -> Side:
        return side_of(self.value(outlet, axis))

    def factuality(self, outlet: OutletId) -> str:
        return factuality_of(self.value(outlet, FACTUALITY))

    def owned_by(self, outlet: OutletId) -> tuple[Owner, ...]:
        return chain(self.outlets[outlet].owner, self.owners)

    def owner(self, outlet: OutletId) -> str:
        """The last owner known, "" where there is none."""
        behind = self.owned_by(outlet)
        return behind[-1].id if behind else ""

    def owner_kind(self, outlet: OutletId) -> OwnerKind:
        return owner_kind(self.outlets[outlet], self.owned_by(outlet))


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a story is about. ``countries``: the share of its independent texts that name one, as far as labels tell."""

    countries: Mapping[str, float] = field(default_factory=dict)
    languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # country it concerns → its official languages
    politics: bool | None = None  # None: nobody knows

    @property
    def concerned(self) -> tuple[str, ...]:
        """The countries the story concerns, the most named first."""
        return tuple(
            sorted(
                (country for country, share in self.countries.items() if share >= CONCERNED),
                key=lambda country: (-self.countries[country], country),
            )
        )


def about(
    labels: Iterable[Label], country_of: Callable[[str], str], languages_of: Callable[[str], Iterable[str]], topic: str = "topic"
) -> About:
    """What a story's labels say. A country is named as often as itself or the one of its places that is named most."""
    countries: dict[str, float] = defaultdict(float)
    topics: list[str] = []
    for label in labels:
        if label.kind == topic:
            topics.append(label.key)
        elif label.kind == NameKind.PLACE and (country := country_of(label.key)):
            countries[country] = max(countries[country], label.weight)
    told = About(countries=dict(countries), politics=bool(POLITICAL & set(topics)) if topics else None)
    return About(
        countries=told.countries,
        politics=told.politics,
        languages={country: tuple(languages_of(country)) for country in told.concerned},
    )
