from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from everyside.publish.web.app import create_app
from everyside.settings import Settings
from everyside.storage.database import Database
from tests.makers import NOW
from tests.web.newsstand import fill
from tests.web.subjects import describe

LATER = NOW + timedelta(hours=6)


@pytest.fixture(scope="package")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The filled newsstand; tests that write take ``fresh`` instead."""
    made = _empty(tmp_path_factory.mktemp("site") / "site.db")
    with made.write() as tx:
        fill(tx, fillers=40)
        describe(tx)
    yield made
    made.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Database]:
    made = _empty(tmp_path / "fresh.db")
    yield made
    made.close()


@pytest.fixture(scope="package")
def site(database: Database) -> Iterator[TestClient]:
    with client(database) as asking:
        yield asking


def client(database: Database, settings: Settings | None = None) -> TestClient:
    app = create_app(database, settings or Settings(), lambda: LATER, lambda: None)
    return TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False, follow_redirects=False)


def _empty(file: Path) -> Database:
    made = Database(f"sqlite:///{file}")
    made.migrate()
    return made
