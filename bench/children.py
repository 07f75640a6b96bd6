"""Child processes: ``everyside`` run as an operator would, with its memory and time watched."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil  # type: ignore[import-untyped]

REPOSITORY = Path(__file__).resolve().parents[1]
COMMAND = (sys.executable, "-c", "from everyside.cli import main; main()")
LOOK_EVERY_S = 0.1


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment without settings of Everyside or proxies, so that only what is given counts."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("EVERYSIDE_") and not name.lower().endswith("_proxy")
    }
    return {**kept, "PYTHONPATH": str(REPOSITORY), **(more or {})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A child that has ended. ``peak_bytes`` adds up resident memory over the process tree; shared pages count in each."""

    status: int
    output: str
    seconds: float
    cpu_seconds: float
    peak_bytes: int


class Watch:
    """Peak resident memory of a process and its children, and the processor time they were seen to take."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._stop = threading.Event()
        self._cpu: dict[int, float] = {}
        self.peak_bytes = 0
        self._thread = threading.Thread(target=self._look, daemon=True)

    @property
    def cpu_seconds(self) -> float:
        return sum(self._cpu.values())

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(LOOK_EVERY_S):
            try:
                everyone = [self._process, *self._process.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            taken = 0
            for each in everyone:
                try:
                    taken += each.memory_info().rss
                    times = each.cpu_times()
                    self._cpu[each.pid] = times.user + times.system
                except psutil.Error:  # it has just ended
                    continue
            self.peak_bytes = max(self.peak_bytes, taken)


def run(command: Sequence[str], folder: Path, more: Mapping[str, str] | None = None, *, timeout_s: float = 1200.0) -> Ran:
    """Run ``command`` in ``folder`` to its end; standard error comes with the output."""
    began = time.perf_counter()
    with (
        subprocess.Popen(
            command, cwd=folder, env=environment(more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as child,
        Watch(child.pid) as watch,
    ):
        try:
            output, _ = child.communicate(timeout=timeout_s)
        except BaseException:
            child.kill()
            raise
    return Ran(
        status=child.returncode,
        output=output,
        seconds=time.perf_counter() - began,
        cpu_seconds=watch.cpu_seconds,
        peak_bytes=watch.peak_bytes,
    )


def everyside(folder: Path, *arguments: str, more: Mapping[str, str] | None = None, allowed: Sequence[int] = (0,)) -> Ran:
    """``everyside`` with ``arguments`` in ``folder``, where its everyside.toml lies.

    Raises:
        RuntimeError: it ended with another status than those ``allowed``; the text is what it said.
    """
    ran = run((*COMMAND, *arguments), folder, more)
    if ran.status not in allowed:
        raise RuntimeError(f"everyside {' '.join(arguments)} ended with {ran.status}:\n{ran.output[-3000:]}")
    return ran
