"""Extraction in worker processes that can be killed: hostile pages cost themselves only."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from everyside.stages.extract.pool import ExtractionPool, Job, Result

URL = "https://lantern-1.example/news/ferry"
GOOD = (
    b"<html><head><title>Ferry aground</title></head><body><article>"
    b"<p>The ferry Amber Lady ran aground off Port Ellery on Tuesday.</p>"
    b"<p>Harbour master Ines Calloway said that all 212 passengers had been brought ashore by noon.</p></article></body></html>"
)
ATTRIBUTES = b"<html><body><div " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">x</div></body></html>"
ENTITIES = b"<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a0 'boom'>%s]><html><body><p>&a9;</p></body></html>" % b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
)
HOSTILE = {
    "200 000 attributes": (ATTRIBUTES, {"timeout"}),
    "200 000 paragraphs": (b"<html><body>" + b"<p>word</p>" * 200_000, {"timeout", "ok"}),
    "50 000 nested blocks": (b"<html><body>" + b"<div>" * 50_000 + b"deep", {"ok", "unreadable"}),
    "entity bomb": (ENTITIES, {"ok", "unreadable"}),
    "NUL bytes in text": (b"<html><body><p>" + b"Hello\0world " * 20_000, {"ok"}),
    "NUL bytes alone": (bytes(1_000_000), {"unreadable"}),
    "3 MB of angle brackets": (b"<" * 3_000_000, {"unreadable"}),
    "random bytes": (random.Random(7).randbytes(1_000_000), {"unreadable"}),
    "too large": (b"x" * 4_000_000, {"too-large"}),
    "nothing": (b"", {"empty"}),
}


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractionPool]:
    with ExtractionPool(workers=2, seconds=3) as opened:
        yield opened


def outcome(result: Result) -> str:
    return result.failure.outcome if result.failure else "ok"


def job(key: object, body: bytes = GOOD) -> Job:
    return Job(key=str(key), url=URL, body=body, content_type="text/html")


def processes(pool: ExtractionPool) -> list[int]:
    return [worker.process.pid for worker in pool._workers]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def gone(pids: list[int], within: float) -> bool:
    until = time.monotonic() + within
    while any(map(alive, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(alive, pids))


def test_every_job_gets_one_result(pool: ExtractionPool) -> None:
    results = list(pool.map(job(n) for n in range(40)))
    assert sorted(int(each.key) for each in results) == list(range(40))
    assert all(each.extracted and each.extracted.title == "Ferry aground" for each in results)
    assert list(pool.map([])) == []


def test_hostile_pages_end_in_named_outcomes_while_the_others_go_on(pool: ExtractionPool) -> None:
    jobs = [each for name, (body, _) in HOSTILE.items() for each in (job(f"before {name}"), job(name, body))]
    results = {each.key: outcome(each) for each in pool.map(jobs)}
    assert len(results) == len(jobs)
    assert {results[f"before {name}"] for name in HOSTILE} == {"ok"}
    assert {name: results[name] for name in HOSTILE if results[name] not in HOSTILE[name][1]} == {}


def test_a_worker_killed_from_outside_costs_no_page(pool: ExtractionPool) -> None:
    results: list[str] = []
    for result in pool.map(job(n) for n in range(60)):
        if not results:
            os.kill(processes(pool)[0], signal.SIGKILL)
        results.append(outcome(result))
    assert results == ["ok"] * 60


def test_a_worker_killed_while_it_starts_costs_no_page() -> None:
    with ExtractionPool(workers=1, seconds=20) as small:
        small.start()
        os.kill(processes(small)[0], signal.SIGKILL)
        assert [outcome(result) for result in small.map([job(1), job(2)])] == ["ok", "ok"]


def test_a_page_that_needs_too_much_memory_is_set_aside() -> None:
    with ExtractionPool(workers=1, seconds=20, memory=48 << 20) as small:
        wide = b"<html><body>" + b"<a href='/x'>y</a><b>z</b>" * 110_000
        results = {each.key: outcome(each) for each in small.map([job("wide", wide), job("good")])}
    assert results["good"] == "ok"
    assert results["wide"] in ("too-large", "unreadable", "crashed")


def test_a_map_left_early_leaves_nothing_for_the_next(pool: ExtractionPool) -> None:
    for _ in pool.map(job(f"first {n}") for n in range(20)):
        break
    assert sorted(each.key for each in pool.map(job(f"second {n}") for n in range(5))) == [f"second {n}" for n in range(5)]


def test_texts_with_lone_surrogates_go_through(pool: ExtractionPool) -> None:
    (result,) = pool.map([Job(key="x\ud800", url=URL, content="<p>Harbour \ud800 calm</p>", title="Ferry \udfff")])
    assert result.key == "x\ud800"
    assert result.extracted
    assert result.extracted.text == "Harbour ? calm"


def test_closing_leaves_no_process_and_may_be_repeated() -> None:
    opened = ExtractionPool(workers=2, seconds=5)
    running = opened.map(job(n) for n in range(10))
    next(running)
    pids = processes(opened)
    assert pids
    opened.close()
    opened.close()
    assert gone(pids, within=2)
    with pytest.raises(RuntimeError, match="closed"):
        list(running)
    with pytest.raises(RuntimeError, match="closed"):
        list(opened.map([job(1)]))


@pytest.mark.skipif(not Path("/proc").exists(), reason="reads /proc")
def test_workers_end_when_their_parent_is_killed() -> None:
    code = (
        "from everyside.stages.extract.pool import ExtractionPool, Job\n"
        "pool = ExtractionPool(workers=2, seconds=1.5)\n"
        f"jobs = [Job(key='a', url='http://a.example/', body={GOOD!r}) for _ in range(4)]\n"
        "list(pool.map(jobs))\n"
        "print(*[each.process.pid for each in pool._workers], flush=True)\n"
        f"hang = b'<html><body><div ' + b' '.join(b'a%d=1' % n for n in range(200_000)) + b'>'\n"
        "list(pool.map([Job(key='h', url='http://a.example/', body=hang)] * 50))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    pids = [int(each) for each in parent.stdout.readline().split()]
    assert len(pids) == 2
    time.sleep(0.3)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(pids, within=8)
