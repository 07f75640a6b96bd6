"""Weekdays are told with their date in each language that lists them, and only where the day can be but one."""

from __future__ import annotations

import time
from datetime import date

import pytest

from everyside.stages.summarize.dating import MARKED, with_dates

TUESDAY, WEDNESDAY = date(2025, 11, 18), date(2025, 11, 19)
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru")


@pytest.mark.parametrize(
    ("language", "sentence", "told"),
    [
        ("de", "Vier Menschen starben am Dienstagabend vor der Küste.", "am Dienstagabend [18. November 2025] vor"),
        ("fr", "Le ministre a démissionné mardi soir à Lorvaine.", "mardi soir [18 novembre 2025] à"),
        ("es", "El ministro dimitió este martes en la capital.", "este martes [18 de noviembre de 2025] en"),
        ("it", "Il ministro si è dimesso martedì sera.", "martedì sera [18 novembre 2025]."),
        ("pt", "O ministro demitiu-se na terça-feira à noite.", "na terça-feira à noite [18 de novembro de 2025]."),
        ("nl", "De minister heeft dinsdagavond ontslag genomen.", "dinsdagavond [18 november 2025] ontslag"),
        ("pl", "Minister podał się do dymisji we wtorek wieczorem.", "we wtorek wieczorem [18 listopada 2025]."),
        ("ru", "Министр подал в отставку во вторник вечером.", "во вторник вечером [18 ноября 2025]."),
    ],
)
def test_the_weekday_of_the_articles_day_is_dated_in_its_language(language: str, sentence: str, told: str) -> None:
    dated = with_dates(sentence, language, TUESDAY)
    assert told in dated
    assert MARKED.sub("", dated) == sentence


@pytest.mark.parametrize(
    ("language", "sentence", "dated"),
    [
        ("de", "Das Gericht hat am Dienstag entschieden.", True),
        ("de", "Das Gericht entscheidet am Dienstag über den Fall.", False),  # the next one, perhaps
        ("fr", "Le tribunal a tranché mardi en appel.", True),
        ("fr", "Le tribunal tranche mardi en appel.", False),
        ("ru", "Суд рассмотрит дело во вторник.", False),
        ("ru", "Суд рассмотрел дело во вторник.", False),  # no list tells that from the one before
    ],
)
def test_the_day_before_is_dated_only_where_the_sentence_tells_what_was(language: str, sentence: str, dated: bool) -> None:
    assert bool(MARKED.search(with_dates(sentence, language, WEDNESDAY))) is dated


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Das Gericht wird am Dienstag entscheiden."),
        ("de", "Das Gericht hat am Dienstag, dem 18. November, entschieden."),
        ("fr", "Le ministre démissionnera mardi."),
        ("fr", "Le ministre est absent depuis mardi à Lorvaine."),
        ("fr", "Le ministre a parlé mardi et mercredi à Lorvaine."),
        ("es", "El ministro dimitirá el martes."),
        ("es", "El ministro espera desde el martes en la capital."),
        ("it", "Il ministro si dimetterà martedì."),
        ("pt", "O ministro vai demitir-se na terça-feira."),
        ("nl", "De minister zal dinsdag ontslag nemen."),
        ("nl", "De minister is sinds dinsdag ziek."),
        ("pl", "Minister będzie we wtorek w stolicy."),
        ("ru", "Министр будет во вторник в столице."),
        ("sv", "Ministern avgick på tisdagen."),  # nobody listed its words
    ],
)
def test_a_weekday_that_may_be_another_is_left_alone(language: str, sentence: str) -> None:
    assert with_dates(sentence, language, TUESDAY) == sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["r" * 100_000, "mardi " * 20_000, "on Tuesday " * 9_000, " a" * 50_000])
def test_hostile_sentences_end_soon(language: str, text: str) -> None:
    began = time.perf_counter()
    with_dates(text, language, TUESDAY)
    assert time.perf_counter() - began < 10  # what backtracks takes minutes
