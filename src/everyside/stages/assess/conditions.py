"""A published rule as what it is: conditions, each with the figure found and whether it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from everyside.records.coverage import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """``wanted`` and ``found`` are for people: "rated outlets at least 6", "9"."""

    wanted: str
    found: str
    holds: bool


def all_hold(conditions: Iterable[Condition]) -> bool:
    return all(condition.holds for condition in conditions)


def at_least(what: str, found: float, least: float) -> Condition:
    return Condition(wanted=f"{what} at least {least:g}", found=figure(found), holds=found >= least)


def fewer(what: str, found: float, limit: float, limit_said: str = "") -> Condition:
    return Condition(
        wanted=f"{what} below {limit_said or f'{limit:g}'}",
        found=f"{figure(found)} against {figure(limit)}" if limit_said else figure(found),
        holds=found < limit,
    )


def figure(value: float) -> str:
    """At most three places: 3, 0.667."""
    return f"{round(value, 3):g}"


def known(tally: Tally, unknown: str) -> Mapping[str, int]:
    """The raw counts of the classes that say something."""
    return {name: number for name, number in tally.raw.items() if name != unknown}
