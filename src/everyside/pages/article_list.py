"""The articles of a story as a list: newest first, copies folded under the article they repeat, in tabs by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from everyside.interface.messages import _
from everyside.pages.addresses import web_link
from everyside.pages.names import KINDS, flag, lang_attribute, language_name
from everyside.pages.paging import address
from everyside.pages.reader_language import Told
from everyside.pages.sides import LEFT_RIGHT, label_of
from everyside.pages.who import Who
from everyside.records.article import Credit, CreditKind
from everyside.records.ids import ArticleId, GroupId, OutletId
from everyside.records.rating import Side, Spectrum
from everyside.storage.reading import ArticleCard

ALL = "all"
PAGE_SIZE = 60  # articles, copies counted
MOST_CREDITS = 3  # agencies named at an article


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditMark:
    label: str  # "AFP", or "with AFP"
    quote: str  # the piece of the article that says so


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    id: ArticleId
    group: GroupId
    who: Who
    credits: tuple[CreditMark, ...] = ()
    flag: str = ""  # of the outlet's country; decoration beside its name
    language: str
    language_name: str
    published: datetime
    published_stated: bool
    kind: str  # "" for plain news
    paywall: bool
    title: str  # as written
    url: str  # empty where the address is not http(s)
    excerpt: str = ""  # as written
    told_title: Told | None = None  # both as shown, on the page of the list that is read
    told_excerpt: Told | None = None

    @property
    def outlet_id(self) -> OutletId:
        return self.who.id

    @property
    def outlet(self) -> str:
        return self.who.name

    @property
    def side(self) -> Side:
        return self.who.side

    @property
    def translated_from(self) -> str:
        """The language's name, where title or excerpt are shown in another; else empty."""
        told = [each for each in (self.told_title, self.told_excerpt) if each and each.original]
        return told[0].translated_from if told else ""

    def told(self, title: Told, excerpt: Told | None = None) -> ArticleRow:
        return replace(self, told_title=title, told_excerpt=excerpt, excerpt=excerpt.original or excerpt.text if excerpt else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleGroup:
    """An article and those that carry the same text after it; ``carried_by`` counts their outlets, over all sides."""

    lead: ArticleRow
    copies: tuple[ArticleRow, ...] = ()
    carried_by: int = 1
    continued: bool = False  # the group began on the page before

    def told(self, lead: ArticleRow, copies: Sequence[ArticleRow]) -> ArticleGroup:
        return replace(self, lead=lead, copies=tuple(copies))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    side: str
    label: str
    articles: int
    path: str
    current: bool


def row_of(card: ArticleCard, who: Who, credits: Sequence[Credit] = (), agencies: Mapping[str, str] | None = None) -> ArticleRow:
    """``agencies``: the names of those that are credited."""
    return ArticleRow(
        id=card.id,
        group=card.group_id,
        who=who,
        credits=tuple(
            CreditMark(
                label=_("with %(agency)s", agency=name) if credit.kind is CreditKind.PART else name,
                quote=credit.quote,
            )
            for name, credit in _named(credits, agencies or {})
        ),
        flag=flag(who.country_code),
        language=lang_attribute(card.language),
        language_name=language_name(card.language),
        published=card.published,
        published_stated=card.published_stated,
        kind=_(KINDS[card.kind]),
        paywall=card.paywall,
        title=card.title or card.url,
        url=web_link(card.url),
    )


def _named(credits: Sequence[Credit], agencies: Mapping[str, str]) -> list[tuple[str, Credit]]:
    """Whole texts before parts."""
    first = sorted(credits, key=lambda credit: credit.kind is CreditKind.PART)[:MOST_CREDITS]
    return [(agencies.get(credit.agency, credit.agency), credit) for credit in first]


def tabs_of(
    rows: Sequence[ArticleRow],
    current: str,
    path: str,
    spectrum: Spectrum = LEFT_RIGHT,
    query: Mapping[str, str] | None = None,
) -> tuple[Tab, ...]:
    """All, and one for each side of ``spectrum``; ``rows``: those that the other choices in ``query`` let through."""
    numbers = Counter(row.side for row in rows)
    tabs = [(ALL, _("All"), len(rows))] + [(side.value, label_of(side, spectrum), numbers[side]) for side in Side]
    return tuple(
        Tab(
            side=side,
            label=label,
            articles=number,
            path=address(path, {**(query or {}), "side": "" if side == ALL else side}),
            current=side == current,
        )
        for side, label, number in tabs
    )


def newest_first(row: ArticleRow) -> tuple[float | str | bool, ...]:
    return -row.published.timestamp(), row.id


def groups_of(
    rows: Sequence[ArticleRow],
    story: Sequence[ArticleRow],
    *,
    order: Callable[[ArticleRow], tuple[float | str | bool, ...]] = newest_first,
    folded: bool = True,
) -> list[ArticleGroup]:
    """``rows`` (earliest first) by copy group in the ``order`` of their leads; each article by itself where not ``folded``.

    A group is led by its likely original, after which it is named, else by its earliest article. ``rows`` may be one side's;
    ``story`` are all, by which it is counted how many outlets carry a text.
    """
    carriers: dict[GroupId, set[OutletId]] = {}
    for row in story:
        carriers.setdefault(row.group, set()).add(row.outlet_id)
    members: dict[str, list[ArticleRow]] = {}
    for row in rows:
        members.setdefault(row.group if folded else row.id, []).append(row)
    groups = []
    for together in members.values():
        lead, *copies = sorted(together, key=lambda row: GroupId(row.id) != row.group)
        groups.append(ArticleGroup(lead=lead, copies=tuple(copies), carried_by=len(carriers[lead.group])))
    return sorted(groups, key=lambda group: order(group.lead))


def introduced(groups: Sequence[ArticleGroup]) -> dict[OutletId, ArticleId]:
    """Of each outlet the article at which it is told who that is, once a page: one that stands open if there is any."""
    rows = [group.lead for group in groups if not group.continued]
    rows += [copy for group in groups for copy in group.copies]
    first: dict[OutletId, ArticleId] = {}
    for row in rows:
        first.setdefault(row.outlet_id, row.id)
    return first


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
