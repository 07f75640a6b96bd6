"""robots.txt of every origin asked, kept for as long as it may be believed (RFC 9309 §2.4)."""

from __future__ import annotations

import threading
from datetime import datetime

from sqlalchemy import select

from everyside.storage.database import Tx
from everyside.storage.dialect import upsert
from everyside.storage.schema import robots

MOST_CHARACTERS = 64 << 20  # kept in memory; the oldest answers go first and are asked for again
Answer = tuple[int, str, datetime]  # status (0: could not be reached), body, expires_at


class StoredRobots:
    """The fetcher's memory of robots.txt. It answers from memory, so that the fetcher never waits for the database;
    ``load`` fills it and ``flush`` writes what is new. ``put`` and ``flush`` are called from several threads."""

    def __init__(self) -> None:
        self._answers: dict[str, Answer] = {}
        self._new: dict[str, Answer] = {}
        self._held = 0  # characters in _answers
        self._lock = threading.Lock()

    def load(self, tx: Tx, now: datetime) -> None:
        newest_last = select(robots).where(robots.c.expires_at > now).order_by(robots.c.expires_at)
        for row in tx.execute(newest_last):
            self._remember(row.origin, (row.status, row.body, row.expires_at))

    def get(self, origin: str) -> Answer | None:
        return self._answers.get(origin)

    def put(self, origin: str, status: int, body: str, expires_at: datetime) -> None:
        with self._lock:
            self._new[origin] = (status, body, expires_at)
            self._remember(origin, self._new[origin])

    def _remember(self, origin: str, answer: Answer) -> None:
        known = self._answers.pop(origin, None)
        self._answers[origin] = answer
        self._held += len(answer[1]) - (len(known[1]) if known else 0)
        while self._held > MOST_CHARACTERS and len(self._answers) > 1:
            oldest = next(iter(self._answers))
            self._held -= len(self._answers.pop(oldest)[1])

    def flush(self, tx: Tx) -> None:
        with self._lock:
            new, self._new = self._new, {}
        rows = [
            {"origin": origin, "status": status, "body": body, "expires_at": expires_at}
            for origin, (status, body, expires_at) in new.items()
            if len(origin) <= 300
        ]
        upsert(tx, robots, rows)
