"""A browser and the site on a loopback port; skipped in one line where there is no browser."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import uvicorn

from everyside.pages.progress import Progress
from everyside.publish.web.app import create_app
from everyside.settings import Settings
from everyside.storage.database import Database
from tests.web.conftest import LATER
from tests.web.newsstand import fill
from tests.web.subjects import describe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUIET = (
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = os.environ.get("EVERYSIDE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
    if not path or not os.path.exists(path):
        pytest.skip("no browser: install chromium or name one in EVERYSIDE_CHROMIUM")
    playwright = pytest.importorskip("playwright.sync_api", reason="no browser: the playwright package is not installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The filled newsstand on a free port, its first round still under way."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('browser') / 'site.db'}")
    database.migrate()
    with database.write() as tx:
        fill(tx, fillers=40)
        describe(tx)
    progress = Progress(stage="collect", done=42, total=60, articles=812, stories=37)
    app = create_app(database, Settings(), lambda: LATER, lambda: progress)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "the site did not start"
        assert time.monotonic() < until, "the site did not start within 20 s"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
    database.close()


@pytest.fixture
def person(browser: Browser) -> Iterator[Page]:
    """A window with scripts in which nothing fails unseen."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    context.set_default_timeout(15_000)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []
