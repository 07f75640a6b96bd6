"""What of an article is embedded, and how the vector is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everyside.ports import Embedder

VERSION = "embed/2"
# A title costs 13 ms on two cores, with 200 characters 41 ms, with 500 93 ms (multilingual e5-small, 4 bit): docs/decisions/0010
LEAD_CHARACTERS = 200


def text_to_embed(title: str, text: str) -> str:
    """Title and the beginning of the text: an event is told there, and the model's time grows with every character."""
    lead = " ".join(text[: LEAD_CHARACTERS * 2].split())[:LEAD_CHARACTERS]
    return f"{title}\n{lead}" if lead else title


def embed(embedder: Embedder, told: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
    """A unit vector for each (title, text), shape (len(told), dimensions): the mean of the title's and that of title and lead,
    so that the title counts for more than its share of the characters."""
    whole = [text_to_embed(title, text) for title, text in told]
    both = [at for at, (title, _) in enumerate(told) if title.strip() and whole[at] != title]
    rows = embedder.embed([*whole, *(told[at][0] for at in both)])
    vectors = rows[: len(whole)].copy()
    vectors[both] += rows[len(whole) :]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: NDArray[np.float32] = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return result


def to_bytes(vector: NDArray[np.float32]) -> bytes:
    """float16 little-endian; on unit vectors it moves a cosine by less than .001."""
    return vector.astype("<f2").tobytes()


def from_bytes(values: bytes) -> NDArray[np.float32]:
    return np.frombuffer(values, dtype="<f2").astype(np.float32)


def stack(values: list[bytes], dimensions: int) -> NDArray[Any]:
    """Shape (len(values), dimensions), float32."""
    if not values:
        return np.zeros((0, dimensions), np.float32)
    return np.frombuffer(b"".join(values), dtype="<f2").astype(np.float32).reshape(len(values), -1)
