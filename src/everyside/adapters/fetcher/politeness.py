"""Whose turn it is: one request at a time a host, with a pause between two, and a bounded number over all hosts.

Pure bookkeeping without clock or network; times are seconds of any one clock. A host that waits for its pause holds no
slot, so any number of slow hosts leaves the others alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

Go = Callable[[], None]

_SWEEP = 4096  # hosts remembered before those that need no pause any more are forgotten


@dataclass(slots=True)
class _Host:
    queue: deque[Go] = field(default_factory=deque)
    busy: bool = False
    next_at: float = 0.0


class Turns:
    """Hands out turns. Each turn taken from ``next`` must be given back with ``done``."""

    def __init__(self, slots: int) -> None:
        self._free = slots
        self._hosts: dict[str, _Host] = {}
        self._due: list[tuple[float, int, str]] = []  # every host that is idle and has something queued, once
        self._blocked: dict[str, float] = {}
        self._order = count()
        self._sweep_at = _SWEEP

    def add(self, host: str, go: Go, *, first: bool = False) -> None:
        """Queue ``go`` for ``host``; ``first`` is for a redirect that continues something already begun."""
        state = self._hosts.get(host)
        if state is None:
            state = self._hosts[host] = _Host()
        waiting = bool(state.queue)
        if first:
            state.queue.appendleft(go)
        else:
            state.queue.append(go)
        if not waiting and not state.busy:
            heappush(self._due, (state.next_at, next(self._order), host))

    def next(self, now: float) -> Go | None:
        """The next one that may run now, or None."""
        if not self._free or not self._due or self._due[0][0] > now:
            return None
        state = self._hosts[heappop(self._due)[2]]
        state.busy = True
        self._free -= 1
        return state.queue.popleft()

    def wake_at(self) -> float | None:
        """When to call ``next`` again if no turn is given back before; None: only then."""
        return self._due[0][0] if self._free and self._due else None

    def done(self, host: str, now: float, pause_s: float | None) -> None:
        """Give a turn back. ``pause_s`` is how long the host is left alone; None if nothing was asked of it."""
        state = self._hosts[host]
        state.busy = False
        self._free += 1
        if self.blocked_for(host, now):
            state.next_at = 0.0  # what is queued will be answered without asking the host
        elif pause_s is not None:
            state.next_at = now + pause_s
        if state.queue:
            heappush(self._due, (state.next_at, next(self._order), host))
        elif len(self._hosts) > self._sweep_at:
            self._sweep(now)

    def block(self, host: str, until: float) -> None:
        """Ask nothing of ``host`` before ``until`` (Retry-After)."""
        self._blocked[host] = max(until, self._blocked.get(host, until))

    def blocked_for(self, host: str, now: float) -> float:
        """Seconds ``host`` is still to be left alone after a Retry-After; 0 if it is not."""
        until = self._blocked.get(host)
        if until is None:
            return 0.0
        if until <= now:
            del self._blocked[host]
            return 0.0
        return until - now

    def _sweep(self, now: float) -> None:
        self._hosts = {name: each for name, each in self._hosts.items() if each.busy or each.queue or each.next_at > now}
        self._blocked = {name: until for name, until in self._blocked.items() if until > now}
        self._sweep_at = max(_SWEEP, 2 * len(self._hosts))
