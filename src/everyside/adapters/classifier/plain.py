"""A classifier without a model: counts the words of data/topics. The floor to beat, and one voice of ``prototypes``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everyside.adapters.classifier.taxonomy import Taxonomy, load
from everyside.ports import Embedder
from everyside.settings import Settings

MAX_CHARACTERS = 2000
TITLE = 2.0  # a word in the title counts so many times one in the text
AGAIN = 0.3  # a word that was there before counts so much
SHARE = 0.1  # topics with less are not told
_UNSPACED = "\u2e80"  # from here on words are not spaced, so one may begin anywhere


class Words:
    """Finds the words of all topics at once (Aho & Corasick 1975)."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        import ahocorasick_rs

        pairs = [(word, number) for number, topic in enumerate(taxonomy.topics) for word in topic.words]
        self._words = [word for word, _ in pairs]
        self._topic = [number for _, number in pairs]
        self._topics = len(taxonomy.topics)
        self._automaton: Any = ahocorasick_rs.AhoCorasick(self._words)

    def weights(self, text: str) -> NDArray[np.float32]:
        """Shape (topics,): how much the words of each topic weigh in ``text``, as shares that sum to less than 1."""
        folded = text[:MAX_CHARACTERS].casefold().encode("utf-8", "replace").decode()  # the automaton takes no lone surrogates
        title = folded.find("\n") if "\n" in folded else len(folded)
        found = np.zeros(self._topics, np.float32)
        seen: set[int] = set()
        for number, start, _ in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if start and self._words[number][0] < _UNSPACED and folded[start - 1].isalnum():
                continue  # a word that only contains it
            found[self._topic[number]] += (TITLE if start < title else 1.0) * (AGAIN if number in seen else 1.0)
            seen.add(number)
        shares: NDArray[np.float32] = found / (found.sum() + 1)
        return shares


class PlainClassifier:
    def __init__(self, taxonomy: Taxonomy) -> None:
        self.id = f"plain-1-{taxonomy.digest}"
        self.topics = taxonomy.names
        self._words = Words(taxonomy)

    def classify(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> list[dict[str, float]]:
        return [told(list(self.topics), self._words.weights(text)) for text in texts]


def told(topics: Sequence[str], shares: NDArray[np.float32]) -> dict[str, float]:
    """The topics whose share is worth telling, the largest first."""
    order = np.argsort(-shares, kind="stable")
    return {topics[number]: round(float(shares[number]), 4) for number in order if shares[number] >= SHARE}


def make(settings: Settings, *, embedder: Embedder | None = None) -> PlainClassifier:
    return PlainClassifier(load())
