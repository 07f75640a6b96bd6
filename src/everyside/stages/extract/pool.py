"""Extraction in worker processes that can be killed, because one hostile page hangs any extractor there is.

    with ExtractionPool(workers=0, seconds=5.0, max_bytes=3 << 20) as pool:
        for result in pool.map(jobs):
            ...

Workers are fresh interpreters (never forks of a parent that has threads), started on first use and kept. A page that takes
too long or crashes its worker costs that worker only: another is started and the other jobs go on. Each worker has one job at
hand and the next in its pipe, so none waits for the parent.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import msgspec

from everyside.records.errors import Failure, Permanent
from everyside.stages.extract.core import Extracted
from everyside.stages.extract.worker import Answer, Job

__all__ = ["ExtractionPool", "Job", "Result"]

MEMORY = 1 << 30  # bytes a worker may take on top of what it has when warm; 3 MB pages need up to 300 MB
AHEAD = 2  # jobs a worker holds: one at hand, one waiting
GRACE = 5.0  # seconds the parent waits beyond a worker's own alarm before it kills it
START = 60.0  # seconds a worker may take to start on a busy machine
MOST_STILLBORN = 4  # a machine short of memory may kill a worker that starts; one that cannot start at all fails each time
_DEPTH = 1 << 16  # bytes read at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of the job ``key``: ``extracted``, or the ``failure`` it is set aside with.

    Outcomes: those of ``core.extract`` and ``timeout``, ``crashed``, ``too-large``.
    """

    key: str
    extracted: Extracted | None = None
    failure: Failure | None = None


class _Worker:
    """One process and what is on the way to and from it."""

    def __init__(self, seconds: float, memory: int) -> None:
        code = f"from everyside.stages.extract.worker import main; main({seconds!r}, {memory!r})"
        # -P: the working directory is not a place to import from
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-W", "ignore", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.inlet, self.outlet = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self.inlet, False)
        os.set_blocking(self.outlet, False)
        self.ready = False
        self.jobs: deque[Job] = deque()  # given, not answered; the first is at hand
        self.unsent = bytearray()
        self.unread = bytearray()
        self.heard_at = time.monotonic()

    def give(self, job: Job, frame: bytes) -> None:
        if not self.jobs:
            self.heard_at = time.monotonic()
        self.jobs.append(job)
        self.unsent += len(frame).to_bytes(4, "big") + frame

    def send(self) -> None:
        """Write as much as the pipe takes. A closed pipe is noticed where it is read."""
        with contextlib.suppress(BlockingIOError, BrokenPipeError):
            while self.unsent:
                del self.unsent[: os.write(self.inlet, memoryview(self.unsent)[: 1 << 20].tobytes())]

    def receive(self) -> tuple[list[bytes], bool]:
        """Complete frames that have arrived, and whether the pipe has ended."""
        ended = False
        try:
            while data := os.read(self.outlet, _DEPTH):
                self.unread += data
            ended = True
        except BlockingIOError:
            pass
        frames: list[bytes] = []
        while len(self.unread) >= 4 and len(self.unread) >= (end := 4 + int.from_bytes(self.unread[:4], "big")):
            frames.append(bytes(self.unread[4:end]))
            del self.unread[:end]
        return frames, ended

    def end(self) -> int:
        """Kill it if it still runs, and give its exit status."""
        if self.process.poll() is None:
            self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        return self.process.wait()


