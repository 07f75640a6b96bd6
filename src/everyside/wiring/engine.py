"""Runs the pipeline until it is told to stop: one thread asks feeds, one fetches pages, one thinks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog

from everyside.pages.progress import Progress
from everyside.records.errors import EverysideError, StorageError
from everyside.runner.loop import Worker, drain, run_once
from everyside.runner.step import Step
from everyside.stages.cluster import step as cluster
from everyside.stages.collect import step as collect
from everyside.stages.extract import step as extract
from everyside.storage.flow import flow
from everyside.wiring.house import House

log = structlog.get_logger()

IDLE_S = 1.0
LONGEST_IDLE_S = 60.0
IDLE_TO_LOOK = 20  # looking for work in vain takes longer the more the database holds; at most a 20th of the time goes there
AFTER_FAULT_S = 10.0
TIDY_EVERY_S = 3600.0


class Engine:
    """``start``, then ``progress`` at any time, then ``stop``. ``fault`` is the bug or wrong setting that ended it, if any."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._quiet = {"feeds": False, "pages": False, "thinking": False}
        self._settled = False
        self.fault: BaseException | None = None

    def start(self) -> None:
        house = self._house
        fetcher = house.fetcher  # made here, so that both threads share its connections
        assert fetcher
        self._run("feeds", lambda worker: run_once(house.poll_feeds(), worker))
        self._run("pages", lambda worker: run_once(house.fetch_pages(), worker))
        thinking: list[Sequence[Step[Any, Any]]] = []
        tidied = [0.0]

        def think(worker: Worker) -> Any:
            if time.monotonic() - tidied[0] > TIDY_EVERY_S:
                house.tidy()
                tidied[0] = time.monotonic()
            if not thinking:
                thinking.append(house.think())
                return True  # making the parts takes its time, which is no measure of how long a look takes
            return drain(thinking[0], worker)

        self._run("thinking", think)

    def stop(self) -> None:
        """Ask the threads to stop after what they are saving, and wait for them."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    @property
    def settled(self) -> bool:
        """Whether the first round is over: every feed asked, every page fetched or failed, every story told."""
        self._settled = self._settled or all(self._quiet.values())
        return self._settled

    def wait(self, seconds: float) -> bool:
        """Sleep; true at once when the engine has stopped."""
        return self._stop.wait(seconds)

    def first_round(self) -> Progress | None:
        """How far the first round is; None when it is over."""
        return None if self.settled else self.progress()

    def progress(self) -> Progress:
        """How far the work is."""
        with self._house.database.read() as tx:
            now = flow(tx, collect=collect.FEEDS, page=collect.PAGES, extract=extract.NAME, cluster=cluster.NAME)
        if now.feeds_asked < now.feeds:
            stage, done, total = "collect", now.feeds_asked, now.feeds
        else:
            stage, done, total = "cluster", now.clustered, max(now.expected, now.clustered)
        return Progress(stage=stage, done=done, total=total, articles=now.articles, stories=now.stories, working=not self.settled)

    def _run(self, name: str, work: Callable[[Worker], Any]) -> None:
        worker = self._house.worker(stopping=self._stop.is_set)

        def loop() -> None:
            while not self._stop.is_set():
                began = time.monotonic()
                try:
                    found = work(worker)
                except StorageError as error:
                    log.error("cannot work now, will try again", part=name, reason=str(error))
                    self._stop.wait(AFTER_FAULT_S)
                    continue
                except EverysideError as error:  # a setting that only shows when its part is made
                    self.fault = error
                    self._stop.set()
                    return
                except BaseException as error:
                    log.exception("a bug ended the work", part=name)
                    self.fault = error
                    self._stop.set()
                    return
                # Quiet counts only if what feeds it is quiet: an empty page queue means nothing while feeds still come in.
                before = {"feeds": (), "pages": ("feeds",), "thinking": ("feeds", "pages")}[name]
                self._quiet[name] = not found and all(self._quiet[other] for other in before)
                if not found:
                    self._stop.wait(min(max(IDLE_S, IDLE_TO_LOOK * (time.monotonic() - began)), LONGEST_IDLE_S))

        thread = threading.Thread(target=loop, name=f"everyside-{name}", daemon=True)
        self._threads.append(thread)
        thread.start()
