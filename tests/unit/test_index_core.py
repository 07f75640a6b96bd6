"""Words as they are indexed and questions as they are read: any text, one form, no error."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyside.language.asking import MOST_WORDS, date_of, domain_of, is_link, is_passage, narrowed, parse
from everyside.language.folding import LONGEST_WORD, asked, fold, placed, words
from everyside.pages.snippets import marked, snippet
from everyside.records.rating import Side
from everyside.stages.index import core
from tests import makers


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Équipe d'Oldwick", ["l", "equipe", "d", "oldwick"]),
        ("Müller, Straße ŁÓDŹ İstanbul Ærø", ["muller", "strasse", "lodz", "istanbul", "aero"]),
        ("1,200 1.200 1\u00a0200 1’234’567 12345,678 3.5", ["1200", "1200", "1200", "1234567", "12345", "678", "3", "5"]),
        ("أَحْمَد إلى مدرسة ٱلعـــربية", ["احمد", "الي", "مدرسه", "العربيه"]),
        ("٢٠٢٦ ۱۴ १२ ２４", ["2026", "14", "12", "24"]),
        ("東京で地震", ["東京", "京で", "で地", "地震", "震"]),
        ("iPhone発売", ["iphone", "発売", "売"]),
        ("नई दिल्ली", ["नई", "दिल्ली"]),
        ("한국 경제", ["한국", "경제"]),
        ("Ёлка Київ й", ["елка", "киів", "и"]),
        ("Αθήνα ΑΘΗΝΑ", ["αθηνα", "αθηνα"]),
        ("😀 --- \u202e\u200b", []),
        ("x" * 500, ["x" * LONGEST_WORD]),
    ],
)
def test_spellings_meet_and_scripts_stay(text: str, folded: list[str]) -> None:
    assert words(text) == folded


@given(st.text(max_size=300))
def test_any_text_becomes_plain_words(text: str) -> None:
    for word in words(text):
        assert 0 < len(word) <= LONGEST_WORD
        assert not set(word) & set(" \"'\\*:()^&|!<>\0-+")
        assert not any(0xD800 <= ord(letter) < 0xE000 for letter in word)


@given(st.text(max_size=200))
def test_what_is_asked_for_in_the_words_of_a_text_is_in_it(text: str) -> None:
    told, wanted = words(text), asked(text)
    if wanted and wanted[-1].endswith("*"):
        assert any(word.startswith(wanted[-1][:-1]) for word in told)
        wanted = wanted[:-1]
    assert any(told[at : at + len(wanted)] == wanted for at in range(len(told) + 1))


@given(st.text(max_size=200))
def test_placed_words_are_the_words_and_stand_where_they_say(text: str) -> None:
    found = list(placed(text))
    if not text.isascii():
        assert [word for _, _, word in found] == words(text)
    assert all(fold(text[start:end]) == word for start, end, word in found)


@given(st.text(max_size=400))
def test_no_question_is_an_error(text: str) -> None:
    query = parse(text)
    assert sum(map(len, (*query.words, *query.without))) <= MOST_WORDS
    is_link(text), is_passage(text), domain_of(text)
    marked(text, query.words)
    assert len("".join(piece.text for piece in snippet(text, query.words))) <= 264


def test_a_question_is_read_as_it_is_meant() -> None:
    query = parse('harbour "freighter struck" -ferry -"old town" site:www.Example.org lang:PT country:br side:centre e-mail')
    assert query.words == (("harbour",), ("freighter", "struck"), ("e", "mail"))
    assert query.without == (("ferry",), ("old", "town"))
    assert (query.sites, query.languages, query.countries, query.sides) == (("example.org",), ("pt",), ("BR",), (Side.CENTER,))
    assert query.literal
    assert query.text == "harbour freighter struck e-mail"


@pytest.mark.parametrize("text", ["foo:bar", "lang:english", "site:x", "side:up", "after:soon", "after:2026-02-31", "before:0000"])
def test_an_operator_that_is_not_understood_is_looked_for(text: str) -> None:
    query = parse(text)
    assert len(query.words) == 1
    assert not query.filtered
    assert not query.sides


def test_times_are_days_months_or_years() -> None:
    query = parse("x after:2026 before:2026-04 after:2026-03-02")
    assert (query.after, query.before) == (datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
    form = narrowed(parse("x"), before=datetime(2026, 3, 2, tzinfo=UTC), side="left", language="de")
    assert form.before == datetime(2026, 3, 3, tzinfo=UTC)
    assert (form.sides, form.languages) == ((Side.LEFT,), ("de",))
    assert date_of("9999-12-31") is None  # the day after it there is none


@pytest.mark.parametrize(
    ("text", "link"),
    [("https://a.example/x", True), ("a.example/x?y=1", True), ("a.example", False), ("and/or", False), ("https://a b", False)],
)
def test_links_are_told_from_words(text: str, link: bool) -> None:
    assert is_link(text) is link


def test_passages_are_told_from_questions() -> None:
    assert is_passage("word " * 25)
    assert not is_passage("word " * 24)
    assert is_passage("東" * 60)
    assert not is_passage("東" * 30)
    assert not is_passage('"' + "word " * 30 + '"')


def test_a_passage_shows_where_most_of_the_words_stand() -> None:
    text = "Filler goes here. " * 60 + "The freighter struck the northern pier. " + "More filler. " * 60
    pieces = snippet(text, (("freighter",), ("northern", "pier"), ("nowhere",)))
    assert [piece.text for piece in pieces if piece.marked] == ["freighter", "northern pier"]
    assert len("".join(piece.text for piece in pieces)) <= 264
    assert pieces[0].text == "… "
    assert pieces[-1].text == " …"
    assert "".join(piece.text for piece in marked("Pier", (("pier",),))) == "Pier"


def test_text_title_and_translation_are_kept_apart() -> None:
    made = core.findable(makers.article(1, summary="Eine Brücke."), ("Le pont ouvre",), "index/1#x")
    assert made.title == "bridge 1 opens"
    assert made.told == "le pont ouvre"
    assert made.text.endswith("builders eine brucke")
