"""What is put into a database before the first feed is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from everyside.demo.press import DemoPress
from everyside.records.errors import SettingsError
from everyside.records.ids import OutletId, OwnerId
from everyside.records.outlet import Outlet
from everyside.records.owner import OwnerKind, chain, owner_kind
from everyside.records.rating import BIAS, FACTUALITY
from everyside.settings import Settings, StorageSettings
from everyside.storage import articles, feeds, knowledge, ledger, outlets, owners, ratings, reading, spectra, stories
from everyside.wiring import press
from everyside.wiring.house import House
from everyside.wiring.press import Choice
from tests import makers

OWN = """
[[outlet]]
id = "the-own-paper"
name = "The Own Paper"
domains = ["own-paper.example"]
owner = "own-family"
owner_source = "the imprint"
feeds = ["https://own-paper.example/feed.xml"]
"""
FAMILY = '[[owner]]\nid = "own-family"\nname = "Own Family"\nkind = "family"\nsource = "the register of companies"\n'
RATED = "rater,domain,axis,value,label,url,date\nMe,own-paper.example,bias,-1,leans left,,2026\n"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.chdir(tmp_path)
    settings = replace(Settings(), storage=StorageSettings(url=f"sqlite:///{tmp_path / 'e.db'}"))
    with House(settings, lambda: makers.NOW) as opened:
        opened.migrate()
        yield opened


@pytest.fixture
def own(house: House, tmp_path: Path) -> Path:
    """The operator's own outlet, owner and ratings."""
    for name, text in (("outlets/a.toml", OWN), ("owners/a.toml", FAMILY), ("ratings/mine.csv", RATED)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("chosen", "reads"), [("none", False), ("live", True)])
def test_outlets_are_known_by_name_also_where_only_the_operators_feeds_are_read(house: House, chosen: str, reads: bool) -> None:
    assert press.fill(house, Choice(chosen, house.settings, "")) == ()
    with house.database.read() as tx:
        known = outlets.domains(tx)
        assert outlets.get(tx, [known["bbc.com"]])[known["bbc.com"]].country == "GB"
        assert (feeds.count(tx) > 0) is reads
        assert reading.totals(tx).outlets == 0  # none of them has an article here
        assert {BIAS, "state"} <= spectra.every(tx).keys()


def test_fiction_and_news_do_not_mix(house: House) -> None:
    with DemoPress(makers.NOW) as demo:
        press.fill(house, Choice("demo", house.settings, "", demo))
    with house.database.read() as tx:
        fiction = outlets.domains(tx)
    assert press.fill(house, Choice("none", house.settings, "")) == ()
    assert press.renew(house) == ()
    with pytest.raises(SettingsError, match="do not mix"):
        press.fill(house, Choice("live", house.settings, ""))
    with house.database.read() as tx:
        assert outlets.domains(tx) == fiction


def test_the_demo_brings_owners_spectra_and_ratings_of_its_own(house: House) -> None:
    with DemoPress(makers.NOW) as demo:
        press.fill(house, Choice("demo", house.settings, "", demo))
    with house.database.read() as tx:
        ids = list(outlets.domains(tx).values())
        known = outlets.get(tx, ids)
        behind = owners.chains(tx, {outlet.owner for outlet in known.values() if outlet.owner})
        kinds = {owner_kind(outlet, chain(outlet.owner, behind)) for outlet in known.values()}
        standings = ratings.standings(tx, ids)
        assert set(spectra.every(tx)) == {BIAS, "state", "government-opposition-caravela", "alto-separatist-unionist"}
        assert [pack.id for pack, _, _ in ratings.all_packs(tx)] == ["demo"]
    assert kinds == set(OwnerKind)
    assert [owner.id for owner in chain(OwnerId("standard-newspapers"), behind)] == ["standard-newspapers", "ardent-holdings"]
    assert all(owner.fiction for owner in behind.values())
    rated = [standing for standing in standings.values() if BIAS in standing]
    assert 20 < len(rated) < len(ids), "some are rated and some are not"
    assert any(standing[BIAS].disagree for standing in rated)
    assert any(FACTUALITY in standing and BIAS not in standing for standing in standings.values())


def test_the_operators_own_files_are_taken_in_and_what_is_gone_from_them_goes(house: House, own: Path) -> None:
    paper = OutletId("the-own-paper")
    press.fill(house, Choice("live", house.settings, ""))
    with house.database.read() as tx:
        assert outlets.get(tx, [paper])[paper].owner == "own-family"
        assert owners.chains(tx, [OwnerId("own-family")])[OwnerId("own-family")].kind is OwnerKind.FAMILY
        assert ratings.standings(tx, [paper])[paper][BIAS].value == -1
        before = knowledge.digest(tx)
    press.renew(house)
    with house.database.read() as tx:
        assert knowledge.digest(tx) == before, "what did not change makes nothing anew"
    (own / "ratings" / "mine.csv").unlink()
    (own / "owners" / "a.toml").write_text(FAMILY.replace('"family"', '"telecom"'), encoding="utf-8")
    press.renew(house)
    with house.database.read() as tx:
        assert BIAS not in ratings.standings(tx, [paper])[paper]
        assert owners.chains(tx, [OwnerId("own-family")])[OwnerId("own-family")].kind is OwnerKind.TELECOM
        assert knowledge.digest(tx) != before


def test_a_mistake_in_an_own_file_is_returned_and_the_rest_is_taken_in(house: House, own: Path) -> None:
    (own / "outlets" / "a.toml").write_text(OWN + OWN.replace("the-own-paper", "twice"), encoding="utf-8")
    (own / "ratings" / "broken.csv").write_bytes(b"\xff\xff\x00 no text")
    problems = press.renew(house)
    assert any("twice" in each for each in problems)
    with house.database.read() as tx:
        assert outlets.domains(tx)["own-paper.example"] == "the-own-paper"


def test_when_an_outlet_becomes_known_its_articles_are_its_own_and_their_stories_are_counted_anew(house: House, own: Path) -> None:
    met = OutletId("own-paper.example")
    done = [ledger.Line(item=makers.story_key(n), outcome="assessed", made_by="assess/x#f", at=makers.NOW) for n in (1, 2)]
    with house.database.write() as tx:
        outlets.save(tx, [Outlet(id=met, name=met, domains=(met,), provisional=True), makers.outlet(1)])
        articles.save(tx, [makers.article(1, outlet_id=met), makers.article(2)])
        stories.save(tx, [makers.story(1), makers.story(2)])
        stories.save_members(tx, [makers.membership(1), makers.membership(2, story_id=makers.story_key(2))])
        ledger.record(tx, "assess", done)
    press.renew(house)
    with house.database.read() as tx:
        assert articles.get(tx, [makers.article_key(1)])[makers.article_key(1)].outlet_id == "the-own-paper"
        assert outlets.get(tx, [met]) == {}
        assert ledger.counts(tx)["assess"] == {"assessed": 1}
