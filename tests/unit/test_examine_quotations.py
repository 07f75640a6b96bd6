"""Quotations and their speakers in made-up reports."""

from __future__ import annotations

import pytest

from everyside.stages.examine.quotations import MAX_QUOTATIONS, Said, quotations
from tests.unit.examine_worlds import reading, report, stand


def said(text: str, language: str = "en") -> list[tuple[str, str]]:
    found, _ = quotations(reading(report(0, text, language=language)))
    return sorted((each.speaker, each.text) for each in found)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We will rebuild the pier,” said Ana Mendes.", "Ana Mendes"),
        ("“We will rebuild the pier,” Ana Mendes said on Tuesday.", "Ana Mendes"),
        ("“We will rebuild the pier,” said harbour master Ana Mendes, who took over in May.", "Ana Mendes"),
        ('Mayor Ana Mendes said: "We will rebuild the pier."', "Ana Mendes"),
        ("Ana Mendes told reporters that “we will rebuild the pier”.", "Ana Mendes"),
        ("“We will rebuild the pier,” Mendes said. The office of Ana Mendes declined to say more.", "Ana Mendes"),
        ("“We will rebuild the pier,” according to President Ana Mendes.", "Ana Mendes"),
        ("Harbour master Ana Mendes said she was tired. “We will rebuild the pier,” she said.", "Ana Mendes"),
    ],
)
def test_who_speaks_is_named_in_the_longest_form(text: str, speaker: str) -> None:
    assert [who for who, _ in said(text)] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Mendes met Rui Castro at the port. “We will rebuild the pier,” she said.",
        "“We will rebuild the pier,” the harbour office said.",
        "“We will rebuild the pier,” a source in Valmere told reporters.",
        "Protesters chanted “we will rebuild the pier ourselves if nobody else does it” all night.",
    ],
)
def test_who_is_not_certain_is_not_named(text: str) -> None:
    assert [who for who, _ in said(text)] == [""]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "„Wir bauen den Hafen wieder auf“, sagte Bürgermeisterin Ana Mendes.", "Ana Mendes"),
        ("fr", "« Nous allons reconstruire le port », a déclaré Ana Mendes.", "Ana Mendes"),
        ("es", "«Vamos a reconstruir el puerto», dijo Ana Mendes.", "Ana Mendes"),
        ("ru", "«Мы восстановим этот порт вместе», сказала Анна Лесная.", "Анна Лесная"),
        ("ja", "漁師の浜辺和也さんは「港を必ず立て直すつもりだ」と話した。", "漁師の浜辺和也"),
        ("zh", "市长林海燕表示：“我们一定会重建这个港口。”", "市长林海燕"),
    ],
)
def test_marks_and_speakers_of_other_languages(language: str, text: str, expected: str) -> None:
    found = said(text, language)
    assert len(found) == 1
    assert found[0][0] in (expected, expected.split("の")[-1])


def test_a_quotation_in_two_pieces_has_one_speaker() -> None:
    found = said("“We will rebuild the pier,” said Ana Mendes. “Nobody will stop us this time.”")
    assert [who for who, _ in found] == ["Ana Mendes", "Ana Mendes"]


def test_a_quotation_within_one_is_not_another() -> None:
    assert len(said("“He told me ‘we will not pay for this pier at all,’ and he left,” said Ana Mendes.")) == 1


def test_titles_and_words_held_at_a_distance_are_no_quotations() -> None:
    assert said("The film “The Long Way Home” and the “so-called rescue plan” open in May.") == []


def test_the_same_words_count_over_outlets_and_the_longer_holds_the_shorter() -> None:
    documents = [
        report(0, "“We will rebuild the pier, and we will do it before winter,” said Ana Mendes."),
        report(1, "Mendes said the council “will do it before winter”."),
        report(2, "“We will rebuild the pier, and we will do it before winter,” said mayor Ana Mendes."),
        report(3, "“We will rebuild the pier, and we will do it before winter,” said mayor Ana Mendes.", group="text-2"),
    ]
    found, differences = quotations(reading(*documents))
    assert len(found) == 1
    assert found[0].text == "We will rebuild the pier, and we will do it before winter"
    assert (found[0].speaker, found[0].independent_texts, found[0].outlets) == ("Ana Mendes", 3, 4)
    assert stand(documents, found[0].quotes)
    assert differences == []


def test_the_most_told_come_first_and_no_more_than_so_many() -> None:
    one = "“This is said by everyone in the whole town,” said Ana Mendes."
    texts = [one + f" “Only report number {word} has these words here,” said Rui Castro." for word in "abcdefghijklmnop"]
    found, _ = quotations(reading(*(report(number, text) for number, text in enumerate(texts))))
    assert len(found) == MAX_QUOTATIONS
    assert found[0].text == "This is said by everyone in the whole town"
    assert isinstance(found[0], Said)
