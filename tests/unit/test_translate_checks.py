"""A translation that lost, repeated or made up too much is not shown; one that a person would write is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyside.records.translation import PASSAGE, key, passage
from everyside.stages.translate.checks import lost_names, reason, runs_away
from everyside.stages.translate.core import prepared

GOOD = [
    ("pt", "O porto de Qamara foi fechado ao fim da tarde.", "The port of Qamara was closed in the late afternoon."),
    ("pt", "«Ninguém ganhou», disse Duarte Queimado.", "“Nobody won,” said Duarte Queimado."),
    ("de", "Die Fähre lief auf Grund", "The ferry ran aground"),
    ("ja", "港で火災、22人を救出", "Fire in the harbour, 22 people rescued"),
    ("ar", "أغلق الميناء مساء الاثنين", "The port was closed on Monday evening"),
    ("zh", "NATO 秘书长周一访问首都", "NATO's secretary-general visited the capital on Monday"),
    ("pt", "Sim", "Yes"),
]
BAD = [
    ("pt", "O porto foi fechado.", "", "empty"),
    ("pt", "O porto foi fechado.", '" " " " " "', "garbled"),
    ("pt", "O porto foi fechado.", "Порт был закрыт.", "garbled"),
    ("pt", "O porto foi fechado na segunda-feira.", "The port port port port port port was closed.", "repeating"),
    ("pt", "O porto foi fechado na segunda-feira.", "The port was" + ", as was said, and so on" * 7, "repeating"),
    ("pt", "O porto foi fechado à tarde por ordem do capitão, disse a polícia na cidade.", "Closed.", "too-short"),
    (
        "pt",
        "O porto fechou.",
        "The port closed, which is what the captain of the harbour had said it would do when the storm arrived in town.",
        "too-long",
    ),
    ("pt", "Há 23 desaparecidos no porto.", "There are missing people in the port.", "numbers"),
    ("pt", "A noite foi longa para Teodora Vilamar.", "The night was long for Teodora of the village.", "names"),
    ("zh", "Kestrel 公司周一宣布", "The company announced on Monday", "names"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "original", "translation"), GOOD)
def test_what_a_person_would_write_is_shown(language: str, original: str, translation: str) -> None:
    assert reason(original, translation, language, "en") == ""


@pytest.mark.parametrize(("language", "original", "translation", "why"), BAD)
def test_what_cannot_be_right_is_not_shown(language: str, original: str, translation: str, why: str) -> None:
    assert reason(original, translation, language, "en") == why


def test_a_name_with_a_form_of_its_own_in_the_other_language_is_not_lost() -> None:
    assert lost_names("Ontem, nos Estados Unidos, choveu.", "Yesterday, in the United States, it rained.", "pt") == []


def test_german_nouns_are_no_names() -> None:
    assert lost_names("Gestern traf die Große Koalition zusammen", "Yesterday the coalition met", "de") == []


def test_numbers_are_no_repetition() -> None:
    assert not runs_away("It cost 1,000,000,000 in all")
    assert not runs_away("no, no, no")
    assert runs_away("goal " * 5)
    assert runs_away("-" * 40)


@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(["pt", "ja", "ar", "de"]))
def test_any_pair_of_texts_gets_an_answer(original: str, translation: str, language: str) -> None:
    if given_text := prepared(original):
        reason(given_text, translation, language, "en")


def test_hostile_texts_are_judged_in_passing() -> None:
    began = time.process_time()
    for text in ("a" * 5000, "ab" * 2500, "gol " * 1250, "(" * 5000, "A b " * 1250, "1.1" * 1600, "<" * 5000, "é" * 5000):
        reason(text, text[::-1], "pt", "en")
        runs_away(text)
        prepared(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("<b>Olá</b> <script>mundo", "Olá mundo"),
        ("Olá\0\x07\u202e\ud800 mundo\n", "Olá mundo"),
        ("📸 Olá 👩‍👩‍👧 mundo ➡️", "Olá mundo"),
        ("PRESIDENTE DIZ QUE VAI EMBORA", "Presidente diz que vai embora"),
        ("NATO", "NATO"),
        ("NATO e UE reúnem-se", "NATO e UE reúnem-se"),
        ("می‌خواهم", "می‌خواهم"),
        ("20 °C em casa", "20 °C em casa"),
    ],
)
def test_a_translator_is_given_plain_text(written: str, given: str) -> None:
    assert " ".join(prepared(written).replace("\u200d", "").split()) == given


def test_a_passage_ends_with_a_sentence_or_a_word() -> None:
    sentence = "The ferry ran aground outside the harbour before dawn. "
    assert passage(" two\nlines ") == "two lines"
    assert passage(sentence * 20) == (sentence * 7).strip()
    assert passage("word " * 200) == ("word " * 79).strip()
    assert passage("船" * 500) == "船" * PASSAGE
    assert passage("船が座礁した。" * 100).endswith("。")


def test_a_key_names_a_text_in_a_language_for_another() -> None:
    assert key("pt", "en", "Olá") == key("pt", "en", "Olá")
    assert len({key("pt", "en", "Olá"), key("es", "en", "Olá"), key("pt", "de", "Olá"), key("pt", "en", "olá")}) == 4
    key("pt", "en", "\ud800")
