"""Rating packs in the database: replaced whole, found by outlet, dismissed, and read anew from files at a start."""

from __future__ import annotations

from typing import Any

import pytest

from everyside.knowledge import packs
from everyside.knowledge.lookup import Book
from everyside.records.ids import OutletId, OwnerId
from everyside.records.owner import STATE, Owner, OwnerKind
from everyside.records.rating import BIAS, FACTUALITY, Layer, Pack, Rating
from everyside.storage import knowledge, outlets, owners, ratings
from everyside.storage.database import Database, Tx
from tests import makers
from tests.conftest import statements
from tests.makers import NOW

UNICODE = "Ünïcode العربية 東京 e\u0301 👩\u200d👩\u200d👧 𝔘 <b>&amp;</b> ' \" % \\ :name"
ONE, TWO, THREE = (makers.outlet_name(n) for n in (1, 2, 3))


def rated(domain: str, value: float = 1, **changes: Any) -> Rating:
    return makers.rating(domain=domain, value=value, pack="test", **changes)


def save(tx: Tx, *said: Rating, **changes: Any) -> None:
    ratings.save_pack(tx, makers.pack(**changes), said, NOW)


def test_a_pack_comes_back_whole(filled: Database) -> None:
    pack = Pack(id="whole", name=UNICODE, format="mbfc2026", licence="CC0", source=UNICODE, layer=Layer.OPERATOR, digest="a" * 64)
    bias = makers.rating(value=-1.5, label=UNICODE, url="https://r.example/1", rated_on="2026-01", licence=UNICODE)
    facts = makers.rating(axis=FACTUALITY, value=4, label="High")
    with filled.write() as tx:
        ratings.save_pack(tx, pack, [facts, bias], NOW)
    with filled.read() as tx:
        assert ratings.all_packs(tx) == [(pack, NOW, 2)]
        kept = [makers.rating(**{**_fields(each), "pack": "whole", "layer": Layer.OPERATOR}) for each in (bias, facts)]
        assert ratings.of_pack(tx, "whole") == kept
        assert ratings.ratings_of(tx, [ONE, TWO, OutletId("nobody")]) == {ONE: kept}
        assert ratings.contents(tx) == {"whole": (("Test Rater",), "2026-01")}


def _fields(rating: Rating) -> dict[str, Any]:
    return {name: getattr(rating, name) for name in Rating.__slots__}


def test_a_pack_saved_again_says_only_what_it_says_now(filled: Database) -> None:
    with filled.write() as tx:
        save(tx, rated("lantern-1.example"), rated("lantern-2.example"))
        save(tx, rated("lantern-2.example", 2), digest="1")
        assert [each.value for each in ratings.of_pack(tx, "test")] == [2]
        assert set(ratings.ratings_of(tx, [ONE, TWO])) == {TWO}


def test_two_packs_may_say_the_same_of_one_outlet(filled: Database) -> None:
    with filled.write() as tx:
        save(tx, rated("lantern-1.example", 1, rated_on="2025"))
        save(tx, rated("lantern-1.example", -1, rated_on="2026"), id="newer")
        (standing,) = ratings.standings(tx, [ONE]).values()
        assert (standing[BIAS].value, standing[BIAS].parts[0].pack) == (-1, "newer")
        assert ratings.remove_pack(tx, "newer")
        assert ratings.standings(tx, [ONE])[ONE][BIAS].value == 1
        assert not ratings.remove_pack(tx, "newer")


def test_an_outlet_met_later_is_rated_at_once(database: Database) -> None:
    with database.write() as tx:
        save(tx, rated("lantern-1.example"))
        assert ratings.ratings_of(tx, [ONE]) == {}
        outlets.save(tx, [makers.outlet(1)])
        assert [each.value for each in ratings.ratings_of(tx, [ONE])[ONE]] == [1]


PRESS = [
    makers.outlet(1, domains=("kite.example", "old.kites.example")),
    makers.outlet(2, domains=("news.kite.example",)),
    makers.outlet(3, domains=("bell.buoy.example",)),
    makers.outlet(4, id="buoy.example", domains=("buoy.example",), provisional=True),
]
SAID = [
    rated("kite.example", 1, rated_on="2025"),
    rated("old.kites.example", 2, rated_on="2025"),
    rated("kites.example", 3),
    rated("blog.kite.example", -3, rated_on="2026"),
    rated("buoy.example", -1),
    rated("buoy.example", 4, axis=FACTUALITY),
    rated("example", -3),
]


def test_the_database_and_files_follow_one_rule(database: Database) -> None:
    book = Book(SAID, [outlet for outlet in PRESS if not outlet.provisional])
    with database.write() as tx:
        outlets.save(tx, PRESS)
        save(tx, *SAID)
        found = ratings.standings(tx, [outlet.id for outlet in PRESS])
        for outlet in PRESS:
            assert dict(found.get(outlet.id, {})) == dict(book.standing(outlet.domains[0])), outlet.id
    assert found[ONE][BIAS].value == 1
    assert TWO not in found, "another outlet has the domain above"
    assert found[THREE][BIAS].value == -1, "a provisional outlet above takes nothing away"
    assert found[THREE][FACTUALITY].value == 4


def test_a_domain_without_outlet_is_spoken_of_by_the_same_rule(filled: Database) -> None:
    with filled.write() as tx:
        save(tx, rated("kite.example"), rated("lantern-1.example"), rated("blog.bell.example"))
        assert [each.domain for each in ratings.of_domain(tx, "live.kite.example")] == ["kite.example"]
        assert ratings.of_domain(tx, "blog.lantern-1.example") == []
        assert ratings.of_domain(tx, "bell.example") == []


