"""A statement that is made once and asked for any number of values."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from everyside.storage import articles, outlets, schema
from everyside.storage.database import Database
from everyside.storage.dialect import CHUNK, Lookup, select_in
from tests import makers

TITLES = select(schema.articles.c.id, schema.articles.c.title).order_by(schema.articles.c.id.desc())
LOOKUP = Lookup(TITLES, schema.articles.c.id)


@pytest.mark.parametrize("numbers", [[], [1], [1, 1], [2, 1, 3], [4], [1, 4, *range(5, CHUNK + 8)]], ids=len)
def test_a_lookup_finds_what_a_statement_made_for_it_finds(database: Database, numbers: list[int]) -> None:
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(1)])
        articles.save(tx, [makers.article(n) for n in (1, 2, 3)])
        wanted = [makers.article_key(n) for n in numbers]
        found = [tuple(row) for row in LOOKUP(tx, wanted)]
        assert found == [tuple(row) for row in select_in(tx, TITLES, schema.articles.c.id, wanted)]
        assert {id for id, _ in found} == {makers.article_key(n) for n in (1, 2, 3) if n in numbers}


def test_a_lookup_takes_any_text_a_reader_typed(database: Database) -> None:
    with database.read() as tx:
        for typed in ("", "a\0b", "\ud800", "' OR 1=1 --", "x" * 100_000):
            assert list(LOOKUP(tx, [typed])) == list(LOOKUP(tx, [typed, "another"])) == []
