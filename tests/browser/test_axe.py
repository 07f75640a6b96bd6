"""axe-core finds nothing on any kind of page, in both themes and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.web.crawl import crawl, kind

if TYPE_CHECKING:
    from playwright.sync_api import Browser

axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_axe_finds_nothing_on_any_page(browser: Browser, address: str, scheme: Any, width: int) -> None:
    with httpx2.Client(base_url=address) as site:
        paths = {kind(path): path for path in reversed(crawl(site))}  # the first of each kind
    assert len(paths) > 8
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=address)
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for path in paths.values():
        page.goto(path)
        for closed in page.locator("details:not([open]) > summary").all()[:3]:
            closed.click()
        result = axe_playwright.Axe().run(page).response
        wrong = [f"{each['id']}: {node['html'][:200]}" for each in result["violations"] for node in each["nodes"]]
        if wrong:
            found[path] = wrong
    context.close()
    assert found == {}
