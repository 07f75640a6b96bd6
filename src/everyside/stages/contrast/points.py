"""Sentences that texts of one part report and no other text does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from everyside.language.likeness import Words
from everyside.language.numbers import missing
from everyside.language.sentences import Sentence, stem, words
from everyside.language.shortening import shorten
from everyside.stages.contrast.stresses import Text
from everyside.stages.contrast.terms import common

MAX_POINTS = 2
NEW = 0.3  # cosine of weighed words below which every first sentence of the others must stay
# Share of a sentence's telling words from which another text says it, anywhere, within SPAN times its length: the cosine alone took
# 5 of 16 sentences for new that other texts had further down or in other words (groundnews2025, read by eye).
SAID = 0.5
SPAN = 2
MOST_WORDS = 5000  # of a text that are searched
SAME = 0.5  # from which another text of the part says the same, as in summarize
REPEATS = 0.4  # from which a second point would repeat the first
SHORTLIST = (
    120  # sentences of a part that are compared with all others, those first that are most like the part's and least the others'
)
MIN_OUTLETS = 2  # with independent texts that say it
MIN_WORDS = 8  # of a point; of fewer none may be shared by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The first of its quotes, shortened; each quote is of another independent text of the part."""

    text: str
    quotes: tuple[Sentence, ...]


class Compared:
    """All sentences of texts of one language, and how alike they are."""

    def __init__(self, texts: Sequence[Text], language: str) -> None:
        self._language = language
        self._sentences = [sentence for text in texts for sentence in text.sentences]
        self._text_of = np.array([row for row, text in enumerate(texts) for _ in text.sentences], np.intp)
        self._told = [words(sentence.quote) for sentence in self._sentences]
        self._groups: list[Hashable] = [texts[row].group for row in self._text_of]
        self._outlets = [texts[row].outlet for row in self._text_of]
        self._likeness = Words(self._told, self._groups)
        self._bodies = [text.body for text in texts]
        self._plain = {stem(word) for word in common(language)}
        self._shown = [shorten(sentence.quote, language) for sentence in self._sentences]

    def points(self, inside: NDArray[np.bool_]) -> list[Point]:
        """What only the texts ``inside`` (shape (texts,)) report: first what most of them do, then what is most like the part."""
        ours = np.flatnonzero(inside[self._text_of]).tolist()
        theirs = np.flatnonzero(~inside[self._text_of]).tolist()
        rows = self._shortlist(ours, theirs)
        if not rows:
            return []
        new = self._likeness.between(rows, theirs).max(axis=1) < NEW if theirs else np.ones(len(rows), bool)
        rows = [row for row, only in zip(rows, new, strict=True) if only]
        alike = self._likeness.between(rows, ours)
        told = [self._supported(row, ours, alike[place]) for place, row in enumerate(rows)]
        backed = [place for place in range(len(rows)) if len({self._outlets[row] for row in told[place]}) >= MIN_OUTLETS]
        order = sorted(backed, key=lambda place: (-len(told[place]), place))
        chosen: list[int] = []
        for place in order:
            repeats = any(self._likeness.between([rows[place]], [rows[at]])[0, 0] >= REPEATS for at in chosen)
            if not repeats and not self._said(rows[place], ~inside):
                chosen.append(place)
            if len(chosen) == MAX_POINTS:
                break
        return [Point(text=self._shown[rows[place]], quotes=tuple(self._sentences[row] for row in told[place])) for place in chosen]

    def _said(self, row: int, others: NDArray[np.bool_]) -> bool:
        """Whether one of the texts ``others`` says it anywhere, closely together."""
        telling = sorted(set(self._told[row]) - self._plain)
        codes = [self._codes[word] for word in telling]
        size = SPAN * len(self._told[row])
        for text in np.flatnonzero(others).tolist():
            found = self._words_of[text]
            at = np.flatnonzero(np.isin(found, codes))
            if len(at) >= SAID * len(telling) and _most_together(found[at].tolist(), at.tolist(), size) >= SAID * len(telling):
                return True
        return False

    @cached_property
    def _codes(self) -> dict[str, int]:
        return {word: code for code, word in enumerate(sorted({word for told in self._told for word in told}))}

    @cached_property
    def _words_of(self) -> list[NDArray[np.intp]]:
        """The words of each text in their order, as codes; -1 for those that stand in no first sentence."""
        return [np.array([self._codes.get(word, -1) for word in words(body)[:MOST_WORDS]], np.intp) for body in self._bodies]

    def _shortlist(self, ours: Sequence[int], theirs: Sequence[int]) -> list[int]:
        """The sentences fit for a point that are most like the part's sentences and least like the others'."""
        near, far = self._likeness.sum_of(ours), self._likeness.sum_of(theirs)
        worth = {
            row: self._likeness.with_sum(row, near) / len(ours) - self._likeness.with_sum(row, far) / max(1, len(theirs))
            for row in ours
            if self._shown[row] and len(self._told[row]) >= MIN_WORDS
        }
        return sorted(worth, key=lambda row: (-round(worth[row], 6), self._sentences[row].quote))[:SHORTLIST]

    def _supported(self, row: int, ours: Sequence[int], cosines: NDArray[np.float32]) -> list[int]:
        """The row, and the closest sentence of every other text of the part that says the same."""
        found: dict[Hashable, int] = {self._groups[row]: row}
        for place in np.argsort(-cosines, kind="stable"):
            if cosines[place] < SAME:
                break
            other = ours[place]
            if self._groups[other] not in found and not self._differ(row, other):
                found[self._groups[other]] = other
        return list(found.values())

    def _differ(self, one: int, other: int) -> bool:
        """Whether each has a number that the other lacks."""
        a, b = self._sentences[one].quote, self._sentences[other].quote
        language = self._language
        return bool(missing(a, b, language, language)) and bool(missing(b, a, language, language))


def _most_together(words: Sequence[int], at: Sequence[int], size: int) -> int:
    """The most different words that stand within ``size`` places; ``at``: the place of each."""
    inside: Counter[int] = Counter()
    most = first = 0
    for last, word in enumerate(words):
        inside[word] += 1
        while at[last] - at[first] >= size:
            inside[words[first]] -= 1
            if not inside[words[first]]:
                del inside[words[first]]
            first += 1
        most = max(most, len(inside))
    return most
