"""The first run as a stranger has it: ``everyside up`` in a process of its own, on the made-up press."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

FIRST_STORIES_WITHIN_S = 60
STARTS_WITHIN_S = 90


@dataclass
class Running:
    process: subprocess.Popen[str]
    folder: Path
    address: str
    said: list[str]
    seconds_to_first_story: float

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=20) as answer:
            return str(answer.read().decode())


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("first-run")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVERYSIDE_")}
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "everyside", "up", "--port", "0"],
        cwd=folder,
        env=environment | {"EVERYSIDE_COLLECT__PRESS": "demo"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout
        said = []
        while not (found := re.search(r"Open (http://127\.0\.0\.1:\d+)", "".join(said))):
            line = process.stdout.readline()
            assert line, "it ended before it printed its address"
            said.append(line)
        run = Running(process, folder, found[1], said, 0.0)
        while "/story/" not in run.get("/"):
            assert process.poll() is None
            assert time.monotonic() - started < STARTS_WITHIN_S
            time.sleep(0.3)
        run.seconds_to_first_story = time.monotonic() - started
        while '"working":true' in run.get("/health").replace(" ", ""):
            assert time.monotonic() - started < 2 * STARTS_WITHIN_S
            time.sleep(0.5)
        yield run
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def rows(run: Running, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(f"file:{run.folder / 'everyside-demo.db'}?mode=ro", uri=True) as connection:
        return connection.execute(query).fetchall()


def test_the_first_stories_stand_on_the_page_within_a_minute(running: Running) -> None:
    assert running.seconds_to_first_story < FIRST_STORIES_WITHIN_S


def test_it_says_that_this_is_fiction_in_the_terminal_and_on_every_page(running: Running) -> None:
    assert "made-up newsroom" in "".join(running.said)
    front = running.get("/")
    story = re.findall(r'href="(/story/[^"]+)"', front)[0]
    for path in ("/", story, "/methodology", "/operator"):
        assert "made-up newsroom" in running.get(path).lower(), path


def test_the_press_is_taken_in_whole(running: Running) -> None:
    ((articles, outlets, languages),) = rows(
        running, "SELECT count(*), count(DISTINCT outlet_id), count(DISTINCT language) FROM articles"
    )
    assert articles == 147
    assert outlets == 35
    assert languages == 8
    assert rows(running, "SELECT * FROM ledger WHERE failed") == []


def test_stories_bring_many_sides_and_languages_together(running: Running) -> None:
    large = rows(
        running,
        "SELECT m.story_id, count(DISTINCT a.outlet_id), count(DISTINCT a.language) "
        "FROM members m JOIN articles a ON a.id = m.article_id GROUP BY 1 HAVING count(DISTINCT a.outlet_id) >= 6",
    )
    assert len(large) >= 8
    assert sum(languages > 2 for _, _, languages in large) >= 6  # type: ignore[operator]


def test_every_citation_stands_in_its_article(running: Running) -> None:
    cited = rows(running, 'SELECT c.quote, c.start, c."end", a.text FROM citations c JOIN articles a ON a.id = c.article_id')
    assert len(cited) > 50
    for quote, start, end, text in cited:
        assert str(text)[int(str(start)) : int(str(end))] == quote


def test_every_bullet_has_evidence(running: Running) -> None:
    assert rows(running, "SELECT count(*) FROM bullets")[0][0]
    missing = "SELECT * FROM bullets b LEFT JOIN citations c USING (story_id, position) WHERE c.quote IS NULL"
    assert rows(running, missing) == []


def test_agency_copies_are_one_voice(running: Running) -> None:
    groups = rows(running, "SELECT group_id, count(*) FROM copies GROUP BY 1 HAVING count(*) > 1")
    assert sum(int(str(number)) for _, number in groups) - len(groups) == 22  # as many as the demo's files say carry another's text


def test_a_second_process_is_told_that_the_database_is_taken(running: Running) -> None:
    other = subprocess.run(
        [sys.executable, "-m", "everyside", "work"],
        cwd=running.folder,
        env=os.environ | {"EVERYSIDE_STORAGE__URL": "sqlite:///everyside-demo.db"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert other.returncode == 3
    assert "already works on" in other.stderr


def test_the_same_story_is_shown_in_the_terminal(running: Running) -> None:
    environment = os.environ | {"EVERYSIDE_STORAGE__URL": "sqlite:///everyside-demo.db"}
    command = [sys.executable, "-m", "everyside"]
    listed = subprocess.run(
        [*command, "stories", "-n", "3"],
        cwd=running.folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    id = listed.split()[0]
    shown = subprocess.run(
        [*command, "story", id], cwd=running.folder, env=environment, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    assert "independent texts" in shown
    assert shown.splitlines()[0] in listed
