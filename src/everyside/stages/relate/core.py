"""Which earlier stories a story continues, and which are akin to it.

Two stories are near where the means of their articles' vectors point the same way once what all stories of a language have in
common is taken out, and nearer still where their titles share words, or their labels names, that few other stories have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from everyside.records.ids import StoryId
from everyside.records.tags import Link
from everyside.stages.relate.words import stems_of, words_of

VERSION = "relate/1"
REACH_DAYS = 60.0  # between the last article of the earlier story and the first of the later
LEAD_HOURS = 6.0  # a story continues one that began so much earlier; below, feeds' clocks decide who was first
# What reading proposed links showed is told in docs/decisions/0009.
PREVIOUS = 0.72
RELATED = 0.60
MOST_PREVIOUS, MOST_RELATED = 3, 5
# Subtracting the mean of a story's languages, not that of all, took away 816 links of which nearly all were "both are Portuguese".
LANGUAGE_PRIOR = 20.0  # stories' worth of the mean of all that a language's mean begins with
# A word of more than 3 in 100 stories names a field ("Olympics"), not an affair.
COMMON_SHARE = 0.03
STORY_PRIOR = 100  # stories thought to be there beyond those there are, so that the first ten do not find every word rare
WORD_WEIGHT = 0.06  # of a nat of rarity, in units of cosine
MOST_RARITY_OF_ONE, MOST_RARITY = 3.0, 5.0  # nats; one rare word alone makes nothing a continuation
MOST_SHOWN = 6  # shared names and words kept of a link

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What a story is compared by."""

    story_id: StoryId
    first: datetime
    last: datetime
    mean: Matrix  # shape (dimensions,), unit length
    languages: Mapping[str, float]  # code → share of its articles
    words: Mapping[str, tuple[float, str]]  # stem → share of its titles, as written
    names: Mapping[str, tuple[str, frozenset[str]]]  # key of a label → name, stems of its words


def sketch(
    story_id: StoryId,
    first: datetime,
    last: datetime,
    titles: Sequence[tuple[str, str]],
    vectors: Matrix,
    names: Mapping[str, str],
) -> Sketch:
    """``titles``: title and language of each article; ``vectors``: shape (n, dimensions); ``names``: key of a label → name."""
    mean = vectors.mean(axis=0)
    languages = Counter(language for _, language in titles)
    return Sketch(
        story_id=story_id,
        first=first,
        last=last,
        mean=mean / max(float(np.linalg.norm(mean)), 1e-9),
        languages={language: number / len(titles) for language, number in languages.items()},
        words=words_of(title for title, _ in titles),
        names={key: (name, stems_of(name)) for key, name in names.items()},
    )


class Living:
    """The stories of a window of time, ready to be compared. The order they are given in does not matter."""

    def __init__(self, sketches: Iterable[Sketch]) -> None:
        self._all = sorted(sketches, key=lambda each: (each.first, each.story_id))  # each one's place is its order in time
        self._at = {each.story_id: place for place, each in enumerate(self._all)}
        self._vectors = _centred(self._all)
        self._first = np.array([each.first.timestamp() / 86_400 for each in self._all])
        self._last = np.array([each.last.timestamp() / 86_400 for each in self._all])
        self._holding: dict[str, list[tuple[int, float]]] = {}
        self._named: dict[str, list[int]] = {}
        for place, each in enumerate(self._all):
            for stem, (share, _) in each.words.items():
                self._holding.setdefault(stem, []).append((place, sqrt(share)))
            for key in each.names:
                self._named.setdefault(key, []).append(place)

    def links(self, id: StoryId, made_by: str) -> list[Link]:
        """At most 3 stories that the story continues and 5 more that are akin, the strongest first; none for an unknown id."""
        if id not in self._at:
            return []
        here = self._at[id]
        near = self._vectors[:here] @ self._vectors[here]
        reached = self._last[:here] >= self._first[here] - REACH_DAYS
        candidates = np.flatnonzero(reached & (near >= RELATED - WORD_WEIGHT * MOST_RARITY))
        rarity = self._rarity(here, set(candidates.tolist()))
        scored = [
            (round(float(near[place]) + WORD_WEIGHT * min(MOST_RARITY, rarity.get(place, 0.0)), 4), place)
            for place in candidates.tolist()
        ]
        scored.sort(key=lambda each: (-each[0], self._all[each[1]].story_id))
        began_before = self._first[here] - LEAD_HOURS / 24
        previous = [each for each in scored if each[0] >= PREVIOUS and self._first[each[1]] <= began_before][:MOST_PREVIOUS]
        related = [each for each in scored if each[0] >= RELATED and each not in previous][:MOST_RELATED]
        return [
            *(self._link(here, place, "previous", score, made_by) for score, place in previous),
            *(self._link(here, place, "related", score, made_by) for score, place in related),
        ]

    def _rarity(self, here: int, candidates: set[int]) -> dict[int, float]:
        """Place → nats of rarity of the words and names shared with it. A name one of whose words is shared adds nothing."""
        me, found = self._all[here], dict[int, float]()
        for stem, (share, _) in me.words.items():
            holding = self._holding[stem]
            if weight := self._weight(len(holding)):
                for place, other_share in holding:
                    if place in candidates:
                        found[place] = found.get(place, 0.0) + weight * sqrt(share) * other_share
        for key, (_, stems) in me.names.items():
            named = self._named[key]
            if weight := self._weight(len(named)):
                for place in named:
                    if place in candidates and not any(stem in me.words and stem in self._all[place].words for stem in stems):
                        found[place] = found.get(place, 0.0) + weight
        return found

    def _weight(self, holders: int) -> float:
        """How much rarer than common a word of so many stories is, in nats; 0 for a common one."""
        common = COMMON_SHARE * (len(self._all) + STORY_PRIOR)
        return min(MOST_RARITY_OF_ONE, max(0.0, log(common / holders)))

    def _link(self, here: int, there: int, kind: Literal["previous", "related"], score: float, made_by: str) -> Link:
        me, other = self._all[here], self._all[there]
        words = {stem: self._weight(len(self._holding[stem])) for stem in me.words if stem in other.words}
        said = {me.words[stem][1]: weight for stem, weight in words.items() if weight}
        for key, (name, stems) in me.names.items():
            weight = self._weight(len(self._named[key])) if key in other.names else 0.0
            if weight and not stems & words.keys():
                said[name] = weight
        least = max(said.values(), default=0.0) / 2  # what half the stories of a field say is no evidence beside a name
        telling = sorted((word for word in said if said[word] >= least), key=lambda word: (-said[word], word))
        return Link(
            story_id=me.story_id,
            other_id=other.story_id,
            kind=kind,
            score=score,
            shared=tuple(telling[:MOST_SHOWN]),
            gap_days=round(float(self._first[here] - self._first[there]), 2),
            made_by=made_by,
        )


def _centred(sketches: Sequence[Sketch]) -> Matrix:
    """Unit vectors, shape (n, dimensions): each mean less what the stories of its languages have in common."""
    if not sketches:
        return np.zeros((0, 0), np.float32)
    means = np.stack([each.mean for each in sketches])
    codes = {code: column for column, code in enumerate(sorted({code for each in sketches for code in each.languages}))}
    shares = np.zeros((len(sketches), len(codes)), np.float32)
    for row, each in enumerate(sketches):
        for code, share in each.languages.items():
            shares[row, codes[code]] = share
    usual = (shares.T @ means + LANGUAGE_PRIOR * means.mean(axis=0)) / (shares.sum(axis=0)[:, None] + LANGUAGE_PRIOR)
    centred: Matrix = means - shares @ usual
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-6)
    return centred
