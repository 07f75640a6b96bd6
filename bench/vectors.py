"""Made-up articles that lie as real ones do in the space of multilingual e5-small: for sizes for which there is no news at hand.

A vector is a common direction, a language, a topic, an event and the article's own part, each Gaussian with variances that fall as
1/(i + 3) along its axes. Its terms are drawn from the words of its event, of its topic and of its language. Fitted to four sets of
real news: 27 … 49 of an article's 64 neighbours reach the cut (here 32) and 93 % of all articles hang in one component (here 99 %),
since news is not made of islands. Cosines of any two articles are .80 … .81 in the median (here .78), of two of one event .93 (here
.89); those of their words .01 … .02 and .2 … .5 (here 0 and .25).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everyside.stages.cluster.terms import BUCKETS, WIDTH

COMMON, LANGUAGE, TOPIC, EVENT, OWN = 0.77, 0.03, 0.05, 0.06, 0.09  # shares of the squared length
PER_TOPIC, PER_EVENT = 500, 6
VOCABULARY = 30_000  # words of a language; the i-th is used as often as 1/(i + 10)
USED = 50  # words an article has
OF_TOPIC, OF_EVENT = 0.15, 0.55  # shares of them
OF_A_TOPIC, OF_AN_EVENT = 100, 40  # how many such terms there are
LANGUAGES = ("en", "pt", "es", "fr", "de", "ar")
SPOKEN = (0.4, 0.2, 0.2, 0.1, 0.05, 0.05)
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """``count`` articles: their events, shape (count,); vectors, shape (count, dimensions); terms, shape (count, WIDTH)."""

    events: NDArray[np.intp]
    vectors: Vectors
    terms: NDArray[np.uint32]
    languages: list[str]


class Press:
    """Draws articles on events; all draws of one press lie in one space."""

    def __init__(self, articles: int, dimensions: int = 384, seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)
        axes = np.linalg.qr(self._random.standard_normal((dimensions, dimensions)))[0]
        spread = 1 / (np.arange(dimensions) + 3)
        self._axes: Vectors = (axes * np.sqrt(spread / spread.sum())[:, None]).astype(np.float32)
        self._common: Vectors = np.sqrt(COMMON, dtype=np.float32) * axes[-1].astype(np.float32)
        self._spoken = self._drawn(len(LANGUAGES)) * np.float32(LANGUAGE**0.5)
        topics = self._drawn(max(20, articles // PER_TOPIC)) * np.float32(TOPIC**0.5)
        events = max(1, articles // PER_EVENT)
        self._topics = self._random.integers(0, len(topics), events)
        self._events = topics[self._topics] + self._drawn(events) * np.float32(EVENT**0.5)
        weights = self._random.pareto(1.3, events) + 0.05  # few events with many articles, many with one
        self._weights = np.cumsum(weights / weights.sum())
        common = 1 / (np.arange(VOCABULARY) + 10)
        self._words = np.cumsum(common / common.sum())

    def articles(self, count: int) -> Drawn:
        events = np.minimum(np.searchsorted(self._weights, self._random.random(count)), len(self._events) - 1)
        own = np.sqrt(OWN * self._random.uniform(0.1, 1.9, (count, 1))).astype(np.float32)  # near copies to loose relatives
        spoken = self._random.choice(len(LANGUAGES), count, p=SPOKEN)
        vectors: Vectors = self._common + self._spoken[spoken] + self._events[events] + self._drawn(count) * own
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        terms = np.zeros((count, WIDTH), np.uint32)
        terms[:, :USED] = self._terms(events, spoken)
        return Drawn(events=events, vectors=vectors, terms=terms, languages=[LANGUAGES[at] for at in spoken.tolist()])

    def _terms(self, events: NDArray[np.intp], spoken: NDArray[np.int64]) -> NDArray[np.uint32]:
        """Buckets, shape (len(events), USED), 0 for what would repeat another of the article."""
        shape = (len(events), USED)
        of_all = VOCABULARY * spoken[:, None] + np.searchsorted(self._words, self._random.random(shape))
        of_topic = (1 << 30) + self._topics[events][:, None] * OF_A_TOPIC + self._random.integers(0, OF_A_TOPIC, shape)
        of_event = (1 << 40) + events[:, None] * OF_AN_EVENT + self._random.integers(0, OF_AN_EVENT, shape)
        share = self._random.random(shape)
        from_event = OF_EVENT * self._random.uniform(0.2, 1.8, (len(events), 1))  # some say much of what it is about, some little
        chosen = np.where(share < from_event, of_event, np.where(share < from_event + OF_TOPIC, of_topic, of_all))
        hashed = chosen.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(32)
        buckets = np.sort((1 + hashed % np.uint64(BUCKETS - 1)).astype(np.uint32), axis=1)
        buckets[:, 1:][buckets[:, 1:] == buckets[:, :-1]] = 0
        return buckets

    def _drawn(self, count: int) -> Vectors:
        drawn: Vectors = self._random.standard_normal((count, len(self._axes)), np.float32) @ self._axes
        return drawn
