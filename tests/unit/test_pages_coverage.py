"""Coverage in words and drawings: tables, flags, blindspots, shares, the course of time and agencies."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyside.knowledge.agencies import agency_names
from everyside.pages import agencies
from everyside.pages.coverage_box import axis_box, share
from everyside.pages.findings import blindspot_view, flag_sentence
from everyside.pages.over_time import HEIGHT, over_time
from everyside.pages.sides import LEFT_RIGHT
from everyside.pages.tallies import MOST_ROWS, tables
from everyside.pages.who import Press, who
from everyside.records.coverage import AxisCounts, Blindspot, BlindspotKind, Coverage, Flag, SideCounts, Slot, Tally
from everyside.records.ids import OwnerId
from everyside.records.owner import Owner, OwnerKind
from everyside.records.rating import Layer, combine
from tests import makers
from tests.makers import NOW


def coverage(outlets: int, **changes: object) -> Coverage:
    """So many outlets, each with a text of its own; nothing is known of those that ``changes`` does not speak of."""

    def unknown(key: str) -> Tally:
        return Tally(raw={key: outlets}, independent={key: float(outlets)})

    rest = AxisCounts(by_outlet=SideCounts(unrated=outlets), by_text=SideCounts(unrated=outlets))
    values: dict[str, Any] = {
        "articles": outlets,
        "outlets": outlets,
        "independent_texts": outlets,
        "axes": {"bias": rest},
        "bias7": {"unrated": outlets},
        "factuality": unknown("unrated"),
        "owner_kinds": unknown("unknown"),
        "owners": unknown(""),
        "countries": unknown(""),
        "languages": unknown("en"),
        "scopes": unknown("unknown"),
    }
    return makers.coverage(**values | changes)


def tally(**raw: int) -> Tally:
    named = {key.replace("_", "-"): number for key, number in raw.items()}
    return Tally(raw=named, independent={key: float(number) for key, number in named.items()})


HOLDING = Owner(id=OwnerId("holding"), name="Basalt Holding", kind=OwnerKind.LISTED)


def test_a_table_keeps_the_order_of_classes_and_ends_with_the_unknown() -> None:
    table = tables(coverage(9, factuality=tally(unrated=4, very_low=1, high=3, very_high=1)), {})["factuality"]
    assert [row.label for row in table.rows] == ["Very high", "High", "Very low", "Unrated"]
    assert table.line == "Very high 1, High 3, Very low 1 · unrated 4"
    assert [(piece.key, piece.known) for piece in table.bar][-1] == ("", False)
    assert sum(float(piece.width) for piece in table.bar) == pytest.approx(100, abs=0.3)


def test_a_long_table_sums_up_its_tail_and_loses_no_outlet() -> None:
    codes = [f"{a}{b}" for a in "QRSTU" for b in "ABCDEF"]
    counts = Tally(raw=dict.fromkeys(codes, 1) | {"": 3}, independent=dict.fromkeys(codes, 1.0) | {"": 3.0})
    table = tables(coverage(33, countries=counts), {})["countries"]
    assert len(table.rows) == MOST_ROWS + 1
    assert table.rows[-2].label == "16 others"
    assert table.rows[-1].label == "Country not known"
    assert sum(int(row.raw) for row in table.rows) == 33
    assert table.line.endswith("27 more · country not known 3")


def test_owners_are_called_by_name_and_a_forgotten_one_by_its_id() -> None:
    owned = Tally(raw={"holding": 2, "gone": 1, "": 1}, independent={"holding": 2.0, "gone": 1.0, "": 1.0})
    table = tables(coverage(4, owners=owned), {HOLDING.id: HOLDING})["owners"]
    assert [(row.label, row.raw) for row in table.rows] == [("Basalt Holding", "2"), ("gone", "1"), ("Owner not known", "1")]


@given(st.dictionaries(st.sampled_from(["GB", "FR", "DE", "XA", ""]), st.integers(0, 50), min_size=1))
def test_the_rows_of_a_table_sum_to_the_whole(raw: dict[str, int]) -> None:
    total = sum(raw.values())
    counted = Tally(raw=raw, independent={key: float(number) for key, number in raw.items()})
    table = tables(coverage(total, countries=counted), {})["countries"]
    assert sum(int(row.raw) for row in table.rows) == total
    assert all(row.known for row in table.rows[:-1])


@pytest.mark.parametrize(
    ("flag", "changes", "says"),
    [
        (
            Flag.LOW_FACTUALITY,
            {"factuality": tally(low=4, very_low=1)},
            "All 5 outlets whose factuality is rated are rated low or very low.",
        ),
        (
            Flag.ONE_SIDE,
            {"axes": {"bias": AxisCounts(by_outlet=SideCounts(right=4, unrated=1), by_text=SideCounts(right=5))}},
            "All 4 rated outlets are on one side, right; 1 more is not rated.",
        ),
        (
            Flag.STATE_MEDIA,
            {"owner_kinds": tally(state=4, unknown=1)},
            "All 4 outlets whose owner is known are state media; 1 more has an owner nobody knows.",
        ),
        (
            Flag.ONE_OWNER,
            {"owners": Tally(raw={"holding": 5}, independent={"holding": 5.0})},
            "All 5 outlets whose owner is known belong to Basalt Holding.",
        ),
    ],
)
def test_a_flag_says_of_how_many_it_is_known(flag: Flag, changes: dict[str, object], says: str) -> None:
    assert flag_sentence(flag, coverage(5, **changes), {HOLDING.id: HOLDING}) == says


def test_a_blindspot_names_the_missing_sides_share_and_how_sure_it_is() -> None:
    spot = Blindspot(kind=BlindspotKind.SIDE, missing="right", share=1 / 12.5, low=0.012, high=0.346, counted=12.5)
    view = blindspot_view(spot, coverage(20))
    assert (view.badge, view.side) == ("Right 8 %", "right")
    assert view.sentence == "Right 8 % of 12.5 rated independent texts (95 % interval 1–35 %)."
    none = blindspot_view(Blindspot(kind=BlindspotKind.SIDE, missing="left", counted=6, high=0.39), coverage(20))
    assert none.badge == "Left 0 %"


def test_other_blindspots_are_sentences() -> None:
    one_language = Blindspot(kind=BlindspotKind.LANGUAGE, missing="pl")
    assert blindspot_view(one_language, coverage(6)).sentence == "Every article is in English; none in Polish."
    state = Blindspot(kind=BlindspotKind.STATE, missing="")
    assert blindspot_view(state, coverage(4, owner_kinds=tally(state=4))).sentence == (
        "Only state media report it: all 4 outlets whose owner is known."
    )
    abroad = Blindspot(kind=BlindspotKind.COUNTRY, missing="PL")
    assert blindspot_view(abroad, coverage(6)).sentence == "No outlet from Poland, which it concerns."


def test_a_share_is_drawn_where_it_is_said_to_be() -> None:
    drawn = share(3, 9)
    assert drawn is not None
    assert (drawn.said, drawn.between) == ("33 %", "12–65 %")
    assert float(drawn.x) <= float(drawn.dot) <= float(drawn.x) + float(drawn.width)
    assert share(0, 0) is None


def test_where_nothing_is_rated_no_share_is_made_up() -> None:
    box = axis_box(coverage(4), LEFT_RIGHT, fits=True)
    assert [line.outlets_share or line.texts_share for line in box.sides] == [None] * 4
    assert (box.rated_outlets, box.rated_texts) == ("0 rated of 4 outlets", "0 rated of 4 independent texts")


def slots(*numbers: tuple[int, int]) -> list[Slot]:
    return [Slot(start=NOW + timedelta(hours=3 * at), articles=a, texts=t) for at, (a, t) in enumerate(numbers)]


def test_bars_over_time_stay_in_their_box_and_empty_stretches_stay_empty() -> None:
    course = over_time(slots((4, 2), (0, 0), (1, 0)))
    assert course is not None
    assert course.every == "3 hours"
    assert course.said == "5 articles in stretches of 3 hours; most, 4, from 2 March, 12:00 UTC."
    assert (course.articles.count("M"), course.texts.count("M")) == (2, 1)
    rises = [float(rise) for rise in re.findall(r"v(-[\d.]+)", course.articles + course.texts)]
    assert rises == [-HEIGHT, -HEIGHT / 4, -HEIGHT / 2]
    assert [slot.articles for slot in course.slots] == [4, 1]


def test_one_stretch_of_time_is_no_course() -> None:
    assert over_time(slots((4, 2))) is None
    assert over_time([]) is None


def test_agencies_are_named_the_most_credited_first_and_the_rest_together() -> None:
    names = {"afp": "AFP", "ap": "AP"}
    two = coverage(9, agencies={"ap": 2, "afp": 4}, agency_articles=5)
    assert agencies.credited(two, names) == (("AFP", 4), ("AP", 2))
    assert agencies.note(two, names) == "5 of 9 articles carry an agency"
    assert agencies.note(coverage(9, agencies={"afp": 5}, agency_articles=5), names) == "5 of 9 articles carry AFP"
    many = coverage(9, agencies={"a": 5, "b": 4, "c": 3, "d": 2, "e": 1}, agency_articles=9)
    assert agencies.credited(many, {})[-1] == ("others", 3)


def test_every_agency_that_ships_has_a_name_in_latin_letters() -> None:
    names = agency_names()
    assert (names["afp"], names["reuters"]) == ("AFP", "Reuters")
    assert [id for id, name in names.items() if not name or max(name) > "\u2fff"] == []


def test_an_operators_word_goes_before_the_raters_and_says_so() -> None:
    outlet = makers.outlet()
    said = [
        makers.rating(rater="Plumb Line", value=-2, label="Left", rated_on="2026-01"),
        makers.rating(rater="operator", value=1, label="Lean right", layer=Layer.OPERATOR),
    ]
    press = Press(outlets={outlet.id: outlet}, standings={outlet.id: combine(said)}, owners={}, spectra={})
    view = who(outlet.id, press)
    assert (view.side_label, view.side_letter, view.set_by, view.disagree) == ("Lean right", "R", "set by the operator", False)
    assert [(part.rater, part.counted) for part in view.said] == [("operator", True), ("Plumb Line", False)]


def test_an_outlet_nobody_knows_is_unrated_and_explains_nothing() -> None:
    outlet = makers.outlet()
    view = who(outlet.id, Press(outlets={outlet.id: outlet}, standings={}, owners={}, spectra={}), "state")
    assert (view.side_label, view.side_letter, view.factuality, view.owner, view.explained) == (
        "Unrated",
        "–",
        "Unrated",
        "",
        False,
    )


def test_a_source_that_is_no_web_address_is_no_link() -> None:
    outlet = makers.outlet(owner=HOLDING.id, owner_source="javascript:alert(1)", state=True, facts_source="A yearbook")
    view = who(outlet.id, Press(outlets={outlet.id: outlet}, standings={}, owners={HOLDING.id: HOLDING}, spectra={}))
    assert (view.owned.url, view.owned.words) == ("", "javascript:alert(1)")
    assert (view.owner, view.owner_kind) == ("Basalt Holding", "State")
    assert [(mark.label, mark.source) for mark in view.marks] == [("State-run", "Source: A yearbook")]
