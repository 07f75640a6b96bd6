"""Made-up stories for the tests of coverage: articles, outlets and what raters say, given shortly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from everyside.records.article import CreditKind
from everyside.records.coverage import Carried, Coverage
from everyside.records.ids import ArticleId, GroupId, OutletId, OwnerId, StoryId
from everyside.records.outlet import Outlet
from everyside.records.owner import Owner, OwnerKind
from everyside.records.rating import Rating, Spectrum, Standing, combine
from everyside.stages.assess import core
from everyside.stages.assess.inputs import About, Press
from tests import makers

HOME = Spectrum(id="home", name="Hill–valley", low="Hill", middle="Ford", high="Valley", letters=("H", "F", "V"), countries=("XA",))


def by(outlet: int, number: int, group: int | None = None, **changes: Any) -> Carried:
    """Article ``number`` of an outlet, with the text of article ``group`` (its own if None), ``number`` minutes after NOW."""
    values: dict[str, Any] = {
        "article_id": ArticleId(f"a{number:03}"),
        "outlet_id": OutletId(f"o{outlet:03}"),
        "group": GroupId(f"a{number if group is None else group:03}"),
        "language": "en",
        "published": makers.NOW + timedelta(minutes=number),
        "published_stated": True,
    }
    return Carried(**values | changes)


def each(outlets: Iterable[int]) -> list[Carried]:
    """One article of its own by each of these outlets."""
    return [by(number, number) for number in outlets]


def credit(agency: str, kind: CreditKind = CreditKind.WHOLE) -> tuple[tuple[str, CreditKind], ...]:
    return ((agency, kind),)


def press(
    carried: Sequence[Carried],
    bias: Mapping[int, float] | None = None,
    factuality: Mapping[int, float] | None = None,
    outlets: Mapping[int, Mapping[str, Any]] | None = None,
    owners: Sequence[Owner] = (),
    read: Iterable[str] = (),
    home: Mapping[int, float] | None = None,
    spectra: Sequence[Spectrum] = (HOME,),
) -> Press:
    """Outlets by number → value on an axis, or changed fields."""
    known: dict[OutletId, Outlet] = {}
    standings: dict[OutletId, Standing] = {}
    for id in sorted({article.outlet_id for article in carried}):
        number = int(id[1:])
        known[id] = Outlet(
            **{"id": id, "name": str(id), "domains": (f"{id}.example",), "fiction": True, **(outlets or {}).get(number, {})}
        )
        said = [
            Rating(rater="Test", domain=f"{id}.example", axis=axis, value=values[number], label="")
            for axis, values in (("bias", bias or {}), ("factuality", factuality or {}), ("home", home or {}))
            if number in values
        ]
        if said:
            standings[id] = combine(said)
    return Press(
        outlets=known,
        standings=standings,
        owners={owner.id: owner for owner in owners},
        spectra={spectrum.id: spectrum for spectrum in spectra},
        read=frozenset(read),
    )


def owner(id: str, parent: str | None = None, kind: OwnerKind = OwnerKind.FAMILY) -> Owner:
    return Owner(id=OwnerId(id), name=id, kind=kind, parent=OwnerId(parent) if parent else None, fiction=True)


def assess(carried: Sequence[Carried], known: Press | None = None, about: About | None = None) -> Coverage:
    return core.assess(StoryId("story"), "fingerprint", carried, known or press(carried), about or About(), "assess/test")
