"""Coverage of a story: every number from its inputs by the formula given here and in docs/methodology.md."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from everyside.records.article import Article
from everyside.records.ids import ArticleId, GroupId, OutletId
from everyside.records.outlet import Outlet, Rating, Side, side_of
from everyside.records.story import Coverage, SideCounts, Story

VERSION = "assess/1"
FACTUALITY = ("very-low", "low", "mixed", "high", "very-high")


def factuality_of(ratings: Sequence[Rating]) -> str:
    """The class of an outlet's mean factuality over raters, rounded half down; "unrated" without raters."""
    values = [rating.value for rating in ratings if rating.axis == "factuality"]
    if not values:
        return "unrated"
    mean = sum(values) / len(values)
    return FACTUALITY[max(0, min(4, -round(-mean + 1e-9) - 1))]


def assess(
    story: Story,
    articles: Sequence[Article],
    groups: Mapping[ArticleId, GroupId],
    outlets: Mapping[OutletId, Outlet],
    ratings: Mapping[OutletId, Sequence[Rating]],
    made_by: str,
) -> Coverage:
    """Counts over a story's articles. Raw: each outlet once. Independent: each copy group once, its weight of 1 split evenly
    over the outlets that carry it, so that an agency text in twenty papers counts as one voice."""
    sides = {outlet: side_of(ratings.get(outlet, ())) for outlet in {article.outlet_id for article in articles}}
    carriers: dict[GroupId, set[OutletId]] = defaultdict(set)
    carried: Counter[GroupId] = Counter()
    for article in articles:
        group = groups.get(article.id, GroupId(article.id))
        carriers[group].add(article.outlet_id)
        carried[group] += 1
    weights: dict[Side, float] = defaultdict(float)
    for carrying in carriers.values():
        for outlet in carrying:
            weights[sides[outlet]] += 1 / len(carrying)
    raw = Counter(sides.values())
    first = min((article for article in articles if article.published_stated), key=lambda a: (a.published, a.id), default=None)
    return Coverage(
        story_id=story.id,
        articles=len(articles),
        outlets=len(sides),
        independent_texts=len(carriers),
        by_outlet=SideCounts(left=raw[Side.LEFT], center=raw[Side.CENTER], right=raw[Side.RIGHT], unrated=raw[Side.UNRATED]),
        by_text=SideCounts(
            left=weights[Side.LEFT], center=weights[Side.CENTER], right=weights[Side.RIGHT], unrated=weights[Side.UNRATED]
        ),
        factuality=dict(Counter(factuality_of(ratings.get(outlet, ())) for outlet in sides)),
        languages=dict(Counter(article.language for article in articles)),
        countries=dict(Counter(outlets[outlet].country for outlet in sides)),
        first_outlet=first.outlet_id if first else None,
        first_article=first.id if first else None,
        copy_groups={group: number for group, number in carried.items() if number > 1},
        fingerprint=story.fingerprint,
        made_by=made_by,
    )
