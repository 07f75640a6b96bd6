"""Coverage over time as bars: articles in each stretch, and how many of the texts were new then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from everyside.interface.formats import number, stamp
from everyside.interface.messages import _, count
from everyside.records.coverage import Slot

HEIGHT = 40  # of the tallest bar
GAP = 0.15  # of a bar's place that stays empty


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """``articles`` and ``texts`` are SVG paths of bars in a box of 100 by HEIGHT; the lower ones are the new texts."""

    every: str  # "3 hours"
    said: str  # the drawing in words
    articles: str
    texts: str
    slots: tuple[Slot, ...]  # those with articles


def over_time(timeline: Sequence[Slot]) -> OverTime | None:
    """None where there is no course to draw: fewer than two stretches."""
    if len(timeline) < 2:
        return None
    length = timeline[1].start - timeline[0].start
    peak = max(timeline, key=lambda slot: slot.articles)
    return OverTime(
        every=_length(length),
        said=_(
            "%(articles)s in stretches of %(length)s; most, %(most)s, from %(when)s UTC.",
            articles=count(sum(slot.articles for slot in timeline), "%(num)s article", "%(num)s articles"),
            length=_length(length),
            most=number(peak.articles),
            when=stamp(peak.start),
        ),
        articles=_bars([slot.articles for slot in timeline], peak.articles),
        texts=_bars([slot.texts for slot in timeline], peak.articles),
        slots=tuple(slot for slot in timeline if slot.articles),
    )


def _bars(numbers: Sequence[int], most: int) -> str:
    place = 100 / len(numbers)
    width = (1 - GAP) * place
    return "".join(
        f"M{(at + GAP / 2) * place:.1f} {HEIGHT}v{-HEIGHT * value / most:.1f}h{width:.1f}V{HEIGHT}z"
        for at, value in enumerate(numbers)
        if value
    )


def _length(length: timedelta) -> str:
    hours = round(length.total_seconds() / 3600)
    if hours < 48:
        return count(hours, "%(num)s hour", "%(num)s hours")
    return count(round(hours / 24), "%(num)s day", "%(num)s days")
