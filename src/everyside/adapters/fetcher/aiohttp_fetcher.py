"""The polite fetcher of the open web, on aiohttp: one event loop in one thread of its own, behind a synchronous face.

The caller's thread pulls requests and takes answers; the loop's thread asks. Politeness (``Queue``), robots and connections
live as long as the fetcher, over all ``fetch`` calls. A request that is redirected to another host queues there again, so
the limits hold for whoever is really asked. Through a proxy names are resolved by the proxy and only the host as written is
checked: the proxy must keep private networks shut itself.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from queue import Empty, SimpleQueue

from aiohttp.abc import AbstractResolver

from everyside import __version__
from everyside.adapters.fetcher.errand import Asker, Errand, host_of
from everyside.adapters.fetcher.exchange import Exchange
from everyside.adapters.fetcher.guard import Refused, checked_url, networks
from everyside.adapters.fetcher.message import readable, validator
from everyside.adapters.fetcher.queueing import Queue
from everyside.adapters.fetcher.robots import MemoryRobots, Robots, RobotsStore
from everyside.ports import Request, Response
from everyside.records.errors import SettingsError
from everyside.settings import CollectSettings, Settings

id = "aiohttp-1"

_PULL = 64  # requests taken from the caller at once
_WINDOW = 8192  # requests taken in and not answered: one slow host must not fill it before others are seen
_MOST_UNREAD = 32 << 20  # bytes of answers the caller has not taken, before no new request of its call starts


def make(settings: Settings, robots: RobotsStore | None = None) -> AiohttpFetcher:
    """The fetcher for these settings; ``robots`` lets robots.txt outlive the process."""
    return AiohttpFetcher(settings.collect, robots)


@dataclass(slots=True, eq=False)
class _Batch:
    """One ``fetch`` call. ``delivered`` is written by the loop's thread only, ``taken`` by the caller's only."""

    answers: SimpleQueue[Response | Exception] = field(default_factory=SimpleQueue)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    parked: list[Errand] = field(default_factory=list)
    delivered: int = 0
    taken: int = 0
    closed: bool = False

    def full(self) -> bool:
        return self.delivered - self.taken > _MOST_UNREAD


class AiohttpFetcher:
    """See ``everyside.ports.Fetcher``. ``resolver`` and ``now`` are for tests."""

    id = id

    def __init__(
        self,
        settings: CollectSettings,
        robots: RobotsStore | None = None,
        *,
        resolver: Callable[[], AbstractResolver] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._allowed = networks(settings.allowed_networks)
        contact = f" (+{settings.contact})" if settings.contact else ""
        self._user_agent = settings.user_agent or f"Everyside/{__version__}{contact}"
        if validator(self._user_agent) != self._user_agent:
            raise SettingsError("collect.user_agent and collect.contact must be one line of plain ASCII text")
        self._resolver = resolver
        self._now = now
        self._robots = Robots(robots if robots is not None else MemoryRobots())
        self._queue = Queue(max(1, settings.concurrency))
        self._batches: set[_Batch] = set()
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    def __enter__(self) -> AiohttpFetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- the caller's thread ---------------------------------------------------------------------------------------

    def fetch(self, requests: Iterable[Request]) -> Iterator[Response]:
        """Answers in the order they arrive. At most 8192 requests are taken in at a time; leaving early cancels the rest."""
        loop = self._started()
        batch = _Batch()
        loop.call_soon_threadsafe(self._batches.add, batch)
        source, pending, more = iter(requests), 0, True
        try:
            while more or pending:
                if more and pending < _WINDOW:
                    pulled = list(islice(source, _PULL))
                    more = len(pulled) == _PULL
                    pending += len(pulled)
                    loop.call_soon_threadsafe(self._admit, batch, pulled)
                try:
                    answer = batch.answers.get(block=pending > 0 and (not more or pending >= _WINDOW))
                except Empty:
                    continue
                if isinstance(answer, Exception):
                    raise answer
                pending -= 1
                batch.taken += len(answer.body)
                if batch.parked and not batch.full():
                    loop.call_soon_threadsafe(self._unpark, batch)
                yield answer
        finally:
            if not self._closed:
                loop.call_soon_threadsafe(self._forget, batch)

    def close(self) -> None:
        with self._starting:
            if self._closed:
                return
            self._closed = True
            if self._loop is None or self._thread is None:
                return
            asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._closed:
                raise RuntimeError("this fetcher is closed")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="everyside-fetch", daemon=True)
                self._thread.start()
                asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
            return self._loop

    # --- the loop's thread: who may go ------------------------------------------------------------------------------

    async def _open(self) -> None:
        resolver = self._resolver() if self._resolver else None
        self._exchange = Exchange(self._user_agent, self._settings.proxy, self._allowed, resolver)
        self._asker = Asker(self._settings, self._allowed, self._robots, self._queue, self._exchange, self._now)

    async def _shut(self) -> None:
        batches, self._batches = self._batches, set()
        tasks = [task for batch in batches for task in batch.tasks]
        for batch in batches:
            batch.closed = True
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._queue.stop()
        await self._exchange.close()
        for batch in batches:
            batch.answers.put(RuntimeError("the fetcher was closed while it was fetching"))

    def _admit(self, batch: _Batch, requests: list[Request]) -> None:
        for request in requests:
            try:
                url = checked_url(request.url, self._allowed)
            except Refused as refused:
                outcome, detail = refused.outcome, readable(refused.detail)
                batch.answers.put(Response(key=request.key, url=request.url, outcome=outcome, detail=detail))
                continue
            errand = Errand(request, url, self._settings.timeout_s)
            self._queue.add(host_of(url), partial(self._start, batch, errand))
        self._queue.pump()

    def _start(self, batch: _Batch, errand: Errand) -> None:
        errand.host = host_of(errand.url)
        if batch.closed:
            self._queue.give_back(errand)
        elif batch.full():
            self._queue.give_back(errand)
            batch.parked.append(errand)
            if not batch.full():  # the caller may have caught up before it could see the parked one
                asyncio.get_running_loop().call_soon(self._unpark, batch)
        else:
            task = asyncio.get_running_loop().create_task(self._run(batch, errand))
            batch.tasks.add(task)
            # Not in the task's own ``finally``: one that is cancelled before its first step never gets there.
            task.add_done_callback(lambda _: self._queue.leave(errand))
            task.add_done_callback(batch.tasks.discard)

    def _unpark(self, batch: _Batch) -> None:
        parked, batch.parked = batch.parked, []
        for errand in reversed(parked):
            self._queue.add(host_of(errand.url), partial(self._start, batch, errand), first=True)
        self._queue.pump()

    def _forget(self, batch: _Batch) -> None:
        batch.closed = True
        batch.parked.clear()
        for task in batch.tasks:
            task.cancel()
        self._batches.discard(batch)

    async def _run(self, batch: _Batch, errand: Errand) -> None:
        try:
            response = await self._asker.ask(errand)
            batch.delivered += len(response.body)
            batch.answers.put(response)
        except Exception as bug:  # shown to the caller, who would otherwise wait for ever
            batch.answers.put(bug)
