"""Days that made-up sentences name, and the lines made of them."""

from __future__ import annotations

from datetime import date

import pytest

from everyside.stages.examine.days import named
from everyside.stages.examine.moments import MAX_MOMENTS, dated, moments
from tests.unit.examine_worlds import reading, report, stand

TUESDAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("language", "sentence", "day"),
    [
        ("en", "The ferry burned on Tuesday at Port Ellery.", date(2026, 3, 3)),
        ("en", "The ferry burned on Monday at Port Ellery.", date(2026, 3, 2)),
        ("en", "The ferry burned yesterday at Port Ellery.", date(2026, 3, 2)),
        ("en", "The ferry was built on May 4, 1998, in Valmere.", date(1998, 5, 4)),
        ("en", "The ferry was checked on 20 February by the harbour office.", date(2026, 2, 20)),
        ("en", "The trial will open on 12 March in Valmere.", date(2026, 3, 12)),
        ("de", "Die Fähre brannte am Dienstag im Hafen.", date(2026, 3, 3)),
        ("de", "Die Fähre wurde am 20. Februar geprüft.", date(2026, 2, 20)),
        ("fr", "Le ferry a brûlé lundi dans le port.", date(2026, 3, 2)),
        ("es", "El ferri ardió el 20 de febrero de 2025 en el puerto.", date(2025, 2, 20)),
        ("ru", "Паром сгорел 20 февраля в порту.", date(2026, 2, 20)),
        ("ja", "2026年3月1日に港で火災があった。", date(2026, 3, 1)),
    ],
)
def test_a_day_that_can_be_but_one(language: str, sentence: str, day: date) -> None:
    found = named(sentence, language, TUESDAY)
    assert found is not None
    assert found.day == day
    assert found.said in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry burned on Friday at Port Ellery.",  # of which week?
        "The council will meet on Tuesday.",
        "Nobody has been seen since Monday.",
        "More than 200 people died since the war began on October 7, 2023.",
        "Many fear for those taken in the October 7, 2023, attack.",
        "Many fear for those taken in the group's October 7, 2023, attack.",
        "Nobody knows how many died since the start of the war on the bay on 7 October 2023.",
        "Valmere, March 2 (Wire.Example) The ferry burned.",
        "He came on 1 March and left on 2 March.",
        "VALMERE, March 2, 2026 (Wire) — The ferry burned.",
        "The ferry burned on 31 February 2026.",
        "The ferry was checked on 7 October.",  # five months off: which year is not known
        "Mayor Ana Mendes, center, arrives at the court, Monday, March 2, 2026, in Valmere.",
        "“We saw it yesterday,” said Ana Mendes.",
    ],
)
def test_what_is_not_certain_names_no_day(sentence: str) -> None:
    assert named(sentence, "en", TUESDAY) is None


def test_without_a_stated_time_only_whole_dates_count() -> None:
    assert named("The ferry burned on Tuesday.", "en", None) is None
    assert named("The ferry burned on 2 March.", "en", None) is None
    assert named("The ferry burned on 2 March 2026.", "en", None) is not None


def test_sentences_that_say_the_same_are_one_line_by_day() -> None:
    documents = [
        report(0, "A fire destroyed the ferry Saint Ormond at Port Ellery on Tuesday morning.\nThe inquiry opened on Monday."),
        report(1, "A fire on Tuesday destroyed the ferry Saint Ormond at Port Ellery."),
        report(2, "The owner of the ferry Saint Ormond was fined for old hoses on 20 February 2026."),
    ]
    found = moments(reading(*documents), dated(reading(*documents)))
    assert [each.day for each in found] == [date(2026, 2, 20), date(2026, 3, 3)]
    assert found[1].independent_texts == 2
    assert all(stand(documents, each.quotes) for each in found)
    assert found[0].text.startswith("The owner")


def test_no_more_lines_than_so_many() -> None:
    topics = "harbour school bridge market museum station library bakery orchard quarry tunnel chapel stadium clinic depot cannery"
    text = [f"The {topic} of Valmere opened to the public on {n + 1} February 2026." for n, topic in enumerate(topics.split())]
    documents = [report(number, sentence) for number, sentence in enumerate(text)]
    assert len(moments(reading(*documents), dated(reading(*documents)))) == MAX_MOMENTS
