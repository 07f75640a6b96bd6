"""Which spectrum a story shows first: the one that fits where it happens, if enough of its outlets are rated on it."""

from __future__ import annotations

from collections.abc import Mapping

from everyside.records.coverage import AxisCounts
from everyside.records.rating import BIAS
from everyside.stages.assess.conditions import Condition, all_hold, at_least
from everyside.stages.assess.inputs import About, Press

MIN_RATED = 3  # outlets rated on it; fewer make no distribution
ONE_IN = 3  # of the story's outlets at least one in so many; with fewer it would tell of a corner of the coverage


def candidates(axes: Mapping[str, AxisCounts], outlets: int, press: Press, about: About) -> dict[str, tuple[Condition, ...]]:
    """The spectra of the country that the story concerns most, each with its conditions."""
    country = next(iter(about.concerned), "")
    fitting = [axis for axis in axes if axis != BIAS and axis in press.spectra and country in press.spectra[axis].countries]
    return {
        axis: (
            at_least("outlets rated on it", axes[axis].by_outlet.rated, MIN_RATED),
            Condition(
                wanted=f"at least one in {ONE_IN} of all outlets",
                found=f"{axes[axis].by_outlet.rated:g} of {outlets}",
                holds=axes[axis].by_outlet.rated * ONE_IN >= outlets,
            ),
        )
        for axis in sorted(fitting, key=lambda axis: (-axes[axis].by_outlet.rated, axis))
    }


def shown(judged: Mapping[str, tuple[Condition, ...]]) -> str:
    """Of those whose conditions hold the one most outlets are rated on; else left–right."""
    return next((axis for axis, conditions in judged.items() if all_hold(conditions)), BIAS)
