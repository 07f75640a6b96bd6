from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyside.records.ids import ArticleId
from everyside.stages.dedupe import core
from everyside.stages.dedupe.core import MAX_COMPARED, Index, Sketched, shingles, sketch, vote
from everyside.stages.dedupe.grouping import NEUTRAL, grouped
from everyside.stages.dedupe.shingles import HASH_BITS, MAX_HASHES, _encoded, _units, from_bytes, hashes_of, overlap, to_bytes
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


def article(name: str, text: str, minutes: int = 0, *, stated: bool = True, agency: bool = False) -> Sketched:
    return Sketched(ArticleId(name), NOW + timedelta(minutes=minutes), sketch(text), stated, agency)


def groups(articles: Sequence[Sketched]) -> dict[str, str]:
    """Article → group, by names that need no ceremony."""
    return {str(id): str(group) for id, group in core.groups(articles).items()}


def words(chance: random.Random, count: int) -> list[str]:
    return [f"w{chance.randrange(10**6)}" for _ in range(count)]


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


@pytest.mark.parametrize(
    "text", ["", " ", "Too short to compare.", "\ud800\x00", "a" * 100_000, "on and on " * 10_000, "\x1b[31m" * 9]
)
def test_texts_that_say_too_little_stay_alone(text: str) -> None:
    found = groups([article("a", text), article("b", text)])
    assert found["a"] != found["b"]


@pytest.mark.parametrize("text", ["word " * 200_000, "\ufdfa" * 1_000_000, "連" * 1_000_000, "'" * 1_000_000, AGENCY * 2_000])
def test_a_megabyte_is_compared_in_no_time(text: str) -> None:
    began = time.process_time()
    groups([article("a", text), article("b", text)])
    assert time.process_time() - began < 5


def test_a_brief_that_stands_in_a_long_report_is_a_copy_of_it() -> None:
    chance = random.Random(1)
    report = " ".join(words(chance, 3000))
    brief = " ".join(report.split()[1000:1080])
    assert len({*groups([article("report", report), article("brief", brief)]).values()}) == 1


def test_texts_that_share_a_brief_are_no_copies_of_each_other() -> None:
    chance = random.Random(2)
    brief = words(chance, 100)
    reports = [article(f"report{n}", " ".join(words(chance, 900) + brief), n) for n in range(4)]
    found = groups([*reports, article("brief", " ".join(brief), 9)])
    assert len({found[each.article_id] for each in reports}) == 4


def test_overlap_is_exact_for_texts_of_the_usual_length() -> None:
    chance = random.Random(3)
    shared, own, other = (words(chance, n) for n in (300, 100, 200))
    resemblance, containment = overlap(hashes_of(" ".join(shared + own)), hashes_of(" ".join(shared + other)))
    assert containment == 296 / 396
    assert resemblance == 296 / (396 + 496 - 296)


def test_overlap_of_very_long_texts_is_an_estimate_close_to_the_truth() -> None:
    chance = random.Random(4)
    long = words(chance, 40_000)
    resemblance, containment = overlap(hashes_of(" ".join(long)), hashes_of(" ".join(long[:30_000])))
    assert abs(resemblance - 0.75) < 0.03
    assert containment > 0.99


