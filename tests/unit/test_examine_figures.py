"""Numbers and what they count; the sentences are made up."""

from __future__ import annotations

import pytest

from everyside.stages.examine import reporting
from everyside.stages.examine.figures import MAX_FIGURES, figures


def told(sentence: str, language: str = "en") -> list[tuple[float, str, str]]:
    return [(each.value, each.said, each.subject) for each in figures(sentence, language, reporting.of(language)) if each.counts]


def test_a_part_of_a_toll_is_counted_apart_from_it() -> None:
    assert told("The fire killed at least 20 people, including five sailors, on Monday.") == [
        (20, "at least 20", "killed"),
        (5, "five", "sailors killed"),
    ]
    assert told("At least 15 people, including four children, were killed and 50 injured.") == [
        (15, "At least 15", "killed"),
        (4, "four", "child killed"),
        (50, "50", "injured"),
    ]
    assert told("Four sailors were among at least eight people killed.") == [
        (4, "Four", "sailors killed"),
        (8, "at least eight", "killed"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The toll now stands at 19.",
        "The blast left 19 dead.",
        "Nineteen people have died.",
        "The death toll rose to 19, the harbour office said.",
        "19 passengers' bodies were found; 19 people were killed.",
    ],
)
def test_words_that_mean_the_same_have_one_subject(sentence: str) -> None:
    assert (19, "killed") in [(value, subject) for value, _, subject in told(sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The 33-year-old captain was killed in 2014.",
        "Another 12 people were killed.",
        "Five more died in hospital.",
        "He was killed on August 25.",
        "He was killed at 10:15 a.m. on pier 4/7.",
        "Six times mayor, he was killed.",
    ],
)
def test_what_is_no_count_of_its_own_is_left_out(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("de", "Mindestens 15 Menschen sind getötet worden, 1.200 wurden verletzt.", [(15, "killed"), (1200, "injured")]),
        ("fr", "Au moins quatre personnes ont péri mardi, et 120 blessés sont soignés.", [(4, "killed"), (120, "injured")]),
        ("es", "Al menos 15 personas murieron y 40 resultaron heridas.", [(15, "killed"), (40, "injured")]),
        ("ru", "Погибли не менее 15 человек, 120 пострадали.", [(15, "killed"), (120, "injured")]),
        ("ar", "قتل ١٥ شخصا في الميناء.", [(15, "killed")]),
        ("ja", "死者は計4人です。", [(4, "killed")]),
        ("zh", "至少十五人死亡，一百二十人受伤。", [(15, "killed"), (120, "injured")]),
    ],
)
def test_counts_of_other_languages(language: str, sentence: str, expected: list[tuple[float, str]]) -> None:
    assert [(value, subject) for value, _, subject in told(sentence, language)] == expected


def test_words_of_scale_and_signs_of_money_are_read() -> None:
    found = figures("The port cost $1.2 billion, 3.4% more than planned.", "en", reporting.of("en"))
    assert [(each.value, each.unit) for each in found][:1] == [(1.2e9, "$")]


def test_a_table_has_no_figures() -> None:
    assert figures("killed 1 " * (MAX_FIGURES + 1), "en", reporting.of("en")) == []


def test_a_language_without_lists_counts_nobody() -> None:
    assert told("Wafu 15 waliuawa katika moto.", "sw") == []
