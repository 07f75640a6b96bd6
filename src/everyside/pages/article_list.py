"""The articles of a story as a list: newest first, copies folded under the article they repeat, in tabs by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from everyside.pages.addresses import web_link
from everyside.pages.names import KINDS, country_name, lang_attribute, language_name
from everyside.pages.paging import address
from everyside.pages.sides import LABELS, LETTERS
from everyside.records.ids import ArticleId, GroupId, OutletId
from everyside.records.outlet import Outlet, Side
from everyside.storage.reading import ArticleCard

ALL = "all"
PAGE_SIZE = 60  # articles, copies counted
MARKS = (("agency", "News agency"), ("state", "State-run"), ("public_service", "Public service"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    id: ArticleId
    group: GroupId
    outlet_id: OutletId
    outlet: str
    outlet_marks: tuple[str, ...]
    side: Side
    side_label: str
    side_letter: str
    country: str
    language: str
    language_name: str
    published: datetime
    published_stated: bool
    kind: str  # "" for plain news
    paywall: bool
    title: str
    url: str  # empty where the address is not http(s)
    excerpt: str = ""

    def with_excerpt(self, excerpt: str) -> ArticleRow:
        return replace(self, excerpt=excerpt)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleGroup:
    """An article and those that carry the same text after it; ``carried_by`` counts their outlets, over all sides."""

    lead: ArticleRow
    copies: tuple[ArticleRow, ...] = ()
    carried_by: int = 1
    continued: bool = False  # the group began on the page before

    def with_lead(self, lead: ArticleRow) -> ArticleGroup:
        return replace(self, lead=lead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    side: str
    label: str
    articles: int
    path: str
    current: bool


def row_of(card: ArticleCard, outlet: Outlet, side: Side) -> ArticleRow:
    return ArticleRow(
        id=card.id,
        group=card.group_id,
        outlet_id=card.outlet_id,
        outlet=outlet.name,
        outlet_marks=tuple(label for name, label in MARKS if getattr(outlet, name)),
        side=side,
        side_label=LABELS[side],
        side_letter=LETTERS[side],
        country=country_name(outlet.country),
        language=lang_attribute(card.language),
        language_name=language_name(card.language),
        published=card.published,
        published_stated=card.published_stated,
        kind=KINDS[card.kind],
        paywall=card.paywall,
        title=card.title or card.url,
        url=web_link(card.url),
    )


def tabs_of(rows: Sequence[ArticleRow], current: str, path: str) -> tuple[Tab, ...]:
    numbers = Counter(row.side for row in rows)
    tabs = [(ALL, "All", len(rows))] + [(side.value, LABELS[side], numbers[side]) for side in Side]
    return tuple(
        Tab(
            side=side,
            label=label,
            articles=number,
            path=address(path, {"side": "" if side == ALL else side}),
            current=side == current,
        )
        for side, label, number in tabs
    )


def groups_of(rows: Sequence[ArticleRow], story: Sequence[ArticleRow]) -> list[ArticleGroup]:
    """``rows`` (earliest first) by copy group, the group with the newest first article on top.

    ``rows`` may be one side's; ``story`` are all, by which it is counted how many outlets carry a text.
    """
    carriers: dict[GroupId, set[OutletId]] = {}
    for row in story:
        carriers.setdefault(row.group, set()).add(row.outlet_id)
    members: dict[GroupId, list[ArticleRow]] = {}
    for row in rows:
        members.setdefault(row.group, []).append(row)
    groups = [
        ArticleGroup(lead=together[0], copies=tuple(together[1:]), carried_by=len(carriers[group]))
        for group, together in members.items()
    ]
    return sorted(groups, key=lambda group: (-group.lead.published.timestamp(), group.lead.id))


def paged(groups: Sequence[ArticleGroup], size: int = PAGE_SIZE) -> list[tuple[ArticleGroup, ...]]:
    """Pages of at most ``size`` articles, at least one page; a group larger than that goes on, led by its article again."""
    pieces: list[ArticleGroup] = []
    for group in groups:
        for start in range(0, max(1, len(group.copies)), size - 1):
            pieces.append(replace(group, copies=group.copies[start : start + size - 1], continued=start > 0))
    pages: list[list[ArticleGroup]] = [[]]
    room = size
    for piece in pieces:
        weight = 1 + len(piece.copies)
        if weight > room and pages[-1]:
            pages.append([])
            room = size
        pages[-1].append(piece)
        room -= weight
    return [tuple(page) for page in pages]
