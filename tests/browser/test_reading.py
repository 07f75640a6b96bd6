"""Reading in a real browser: no script, no foreign request, nothing wider than the screen, in light and dark."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.web.newsstand import HARBOUR

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Page]:
    """A page without JavaScript that fails the test at its end if anything was blocked, said or asked of another host."""
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(address)] == []


def test_a_reader_goes_from_the_front_page_through_a_story_to_its_evidence(reader: Page) -> None:
    reader.goto("/")
    assert reader.locator(".progress").inner_text().startswith("Reading 42 of 60 outlets · 812 articles · 37 stories")
    reader.get_by_role("link", name="Harbour bridge closed").click()
    assert reader.locator("h1").inner_text().startswith("Harbour bridge closed")
    assert not reader.locator("blockquote").first.is_visible()
    reader.locator(".bullets summary").first.click()
    assert reader.locator("blockquote").first.is_visible()
    reader.locator(".articles .tabs").get_by_role("link", name="Left").click()
    assert reader.locator(".articles .tabs [aria-current]").inner_text().startswith("Left")
    assert reader.locator(".articles h3").count() == 6


def test_a_reader_asks_who_an_outlet_is_and_looks_at_another_scale(reader: Page) -> None:
    reader.goto(f"/story/{HARBOUR}")
    who = reader.locator("details.who", has_text="Hafenblatt")
    assert not who.get_by_role("link", name="Plumb Line").is_visible()
    who.locator("summary").click()
    assert who.get_by_role("link", name="Plumb Line").is_visible()
    table = reader.locator(".tally", has_text="Very high 1")
    table.locator("summary").click()
    assert table.get_by_role("row", name="Unrated 12 23").is_visible()
    reader.get_by_role("navigation", name="Scale").get_by_role("link", name="Shore–sea").click()
    assert reader.get_by_role("navigation", name="Scale").locator("[aria-current]").inner_text() == "Shore–sea 3"
    assert reader.locator(".coverage .legend").inner_text() == "1 shore · 1 between · 1 sea · 11 unrated"
    reader.locator(".articles .tabs").get_by_role("link", name="Sea").click()
    assert reader.locator(".articles h3").count() == 2


def test_editions_and_pages_are_links(reader: Page) -> None:
    reader.goto("/")
    reader.get_by_role("link", name="Next").click()
    assert reader.locator(".story").count() == 12
    reader.locator(".editions summary").click()
    reader.get_by_role("link", name="Arabic", exact=True).click()
    assert reader.locator(".story h2").first.get_attribute("lang") == "ar"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 820, 1440])
def test_nothing_is_wider_than_the_screen_and_nothing_hostile_runs(browser: Browser, address: str, width: int, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=address)
    page = context.new_page()
    alarms: list[str] = []

    def alarmed(dialog: Dialog) -> None:
        alarms.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", alarmed)
    page.on("console", lambda message: alarms.append(message.text))
    page.on("pageerror", lambda error: alarms.append(str(error)))
    for path in ("/", f"/story/{HARBOUR}", "/operator", "/methodology"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        colours = page.evaluate("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]")
        assert (sum(_rgb(colours[0])) > sum(_rgb(colours[1]))) is (scheme == "light")
    assert alarms == []
    context.close()


def test_right_to_left_news_runs_right_to_left(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto(f"/story/{HARBOUR}")
    directions = page.evaluate(
        "[...document.querySelectorAll('blockquote[lang=ar]')].map(each => getComputedStyle(each).direction)"
    )
    assert directions
    assert set(directions) == {"rtl"}
    context.close()


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /../../etc/passwd HTTP/1.1",
        b"GET /static/../app.py HTTP/1.1",
        b"GET /story/\xff\xfe HTTP/1.1",
        b"GET /%zz HTTP/1.1",
        b"GET /story/%00%0d%0aX: HTTP/1.1",
        b"GET /?" + b"a" * 40_000 + b" HTTP/1.1",
        b"GET http://evil.example/ HTTP/1.1",
        b"FROB / HTTP/1.1",
        b"HEAD / HTTP/1.1",
        b"\x16\x03\x01\x02",
    ],
)
def test_the_served_site_answers_raw_requests_without_breaking(address: str, request_line: bytes) -> None:
    place = urlsplit(address)
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as wire:
        wire.sendall(request_line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        answer = b""
        while piece := wire.recv(65536):
            answer += piece
    status = int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0
    assert status in (200, 400, 404, 405, 414), answer[:200]
    assert b"Traceback" not in answer
    if request_line.startswith(b"HEAD"):
        assert answer.endswith(b"\r\n\r\n")


def _rgb(colour: str) -> list[int]:
    return [int(part) for part in colour.removeprefix("rgb(").rstrip(")").split(",")]
