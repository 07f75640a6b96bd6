"""Who was first, and how a story grew over time. Only articles whose time is stated count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from everyside.records.coverage import Carried, Slot
from everyside.records.ids import GroupId, OutletId
from everyside.records.outlet import Outlet

MOST_SLOTS = 24  # bars that can be told apart in the width of a telephone
SLOT_HOURS = (1, 2, 3, 6, 12, 24, 48)  # whole parts and multiples of a day; past the last it doubles

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def first(carried: Iterable[Carried], outlets: Mapping[OutletId, Outlet]) -> Carried | None:
    """The article with the earliest stated time; among equals an agency's own, then the smallest id.

    A copy does not go before its original: where the text is an agency's and the agency's own article is in the story, that one.
    """
    stated = [article for article in carried if article.published_stated]
    originals = {
        article.group: article
        for article in stated
        if GroupId(article.article_id) == article.group and outlets[article.outlet_id].agency
    }
    earliest = min(stated, key=lambda each: (each.published, not outlets[each.outlet_id].agency, each.article_id), default=None)
    return originals.get(earliest.group, earliest) if earliest else None


def slots(carried: Iterable[Carried]) -> tuple[Slot, ...]:
    """Equal stretches of time from the first article to the last, empty ones too; the shortest that make MOST_SLOTS at most.

    They begin at whole multiples of their length since 1970, so that days begin at midnight UTC.
    """
    stated = sorted(
        (article for article in carried if article.published_stated), key=lambda each: (each.published, each.article_id)
    )
    if not stated:
        return ()
    length = next(hours for hours in _lengths() if _span(stated, hours) <= MOST_SLOTS)
    begins = _number(stated[0].published, length)
    articles: Counter[int] = Counter()
    texts: Counter[int] = Counter()
    seen: set[GroupId] = set()
    for article in stated:
        slot = _number(article.published, length)
        articles[slot] += 1
        if article.group not in seen:
            seen.add(article.group)
            texts[slot] += 1
    return tuple(
        Slot(start=_EPOCH + timedelta(hours=slot * length), articles=articles[slot], texts=texts[slot])
        for slot in range(begins, begins + _span(stated, length))
    )


def _lengths() -> Iterator[int]:
    yield from SLOT_HOURS
    length = SLOT_HOURS[-1]
    while True:
        length *= 2
        yield length


def _span(stated: Sequence[Carried], hours: int) -> int:
    return _number(stated[-1].published, hours) - _number(stated[0].published, hours) + 1


def _number(moment: datetime, hours: int) -> int:
    return (moment - _EPOCH) // timedelta(hours=hours)
