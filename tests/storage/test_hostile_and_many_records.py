"""Characters no database takes, long texts and long lists: stored all the same, in few statements."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from everyside.records.coverage import Tally
from everyside.records.ids import ArticleId, StoryId
from everyside.storage import (
    articles,
    copies,
    coverages,
    entries,
    feeds,
    outlets,
    stories,
    summaries,
    vectors,
)
from everyside.storage.database import Database, Tx
from tests import makers
from tests.conftest import statements
from tests.makers import NOW


def test_nul_and_lone_surrogates_become_one_character_each(filled: Database) -> None:
    dirty = "a\0b\ud800c\udfff\0"
    clean = "a\ufffdb\ufffdc\ufffd\ufffd"
    assert len(dirty) == len(clean)
    with filled.write() as tx:
        articles.save(tx, [makers.article(1, title=dirty, text=dirty, authors=(dirty,), summary=dirty)])
        assert articles.get(tx, [makers.article_key(1)])[makers.article_key(1)] == makers.article(
            1, title=clean, text=clean, authors=(clean,), summary=clean
        )
        entries.save_new(tx, [makers.entry(9, title=dirty, content=dirty)])
        assert entries.get(tx, [makers.entry_key(9)])[makers.entry_key(9)].content == clean
        feeds.save(tx, [makers.feed(1, title=dirty, etag=dirty)])
        assert feeds.get(tx, [makers.feed_key(1)])[makers.feed_key(1)].etag == clean
        coverages.save(tx, [makers.coverage(1, countries=Tally(raw={dirty: 1}, independent={dirty: 1}))])
        assert coverages.get(tx, [makers.story_key(1)])[makers.story_key(1)].countries.raw == {clean: 1}
        assert articles.known(tx, [ArticleId(dirty)]) == set()


def test_an_article_whose_address_cannot_be_stored_is_refused(filled: Database) -> None:
    with filled.write() as tx, pytest.raises(ValueError, match="not a canonical address"):
        articles.save(tx, [makers.article(url="https://lantern-1.example/\0")])


def test_a_megabyte_of_text_comes_back(filled: Database) -> None:
    long = makers.article(1, text="東京 news " * 125_000)
    with filled.write() as tx:
        articles.save(tx, [long])
        assert articles.get(tx, [long.id]) == {long.id: long}


def test_reads_and_writes_of_two_thousand_rows_take_as_many_statements_as_of_two(database: Database) -> None:
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(1)])
        feeds.save(tx, [makers.feed(1)])
        articles.save(tx, [makers.article(n) for n in range(2000)])
        entries.save_new(tx, [makers.entry(n) for n in range(2000)])
        entries.save_pages(tx, [makers.page(n) for n in range(2000)])
        copies.save(tx, [makers.copy_membership(n) for n in range(2000)])
        vectors.save(tx, [makers.vector(n) for n in range(2000)])
        stories.save(tx, [makers.story(n) for n in range(2000)])
        stories.save_members(tx, [makers.membership(n, story_id=makers.story_key(n)) for n in range(2000)])
        summaries.save(tx, [makers.summary(n) for n in range(2000)])
        coverages.save(tx, [makers.coverage(n) for n in range(2000)])

    def of_articles(count: int) -> list[ArticleId]:
        return [makers.article_key(n) for n in range(count)]

    def of_stories(count: int) -> list[StoryId]:
        return [makers.story_key(n) for n in range(count)]

    reads: list[Callable[[Tx, int], object]] = [
        lambda tx, n: articles.get(tx, of_articles(n)),
        lambda tx, n: articles.known(tx, of_articles(n)),
        lambda tx, n: entries.get(tx, [makers.entry_key(i) for i in range(n)]),
        lambda tx, n: entries.pages_of(tx, [makers.entry_key(i) for i in range(n)]),
        lambda tx, n: copies.groups_of(tx, of_articles(n)),
        lambda tx, n: vectors.get(tx, of_articles(n), makers.MADE_BY),
        lambda tx, n: vectors.placed(tx, of_articles(n), makers.MADE_BY),
        lambda tx, n: vectors.told(tx, of_articles(n)),
        lambda tx, n: stories.get(tx, of_stories(n)),
        lambda tx, n: stories.members_of(tx, of_stories(n)),
        lambda tx, n: stories.memberships(tx, of_articles(n)),
        lambda tx, n: summaries.get(tx, of_stories(n)),
        lambda tx, n: coverages.get(tx, of_stories(n)),
    ]
    with database.read() as tx:
        for number, read in enumerate(reads):
            with statements(database) as few:
                assert len(read(tx, 2)) == 2  # type: ignore[arg-type]
            with statements(database) as many:
                assert len(read(tx, 2000)) == 2000  # type: ignore[arg-type]
            assert len(few) == len(many) <= 3, f"read {number}"
        with statements(database) as streamed:
            assert sum(1 for _ in vectors.window(tx, makers.MADE_BY, NOW)) == 2000
        assert len(streamed) == 1
    with database.write() as tx, statements(database) as seen:
        summaries.save(tx, [makers.summary(n) for n in range(2000)])
        articles.save(tx, [makers.article(n) for n in range(2000)])
        outlets.save(tx, [makers.outlet(n) for n in range(2000)])
    assert len(seen) <= 9


def test_lists_longer_than_one_statement_can_hold_are_cut(filled: Database) -> None:
    ids = [ArticleId(f"none-{n}") for n in range(70_000)]
    with filled.read() as tx:
        assert articles.known(tx, [*ids, makers.article_key(1)]) == {makers.article_key(1)}
