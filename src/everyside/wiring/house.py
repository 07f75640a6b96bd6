"""A database, the parts the settings name, and the pipeline's steps made of them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from everyside import __version__
from everyside.adapters import registry
from everyside.ports import Classifier, Embedder, Fetcher, Recognizer, Translator, Writer
from everyside.records.errors import StorageError
from everyside.runner.loop import Worker
from everyside.runner.step import Step
from everyside.settings import Settings
from everyside.stages.assess import step as assess
from everyside.stages.cluster import core as cluster_core
from everyside.stages.cluster.step import Cluster
from everyside.stages.collect import step as collect
from everyside.stages.collect import urls
from everyside.stages.collect.limits import Limits
from everyside.stages.contrast import step as contrast
from everyside.stages.dedupe.step import Dedupe
from everyside.stages.embed import core as embed_core
from everyside.stages.embed import step as embed
from everyside.stages.examine import step as examine
from everyside.stages.extract import step as extract
from everyside.stages.extract.pool import ExtractionPool
from everyside.stages.index import step as index
from everyside.stages.relate.step import Relate
from everyside.stages.summarize import step as summarize
from everyside.stages.tag import step as tag
from everyside.stages.translate.step import NAME as TRANSLATE
from everyside.stages.translate.step import Translate
from everyside.stages.write.step import Write
from everyside.storage import claims, housekeeping
from everyside.storage.database import Database, Tx
from everyside.storage.robots import StoredRobots


def utc_now() -> datetime:
    return datetime.now(UTC)


class House:
    """Everything one process needs. Parts are made on first use; ``close`` ends what was made."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = utc_now) -> None:
        self.settings = settings
        self.now = now
        self.version = __version__
        self.database = Database(settings.storage.url)
        self.robots = StoredRobots()
        self._lock: IO[str] | None = None

    def migrate(self) -> None:
        self.database.migrate()

    def worker(self, **more: Any) -> Worker:
        return Worker(database=self.database, name=uuid.uuid4().hex[:12], now=self.now, **more)

    # parts

    @cached_property
    def fetcher(self) -> Fetcher:
        with self.database.read() as tx:
            self.robots.load(tx, self.now())
        fetcher: Fetcher = registry.make("fetcher", self.settings, robots=self.robots)
        return fetcher

    @cached_property
    def embedder(self) -> Embedder:
        embedder: Embedder = registry.make("embedder", self.settings)
        return embedder

    @cached_property
    def classifier(self) -> Classifier:
        classifier: Classifier = registry.make("classifier", self.settings, embedder=self.embedder)
        return classifier

    @cached_property
    def recognizer(self) -> Recognizer:
        recognizer: Recognizer = registry.make("recognizer", self.settings)
        return recognizer

    @cached_property
    def translator(self) -> Translator:
        translator: Translator = registry.make("translator", self.settings)
        return translator

    @cached_property
    def writer(self) -> Writer:
        writer: Writer = registry.make("writer", self.settings)
        return writer

    @cached_property
    def pool(self) -> ExtractionPool:
        work = self.settings.work
        return ExtractionPool(
            workers=work.extract_workers, seconds=work.page_seconds, max_bytes=self.settings.collect.max_page_bytes
        )

    # steps, in the order of the pipeline

    def poll_feeds(self) -> Step[Any, Any]:
        limits = limits_of(self.settings)
        return collect.poll_feeds(self.fetcher, limits, self.settings.collect.max_feed_bytes, self.now, self._flush_robots)

    def fetch_pages(self) -> Step[Any, Any]:
        return collect.fetch_pages(self.fetcher, self.settings.collect.max_page_bytes, self.now, self._flush_robots)

    def think(self) -> list[Step[Any, Any]]:
        """From page to coverage: everything that needs no network."""
        vectors_by = embed.version(self.embedder)
        tags_by = tag.version(self.classifier, self.recognizer, vectors_by)
        horizon = self.settings.collect.max_age_days + self.settings.work.window_days
        rule = cluster_core.Rule(window_days=self.settings.work.window_days)
        reader = Translate(self.translator, self.settings.translate.into)
        addresses = extract.Addresses(canonical=urls.prefer_canonical, host=urls.host_of, registered_domain=urls.registered_domain)
        return [
            extract.step(lambda: self.pool, addresses, collect.PAGES, self.now),
            Dedupe(horizon).step(),
            embed.step(self.embedder),
            tag.tag(self.classifier, self.recognizer, vectors_by),
            Cluster(rule, self.embedder.dimensions, vectors_by, horizon, embed_core.from_bytes).step(),
            summarize.step(self.embedder),
            examine.step(),
            tag.label(self.classifier.topics, tags_by),
            assess.step((tag.LABEL, tag.label_version(tags_by))),
            contrast.step(),
            Relate(vectors_by, embed_core.from_bytes, tag.LABEL).step(),
            reader.articles(),
            reader.stories(),
            index.step(vectors_by, TRANSLATE, self.settings.translate.into),
            *self._writing(),
        ]

    def _writing(self) -> list[Step[Any, Any]]:
        """Last, since a model may take minutes; no step at all where none is asked."""
        if not self.writer.model:
            return []
        return [Write(self.writer, self.settings.write, self.settings.translate.into, self.now).step()]

    def _flush_robots(self, tx: Tx) -> None:
        self.robots.flush(tx)

    def tidy(self) -> int:
        """Delete pages that have been kept long enough; how many."""
        before = self.now() - timedelta(days=self.settings.collect.keep_pages_days)
        return housekeeping.prune(self.database, before, extract.NAME)

    # one worker a SQLite file

    def take_charge(self) -> None:
        """Be the only process that works on a SQLite file, and drop the claims of one that died.

        Raises:
            StorageError: another process is at work on it.
        """
        if self.database.url.get_backend_name() == "sqlite":
            self._lock = lock_file(Path(f"{self.database.url.database}.lock"))
            with self.database.write() as tx:
                claims.release_all(tx)

    def close(self) -> None:
        for part in ("fetcher", "pool", "translator", "writer"):
            if part in self.__dict__:
                self.__dict__[part].close()
        self.database.close()
        if self._lock:
            self._lock.close()

    def __enter__(self) -> House:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def limits_of(settings: Settings) -> Limits:
    collect = settings.collect
    return Limits(
        min_interval_s=collect.min_interval_s,
        max_interval_s=collect.max_interval_s,
        max_age_days=collect.max_age_days,
        sitemaps=collect.sitemaps,
    )


def lock_file(path: Path) -> IO[str]:
    """The file, locked until it is closed.

    Raises:
        StorageError: another process has locked it.
    """
    import fcntl

    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StorageError(f"cannot write beside the database ({error}); choose another place with storage.url") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        with suppress(ValueError):
            raise StorageError(f"process {int(file.read())} already works on {path.with_suffix('')}; stop it first") from error
        raise StorageError(f"another process already works on {path.with_suffix('')}; stop it first") from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file
