"""SIGKILL at eight seeded points of collecting and working; the end must be that of a run nobody disturbed."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import killing, state
from bench.report import Report
from everyside.demo.press import DemoPress

SEED = 20
KILLS = 8


def run(folder: Path) -> Report:
    report = Report(name="kill")
    now = datetime.now(UTC)
    with DemoPress(now) as demo:
        calm = killing.prepare(folder / "calm", demo, "e5", now)
        began = time.perf_counter()
        killing.undisturbed(calm.parent)
        report.row("undisturbed_s", time.perf_counter() - began)
        wanted = state.read(calm)
        lines = state.ledger_rows(calm)
        chance = random.Random(SEED)
        rough = killing.prepare(folder / "rough", demo, "e5", now)
        began = time.perf_counter()
        kills = killing.killed(rough.parent, rough, KILLS, lines, chance)
        report.row("killed_s", time.perf_counter() - began)
    found = state.read(rough)
    report.row("articles", len(wanted.articles))
    report.row("stories", len(wanted.stories))
    report.row("ledger_lines", lines)
    report.row("seed", SEED)
    report.bar("kills", len(kills), len(kills) >= KILLS // 2, f"≥ {KILLS // 2}")
    report.rows.append(("", ", ".join(f"{each.command} at {each.lines}" for each in kills)))
    differences = wanted.differences(found)
    report.bar("parts_that_differ", len(differences), not differences, "0")
    for difference in differences:
        report.rows.append(("", difference))
    faults = state.faults(rough)
    report.bar("faults_of_the_file", len(faults), not faults, "0")
    return report
