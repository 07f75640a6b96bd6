"""How good extracted texts are: the two published scorings of article extraction. Pure; data comes in as arguments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

_WORD = re.compile(r"\w+")
NGRAM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """All 0 … 1."""

    f1: float
    precision: float
    recall: float


def score_texts(pairs: Iterable[tuple[str, str]]) -> Score:
    """Word 4-gram precision, recall and F1 over (expected, found) texts, each page counting the same.

    Source: Zyte/scrapinghub, "Article extraction benchmark" (evaluate.py): a page's true and false positives and false
    negatives are counted over the multisets of its 4-grams; precision is the mean over pages where anything was found,
    recall over pages where anything was expected, and F1 the harmonic mean of the two means.
    """
    precisions: list[float] = []
    recalls: list[float] = []
    for expected, found in pairs:
        wanted, got = _ngrams(expected), _ngrams(found)
        both = (wanted & got).total()
        if got:
            precisions.append(both / got.total())
        if wanted:
            recalls.append(both / wanted.total())
    return _score(mean(precisions) if precisions else 0.0, mean(recalls) if recalls else 0.0)


def score_segments(rows: Iterable[tuple[str, Sequence[str], Sequence[str]]]) -> Score:
    """Precision, recall and F1 over marked segments of (found text, segments it must have, segments it must not have).

    Source: trafilatura's evaluation (tests/evaluate.py): a wanted segment that is in the text is a true positive, one that
    is not a false negative; an unwanted one that is in the text is a false positive. Counted over all pages together.
    """
    hits = misses = intruders = 0
    for text, wanted, unwanted in rows:
        found = sum(segment in text for segment in wanted)
        hits += found
        misses += len(wanted) - found
        intruders += sum(segment in text for segment in unwanted)
    return _score(hits / (hits + intruders) if hits else 0.0, hits / (hits + misses) if hits else 0.0)


def _ngrams(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + NGRAM]) for at in range(max(1, len(words) - NGRAM + 1)))


def _score(precision: float, recall: float) -> Score:
    both = precision + recall
    return Score(f1=2 * precision * recall / both if both else 0.0, precision=precision, recall=recall)
