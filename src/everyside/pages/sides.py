"""Sides as a page shows them: the bar and the sentence that says what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from everyside.records.outlet import Side
from everyside.records.story import SideCounts

LETTERS = {Side.LEFT: "L", Side.CENTER: "C", Side.RIGHT: "R", Side.UNRATED: "–"}
LABELS = {Side.LEFT: "Left", Side.CENTER: "Center", Side.RIGHT: "Right", Side.UNRATED: "Unrated"}
ROOM_FOR_A_LETTER = 7.0  # percent of the bar


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


def distribution(counts: SideCounts) -> Distribution:
    values = {Side.LEFT: counts.left, Side.CENTER: counts.center, Side.RIGHT: counts.right, Side.UNRATED: counts.unrated}
    total = counts.total
    segments: list[Segment] = []
    x = 0.0
    for side, value in values.items():
        if value <= 0:
            continue
        width = 100 * value / total
        segments.append(
            Segment(
                side=side,
                label=LABELS[side],
                letter=LETTERS[side] if width >= ROOM_FOR_A_LETTER else "",
                count=number(value),
                share=f"{percent(value, total)} %",
                x=f"{x:.2f}",
                width=f"{width:.2f}",
                middle=f"{x + width / 2:.2f}",
            )
        )
        x += width
    return Distribution(
        text=" · ".join(f"{segment.count} {segment.side}" for segment in segments) or "no outlets",
        segments=tuple(segments),
        total=number(total),
    )


def sentence(counts: SideCounts) -> str:
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
    values = {Side.LEFT: counts.left, Side.CENTER: counts.center, Side.RIGHT: counts.right}
    most = max(values.values())
    top = [side for side, value in values.items() if value == most]
    if rated == 1:
        return f"The one rated outlet {'is in the center' if top[0] is Side.CENTER else f'leans {top[0]}'}{rest}."
    if len(top) > 1:
        sides = ", ".join(top[:-1]) + f" and {top[-1]}"
        return f"The {rated} rated outlets are split: {percent(most, rated)} % each for {sides}{rest}."
    share = f"All {rated} rated outlets" if most == rated else f"{percent(most, rated)} % of the {rated} rated outlets"
    return f"{share} {'are in the center' if top[0] is Side.CENTER else f'lean {top[0]}'}{rest}."


def percent(part: float, whole: float) -> int:
    """Whole percent, halves up; never 0 or 100 for a part that is neither nothing nor all."""
    if not whole:
        return 0
    rounded = int(100 * part / whole + 0.5)
    return min(max(rounded, 1), 99) if 0 < part < whole else rounded


def number(value: float) -> str:
    """``3``, ``2.5``: one decimal where a text is split over sides."""
    return f"{round(value):,}" if abs(value - round(value)) < 0.05 else f"{value:,.1f}"
