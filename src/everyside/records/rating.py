"""What raters say of outlets, on which scale, and what their words come to together.

A *spectrum* is a scale from one side over a middle to the other; the left–right of raters in the United States is one among others.
Ratings are kept by domain: an outlet met tomorrow is rated by what was said of its address today.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

FACTUALITY = "factuality"  # 1 very low … 5 very high
BIAS = "bias"  # left–right as raters in the United States see it: −3 far left … 3 far right
CENTER = 0.5  # a value of at most this much to either side is the middle: the classes are whole numbers, the nearest wins
BIAS7 = ("far-left", "left", "lean-left", "center", "lean-right", "right", "far-right")
FACTUALITY5 = ("very-low", "low", "mixed", "high", "very-high")
UNRATED = "unrated"

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class Side(StrEnum):
    """The classes of a spectrum folded to three, and the unrated as a class of its own. Off left–right: low, middle, high."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    UNRATED = "unrated"


class Layer(StrEnum):
    """Whose word it is. A later one goes before all earlier ones, and is marked as such."""

    RATERS = "raters"
    OPERATOR = "operator"
    PERSONAL = "personal"


LAYERS = tuple(Layer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spectrum:
    """A scale on which outlets are rated, and where it fits. ``derived``: read off the registry, not rated."""

    id: str
    name: str
    low: str
    middle: str
    high: str
    letters: tuple[str, str, str]  # for the bar: of low, middle, high
    countries: tuple[str, ...] = ()  # ISO 3166-1 alpha-2 of the countries it fits; none: it belongs to no country in particular
    about: str = ""
    derived: bool = False

    def label(self, side: Side) -> str:
        return {Side.LEFT: self.low, Side.CENTER: self.middle, Side.RIGHT: self.high, Side.UNRATED: "Unrated"}[side]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What one rater says of one domain on one axis. ``value``: factuality 1 … 5, any other axis −3 … 3."""

    rater: str
    domain: str
    axis: str  # FACTUALITY, or the id of a spectrum
    value: float
    label: str  # the rater's own word
    url: str = ""
    rated_on: str = ""  # an ISO date, a month or a year; "" unknown
    licence: str = ""
    pack: str = ""
    layer: Layer = Layer.RATERS

    def __post_init__(self) -> None:
        low, high = (1, 5) if self.axis == FACTUALITY else (-3, 3)
        if not low <= self.value <= high:
            raise ValueError(f"{self.axis} must lie between {low} and {high}, not {self.value:g}")
        if self.rated_on and not _DATE.fullmatch(self.rated_on):
            raise ValueError(f"a date is written as 2026, 2026-08 or 2026-08-19, not {self.rated_on!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A file of ratings that was taken in. Taking in a pack with the same id takes the place of all it said before."""

    id: str
    name: str
    format: str
    licence: str = ""
    source: str = ""  # where the file is from: a web address, or words
    layer: Layer = Layer.RATERS
    digest: str = ""  # of the ratings as understood, so that better reading counts as a change


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """What the raters of one outlet come to on one axis, with every part."""

    axis: str
    value: float  # mean over the counted parts
    spread: float  # highest − lowest of the counted parts
    layer: Layer
    parts: tuple[Rating, ...]  # the newest of each rater; those of the layer that counts first

    @property
    def counted(self) -> tuple[Rating, ...]:
        return tuple(part for part in self.parts if part.layer is self.layer)

    @property
    def side(self) -> Side:
        return side_of(self.value)

    @property
    def disagree(self) -> bool:
        """Whether the raters put the outlet on different sides (on factuality: two classes or more apart)."""
        if self.axis == FACTUALITY:
            return self.spread >= 2
        return len({side_of(part.value) for part in self.counted}) > 1


Standing = Mapping[str, Combined]  # axis → what the raters of one outlet come to


def combine(ratings: Iterable[Rating]) -> dict[str, Combined]:
    """Per axis the mean over raters, of each rater its newest word; a personal one goes before the operator's, that before raters'.

    ``ratings`` are those of one outlet. Among words of one rater of the same date the first given stands.
    """
    newest: dict[tuple[str, Layer, str], Rating] = {}
    for rating in ratings:
        key = (rating.axis, rating.layer, rating.rater)
        if key not in newest or rating.rated_on > newest[key].rated_on:
            newest[key] = rating
    by_axis: dict[str, list[Rating]] = defaultdict(list)
    for (axis, _, _), rating in newest.items():
        by_axis[axis].append(rating)
    combined = {}
    for axis, parts in by_axis.items():
        layer = max((part.layer for part in parts), key=LAYERS.index)
        values = [part.value for part in parts if part.layer is layer]
        ordered = sorted(parts, key=lambda part: (-LAYERS.index(part.layer), part.rater))
        combined[axis] = Combined(
            axis=axis, value=sum(values) / len(values), spread=max(values) - min(values), layer=layer, parts=tuple(ordered)
        )
    return combined


def side_of(value: float | None) -> Side:
    """The side of a mean value; unrated where there is none."""
    if value is None:
        return Side.UNRATED
    return Side.LEFT if value < -CENTER else Side.RIGHT if value > CENTER else Side.CENTER


def bias7_of(value: float | None) -> str:
    """One of BIAS7: the nearest whole number, halves towards the center as in ``side_of``; "unrated" without a value."""
    if value is None:
        return UNRATED
    nearest = max(0, round(abs(value) - 1e-9))
    return BIAS7[3 + (nearest if value > 0 else -nearest)]


def factuality_of(value: float | None) -> str:
    """One of FACTUALITY5: the nearest whole number, halves down; "unrated" without a value."""
    return UNRATED if value is None else FACTUALITY5[max(0, min(4, round(value - 1e-9) - 1))]
