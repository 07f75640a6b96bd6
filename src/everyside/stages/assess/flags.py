"""Flags: what all outlets of a story have in common, as far as enough of them are known."""

from __future__ import annotations

from collections.abc import Mapping

from everyside.records.coverage import Flag, SideCounts, Tally
from everyside.records.owner import OwnerKind
from everyside.records.rating import UNRATED, Side
from everyside.stages.assess.conditions import Condition, all_hold, at_least, known

MIN_KNOWN = 3  # outlets of which it is known; two that agree are no pattern
ONE_IN = 3  # of all outlets fewer may be unknown: even if all of these differed, more than two in three agree
LOW = frozenset({"very-low", "low"})


def flags(
    outlets: int, by_outlet: SideCounts, factuality: Tally, owner_kinds: Tally, owners: Tally
) -> dict[Flag, tuple[Condition, ...]]:
    """Every flag with its conditions; a story has those of which all hold."""
    rated = {side.value: int(by_outlet.of(side)) for side in Side if side is not Side.UNRATED and by_outlet.of(side)}
    judged, kinds, behind = known(factuality, UNRATED), known(owner_kinds, OwnerKind.UNKNOWN.value), known(owners, "")
    return {
        Flag.LOW_FACTUALITY: (
            *enough("outlets whose factuality is rated", judged, outlets),
            _only("of low or very low factuality", judged, LOW),
        ),
        Flag.ONE_SIDE: (
            *enough("outlets rated on left–right", rated, outlets),
            Condition(
                wanted="all of these on one side that is not the center",
                found=listed(rated),
                holds=len(rated) == 1 and Side.CENTER.value not in rated,
            ),
        ),
        Flag.STATE_MEDIA: state_media(kinds, outlets),
        Flag.ONE_OWNER: (
            *enough("outlets whose last owner is known", behind, outlets),
            Condition(wanted="all of these with the same last owner", found=listed(behind), holds=len(behind) == 1),
        ),
    }


def given(conditions: Mapping[Flag, tuple[Condition, ...]]) -> tuple[Flag, ...]:
    return tuple(flag for flag, each in conditions.items() if all_hold(each))


def state_media(kinds: Mapping[str, int], outlets: int) -> tuple[Condition, ...]:
    """``kinds``: known kinds of owner → outlets."""
    return (
        *enough("outlets of which it is known who stands behind them", kinds, outlets),
        _only("state media", kinds, frozenset({OwnerKind.STATE.value})),
    )


def enough(what: str, classes: Mapping[str, int], outlets: int) -> tuple[Condition, ...]:
    """Enough are known, and few enough are not."""
    number = sum(classes.values())
    return (
        at_least(what, number, MIN_KNOWN),
        Condition(
            wanted=f"the other outlets fewer than one in {ONE_IN}",
            found=f"{outlets - number} of {outlets}",
            holds=(outlets - number) * ONE_IN < outlets,
        ),
    )


def listed(classes: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(classes.items())) or "none"


def _only(what: str, classes: Mapping[str, int], wanted: frozenset[str]) -> Condition:
    return Condition(wanted=f"all of these {what}", found=listed(classes), holds=bool(classes) and set(classes) <= wanted)
