"""The words of an article as numbers, whatever writing they stand in and whatever a page sends."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.stages.cluster.terms import BUCKETS, LEAD_CHARACTERS, WIDTH, Lexicon, Terms, shared, terms_of

EVEN = np.ones(BUCKETS, np.float32)


def held(terms: Terms) -> set[int]:
    return set(terms.tolist()) - {0}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tokio", "Токио"),
        ("Tóquio", "TOQUIO"),
        ("Kyiv", "KYIV"),
        ("Müller", "Muller"),
        ("Ｏｓｔｅｒｈｏｌｍ", "Osterholm"),  # full width
        ("ﬁnance", "finance"),  # a ligature
        ("Olympics", "Olympiad"),  # one stem
        ("٢١٢", "212"),  # Arabic digits
    ],
)
def test_one_name_in_two_writings_is_one_term(one: str, other: str) -> None:
    assert held(terms_of(one, "")) == held(terms_of(other, "")) != set()


def test_names_that_differ_are_different_terms() -> None:
    assert not held(terms_of("Osterholm ferry 212", "")) & held(terms_of("Lantern bridge 213", ""))


def test_a_writing_without_spaces_is_cut_into_pairs() -> None:
    assert len(held(terms_of("東京都知事選", ""))) == 5
    assert len(held(terms_of("東京", "")) & held(terms_of("東京都", ""))) == 1


def test_the_title_comes_first_and_the_rest_is_padding() -> None:
    terms = terms_of("ferry aground", "The ferry of Osterholm")
    assert terms.shape == (WIDTH,)
    assert terms.dtype == np.uint32
    assert terms[:2].tolist() == terms_of("ferry aground", "")[:2].tolist()
    count = len(held(terms))
    assert count == len(set(terms[:count].tolist()))
    assert not terms[count:].any()


def test_no_more_than_the_width_is_kept_and_nothing_beyond_the_lead_is_read() -> None:
    many = " ".join(f"{number:03}" for number in range(400))
    assert len(held(terms_of("", many))) == min(WIDTH, len(many[:LEAD_CHARACTERS].split()))
    assert (terms_of("a title", "x" * LEAD_CHARACTERS * 2 + " ferry") == terms_of("a title", "x" * LEAD_CHARACTERS * 2)).all()


@given(st.text(max_size=200), st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_has_terms(title: str, text: str) -> None:
    terms = terms_of(title, text)
    assert terms.shape == (WIDTH,)
    assert int(terms.max()) < BUCKETS
    assert (terms_of(title, text) == terms).all()
    assert len(shared((title, text), (title, text), EVEN, 6)) <= 6


@pytest.mark.parametrize("hostile", ["", " \n\t", "\0\x01\x1b[", "\ud800\udfff", "🚀🚀🚀", "!!!???", "\u202e\u200b"])
def test_what_is_no_word_is_no_term(hostile: str) -> None:
    assert not terms_of(hostile, hostile).any()
    assert shared((hostile, ""), (hostile, ""), EVEN, 6) == ()


@pytest.mark.parametrize("unit", ["a", "ab ", "1,", "字", "é\u0301", "\ud800", "🚀 ", "﷽"])
def test_ten_megabytes_take_no_longer_than_a_page(unit: str) -> None:
    huge = unit * (10_000_000 // len(unit))
    began = time.process_time()
    terms_of(huge, huge)
    shared((huge, huge), (huge, huge), EVEN, 6)
    assert time.process_time() - began < 0.5


def test_the_words_two_articles_share_are_said_as_the_first_says_them() -> None:
    one, other = ("Tóquio fala", "212 pessoas em Osterholm"), ("TOQUIO", "212 people in osterholm")
    assert set(shared(one, other, EVEN, 6)) == {"Tóquio", "212", "Osterholm"}
    assert set(shared(other, one, EVEN, 6)) == {"TOQUIO", "212", "osterholm"}
    assert len(shared(one, other, EVEN, 2)) == 2


def test_what_nearly_everyone_says_is_not_told() -> None:
    lexicon = Lexicon()
    lexicon.count(np.stack([terms_of("report", "")] * 1000))
    lexicon.count(np.stack([terms_of("ferry", "")] * 3))
    both = ("report of a ferry", "")
    assert shared(both, both, lexicon.weights(), 6) == ("ferry",)


def test_a_rare_term_weighs_more_than_a_common_one_and_padding_nothing() -> None:
    lexicon = Lexicon()
    lexicon.count(np.stack([terms_of("ferry", "report")] * 5 + [terms_of("report", "")] * 50))
    weights = lexicon.weights()
    ferry, report, unseen = (int(terms_of(word, "")[0]) for word in ("ferry", "report", "bridge"))
    assert weights[unseen] > weights[ferry] > weights[report] >= 0
    assert weights[0] == 0
    assert weights.shape == (BUCKETS,)


def test_a_term_all_articles_have_weighs_nothing_and_never_less() -> None:
    lexicon = Lexicon()
    lexicon.count(np.stack([terms_of("report", "")] * 5000))
    weights = lexicon.weights()
    assert weights.min() >= 0
    assert weights[int(terms_of("report", "")[0])] < 0.05


def test_articles_counted_at_once_or_one_by_one_weigh_the_same() -> None:
    at_once, one_by_one = Lexicon(), Lexicon()
    terms = np.stack([terms_of(f"ferry {number % 3}", "") for number in range(9)])
    at_once.count(terms)
    for row in terms:
        one_by_one.count(row[None])
    assert (at_once.weights() == one_by_one.weights()).all()
    assert at_once.articles == 9
