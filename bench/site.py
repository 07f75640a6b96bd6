"""The site as `everyside serve` over SQLite with 100,000 articles in 10,000 stories: requests a second, and how long the slow ones
take at a steady pace.

The press is made up (site_world.py). The server is a child process (BENCH_SITE_PROCESSES=2: two); this one asks, over connections
that are kept open. Pages are asked for at random, by the addresses that links hold: ``fresh`` is each story's page for the first
time, ``kept`` a page that was asked for before, ``redirect`` a story by its number alone. As a ratio each
is set against `/health`, the least this server can do. BENCH_SITE=10000,1000 measures another size.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from urllib.parse import quote

import aiohttp

from bench.children import COMMAND, environment
from bench.report import Report
from bench.site_world import NOW, World
from everyside.records.ids import StoryId
from everyside.runner.loop import Worker, drain
from everyside.settings import Settings
from everyside.stages.embed import step as embed
from everyside.storage.database import Database
from everyside.wiring.house import House

ARTICLES, STORIES = (int(number) for number in (os.environ.get("BENCH_SITE") or "100000,10000").split(","))
PROCESSES = os.environ.get("BENCH_SITE_PROCESSES") or "1"
AT_ONCE = 8  # requests under way
SECONDS = 8.0  # of each measurement
PACE = 50  # requests a second at a steady pace
RATE, P99_MS, SEARCH_P99_MS = 300, 50.0, 150.0
STARTED_WITHIN_S = 60.0


def run(folder: Path) -> Report:
    report = Report(name="site")
    url = f"sqlite:///{folder / 'site.db'}"
    began = time.perf_counter()
    with House(Settings()) as parts:
        world = World(
            Database(url),
            articles=ARTICLES,
            stories=STORIES,
            vectors_by=embed.version(parts.embedder),
            dimensions=parts.embedder.dimensions,
        )
    ids = world.fill()
    _index(url)
    report.row("filling_s", time.perf_counter() - began)
    report.row("database_mb", (folder / "site.db").stat().st_size / 1e6)
    (folder / "everyside.toml").write_text(f'[storage]\nurl = "{url}"\n[collect]\npress = "none"\n', encoding="utf-8")
    command = [*COMMAND, "serve", "--port", "0", "--processes", PROCESSES]
    server = subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = server.stdout.readline().removeprefix("Open ").strip()
        asyncio.run(_measure(address, ids, world, report))
    finally:
        server.terminate()
        server.communicate()
    return report


def _index(url: str) -> None:
    """What search reads, made by the pipeline's own step."""
    with House(Settings()) as house, closing(Database(url)) as database:
        worker = Worker(database=database, name="bench", now=lambda: NOW)
        drain([step for step in house.think() if step.name == "index"], worker)


async def _measure(address: str, ids: Sequence[StoryId], world: World, report: Report) -> None:
    chance = random.Random(1)
    async with aiohttp.ClientSession(address, connector=aiohttp.TCPConnector(limit=AT_ONCE * 8)) as client:
        deadline = time.monotonic() + STARTED_WITHIN_S
        while not await _answers(client):
            assert time.monotonic() < deadline, "the site did not start"
            await asyncio.sleep(0.1)
        health, _ = await _flood(client, ["/health"], SECONDS / 2)
        report.row("health_a_second", health)
        large = await _size(client, f"/story/{ids[0]}")
        report.row("story_of_600_kb", large / 1000)
        shuffled = list(ids[1:])
        chance.shuffle(shuffled)
        half = len(shuffled) // 2
        bare = [f"/story/{id}" for id in shuffled]
        redirects, _ = await _flood(client, bare, SECONDS / 2, whole=False)
        report.row("redirect_a_second", redirects)
        fresh, kept = [[await _address(client, path) for path in paths] for paths in (bare[:half], bare[half : half + 200])]
        searches = [f"/search?q={quote(' '.join(chance.sample(world.words[50:5000], chance.randint(1, 3))))}" for _ in range(2000)]
        await _pace(client, searches[:20], 2)  # the model and the vectors are loaded once
        for name, paths in (("story_fresh", fresh), ("story_kept", kept), ("front", ["/"])):
            if name == "story_kept":
                await _flood(client, kept, 3.0)
            rate, _ = await _flood(client, paths, SECONDS)
            report.bar(f"{name}_a_second", rate, rate >= RATE, f"≥ {RATE}")
            report.row(f"{name}_to_health", rate / health)
        for name, paths, pace, bar in (
            ("story_fresh", fresh[::-1], PACE, P99_MS),
            ("story_kept", kept, PACE, P99_MS),
            ("front", ["/"], PACE, P99_MS),
            ("search", searches[20:], 10, SEARCH_P99_MS),
        ):
            taken = await _pace(client, paths, pace)
            report.row(f"{name}_median_ms_at_{pace}", median(taken))
            p99 = sorted(taken)[int(len(taken) * 0.99)]
            report.bar(f"{name}_p99_ms_at_{pace}", p99, p99 <= bar, f"≤ {bar:g}")


async def _answers(client: aiohttp.ClientSession) -> bool:
    try:
        async with client.get("/health") as answer:
            return bool(json.loads(await answer.read())["status"] == "ok")
    except aiohttp.ClientError:
        return False


async def _address(client: aiohttp.ClientSession, path: str) -> str:
    """Where a story's page stands, which it is asked for by its number."""
    async with client.get(path, allow_redirects=False) as answer:
        return answer.headers["location"]


async def _ask(client: aiohttp.ClientSession, path: str, whole: bool = True) -> float:
    """Milliseconds until all of the answer is here; not ``whole``: that a page stands elsewhere is the answer."""
    began = time.perf_counter()
    async with client.get(path, allow_redirects=whole) as answer:
        body = await answer.read()
        assert answer.status == (200 if whole else 301), f"{path}: {answer.status}"
        assert body or not whole
    return 1000 * (time.perf_counter() - began)


async def _size(client: aiohttp.ClientSession, path: str) -> int:
    async with client.get(path) as answer:
        return len(await answer.read())


async def _flood(
    client: aiohttp.ClientSession, paths: Sequence[str], seconds: float, whole: bool = True
) -> tuple[float, list[float]]:
    """As many as go, AT_ONCE under way: requests a second, and how long each took. Paths come in turn."""
    until = time.perf_counter() + seconds
    taken: list[float] = []
    place = 0

    async def one() -> None:
        nonlocal place
        while time.perf_counter() < until:
            place += 1
            taken.append(await _ask(client, paths[place % len(paths)], whole))

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return len(taken) / (time.perf_counter() - began), taken


async def _pace(client: aiohttp.ClientSession, paths: Sequence[str], pace: int) -> list[float]:
    """``pace`` requests a second whether or not the earlier ones are answered: how long each took."""
    asked: list[asyncio.Task[float]] = []
    began = time.perf_counter()
    for number in range(int(pace * SECONDS)):
        await asyncio.sleep(max(0.0, began + number / pace - time.perf_counter()))
        asked.append(asyncio.create_task(_ask(client, paths[number % len(paths)])))
    return list(await asyncio.gather(*asked))
