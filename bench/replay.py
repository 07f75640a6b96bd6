"""A fetcher that answers from a file: ``parts.fetcher = "bench.replay:make"``, BENCH_PAGES names the file ``record`` wrote."""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping
from pathlib import Path

from everyside.adapters.fetcher.plain import Page, PlainFetcher
from everyside.adapters.fetcher.robots import RobotsStore
from everyside.settings import Settings


def record(pages: Mapping[str, Page], file: Path) -> None:
    file.write_bytes(pickle.dumps(dict(pages)))


def make(settings: Settings, robots: RobotsStore | None = None) -> PlainFetcher:
    return PlainFetcher(pickle.loads(Path(os.environ["BENCH_PAGES"]).read_bytes()))
