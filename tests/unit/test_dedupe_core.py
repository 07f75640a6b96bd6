from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.records.ids import ArticleId
from everyside.stages.dedupe.core import Index, Sketched, groups, shingles, sketch
from tests.makers import NOW

AGENCY = (
    "Rescue crews searched the bay through the night after the ferry ran aground in thick fog on Tuesday evening. "
    "The harbour master said the vessel struck the outer bank shortly before seven and began to take on water. "
    "Passengers were brought ashore by fishing boats, and the hospital treated dozens for cold and shock. "
    "An inquiry opened on Wednesday will look at the weather warnings issued that afternoon and at who read them. "
    "The operator said it would help the families and suspend the line until the inquiry has reported."
)
OWN = (
    "At the quay the names are read out slowly, and each is followed by silence. Nobody here believes that fog alone "
    "explains what happened to a captain who had made the crossing four thousand times. The pilots' union has warned for "
    "years that the service was cut too far, and tonight its letters are being passed from hand to hand along the wall. "
    "What the company calls an accident looks, from the water, like the end of a long argument about money and care."
)
JAPANESE = (
    "火曜日の夕方、濃い霧の中で連絡船が座礁し、救助隊は夜通し湾内を捜索した。"
    "港長によると、船は七時前に外側の砂州に衝突し、浸水し始めたという。"
)


def article(name: str, text: str, minutes: int = 0) -> Sketched:
    return Sketched(ArticleId(name), NOW + timedelta(minutes=minutes), sketch(text))


def test_the_same_text_under_another_ending_is_a_copy_and_its_own_words_are_not() -> None:
    found = groups(
        [article("agency", AGENCY), article("paper", AGENCY + " With reporting by our staff.", 5), article("own", OWN, 6)]
    )
    assert found == {"agency": "agency", "paper": "agency", "own": "own"}


def test_a_group_is_named_after_its_earliest_article_even_if_that_comes_last() -> None:
    index = Index()
    index.add([article("late", AGENCY, 10)])
    changed = index.add([article("early", AGENCY, 1)])
    assert changed == {"late": "early", "early": "early"}


def test_case_and_width_do_not_hide_a_copy() -> None:
    found = groups([article("a", AGENCY), article("b", AGENCY.upper().replace(" ", "\u00a0"))])
    assert found["a"] == found["b"]


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    assert len(shingles(JAPANESE)) > 40
    found = groups([article("a", JAPANESE), article("b", JAPANESE + "調査が始まった。")])
    assert found["a"] == found["b"]


@pytest.mark.parametrize("text", ["", " ", "Too short to compare.", "\ud800\x00", "a" * 100_000])
def test_texts_that_say_too_little_stay_alone(text: str) -> None:
    found = groups([article("a", text), article("b", text)])
    assert found["a"] != found["b"]


@given(seed=st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_order_does_not_change_the_groups(seed: int) -> None:
    chance = random.Random(seed)
    sentences = [f"{s.strip()}." for text in (AGENCY, OWN) for s in text.split(".") if s.strip()]
    articles = [article(f"a{n}", " ".join(chance.sample(sentences, chance.randint(4, len(sentences)))), n) for n in range(12)]
    once = groups(articles)
    chance.shuffle(articles)
    one_by_one = Index()
    after: dict[ArticleId, str] = {}
    for each in articles:
        after.update(one_by_one.add([each]))
    assert after == once


def test_thousands_of_copies_of_one_text_stay_one_group_and_quick() -> None:
    hashes = sketch(AGENCY)
    index = Index()
    index.add(Sketched(ArticleId(f"a{number:05}"), NOW, hashes) for number in range(5000))
    assert set(index.add([article("z", AGENCY, 5)]).values()) == {"a00000"}
