"""Whoever asks whether anything was written is told so, on both databases."""

from __future__ import annotations

from everyside.storage import outlets
from everyside.storage.database import Database
from everyside.storage.pulse import Pulse
from tests import makers


def test_the_pulse_changes_with_each_commit_and_only_then(database: Database) -> None:
    beat = Pulse(database)
    first = beat.read()
    with database.read() as tx:
        outlets.count(tx)
    assert beat.read() == first
    with database.write() as tx:
        outlets.save(tx, [makers.outlet()])
    second = beat.read()
    assert second != first
    beat.close()
    third = beat.read()
    assert beat.read() == third
    beat.close()
