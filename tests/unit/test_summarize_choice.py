"""What the choice of bullets promises: exact where small, no repetition, no order, evidence in every language, safe shortening."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from everyside.adapters.embedder.plain import PlainEmbedder
from everyside.language.shortening import shorten
from everyside.stages.summarize import choosing, evidence, headline
from everyside.stages.summarize.core import Document, tell
from everyside.stages.summarize.dating import with_dates
from everyside.stages.summarize.remembering import Remembering

FOG = "The ferry Saint Ormond ran aground off Port Ellery in thick fog, killing four people."
PILOTS = "The Valmere pilots' union had warned of cuts to the harbour service since spring."
DIVERS = "Divers searched the hull for survivors through the night, the coast guard said."


def story() -> list[Document]:
    return [
        Document(title="Ferry runs aground off Port Ellery", text=f"{FOG}\n{PILOTS}", language="en", group=1),
        Document(title="Ferry aground in fog off Port Ellery", text=f"{FOG[:-1]} overnight.\n{DIVERS}", language="en", group=2),
        Document(title="Port Ellery: ferry aground, four dead", text=f"{DIVERS}\n{PILOTS}\n{FOG}", language="en", group=3),
        Document(
            title="Fähre vor Port Ellery auf Grund", text="Die Fähre lief im Nebel auf Grund, vier Tote.", language="de", group=4
        ),
    ]


class Same:
    """Everything about a ferry aground is one direction, all else is another."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += texts
        return np.array([[1, 0] if "aground" in text or "Grund" in text else [0, 1] for text in texts], np.float32)


@pytest.mark.parametrize("seed", range(8))
def test_the_beam_finds_the_best_set_there_is(seed: int) -> None:
    chance = np.random.default_rng(seed)
    held = [np.sort(chance.choice(30, 8, replace=False)) for _ in range(7)]
    worth, lengths = chance.random(30) / 3, chance.integers(6, 20, 7).astype(float)

    def value(rows: Sequence[int]) -> float:
        return float(2 * worth[np.unique(np.concatenate([held[row] for row in rows]))].sum() / (lengths[list(rows)].sum() + 26))

    best = max((rows for size in (1, 2, 3) for rows in combinations(range(7), size)), key=value)
    chosen = choosing.choose(worth, held, lengths, np.zeros((7, 7), bool), 1, 3, 26)
    assert value(chosen) == pytest.approx(value(best))


def test_as_many_are_chosen_as_there_must_be_however_little_they_add() -> None:
    worth, held = np.array([0.9, 0.9, 0.01]), [np.array([0, 1]), np.array([2])]
    apart, lengths = np.zeros((2, 2), bool), np.array([3.0, 40.0])
    assert choosing.choose(worth, held, lengths, apart, 1, 2, 1) == [0]
    assert choosing.choose(worth, held, lengths, apart, 2, 2, 1) == [0, 1]


def test_two_that_repeat_each_other_are_not_chosen_together() -> None:
    held, worth = [np.array([0, 1]), np.array([2, 3])], np.full(4, 0.9)
    apart, repeats = np.zeros((2, 2), bool), np.ones((2, 2), bool)
    assert choosing.choose(worth, held, np.array([3.0, 3.0]), apart, 1, 2, 10) == [0, 1]
    assert len(choosing.choose(worth, held, np.array([3.0, 3.0]), repeats, 1, 2, 10)) == 1


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_documents_does_not_matter(seed: int) -> None:
    given = story()
    order = list(range(len(given)))
    random.Random(seed).shuffle(order)
    one, other = tell(given), tell([given[at] for at in order])
    assert [(p.text, p.independent_texts) for p in one.points] == [(p.text, p.independent_texts) for p in other.points]
    assert given[one.headline].title == given[order[other.headline]].title


def test_six_hundred_copies_of_a_text_count_once() -> None:
    given = story()
    told = tell([*given, *([given[0]] * 600)])
    assert [point.text for point in told.points] == [point.text for point in tell(given).points]
    assert max(point.independent_texts for point in told.points) == 3


def test_another_language_is_cited_where_its_sentence_says_the_same() -> None:
    embed = Same()
    told = tell(story(), embed=embed)
    (fog,) = [point for point in told.points if "aground" in point.text]
    assert 3 in {quote.document for quote in fog.quotes}
    assert fog.independent_texts == 4
    assert all(3 not in {quote.document for quote in point.quotes} for point in told.points if point is not fog)


def test_nothing_is_embedded_for_a_story_in_one_language() -> None:
    embed = Same()
    assert tell(story()[:3], embed=embed).points
    assert embed.texts == []