class ExtractionPool:
    """``workers`` processes (0: one for each core this process may use), ``seconds`` and ``max_bytes`` a page.

    One ``map`` at a time; a second thread waits. Close it, or use it as a context manager: then no process is left.
    """

    def __init__(self, workers: int = 0, seconds: float = 5.0, max_bytes: int = 3 << 20, memory: int = MEMORY) -> None:
        self._size = workers or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))
        self._seconds, self._max_bytes, self._memory = seconds, max_bytes, memory
        self._workers: list[_Worker] = []
        self._stillborn = 0  # workers in a row that died before they were ready
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Start all workers now, so that they are warm when the first jobs come. Does not wait for them."""
        with self._lock:
            self._fill(self._size)

    def close(self) -> None:
        """End all workers; a ``map`` under way raises RuntimeError. Harmless to repeat."""
        self._closed = True
        if not self._workers:
            return
        for worker in list(self._workers):
            worker.process.kill()
        # a map in another thread hears of the deaths and lets go; one that was begun and left in this thread never will
        held = self._lock.acquire(timeout=1)
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        if held:
            self._lock.release()

    def map(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """A result for each job, in the order they get done. ``jobs`` is read as workers become free.

        Raises:
            RuntimeError: the pool is closed, or workers cannot be started (their error is on standard error).
        """
        with self._lock:
            yield from self._run(iter(jobs))

    def _run(self, jobs: Iterator[Job]) -> Iterator[Result]:
        decode = msgspec.msgpack.Decoder(Answer).decode
        again: deque[Job] = deque()  # not at fault when their worker died
        tried: set[str] = set()  # crashed once; a worker may have been killed from outside
        source: Iterator[Job] | None = jobs
        finished = False
        try:
            while True:
                # hand out, the idlest worker first
                while worker := self._free(wanted=bool(again) or source is not None):
                    job = again.popleft() if again else next(source, None) if source else None
                    if job is None:
                        source = None
                        break
                    if len(job.body) > self._max_bytes or len(job.content) > self._max_bytes:
                        size = max(len(job.body), len(job.content))
                        detail = f"{size:,} bytes; at most {self._max_bytes:,} are taken"
                        yield Result(key=job.key, failure=Permanent("too-large", detail))
                        continue
                    worker.give(job, _frame(job))
                    worker.send()
                busy = [each for each in self._workers if each.jobs]
                if not busy and source is None and not again:
                    break
                results: list[Result] = []  # given out after the round: the caller may close the pool between two
                for worker in self._listen(busy):
                    frames, ended = worker.receive()
                    for frame in frames:
                        worker.heard_at = time.monotonic()
                        if worker.ready:
                            results.append(_result(worker.jobs.popleft().key, decode(frame)))
                        worker.ready, self._stillborn = True, 0
                    if ended:
                        results.extend(self._bury(worker, again, tried))
                yield from results
            finished = True
        finally:
            if not finished:  # the caller stopped early: answers still to come would meet the next map's jobs
                for worker in [each for each in self._workers if each.jobs]:
                    worker.end()
                    self._workers.remove(worker)

    def _free(self, *, wanted: bool) -> _Worker | None:
        """A worker that can hold another job; a new one is started before any holds two."""
        if self._closed:
            raise RuntimeError("the extraction pool is closed")
        if not wanted:
            return None
        worker = min(self._workers, key=lambda each: len(each.jobs), default=None)
        if (worker is None or worker.jobs) and len(self._workers) < self._size:
            self._fill(len(self._workers) + 1)
            worker = self._workers[-1]
        return worker if worker and len(worker.jobs) < AHEAD else None

    def _fill(self, count: int) -> None:
        while len(self._workers) < count:
            self._workers.append(_Worker(self._seconds, self._memory))

    def _listen(self, busy: list[_Worker]) -> list[_Worker]:
        """Wait until one of ``busy`` says something or overruns; send what is unsent meanwhile."""
        since = time.monotonic()
        with selectors.DefaultSelector() as selector:
            for worker in busy:
                selector.register(worker.outlet, selectors.EVENT_READ, worker)
                if worker.unsent:
                    selector.register(worker.inlet, selectors.EVENT_WRITE, worker)
            heard: list[_Worker] = []
            for key, _ in selector.select(timeout=1.0):
                worker = key.data
                if key.fd == worker.inlet:
                    worker.send()
                else:
                    heard.append(worker)
        for worker in busy:
            allowed = self._seconds + GRACE if worker.ready else START
            # a worker that answered while the caller was busy elsewhere is heard, not late
            if worker not in heard and since - worker.heard_at > allowed:
                worker.process.kill()
        return heard

    def _bury(self, worker: _Worker, again: deque[Job], tried: set[str]) -> Iterator[Result]:
        """Take a dead worker out; the job it had at hand is at fault, the others go to another."""
        status = worker.end()
        self._workers.remove(worker)
        if self._closed:
            raise RuntimeError("the extraction pool was closed while it worked")
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= MOST_STILLBORN:
                raise RuntimeError(f"extraction workers cannot start (exit status {status}); their error is above")
            again.extend(worker.jobs)
            return
        if not worker.jobs:
            return
        job = worker.jobs.popleft()
        again.extend(worker.jobs)
        late = time.monotonic() - worker.heard_at > self._seconds + GRACE
        if status == -signal.SIGALRM or (status == -signal.SIGKILL and late):
            yield Result(key=job.key, failure=Permanent("timeout", f"extraction took longer than {self._seconds:g} seconds"))
        elif job.key in tried:
            yield Result(key=job.key, failure=Permanent("crashed", f"the worker ended with status {status}"))
        else:
            tried.add(job.key)
            again.append(job)


def _frame(job: Job) -> bytes:
    try:
        return msgspec.msgpack.encode(job)
    except UnicodeEncodeError:  # lone surrogates in what a feed gave
        texts = {
            name: getattr(job, name).encode("utf-8", "replace").decode() for name in ("url", "content_type", "content", "title")
        }
        return msgspec.msgpack.encode(msgspec.structs.replace(job, key="", **texts))


def _result(key: str, answer: Answer) -> Result:
    if answer.extracted is not None:
        return Result(key=key, extracted=answer.extracted)
    return Result(key=key, failure=Permanent(answer.outcome, answer.detail))
