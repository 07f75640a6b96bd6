"""Sides as a page shows them: on which scale, the bar, and the sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyside.interface import formats
from everyside.interface.formats import within
from everyside.interface.messages import N_, _, count, listed, looked_up
from everyside.records.coverage import SideCounts
from everyside.records.rating import BIAS, Side, Spectrum

LEFT_RIGHT = Spectrum(
    id=BIAS,
    name=N_("Left–right"),
    low=N_("Left"),
    middle=N_("Center"),
    high=N_("Right"),
    letters=(N_("L"), N_("C"), N_("R")),
    about=N_("Left and right as raters in the United States see them."),
)
SHIPPED = (  # the words of data/spectra/bias.toml, to be translated
    N_("Left–right (as raters in the United States see it)"),
    N_(
        "Left and right as raters in the United States use the words, also where nothing better fits; "
        "what they call the center may be far from the middle of another country."
    ),
    N_("Unrated"),
)
ROOM_FOR_A_LETTER = 7.0  # percent of the bar
NO_SIDE = "–"  # the unrated's letter
ONE = {
    Side.LEFT: N_("The one rated outlet leans left"),
    Side.CENTER: N_("The one rated outlet is in the center"),
    Side.RIGHT: N_("The one rated outlet leans right"),
}
ALL = {
    Side.LEFT: N_("All %(rated)s rated outlets lean left"),
    Side.CENTER: N_("All %(rated)s rated outlets are in the center"),
    Side.RIGHT: N_("All %(rated)s rated outlets lean right"),
}
MOST = {
    Side.LEFT: N_("%(share)s of the %(rated)s rated outlets lean left"),
    Side.CENTER: N_("%(share)s of the %(rated)s rated outlets are in the center"),
    Side.RIGHT: N_("%(share)s of the %(rated)s rated outlets lean right"),
}


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


def label_of(side: Side, spectrum: Spectrum = LEFT_RIGHT) -> str:
    """In the language spoken where there is a message of these words; an operator's own scale is shown as it is written."""
    return looked_up(spectrum.label(side))


def letter_of(side: Side, spectrum: Spectrum = LEFT_RIGHT) -> str:
    low, middle, high = spectrum.letters
    return looked_up({Side.LEFT: low, Side.CENTER: middle, Side.RIGHT: high, Side.UNRATED: NO_SIDE}[side])


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
                label=label_of(side, spectrum),
                letter=letter_of(side, spectrum) if width >= ROOM_FOR_A_LETTER else "",
                count=number(value),
                share=formats.percent(percent(value, total)),
                x=f"{x:.2f}",
                width=f"{width:.2f}",
                middle=f"{x + width / 2:.2f}",
            )
        )
        x += width
    return Distribution(
        text=" · ".join(f"{segment.count} {within(segment.label)}" for segment in segments) or _("no outlets"),
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
        return count(unrated, "The only outlet is not rated.", "None of the %(num)s outlets is rated.")
    rest = count(unrated, "; %(num)s more is not rated", "; %(num)s more are not rated") if unrated else ""
    return f"{_most(counts, rated, spectrum)}{rest}."


def _most(counts: SideCounts, rated: int, spectrum: Spectrum) -> str:
    values = {side: counts.of(side) for side in (Side.LEFT, Side.CENTER, Side.RIGHT)}
    most = max(values.values())
    top = [side for side, value in values.items() if value == most]
    said = {
        "rated": formats.number(rated),
        "share": formats.percent(percent(most, rated)),
        "side": within(label_of(top[0], spectrum)),
    }
    if rated == 1:
        return _(ONE[top[0]] if spectrum.id == BIAS else N_("The one rated outlet counts as %(side)s"), **said)
    if len(top) > 1:
        sides = listed([within(label_of(side, spectrum)) for side in top])
        return _("The %(rated)s rated outlets are split: %(share)s each for %(sides)s", sides=sides, **said)
    if most == rated:
        return _(ALL[top[0]] if spectrum.id == BIAS else N_("All %(rated)s rated outlets count as %(side)s"), **said)
    return _(MOST[top[0]] if spectrum.id == BIAS else N_("%(share)s of the %(rated)s rated outlets count as %(side)s"), **said)


def percent(part: float, whole: float) -> int:
    """Whole percent, halves up; never 0 or 100 for a part that is neither nothing nor all."""
    if not whole:
        return 0
    rounded = int(100 * part / whole + 0.5)
    return min(max(rounded, 1), 99) if 0 < part < whole else rounded


def span(low: float, high: float) -> str:
    """An interval of shares (0 … 1) in whole percent: ``4–28 %``."""
    return formats.percent(f"{int(100 * low + 0.5)}–{int(100 * high + 0.5)}")


def number(value: float) -> str:
    """``3``, ``2.5``: one decimal where a text is split over sides."""
    return formats.number(value, 0 if abs(value - round(value)) < 0.05 else 1)
