"""Waiting for one's turn inside the event loop: ``Turns`` with a clock, and with errands that move from host to host."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Protocol

from everyside.adapters.fetcher.guard import Refused
from everyside.adapters.fetcher.politeness import Go, Turns


class Holder(Protocol):
    """``host`` is whose turn it holds, "" for none; ``pause_s`` how long that host is left alone after it, None for not at all."""

    host: str
    pause_s: float | None


class Queue:
    """Who may go to which host now. A holder has one turn at most and waits for another without any, so none can lock up."""

    def __init__(self, slots: int) -> None:
        self._turns = Turns(slots)
        self._wake: asyncio.TimerHandle | None = None

    def add(self, host: str, go: Go, *, first: bool = False) -> None:
        """Call ``go`` when it is its turn; ``pump`` starts what is due."""
        self._turns.add(host, go, first=first)

    def pump(self) -> None:
        """Let everyone go whose turn it is, and come back when the next one's pause is over."""
        loop = asyncio.get_running_loop()
        while go := self._turns.next(loop.time()):
            go()
        at = self._turns.wake_at()
        if at is None or (self._wake is not None and self._wake.when() <= at):
            return
        self.stop()
        self._wake = loop.call_at(at, self._woken)

    def _woken(self) -> None:
        self._wake = None  # timers may fire a little early, so its time says nothing about whether it has fired
        self.pump()

    def stop(self) -> None:
        if self._wake is not None:
            self._wake.cancel()

    def give_back(self, holder: Holder) -> None:
        self._turns.done(holder.host, asyncio.get_running_loop().time(), holder.pause_s)
        holder.host, holder.pause_s = "", None

    def leave(self, holder: Holder) -> None:
        """Give back what it holds, if anything, and let others go."""
        if holder.host:
            self.give_back(holder)
            self.pump()

    async def enter(self, holder: Holder, host: str) -> None:
        """Hold ``host``'s turn and no other's.

        Raises:
            Refused: ``rate-limited``, where the host asked to be left alone.
        """
        if holder.host != host:
            self.leave(holder)
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._turns.add(host, partial(self._grant, turn, host), first=True)
            self.pump()
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    holder.host = host
                raise
            holder.host = host
        self.check_blocked(holder)

    def _grant(self, turn: asyncio.Future[None], host: str) -> None:
        if turn.done():  # cancelled while it waited
            self._turns.done(host, asyncio.get_running_loop().time(), None)
        else:
            turn.set_result(None)

    def check_blocked(self, holder: Holder) -> None:
        if self.blocked_for(holder.host):
            raise Refused("rate-limited", "the host asked to be left alone; nothing was sent")

    def block(self, host: str, seconds: float) -> None:
        self._turns.block(host, asyncio.get_running_loop().time() + seconds)

    def blocked_for(self, host: str) -> float:
        return self._turns.blocked_for(host, asyncio.get_running_loop().time())
