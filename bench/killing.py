"""A run that is killed again and again, and one that is not, over the same press. Shared by the benchmark and the tests.

A kill is set by progress, not by time, so that kills fall into all steps on any machine: when the ledger has grown by a
drawn number of lines the child gets SIGKILL, up to half a second later.
"""

from __future__ import annotations

import random
import signal
import subprocess
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from bench import state
from bench.children import COMMAND, environment
from everyside.demo.press import DemoPress
from everyside.runner.loop import drain, run_once
from everyside.settings import load
from everyside.wiring import press
from everyside.wiring.house import House

LOOK_EVERY_S = 0.005
LATEST_S = 0.5
ROUNDS = ("collect", "work")


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    """One kill: the command it hit and how many ledger lines there were."""

    command: str
    lines: int


def prepare(folder: Path, demo: DemoPress, embedder: str, now: datetime) -> Path:
    """A folder with everyside.toml and a database that knows the press's outlets, feeds and ratings; gives the database."""
    folder.mkdir(parents=True)
    database = folder / "everyside.db"
    settings = folder / "everyside.toml"
    settings.write_text(
        f'[storage]\nurl = "sqlite:///{database}"\n[collect]\npress = "none"\nproxy = "{demo.proxy_url}"\ndelay_s = 0.0\n'
        f'[parts]\nembedder = "{embedder}"\n[work]\nextract_workers = 1\n',
        encoding="utf-8",
    )
    with House(load(settings, {}), lambda: now) as house:
        house.migrate()
        press.fill(house, press.Choice("demo", house.settings, "", demo))
    return database


def undisturbed(folder: Path) -> None:
    """The same work from start to end, in this process."""
    with House(load(folder / "everyside.toml", {})) as house:
        house.take_charge()
        worker = house.worker()
        for step in (house.poll_feeds(), house.fetch_pages()):
            while run_once(step, worker):
                pass
        drain(house.think(), worker)


def killed(folder: Path, database: Path, kills: int, lines: int, chance: random.Random) -> list[Killed]:
    """Run all rounds to their end, with up to ``kills`` kills spread over a run of ``lines`` ledger lines; gives those that hit."""
    hits: list[Killed] = []
    for command in ROUNDS:
        while True:
            point = None
            if len(hits) < kills:
                before = state.ledger_rows(database)
                point = before + chance.randint(0, max(0, 2 * (lines - before) // (kills - len(hits) + 1)))
            if not _killed_once(folder, database, command, point, chance, hits):
                break
    return hits


def _killed_once(folder: Path, database: Path, command: str, point: int | None, chance: random.Random, hits: list[Killed]) -> bool:
    """Whether the child was killed; False where it came to its own end."""
    log = folder / "child.log"
    with (
        log.open("w", encoding="utf-8") as said,
        subprocess.Popen((*COMMAND, command), cwd=folder, env=environment(), stdout=said, stderr=said) as child,
    ):
        while child.poll() is None:
            if point is not None and state.ledger_rows(database) >= point:
                time.sleep(chance.uniform(0, LATEST_S))
                family = psutil.Process(child.pid).children(recursive=True) if child.poll() is None else []
                child.send_signal(signal.SIGKILL)  # the child alone: its workers must notice by themselves
                if child.wait() == -signal.SIGKILL:
                    hits.append(Killed(command=command, lines=state.ledger_rows(database)))
                    _, alive = psutil.wait_procs(family, timeout=20)
                    if alive:
                        raise RuntimeError(f"{len(alive)} extraction workers outlived their killed parent")
                    return True
            time.sleep(LOOK_EVERY_S)
        if child.returncode != 0:
            raise RuntimeError(f"everyside {command} ended with {child.returncode}:\n{log.read_text(encoding='utf-8')[-3000:]}")
    return False
