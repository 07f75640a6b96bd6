"""What Everyside needs from outside. Each port has implementations under ``everyside.adapters`` (``plain`` first)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One GET. ``key`` is the caller's own name for it; ``etag``/``last_modified`` make it conditional."""

    key: str
    url: str
    etag: str = ""
    last_modified: str = ""
    max_bytes: int = 8 << 20  # after decompression
    accept: str = "*/*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back, or why nothing did.

    ``outcome`` is one word of the fetcher's vocabulary: ``ok``, ``not-modified``, ``gone``, ``not-found``, ``refused``
    (401, 403, 451), ``rate-limited``, ``server-error``, ``client-error``, ``robots-disallow``, ``robots-unreachable``,
    ``forbidden-address``, ``bad-url``, ``too-large``, ``bad-encoding``, ``too-many-redirects``, ``timeout``,
    ``dns-error``, ``connection-error``, ``bad-response``.
    """

    key: str
    url: str  # after redirects
    outcome: str
    status: int = 0
    body: bytes = b""  # decompressed
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""  # set when every redirect on the way was permanent (301, 308)
    retry_after_s: float | None = None
    detail: str = ""
    sitemaps: tuple[str, ...] = ()  # what the host's robots.txt announces
    seconds: float = 0.0
    wire_bytes: int = 0

    @property
    def ok(self) -> bool:
        return self.outcome == "ok"


class Fetcher(Protocol):
    """Fetches politely. Closing it closes its connections."""

    id: str

    def fetch(self, requests: Iterable[Request]) -> Iterator[Response]:
        """Answer every request exactly once, in the order answers arrive. Never raises for what the other side does."""

    def close(self) -> None: ...


class Embedder(Protocol):
    """Turns texts into unit vectors of one space for all its languages."""

    id: str  # changes when the output would
    dimensions: int

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimensions), rows of unit length; any Unicode, empty and very long texts included."""
