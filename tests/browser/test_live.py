"""A story page that is open while articles arrive: it follows, and keeps what the reader opened, holds and looks at."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from everyside.publish.web.app import create_app
from everyside.settings import Settings
from everyside.storage import stories
from everyside.storage.database import Database
from tests.web.conftest import LATER
from tests.web.newsstand import HARBOUR, fill
from tests.web.test_live import arrive

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LOOK = "document.dispatchEvent(new Event('visibilitychange'))"  # as when a reader comes back to the tab


class Newsstand:
    def __init__(self, database: Database, address: str) -> None:
        self.database = database
        self.address = address
        self._arrived = 0

    def arrive(self) -> None:
        self._arrived += 1
        arrive(self.database, self._arrived)


@pytest.fixture
def newsstand(tmp_path: Path) -> Iterator[Newsstand]:
    database = Database(f"sqlite:///{tmp_path / 'site.db'}")
    database.migrate()
    with database.write() as tx:
        fill(tx)
    server = uvicorn.Server(
        uvicorn.Config(create_app(database, Settings(), lambda: LATER, lambda: None), host="127.0.0.1", port=0, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "the site did not start within 20 s"
        time.sleep(0.02)
    yield Newsstand(database, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}")
    server.should_exit = True
    thread.join(10)
    database.close()


@pytest.fixture
def reader(browser: Browser, newsstand: Newsstand) -> Iterator[Page]:
    """A page whose console stays silent and who asks nobody else for anything."""
    context = browser.new_context(base_url=newsstand.address, viewport={"width": 1200, "height": 700})
    page = context.new_page()
    said: list[str] = []
    gone = "status of 410"  # which the browser notes by itself; it is no mistake of the page
    page.on("console", lambda message: None if gone in message.text else said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith(newsstand.address) else None)
    page.goto(f"/story/{HARBOUR}")
    yield page
    assert context.cookies() == []
    context.close()
    assert said == []


def test_an_article_that_arrives_is_shown_and_said_without_a_reload(reader: Page, newsstand: Newsstand) -> None:
    reader.evaluate("window.same = true")
    assert not reader.get_by_text("Brücke wieder offen").count()
    newsstand.arrive()
    reader.evaluate(LOOK)
    reader.get_by_role("status").get_by_text("1 new article", exact=True).wait_for()
    assert reader.get_by_role("link", name="Brücke wieder offen").is_visible()
    assert reader.locator("#all").inner_text() == "32 articles"
    newsstand.arrive()
    newsstand.arrive()
    reader.evaluate(LOOK)
    reader.get_by_role("status").get_by_text("2 new articles", exact=True).wait_for()
    assert reader.evaluate("window.same") is True


def test_what_is_open_held_and_looked_at_stays_so(reader: Page, newsstand: Newsstand) -> None:
    bullet = reader.locator(".bullets details").nth(1)
    bullet.locator("summary").first.click()
    title = reader.get_by_role("link", name="Oldwick bridge: update 9")
    who = reader.locator(".articles > ol > li", has=title).locator("details.why summary")
    who.scroll_into_view_if_needed()
    who.click()  # which holds the focus, too
    before = who.bounding_box()
    newsstand.arrive()
    reader.evaluate(LOOK)
    reader.get_by_role("status").get_by_text("1 new article", exact=True).wait_for()
    assert bullet.get_attribute("open") is not None
    assert reader.locator(".bullets details[open]").count() == 1
    assert reader.locator(".articles details[open]").count() == 1
    assert who.evaluate("each => each === document.activeElement")
    after = who.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) <= 2


def test_a_report_that_is_being_written_is_not_lost(reader: Page, newsstand: Newsstand) -> None:
    reader.locator(".mistake summary").click()
    reader.locator(".mistake textarea").fill("It was the southern pier.")
    newsstand.arrive()
    with reader.expect_response("**/updates*"):
        reader.evaluate(LOOK)
    reader.wait_for_timeout(200)
    assert reader.locator(".mistake textarea").input_value() == "It was the southern pier."
    reader.locator(".mistake button").click()
    reader.get_by_role("heading", name="Thank you").wait_for()


def test_ages_grow_while_the_page_is_open_and_dates_stay(reader: Page) -> None:
    first = reader.locator(".head time").first
    assert first.inner_text() == "6 h ago"
    reader.clock.install()
    reader.reload()
    reader.clock.fast_forward(2 * 3600 * 1000)
    reader.evaluate(LOOK)
    reader.wait_for_function("document.querySelector('.head time').textContent === '8 h ago'")


def test_a_story_that_goes_leaves_the_page_as_it_was(reader: Page, newsstand: Newsstand) -> None:
    with newsstand.database.write() as tx:
        story = stories.get(tx, [HARBOUR])[HARBOUR]
        stories.save(tx, [replace(story, articles=0, fingerprint="")])
    with reader.expect_response("**/updates*") as told:
        reader.evaluate(LOOK)
    assert told.value.status == 410
    assert reader.locator("h1").inner_text().startswith("Harbour bridge closed")


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_a_theme_is_kept_in_the_browser_and_painted_before_anything_else(reader: Page, choice: str) -> None:
    button = reader.locator(f'[data-theme-choice="{choice}"]')
    button.click()
    assert reader.evaluate("document.documentElement.dataset.theme") == choice
    assert button.get_attribute("aria-pressed") == "true"
    reader.goto("/methodology")
    assert reader.evaluate("document.documentElement.dataset.theme") == choice
    reader.locator('[data-theme-choice=""]').click()
    reader.reload()
    assert reader.evaluate("document.documentElement.dataset.theme") is None
