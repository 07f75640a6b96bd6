"""Numbers of a text are found in its translation however each side writes them, and missed where they are not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyside.language.numbers import missing, numbers

STANDS = [
    ("pt", "A margem foi de 41.300 votos.", "The margin was 41,300 votes."),
    ("pt", "Teve 41,2% dos votos.", "It had 41.2 percent of the vote."),
    ("pt", "Custou 1,5 mil euros.", "It cost 1,500 euros."),
    ("pt", "Custou 2 milhões.", "It cost two million."),
    ("pt", "São 1.500 pessoas", "1.5 thousand people"),
    ("pt", "Às 20h30 de domingo", "At 8:30 p.m. on Sunday"),
    ("pt", "Às 4h04 entrou", "At 4.04 he came in"),
    ("pt", "A 2ª Guerra Mundial", "World War II"),
    ("pt", "Há 3 mortos e 21 feridos", "Three are dead and twenty-one injured"),
    ("es", "Son 3 mil millones de dólares", "That is $3bn"),
    ("fr", "Près de 12 000 personnes", "Nearly 12,000 people"),
    ("fr", "Près de 12 000 personnes", "Nearly 12 thousand people"),
    ("de", "2,8 Milliarden Euro", "2.8 billion euros"),
    ("de", "Am 3.11.2031 um 14 Uhr", "On 3 November 2031 at 2 pm"),
    ("de", "Das kostet 3 Billionen", "That costs 3 trillion"),
    ("ru", "Около 2,5 млн человек", "About 2.5 million people"),
    ("ar", "قتل ٢٣ شخصا", "23 people were killed"),
    ("hi", "लगभग 5 लाख लोग", "About 500,000 people"),
    ("ja", "1億4,200万人のフォロワー", "142 million followers"),
    ("zh", "550多万人逃离", "more than 5.5 million people fled"),
    ("zh", "2031年3月5日上午7:55", "5 March 2031 at 7.55am"),
    ("ko", "3만 명", "30,000 people"),
]
MISSING = [
    ("pt", "Morreram 10 pessoas", "100 people died", ["10"]),
    ("pt", "Morreram 2 pessoas", "2,000 people died", ["2"]),
    ("pt", "Custou 10 mil euros", "It cost 10 euros", ["10"]),
    ("pt", "Custou 2 milhões", "It cost 2 billion", ["2"]),
    ("pt", "Subiu 41,2%", "It rose 412%", ["41,2"]),
    ("pt", "Há 23 desaparecidos e 540 feridos", "540 injured", ["23"]),
    ("de", "Es starben 15 Menschen", "51 people died", ["15"]),
    ("ja", "1億4,200万人", "142 people", ["14,200"]),
]


@pytest.mark.parametrize(("language", "original", "translation"), STANDS)
def test_a_number_stands_however_it_is_written(language: str, original: str, translation: str) -> None:
    assert missing(original, translation, language, "en") == []


@pytest.mark.parametrize(("language", "original", "translation", "lost"), MISSING)
def test_a_number_that_changed_is_missed(language: str, original: str, translation: str, lost: list[str]) -> None:
    assert len(missing(original, translation, language, "en")) == len(lost)


def test_small_numbers_may_be_words_in_languages_whose_words_we_do_not_know() -> None:
    assert missing("Three of 7 boats", "Drei von sieben Booten", "en", "de") == []
    assert missing("Three of 70 boats", "Drei von siebzehn Booten", "en", "de") == ["70"]


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_asked_about(original: str, translation: str) -> None:
    assert set(missing(original, original, "pt", "en")) == set()
    missing(original, translation, "ja", "en")


def test_a_flood_of_digits_is_read_in_passing() -> None:
    for text in ("1" * 2000, "1.000" * 400, "1 " * 1000, "9億" * 600, "1" * 400 + " million"):
        numbers(text, "pt")
        assert missing(text, text, "pt", "en") == []
