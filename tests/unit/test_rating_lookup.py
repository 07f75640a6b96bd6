"""Which ratings speak of which outlet, without a database."""

from __future__ import annotations

from typing import Any

from everyside.knowledge import packs
from everyside.knowledge.lookup import Book, parents
from everyside.records.ids import OwnerId
from everyside.records.outlet import Outlet
from everyside.records.owner import STATE, Owner, OwnerKind
from everyside.records.rating import BIAS, Layer, Rating
from tests import makers


def rated(domain: str, value: float = 1, **changes: Any) -> Rating:
    return makers.rating(domain=domain, value=value, **changes)


def book(*ratings: Rating, outlets: list[Outlet] | None = None, owners: list[Owner] | None = None) -> Book:
    return Book(ratings, outlets or [], owners or [])


def test_what_is_said_of_a_domain_is_said_of_all_under_it() -> None:
    assert book(rated("kite.example")).standing("live.news.kite.example")[BIAS].value == 1
    assert book(rated("kite.example")).standing("WWW.Kite.example.")[BIAS].value == 1
    assert book(rated("kite.example")).standing("notkite.example") == {}


def test_what_is_said_of_a_sub_domain_is_not_said_of_the_domain() -> None:
    assert book(rated("blog.kite.example")).standing("kite.example") == {}
    outlet = makers.outlet(1, domains=("kite.example",))
    assert book(rated("blog.kite.example"), outlets=[outlet]).standing("blog.kite.example") == {}


def test_a_domain_that_another_outlet_has_speaks_of_that_outlet_alone() -> None:
    whole, part = makers.outlet(1, domains=("kite.example",)), makers.outlet(2, domains=("news.kite.example",))
    both = book(rated("kite.example"), outlets=[whole, part])
    assert both.standing("kite.example")[BIAS].value == 1
    assert both.standing("news.kite.example") == {}
    assert both.standing("live.news.kite.example") == {}
    assert book(rated("kite.example"), outlets=[part]).standing("news.kite.example")[BIAS].value == 1


def test_the_main_domain_speaks_first_then_the_others_then_those_above() -> None:
    outlet = makers.outlet(1, domains=("kite.example", "old.kites.example"))
    said = [rated("kites.example", 3), rated("old.kites.example", 2), rated("kite.example", 1)]
    assert book(*said, outlets=[outlet]).standing("old.kites.example")[BIAS].value == 1
    assert book(*said[:2], outlets=[outlet]).standing("kite.example")[BIAS].value == 2
    assert book(said[0], outlets=[outlet]).standing("kite.example")[BIAS].value == 3
    newer = rated("kites.example", 3, rated_on="2026")
    assert book(newer, *said[1:], outlets=[outlet]).standing("kite.example")[BIAS].value == 3


def test_the_registry_says_who_stands_behind_an_outlet() -> None:
    owner = Owner(id=OwnerId("crown"), name="The Crown of Nowhere", kind=OwnerKind.STATE, fiction=True)
    outlet = makers.outlet(1, domains=("kite.example",), owner=OwnerId("crown"))
    found = book(outlets=[outlet], owners=[owner])
    assert found.standing("kite.example")[STATE].value == 3
    assert found.owned_by(outlet) == (owner,)
    assert found.outlet("live.kite.example") == outlet
    assert found.outlet("bell.example") is None


def test_a_later_pack_of_the_same_id_takes_the_place_of_an_earlier_one() -> None:
    first, second = (makers.pack(), [rated("kite.example", 1)]), (makers.pack(layer=Layer.OPERATOR), [rated("kite.example", 2)])
    combined = packs.book([first, second]).standing("kite.example")[BIAS]
    assert (combined.value, combined.layer, len(combined.parts)) == (2, Layer.OPERATOR, 1)


def test_a_top_level_domain_is_no_parent() -> None:
    assert parents("live.news.kite.example") == ["news.kite.example", "kite.example"]
    assert parents("kite.example") == []
    assert parents("localhost") == []
