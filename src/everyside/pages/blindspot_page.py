"""Stories of which something is missing: a side, the country they concern, a language, all but state media.

Chosen among the ``CANDIDATES`` stories with the newest articles and ordered as the front page is. What makes a blindspot is
decided by assess (docs/methodology.md); here it is only told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from everyside.interface.formats import number
from everyside.interface.messages import N_, _
from everyside.pages.cards import StoryCard, cards
from everyside.pages.front_page import CANDIDATES, ranked
from everyside.pages.paging import Paging, address, pages_of, paging
from everyside.pages.plans import Lock
from everyside.records.coverage import Blindspot, BlindspotKind
from everyside.records.rating import Side
from everyside.storage import front, notes
from everyside.storage.database import Tx

SIDES = "sides"  # both, side by side
PAGE_SIZE = 20
COLUMN = 10  # stories of a side where both stand side by side


def _side(side: Side) -> Callable[[Blindspot], bool]:
    return lambda found: found.kind is BlindspotKind.SIDE and found.missing == side


def _kind(kind: BlindspotKind) -> Callable[[Blindspot], bool]:
    return lambda found: found.kind is kind


CHOICES: Mapping[str, tuple[str, str, Callable[[Blindspot], bool]]] = {
    "left": (N_("Missed by the left"), N_("Stories that the left hardly reports"), _side(Side.LEFT)),
    "right": (N_("Missed by the right"), N_("Stories that the right hardly reports"), _side(Side.RIGHT)),
    "country": (N_("Not from there"), N_("Stories that no outlet of a country they concern reports"), _kind(BlindspotKind.COUNTRY)),
    "language": (N_("One language"), N_("Stories that are told in one language only"), _kind(BlindspotKind.LANGUAGE)),
    "state": (N_("State media only"), N_("Stories that only state media report"), _kind(BlindspotKind.STATE)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """``stories`` is empty where the plan does not tell."""

    name: str
    path: str
    stories: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """``said``: what is missing, with the figures it rests on."""

    card: StoryCard
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    key: str
    heading: str
    stories: tuple[Missed, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindspotPage:
    site: str
    path: str
    at: datetime
    missing: str  # what the page is about: ``sides`` or a key of ``CHOICES``
    choices: tuple[Choice, ...]
    columns: tuple[Column, ...]
    lock: Lock | None  # what stands in place of the columns
    paging: Paging
    fiction: bool


def kinds() -> tuple[str, ...]:
    """What ``missing`` may be."""
    return (SIDES, *CHOICES)


def build(
    tx: Tx,
    *,
    site: str,
    now: datetime,
    missing: str = SIDES,
    min_articles: int = 2,
    into: str = "en",
    page: int = 1,
    locked: Mapping[str, Lock] = MappingProxyType({}),
) -> BlindspotPage | None:
    """Page ``page`` of what lacks ``missing``; None past the last page.

    ``locked``: blocks that the reader's plan does not open; where the sides are among them, nothing is told of what a side misses.
    """
    lines = ranked(front.story_lines(tx, min_articles=min_articles, limit=CANDIDATES), now)
    found = {key: [line.id for line in lines if any(fits(each) for each in line.blindspots)] for key, (*_, fits) in CHOICES.items()}
    shown = ("left", "right") if missing == SIDES else (missing,)
    lock = locked.get("sides") if {*shown} & {"left", "right"} else None
    size = COLUMN if missing == SIDES else PAGE_SIZE
    pages = 1 if lock else max(pages_of(len(found[key]), size) for key in shown)
    if page > pages:
        return None
    listed = {} if lock else {key: found[key][(page - 1) * size : page * size] for key in shown}
    card_of = {card.id: card for card in cards(tx, sorted({id for ids in listed.values() for id in ids}), into=into, locked=locked)}
    query = {"missing": "" if missing == SIDES else missing}
    return BlindspotPage(
        site=site,
        path=address("/blindspot", query | {"page": str(page) if page > 1 else ""}),
        at=now,
        missing=missing,
        choices=(
            Choice(
                name=_("Left and right"),
                path="/blindspot",
                stories="" if "sides" in locked else number(len({*found["left"], *found["right"]})),
                current=missing == SIDES,
            ),
            *(
                Choice(
                    name=_(name),
                    path=address("/blindspot", {"missing": key}),
                    stories="" if key in ("left", "right") and "sides" in locked else number(len(found[key])),
                    current=key == missing,
                )
                for key, (name, _heading, _fits) in CHOICES.items()
            ),
        ),
        columns=tuple(
            Column(
                key=key,
                heading=_(CHOICES[key][1]),
                stories=tuple(_missed(card_of[id], key) for id in ids if id in card_of),
                total=len(found[key]),
            )
            for key, ids in listed.items()
        ),
        lock=lock,
        paging=paging(number=page, pages=pages, path="/blindspot", query=query),
        fiction=any(card.fiction for card in card_of.values()) or notes.read(tx, "press") == "demo",
    )


def _missed(card: StoryCard, key: str) -> Missed:
    fits = CHOICES[key][2]
    return Missed(card=card, said=" ".join(view.sentence for found, view in card.blindspots if fits(found)))
