"""What the web sends, through the real parts: sensible stories, bounded work, never an exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from everyside.adapters.embedder.plain import PlainEmbedder
from everyside.records.article import Kind
from everyside.records.ids import ArticleId
from everyside.stages.cluster.core import Placed, Rule, Window
from everyside.stages.cluster.score import Scorer
from everyside.stages.cluster.templates import series_of
from everyside.stages.cluster.terms import terms_of
from everyside.stages.embed.core import embed, from_bytes, to_bytes
from tests.makers import NOW
from tests.unit.cluster_worlds import consolidated, groups

FERRY = "The night ferry to Osterholm ran aground outside the harbour, and all 212 passengers were brought ashore before the tide."
RENT = "Judges of the highest court struck down the regional freeze of rents after three years of appeals by landlords."
RULE = Rule()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    title: str = ""
    text: str = ""
    language: str = "en"
    at: datetime | None = NOW
    outlet: str = "lantern"
    kind: Kind = Kind.NEWS


def placed(told: Sequence[Told]) -> list[Placed]:
    vectors = embed(PlainEmbedder(), [(each.title, each.text) for each in told])
    return [
        Placed(
            article_id=ArticleId(f"a{number:05}"),
            published=each.at,
            vector=from_bytes(to_bytes(vector)),
            language=each.language,
            terms=terms_of(each.title, each.text),
            kind=each.kind,
            series=series_of(each.outlet, each.title),
        )
        for number, (each, vector) in enumerate(zip(told, vectors, strict=True))
    ]


def stories(told: Sequence[Told], batch: int = 16, of: Rule = RULE) -> set[frozenset[int]]:
    """Stories as sets of places in ``told``; every one of them is in exactly one."""
    articles, filled = placed(told), Window(of, PlainEmbedder.dimensions)
    for start in range(0, len(articles), batch):
        filled.add(articles[start : start + batch])
    assert len(filled.placed()) == len(told)
    consolidated(filled)
    found = {frozenset(int(id[1:]) for id in group) for group in groups(filled)}
    assert sorted(number for group in found for number in group) == list(range(len(told)))
    return found


def test_empty_titles_are_told_apart_by_their_texts() -> None:
    told = [Told(text=text, outlet=f"outlet-{n}") for n in range(3) for text in (FERRY, RENT)]
    assert stories(told) == {frozenset({0, 2, 4}), frozenset({1, 3, 5})}


@pytest.mark.parametrize("nothing", ["", " ", "\n\t\0", "\ud800", "…", "🚀"])
def test_articles_of_which_nothing_is_told_do_no_harm(nothing: str) -> None:
    found = stories(
        [Told(title=nothing, text=nothing, outlet=f"outlet-{n}") for n in range(20)] + [Told(title="Ferry", text=FERRY)]
    )
    assert frozenset({20}) in found


def test_one_word_titles_do_not_make_a_story_of_different_texts() -> None:
    told = [Told(title="Breaking", text=text, outlet=f"outlet-{n}") for n, text in enumerate((FERRY, FERRY, RENT, RENT))]
    assert stories(told) == {frozenset({0, 1}), frozenset({2, 3})}
    assert len(stories([Told(title=word) for word in ("Ferry", "Rent", "Goal", "Vote")])) == 4


@pytest.mark.parametrize("title", ["Horoscope", "Gold price today, {day} March", "Weather on {day}.03.2026", ""])
def test_the_same_title_every_day_is_not_one_endless_story(title: str) -> None:
    told = [
        Told(title=title.format(day=day + 1), text=" ".join(f"sign{day}x{n}" for n in range(30)), at=NOW + timedelta(days=day))
        for day in range(25)
    ]
    assert len(stories(told, batch=1)) > 20


def test_the_same_title_every_day_without_a_text_is_not_one_endless_story() -> None:
    told = [Told(title="Horoscope", at=NOW + timedelta(days=day)) for day in range(25)]
    assert max(max(group) - min(group) for group in stories(told, batch=1)) <= 2 * RULE.window_days


def test_a_title_of_ten_megabytes_and_one_of_control_characters_are_articles_like_others() -> None:
    told = [Told(title="ferry " * 1_700_000), Told(title="\0\x1b[2J\u202e\ud800" * 1000, text="\0" * 100_000), Told(text=FERRY)]
    assert len(stories(told)) == 3


def test_an_article_dated_tomorrow_joins_the_story_of_today() -> None:
    told = [Told(text=FERRY, outlet="a"), Told(text=FERRY, at=NOW + timedelta(days=1), outlet="b"), Told(text=RENT, outlet="c")]
    assert stories(told) == {frozenset({0, 1}), frozenset({2})}


@pytest.mark.parametrize(
    "far", [datetime(1, 1, 1, tzinfo=UTC), datetime(1969, 7, 20, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)]
)
def test_a_date_beyond_all_reason_parts_an_article_from_the_rest_and_does_no_harm(far: datetime) -> None:
    told = [Told(text=FERRY, outlet="a"), Told(text=FERRY, at=far, outlet="b"), Told(text=FERRY, outlet="c")]
    assert stories(told, batch=1) == {frozenset({0, 2}), frozenset({1})}


def test_an_article_without_a_date_joins_its_story() -> None:
    told = [Told(text=FERRY, outlet="a"), Told(text=FERRY, at=None, outlet="b"), Told(text=RENT, at=None, outlet="c")]
    assert stories(told) == {frozenset({0, 1}), frozenset({2})}


@pytest.mark.parametrize(
    "writing", ["ꦧꦱꦗꦮ ꦏꦥꦭ {n}", "ᎠᏂᏴᏫᏯᎢ ᏓᎵᏆ {n}", "𐎀𐎁𐎂 𐎃𐎄 {n}", "ⵜⴰⵎⴰⵣⵉⵖⵜ {n}", "ကမ္ဘာ့သတင်း{n}", "\ue000\ue001 {n}"]
)
def test_a_language_nobody_knows_is_grouped_by_what_can_be_seen(writing: str) -> None:
    known = [Told(text=FERRY, outlet="a"), Told(text=FERRY, outlet="b")]
    told = [*known, *(Told(title=writing.format(n=n // 2), language="und", outlet=f"outlet-{n}") for n in range(6))]
    found = stories(told)
    assert frozenset({0, 1}) in found
    for n in range(2, 8, 2):
        assert any({n, n + 1} <= group for group in found)


class Work:
    """Pairs of articles that were scored, and asked for neighbours."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.pairs = self.asked = 0
        between, table, neighbours = Scorer.between, Scorer.table, Scorer.neighbours

        def counted_between(scorer: Scorer, a: Any, b: Any) -> Any:
            self.pairs += len(a) * len(b)
            return between(scorer, a, b)

        def counted_table(scorer: Scorer, rows: Any) -> Any:
            self.pairs += len(rows) ** 2
            return table(scorer, rows)

        def counted_neighbours(scorer: Scorer, rows: Any, most: int) -> Any:
            self.asked += len(rows)
            return neighbours(scorer, rows, most)

        patch.setattr(Scorer, "between", counted_between)
        patch.setattr(Scorer, "table", counted_table)
        patch.setattr(Scorer, "neighbours", counted_neighbours)

    def of_copies(self, count: int) -> tuple[int, int]:
        """Of a flood of copies that comes in batches; then of the slow pass over them."""
        self.pairs = self.asked = 0
        one = placed([Told(title="Ferry aground", text=FERRY)])[0]
        copies = [
            Placed(ArticleId(f"a{n:06}"), NOW + timedelta(seconds=n), one.vector, "en", one.terms, Kind.NEWS) for n in range(count)
        ]
        filled = Window(Rule(local=50, largest=200), PlainEmbedder.dimensions)
        for start in range(0, count, 256):
            filled.add(copies[start : start + 256])
        flood = self.pairs
        assert len(groups(filled)) == 1
        consolidated(filled)
        assert len(groups(filled)) == 1
        assert self.asked == 2 * count
        return flood, self.pairs - flood


def test_copies_without_end_are_one_story_and_each_costs_as_much_as_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million cost a thousand times a thousand: counted in pairs compared, since a clock lies on a busy machine."""
    monkeypatch.setattr("everyside.stages.cluster.grouping.PAIRS", 256)  # so that few are many
    monkeypatch.setattr("everyside.stages.cluster.grouping.SAMPLE", 16)
    work = Work(monkeypatch)
    few, many = work.of_copies(300), work.of_copies(1200)
    assert many[0] <= 5 * few[0]
    assert many[1] <= 6 * few[1]
    assert many[0] <= 1200 * 300


def test_a_flood_of_different_texts_that_are_close_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """One outlet's template with another number in it, again and again."""
    work = Work(monkeypatch)
    told = [Told(title="Ferry aground", text=f"{FERRY} {n}", at=NOW + timedelta(seconds=n)) for n in range(400)]
    found = stories(told, of=Rule(local=50, largest=100))
    assert len(found) < 40
    assert work.pairs < 2 * 400 * 400
