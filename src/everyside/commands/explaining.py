"""Ratings in words for the terminal: why an outlet stands where it stands, and how two lists of ratings differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from everyside.records.ids import OwnerId
from everyside.records.outlet import Outlet
from everyside.records.owner import STATE, Owner, chain, owner_kind, state_rating
from everyside.records.rating import (
    BIAS,
    FACTUALITY,
    Combined,
    Layer,
    Rating,
    Spectrum,
    bias7_of,
    combine,
    factuality_of,
    side_of,
)

WHOSE = {Layer.RATERS: "", Layer.OPERATOR: "the operator's word", Layer.PERSONAL: "your personal word"}


def explanation(
    outlet: Outlet | None,
    domain: str,
    said: Sequence[Rating],
    owners: Mapping[OwnerId, Owner],
    spectra: Mapping[str, Spectrum],
) -> Iterator[str]:
    """Every part of what ``said`` comes to, axis by axis, a line each. ``owners``: those behind the outlet."""
    yield f"{outlet.name} ({outlet.id}; {', '.join(outlet.domains)})" if outlet else f"{domain} belongs to no outlet known here"
    behind = chain(outlet.owner, owners) if outlet else ()
    registry = state_rating(outlet, behind) if outlet else None
    standing = combine([*said, *((registry,) if registry else ())])
    for axis in (BIAS, FACTUALITY):
        if axis not in standing:
            yield f"{axis}: unrated"
    for axis in sorted(standing, key=lambda axis: (axis != BIAS, axis != FACTUALITY, axis)):
        yield from _axis(standing[axis], said, spectra.get(axis))
    if outlet is not None:
        owned = " ← ".join(f"{owner.name} ({owner.kind})" for owner in behind)
        yield f"owners: {owned or 'unknown'}"
        if STATE not in standing:
            yield f"{STATE}: unknown, as is who stands behind the outlet ({owner_kind(outlet, behind)})"


def difference(before: Iterable[Rating], after: Iterable[Rating]) -> Iterator[str]:
    """What is new, gone and changed, a line each, and a last line with the counts."""
    old, new = _keyed(before), _keyed(after)
    counts = {"new": 0, "gone": 0, "changed": 0, "class": 0, "side": 0}
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        domain, axis, rater = key
        where = f"{domain}\t{axis}\t{rater}"
        if was is None and now is not None:
            counts["new"] += 1
            yield f"new\t{where}\t{_word(now)}"
        elif was is not None and now is None:
            counts["gone"] += 1
            yield f"gone\t{where}\t{_word(was)}"
        elif was is not None and now is not None and (was.value, was.label) != (now.value, now.label):
            counts["changed"] += 1
            line = f"changed\t{where}\t{_word(was)} → {_word(now)}"
            classes, sides = _class(axis, was.value, now.value), _side(axis, was.value, now.value)
            counts["class"] += bool(classes)
            counts["side"] += bool(sides)
            yield line + (f"\tclass {classes}" if classes else "") + (f"\tside {sides}" if sides else "")
    yield (
        f"{counts['new']:,} new, {counts['gone']:,} gone, {counts['changed']:,} changed; "
        f"{counts['class']:,} change the class, {counts['side']:,} the side"
    )


def _axis(combined: Combined, said: Sequence[Rating], spectrum: Spectrum | None) -> Iterator[str]:
    counted = combined.counted
    words = f"{combined.axis} {combined.value:.2f}: {_classes(combined, spectrum)}"
    if len(counted) > 1:
        mean = " + ".join(f"({part.value:g})" if part.value < 0 else f"{part.value:g}" for part in counted)
        words += f"; mean of {len(counted)} raters, ({mean}) / {len(counted)}; they lie {combined.spread:g} apart"
        words += " and disagree" if combined.disagree else ""
    if combined.layer is not Layer.RATERS:
        words += f"; {WHOSE[combined.layer]}"
        words += ", which goes before the others" if len(combined.parts) > len(counted) else ""
    yield words
    for part in combined.parts:
        yield f"  {_part(part)}" + ("" if part in counted else "; not counted")
    for older in said:
        if older.axis == combined.axis and older not in combined.parts:
            yield f"  {_part(older)}; not counted, the same rater has a newer or nearer word"


def _classes(combined: Combined, spectrum: Spectrum | None) -> str:
    if combined.axis == FACTUALITY:
        return factuality_of(combined.value)
    side = spectrum.label(combined.side) if spectrum else combined.side.value
    return f"{bias7_of(combined.value)}, side {side}" if combined.axis == BIAS else f"side {side}"


def _part(part: Rating) -> str:
    words = [f"{part.rater}: {part.label} = {part.value:g}", part.domain, part.rated_on or "without date", f"pack {part.pack}"]
    words += [each for each in (part.url, WHOSE[part.layer]) if each]
    return ", ".join(words)


def _keyed(ratings: Iterable[Rating]) -> dict[tuple[str, str, str], Rating]:
    return {(rating.domain, rating.axis, rating.rater): rating for rating in ratings}


def _word(rating: Rating) -> str:
    return f"{rating.value:g} ({rating.label})"


def _class(axis: str, was: float, now: float) -> str:
    named = factuality_of if axis == FACTUALITY else bias7_of
    return f"{named(was)} → {named(now)}" if named(was) != named(now) else ""


def _side(axis: str, was: float, now: float) -> str:
    return f"{side_of(was)} → {side_of(now)}" if axis != FACTUALITY and side_of(was) != side_of(now) else ""