@given(hashes=st.sets(st.integers(0, 2**HASH_BITS - 1), max_size=300))
@settings(max_examples=50, deadline=None)
def test_signatures_come_back(hashes: set[int]) -> None:
    given_hashes = np.array(sorted(hashes), dtype=np.uint32)
    packed = to_bytes(given_hashes)
    assert from_bytes(packed).tolist() == given_hashes.tolist()
    assert len(packed) <= 2 * len(hashes) + 2 * (2**HASH_BITS // 0xFFFF + 1)


@given(st.text(alphabet=st.sampled_from("aB'_9 \n.-’‘“”–—…\u00a0é東\x00\x1c"), max_size=60))
@settings(max_examples=200, deadline=None)
def test_plain_english_is_cut_into_the_same_words_as_anything_else(text: str) -> None:
    units, size = _units(text)
    encoded, also = _encoded(text)
    assert ([unit.decode() for unit in encoded if unit], also) == (units, size)


def test_a_signature_is_bounded() -> None:
    assert len(sketch(" ".join(words(random.Random(5), 50_000)))) <= 2 * MAX_HASHES + 514


def test_the_line_is_a_vote_of_its_own() -> None:
    assert vote(0.5, 0.0) > NEUTRAL > vote(0.499, 0.7)
    assert vote(0.1, 0.8) > NEUTRAL > vote(0.1, 0.799)
    assert (vote(1.0, 1.0), vote(0.1, 0.2)) == (200, 0)


def test_the_likely_original_is_an_agency_else_the_earliest_stated_else_the_earliest_found() -> None:
    found = groups(
        [article("agency", AGENCY, 9, agency=True), article("early", AGENCY, 1), article("found", AGENCY, 0, stated=False)]
    )
    assert set(found.values()) == {"agency"}
    found = groups([article("early", AGENCY, 1), article("found", AGENCY, 0, stated=False), article("later", AGENCY, 1)])
    assert set(found.values()) == {"early"}
    found = groups([article("b", AGENCY, 3, stated=False), article("a", AGENCY, 3, stated=False)])
    assert set(found.values()) == {"a"}


def test_when_an_original_comes_later_all_its_copies_are_told() -> None:
    index = Index()
    index.add([article("paper", AGENCY, 5), article("blog", AGENCY + " Read more here.", 6)])
    changed = index.add([article("agency", AGENCY + " (ends)", 9, agency=True)])
    assert changed == dict.fromkeys(("paper", "blog", "agency"), "agency")


def test_an_article_made_anew_keeps_its_group() -> None:
    index = Index()
    index.add([article("paper", AGENCY, 5), article("agency", AGENCY, 1)])
    assert index.add([article("paper", OWN, 5)]) == {"paper": "agency"}


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_order_and_batches_do_not_change_the_groups(seed: int) -> None:
    """Texts of pieces in common, long and short, so that chains, briefs and ties come about."""
    chance = random.Random(seed)
    pieces = [" ".join(words(chance, chance.choice((12, 25, 50)))) for _ in range(6)]
    texts = [" ".join(chance.sample(pieces, chance.randint(1, 5))) for _ in range(14)]
    articles = [article(f"a{n}", text, chance.randint(0, 3), stated=chance.random() < 0.7) for n, text in enumerate(texts)]
    once = groups(articles)
    for _ in range(3):
        chance.shuffle(articles)
        index = Index()
        after: dict[ArticleId, str] = {}
        rest = list(articles)
        while rest:
            size = chance.randint(1, 5)
            after.update(index.add(rest[:size]))
            rest = rest[size:]
        assert after == once


@given(seed=st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_no_move_of_one_text_makes_a_grouping_better(seed: int) -> None:
    chance = random.Random(seed)
    texts = list(range(9))
    votes: dict[int, dict[int, int]] = {text: {} for text in texts}
    for a in texts:
        for b in range(a):
            if chance.random() < 0.4:
                votes[a][b] = votes[b][a] = chance.randint(1, 200)
    found = grouped(texts, votes)
    assert sorted(text for group in found for text in group) == texts

    def agreement(text: int, group: list[int]) -> int:
        return sum(votes[text].get(other, 0) - NEUTRAL for other in group if other != text)

    for group in found:
        for text in group:
            assert agreement(text, group) >= max(0, *(agreement(text, other) for other in found))


def test_thousands_of_copies_of_one_text_stay_one_group_and_quick() -> None:
    hashes = sketch(AGENCY)
    index = Index()
    index.add(Sketched(ArticleId(f"a{number:05}"), NOW, hashes) for number in range(100_000))
    assert set(index.add([article("z", AGENCY, 5)]).values()) == {"a00000"}


def test_a_flood_of_texts_that_differ_a_little_is_one_group() -> None:
    """Each with a word of its own, as a page with a counter on it."""
    index = Index()
    began = time.process_time()
    flood = MAX_COMPARED * 4
    found: dict[ArticleId, str] = {}
    for number in range(flood):
        found.update(index.add([article(f"a{number:05}", f"{AGENCY} Page view {number}")]))
    assert set(found.values()) == {"a00000"}
    assert time.process_time() - began < 30


def test_furniture_in_every_article_of_an_outlet_makes_no_copies() -> None:
    chance = random.Random(7)
    furniture = " ".join(words(chance, 120))
    texts = [f"{' '.join(words(chance, 200))} {furniture}" for _ in range(600)]
    found = groups([article(f"a{n}", text) for n, text in enumerate(texts)])
    assert len(set(found.values())) == 600
    twice = groups([*(article(f"a{n}", text) for n, text in enumerate(texts)), article("copy", texts[300], 5)])
    assert twice["copy"] == "a300"


def test_the_pairs_are_there_whatever_the_groups() -> None:
    chance = random.Random(8)
    brief = words(chance, 100)
    index = Index()
    index.add([article(f"report{n}", " ".join(words(chance, 900) + brief), n) for n in range(4)])
    index.add([article("brief", " ".join(brief), 9)])
    assert sorted(index.copies_of(ArticleId("brief"), 9)) == ["report0", "report1", "report2", "report3"]
    assert index.copies_of(ArticleId("report2"), 9) == ["brief"]
    assert len(index.copies_of(ArticleId("brief"), 2)) == 2
