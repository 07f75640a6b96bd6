"""Pages kept until somebody writes to the database, and a minute at most, for they tell how long ago things were.

A kept page is never stale: before it is given out the database is asked whether anything was committed since the moment before
that page was made. ``ETag`` and ``If-None-Match`` as in RFC 9110, 8.8.3 and 13.1.2.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from everyside.interface.messages import spoken
from everyside.publish.web.spoken import only_the_choice
from everyside.records.errors import StorageError

KEPT = timedelta(minutes=1)
MOST_BYTES = 64 << 20
PRIVATE = ("authorization", "range")  # what is asked with one of these, or with a cookie of another's, is nobody else's
VARY = ("host", "accept-encoding")


@dataclass(frozen=True, slots=True)
class _Answer:
    pulse: str
    made_at: datetime
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    etag: str


class Kept:
    """The answers, the longest unused leaving first where they take more than ``most_bytes``."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._held: OrderedDict[tuple[str, ...], _Answer] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...], pulse: str, now: datetime) -> _Answer | None:
        with self._lock:
            answer = self._held.get(key)
            if answer is None:
                return None
            if answer.pulse != pulse or not timedelta(0) <= now - answer.made_at < KEPT:
                self._drop(key)
                return None
            self._held.move_to_end(key)
            return answer

    def put(self, key: tuple[str, ...], answer: _Answer) -> None:
        with self._lock:
            if key in self._held:
                self._drop(key)
            self._held[key] = answer
            self._bytes += len(answer.body)
            while self._bytes > self._most:
                self._drop(next(iter(self._held)))

    def _drop(self, key: tuple[str, ...]) -> None:
        self._bytes -= len(self._held.pop(key).body)


class Cache:
    """ASGI middleware. It keeps what is answered 200 with ``cache-control: no-cache``; everything else passes through.

    ``pulse``: a word that changes with every commit; it may wait and it may fail, and then nothing is kept.
    ``idle``: whether pages depend on the database alone at present.
    """

    def __init__(self, app: ASGIApp, pulse: Callable[[], str], now: Callable[[], datetime], idle: Callable[[], bool]) -> None:
        self.app = app
        self._pulse = pulse
        self._now = now
        self._idle = idle
        self._kept = Kept()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if scope.get("method") not in ("GET", "HEAD") or _private(headers) or not self._idle():
            await self.app(scope, receive, send)
            return
        target = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        said = (*(headers.get(name, "") for name in VARY), spoken().language)
        key = (scope["method"], target, scope["query_string"].decode("latin-1"), *said)
        try:
            pulse, now = await run_in_threadpool(lambda: (self._pulse(), self._now()))
        except StorageError:
            await self.app(scope, receive, send)  # which says so to the reader
            return
        answer = self._kept.get(key, pulse, now)
        if answer is None:
            answer = await self._made(scope, receive, send, key, pulse, now)
        if answer is not None:
            await _give(answer, headers.get("if-none-match", ""), send)

    async def _made(
        self, scope: Scope, receive: Receive, send: Send, key: tuple[str, ...], pulse: str, now: datetime
    ) -> _Answer | None:
        """The application's answer, kept; None where it is not one to keep and was sent as it came."""
        start: Message = {}
        body = bytearray()
        passing = False
        answer: _Answer | None = None

        async def collect(message: Message) -> None:
            nonlocal start, passing, answer
            if passing:
                await send(message)
            elif message["type"] == "http.response.start":
                if message["status"] == 200 and Headers(raw=message["headers"]).get("cache-control") == "no-cache":
                    start = message
                else:
                    passing = True
                    await send(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    etag = f'"{sha256(bytes(body)).hexdigest()[:16]}"'
                    fixed = MutableHeaders(raw=list(start["headers"]))
                    fixed["etag"] = etag
                    answer = _Answer(pulse, now, tuple(fixed.raw), bytes(body), etag)
                    if scope["method"] == "GET":
                        self._kept.put(key, answer)

        await self.app(scope, receive, collect)
        return answer


def _private(headers: Headers) -> bool:
    return any(name in headers for name in PRIVATE) or ("cookie" in headers and not only_the_choice(headers["cookie"]))


async def _give(answer: _Answer, held: str, send: Send) -> None:
    if held == "*" or answer.etag in [tag.strip().removeprefix("W/") for tag in held.split(",")]:
        headers = [(name, value) for name, value in answer.headers if name not in (b"content-length", b"content-type")]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": list(answer.headers)})
    await send({"type": "http.response.body", "body": answer.body})
