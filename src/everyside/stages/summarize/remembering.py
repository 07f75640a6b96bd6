"""Vectors of sentences, kept for the next time a story is told: a further article costs its own sentence alone."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import blake2b
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from everyside.ports import Embedder

MOST = 20_000  # vectors; 30 MB of 384 numbers each


class Remembering:
    """An embedder's vectors by the digest of the text, the least lately used forgotten first."""

    def __init__(self, embedder: Embedder, most: int = MOST) -> None:
        self._embedder, self._most = embedder, most
        self._known: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimensions), rows of unit length."""
        keys = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        rows = np.zeros((len(texts), self._embedder.dimensions), np.float32)
        with self._lock:
            known = {key: self._known[key] for key in keys if key in self._known}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            known |= zip(missing, self._embedder.embed(list(missing.values())), strict=True)
        for row, key in zip(rows, keys, strict=True):
            row[:] = known[key]
        with self._lock:
            for key in keys:
                self._known[key] = known[key]
                self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return rows
