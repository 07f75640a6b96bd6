"""Coverage over time as bars: articles in each stretch, and how many of the texts were new then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from everyside.pages.progress import count
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
        said=f"{count(sum(slot.articles for slot in timeline), 'article')} in stretches of {_length(length)}; "
        f"most, {peak.articles:,}, from {_when(peak.start)} UTC.",
        articles=_bars([slot.articles for slot in timeline], peak.articles),
        texts=_bars([slot.texts for slot in timeline], peak.articles),
        slots=tuple(slot for slot in timeline if slot.articles),
    )


def _bars(numbers: Sequence[int], most: int) -> str:
    place = 100 / len(numbers)
    width = (1 - GAP) * place
    return "".join(
        f"M{(at + GAP / 2) * place:.1f} {HEIGHT}v{-HEIGHT * number / most:.1f}h{width:.1f}V{HEIGHT}z"
        for at, number in enumerate(numbers)
        if number
    )


def _length(length: timedelta) -> str:
    hours = round(length.total_seconds() / 3600)
    return count(hours, "hour") if hours < 48 else count(round(hours / 24), "day")


def _when(time: datetime) -> str:
    return f"{time.day} {time:%B}, {time:%H:%M}"
