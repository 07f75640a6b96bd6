"""Blocks behind a plan: a closed state that says what is there, and nothing of it anywhere in the answer."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from everyside.pages import search_page
from everyside.pages.label_address import label_path
from everyside.pages.plans import SAYS, locks, plan_of
from everyside.publish.web.app import create_app
from everyside.records.errors import SettingsError
from everyside.records.ids import OutletId
from everyside.records.outlet import Outlet
from everyside.records.tags import Link
from everyside.settings import BLOCKS, PlansSettings, Settings, SiteSettings, load
from everyside.storage import links, outlets
from everyside.storage.database import Database
from tests.makers import MADE_BY
from tests.web.conftest import LATER, _empty, client
from tests.web.newsstand import HARBOUR, fill, story_key
from tests.web.subjects import describe
from tests.web.test_search_page import indexed
from tests.web.valid import faults

PREMIUM = dict.fromkeys(BLOCKS, "premium")
# Words that only a block's own data put on the page.
DATA = {
    "bullets": ("5 independent texts", "<blockquote", "chocó el lunes"),
    "sides": ("rated outlets are split", 'class="bar"', "95 %", "Seven classes", "Lean left 2"),
    "factuality": ("Factuality very high", "Very high 1", "Factuality: ", 'name="factuality"', "plumb.example/hafenblatt"),
    "ownership": (
        "Basalt Holding",
        "Tidewater Trust",
        "State-run",
        "Nonprofit 1",
        "owner not known",
        'name="owner"',
        "Ownership by",
    ),
    "countries": ('class="map"', "world.svg", "country not known", 'name="country"', "<bdi>Ireland</bdi></th>"),
    "over_time": ('class="course"', "stretches of"),
    "first": ("Outlets state their own times",),
    "copies": ("likely first in",),
    "related": ("Council vote 3",),
    "why": ("Why here?", "0.90 of 1"),
    "filters": ("Sort and filter</summary>", 'name="sort"'),
}


@pytest.fixture(scope="module")
def affair(tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('plans') / 'site.db'}")
    database.migrate()
    with database.write() as tx:
        fill(tx, fillers=4)
        akin = Link(story_id=HARBOUR, other_id=story_key("filler-3"), kind="related", score=0.6, made_by=MADE_BY)
        links.replace(tx, {HARBOUR: [akin]})
    return database


def read(database: Database, plan: str = "", query: str = "", **plans: object) -> str:
    settings = Settings(site=SiteSettings(plan=plan), plans=PlansSettings(**plans))  # type: ignore[arg-type]
    app = create_app(database, settings, lambda: LATER, lambda: None)
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as asking:
        answer = asking.get(asking.get(f"/story/{HARBOUR}").headers["location"] + query)
    assert answer.status_code == 200
    return answer.text


def test_everything_is_open_unless_the_settings_say_otherwise(affair: Database) -> None:
    page = read(affair)
    assert 'class="locked"' not in page
    for block, words in DATA.items():
        for word in words:
            if word != "Ownership by":
                assert word in page, (block, word)


@pytest.mark.parametrize("block", DATA)
def test_of_a_closed_block_nothing_is_in_the_page_but_what_it_is_and_how_it_is_opened(affair: Database, block: str) -> None:
    page = read(affair, **{block: "premium", "upgrade": "/plans"})
    heading, about = SAYS[block]
    closed = re.findall(r'<section class="locked".*?</section>', page, re.DOTALL)
    assert len(closed) == 1
    assert heading in closed[0]
    assert about in closed[0]
    assert '<a href="/plans">To view it, upgrade to Premium</a>' in closed[0]
    for word in DATA[block]:
        assert word not in page, word


@pytest.mark.parametrize("query", ["?factuality=very-high", "?owner=state", "?country=IE", "?sort=bias"])
def test_a_closed_filter_tells_nothing_by_what_it_lists(affair: Database, query: str) -> None:
    plans = {"factuality": "premium", "ownership": "premium", "countries": "premium", "filters": "premium"}
    page = read(affair, query=query, **plans)
    everything = read(affair, **plans)
    assert re.findall(r'<li id="a\d+">', page) == re.findall(r'<li id="a\d+">', everything)
    assert re.findall(r"<h3><a[^>]*>", page) == re.findall(r"<h3><a[^>]*>", everything)


def test_a_scale_that_is_read_off_the_registry_is_closed_with_ownership(affair: Database) -> None:
    assert "axis=state" in read(affair)
    settings = Settings(plans=PlansSettings(ownership="premium"))
    with TestClient(create_app(affair, settings, lambda: LATER, lambda: None), follow_redirects=True) as asking:
        assert "axis=state" not in asking.get(f"/story/{HARBOUR}").text
        assert asking.get(f"/story/{HARBOUR}?axis=state").status_code == 404


def test_the_plan_a_visitor_has_opens_what_it_opens(affair: Database) -> None:
    three: dict[str, Any] = {"levels": ("free", "plus", "press"), "factuality": "plus", "ownership": "press"}
    free, plus, press = (read(affair, plan, **three) for plan in ("", "plus", "press"))
    assert [page.count('class="locked"') for page in (free, plus, press)] == [2, 1, 0]
    assert "Factuality very high" in plus
    assert "Basalt Holding" not in plus
    assert "Basalt Holding" in press
    assert "It is open with the plan Press, which the operator of this site gives." in plus


def test_every_block_of_the_settings_has_words_for_its_closed_state() -> None:
    assert tuple(SAYS) == BLOCKS
    assert len({heading for heading, _ in SAYS.values()}) == len(BLOCKS)
    closed = locks(PlansSettings(**PREMIUM), "free")  # type: ignore[arg-type]
    assert tuple(closed) == BLOCKS
    assert not locks(PlansSettings(**PREMIUM), "premium")  # type: ignore[arg-type]


def test_a_plan_nobody_knows_is_the_smallest() -> None:
    assert plan_of(PlansSettings(), "gold") == "free"


@pytest.mark.parametrize("block", ["everything closed"])
def test_with_everything_closed_the_page_still_stands(affair: Database, block: str) -> None:
    page = read(affair, **PREMIUM)
    for words in DATA.values():
        for word in words:
            assert word not in page
    assert "Harbour bridge closed" in page
    assert 'class="articles"' in page


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"EVERYSIDE_PLANS__FACTUALITY": "gold"}, "plans.factuality must be one of plans.levels (free, premium) or empty"),
        ({"EVERYSIDE_SITE__PLAN": "gold"}, "site.plan must be one of plans.levels"),
        ({"EVERYSIDE_PLANS__LEVELS": ""}, "plans.levels must name at least one plan"),
        ({"EVERYSIDE_PLANS__LEVELS": "a,a"}, "each once"),
        ({"EVERYSIDE_PLANS__UPGRADE": "javascript:alert(1)"}, "plans.upgrade must start with"),
        ({"EVERYSIDE_PLANS__UPGRADE": "//evil.example"}, "plans.upgrade must start with"),
        ({"EVERYSIDE_PLANS__FACTUALTY": "premium"}, "did you mean factuality?"),
    ],
)
def test_a_plan_that_is_written_wrong_is_refused_with_the_way_out(given: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(says)):
        load(None, given)


def test_plans_are_settings_like_others() -> None:
    settings = load(
        None, {"EVERYSIDE_PLANS__LEVELS": "free, plus", "EVERYSIDE_PLANS__MOMENTS": "plus", "EVERYSIDE_SITE__PLAN": "plus"}
    )
    assert settings.plans == replace(PlansSettings(), levels=("free", "plus"), moments="plus")


# Pages that list stories, articles or outlets; each with the same address without its filter by side.
LISTS = {
    "/topic/transport": "",
    label_path("place", "country:IE") + "?order=widest": "",
    "/source": "",
    "/source?q=a&side=left": "/source?q=a",
    "/search?q=bridge": "",
    "/search?q=bridge&kind=articles": "",
    "/search?q=bridge&side=left": "/search?q=bridge",
    "/search?q=bridge+side:right&kind=articles": "/search?q=bridge&kind=articles",
}
SIDE = re.compile(
    r"\b(left|center|right|unrated|not rated|lean|shore|sea|split)\b"  # names, also of the scale that fits the story
    r"|>[LCRSO–]<"  # letters
    r'|class="(bar|bar mini|side)"|\bon-\w+"|name="side"|%</text>',
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = indexed(_empty(tmp_path_factory.mktemp("lists") / "site.db"))
    with database.write() as tx:
        describe(tx, fillers=30)
    return database


def shown(database: Database, path: str, **plans: object) -> str:
    with client(database, Settings(plans=PlansSettings(**plans))) as asking:  # type: ignore[arg-type]
        answer = asking.get(path)
    assert answer.status_code == 200
    assert faults(answer.text) == []
    return answer.text


@pytest.mark.parametrize("path", LISTS)
def test_with_sides_closed_no_list_tells_one_nor_is_filtered_by_one(lists: Database, path: str) -> None:
    page = shown(lists, path, sides="premium", upgrade="/plans")
    assert SIDE.search(shown(lists, path)), "the test sees what an open page tells"
    assert page.count('class="locked"') == 1
    assert '<a href="/plans">To view it, upgrade to Premium</a>' in page
    told = re.sub("side(:|%3A|=)(left|right)", "", page)  # the question itself
    assert not SIDE.search(told), SIDE.search(told)
    links = re.compile(r'<a href="(/story/[^"]+|/source/[^"]+|https://[^"]+)"')
    assert links.search(page)
    if LISTS[path]:
        assert "Not filtered by side: that is open with the plan Premium." in page
        assert links.findall(page) == links.findall(shown(lists, LISTS[path], sides="premium"))
    else:
        assert "Not filtered by side" not in page


def test_the_hint_of_a_search_and_its_feed_know_no_closed_side(lists: Database) -> None:
    assert not SIDE.search(shown(lists, "/search", sides="premium"))
    with lists.read() as tx:
        both = [
            search_page.search_feed(tx, search_page.Asked(question=asked, side=side), site="x", now=LATER, locked=("sides",))
            for asked, side in (("council", ""), ("council", "left"), ("council side:left", ""))
        ]
    assert len({tuple(item.id for item in feed.items) for feed in both}) == 1


WIRE = "/lookup?url=granite-post.example/wire"
QUOTED = "/lookup?text=The freighter Calder Moon struck the northern pier of the Oldwick bridge at 4.10 a.m. on Monday."


@pytest.mark.parametrize(
    ("path", "block", "words"),
    [
        ("/topic/transport", "countries", ("Where they are from", "Country not known", "Germany")),
        ("/source/pier-review", "copies", ("Whose texts it carries", "North Quay Wire", "somebody else")),
        ("/source/daily-buoy", "over_time", ('class="course"', "Day by day", "most on one day")),
        (WIRE, "copies", ("carried by", "earliest publication", "Signal Flags", "Pier Review")),
        (QUOTED, "copies", ("carried by", "earliest publication", "Signal Flags", "carriers")),
        (WIRE, "first", ("earliest",)),
    ],
)
def test_what_else_is_closed_is_not_told_beside_a_story_either(
    lists: Database, path: str, block: str, words: tuple[str, ...]
) -> None:
    everything = shown(lists, path)
    page = shown(lists, path, **{block: "premium"})
    assert page.count('class="locked"') == 1
    assert SAYS[block][1] in page
    for word in words:
        assert word in everything, word
        assert word not in page, word


def test_a_closed_rating_or_owner_is_not_told_by_saying_that_there_is_none(lists: Database) -> None:
    bare = Outlet(id=OutletId("reef.example"), name="reef.example", domains=("reef.example",), provisional=True)
    with lists.write() as tx:
        outlets.save(tx, [bare])
    for block in ("factuality", "ownership"):
        assert "Nothing is known of this outlet" not in shown(lists, "/source/reef.example", **{block: "premium"})
    assert "has rated its side." in shown(lists, "/source/reef.example", factuality="premium")
