"""The real fetcher with its answers counted: ``parts.fetcher = "bench.counting:make"``, BENCH_OUTCOMES names the file."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from everyside.adapters.fetcher import aiohttp_fetcher
from everyside.adapters.fetcher.robots import RobotsStore
from everyside.ports import Fetcher, Request, Response
from everyside.settings import Settings


class CountingFetcher:
    """Writes outcome → answers when it is closed."""

    def __init__(self, inner: Fetcher, file: Path) -> None:
        self.id = inner.id
        self._inner, self._file = inner, file
        self._counted: Counter[str] = Counter()

    def fetch(self, requests: Iterable[Request]) -> Iterator[Response]:
        for response in self._inner.fetch(requests):
            self._counted[response.outcome] += 1
            yield response

    def close(self) -> None:
        self._inner.close()
        self._file.write_text(json.dumps(self._counted), encoding="utf-8")


def make(settings: Settings, robots: RobotsStore | None = None) -> CountingFetcher:
    return CountingFetcher(aiohttp_fetcher.make(settings, robots), Path(os.environ["BENCH_OUTCOMES"]))
