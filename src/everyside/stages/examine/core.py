"""What the articles of a story say side by side: what differs, who is quoted, what happened on which day.

Every line rests on quotes that stand at their offsets. Precision goes before completeness: a dispute, a speaker or a day
that is not certain is left out. Nothing depends on the order of the documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyside.stages.examine import disputes, moments, quotations
from everyside.stages.examine.disputes import Difference
from everyside.stages.examine.moments import Happening
from everyside.stages.examine.quotations import Said
from everyside.stages.examine.reading import Document, Reading

VERSION = "examine/1"

__all__ = ["VERSION", "Document", "Found", "examine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The differences and quotations of most independent texts first; happenings by day."""

    differences: tuple[Difference, ...]
    quotations: tuple[Said, ...]
    happenings: tuple[Happening, ...]


def examine(documents: Sequence[Document]) -> Found:
    """What the documents say side by side; three empty tuples where there is nothing to compare."""
    reading = Reading(documents)
    dated = moments.dated(reading)
    said, attributed = quotations.quotations(reading)
    counted = disputes.counts(reading)
    return Found(
        differences=(*counted, *moments.days_that_differ(reading, dated), *attributed)[: disputes.MAX_DISPUTES],
        quotations=tuple(said),
        happenings=tuple(moments.moments(reading, dated)),
    )
