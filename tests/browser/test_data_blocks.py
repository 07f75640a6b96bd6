"""Data for machines stands in script elements; the content security policy has nothing against it, for it is never run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LISTEN = "window.refused = []; addEventListener('securitypolicyviolation', event => refused.push(event.violatedDirective))"
ENTER = "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = true'}))"


def test_data_blocks_are_read_by_nobody_and_refused_by_nobody(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.add_init_script(LISTEN)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/source/hafenblatt")
    data = page.locator("script[type='application/ld+json']").text_content()
    assert json.loads(data or "")["@graph"][0]["name"] == "Hafenblatt"
    assert (said, page.evaluate("refused")) == ([], [])
    page.evaluate(ENTER)  # the policy is in force: a script that runs is refused
    assert page.evaluate("window.ran") is None
    assert page.evaluate("refused") == ["script-src-elem"]
    context.close()
