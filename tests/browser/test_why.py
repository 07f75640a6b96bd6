"""Why an article is in its story, asked for with the keyboard alone and without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.newsstand import HARBOUR

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_a_reason_is_closed_until_it_is_asked_for_by_keyboard(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto(f"/story/{HARBOUR}")
    reason = page.locator(".articles > ol > li > .why").first
    assert not reason.locator("p").first.is_visible()
    reason.locator("summary").focus()
    page.keyboard.press("Enter")
    assert reason.locator("p").first.is_visible()
    assert "0.90 of 1" in reason.inner_text()
    context.close()
