"""Whole newsrooms read as a person would: the one that ships, and the replay; collected and told by the operator's commands."""

from __future__ import annotations

import re
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from bench.children import COMMAND, environment
from bench.newsroom_server import NewsroomServer
from bench.report import Absent
from tests.browser.test_as_a_person import FOCUSED, STICKS_OUT
from tests.models import portuguese

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

STARTED_WITHIN_S, TOLD_WITHIN_S = 60, 180
OUTLETS, CLUSTERS = 30, 3  # of the replay: those that report most of its largest events
KINDLY = ("nice", "-n", "19")  # other tests run beside it, and some of them are about time
LOOKED_AT = 12  # stories of the front page, until one has two sides


@dataclass(frozen=True, kw_only=True)
class Newsroom:
    address: str
    story: str  # address of one that several sides report
    locked: str  # address of the same site, where factuality is another plan's


@pytest.fixture(scope="module", params=["demo", "replay"])
def newsroom(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Newsroom]:
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as running:
        portuguese(folder / "models")
        if request.param == "demo":
            settings = {"EVERYSIDE_COLLECT__PRESS": "demo"}
            with _served(folder, "up", settings) as address:
                _wait_until_told(address)
            settings |= {"EVERYSIDE_STORAGE__URL": f"sqlite:///{folder / 'everyside-demo.db'}"}
        else:
            settings = {"EVERYSIDE_COLLECT__PRESS": "none"}
            _collect(folder, settings)
        address = running.enter_context(_served(folder, "serve", settings))
        locked = running.enter_context(_served(folder, "serve", settings | {"EVERYSIDE_PLANS__FACTUALITY": "premium"}))
        yield Newsroom(address=address, story=_of_two_sides(address), locked=locked)


