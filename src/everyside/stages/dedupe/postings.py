"""Which texts hold a hash: an inverted index over a sample of the hashes, the same sample of every text.

A hash is indexed where it is smaller than a bound, so that two texts sample the same of what they share (Broder 1997, "mod m").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from everyside.stages.dedupe.shingles import HASH_BITS, Hashes

SAMPLE = 8  # one hash in so many: what two texts share is missed with probability (7/8)^shared, .0002 for 64 shingles
IN_SAMPLE = 0.3  # of the sampled hashes of the shorter, below what any two copies share (2/3 of the shorter) by a wide margin
MAX_TEXTS = 200  # under one hash; what more texts have in common is furniture, and 36 strangers meet at a million articles

_BOUND = 2**HASH_BITS // SAMPLE
_Ints = np.ndarray[Any, np.dtype[np.int32]]


def _ints(size: int) -> _Ints:
    return np.zeros(size, dtype=np.int32)  # memory the system gives only where it is written to


@dataclass(slots=True)
class Postings:
    """Chains in flat arrays, 0 the end of each: eight bytes for each sampled hash of a text, and 10 MB in all."""

    _first: _Ints = field(default_factory=lambda: _ints(_BOUND))  # hash → its newest posting
    _length: np.ndarray[Any, np.dtype[np.uint8]] = field(default_factory=lambda: np.zeros(_BOUND, dtype=np.uint8))
    _next: _Ints = field(default_factory=lambda: _ints(1 << 16))  # posting → an older one of the same hash
    _text: _Ints = field(default_factory=lambda: _ints(1 << 16))
    _sampled: _Ints = field(default_factory=lambda: _ints(1 << 12))  # text → how many of its hashes are in the sample
    _used: int = 1

    def add(self, text: int, hashes: Hashes) -> None:
        """``text`` counts up from 0; each is added once."""
        keys = self._keys(hashes)
        self._sampled = _grown(self._sampled, text + 1)
        self._sampled[text] = len(keys)
        keys = keys[self._length[keys] < MAX_TEXTS]
        end = self._used + len(keys)
        self._next, self._text = _grown(self._next, end), _grown(self._text, end)
        self._next[self._used : end] = self._first[keys]
        self._text[self._used : end] = text
        self._first[keys] = np.arange(self._used, end, dtype=np.int32)
        self._length[keys] += 1
        self._used = end

    def like(self, hashes: Hashes) -> list[int]:
        """The texts that share enough of the sample to be worth a comparison, those that share most first."""
        keys = self._keys(hashes)
        found: list[_Ints] = []
        at = self._first[keys]
        while len(at := at[at > 0]):
            found.append(self._text[at])
            at = self._next[at]
        if not found:
            return []
        texts, shared = np.unique(np.concatenate(found), return_counts=True)
        enough = shared >= IN_SAMPLE * np.minimum(self._sampled[texts], len(keys))
        texts, shared = texts[enough], shared[enough]
        return [int(text) for text in texts[np.lexsort((texts, -shared))]]

    def _keys(self, hashes: Hashes) -> Hashes:
        return hashes[: np.searchsorted(hashes, _BOUND)]


def _grown(array: _Ints, size: int) -> _Ints:
    if size <= len(array):
        return array
    return np.concatenate([array, _ints(max(size, len(array) * 3 // 2) - len(array))])