def test_few_sentences_of_other_languages_are_embedded_however_many_there_are() -> None:
    embed = Same()
    many = [Document(title="", text=f"Die Fähre lief auf Grund, Bericht {n}.", language="de", group=n) for n in range(100, 900)]
    tell([*story()[:3], *many], embed=embed)
    assert 0 < len(embed.texts) <= evidence.FOREIGN_MOST + 5


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("At least 15 died.", "At least 20 died.", True),
        ("At least 15 died.", "Fifteen died.", False),
        ("At least eight died.", "At least 20 died.", True),
        ("Eight men died.", "8 men died.", False),
        ("At least eight, among them four children, died.", "Eight died.", False),
        ("15 of 300 died on 3 May.", "15 died.", False),
        ("It cost 1,200 dollars.", "Es kostete 1.200 Dollar.", False),
        ("١٥ people died.", "15 died.", False),
    ],
)
def test_sentences_whose_numbers_differ_do_not_say_the_same(one: str, other: str, differ: bool) -> None:
    assert evidence.differ(one, other) is differ


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("However, the harbour stayed open through the night.", "The harbour stayed open through the night."),
        ("But he said that the harbour had stayed open all night.", ""),
        ("He said that the harbour had stayed open through the night.", ""),
        ("These cuts had been announced by the harbour in spring.", ""),
        (
            "The harbour stayed open through the night, officials said.",
            "The harbour stayed open through the night, officials said.",
        ),
        ("The order was signed in the harbour office by Gov.", ""),
    ],
)
def test_a_sentence_that_leans_on_another_is_shortened_or_not_used(sentence: str, shown: str) -> None:
    assert shorten(sentence, "en") == shown


TUESDAY = date(2025, 11, 18)


@pytest.mark.parametrize(
    ("sentence", "day", "told"),
    [
        ("Four died on Tuesday.", TUESDAY, "Four died on Tuesday [18 November 2025]."),
        ("Four died on Monday night off the port.", TUESDAY, "Four died on Monday night [17 November 2025] off the port."),
        ("Four died on Thursday.", TUESDAY, "Four died on Thursday."),
        ("The court will meet on Tuesday.", TUESDAY, "The court will meet on Tuesday."),
        ("Four died on Tuesday.", None, "Four died on Tuesday."),
        ("Four died on Tuesday, November 18.", TUESDAY, "Four died on Tuesday, November 18."),
    ],
)
def test_a_weekday_is_dated_only_where_it_can_be_but_one(sentence: str, day: date | None, told: str) -> None:
    assert with_dates(sentence, "en", day) == told


@pytest.mark.parametrize(
    "title",
    [
        "Why did the ferry run aground off Port Ellery?",
        "Here's why the ferry ran aground off Port Ellery",
        "Union slams shameful harbour cuts after ferry runs aground",
        "5 things to know about the ferry off Port Ellery",
        "FERRY RUNS AGROUND OFF PORT ELLERY, FOUR DEAD",
    ],
)
def test_a_title_that_is_not_plain_keeps_less_of_its_centrality(title: str) -> None:
    assert headline.plainness(title, "en") < headline.plainness("Ferry runs aground off Port Ellery, four dead", "en") == 1


class Counted(PlainEmbedder):
    def __init__(self) -> None:
        self.seen = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.seen += len(texts)
        return super().embed(texts)


def test_vectors_are_made_once_and_the_least_used_forgotten() -> None:
    counted = Counted()
    remembering = Remembering(counted, most=2)
    first = remembering.embed(["a", "b", "a"])
    assert counted.seen == 2
    assert np.array_equal(first, PlainEmbedder().embed(["a", "b", "a"]))
    remembering.embed(["c", "a"])
    assert counted.seen == 3
    remembering.embed(["b"])
    assert counted.seen == 4


def test_no_text_is_embedded_as_none() -> None:
    assert Remembering(PlainEmbedder()).embed([]).shape == (0, PlainEmbedder.dimensions)


@pytest.mark.parametrize("text", ["word " * 50_000, "!" * 100_000, "But, " * 20_000, "(" * 50_000, "on Tuesday " * 9_000 + "."])
def test_hostile_texts_end_soon_and_have_true_offsets(text: str) -> None:
    given = [Document(title=text[:300], text=text, language="en", group=n, day=TUESDAY) for n in range(3)]
    for point in tell(given).points:
        for quote in point.quotes:
            assert given[quote.document].text[quote.start : quote.end] == quote.quote
