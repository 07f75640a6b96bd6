"""Copies by MinHash and banded LSH, verified by counting shared shingles.

Broder 1997 (resemblance and containment); Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*, ch. 3 (banding).
The groups are the connected components of "is a copy of", so they do not depend on the order in which articles arrive.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np

from everyside.records.ids import ArticleId, GroupId

VERSION = "dedupe/1"
PERMUTATIONS = 128
BANDS, ROWS = 32, 4  # finds a pair of Jaccard .5 with probability .87, of .6 with .99, of .2 with .05
SHINGLE_WORDS = 5
SHINGLE_CHARACTERS = 8  # in scripts that do not space their words
MIN_SHINGLES = 20  # shorter texts say too little to call two of them copies
RESEMBLANCE = 0.5  # share of the 128 hashes that agree, an estimate of Jaccard with a standard error below .045
SEED = 20260101

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"\w+")


def shingles(text: str) -> list[str]:
    """Overlapping runs of 5 words, or of 8 characters where most letters are of an unspaced script, folded in case and form."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = _WORD.findall(folded)
    letters = "".join(words)
    if letters and len(_UNSPACED.findall(letters)) * 2 > len(letters):
        return [letters[i : i + SHINGLE_CHARACTERS] for i in range(len(letters) - SHINGLE_CHARACTERS + 1)]
    return [" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)]


@cache
def _minhash() -> Any:
    from rensa import RMinHash

    return RMinHash


def sketch(text: str) -> bytes:
    """128 MinHash values as little-endian uint32 (512 bytes), or b"" for a text too short to compare."""
    parts = shingles(text)
    if len(parts) < MIN_SHINGLES:
        return b""
    minhash = _minhash()(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update(parts)
    return np.asarray(minhash.digest(), dtype="<u4").tobytes()


@dataclass(frozen=True, slots=True)
class Sketched:
    """An article with its sketch, ready to be compared."""

    article_id: ArticleId
    published: datetime
    hashes: bytes


@dataclass(slots=True)
class Index:
    """The sketches of the window, by band, and the groups they form. Adding articles in any order ends in the same groups."""

    _ids: list[ArticleId] = field(default_factory=list)
    _published: list[datetime] = field(default_factory=list)
    _hashes: list[np.ndarray[Any, np.dtype[np.uint32]]] = field(default_factory=list)
    _known: dict[ArticleId, int] = field(default_factory=dict)
    _bands: dict[tuple[int, bytes], list[int]] = field(default_factory=dict)
    _parent: list[int] = field(default_factory=list)
    _members: dict[int, list[int]] = field(default_factory=dict)

    def add(self, articles: Iterable[Sketched]) -> dict[ArticleId, GroupId]:
        """Every article whose group is new or other than before, with the group it is in now."""
        touched: set[int] = set()
        for article in articles:
            touched.update(self._add(article))
        changed: dict[ArticleId, GroupId] = {}
        for root in {self._root(node) for node in touched}:
            group = self._name(root)
            changed.update({self._ids[node]: group for node in self._members[root]})
        return changed

    def _add(self, article: Sketched) -> list[int]:
        node = self._known.get(article.article_id)
        if node is not None:  # made anew: an article keeps its place, its old text keeps its group
            return [node]
        node = len(self._ids)
        self._known[article.article_id] = node
        self._ids.append(article.article_id)
        self._published.append(article.published)
        values = np.frombuffer(article.hashes, dtype="<u4")
        self._hashes.append(values)
        self._parent.append(node)
        self._members[node] = [node]
        if not len(values):
            return [node]
        keys = [(band, article.hashes[band * ROWS * 4 : (band + 1) * ROWS * 4]) for band in range(BANDS)]
        # One candidate a group is enough when it agrees; all are tried when it does not, so order cannot matter.
        candidates = sorted({other for key in keys for other in self._bands.get(key, ())})
        for other in candidates:
            if self._root(other) != self._root(node) and resemblance(values, self._hashes[other]) >= RESEMBLANCE:
                self._join(node, other)
        for key in keys:
            bucket = self._bands.setdefault(key, [])
            # Identical sketches need one entry in a bucket, or a million copies would make every look-up a million long.
            if not any(self._hashes[other] is values or np.array_equal(self._hashes[other], values) for other in bucket[:8]):
                bucket.append(node)
        return [node]

    def _root(self, node: int) -> int:
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node

    def _join(self, a: int, b: int) -> None:
        a, b = self._root(a), self._root(b)
        if len(self._members[a]) < len(self._members[b]):
            a, b = b, a
        self._parent[b] = a
        self._members[a].extend(self._members.pop(b))

    def _name(self, root: int) -> GroupId:
        """The likely original: the earliest article, the smallest id among equals."""
        first = min(self._members[root], key=lambda node: (self._published[node], self._ids[node]))
        return GroupId(self._ids[first])


def resemblance(a: np.ndarray[Any, np.dtype[np.uint32]], b: np.ndarray[Any, np.dtype[np.uint32]]) -> float:
    """Share of agreeing MinHash values, the estimate of Jaccard."""
    return float(np.count_nonzero(a == b)) / PERMUTATIONS


def groups(articles: Sequence[Sketched]) -> dict[ArticleId, GroupId]:
    """Article → copy group for a whole set at once."""
    return Index().add(articles)
