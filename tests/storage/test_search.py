"""Articles are found by their words on both databases alike, whatever language and script they are in."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, text

from everyside.language.asking import parse
from everyside.records.ids import ArticleId
from everyside.stages.index import core
from everyside.storage import articles, outlets, search, stories, vectors
from everyside.storage.database import Database
from everyside.storage.schema import articles as article_table
from tests import makers

TEXTS = {
    1: ("en", "Harbour bridge closed", "A freighter struck the bridge. The old lantern café at São Brás stays open."),
    2: ("ja", "貨物船が橋に衝突", "貨物船が月曜日に橋へ衝突し、通行止めになった。東京の字"),
    3: ("ar", "سفينة تصطدم بجسر الميناء", "قال أحمد إنَّ المدرسة أُغلقت بعد الحادث في ٢٠٢٦."),
    4: ("th", "ตลาดหุ้นไทยปิดบวก", "ดัชนีตลาดหุ้นไทยปิดที่ 1,400 จุด"),
    5: ("hi", "दिल्ली में पुल बंद", "पुल को सोमवार को बंद कर दिया गया।"),
    6: ("en", "Council votes again", "The bridge is not on the agenda, nor is the harbour; the ferry is."),
}


def fill(database: Database) -> None:
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(1, country="GB"), makers.outlet(2, country="JP", domains=("kisen.example",))])
        made = [
            makers.article(n, title=title, text=body, language=language, outlet_id=makers.outlet_name(2 if language == "ja" else 1))
            for n, (language, title, body) in TEXTS.items()
        ]
        articles.save(tx, made)
        search.save(tx, [core.findable(each, (), "index/1#") for each in made])


def found(database: Database, question: str, **more: bool) -> list[int]:
    numbers = {makers.article_key(n): n for n in TEXTS}
    with database.read() as tx:
        return [numbers[hit.article_id] for hit in search.by_words(tx, parse(question), limit=10, **more)]


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("harbour bridge", {1, 6}),
        ("HARBOUR Brídge", {1, 6}),
        ('"harbour bridge"', {1}),
        ("“harbour bridge”", {1}),
        ("bridge -ferry", {1}),
        ("cafe sao bras", {1}),
        ("Ｃａｆé", {1}),
        ("衝突", {2}),
        ("貨物", {2}),
        ("貨物船が橋", {2}),
        ("京橋", set()),
        ("船", {2}),
        ("字", {2}),
        ("東京 -衝突", set()),
        ("احمد", {3}),
        ("أَحمد المدرسه", {3}),
        ("2026", {3}),
        ("ตลาดหุ้น", {4}),
        ("1400", {4}),
        ("1.400", {4}),
        ("पुल", {5}),
        ("पल", set()),
        ("bridge lang:en", {1, 6}),
        ("衝突 lang:en", set()),
        ("衝突 country:jp", {2}),
        ("衝突 country:gb", set()),
        ("衝突 site:kisen.example", {2}),
        ("衝突 site:isen.example", set()),
        ("bridge after:2026-03-02", {1, 6}),
        ("bridge after:2026-03-03", set()),
        ("bridge before:2026-03-02", set()),
        ("nowhere", set()),
        ("", set()),
        ("-bridge", set()),
        ("😀", set()),
    ],
)
def test_articles_are_found_by_their_words(database: Database, question: str, numbers: set[int]) -> None:
    fill(database)
    assert set(found(database, question)) == numbers


def test_a_word_in_the_title_weighs_more_than_one_in_the_text(database: Database) -> None:
    fill(database)
    assert found(database, "bridge") == [1, 6]
    assert found(database, "bridge", newest=True) == [6, 1]


HOSTILE = [
    '"',
    '""',
    "'",
    "a'b",
    "*",
    "bridge*",
    "NEAR(bridge harbour)",
    "^bridge",
    "title:bridge",
    "{title text}: bridge",
    "bridge AND",
    "OR",
    "NOT bridge",
    "bridge & | ! <-> :*",
    "(((((",
    ")",
    "-- ; DROP TABLE articles",
    "\0",
    "bridge\0harbour",
    "\ud800",
    "%_\\",
    ":match",
    "a " * 1000,
    "x" * 2000,
    "-" * 2000,
    '"' * 2000,
    "the of and to in a is",
    "😀🌉",
    "site:'; DROP",
    "after:9999-99 before:0000",
    "\u202e\u200b\ufeff",
    "ﷺ",
    "字" * 500,
    "\\",
]


@pytest.mark.parametrize("question", HOSTILE)
def test_no_question_is_an_error(database: Database, question: str) -> None:
    fill(database)
    found(database, question)
    found(database, f'bridge {question} "{question}" -{question}')
    assert found(database, "衝突") == [2]


def test_operators_of_the_database_are_words_like_any_other(database: Database) -> None:
    fill(database)
    assert found(database, "bridge OR council") == []
    assert set(found(database, "not the bridge")) == {6}


def test_an_article_that_is_deleted_leaves_no_word_behind(database: Database) -> None:
    fill(database)
    with database.write() as tx:
        tx.execute(delete(article_table).where(article_table.c.id == makers.article_key(1)))
        assert tx.execute(text("SELECT count(*) FROM findable_words")).scalar_one() == len(TEXTS) - 1
    assert found(database, "bridge") == [6]


def test_an_article_that_changed_is_found_by_what_it_says_now(database: Database) -> None:
    fill(database)
    changed = makers.article(1, title="Tunnel opens", text="No ship was near.")
    with database.write() as tx:
        before = search.newest_number(tx)
        articles.save(tx, [changed])
        search.save(tx, [core.findable(changed, ("Le tunnel ouvre",), "index/1#")])
        assert search.newest_number(tx) > before
    assert found(database, "tunnel ship") == [1]
    assert found(database, "ouvre") == [1]
    assert found(database, "freighter") == []


def test_numbers_grow_even_after_the_last_row_is_gone(database: Database) -> None:
    fill(database)
    with database.write() as tx:
        newest = search.newest_number(tx)
        tx.execute(delete(article_table))
        outlets.save(tx, [makers.outlet(1)])
        articles.save(tx, [makers.article(9)])
        search.save(tx, [core.findable(makers.article(9), (), "index/1#")])
        assert search.newest_number(tx) > newest


def test_a_very_long_and_repetitive_text_is_kept(database: Database) -> None:
    fill(database)
    long = makers.article(7, title="x" * 5000, text="bridge " * 30_000 + "y" * 50_000)
    with database.write() as tx:
        articles.save(tx, [long])
        search.save(tx, [core.findable(long, (), "index/1#")])
        hits = search.by_words(tx, parse('"bridge bridge bridge"'), limit=10)
    assert [hit.article_id for hit in hits] == [long.id]


def test_hits_know_their_story_and_any_of_several_phrases_is_enough(database: Database) -> None:
    fill(database)
    with database.write() as tx:
        stories.save(tx, [makers.story(1)])
        stories.save_members(tx, [makers.membership(1)])
    with database.read() as tx:
        hits = search.by_phrases(tx, [("freighter", "struck"), ("on", "the", "agenda"), ("nowhere",)], limit=10)
        assert {hit.article_id: hit.story_id for hit in hits} == {
            makers.article_key(1): makers.story_key(1),
            makers.article_key(6): None,
        }
        assert search.by_phrases(tx, [], limit=10) == []


def test_vectors_come_with_the_numbers_of_their_articles(database: Database) -> None:
    fill(database)
    with database.write() as tx:
        vectors.save(tx, [makers.vector(n) for n in (1, 2)])
        vectors.save(tx, [makers.vector(3, made_by="another/1")])
    with database.read() as tx:
        rows = list(search.vectors_after(tx, 0, makers.MADE_BY, 10))
        assert {row.article_id for row in rows} == {makers.article_key(1), makers.article_key(2)}
        assert list(search.vectors_after(tx, max(row.number for row in rows), makers.MADE_BY, 10)) == []
        gone = ArticleId("nobody")
        assert [hit.article_id for hit in search.passing(tx, [makers.article_key(6), gone, makers.article_key(1)], parse(""))] == [
            makers.article_key(6),
            makers.article_key(1),
        ]
        for filters, number in (("country:jp", 1), ("country:gb site:lantern-1.example lang:en", 2), ("site:nowhere.example", 0)):
            assert len(search.passing(tx, [makers.article_key(n) for n in (1, 2, 6)], parse(filters))) == number


def test_of_a_word_that_very_many_hold_the_last_to_come_in_are_ranked(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(database)
    again = makers.article(6)
    with database.write() as tx:
        search.save(tx, [core.findable(again, (), "index/2#")])
    monkeypatch.setattr(search, "MOST_RANKED", 1)
    with database.read() as tx:
        assert [hit.article_id for hit in search.by_words(tx, parse("bridge"), limit=10)] == [again.id]
        assert [hit.article_id for hit in search.by_words(tx, parse("bridge lang:en"), limit=10)] == [again.id]
        earlier = search.by_words(tx, parse(f"bridge before:{again.published:%Y-%m-%d}"), limit=10)
        assert again.id not in {hit.article_id for hit in earlier}


def test_what_few_outlets_tell_is_found_among_much_that_others_do(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(database)
    theirs = makers.article(7, title="Ferry", text="It passes under the bridge.", outlet_id=makers.outlet_name(2))
    with database.write() as tx:
        articles.save(tx, [theirs])
        search.save(tx, [core.findable(theirs, (), "index/1#")])
    monkeypatch.setattr(search, "MOST_CHECKED", 2)
    monkeypatch.setattr(search, "_CHECKED_AT_ONCE", 1)
    with database.read() as tx:
        for newest in (False, True):
            for question in ("bridge country:jp", "bridge site:kisen.example lang:en"):
                hits = search.by_words(tx, parse(question), limit=10, newest=newest)
                assert [hit.article_id for hit in hits] == [theirs.id]
            assert len(search.by_words(tx, parse("bridge country:gb"), limit=10, newest=newest)) == 2
            assert search.by_words(tx, parse("bridge site:nowhere.example"), limit=10, newest=newest) == []
