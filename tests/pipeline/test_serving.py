"""`everyside serve` as an operator runs it: in one process or in several."""

from __future__ import annotations

import http.client
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]
import pytest

from bench.children import COMMAND, environment
from everyside.storage import summaries
from everyside.storage.database import Database
from tests.web.newsstand import HARBOUR, fill

ASKED = 24  # times over connections of their own: that one of two processes answers all of them has odds of 1 in 8 million


@contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[str, psutil.Process]]:
    """Its host and port, and the process."""
    command = (*COMMAND, "serve", "--port", "0", *options)
    with subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            yield urlsplit(child.stdout.readline().split()[-1]).netloc, psutil.Process(child.pid)
        finally:
            child.terminate()
            child.wait(20)


def asked(host: str, path: str) -> str:
    with closing(http.client.HTTPConnection(host, timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.headers.get("location") or answer.read().decode()


@pytest.mark.parametrize("processes", [1, 2])
def test_what_one_process_writes_every_process_shows_at_once(tmp_path: Path, processes: int) -> None:
    database = Database(f"sqlite:///{tmp_path / 'everyside.db'}")
    database.migrate()
    with database.write() as tx:
        fill(tx)
    with served(tmp_path, "--processes", str(processes)) as (host, parent):
        path = asked(host, f"/story/{HARBOUR}")
        before = {asked(host, path).partition("</h1>")[0].rpartition(">")[2] for _ in range(ASKED)}
        with database.write() as tx:
            told = summaries.get(tx, [HARBOUR])[HARBOUR]
            summaries.save(tx, [replace(told, bullets=(replace(told.bullets[0], text="It is told anew."),))])
        pages = [asked(host, path) for _ in range(ASKED)]
        started = [child for child in parent.children() if "spawn_main" in " ".join(child.cmdline())]
    database.close()
    assert len(before) == 1
    assert all("It is told anew." in page for page in pages)
    assert len(started) == (processes if processes > 1 else 0)
    assert not [child for child in started if child.is_running()], "they end with the one that started them"
