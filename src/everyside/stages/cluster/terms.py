"""The words of an article, as numbers: evidence beside its vector, and the words two articles share.

A vector knows what a text is about; names and numbers, which tell one event from its like, it blurs. So an article also keeps its
first words, written in Latin letters (anyascii) and cut to a stem's length, so that "Tokio" meets "Токио" and "Olympics" meets
"Olympische". Terms are hashed into buckets and weighed by how few articles of the window hold them (inverse
document frequency, Spärck Jones 1972).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 18  # 1 MB of counts; a window of 100,000 articles holds about as many terms that occur twice
WIDTH = 64  # terms kept: 48 and 96 were no better
LEAD_CHARACTERS = 500  # of the text, beside the title
STEM = 6  # letters of a word: "Olympics" meets "Olympia" and "Olympische"
PRIOR = 100  # articles a window is thought to hold beyond its own, so that the weights of its first hour are not wild
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

Terms = NDArray[np.uint32]  # shape (WIDTH,): buckets of words; 0 where there are no more
Floats = NDArray[np.float32]


def terms_of(title: str, text: str) -> Terms:
    """The terms of an article without repetition, the title's first."""
    kept: dict[int, None] = {}
    for word in _lead_words(title, text):
        if term := _stem(word):
            kept[term] = None
            if len(kept) == WIDTH:
                break
    out = np.zeros(WIDTH, np.uint32)
    out[: len(kept)] = list(kept)
    return out


def shared(a: tuple[str, str], b: tuple[str, str], weights: Floats, most: int) -> tuple[str, ...]:
    """The weightiest words two articles (title, text) have in common, as the first of them writes them; names and numbers
    count twice."""
    there = {_stem(word) for word in _lead_words(*b)}
    found: dict[int, str] = {}
    for word in _lead_words(*a):
        if _stem(word) in there and (len(word) > 2 or word[0].isdigit()):
            found.setdefault(_stem(word), word)
    telling = {stem: float(weights[stem]) * (1 if word[0].islower() else 2) for stem, word in found.items() if stem}
    common = sorted(telling, key=lambda stem: -telling[stem])
    floor = telling[common[0]] / 2 if common else 0.0  # what nearly everyone says is no evidence
    return tuple(found[stem] for stem in common[:most] if telling[stem] >= floor)


class Lexicon:
    """In how many articles of the window each term stands."""

    def __init__(self) -> None:
        self.articles = 0
        self._holding = np.zeros(BUCKETS, np.int32)

    def count(self, terms: NDArray[np.uint32]) -> None:
        """Take in articles, shape (n, WIDTH)."""
        self.articles += len(terms)
        np.add.at(self._holding, terms.ravel(), 1)

    def weights(self) -> Floats:
        """Inverse document frequency of each bucket, shape (BUCKETS,); 0 for the padding."""
        weights: Floats = np.log((PRIOR + self.articles) / (1.0 + self._holding)).astype(np.float32)
        np.maximum(weights, 0, out=weights)
        weights[0] = 0
        return weights


def _lead_words(title: str, text: str) -> Iterator[str]:
    yield from _words(title[:LEAD_CHARACTERS])
    lead = " ".join(text[: LEAD_CHARACTERS * 2].split())
    whole = lead.rfind(" ", 0, LEAD_CHARACTERS + 1) if len(lead) > LEAD_CHARACTERS else -1  # not the half of a word
    yield from _words(lead[: whole if whole > 0 else LEAD_CHARACTERS])


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(unicodedata.normalize("NFKC", text)):
        word = match[0]
        if _UNSPACED.match(word):  # not spaced: pairs of characters take the place of words
            yield from (word[at : at + 2] for at in range(max(1, len(word) - 1)))
        elif len(word) > 1 or word.isdigit():
            yield word


@lru_cache(1 << 16)
def _stem(word: str) -> int:
    """Its bucket; 0 where it has no letters anyone could write in Latin ones."""
    from anyascii import anyascii

    latin = anyascii(word[:40]).lower()
    return 1 + crc32(latin[:STEM].encode()) % (BUCKETS - 1) if latin else 0
