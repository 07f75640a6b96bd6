"""Articles come into the index when they have a vector, once, and again when their translation does."""

from __future__ import annotations

from datetime import timedelta

from everyside.language.asking import parse
from everyside.records.translation import Translation, key
from everyside.runner.loop import Worker, drain
from everyside.stages.index import step as index
from everyside.storage import articles, ledger, outlets, search, translations, vectors
from everyside.storage.database import Database
from tests import makers


def run(database: Database, minutes: int = 60) -> int:
    worker = Worker(database=database, name="test", now=lambda: makers.NOW + timedelta(minutes=minutes))
    return sum(drain([index.step(makers.MADE_BY, "translate", "en")], worker).values())


def found(database: Database, question: str) -> int:
    with database.read() as tx:
        return len(search.by_words(tx, parse(question), limit=10))


def test_an_article_is_indexed_once_and_only_with_a_vector(database: Database) -> None:
    with database.write() as tx:
        outlets.save(tx, [makers.outlet()])
        articles.save(tx, [makers.article(1), makers.article(2), makers.article(3)])
        vectors.save(tx, [makers.vector(1), makers.vector(2), makers.vector(3, made_by="another/1")])
    assert run(database) == 2
    assert run(database) == 0
    assert found(database, "bridge") == 2
    with database.write() as tx:
        vectors.save(tx, [makers.vector(3)])
    assert run(database) == 1
    assert found(database, "bridge") == 3


def test_a_translation_that_comes_later_is_found_too(database: Database) -> None:
    title = "Die Brücke ist offen"
    with database.write() as tx:
        outlets.save(tx, [makers.outlet()])
        articles.save(tx, [makers.article(1, title=title, text="Am Montag.", language="de")])
        vectors.save(tx, [makers.vector(1)])
    assert run(database) == 1
    assert found(database, "open") == 0
    with database.write() as tx:
        told = Translation(key=key("de", "en", title), source="de", target="en", text="The bridge is open", made_by="model/1")
        translations.save(tx, [told])
        ledger.record(
            tx, "translate", [ledger.Line(item=makers.article_key(1), outcome="translated", made_by="model/1", at=makers.NOW)]
        )
    assert run(database) == 1
    assert run(database) == 0
    assert found(database, "open") == 1
    assert found(database, "brucke offen") == 1


def test_a_translation_that_failed_is_not_found(database: Database) -> None:
    title = "Die Brücke ist offen"
    with database.write() as tx:
        outlets.save(tx, [makers.outlet()])
        articles.save(tx, [makers.article(1, title=title, text="Am Montag.", language="de")])
        vectors.save(tx, [makers.vector(1)])
        told = Translation(
            key=key("de", "en", title), source="de", target="en", text="open open", failed="numbers", made_by="model/1"
        )
        translations.save(tx, [told])
    assert run(database) == 1
    assert found(database, "open") == 0
