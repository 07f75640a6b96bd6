"""What differs between made-up reports, and what only seems to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from everyside.records.account import DisputeKind
from everyside.stages.examine.core import Document, examine
from everyside.stages.examine.disputes import counts
from tests.unit.examine_worlds import START, reading, report, stand


def tolls() -> list[Document]:
    return [
        report(0, "A fire on a ferry at Port Ellery killed at least eight people, including two sailors, the harbour office said."),
        report(1, "At least 15 people were killed when a fire broke out on a ferry at Port Ellery, officials said."),
        report(2, "A ferry fire at Port Ellery has killed 19 people, among them four children, rescuers said."),
        report(3, "Twenty people died in the ferry fire at Port Ellery, according to the coast guard."),
    ]


def values(documents: list[Document]) -> list[list[str]]:
    return [[answer.value for answer in each.answers] for each in counts(reading(*documents))]


def test_a_toll_told_in_different_words_is_one_dispute_in_the_order_it_was_said() -> None:
    documents = tolls()
    found = counts(reading(*documents))
    assert [answer.value for answer in found[0].answers] == ["8", "15", "19", "20"]
    assert [answer.said for answer in found[0].answers] == ["at least eight", "At least 15", "19", "Twenty"]
    assert found[0].subject == "killed"
    assert found[0].rising
    assert all(stand(documents, answer.quotes) for answer in found[0].answers)


def test_a_toll_that_fell_or_has_no_stated_times_is_not_rising() -> None:
    documents = tolls()
    assert not counts(reading(*[replace(each, published=START + timedelta(hours=9 - n)) for n, each in enumerate(documents)]))[
        0
    ].rising
    assert not counts(reading(*[replace(each, stated=False) for each in documents]))[0].rising


def test_copies_are_cited_and_count_once() -> None:
    documents = [*tolls(), replace(tolls()[0], outlet="echo", published=START + timedelta(hours=1))]
    first = counts(reading(*documents))[0].answers[0]
    assert first.independent_texts == 1
    assert len(first.quotes) == 2
    assert first.first == START


def test_numbers_that_texts_give_side_by_side_are_two_counts() -> None:
    both = [
        report(
            number,
            "The storm killed 33 people across Valmere on Saturday. In the south the storm killed 17 people on Saturday.",
            title="Storm in Valmere",
        )
        for number in range(2)
    ]
    assert values([*both, report(3, "The storm killed 33 people across Valmere on Saturday.", title="Storm in Valmere")]) == []


def test_different_days_are_different_counts() -> None:
    texts = ("The shelling of Ostrava Bay killed 12 people on Monday.", "The shelling of Ostrava Bay killed 20 people on Sunday.")
    assert values([report(number, text, title="Shelling goes on") for number, text in enumerate(texts)]) == []


def test_a_rounded_number_is_no_other_number() -> None:
    texts = (
        "Some 61,000 people have been displaced by the flood in Qamara since May.",
        "The flood in Qamara has displaced 60,932 people since May.",
    )
    assert values([report(number, text, title="Flood in Qamara") for number, text in enumerate(texts)]) == []


def test_ages_years_and_other_things_are_no_dispute() -> None:
    texts = (
        "Captain Ben Hale, 52, took over the ferry Saint Ormond in 2014 after 12 years at sea.",
        "Captain Ben Hale, 53, took over the ferry Saint Ormond in 2015 after 13 years at sea.",
    )
    assert values([report(number, text, title="Captain") for number, text in enumerate(texts)]) == []


def test_one_text_disputes_nothing() -> None:
    assert values([report(0, "The fire killed 8 people. Later the fire killed 15 people.")]) == []
    assert examine([]).differences == ()


def test_tolls_of_other_languages_join() -> None:
    documents = [
        *tolls()[:2],
        report(5, "Bei einem Feuer auf einer Fähre sind mindestens 22 Menschen getötet worden.", language="de", title="Feuer"),
        report(6, "港の連絡船で火災があり、死者は23人になった。", language="ja", title="連絡船火災"),
    ]
    assert values(documents)[0] == ["8", "15", "22", "23"]


def test_the_order_of_the_documents_changes_nothing() -> None:
    documents = tolls()
    assert [[answer.said for answer in each.answers] for each in counts(reading(*documents))] == [
        [answer.said for answer in each.answers] for each in counts(reading(*reversed(documents)))
    ]


def test_a_day_that_two_reports_give_differently() -> None:
    documents = [
        report(0, "Port Ellery's mayor Ana Mendes was arrested on 20 February 2026 by the fraud office over harbour funds."),
        report(1, "Port Ellery's mayor Ana Mendes was arrested on 21 February 2026 by the fraud office over harbour funds."),
    ]
    found = [each for each in examine(documents).differences if each.kind is DisputeKind.DATE]
    assert [answer.value for answer in found[0].answers] == ["2026-02-20", "2026-02-21"]
    assert all(stand(documents, answer.quotes) for answer in found[0].answers)


def test_words_given_to_two_people_are_disputed_where_two_texts_name_each() -> None:
    said = "“We were warned about the dust three times this year,” said {} on Tuesday."
    documents = [report(number, said.format("Ana Mendes" if number % 2 else "Rui Castro")) for number in range(4)]
    found = [each for each in examine(documents).differences if each.kind is DisputeKind.ATTRIBUTION]
    assert sorted(answer.value for answer in found[0].answers) == ["Ana Mendes", "Rui Castro"]
    assert not [each for each in examine(documents[:2]).differences if each.kind is DisputeKind.ATTRIBUTION]
