"""Answers to a question: by its words and by its meaning, the two orders made one.

An article at place r of an order scores 1/(60 + r) there, and its scores are added (reciprocal rank fusion: Cormack, Clarke and
Buettcher 2009, who found 60 on four collections). A story stands where its best article does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Thread

from everyside.pages.meaning import Meaning
from everyside.records.ids import ArticleId, OutletId, StoryId
from everyside.records.rating import BIAS, Side
from everyside.records.search import Hit, Query
from everyside.storage import ratings, search
from everyside.storage.database import Tx

RANK_CONSTANT = 60
MOST = 500  # articles an order gives; a list of answers ends there


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An article that answers; ``by_words``: it holds them, else it is near in meaning."""

    hit: Hit
    by_words: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The best first."""

    articles: tuple[Answer, ...]
    meant: bool  # meaning was asked too
    broken: bool = False  # it could not be

    @property
    def stories(self) -> tuple[tuple[StoryId, tuple[Answer, ...]], ...]:
        """Each story with its articles among the answers, in the order of its best."""
        found: dict[StoryId, list[Answer]] = {}
        for answer in self.articles:
            if answer.hit.story_id:
                found.setdefault(answer.hit.story_id, []).append(answer)
        return tuple((id, tuple(each)) for id, each in found.items())


def find(tx: Tx, query: Query, meaning: Meaning | None = None, *, newest: bool = False) -> Answers:
    """What answers ``query``. Meaning is not asked where the question is to the letter (quotation marks, a minus)."""
    asked = meaning is not None and bool(query.text) and not query.literal
    if meaning is not None and asked:
        # Model and database both work outside of Python's lock: the question's vector, 20 ms, comes while words are looked for.
        preparing = Thread(target=meaning.prepare, args=(query.text,))
        preparing.start()
    held = search.by_words(tx, query, limit=MOST, newest=newest)
    if meaning is not None and asked:
        preparing.join()
    near = search.passing(tx, meaning.near(tx, query.text), query) if meaning is not None and asked else []
    hits = {hit.article_id: hit for hit in (*near, *held)}
    order = fused([[hit.article_id for hit in held], [hit.article_id for hit in near]])
    if newest:
        order.sort(key=lambda id: hits[id].published, reverse=True)
    if query.sides:
        sides = sides_of(tx, {hits[id].outlet_id for id in order})
        order = [id for id in order if sides[hits[id].outlet_id] in query.sides]
    words = {hit.article_id for hit in held}
    broken = meaning is not None and asked and meaning.broken
    return Answers(
        articles=tuple(Answer(hit=hits[id], by_words=id in words) for id in order), meant=asked and not broken, broken=broken
    )


def fused(orders: Iterable[Sequence[ArticleId]]) -> list[ArticleId]:
    """One order of several, by reciprocal rank."""
    scores: dict[ArticleId, float] = {}
    for order in orders:
        for place, id in enumerate(order, 1):
            scores[id] = scores.get(id, 0.0) + 1 / (RANK_CONSTANT + place)
    return sorted(scores, key=lambda id: -scores[id])


def sides_of(tx: Tx, ids: Iterable[OutletId]) -> dict[OutletId, Side]:
    """Where each outlet stands on left–right."""
    wanted = list(ids)
    standing = ratings.standings(tx, wanted)
    return {id: standing[id][BIAS].side if BIAS in standing.get(id, {}) else Side.UNRATED for id in wanted}
