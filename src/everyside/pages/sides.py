"""Sides as a page shows them: on which scale, the bar, and the sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyside.records.coverage import SideCounts
from everyside.records.rating import BIAS, Side, Spectrum

LEFT_RIGHT = Spectrum(
    id=BIAS,
    name="Left–right",
    low="Left",
    middle="Center",
    high="Right",
    letters=("L", "C", "R"),
    about="Left and right as raters in the United States see them.",
)
ROOM_FOR_A_LETTER = 7.0  # percent of the bar
NO_SIDE = "–"  # the unrated's letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of the bar; ``x`` and ``width`` in percent of it."""

    side: Side
    label: str
    letter: str  # empty where the piece is too narrow to hold it
    count: str
    share: str  # of all, unrated included, e.g. "25 %"
    x: str
    width: str
    middle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """Counts by side, ready to be drawn: ``text`` says what ``segments`` show; only sides that occur are in them."""

    text: str
    segments: tuple[Segment, ...]
    total: str


def spectrum_of(axis: str, known: Mapping[str, Spectrum]) -> Spectrum:
    """The scale by its id; a plain one for an axis that nobody described, as a pack of ratings may bring."""
    if axis in known:
        return known[axis]
    if axis == BIAS:
        return LEFT_RIGHT
    return Spectrum(
        id=axis, name=axis.replace("-", " ").capitalize(), low="Low", middle="Middle", high="High", letters=("L", "M", "H")
    )


def letter_of(side: Side, spectrum: Spectrum = LEFT_RIGHT) -> str:
    low, middle, high = spectrum.letters
    return {Side.LEFT: low, Side.CENTER: middle, Side.RIGHT: high, Side.UNRATED: NO_SIDE}[side]


def distribution(counts: SideCounts, spectrum: Spectrum = LEFT_RIGHT) -> Distribution:
    total = counts.total
    segments: list[Segment] = []
    x = 0.0
    for side in Side:
        value = counts.of(side)
        if value <= 0:
            continue
        width = 100 * value / total
        segments.append(
            Segment(
                side=side,
                label=spectrum.label(side),
                letter=letter_of(side, spectrum) if width >= ROOM_FOR_A_LETTER else "",
                count=number(value),
                share=f"{percent(value, total)} %",
                x=f"{x:.2f}",
                width=f"{width:.2f}",
                middle=f"{x + width / 2:.2f}",
            )
        )
        x += width
    return Distribution(
        text=" · ".join(f"{segment.count} {_within(segment.label)}" for segment in segments) or "no outlets",
        segments=tuple(segments),
        total=number(total),
    )


def sentence(counts: SideCounts, spectrum: Spectrum = LEFT_RIGHT) -> str:
    """What the outlets' sides come to, said only of the rated ones.

    >>> sentence(SideCounts(left=1, center=2, right=3, unrated=6))
    '50 % of the 6 rated outlets lean right; 6 more are not rated.'
    """
    if not counts.total:
        return ""
    rated, unrated = round(counts.rated), round(counts.unrated)
    if not rated:
        return "The only outlet is not rated." if unrated == 1 else f"None of the {unrated} outlets is rated."
    rest = "" if not unrated else f"; {unrated} more {'is' if unrated == 1 else 'are'} not rated"
    values = {side: counts.of(side) for side in (Side.LEFT, Side.CENTER, Side.RIGHT)}
    most = max(values.values())
    top = [side for side, value in values.items() if value == most]
    if rated == 1:
        return f"The one rated outlet {_stands(top[0], spectrum, one=True)}{rest}."
    if len(top) > 1:
        names = [_within(spectrum.label(side)) for side in top]
        sides = ", ".join(names[:-1]) + f" and {names[-1]}"
        return f"The {rated} rated outlets are split: {percent(most, rated)} % each for {sides}{rest}."
    share = f"All {rated} rated outlets" if most == rated else f"{percent(most, rated)} % of the {rated} rated outlets"
    return f"{share} {_stands(top[0], spectrum, one=False)}{rest}."


def percent(part: float, whole: float) -> int:
    """Whole percent, halves up; never 0 or 100 for a part that is neither nothing nor all."""
    if not whole:
        return 0
    rounded = int(100 * part / whole + 0.5)
    return min(max(rounded, 1), 99) if 0 < part < whole else rounded


def span(low: float, high: float) -> str:
    """An interval of shares (0 … 1) in whole percent: ``4–28 %``."""
    return f"{int(100 * low + 0.5)}–{int(100 * high + 0.5)} %"


def number(value: float) -> str:
    """``3``, ``2.5``: one decimal where a text is split over sides."""
    return f"{round(value):,}" if abs(value - round(value)) < 0.05 else f"{value:,.1f}"


def _within(label: str) -> str:
    """A label within a sentence: its first letter small, but not that of a name in capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _stands(side: Side, spectrum: Spectrum, *, one: bool) -> str:
    if spectrum.id != BIAS:
        return f"{'counts' if one else 'count'} as {_within(spectrum.label(side))}"
    if side is Side.CENTER:
        return "is in the center" if one else "are in the center"
    return f"{'leans' if one else 'lean'} {side}"
