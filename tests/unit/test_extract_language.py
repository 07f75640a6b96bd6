"""Which language a text is in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.stages.extract.cleaning import clean_line, clean_text, plain
from everyside.stages.extract.language import LANGUAGES, UNKNOWN, detect, primary


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry ran aground at dawn and everyone aboard was saved", "en"),
        ("Die Fähre lief im Morgengrauen auf Grund, alle wurden gerettet", "de"),
        ("El transbordador encalló al amanecer y todos fueron rescatados", "es"),
        ("Le ferry s’est échoué à l’aube, tous les passagers sont saufs", "fr"),
        ("O ferry encalhou ao amanhecer e todos os passageiros foram salvos", "pt"),
        ("Prom osiadł na mieliźnie o świcie, wszyscy pasażerowie są bezpieczni", "pl"),
        ("جنحت العبارة عند الفجر وتم إنقاذ جميع الركاب", "ar"),
        ("کشتی مسافربری سپیده‌دم به گل نشست و همه نجات یافتند", "fa"),
        ("فیری صبح سویرے پھنس گئی اور تمام مسافر بچا لیے گئے ہیں", "ur"),
        ("המעבורת עלתה על שרטון עם שחר וכל הנוסעים ניצלו", "he"),
        ("フェリーが座礁、乗客全員無事", "ja"),
        ("渡轮在黎明时分搁浅，所有乘客获救", "zh"),
        ("여객선 좌초, 승객 전원 무사", "ko"),
        ("Паром сел на мель на рассвете, все пассажиры спасены", "ru"),
        ("Пором сів на мілину на світанку, усіх пасажирів врятовано", "uk"),
        ("Το πλοίο προσάραξε την αυγή και όλοι σώθηκαν", "el"),
        ("เรือเฟอร์รี่เกยตื้นตอนรุ่งสาง ผู้โดยสารปลอดภัย", "th"),
        ("ბორანი გამთენიისას მეჩეჩზე დაჯდა", "ka"),
        ("नौका भोर में फंस गई और सभी यात्री बचा लिए गए", "hi"),
    ],
)
def test_a_sentence_is_known_by_its_script_or_words(text: str, language: str) -> None:
    assert detect(text) == language


def test_a_prior_settles_what_is_too_short_to_tell() -> None:
    assert detect("Kronik", prior="da") == "da"
    assert detect("Tokyo 2031", prior="no-NO") == "no"


def test_a_wrong_prior_does_not_turn_a_long_text() -> None:
    text = "The ferry ran aground at dawn and everyone aboard was saved, the harbour master said on Tuesday. " * 5
    assert detect("Ferry", text, prior="fr") == "en"
    assert detect("フェリーが座礁", prior="en") == "ja"


def test_nothing_to_tell_by_is_und_and_keeps_the_prior() -> None:
    assert detect("", "") == UNKNOWN
    assert detect("123 … !!! 🎉") == UNKNOWN
    assert detect("123", prior="de") == "de"


@pytest.mark.parametrize(
    ("tag", "subtag"), [("en-GB", "en"), ("pt_BR", "pt"), ("nb", "no"), ("iw", "he"), ("klingon", ""), ("", ""), (None, "")]
)
def test_tags_are_read_leniently(tag: str | None, subtag: str) -> None:
    assert primary(tag) == subtag


any_text = st.text(st.characters(exclude_categories=()), max_size=200)  # lone surrogates included


@settings(max_examples=200, deadline=None)
@given(any_text, any_text, st.one_of(st.none(), any_text))
def test_any_unicode_has_an_answer(title: str, text: str, prior: str | None) -> None:
    assert detect(title, text, prior) in LANGUAGES | {UNKNOWN}


@settings(max_examples=200, deadline=None)
@given(any_text)
def test_cleaned_text_stays_clean_and_can_be_stored(text: str) -> None:
    for cleaned in (clean_line(text, 100), plain(text, 100), clean_text(text, 100)):
        cleaned.encode()
        assert len(cleaned) <= 100
        assert not set(cleaned) & set("\0\u202e\u2066\ufeff\r\t")
    assert clean_line(clean_line(text)) == clean_line(text)
