"""SIGKILL in the middle of the work, in real processes: started again, it ends as if nothing had happened."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

from bench import killing, state
from everyside.demo.press import DemoPress

NOW = datetime.now(UTC)
KILLS = 3
SEED = 7


def test_a_run_killed_three_times_ends_as_one_that_nobody_disturbed(tmp_path: Path) -> None:
    with DemoPress(NOW) as demo:
        calm = killing.prepare(tmp_path / "calm", demo, "plain", NOW)
        killing.undisturbed(calm.parent)
        rough = killing.prepare(tmp_path / "rough", demo, "plain", NOW)
        kills = killing.killed(rough.parent, rough, KILLS, state.ledger_rows(calm), random.Random(SEED))
    wanted = state.read(calm)
    assert len(wanted.articles) >= 100
    assert len(wanted.bullets) >= 8
    assert kills, "no kill hit: the test has tested nothing"
    assert wanted.differences(state.read(rough)) == []
    assert state.faults(rough) == []
