"""Flags, blindspots, who was first and coverage over time: each rule at its limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from everyside.records.coverage import Blindspot, BlindspotKind, Carried, Flag, interval
from everyside.records.owner import OwnerKind
from everyside.records.tags import Label
from everyside.stages.assess.inputs import About, about
from everyside.stages.assess.timeline import MOST_SLOTS
from tests import makers
from tests.unit.assess_worlds import assess, by, each, owner, press

LOW, HIGH = 2.0, 4.0
POLITICS = About(politics=True)


def spots(
    carried: list[Carried], bias: Mapping[int, float], factuality: Mapping[int, float] | None = None, told: About = POLITICS
) -> list[Blindspot]:
    found = assess(carried, press(carried, bias, factuality), told).blindspots
    return [spot for spot in found if spot.kind is BlindspotKind.SIDE]


def sides(left: int, center: int, right: int) -> dict[int, float]:
    """Outlets 1 … n, so many on each side."""
    values = [-2.0] * left + [0.0] * center + [2.0] * right
    return dict(enumerate(values, 1))


# a missing side


def test_a_side_that_is_missing_among_enough_rated_texts_is_a_blindspot() -> None:
    (spot,) = spots(each(range(1, 10)), sides(0, 2, 7))
    assert (spot.missing, spot.share, spot.counted) == ("left", 0.0, 9)
    assert (spot.low, spot.high) == interval(0, 9)
    assert spots(each(range(1, 10)), sides(7, 2, 0))[0].missing == "right"


@pytest.mark.parametrize(
    ("left", "center", "right", "unrated"),
    [
        (0, 0, 5, 0),  # five rated outlets
        (2, 0, 7, 0),  # more than a fifth
        (1, 0, 7, 0),  # an eighth, but the interval reaches to .47
        (0, 7, 6, 0),  # the other side has less than half
        (0, 6, 6, 0),  # and no more than the center
        (0, 3, 6, 6),  # all unrated on the missing side would make both even
    ],
)
def test_a_side_is_no_blindspot_where_a_condition_fails(left: int, center: int, right: int, unrated: int) -> None:
    number = left + center + right
    assert spots(each(range(1, number + unrated + 1)), sides(left, center, right)) == []


def test_the_unrated_may_be_nearly_as_many_as_the_other_side() -> None:
    assert len(spots(each(range(1, 15)), sides(0, 3, 6))) == 1


def test_twenty_papers_with_one_agency_text_make_no_blindspot() -> None:
    assert spots([by(n, n, 1) for n in range(1, 21)], sides(0, 0, 20)) == []


def test_only_topics_on_which_sides_differ_have_missing_sides() -> None:
    carried, bias = each(range(1, 10)), sides(0, 2, 7)
    assert spots(carried, bias, told=About(politics=False)) == []
    assert len(spots(carried, bias, told=About(politics=None))) == 1


def test_a_story_carried_by_outlets_of_low_factuality_is_never_one_the_other_side_ignores() -> None:
    carried, bias = each(range(1, 13)), sides(0, 2, 10)
    assert spots(carried, bias, dict.fromkeys(range(3, 13), LOW)) == []
    assert spots(carried, bias, dict.fromkeys(range(5, 13), LOW)) == []  # two are left on the right
    assert len(spots(carried, bias, dict.fromkeys(range(3, 13), HIGH))) == 1
    assert len(spots(carried, bias, dict.fromkeys(range(3, 6), LOW))) == 1


def test_a_text_is_split_anew_among_those_that_are_left_when_low_factuality_is_left_out() -> None:
    """Left has half a text of 9 with all; without the low outlet that shares it a whole one, whose interval is too wide."""
    carried = [by(1, 1), *each(range(2, 10)), by(10, 10, 1)]
    bias = {1: -2.0} | dict.fromkeys(range(2, 11), 2.0)
    assert len(spots(carried, bias)) == 1
    assert spots(carried, bias, {10: LOW}) == []


# a missing country or language


def world(outlets: int = 5, country: str = "XB", **changes: object) -> tuple[list[Carried], dict[int, dict[str, object]]]:
    return each(range(1, outlets + 1)), {n: {"country": country if n > 1 else "XC"} | changes for n in range(1, outlets + 1)}


def kinds(
    carried: list[Carried], outlets: Mapping[int, Mapping[str, object]], told: About, read: tuple[str, ...] = ("XA",)
) -> dict[str, str]:
    found = assess(carried, press(carried, outlets=outlets, read=read), told).blindspots
    return {spot.kind.value: spot.missing for spot in found}


def test_a_country_it_concerns_without_an_outlet_is_a_blindspot() -> None:
    carried, outlets = world()
    told = About(countries={"XA": 0.5})
    assert kinds(carried, outlets, told) == {"country": "XA"}
    assert kinds(carried, outlets, About(countries={"XA": 0.49})) == {}
    assert kinds(carried, outlets, told, read=()) == {}  # of which we read too little
    assert kinds(carried, outlets | {1: {"country": "XA"}}, told) == {}
    assert kinds(*world(4), told) == {}
    unknown = each(range(1, 11))
    assert kinds(unknown, outlets, told) == {}  # as many of unknown country


def test_one_language_that_no_country_concerned_speaks_is_a_blindspot() -> None:
    carried, outlets = world()
    told = About(countries={"XA": 0.9}, languages={"XA": ("xx", "yy")})
    assert kinds(carried, outlets, told) == {"country": "XA", "language": "xx"}
    assert kinds(carried, outlets, About(countries={"XA": 0.9}, languages={"XA": ("xx", "en")})) == {"country": "XA"}
    assert kinds(carried, outlets, About(countries={"XA": 0.9})) == {"country": "XA"}  # nobody knows what they speak
    two = [*carried[:-1], by(5, 5, language="de")]
    assert kinds(two, outlets, told) == {"country": "XA"}
    one_country = {n: {"country": "XB"} for n in range(1, 6)}
    assert kinds(carried, one_country, told) == {"country": "XA"}


def test_what_a_story_is_about_is_read_off_its_labels() -> None:
    def label(kind: str, key: str, weight: float) -> Label:
        return Label(story_id=makers.story_key(), kind=kind, key=key, name=key, weight=weight, made_by="t")

    country_of = {"city:1": "XA", "country:XA": "XA", "country:XB": "XB", "region:002": ""}.__getitem__
    labels = [
        label("place", "city:1", 0.8),
        label("place", "country:XA", 0.4),
        label("place", "country:XB", 0.5),
        label("place", "region:002", 1.0),
        label("person", "name:x", 1.0),
    ]
    told = about(labels, country_of, lambda country: [country.lower()])
    assert told == About(countries={"XA": 0.8, "XB": 0.5}, languages={"XA": ("xa",), "XB": ("xb",)}, politics=None)
    assert told.concerned == ("XA", "XB")
    assert about([*labels, label("topic", "sport", 0.6)], country_of, lambda _: ()).politics is False
    assert about([label("topic", "sport", 0.6), label("topic", "world", 0.4)], country_of, lambda _: ()).politics is True


# flags


def test_flags_need_three_known_outlets_and_few_unknown() -> None:
    def flags(known: int, unknown: int, value: float = -2, factuality: float = 1) -> tuple[Flag, ...]:
        carried = each(range(1, known + unknown + 1))
        numbers = range(1, known + 1)
        return assess(carried, press(carried, dict.fromkeys(numbers, value), dict.fromkeys(numbers, factuality))).flags

    assert flags(3, 1) == (Flag.LOW_FACTUALITY, Flag.ONE_SIDE)
    assert flags(2, 0) == ()
    assert flags(4, 2) == ()  # a third is unknown
    assert flags(3, 0, value=0) == (Flag.LOW_FACTUALITY,)  # the center is no side
    assert flags(3, 0, factuality=3) == (Flag.ONE_SIDE,)


def test_state_media_alone_are_a_flag_and_a_blindspot() -> None:
    carried = each(range(1, 5))
    state = {n: {"state": True} for n in (1, 2, 3)}
    found = assess(carried, press(carried, outlets=state))
    assert found.flags == (Flag.STATE_MEDIA,)
    assert [(spot.kind, spot.counted) for spot in found.blindspots] == [(BlindspotKind.STATE, 3)]
    mixed = assess(carried, press(carried, outlets={**state, 4: {"public_service": True}}))
    assert (mixed.flags, mixed.blindspots) == ((), ())


def test_one_last_owner_is_a_flag() -> None:
    carried = each(range(1, 4))
    owned = {1: {"owner": "a"}, 2: {"owner": "b"}, 3: {"owner": "holding"}}
    owners = [owner("a", "holding"), owner("b", "holding"), owner("holding", kind=OwnerKind.LISTED)]
    assert assess(carried, press(carried, outlets=owned, owners=owners)).flags == (Flag.ONE_OWNER,)
    apart = [owner("a"), owner("b", "holding"), owner("holding")]
    assert assess(carried, press(carried, outlets=owned, owners=apart)).flags == ()


# time


def test_first_is_the_earliest_stated_time_and_the_smaller_id_among_equals() -> None:
    early = by(1, 1, published_stated=False)
    same = [by(n, n, published=makers.NOW) for n in (4, 3, 2)]
    found = assess([early, *same])
    assert (found.first_article, found.first_outlet) == ("a002", "o002")
    assert assess([early]).first_article is None


def test_a_copy_is_never_first_before_the_agencys_own_article() -> None:
    carried = [by(1, 5, 9, published=makers.NOW), by(2, 9)]
    agency = {2: {"agency": True}}
    assert assess(carried, press(carried, outlets=agency)).first_article == "a009"
    assert assess(carried).first_article == "a005"
    tied = [by(1, 5, published=makers.NOW), by(2, 9, published=makers.NOW)]
    assert assess(tied, press(tied, outlets=agency)).first_article == "a009"


def test_the_timeline_has_equal_slots_from_the_first_to_the_last_stated_time() -> None:
    at = [makers.NOW + timedelta(hours=hours) for hours in (0, 0.5, 3)]
    carried = [by(1, 1, published=at[0]), by(2, 2, 1, published=at[1]), by(3, 3, published=at[2]), by(4, 4, published_stated=False)]
    slots = assess(carried).timeline
    assert [(slot.articles, slot.texts) for slot in slots] == [(2, 1), (0, 0), (0, 0), (1, 1)]
    assert [slot.start for slot in slots] == [makers.NOW + timedelta(hours=n) for n in range(4)]
    assert assess([by(1, 1, published_stated=False)]).timeline == ()


@pytest.mark.parametrize(("hours", "length"), [(23, 1), (24, 2), (100, 6), (24 * 40, 48), (24 * 365 * 30, 12288)])
def test_slots_grow_with_the_story_and_are_never_too_many(hours: int, length: int) -> None:
    slots = assess([by(1, 1, published=makers.NOW), by(2, 2, published=makers.NOW + timedelta(hours=hours))]).timeline
    assert len(slots) <= MOST_SLOTS
    assert slots[1].start - slots[0].start == timedelta(hours=length)
    assert sum(slot.articles for slot in slots) == sum(slot.texts for slot in slots) == 2
    assert slots[0].start <= makers.NOW


# the interval


def test_the_interval_is_wilsons() -> None:
    """Newcombe 1998 (Statistics in Medicine 17), table I, method 3."""
    expected = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0.0, 0.1611), (1, 29): (0.0061, 0.1718)}
    for (count, of), bounds in expected.items():
        assert interval(count, of) == pytest.approx(bounds, abs=5e-5)
    assert interval(0, 0) == (0.0, 1.0)
    assert interval(7, 7)[1] == pytest.approx(1.0)
