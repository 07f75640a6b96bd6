from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.language.sentences import can_stand_alone, split
from everyside.stages.summarize.core import Document, tell
from everyside.stages.summarize.headline import clean_title

KESTREL = (
    "A passenger ferry ran aground off Port Ellery on Tuesday evening, killing at least four people.\n"
    "The Saint Ormond struck the outer bank in thick fog with 298 people aboard.\n"
    "Harbour master Ines Calloway said the pilot service had been cut in spring."
)
LEDGER = (
    "At least four people died when the ferry Saint Ormond ran aground off Port Ellery on Tuesday evening.\n"
    "The pilots' union said it had warned of the cuts for years.\n"
    "Sign up for our newsletter and never miss a story from the harbour again."
)
POST = (
    "Weather offices had warned of thick fog along the coast since noon.\n"
    "The ferry Saint Ormond struck the outer bank in thick fog, the harbour master said."
)


def documents() -> list[Document]:
    return [
        Document(title="Ferry runs aground off Port Ellery, four dead", text=KESTREL, language="en", group="agency"),
        Document(title="Four die as ferry runs aground off Port Ellery", text=LEDGER, language="en", group="ledger"),
        Document(title="Who is to blame?", text=POST, language="en", group="post"),
        Document(
            title="Ferry disaster off Port Ellery: four dead | Farrow County Echo", text=KESTREL, language="en", group="agency"
        ),
    ]


def test_every_quote_stands_at_its_offsets() -> None:
    given = documents()
    told = tell(given)
    assert told.points
    for point in told.points:
        for quote in point.quotes:
            assert given[quote.document].text[quote.start : quote.end] == quote.quote


def test_a_copy_is_cited_but_not_counted() -> None:
    told = tell(documents())
    deaths = next(point for point in told.points if "four people" in point.text)
    assert {quote.document for quote in deaths.quotes} >= {0, 1, 3}
    assert deaths.independent_texts == 2


def test_furniture_and_questions_are_no_bullets() -> None:
    texts = " ".join(point.text for point in tell(documents()).points)
    assert "newsletter" not in texts
    assert not can_stand_alone("Who will pay for the harbour and its long neglected pilots?")


def test_the_headline_is_the_most_central_title_and_no_question() -> None:
    assert tell(documents()).headline in (0, 1, 3)


def test_no_bullet_says_what_another_said() -> None:
    texts = [point.text for point in tell(documents()).points]
    assert len(texts) == len(set(texts))
    assert sum("ran aground" in text for text in texts) == 1


def test_the_most_told_language_is_used_and_english_when_two_texts_are_in_it() -> None:
    german = [
        Document(title=f"Fähre {n}", text="Die Fähre lief am Dienstag vor der Küste auf Grund.", language="de", group=n)
        for n in range(3)
    ]
    assert tell(german).language == "de"
    assert tell([*german, *documents()]).language == "en"


def test_unspaced_scripts_are_told_too() -> None:
    text = "火曜日の夕方、港の沖で連絡船が座礁し、少なくとも四人が死亡した。\n当局によると、船には二百九十八人が乗っていたという。"
    told = tell([Document(title="連絡船が座礁、四人死亡", text=text, language="ja", group=1)])
    assert told.points[0].text.endswith("。")


def test_german_quotations_are_whole_sentences() -> None:
    assert can_stand_alone("„Wir haben seit Jahren gewarnt“, sagte die Sprecherin der Lotsen am Mittwoch.")
    assert not can_stand_alone("Wir haben seit Jahren gewarnt“, sagte die Sprecherin der Lotsen am Mittwoch.")


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("Ferry runs aground off the coast | Port Ellery Post", "Ferry runs aground off the coast"),
        ("Ferry runs aground off the coast - The Bell Buoy", "Ferry runs aground off the coast"),
        ("Talks - and then?", "Talks - and then?"),
        (
            "A long title - with a part that is much longer than any outlet's name",
            "A long title - with a part that is much longer than any outlet's name",
        ),
    ],
)
def test_the_outlet_is_taken_off_a_title(title: str, clean: str) -> None:
    assert clean_title(title) == clean


def test_no_text_gives_a_headline_and_no_points() -> None:
    told = tell([Document(title="Only a title", text="", language="en", group=1)])
    assert (told.headline, told.points) == (0, ())


def test_no_documents_are_an_error() -> None:
    with pytest.raises(ValueError, match="at least one"):
        tell([])


@given(texts=st.lists(st.text(max_size=400), min_size=1, max_size=5), language=st.sampled_from(["en", "ja", "th", "und", "xx", ""]))
@settings(max_examples=60, deadline=None)
def test_any_text_is_told_without_an_error_and_with_true_offsets(texts: list[str], language: str) -> None:
    given = [Document(title=text[:40], text=text, language=language, group=number) for number, text in enumerate(texts)]
    for point in tell(given).points:
        for quote in point.quotes:
            assert given[quote.document].text[quote.start : quote.end] == quote.quote


def test_sentences_count_from_the_top_and_stop() -> None:
    text = "\n".join(f"This is sentence number {number} of a very long report." for number in range(60))
    found = list(split(0, text, "en"))
    assert [sentence.position for sentence in found] == list(range(14))


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("WASHINGTON (AP) — The senate voted on Tuesday.", "The senate voted on Tuesday."),
        ("ANCHORAGE, Alaska (AP) — The board met on Friday.", "The board met on Friday."),
        ("Aug. 22 (UPI) -- The former president was arrested.", "The former president was arrested."),
        ("VALMERE (Kestrel Wire) – PORT ELLERY, Valmere - A ferry ran aground.", "A ferry ran aground."),
        ("The toll (four dead) rose - and rose again.", "The toll (four dead) rose - and rose again."),
        ("Intel (INTC) shares rose 5 percent on Friday.", "Intel (INTC) shares rose 5 percent on Friday."),
        ("NATO - the alliance - met.", "NATO - the alliance - met."),
    ],
)
def test_a_dateline_is_no_part_of_the_first_sentence(sentence: str, kept: str) -> None:
    (first, *_) = split(0, sentence, "en")
    assert first.quote == kept
    assert sentence[first.start : first.end] == kept