def test_the_registry_speaks_on_its_own_axis(database: Database) -> None:
    crown = Owner(id=OwnerId("crown"), name="The Crown of Nowhere", kind=OwnerKind.STATE, fiction=True)
    press = Owner(id=OwnerId("press"), name="The Press of Nowhere", parent=OwnerId("crown"), fiction=True)
    with database.write() as tx:
        owners.replace(tx, [crown, press])
        outlets.save(tx, [makers.outlet(1, owner=OwnerId("press")), makers.outlet(2, owner=OwnerId("nobody"))])
        found = ratings.standings(tx, [ONE, TWO])
    assert found[ONE][STATE].value == 3
    assert TWO not in found


def test_standings_take_few_statements_however_many_outlets(filled: Database) -> None:
    with filled.write() as tx:
        save(tx, *(rated(f"lantern-{n}.example") for n in (1, 2, 3)))
    with filled.read() as tx, statements(filled) as sent:
        assert len(ratings.standings(tx, [ONE, TWO, THREE])) == 3
    assert len(sent) <= 10


def test_how_many_outlets_of_the_registry_are_rated(filled: Database) -> None:
    with filled.write() as tx:
        outlets.save(tx, [makers.outlet(9, id="met.example", domains=("met.example",), provisional=True)])
        save(tx, rated("lantern-1.example"), rated("lantern-2.example", 4, axis=FACTUALITY), rated("met.example"))
        assert ratings.rated(tx, BIAS) == (1, 3)


def test_what_is_known_is_noted_when_a_pack_changes(filled: Database) -> None:
    with filled.write() as tx:
        digests = [knowledge.digest(tx)]
        for change in (
            lambda: save(tx, rated("lantern-1.example")),
            lambda: save(tx, rated("lantern-1.example", 2), digest="1"),
            lambda: save(tx, rated("lantern-1.example", 2), digest="1", layer=Layer.OPERATOR),
            lambda: ratings.dismiss_pack(tx, "test", NOW),
            lambda: ratings.remove_pack(tx, "test"),
        ):
            change()
            digests.append(knowledge.digest(tx))
    assert all(before != after for before, after in zip(digests, digests[1:], strict=False))


# At every start


def file(id: str, digest: str = "1", source: str = packs.SHIPPED, value: float = 1) -> tuple[Pack, list[Rating]]:
    return makers.pack(id=id, digest=digest, source=source), [makers.rating(1, value=value, rater=id)]


def heard(tx: Tx) -> dict[str, float]:
    return {each.rater: each.value for each in ratings.ratings_of(tx, [ONE]).get(ONE, [])}


def test_files_are_taken_in_and_anew_when_they_change(filled: Database) -> None:
    with filled.write() as tx:
        ratings.take_in(tx, [file("default"), file("mine", source="ratings/mine.csv")], NOW)
        assert heard(tx) == {"default": 1, "mine": 1}
    with filled.write() as tx, statements(filled) as sent:
        ratings.take_in(tx, [file("default"), file("mine", source="ratings/mine.csv")], NOW)
        assert len(sent) == 1, "nothing changed, so nothing is written"
        ratings.take_in(tx, [file("default", "2", value=2), file("mine", source="ratings/mine.csv")], NOW)
        assert heard(tx) == {"default": 2, "mine": 1}


def test_a_file_of_the_operators_that_is_gone_is_forgotten_and_imports_stay(filled: Database) -> None:
    with filled.write() as tx:
        pack, said = file("imported", source="somewhere")
        ratings.save_pack(tx, pack, said, NOW)
        ratings.take_in(tx, [file("default"), file("mine", source="ratings/mine.csv")], NOW)
        ratings.take_in(tx, [file("default")], NOW)
        assert heard(tx) == {"default": 1, "imported": 1}


def test_a_file_of_the_operators_takes_the_place_of_the_shipped_one_of_its_name(filled: Database) -> None:
    both = [file("default"), file("default", "9", "ratings/default.csv", value=3)]
    with filled.write() as tx:
        for _ in range(2):
            ratings.take_in(tx, both, NOW)
            assert heard(tx) == {"default": 3}
        ratings.take_in(tx, both[:1], NOW)
        assert heard(tx) == {"default": 1}


def test_what_ships_and_was_dismissed_stays_away_until_it_is_saved_again(filled: Database) -> None:
    with filled.write() as tx:
        ratings.take_in(tx, [file("default")], NOW)
        ratings.dismiss_pack(tx, "default", NOW)
        assert ratings.all_packs(tx) == []
        ratings.take_in(tx, [file("default", "2")], NOW)
        assert heard(tx) == {}
        ratings.save_pack(tx, *file("default"), NOW)
        assert heard(tx) == {"default": 1}


def test_nothing_of_a_pack_is_kept_where_one_of_its_ratings_cannot_be(filled: Database) -> None:
    with filled.write() as tx:
        save(tx, rated("lantern-1.example"))
    broken = rated("lantern-2.example")
    object.__setattr__(broken, "value", "far too much")
    with pytest.raises(Exception, match=r"."), filled.write() as tx:
        save(tx, rated("lantern-1.example", 2), broken, rated("lantern-3.example", rater=None))
    with filled.read() as tx:
        assert [each.value for each in ratings.of_pack(tx, "test")] == [1]
