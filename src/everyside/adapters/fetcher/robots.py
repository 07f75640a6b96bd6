"""robots.txt: what a host lets us read, how fast, and which sitemaps it announces (RFC 9309; crawl-delay and sitemap by custom)."""

from __future__ import annotations

import re
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Protocol

from protego import Protego

TOKEN = "Everyside"
MAX_BYTES = 500 << 10  # RFC 9309 §2.5
KEPT = timedelta(days=1)  # RFC 9309 §2.4
KEPT_UNREACHABLE = timedelta(hours=1)
UNREACHABLE = 0  # the status under which an origin that gave no usable answer is kept
_MOST_SITEMAPS = 64
_PARSED = 1024  # parsed files held; the rest are parsed again from the store
_STORED_CHARACTERS = 64 << 20
_AGENT_LINE = re.compile(r"(\s*user[ -]?agent\s*:?\s*)([^#\s]*)", re.IGNORECASE)


class RobotsStore(Protocol):
    """Remembers robots.txt by origin (``https://host[:port]``). Called from the fetcher's thread: answer from memory."""

    def get(self, origin: str) -> tuple[int, str, datetime] | None:
        """Status (0: could not be reached), text, and when it is to be asked for again (aware UTC)."""

    def put(self, origin: str, status: int, body: str, expires_at: datetime) -> None: ...


class MemoryRobots:
    """A store that lasts as long as the process; the oldest entries leave at 64 million characters."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, tuple[int, str, datetime]] = OrderedDict()
        self._size = 0

    def get(self, origin: str) -> tuple[int, str, datetime] | None:
        return self._entries.get(origin)

    def put(self, origin: str, status: int, body: str, expires_at: datetime) -> None:
        self._drop(origin)
        self._entries[origin] = (status, body, expires_at)
        self._size += len(body) + 500
        while self._size > _STORED_CHARACTERS and len(self._entries) > 1:
            self._drop(next(iter(self._entries)))

    def _drop(self, origin: str) -> None:
        old = self._entries.pop(origin, None)
        if old:
            self._size -= len(old[1]) + 500


class Rules:
    """One parsed robots.txt. Unreachable ones shut everything (RFC 9309 §2.3.1.4), missing ones nothing."""

    def __init__(self, status: int, body: str, expires_at: datetime) -> None:
        self.unreachable = status == UNREACHABLE or status >= 500
        self.expires_at = expires_at
        self._parsed = Protego.parse(_only_ours(body)) if body and 200 <= status < 300 else None
        self.sitemaps: tuple[str, ...] = ()
        self.crawl_delay_s = 0.0
        if self._parsed is not None:
            announced = dict.fromkeys(each for each in self._parsed.sitemaps if len(each) < 2048)
            self.sitemaps = tuple(each for each in announced if each.lower().startswith(("http://", "https://")))[:_MOST_SITEMAPS]
            self.crawl_delay_s = self._parsed.crawl_delay(TOKEN) or 0.0

    def allow(self, url: str) -> bool:
        if self.unreachable:
            return False
        return self._parsed is None or bool(self._parsed.can_fetch(url, TOKEN))


class Robots:
    """All rules known, parsed once and kept until they expire."""

    def __init__(self, store: RobotsStore) -> None:
        self._store = store
        self._parsed: OrderedDict[str, Rules] = OrderedDict()

    def get(self, origin: str, now: datetime) -> Rules | None:
        """What is known of ``origin`` and still to be believed."""
        rules = self._parsed.get(origin)
        if rules is not None and rules.expires_at > now:
            self._parsed.move_to_end(origin)
            return rules
        stored = self._store.get(origin)
        if stored is None or stored[2] <= now:
            return None
        return self._keep(origin, Rules(*stored))

    def put(self, origin: str, status: int, body: bytes, now: datetime) -> Rules:
        """Take in what ``origin`` answered; ``status`` 0 if it could not be reached."""
        text = body[:MAX_BYTES].decode("utf-8-sig", "replace").replace("\0", "") if 200 <= status < 300 else ""
        kept = KEPT_UNREACHABLE if status == UNREACHABLE or status >= 500 else KEPT
        self._store.put(origin, status, text, now + kept)
        return self._keep(origin, Rules(status, text, now + kept))

    def _keep(self, origin: str, rules: Rules) -> Rules:
        self._parsed[origin] = rules
        self._parsed.move_to_end(origin)
        while len(self._parsed) > _PARSED:
            self._parsed.popitem(last=False)
        return rules


def _only_ours(text: str) -> str:
    """The same file with all agents that cannot mean us under one name.

    Protego applies each rule line to each agent above it, which a hostile file makes quadratic (20 000 agents above
    20 000 rules); with one name for all of them the work stays linear and the answer for us the same.
    """
    lines = text.splitlines()
    for at, line in enumerate(lines):
        match = _AGENT_LINE.match(line)
        if match:
            agent = match[2].lower()
            if agent.replace("*", "") not in TOKEN.lower() and agent != "*":
                lines[at] = f"{match[1]}another"
    return "\n".join(lines)
