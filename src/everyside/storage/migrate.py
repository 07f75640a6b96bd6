"""Brings a database to the schema of this release, forward only, with Alembic run inside this process.

SQLite needs two things that Alembic does not do. Foreign keys are off meanwhile, since changing a table there means to
make it anew, and dropping the old one would delete every row that points to it; all keys are checked before the commit.
And the whole migration stands in one explicit transaction, so that a crash leaves the old schema, not half of the new.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from everyside.records.errors import StorageError
from everyside.storage import dialect

if TYPE_CHECKING:
    from everyside.storage.database import Database

SCRIPTS = Path(__file__).parent / "migrations"

_alembic = Lock()  # Alembic keeps what it works on in module variables


def migrate(database: Database) -> None:
    """Bring ``database`` to the newest schema. Processes that do so at once wait for each other; a current one is only read.

    Raises:
        StorageError: the database has the schema of a newer release.
    """
    with database.read() as tx:
        if _revision(tx) == head():
            return
    with _alembic, database.migrating() as tx:
        _revision(tx)  # may have become newer while we waited
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
        config.attributes["connection"] = tx
        command.upgrade(config, "head")
        dialect.check_foreign_keys(tx)


def check(tx: Connection) -> None:
    """Return if the database has the schema of this release.

    Raises:
        StorageError: it is older, newer or has none.
    """
    if _revision(tx) != head():
        raise StorageError("the database has an older schema than this release: run `everyside up`, which brings it up to date")


def head() -> str:
    """The newest revision this release knows."""
    revision = ScriptDirectory(str(SCRIPTS)).get_current_head()
    assert revision is not None
    return revision


def _revision(tx: Connection) -> str | None:
    """The revision the database is at; None for one without any."""
    revision = MigrationContext.configure(tx).get_current_revision()
    if revision is not None and revision not in {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}:
        raise StorageError(
            f"the database was made by a newer release of Everyside (schema {revision}): "
            "install that release or a later one, or name another database in storage.url"
        )
    return revision
