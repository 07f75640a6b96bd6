"""The shared newsroom as a child of this process, on a free loopback port."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench.children import REPOSITORY, environment
from bench.report import Absent

SCRIPT = Path(os.environ.get("EVERYSIDE_NEWSROOM") or REPOSITORY.parent / "shared" / "newsroom" / "newsroom.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article the newsroom has: its address, outlet, the story it truly belongs to, and whether robots.txt lets us read it."""

    url: str
    host: str
    cluster: str
    language: str
    open: bool


class NewsroomServer:
    """Use as a context manager. ``proxy`` is the address to give to clients.

    Raises:
        Absent: newsroom.py is not on this machine.
    """

    def __init__(self) -> None:
        if not SCRIPT.exists():
            raise Absent("the newsroom is not here; name newsroom.py in EVERYSIDE_NEWSROOM")

    def __enter__(self) -> Self:
        self._child = subprocess.Popen(
            [sys.executable, str(SCRIPT), "--port", "0"], env=environment(), stdout=subprocess.PIPE, text=True
        )
        assert self._child.stdout is not None
        said = self._child.stdout.readline()
        address = re.search(r"http://[\d.]+:\d+", said)
        if not address:
            self._end()
            raise Absent(f"the newsroom did not start: {said.strip() or 'it said nothing'}")
        self.proxy = address[0]
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": self.proxy}))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def _end(self) -> None:
        self._child.kill()
        self._child.communicate()

    def get(self, url: str) -> tuple[bytes, dict[str, str]]:
        """Body and headers of any address the newsroom answers for."""
        with self._opener.open(url, timeout=60) as answer:
            return answer.read(), dict(answer.headers)

    def told(self) -> list[Told]:
        rows = [json.loads(line) for line in self._index("truth.jsonl").splitlines()]
        return [
            Told(url=row["url"], host=row["source"], cluster=row["cluster"], language=row["lang"], open=row["robots"])
            for row in rows
        ]

    def feeds(self) -> list[str]:
        return self._index("feeds.txt").split()

    def opml(self) -> bytes:
        return self.get("http://newsroom.example/feeds.opml")[0]

    def hostile(self) -> list[str]:
        return self._index("hostile.txt").split()

    def hits(self) -> dict[str, int]:
        """host/path → how often it was asked for."""
        found: dict[str, Any] = json.loads(self._index("stats.json"))
        return {address: int(count) for address, count in found.items() if not address.startswith("newsroom.example/")}

    def _index(self, name: str) -> str:
        return self.get(f"http://newsroom.example/{name}")[0].decode()


def host_of(url: str) -> str:
    return url.split("/")[2].lower()
