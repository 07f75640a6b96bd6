"""What Everyside needs from outside. Each port has implementations under ``everyside.adapters`` (``plain`` first)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from everyside.records.tags import Name


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


class Classifier(Protocol):
    """Says what topics a text is about."""

    id: str  # changes when the output would

    @property
    def topics(self) -> Mapping[str, str]:
        """Key → name in English, of every topic there is."""

    def classify(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> list[dict[str, float]]:
        """For each text (title, newline, beginning of the text) the shares of its topics, above 0, of at most 1 in all.

        What is missing to 1 is "nobody knows". ``vectors`` has a row a text, as the embedder in use gave it; any Unicode, empty
        and very long texts included.
        """


class Recognizer(Protocol):
    """Finds names in texts: places, people, organisations."""

    id: str  # changes when the output would

    def recognize(self, texts: Sequence[str], languages: Sequence[str]) -> list[tuple[Name, ...]]:
        """For each text (title, newline, beginning of the text) its names, each key once.

        ``languages``: the BCP 47 primary subtag of each text, "und" where nobody knows. A key has at most 80 characters. Any
        Unicode, empty and very long texts included.
        """


class Translator(Protocol):
    """Translates with what it has at hand; it never fetches a model. Closing it ends its processes."""

    id: str

    @property
    def pairs(self) -> Mapping[tuple[str, str], str]:
        """(from, to), as BCP 47 primary subtags → the id of what translates between them, which changes when the output would."""

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str | None]:
        """Each text in ``target``, a pair of ``pairs``; None where it has no translation to give, e.g. for a text too long.

        Any Unicode, empty and very long texts included; a text's translation does not depend on its company.

        Raises:
            Transient: the pair's model cannot be used at present; its text says what to do.
        """

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a writer is asked. ``schema``: the JSON Schema its answer is to have; ``max_tokens``: how long the answer may get."""

    system: str
    user: str
    schema: Mapping[str, Any]
    max_tokens: int = 2000

    @property
    def tokens(self) -> int:
        """How many tokens it has at most, near enough for a budget."""
        return estimated_tokens(self.system) + estimated_tokens(self.user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A writer's answer as it came, to be read with suspicion, and what it took."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0


def estimated_tokens(text: str) -> int:
    """One for three bytes of UTF-8: English takes one for four letters, Chinese about one a sign (three bytes)."""
    return -(-len(text.encode("utf-8", "replace")) // 3)


class Writer(Protocol):
    """A model that writes when asked. Closing it ends its connections."""

    id: str  # changes when the output would
    model: str  # as readers are told; empty: it never writes

    def complete(self, prompt: Prompt) -> Completion:
        """What the model answers, in bounded time and of bounded length. Whether it is any good is for others to judge.

        Raises:
            Transient: it cannot answer now; ``retry_after`` where the other side said when.
            Permanent: it will not answer this, however often it is asked.
        """

    def close(self) -> None: ...
