"""How much of a story each outlet tells, and sums of that by class: raw (each outlet once) and independent (each text once)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from math import fsum

from everyside.records.coverage import AxisCounts, Carried, SideCounts, Tally
from everyside.records.ids import GroupId, OutletId
from everyside.records.rating import BIAS, Side
from everyside.stages.assess.inputs import Press

EXACT = 9  # decimal places that sums of split weights are kept to, so that three thirds are one

Voices = Mapping[OutletId, float]  # outlet → the texts it carries, each split evenly over all that carry it


def carriers(carried: Iterable[Carried]) -> dict[GroupId, set[OutletId]]:
    """Independent text → the outlets that carry it."""
    found: dict[GroupId, set[OutletId]] = defaultdict(set)
    for article in carried:
        found[article.group].add(article.outlet_id)
    return dict(found)


def voices(carried: Iterable[Carried]) -> dict[OutletId, float]:
    """Every outlet with its share of the story's independent texts; the shares sum to the number of texts."""
    parts: dict[OutletId, list[float]] = defaultdict(list)
    for carrying in carriers(carried).values():
        for outlet in carrying:
            parts[outlet].append(1 / len(carrying))
    return {outlet: fsum(parts[outlet]) for outlet in sorted(parts)}


def total(weights: Iterable[float]) -> float:
    """The sum, the same in whatever order."""
    return round(fsum(weights), EXACT)


def tally(heard: Voices, class_of: Callable[[OutletId], str]) -> Tally:
    """Outlets and texts by class."""
    classes: dict[str, list[float]] = defaultdict(list)
    for outlet, weight in heard.items():
        classes[str(class_of(outlet))].append(weight)
    return Tally(
        raw={name: len(classes[name]) for name in sorted(classes)},
        independent={name: total(classes[name]) for name in sorted(classes)},
    )


def sides(heard: Voices, side_of: Callable[[OutletId], Side]) -> AxisCounts:
    """Outlets and texts by side."""
    counts = tally(heard, side_of)
    return AxisCounts(
        by_outlet=SideCounts(**{side.value: counts.raw.get(side.value, 0) for side in Side}),
        by_text=SideCounts(**{side.value: counts.independent.get(side.value, 0.0) for side in Side}),
    )


def axes(heard: Voices, press: Press) -> dict[str, AxisCounts]:
    """BIAS, and every known spectrum on which one of these outlets is rated."""
    rated = {axis for outlet in heard for axis in press.standings.get(outlet, ()) if axis in press.spectra}
    return {axis: sides(heard, partial(press.side, axis=axis)) for axis in sorted({BIAS, *rated})}


def languages(carried: Sequence[Carried]) -> Tally:
    """Articles by language; and texts, one that is carried in several languages split evenly over them."""
    of_text: dict[GroupId, set[str]] = defaultdict(set)
    for article in carried:
        of_text[article.group].add(article.language)
    parts: dict[str, list[float]] = defaultdict(list)
    for spoken in of_text.values():
        for language in spoken:
            parts[language].append(1 / len(spoken))
    raw = Counter(article.language for article in carried)
    return Tally(raw={name: raw[name] for name in sorted(raw)}, independent={name: total(parts[name]) for name in sorted(parts)})


def agencies(carried: Iterable[Carried]) -> dict[str, int]:
    """Agency → articles that credit it, in whole or in part."""
    found = Counter(agency for article in carried for agency in {name for name, _ in article.agencies})
    return {agency: found[agency] for agency in sorted(found)}


def copied(carried: Iterable[Carried]) -> dict[GroupId, int]:
    """Text → articles, of those carried more than once."""
    found = Counter(article.group for article in carried)
    return {group: found[group] for group in sorted(found) if found[group] > 1}
