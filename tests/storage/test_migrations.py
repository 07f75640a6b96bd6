"""A database is brought to the schema of this release from nothing, once, by one process at a time, or not at all."""

from __future__ import annotations

import logging
import multiprocessing
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from everyside.records.errors import StorageError
from everyside.storage import articles, feeds, migrate, outlets
from everyside.storage.database import Database
from everyside.storage.schema import metadata
from tests import makers
from tests.conftest import statements


def _migrate(url: str) -> str:
    """In another process: migrate and say what went wrong."""
    try:
        Database(url).migrate()
    except Exception as error:  # the parent shows it
        return repr(error)
    return "migrated"


def test_the_migrated_schema_is_the_declared_one(empty: Database) -> None:
    empty.migrate()
    with empty.read() as tx:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": _declared}
        context = MigrationContext.configure(tx, opts=opts)
        assert compare_metadata(context, metadata) == []
    empty.check()


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    empty.migrate()
    with empty.write() as tx:
        outlets.save(tx, [makers.outlet()])
    with statements(empty) as seen:
        empty.migrate()
    assert not [statement for statement in seen if statement.startswith(("CREATE", "ALTER", "INSERT", "UPDATE", "DROP", "DELETE"))]
    with empty.read() as tx:
        assert outlets.count(tx) == 1


def test_a_database_that_was_not_migrated_is_found_wanting(empty: Database) -> None:
    with pytest.raises(StorageError, match="older schema"):
        empty.check()


def test_a_database_of_a_newer_release_is_left_alone(empty: Database) -> None:
    empty.migrate()
    with empty.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (empty.migrate, empty.check):
        with pytest.raises(StorageError, match="newer release of Everyside.*9999"):
            attempt()


def test_several_processes_may_migrate_at_once(empty: Database) -> None:
    url = empty.url.render_as_string(hide_password=False)
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.map(_migrate, [url] * 3) == ["migrated"] * 3
    empty.check()


def test_several_threads_may_migrate_at_once(empty: Database) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: empty.migrate(), range(4)))
    empty.check()


def test_threads_may_migrate_several_databases_at_once(tmp_path: Path) -> None:
    databases = [Database(f"sqlite:///{tmp_path / str(number)}.db") for number in range(6)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(Database.migrate, databases))
    for database in databases:
        database.check()
        database.close()


def test_a_migration_that_fails_leaves_nothing_behind(empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = _copy_of_scripts(tmp_path)
    (scripts / "versions" / "9001_broken.py").write_text(
        'import sqlalchemy as sa\nfrom alembic import op\nrevision = "9001"\ndown_revision = "0007"\n'
        'def upgrade():\n    op.create_table("leftover", sa.Column("id", sa.Integer))\n    raise RuntimeError("power cut")\n'
    )
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    with pytest.raises(RuntimeError, match="power cut"):
        empty.migrate()
    with empty.read() as tx:
        assert inspect(tx).get_table_names() == []


def test_a_table_made_anew_keeps_the_rows_that_point_to_it(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as tx:
        outlets.save(tx, [makers.outlet()])
        feeds.save(tx, [makers.feed()])
        articles.save(tx, [makers.article(n) for n in range(5)])
    scripts = _copy_of_scripts(tmp_path)
    (scripts / "versions" / "9001_wider.py").write_text(
        'import sqlalchemy as sa\nfrom alembic import op\nrevision = "9001"\ndown_revision = "0007"\n'
        'def upgrade():\n    with op.batch_alter_table("outlets", recreate="auto") as batch:\n'
        '        batch.alter_column("country", type_=sa.String(8), existing_type=sa.String(2), existing_nullable=False)\n'
    )
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    database.migrate()
    with database.write() as tx:
        assert articles.count(tx) == 5
        assert outlets.domains(tx) == {"lantern-1.example": "lantern-1"}
        assert feeds.all_feeds(tx) == [makers.feed()]


def test_foreign_keys_are_checked_again_after_a_migration(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'everyside.db'}")
    database.migrate()
    with database.read() as tx:
        assert tx.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    database.close()


def test_a_row_that_points_to_nothing_stops_the_migration(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(str(sqlite.url.database)) as connection:  # without foreign keys
        connection.execute("INSERT INTO vectors VALUES ('nobody', x'00', 'test')")
    scripts = _copy_of_scripts(tmp_path)
    (scripts / "versions" / "9001_none.py").write_text('revision = "9001"\ndown_revision = "0007"\ndef upgrade():\n    pass\n')
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    with pytest.raises(StorageError, match="rows of vectors point to"):
        sqlite.migrate()


def test_migrating_does_not_touch_logging(empty: Database) -> None:
    mine = logging.getLogger("someone.else")
    root = logging.getLogger()
    before = (root.level, list(root.handlers), mine.disabled)
    empty.migrate()
    assert (root.level, list(root.handlers), mine.disabled) == before


def _declared(name: str | None, kind: str, _parents: object) -> bool:
    """Not the words of the full-text index: each database has a table of its own kind for them, and SQLite some more behind it."""
    return not (kind == "table" and (name or "").startswith("findable_words"))


def _copy_of_scripts(folder: Path) -> Path:
    import shutil

    return shutil.copytree(migrate.SCRIPTS, folder / "migrations 100%", ignore=shutil.ignore_patterns("__pycache__"))
