"""One request from its turn to its answer: robots.txt asked, redirects followed, every end given its word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from yarl import URL

from everyside.adapters.fetcher.exchange import KEEP_ALIVE_S, Answer, Exchange, ProxyDown
from everyside.adapters.fetcher.guard import Network, Refused, checked_url
from everyside.adapters.fetcher.message import PERMANENT, REDIRECTS, location, outcome_of, readable, retry_after_s, validator
from everyside.adapters.fetcher.queueing import Queue
from everyside.adapters.fetcher.robots import MAX_BYTES, UNREACHABLE, Robots, Rules
from everyside.ports import Request, Response
from everyside.settings import CollectSettings

MAX_REDIRECTS = 5
_MOST_IDLE = 300  # connections kept for later; sockets are few (1024 on many machines)
_NO_HINT_WAIT_S = 60.0  # after 429 without Retry-After


@dataclass(slots=True, eq=False)
class Errand:
    """A request on its way; see ``queueing.Holder``. ``left_s`` is what remains of its time."""

    request: Request
    url: URL
    left_s: float
    host: str = ""
    pause_s: float | None = None
    status: int = 0
    sitemaps: tuple[str, ...] = ()
    seconds: float = 0.0
    why: str = ""  # what befell the question for robots.txt


def host_of(url: URL) -> str:
    """What politeness counts by: all ports and both schemes of a name are one host."""
    return url.raw_host or ""


class Asker:
    """Runs errands. Lives inside the event loop."""

    def __init__(
        self,
        settings: CollectSettings,
        allowed: tuple[Network, ...],
        robots: Robots,
        queue: Queue,
        exchange: Exchange,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._allowed = allowed
        self._robots = robots
        self._queue = queue
        self._exchange = exchange
        self._now = now
        self._loading: dict[str, asyncio.Future[None]] = {}
        self._idle: dict[str, float] = {}

    async def ask(self, errand: Errand) -> Response:
        """The answer; the errand may hold another host's turn afterwards."""
        try:
            return await self._answer(errand)
        except Refused as refused:
            return self._response(errand, refused.outcome, detail=refused.detail)

    async def _answer(self, errand: Errand) -> Response:
        request = errand.request
        headers = {"Accept": validator(request.accept) or "*/*"}
        if validator(request.etag):
            headers["If-None-Match"] = validator(request.etag)
        if validator(request.last_modified):
            headers["If-Modified-Since"] = validator(request.last_modified)
        moves: list[int] = []
        while True:
            self._queue.check_blocked(errand)
            await self._pass_robots(errand)
            answer = await self._get(errand, headers)
            errand.status = answer.status
            if answer.status not in REDIRECTS:
                break
            moves.append(answer.status)
            if len(moves) > MAX_REDIRECTS:
                raise Refused("too-many-redirects", f"more than {MAX_REDIRECTS}")
            errand.url = self._target(errand.url, answer)
            await self._queue.enter(errand, host_of(errand.url))
        outcome = outcome_of(answer.status)
        if outcome == "not-modified" and len(headers) == 1:
            raise Refused("bad-response", "304 to a request without conditions")
        self._heed_retry_after(errand.host, answer)
        # Only a target that answers well may replace the address we know.
        moved = bool(moves) and PERMANENT.issuperset(moves) and outcome in ("ok", "not-modified")
        return self._response(errand, outcome, answer, moved=moved)

    async def _get(self, errand: Errand, headers: dict[str, str]) -> Answer:
        """One hop at the host whose turn the errand holds; it counts for the pause and the request's time."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        if not self._keeps(errand.host, began):
            headers = {**headers, "Connection": "close"}
        try:
            return await self._exchange.get(
                errand.url, headers, max_bytes=errand.request.max_bytes, timeout_s=max(errand.left_s, 0.001)
            )
        finally:
            spent = loop.time() - began
            errand.left_s -= spent
            errand.seconds += spent

    def _keeps(self, host: str, now: float) -> bool:
        """Whether there is room to keep this connection; the oldest leave by aiohttp's own timer, within two of its rounds."""
        while self._idle and next(iter(self._idle.values())) < now - 2 * KEEP_ALIVE_S:
            del self._idle[next(iter(self._idle))]
        self._idle.pop(host, None)
        if len(self._idle) >= _MOST_IDLE:
            return False
        self._idle[host] = now
        return True

    def _target(self, url: URL, answer: Answer) -> URL:
        if "Location" not in answer.headers:
            raise Refused("bad-response", f"{answer.status} without Location")
        return checked_url(location(answer.headers["Location"]), self._allowed, base=url)

    def _heed_retry_after(self, host: str, answer: Answer) -> None:
        if answer.status in (429, 503):
            wait = retry_after_s(answer.headers.get("Retry-After"), self._now())
            if wait is None and answer.status == 429:
                wait = _NO_HINT_WAIT_S
            if wait:
                self._queue.block(host, wait)

    async def _pass_robots(self, errand: Errand) -> None:
        """Return if ``errand.url`` may be asked for, holding its host's turn.

        Raises:
            Refused: ``robots-disallow``, ``robots-unreachable``, or what befell the question for robots.txt.
        """
        rules = await self._rules(errand)
        await self._queue.enter(errand, host_of(errand.url))
        errand.sitemaps = rules.sitemaps
        if rules.unreachable:
            raise Refused(
                "robots-unreachable", errand.why or "robots.txt could not be had within the last hour (RFC 9309 §2.3.1.4)"
            )
        if not rules.allow(str(errand.url)):
            raise Refused("robots-disallow", "robots.txt does not let us read this")
        errand.pause_s = max(self._settings.delay_s, min(rules.crawl_delay_s, self._settings.max_delay_s))

    async def _rules(self, errand: Errand) -> Rules:
        origin = str(errand.url.origin())
        while True:
            rules = self._robots.get(origin, self._now())
            if rules is not None:
                return rules
            loading = self._loading.get(origin)
            if loading is None:
                break
            self._queue.leave(errand)
            await asyncio.wait([loading])
            await self._queue.enter(errand, host_of(errand.url))
        done = self._loading[origin] = asyncio.get_running_loop().create_future()
        try:
            status, body = await self._ask_robots(errand)
            return self._robots.put(origin, status, body, self._now())
        finally:
            del self._loading[origin]
            done.set_result(None)

    async def _ask_robots(self, errand: Errand) -> tuple[int, bytes]:
        """Status and body of robots.txt after at most five redirects; status 0 where there is no usable answer."""
        url, first = errand.url.origin() / "robots.txt", True
        for _ in range(MAX_REDIRECTS + 1):
            try:
                await self._queue.enter(errand, host_of(url))
                answer = await self._exchange.get(url, {}, max_bytes=MAX_BYTES, timeout_s=self._settings.timeout_s, cut=True)
                self._heed_retry_after(errand.host, answer)
                if answer.status in REDIRECTS:
                    first = False
                    url = self._target(url, answer)
                    continue
            except ProxyDown:
                raise
            except Refused as refused:
                # A host that does not exist or is out of bounds is reported as that, and is not worth remembering.
                if first and refused.outcome in ("dns-error", "forbidden-address", "rate-limited"):
                    raise
                errand.why = f"robots.txt: {refused.outcome} {refused.detail}".strip()
                return UNREACHABLE, b""
            if answer.status == 429:
                self._queue.check_blocked(errand)
            usable = 200 <= answer.status < 300 or 400 <= answer.status < 600
            errand.why = f"robots.txt: status {answer.status}"
            return (answer.status, answer.body) if usable else (UNREACHABLE, b"")
        return 404, b""  # RFC 9309 §2.3.1.2: more than five redirects are as good as none

    def _response(
        self, errand: Errand, outcome: str, answer: Answer | None = None, *, detail: str = "", moved: bool = False
    ) -> Response:
        headers = answer.headers if answer else {}
        wait = None
        if outcome in ("rate-limited", "server-error"):
            host = host_of(errand.url)
            wait = self._queue.blocked_for(host) or None
        return Response(
            key=errand.request.key,
            url=str(errand.url),
            outcome=outcome,
            status=errand.status,
            body=answer.body if answer else b"",
            content_type=readable(headers.get("Content-Type")),
            etag=validator(headers.get("ETag")),
            last_modified=validator(headers.get("Last-Modified")),
            moved_to=str(errand.url) if moved else "",
            retry_after_s=wait,
            detail=readable(detail),
            sitemaps=errand.sitemaps,
            seconds=round(errand.seconds, 6),
            wire_bytes=answer.wire_bytes if answer else 0,
        )
