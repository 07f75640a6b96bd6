"""Provisional outlets give way to known ones, and chains of owners are read at once."""

from __future__ import annotations

import time
from threading import Thread

from everyside.records.ids import OutletId, OwnerId
from everyside.records.outlet import Outlet
from everyside.records.owner import Owner, OwnerKind, chain
from everyside.records.rating import Spectrum
from everyside.storage import articles, feeds, outlets, owners, spectra
from everyside.storage.database import Database
from tests import makers
from tests.conftest import statements

MET = OutletId("paper.example")


def met(domain: str = MET) -> Outlet:
    """An outlet that was only met in a link."""
    return Outlet(id=OutletId(domain), name=domain, domains=(domain,), provisional=True)


def known(**changes: object) -> Outlet:
    return makers.outlet(1, **{"domains": (MET,), "provisional": False, **changes})


def test_a_known_outlet_takes_over_the_articles_and_feeds_of_its_domain(database: Database) -> None:
    with database.write() as tx:
        outlets.save(tx, [met(), makers.outlet(2)])
        feeds.save(tx, [makers.feed(1, outlet_id=MET)])
        articles.save(tx, [makers.article(1, outlet_id=MET), makers.article(2, outlet_id=makers.outlet_name(2))])
        outlets.save(tx, [known()])
        moved = outlets.adopt(tx)
    assert moved == [makers.article_key(1)]
    with database.read() as tx:
        found = articles.get(tx, [makers.article_key(1), makers.article_key(2)])
        assert found[makers.article_key(1)].outlet_id == makers.outlet_name(1)
        assert found[makers.article_key(2)].outlet_id == makers.outlet_name(2)
        assert feeds.all_feeds(tx)[0].outlet_id == makers.outlet_name(1)
        assert outlets.get(tx, [MET]) == {}
        assert outlets.domains(tx)[MET] == makers.outlet_name(1)


def test_a_known_outlet_also_takes_over_what_lies_under_its_domain(database: Database) -> None:
    blog = OutletId("blog.paper.example")
    with database.write() as tx:
        outlets.save(tx, [met(blog), known()])
        articles.save(tx, [makers.article(1, outlet_id=blog)])
        assert outlets.adopt(tx) == [makers.article_key(1)]


def test_an_outlet_that_claims_a_part_of_a_site_leaves_the_old_articles_where_they_are(database: Database) -> None:
    with database.write() as tx:
        outlets.save(tx, [met(), known(domains=(f"news.{MET}",))])
        articles.save(tx, [makers.article(1, outlet_id=MET)])
        assert outlets.adopt(tx) == []
    with database.read() as tx:
        assert articles.get(tx, [makers.article_key(1)])[makers.article_key(1)].outlet_id == MET
        assert outlets.get(tx, [MET])[MET].provisional


def test_taking_over_twice_is_taking_over_once_and_with_nothing_to_take_nothing_happens(database: Database) -> None:
    with database.write() as tx:
        assert outlets.adopt(tx) == []
        outlets.save(tx, [met(), known()])
        assert outlets.adopt(tx) == []
        assert outlets.get(tx, [MET]) == {}, "one without articles goes too"
        assert outlets.adopt(tx) == []


def test_outlets_met_in_links_are_listed_by_how_much_they_wrote(database: Database) -> None:
    with database.write() as tx:
        outlets.save(tx, [met(), met("other.example"), met("silent.example"), known(domains=("known.example",))])
        articles.save(tx, [makers.article(1, outlet_id=MET)])
        articles.save(tx, [makers.article(n, outlet_id=OutletId("other.example")) for n in (2, 3)])
        articles.save(tx, [makers.article(4, outlet_id=makers.outlet_name(1))])
    with database.read() as tx:
        assert [(outlet.id, number) for outlet, number in outlets.provisional(tx, 10)] == [("other.example", 2), (MET, 1)]
        assert len(outlets.provisional(tx, 1)) == 1


def test_many_articles_of_many_domains_move_in_a_moment(database: Database) -> None:
    names = [f"site-{n}.example" for n in range(500)]
    with database.write() as tx:
        outlets.save(tx, [met(name) for name in names])
        made = [makers.article(n, outlet_id=OutletId(names[n % 500])) for n in range(5000)]
        articles.save(tx, made)
        outlets.save(tx, [known(id=OutletId(f"known-{n}"), domains=(name,)) for n, name in enumerate(names)])
        began = time.perf_counter()
        assert len(outlets.adopt(tx)) == 5000
        assert time.perf_counter() - began < 5


def test_an_article_that_another_process_is_just_saving_is_taken_over_too(on_server: Database) -> None:
    with on_server.write() as tx:
        outlets.save(tx, [met(), known()])
    moved: list[list[str]] = []

    def adopt() -> None:
        with on_server.write() as tx:
            moved.append([*outlets.adopt(tx)])

    with on_server.write() as tx:
        assert outlets.held(tx, [MET, OutletId("nobody")]) == {MET}
        other = Thread(target=adopt)
        other.start()
        time.sleep(0.3)
        assert not moved, "it waits"
        articles.save(tx, [makers.article(1, outlet_id=MET)])
    other.join(10)
    assert moved == [[makers.article_key(1)]]
    with on_server.write() as tx:
        assert outlets.held(tx, [MET]) == set()


def owner(number: int, parent: int | None = None) -> Owner:
    return Owner(
        id=OwnerId(f"o{number}"), name=f"O {number}", kind=OwnerKind.FAMILY, parent=OwnerId(f"o{parent}") if parent else None
    )


def test_a_chain_of_owners_is_one_query_however_long(database: Database) -> None:
    with database.write() as tx:
        owners.replace(tx, [*(owner(n, n + 1) for n in range(1, 2000)), owner(2000), owner(5000)])
    with database.read() as tx, statements(database) as sent:
        found = owners.chains(tx, [OwnerId("o1"), OwnerId("nobody")])
    assert len(sent) == 1
    assert len(chain(OwnerId("o1"), found)) == 2000
    assert "o5000" not in found


def test_a_circle_of_owners_ends(database: Database) -> None:
    with database.write() as tx:
        owners.replace(tx, [owner(1, 2), owner(2, 3), owner(3, 2), owner(4, 99)])
    with database.read() as tx:
        assert set(owners.chains(tx, [OwnerId("o1")])) == {"o1", "o2", "o3"}
        assert set(owners.chains(tx, [OwnerId("o4")])) == {"o4"}
        assert owners.chains(tx, []) == {}


def test_owners_and_spectra_are_all_there_are_after_a_replacement(database: Database) -> None:
    spectrum = Spectrum(id="a-b", name="A–B", low="A", middle="–", high="B", letters=("A", "–", "B"), countries=("NO",), about="x")
    with database.write() as tx:
        owners.replace(tx, [owner(1), owner(2)])
        owners.replace(tx, [owner(2)])
        spectra.replace(tx, [spectrum])
    with database.read() as tx:
        assert owners.chains(tx, [OwnerId("o1"), OwnerId("o2")]) == {"o2": owner(2)}
        assert spectra.every(tx) == {"a-b": spectrum}
