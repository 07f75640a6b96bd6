"""Blindspots by the published rule (docs/methodology.md): what is missing from a story's coverage, on independent counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from everyside.records.coverage import AxisCounts, Blindspot, BlindspotKind, Carried, Coverage, interval
from everyside.records.owner import OwnerKind
from everyside.records.rating import Side
from everyside.stages.assess import counting, flags
from everyside.stages.assess.conditions import Condition, all_hold, at_least, fewer, figure, known
from everyside.stages.assess.inputs import CONCERNED, About, Press

MIN_RATED = 6  # rated outlets, and rated independent texts: with fewer even none of a side leaves an interval up to .4 and more
MOST_MISSING = 0.20  # share of the missing side among the rated texts
MOST_UPPER = 0.40  # upper end of its interval
LEAST_OPPOSITE = 0.50  # share of the opposite side
MIN_OPPOSITE = 3  # rated outlets on it that are not of low factuality
MIN_OUTLETS = 5  # of known country, or in all, before a missing country or language says anything
MIN_COUNTRIES = 2  # that speak one language, before that is no matter of course

OPPOSITE = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
UNKNOWN_LANGUAGE = "und"

Judged = tuple[Blindspot, tuple[Condition, ...]]  # what may be missing, and the conditions under which it is said to be


def blindspots(counted: Coverage, carried: Sequence[Carried], press: Press, about: About) -> tuple[Blindspot, ...]:
    """Those of which every condition holds. ``counted``: the coverage as far as it is counted."""
    return tuple(spot for spot, conditions in judged(counted, carried, press, about) if all_hold(conditions))


def judged(counted: Coverage, carried: Sequence[Carried], press: Press, about: About) -> Iterator[Judged]:
    """Every blindspot the story could have, with its conditions."""
    sound = counting.voices(each for each in carried if press.factuality(each.outlet_id) not in flags.LOW)
    without_low = counting.sides(sound, press.side)
    for missing in OPPOSITE:
        yield missing_side(missing, counted.axes["bias"], without_low, about)
    for country in about.concerned:
        yield _country(country, counted, press)
    if about.concerned:
        yield _language(counted, press, about)
    kinds = known(counted.owner_kinds, OwnerKind.UNKNOWN.value)
    yield Blindspot(kind=BlindspotKind.STATE, missing="", counted=sum(kinds.values())), flags.state_media(kinds, counted.outlets)


def missing_side(missing: Side, counts: AxisCounts, sound: AxisCounts, about: About) -> Judged:
    """``sound``: the counts without the outlets of low factuality."""
    rated = counts.by_text.rated
    low, high = interval(counts.by_text.of(missing), rated)
    spot = Blindspot(
        kind=BlindspotKind.SIDE,
        missing=missing.value,
        share=counts.by_text.of(missing) / rated if rated else 0.0,
        low=low,
        high=high,
        counted=rated,
    )
    topic = {True: "yes", False: "no", None: "nobody knows, so this is left out"}[about.politics]
    return spot, (
        Condition(wanted="a topic on which sides differ", found=topic, holds=about.politics is not False),
        at_least("rated outlets", counts.by_outlet.rated, MIN_RATED),
        at_least("rated independent texts", rated, MIN_RATED),
        *_lopsided(missing, counts, ""),
        at_least(
            f"outlets on the {OPPOSITE[missing]} without those of low factuality",
            sound.by_outlet.of(OPPOSITE[missing]),
            MIN_OPPOSITE,
        ),
        *_lopsided(missing, sound, " without outlets of low factuality"),
    )


def _lopsided(missing: Side, counts: AxisCounts, among: str) -> Iterator[Condition]:
    """One side is missing and the other dominates, whatever the unrated are. ``among`` ends the sentences."""
    opposite, texts = OPPOSITE[missing], counts.by_text
    gone, there, rated = texts.of(missing), texts.of(opposite), texts.rated
    _, high = interval(gone, rated)
    yield Condition(
        wanted=f"share of the {missing} at most {MOST_MISSING:g}{among}",
        found=f"{figure(gone)} of {figure(rated)} rated texts",
        holds=rated > 0 and gone <= MOST_MISSING * rated,
    )
    yield fewer(f"upper end of its interval{among}", high, MOST_UPPER)
    yield Condition(
        wanted=f"share of the {opposite} at least {LEAST_OPPOSITE:g}{among}",
        found=f"{figure(there)} of {figure(rated)} rated texts",
        holds=rated > 0 and there >= LEAST_OPPOSITE * rated,
    )
    yield fewer(f"center{among}", texts.center, there, f"the {opposite}")
    yield fewer(f"the {missing} and all unrated together{among}", gone + texts.unrated, there, f"the {opposite}")


def _country(country: str, counted: Coverage, press: Press) -> Judged:
    placed = known(counted.countries, "")
    number = sum(placed.values())
    low, high = interval(placed.get(country, 0), number)
    spot = Blindspot(kind=BlindspotKind.COUNTRY, missing=country, low=low, high=high, counted=number)
    return spot, (
        Condition(wanted=f"no outlet from {country}", found=figure(placed.get(country, 0)), holds=country not in placed),
        at_least("outlets whose country is known", number, MIN_OUTLETS),
        fewer("outlets whose country is unknown", counted.outlets - number, number, "these"),
        _read(country, press),
    )


def _language(counted: Coverage, press: Press, about: About) -> Judged:
    spoken = known(counted.languages, UNKNOWN_LANGUAGE)
    native = {language for country in about.concerned for language in about.languages.get(country, ())}
    missing = next((each[0] for country in about.concerned if (each := about.languages.get(country, ()))), "")
    number = sum(spoken.values())
    low, high = interval(sum(spoken.get(language, 0) for language in native), number)
    return Blindspot(kind=BlindspotKind.LANGUAGE, missing=missing, low=low, high=high, counted=number), (
        at_least("outlets", counted.outlets, MIN_OUTLETS),
        at_least("countries they are from", len(known(counted.countries, "")), MIN_COUNTRIES),
        Condition(
            wanted="all articles in one language",
            found=flags.listed(counted.languages.raw),
            holds=len(spoken) == 1 and len(counted.languages.raw) == 1,
        ),
        Condition(
            wanted=f"none of the countries it concerns ({', '.join(about.concerned)}) speaks it",
            found=", ".join(sorted(native)) or "nobody knows what they speak",
            holds=bool(native) and not native & set(spoken),
        ),
        _read(about.concerned[0], press),
    )


def _read(country: str, press: Press) -> Condition:
    return Condition(
        wanted=f"enough outlets from {country} are read, so that their silence says something",
        found="yes" if country in press.read else "no",
        holds=country in press.read,
    )


def shares(country_weights: Mapping[str, float]) -> str:
    """Which countries a story concerns, for people."""
    told = sorted(country_weights.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{country} {share:.0%}" for country, share in told) + f" (concerned from {CONCERNED:.0%})" if told else "none"