@contextmanager
def _served(folder: Path, command: str, settings: Mapping[str, str]) -> Iterator[str]:
    child = subprocess.Popen(
        [*KINDLY, *COMMAND, command, "--port", "0"],
        cwd=folder,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert child.stdout
        while not (found := re.search(r"Open (http://127\.0\.0\.1:\d+)", child.stdout.readline())):
            assert child.poll() is None, "it ended before it printed its address"
        yield found[1]
    finally:
        child.terminate()
        child.communicate(timeout=STARTED_WITHIN_S)


def _wait_until_told(address: str) -> None:
    until = time.monotonic() + TOLD_WITHIN_S
    while '"working":true' in _get(f"{address}/health").replace(" ", "") or "/story/" not in _get(address):
        assert time.monotonic() < until, "the newsroom was not told in time"
        time.sleep(0.5)


def _collect(folder: Path, settings: Mapping[str, str]) -> None:
    try:
        with NewsroomServer() as server:
            told = [each for each in server.told() if each.open]
            largest = [cluster for cluster, _ in Counter(each.cluster for each in told).most_common(CLUSTERS)]
            hosts = [host for host, _ in Counter(each.host for each in told if each.cluster in largest).most_common(OUTLETS)]
            feeds = [feed for feed in server.feeds() if urlsplit(feed).hostname in hosts]
            lines = "".join(f'<outline type="rss" xmlUrl="{feed}"/>' for feed in feeds)
            (folder / "feeds.opml").write_text(f'<opml version="2.0"><body>{lines}</body></opml>', encoding="utf-8")
            more = {**settings, "EVERYSIDE_COLLECT__PROXY": server.proxy}
            for command in (("feeds", "import", "feeds.opml"), ("collect",), ("work",)):
                subprocess.run([*KINDLY, *COMMAND, *command], cwd=folder, env=environment(more), check=True, capture_output=True)
    except Absent as reason:
        pytest.skip(str(reason))


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return str(answer.read().decode())


def _of_two_sides(address: str) -> str:
    for path in list(dict.fromkeys(re.findall(r'href="(/story/[^"#?]+)"', _get(address))))[:LOOKED_AT]:
        page = _get(address + path)
        sides = re.findall(r">(?:Left|Center|Right) <span>([1-9]\d*)</span>", page)
        if len(sides) > 1 and 'class="bullets"' in page:
            return path
    raise AssertionError("no story of the front page has two sides and a point")


def _articles(page: Page) -> Locator:
    return page.locator(".articles > ol > li")


def test_a_story_is_opened_and_every_word_of_its_evidence_read(person: Page, newsroom: Newsroom) -> None:
    person.goto(newsroom.address)
    headline = person.locator(f'.front a[href="{newsroom.story}"]').first
    words = headline.inner_text()
    headline.click()
    person.wait_for_url("**/story/*")
    assert person.get_by_role("heading", level=1).inner_text() == words
    bullet = person.locator(".bullets > ul > li").first
    quotes = bullet.locator("blockquote")
    assert not quotes.first.is_visible()
    bullet.locator("summary").first.click()
    assert all(quote.is_visible() and quote.inner_text() for quote in quotes.all())
    for link in bullet.locator("figcaption a").all():
        assert (link.get_attribute("href") or "").startswith(("http://", "https://"))


def test_one_side_is_read_alone_and_one_language(person: Page, newsroom: Newsroom) -> None:
    person.goto(newsroom.address + newsroom.story)
    tabs = person.get_by_role("navigation", name="Articles by side")
    for side in ("Left", "Center", "Right"):
        tab = tabs.get_by_role("link", name=re.compile(f"^{side} "))
        if tab.locator("span").inner_text() == "0":
            continue
        tab.click()
        person.wait_for_url(f"**side={side.lower()}*")
        shown = {label.inner_text().split()[-1].lower() for label in _articles(person).locator("> .about .side").all()}
        assert shown == {side.lower()}
    tabs.get_by_role("link", name=re.compile("^All ")).click()
    person.wait_for_url(lambda url: "side=" not in url)
    person.locator(".sorting > summary").click()
    languages = person.locator('.sorting select[name="lang"] option')
    chosen = languages.nth(languages.count() - 1)
    language, number = re.fullmatch(r"(.+) \((\d+)\)", chosen.inner_text()).groups()  # type: ignore[union-attr]
    person.locator('.sorting select[name="lang"]').select_option(chosen.get_attribute("value"))
    person.locator(".sorting button").click()
    person.wait_for_url("**lang=*")
    assert 1 <= _articles(person).count() <= int(number)
    assert all(f"{language} ·" in about.inner_text() for about in _articles(person).locator("> .about").all())


def test_a_story_is_found_by_the_link_of_one_of_its_articles(person: Page, newsroom: Newsroom) -> None:
    person.goto(newsroom.address + newsroom.story)
    headline = person.get_by_role("heading", level=1).inner_text()
    link = _articles(person).first.locator("h3 a").get_attribute("href") or ""
    person.goto(f"{newsroom.address}/source")
    find = person.get_by_role("banner").get_by_role("searchbox")
    find.fill(link)
    find.press("Enter")
    person.wait_for_url("**/lookup?url=*")
    assert person.get_by_text("the link you gave").is_visible()
    person.get_by_role("main").locator('a[href^="/story/"]').first.click()
    person.wait_for_url("**/story/*")
    assert person.get_by_role("heading", level=1).inner_text() == headline


def test_a_locked_block_says_so_and_is_closed_at_every_article(person: Page, newsroom: Newsroom) -> None:
    person.goto(newsroom.address + newsroom.story)
    assert re.search(r"Factuality (very high|high|mixed|low|very low)", _articles(person).first.locator("..").inner_text())
    person.goto(newsroom.locked + newsroom.story)
    block = person.get_by_role("region", name="Factuality", exact=True)
    assert block.get_by_text("It is open with the plan Premium").is_visible()
    assert not re.search(r"Factuality:? (very high|high|mixed|low|very low)", person.content())


def test_a_story_is_opened_with_the_keyboard_alone(person: Page, newsroom: Newsroom) -> None:
    person.goto(newsroom.address + newsroom.story)
    person.keyboard.press("Tab")
    assert person.evaluate(FOCUSED)["words"] == "Skip to the content"
    person.keyboard.press("Enter")
    for _ in range(30):
        person.keyboard.press("Tab")
        focused = person.evaluate(FOCUSED)
        assert focused["inside"]
        assert focused["outline"] != "none"
        if focused["bullet"] and focused["tag"] == "SUMMARY":
            break
    evidence = person.locator(".bullets blockquote").first
    assert not evidence.is_visible()
    person.keyboard.press("Enter")
    assert evidence.is_visible()


def test_it_is_read_on_a_phone(browser: Browser, newsroom: Newsroom) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    wrong: dict[str, list[str]] = {}
    for path in ("/", newsroom.story, "/source", "/blindspot", "/daily", "/topic"):
        page.goto(newsroom.address + path)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        if out := page.evaluate(STICKS_OUT):
            wrong[path] = out
    page.goto(newsroom.address + newsroom.story)
    page.locator(".bullets summary").first.tap()
    assert page.locator(".bullets blockquote").first.is_visible()
    context.close()
    assert wrong == {}


def test_the_original_of_what_is_translated_is_one_click_away(person: Page, newsroom: Newsroom) -> None:
    """Where articles are Portuguese, for which the tests have a model."""
    person.goto(newsroom.address)
    paths = list(dict.fromkeys(re.findall(r'href="(/story/[^"#?]+)"', person.content())))
    for path in paths[:LOOKED_AT]:
        person.goto(f"{newsroom.address}{path}?lang=pt")
        article = _articles(person).filter(has_text="Translated from Portuguese").first
        if article.count():
            original = article.locator("details p[lang=pt]").first
            assert not original.is_visible()
            article.get_by_text("Show original").click()
            assert original.is_visible()
            assert original.inner_text() != article.locator("h3").inner_text()
            return
    pytest.skip("no Portuguese article stands in the first stories of this newsroom")
