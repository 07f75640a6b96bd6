"""What a person does on the site, in a real browser: with a mouse, with the keyboard alone, on a phone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import uvicorn

from everyside.publish.web.app import create_app
from everyside.settings import PlansSettings, Settings
from everyside.stages.index import core as index
from everyside.storage import articles, reading, search
from everyside.storage.database import Database
from tests.web.conftest import LATER
from tests.web.newsstand import HARBOUR, fill
from tests.web.test_translated import PUENTE, everything

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CLOSED = ("Factuality very high", "Very high 1", 'name="factuality"', "Basalt Holding", "Tidewater Trust", 'name="owner"')
FOCUSED = """() => {
  const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
  return {
    words: it.innerText ?? '', tag: it.tagName, inside: it.closest('main') !== null, bullet: it.closest('.bullets') !== null,
    outline: style.outlineStyle, thick: parseFloat(style.outlineWidth),
    shown: box.width > 0 && box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight,
  };
}"""
# What sticks out at either side; what scrolls in a box of its own and what only a screen reader is told does not count.
STICKS_OUT = """() => {
  const framed = each => {
    for (let box = each; box && box !== document.body; box = box.parentElement)
      if (['auto', 'scroll'].includes(getComputedStyle(box).overflowX) || box.matches('.unseen, .skip')) return true;
    return false;
  };
  const wrong = [...document.body.querySelectorAll('*')].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && (box.right > 390.5 || box.left < -0.5) && !framed(each);
  });
  const said = wrong.map(each => `${each.tagName}.${each.getAttribute('class')}: ${(each.textContent ?? '').trim().slice(0, 60)}`);
  const widest = document.documentElement.scrollWidth;
  return widest > 390 ? [`the page is ${widest} px wide`, ...said] : said;
}"""


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site that is translated, can be searched, and keeps factuality and ownership for those with a plan."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('person') / 'site.db'}")
    database.migrate()
    with database.write() as tx:
        fill(tx, fillers=4)
        told = [card.id for card in reading.article_cards(tx, [HARBOUR])[HARBOUR]]
        search.save(tx, [index.findable(each, (), "index/1#") for each in articles.get(tx, told).values()])
    everything(database)
    settings = Settings(plans=PlansSettings(factuality="premium", ownership="premium", upgrade="/plans"))
    app = create_app(database, settings, lambda: LATER, lambda: None)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "the site did not start"
        assert time.monotonic() < until, "the site did not start within 20 s"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    database.close()


def test_a_story_is_opened_from_the_front_page_and_its_evidence_read(person: Page, address: str) -> None:
    person.goto(address)
    headline = person.locator(".front").get_by_role("link", name="Harbour bridge closed")
    words = headline.inner_text()
    headline.click()
    person.wait_for_url("**/story/*")
    assert person.get_by_role("heading", level=1).inner_text() == words
    bullet = person.locator(".bullets > ul > li").first
    quotes = bullet.locator("blockquote")
    assert not quotes.first.is_visible()
    bullet.get_by_text("5 independent texts").click()
    assert all(quote.is_visible() and quote.inner_text() for quote in quotes.all())
    source = bullet.locator("figure").first.get_by_role("link")
    assert source.inner_text() == "North Quay Wire"
    assert (source.get_attribute("href") or "").startswith("https://north-quay-wire.example/")
    bullet.get_by_text("5 independent texts").click()
    assert not quotes.first.is_visible()


def test_the_tabs_leave_the_articles_of_one_side_and_give_them_back(person: Page, address: str) -> None:
    person.goto(f"{address}/story/{HARBOUR}")
    tabs = person.get_by_role("navigation", name="Articles by side")
    sides = person.locator(".articles > ol > li > .about .side")

    def shown() -> set[str]:
        return {side.inner_text().split()[-1].lower() for side in sides.all()}  # “Lean left” is of the left

    everybody = shown()
    assert {"left", "right"} < everybody
    for side in ("Left", "Right"):
        tabs.get_by_role("link", name=side).click()
        person.wait_for_url(f"**side={side.lower()}*")
        assert tabs.locator("[aria-current]").inner_text().startswith(side)
        assert shown() == {side.lower()}
        assert person.get_by_role("heading", name="31 articles").is_visible()
        assert person.locator("#articles").evaluate("each => Math.abs(each.getBoundingClientRect().top) < innerHeight")
    tabs.get_by_role("link", name="All").click()
    person.wait_for_url(lambda url: "side=" not in url)
    assert shown() == everybody


def test_the_original_of_a_translated_article_is_one_click_away(person: Page, translated: str) -> None:
    person.goto(f"{translated}/story/{HARBOUR}")
    person.get_by_role("navigation", name="Articles by side").get_by_role("link", name="Left").click()
    person.wait_for_url("**side=left*")
    article = person.locator(".articles > ol > li", has=person.get_by_role("link", name=f"Said: {PUENTE}"))
    original = article.get_by_text(PUENTE, exact=True)
    assert article.get_by_text("Translated from Spanish").is_visible()
    assert not original.is_visible()
    article.get_by_text("Show original").click()
    assert original.is_visible()
    assert original.get_attribute("lang") == "es"
    assert article.locator("details p[lang=es]", has_text="El carguero Calder Moon chocó").is_visible()


def test_a_link_pasted_into_the_masthead_leads_to_its_story(person: Page, address: str) -> None:
    person.goto(f"{address}/source")
    find = person.get_by_role("banner").get_by_role("searchbox")
    find.fill("https://granite-post.example/wire?utm_source=feed")
    find.press("Enter")
    person.wait_for_url("**/lookup?url=*")
    assert person.get_by_role("row", name="the link you gave").get_by_text("Granite Post").is_visible()
    person.get_by_role("main").get_by_role("link", name="Harbour bridge closed").first.click()
    person.wait_for_url("**/story/*")
    assert person.get_by_role("heading", level=1).inner_text().startswith("Harbour bridge closed")


def test_a_locked_block_says_what_is_there_and_how_it_is_opened_and_holds_none_of_it(
    person: Page, address: str, translated: str
) -> None:
    sent: list[str] = []
    person.goto(f"{address}/story/{HARBOUR}")
    open_page = person.content()
    assert [words for words in CLOSED if words not in open_page] == []
    person.on("response", lambda answer: sent.append(answer.url))
    person.goto(f"{translated}/story/{HARBOUR}")
    for heading, about in (("Factuality", "How raters judge the factuality"), ("Ownership", "Who owns the outlets")):
        block = person.get_by_role("region", name=heading, exact=True)
        assert block.get_by_role("heading", name=heading).is_visible()
        assert block.get_by_text(about).is_visible()
        way = block.get_by_role("link", name="To view it, upgrade to Premium")
        assert way.is_visible()
        assert way.get_attribute("href") == "/plans"
    texts = {url: person.request.get(url).text() for url in sent if "/static/" not in url}
    assert texts
    for words in CLOSED:
        assert words not in person.content()
        assert [url for url, text in texts.items() if words in text] == []


def test_a_story_is_read_with_the_keyboard_alone(person: Page, address: str) -> None:
    person.goto(f"{address}/story/{HARBOUR}")

    def press(key: str) -> dict[str, str | bool | float]:
        person.keyboard.press(key)
        focused: dict[str, str | bool | float] = person.evaluate(FOCUSED)
        assert focused["outline"] != "none", focused
        assert float(focused["thick"]) >= 2, focused
        assert focused["shown"], focused
        return focused

    assert press("Tab")["words"] == "Skip to the content"
    person.keyboard.press("Enter")
    assert person.url.endswith("#main")
    for _ in range(30):
        focused = press("Tab")
        assert focused["inside"], focused  # the masthead was skipped
        if focused["bullet"]:
            break
    assert (focused["tag"], focused["words"]) == ("SUMMARY", "5 independent texts")
    evidence = person.locator(".bullets blockquote").first
    assert not evidence.is_visible()
    press("Enter")
    assert evidence.is_visible()
    link = press("Tab")
    assert (link["tag"], link["words"]) == ("A", "North Quay Wire")
    press("Shift+Tab")
    press("Space")
    assert not evidence.is_visible()


def test_nothing_is_wider_than_a_phone(browser: Browser, address: str, translated: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    context.set_default_timeout(10_000)
    page = context.new_page()
    wrong: dict[str, list[str]] = {}
    for site in (address, translated):
        for path in ("/", f"/story/{HARBOUR}", "/search?q=bridge", "/source", "/source/granite-post", "/source/sawt-al-mina"):
            page.goto(site + path)
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
            if out := page.evaluate(STICKS_OUT):
                wrong[site + path] = out
    assert page.locator("h1").first.is_visible()
    page.goto(f"{translated}/search?q=bridge")
    assert page.locator(".answers li").count()  # it was not an empty page that fitted
    page.goto(f"{translated}/story/{HARBOUR}")
    page.locator(".bullets summary").first.tap()
    assert page.locator(".bullets blockquote").first.is_visible()
    context.close()
    assert wrong == {}
