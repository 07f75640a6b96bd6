"""The default classifier: the nearest prototype in the embedder's space (Rocchio 1971; Snell et al. 2017, arXiv:1703.05175).

A topic's prototype is the mean of its made-up headlines (data/topics), after the mean of all headlines is taken off: what all
news has in common then counts for nothing. To its cosine comes a share of the words found, which also read the text beyond
what is embedded.

The headlines' vectors for the default embedder ship in data/topics/vectors, by the headline's digest: embedding them takes
seven seconds at a start. One that is not there (another embedder, an edited file) is embedded on first use, so the file can
never be out of date, only of less use. To make it anew: ``python -m everyside.adapters.classifier.prototypes``.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everyside.adapters.classifier.plain import Words, told
from everyside.adapters.classifier.taxonomy import Taxonomy, load
from everyside.ports import Embedder
from everyside.records.ids import digest
from everyside.settings import Settings

WORDS = 0.15  # a share of 1 of the words weighs as this cosine. Six categories of a public set: 0 .82, .1 .86, .2 .86, .3 .85
SHARPNESS = 20.0  # of the softmax over topics: a first share of .4 to .6 was right in 82 of 100 of that set, above .8 in 96
FLOOR = 0.03  # a best score below says that no topic is near: nobody knows. No article of that set lies below (.033)


class PrototypeClassifier:
    def __init__(self, taxonomy: Taxonomy, embedder: Embedder) -> None:
        self.id = f"prototypes-1-{taxonomy.digest}"
        self.topics = taxonomy.names
        self._taxonomy = taxonomy
        self._embedder = embedder
        self._words = Words(taxonomy)

    def classify(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> list[dict[str, float]]:
        if not texts:
            return []
        mean, prototypes = self._space
        words = np.stack([self._words.weights(text) for text in texts])
        scores = (vectors.astype(np.float32) - mean) @ prototypes.T + WORDS * words
        powers = np.exp(SHARPNESS * (scores - scores.max(axis=1, keepdims=True)))
        shares = powers / powers.sum(axis=1, keepdims=True)
        keys = list(self.topics)
        return [
            told(keys, row) if best >= FLOOR and any(map(str.isalpha, text)) else {}
            for text, row, best in zip(texts, shares, scores.max(axis=1), strict=True)
        ]

    @cached_property
    def _space(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The mean of all headlines, and a unit row a topic."""
        rows = _embedded([headline for topic in self._taxonomy.topics for headline in topic.headlines], self._embedder)
        mean: NDArray[np.float32] = rows.mean(axis=0)
        prototypes = np.zeros((len(self._taxonomy.topics), rows.shape[1]), np.float32)
        at = 0
        for number, topic in enumerate(self._taxonomy.topics):
            prototypes[number] = (rows[at : at + len(topic.headlines)] - mean).mean(axis=0)
            at += len(topic.headlines)
        lengths = np.linalg.norm(prototypes, axis=1, keepdims=True)
        return mean, (prototypes / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _embedded(headlines: Sequence[str], embedder: Embedder) -> NDArray[np.float32]:
    known = _shipped(embedder.id)
    missing = [headline for headline in headlines if digest(headline) not in known]
    known.update(zip(map(digest, missing), embedder.embed(missing), strict=True))
    return np.stack([known[digest(headline)] for headline in headlines])


def _shipped(embedder_id: str) -> dict[str, NDArray[np.float32]]:
    file = files("everyside.data") / "topics" / "vectors" / f"{embedder_id}.npz"
    if not embedder_id.replace("-", "").isalnum() or not file.is_file():
        return {}
    with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as kept:
        return dict(zip(kept["digests"].tolist(), kept["vectors"].astype(np.float32), strict=True))


def ship(embedder: Embedder, folder: Path) -> int:
    """Write the headlines' vectors of ``embedder`` into ``folder``; how many."""
    headlines = [headline for topic in load().topics for headline in topic.headlines]
    kept: dict[str, Any] = {
        "digests": np.array([digest(headline) for headline in headlines]),
        "vectors": embedder.embed(headlines).astype("<f2"),
    }
    folder.mkdir(exist_ok=True)
    np.savez_compressed(folder / f"{embedder.id}.npz", **kept)
    return len(headlines)


def make(settings: Settings, *, embedder: Embedder | None = None) -> PrototypeClassifier:
    """``embedder``: whose vectors are classified; the one the settings name where none is given."""
    if embedder is None:
        from everyside.adapters import registry

        embedder = registry.make("embedder", settings)
    return PrototypeClassifier(load(), embedder)


if __name__ == "__main__":
    from everyside.adapters.embedder.e5 import E5Embedder

    print(f"{ship(E5Embedder(), Path(__file__).parents[2] / 'data' / 'topics' / 'vectors')} vectors written")
