"""What is put into a database before the first feed is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from everyside.demo.press import DemoPress
from everyside.records.errors import SettingsError
from everyside.settings import Settings, StorageSettings
from everyside.storage import feeds, outlets, reading
from everyside.wiring import press
from everyside.wiring.house import House
from everyside.wiring.press import Choice
from tests import makers


@pytest.mark.parametrize(("chosen", "reads"), [("none", False), ("live", True)])
def test_outlets_are_known_by_name_also_where_only_the_operators_feeds_are_read(tmp_path: Path, chosen: str, reads: bool) -> None:
    settings = replace(Settings(), storage=StorageSettings(url=f"sqlite:///{tmp_path / 'e.db'}"))
    with House(settings) as house:
        house.migrate()
        press.fill(house, Choice(chosen, settings, ""))
        with house.database.read() as tx:
            known = outlets.domains(tx)
            assert outlets.get(tx, [known["bbc.com"]])[known["bbc.com"]].country == "GB"
            assert (feeds.count(tx) > 0) is reads
            assert reading.totals(tx).outlets == 0  # none of them has an article here


def test_fiction_and_news_do_not_mix(tmp_path: Path) -> None:
    settings = replace(Settings(), storage=StorageSettings(url=f"sqlite:///{tmp_path / 'e.db'}"))
    with House(settings) as house, DemoPress(makers.NOW) as demo:
        house.migrate()
        press.fill(house, Choice("demo", settings, "", demo))
        with house.database.read() as tx:
            fiction = outlets.domains(tx)
        press.fill(house, Choice("none", settings, ""))
        with pytest.raises(SettingsError, match="do not mix"):
            press.fill(house, Choice("live", settings, ""))
        with house.database.read() as tx:
            assert outlets.domains(tx) == fiction
