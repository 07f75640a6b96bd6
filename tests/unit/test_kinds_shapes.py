"""What is not a story, by the shape of its text. All texts are made up."""

from __future__ import annotations

import time

import pytest

from everyside.records.article import Kind
from everyside.stages.extract.kinds import kind_of_text
from everyside.stages.extract.structure import shape_of

SENTENCE = "The ferry ran aground at dawn, and by noon every one of the 214 people on board had been brought ashore in small boats."
PROSE = "\n".join(f"{SENTENCE} {number} witnesses said so." for number in range(12))


def lines(*written: str, times: int = 1) -> str:
    return "\n".join(written * times)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (lines("Farrow Steel 41.20 +0.3", "Harbour Lines 12.05 -1.1", "Tide Power 7.90 +2.0", times=5), Kind.LISTING),
        (" ".join(f"Reed {n}-9 0-0 {n + 4}, Lee 3-6 1{n}-13 16," for n in range(12)), Kind.LISTING),
        (lines(*(f"{hour}:15 A film about the sea ({hour + 1980})" for hour in range(10, 22))), Kind.LISTING),
        (lines(*(f"{hour}:15 {SENTENCE}" for hour in range(10, 18))), Kind.LIVE),
        (
            lines(*(f"{place} (FP) — {SENTENCE}" for place in ("FARROW", "HARBOUR", "TIDEWELL", "MINAHARA")), SENTENCE, times=2),
            Kind.ROUNDUP,
        ),
        (PROSE, None),
        (lines("18:20 The captain called for help.", "18:50 The first boat came.", PROSE), None),
        (lines(f"FARROW (FP) — {SENTENCE}", PROSE), None),
        (lines(*(f"FARROW — {SENTENCE}" for _ in range(9))), None),
        (lines(*(f"UPDATE {n} — {SENTENCE}" for n in ("I", "II", "III", "IV", "V", "VI", "VII", "VIII"))), None),
        ("渡轮在 2031 年 7 月 14 日凌晨搁浅，船上 214 人到中午全部获救，没有人受伤。" * 20, None),
        ("41.20 12.05 7.90", None),
        ("", None),
    ],
)
def test_the_shape_of_a_text_tells(text: str, kind: Kind | None) -> None:
    assert shape_of("Ferry runs aground off the old harbour", text) is kind


def test_bare_lines_are_a_list_only_under_a_name_and_else_a_menu_taken_for_the_text() -> None:
    menu = lines("Home", "World", "Sport", "Latest", "Puzzles", "Sign in", "More", "Search", "Close", "About us")
    assert shape_of("Harbour notices", menu) is Kind.LISTING
    assert shape_of("Ferry runs aground off the old harbour", menu) is None
    assert shape_of("港で渡し船が座礁、全員救助", menu) is None  # a whole headline is one word there


@pytest.mark.parametrize(
    "text",
    [
        "\n".join([SENTENCE, *[f".a{n}::before{{padding:{n}px;width:1{n}px;content:'{n}'}}" * 40 for n in range(20)]]),
        "\n".join([SENTENCE, *["kAm%96 D2?4E:@? H6C6 :>>65:2E6=J 56?@F?465 3J E96 xrr 2?5 7@C>6C k2 9C67l^2CE:4=6]k^Am" * 3] * 20]),
    ],
    ids=["a style sheet", "scrambled paywalled text"],
)
def test_what_goes_wrong_in_extraction_is_no_table(text: str) -> None:
    assert shape_of("Ferry runs aground off the old harbour", text) is None


def test_words_come_before_shape() -> None:
    table = lines("Farrow Steel 41.20 +0.3", "Harbour Lines 12.05 -1.1", times=8)
    assert kind_of_text("Opinion: what the tables hide", table) is Kind.OPINION
    assert kind_of_text("Closing on the Farrow exchange", table) is Kind.LISTING


@pytest.mark.parametrize(
    "piece", ["1", "1.", "A ", "a\n", "\n", "1:1", "12:30 x\n", "FARROW, ", "FARROW (", "— ", "\x00", "é", "१२ "]
)
def test_a_huge_text_of_one_piece_takes_no_time(piece: str) -> None:
    text = (piece * 400_000)[:400_000]
    started = time.process_time()
    shape_of("Ferry", text)
    assert time.process_time() - started < 1
