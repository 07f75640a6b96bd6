"""What the picture of a story says: its headline, its sides and how widely it is reported."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from everyside.interface.messages import count
from everyside.pages.cards import cards
from everyside.pages.excerpts import excerpt
from everyside.pages.names import language_name
from everyside.pages.plain import plain
from everyside.pages.sides import Segment
from everyside.records.ids import StoryId
from everyside.storage import notes, stories
from everyside.storage.database import Tx

HEADLINE_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Plain texts; ``segments`` of the bar are empty where sides are locked."""

    site: str
    headline: str
    language: str  # of the headline as shown, in words
    facts: str  # "14 outlets · 27 independent texts"
    legend: str  # the bar in words
    segments: tuple[Segment, ...]
    fiction: bool


def build(tx: Tx, id: StoryId, *, site: str, into: str, locked: Collection[str] = ()) -> Card | None:
    """The card of a living story, or of the one it was merged into; None where there is none or it is not counted yet."""
    living = stories.resolve(tx, id)
    made = cards(tx, [living], into=into) if living is not None else []
    if not made:
        return None
    told = made[0]
    closed = "sides" in locked
    return Card(
        site=plain(site),
        headline=excerpt(plain(told.told.text), HEADLINE_LENGTH),
        language=language_name(told.told.language),
        facts=" · ".join(
            (
                count(told.outlets, "%(num)s outlet", "%(num)s outlets"),
                count(told.independent_texts, "%(num)s independent text", "%(num)s independent texts"),
            )
        ),
        legend="" if closed else plain(f"{told.axis}: {told.bar.text}" if told.axis else told.bar.text),
        segments=() if closed else told.bar.segments,
        fiction=told.fiction or notes.read(tx, "press") == "demo",
    )
