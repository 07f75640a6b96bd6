"""What happened when in a story: sentences that name a day, by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from everyside.interface import formats
from everyside.pages.cited import Cited, Sentence
from everyside.pages.reader_language import Told

SHOWN = 8  # lines beside the others under "more": those of most texts
LENGTH = 300  # characters of a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    day: date
    named: str  # the day in words
    told: Told
    texts: int
    sentence: Sentence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    shown: tuple[Line, ...]
    folded: tuple[Line, ...]


def build(cited: Cited) -> Timeline | None:
    """The block, both parts by day; None where no sentence names one."""
    found = [
        Line(
            day=each.day,
            named=formats.date(datetime(each.day.year, each.day.month, each.day.day, tzinfo=UTC)),
            told=cited.told(cited.language(each.citations), each.text, LENGTH),
            texts=each.independent_texts,
            sentence=cited.sentence(each.citations),
        )
        for each in cited.account.moments
    ]
    kept = {id(line) for line in sorted(found, key=lambda line: -line.texts)[:SHOWN]}
    shown = tuple(line for line in found if id(line) in kept)
    return Timeline(shown=shown, folded=tuple(line for line in found if id(line) not in kept)) if found else None
