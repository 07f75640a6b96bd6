"""Who reports a story, as its page says it: raw and independent, with intervals, the unknown drawn, and every part on request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from everyside.pages import operator_page, story_page
from everyside.publish.web.routes.story import ARTICLES
from everyside.records.coverage import Blindspot, BlindspotKind, Flag
from everyside.records.ids import OutletId
from everyside.records.outlet import Outlet
from everyside.storage import outlets, ratings
from everyside.storage.database import Database
from tests.conftest import statements
from tests.makers import NOW
from tests.web import crowd
from tests.web.conftest import LATER, client
from tests.web.newsstand import HARBOUR, QUIET, count, fill, press


@pytest.fixture(scope="module")
def page(site: TestClient) -> str:
    return read(site)


@pytest.fixture(scope="module")
def whole(site: TestClient) -> str:
    return read_on(site)


@pytest.fixture
def crowded(fresh: Database) -> Iterator[TestClient]:
    with fresh.write() as tx:
        crowd.fill(tx)
    with client(fresh) as asking:
        yield asking


def read(site: TestClient, query: str = "", id: str = HARBOUR) -> str:
    return site.get(site.get(f"/story/{id}").headers["location"] + query).text


def read_on(site: TestClient, id: str = HARBOUR) -> str:
    """Every page of the story's list."""
    first = read(site, id=id)
    pages = int(re.search(r"Page 1 of (\d+)", first)[1])  # type: ignore[index]
    return first + "".join(read(site, f"?page={page}", id) for page in range(2, pages + 1))


def panel(page: str) -> str:
    return text(re.search(r'<aside class="coverage".*?</aside>', page, re.DOTALL)[0])  # type: ignore[index]


def articles(page: str) -> list[str]:
    """The rows of the list as text, copies each with the article they repeat."""
    sections = re.findall(r'<section class="articles".*?</section>', page, re.DOTALL)
    return [text(row) for section in sections for row in re.split(r'<li id="a\d+">', section)[1:]]


def text(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", markup)).replace(" ,", ",").replace(" .", ".").replace(" :", ":").strip()


def test_the_panel_counts_articles_outlets_texts_and_what_carries_an_agency(page: str, crowded: TestClient) -> None:
    said = panel(page)
    assert "Articles 31 Outlets 14 Independent texts 27" in said
    assert "Carry an agency 6" in said  # five whole, one in part
    assert "Articles that credit North Quay Wire 5" in said  # by its outlet's name
    assert "Carry Canal Herald 0 9" in panel(read(crowded, id=crowd.LOCKS))


def test_each_side_stands_raw_and_independent_with_share_and_interval(page: str) -> None:
    said = panel(page)
    assert "9 rated of 14 outlets, 17.6 rated of 27 independent texts." in said
    assert "Left 3 33 %, 12–65 % 6 34 %, 17–57 %" in said
    assert "Right 3 33 %, 12–65 %" in said
    assert "Unrated 5 9.4" in said
    rows = re.findall(r'<svg class="range"[^>]*>(.*?)</svg>', page)
    assert len(rows) == 6  # three sides, twice
    assert all('class="track"' in row and "<circle" in row for row in rows)


def test_what_is_not_known_is_drawn_hatched_in_every_bar(page: str) -> None:
    bars = re.findall(r'<svg class="strip"[^>]*>(.*?)</svg>', page)
    headings = re.findall(r"<h3>([^<]*)</h3>\s*<svg class=\"strip\"", page)
    assert headings == ["Seven classes", "Factuality", "Ownership", "Owners", "Countries", "Languages", "Reach"]
    assert [heading for heading, bar in zip(headings, bars, strict=True) if "url(#hatch)" not in bar] == ["Languages"]
    assert page.count('<pattern id="hatch"') == 1


def test_the_tables_name_the_classes_and_the_unknown_raw_and_independent(page: str) -> None:
    said = panel(page)
    assert "Left 1, Lean left 2, Center 3, Lean right 1, Right 2 · unrated 5" in said
    assert "Very high 1, Low 1 · unrated 12" in said
    assert "Listed company 2, Nonprofit 1, State 1 · owner not known 10" in said
    assert "Owner not known 10 18.8" in said
    assert "Tidewater Trust 1 2" in said
    assert "country not known 1" in said
    assert "English 17" in said
    assert "National 2 · reach not known 12" in said
    assert re.search(r'<th scope="row"><bdi>Ireland</bdi></th><td>2</td><td>3.2</td>', page)


def test_coverage_over_time_is_drawn_said_and_tabled(page: str) -> None:
    (label,) = re.findall(r'<svg class="course" role="img" aria-label="([^"]*)"', page)
    assert label.startswith("30 articles in stretches of 1 hour; most, ")  # one article states no time
    assert "From (UTC) Articles New texts 2 March, 12:00" in panel(page)


def test_who_was_first_and_which_text_was_copied(page: str) -> None:
    said = panel(page)
    assert "First North Quay Wire, 6 h ago. Outlets state their own times." in said
    assert "likely first in North Quay Wire (North Quay Wire), carried by 5 outlets" in said


def test_the_reader_is_told_how_it_is_computed(site: TestClient, page: str) -> None:
    assert f"everyside story {HARBOUR} --explain" in page
    method = site.get("/methodology").text
    for anchor in re.findall(r'href="/methodology#([a-z]+)"', page):
        assert f'id="{anchor}"' in method
    assert 'id="blindspots"' in method
    assert 'id="flags"' in method


def test_another_scale_changes_bar_letters_tabs_and_rows(site: TestClient, page: str) -> None:
    assert re.search(r'<a href="[^"]*\?axis=quay#coverage">Shore–sea <span>3</span></a>', page)
    quay = read(site, "?axis=quay")
    assert "1 shore · 1 between · 1 sea · 11 unrated" in quay
    assert "The 3 rated outlets are split: 33 % each for shore, between and sea; 11 more are not rated." in quay
    assert "Whether an outlet sides with the shore or the sea" in panel(quay)
    assert "Seven classes" not in quay
    tabs = re.findall(r'<li><a href="([^"]*)#articles"[^>]*>(\w+) <span>(\d+)', quay)
    assert [(name, number) for _, name, number in tabs] == [
        ("All", "31"),
        ("Shore", "2"),
        ("Between", "2"),
        ("Sea", "2"),
        ("Unrated", "25"),
    ]
    assert tabs[1][0].endswith("?axis=quay&amp;side=left")
    shore = articles(read(site, "?axis=quay&side=left"))
    assert len(shore) == 2
    assert all("S Shore" in row for row in shore)


def test_the_chosen_scale_is_kept_on_the_way_to_a_storys_one_address(site: TestClient) -> None:
    assert site.get(f"/story/{HARBOUR}?axis=quay&side=right").headers["location"].endswith("?axis=quay&side=right")


def test_a_row_says_side_disagreement_override_factuality_owner_and_agency(whole: str) -> None:
    rows = articles(whole)
    assert len(rows) == 31
    (german,) = [row for row in rows if "Frachter rammt" in row]
    assert "C Center Raters disagree" in german
    assert "Factuality very high · owner not known" in german
    (own,) = [row for row in rows if "Rail freight diverted" in row]
    assert "R Lean right Set by the operator" in own
    (wire,) = [row for row in rows if "The freighter Calder Moon struck" in row and "Carried by" in row]
    assert wire.startswith("North Quay Wire C Center")
    assert "News agency North Quay Wire" in wire  # an outlet mark, then the credit
    (union,) = [row for row in rows if "union says" in row]
    assert "with &lt;script&gt;" in union
    assert "Tidewater Trust, nonprofit" in union


def test_who_an_outlet_is_comes_with_every_part_and_its_source(whole: str) -> None:
    known = {
        name: markup for markup in re.findall(r'<details class="who">.*?</details>', whole, re.DOTALL) for name in named(markup)
    }
    assert len(known) == 11  # once each; of three outlets nothing is known but their names
    german = known["Hafenblatt"]
    assert "Left–right: Center (0.5, mean of 2 raters, 1.0 apart). Factuality: Very high (5.0, one rater)." in text(german)
    assert '<a href="https://plumb.example/hafenblatt" rel="nofollow noreferrer">Plumb Line</a>' in german
    assert "“ 0 ”, 2026-01" in text(german)
    own = text(known["Dock &amp; Rail"])
    assert "(1.0, set by the operator)" in own
    assert "set by the operator; Plumb Line: “ 1 ”, 2026-01, not counted." in own
    assert "Owner: Granite Papers source: Yearbook of the harbour press" in text(known["Granite Post"])
    assert "owned by Basalt Holding" in text(known["Granite Post"])
    assert "(listed company, United Kingdom)" in text(known["Granite Post"])
    assert "Unrated: none of the installed ratings speaks of sawt-al-mina.example." in text(known["صوت الميناء"])
    assert "State-run: source" in text(known["صوت الميناء"])
    assert "Factuality unrated · owner not known" in next(row for row in articles(whole) if row.startswith("Pier Review"))


def named(markup: str) -> list[str]:
    return re.findall(r'<span class="unseen"> ([^<]*)\.</span>', markup)


def test_an_outlet_is_told_once_a_page_and_its_other_articles_point_there(site: TestClient) -> None:
    page = read(site, "?side=left")
    pointed = re.findall(r'<p class="who"><a href="#(a\d+)">', page)
    assert pointed
    for anchor in pointed:
        row = re.split(rf'<li id="{anchor}">', page)[1].split('<li id="a')[0]
        assert '<details class="who">' in row


def test_flags_and_blindspots_say_what_they_rest_on(fresh: Database) -> None:
    spots = (
        Blindspot(kind=BlindspotKind.SIDE, missing="left", share=0.08, low=0.01, high=0.35, counted=12.0),
        Blindspot(kind=BlindspotKind.COUNTRY, missing="PL", counted=9),
        Blindspot(kind=BlindspotKind.LANGUAGE, missing="pl"),
        Blindspot(kind=BlindspotKind.STATE, missing=""),
    )
    with fresh.write() as tx:
        fill(tx)
        count(tx, HARBOUR, blindspots=spots, flags=tuple(Flag))
        count(tx, QUIET, blindspots=spots[:1])
    with client(fresh) as site:
        said, front = panel(read(site)), text(site.get("/").text)
    assert "Blindspot Left 8 % of 12 rated independent texts (95 % interval 1–35 %). The rule" in said
    assert "Blindspot No outlet from Poland, which it concerns." in said
    assert "none in Polish" in said
    assert "Only state media report it: all 4 outlets whose owner is known." in said
    assert "All 2 outlets whose factuality is rated are rated low or very low; 12 more are not rated." in said
    assert "All 4 outlets whose owner is known belong to Basalt Holding" in said
    assert front.count("Blindspot: Left 8 %") == 2


def test_a_card_says_when_more_than_half_is_an_agencys(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
        count(tx, QUIET, agencies={"afp": 2}, agency_articles=2)
    with client(fresh) as site:
        front = text(site.get("/").text)
    assert "2 of 3 articles carry AFP" in front
    assert front.count("articles carry") == 1


def test_a_card_draws_the_scale_that_fits_and_names_it(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
        count(tx, HARBOUR, axis="quay")
    with client(fresh) as site:
        front, story = text(site.get("/").text), read(site)
    assert "Shore–sea" in front
    assert "1 shore · 1 between · 1 sea · 11 unrated" in front
    assert "It fits where the story happens." in panel(story)
    assert re.search(r'\?axis=bias#coverage">Left–right <span>9</span></a>', story)


def test_the_operator_sees_packs_and_what_to_rate_next(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
        outlets.save(tx, [replace(each, provisional=True) for each in press() if each.id == "pier-review"])
    with fresh.read() as tx:
        page = operator_page.build(tx, site="S", now=LATER)
    assert page is not None
    known = page.knowledge
    assert [(pack.id, pack.layer, pack.ratings, pack.imported_at) for pack in known.packs] == [
        ("operator", "yours, as operator", 1, NOW),
        ("plumb", "raters", 14, NOW),
        ("sextant", "raters", 1, NOW),
    ]
    assert known.rated == "9 of 14 outlets are rated on left–right"
    assert known.provisional == 1
    assert [outlet.articles for outlet in known.unrated] == sorted((outlet.articles for outlet in known.unrated), reverse=True)
    assert {outlet.id for outlet in known.unrated} == {
        "kurier-portowy",
        "sawt-al-mina",
        "daily-buoy",
        "signal-flags",
        "pier-review",
    }
    with client(fresh) as site:
        said = text(site.get("/operator").text)
    assert "9 of 14 outlets are rated on left–right. 1 outlet is only known from a link." in said
    assert "Pier Review Only known from a link pier-review.example" in said


def test_the_operator_without_ratings_is_told_how_to_take_some_in(fresh: Database) -> None:
    with fresh.write() as tx:
        outlets.save(tx, [Outlet(id=OutletId("lantern"), name="The Lantern", domains=("lantern.example",), fiction=True)])
    with client(fresh) as site:
        assert "everyside ratings import FILE" in site.get("/operator").text


def test_a_new_rating_shows_at_once_at_the_article(fresh: Database) -> None:
    with fresh.write() as tx:
        fill(tx)
        assert ratings.remove_pack(tx, "operator")
    with client(fresh) as site:
        (own,) = [row for row in articles(read_on(site)) if "Rail freight diverted" in row]
    assert "Set by the operator" not in own


def test_a_full_story_takes_as_many_statements_as_a_small_one(fresh: Database) -> None:
    with fresh.write() as tx:
        crowd.fill(tx)
        fill(tx)

    def sent(id: str) -> int:
        with fresh.read() as tx, statements(fresh) as seen:
            assert isinstance(story_page.build(tx, id, site="S", now=LATER), story_page.StoryPage)  # type: ignore[arg-type]
        return len(seen)

    assert sent(crowd.LOCKS) <= sent(HARBOUR) + 1  # one more for each owner's owner


def test_thirty_articles_of_outlets_of_which_much_is_known_stay_small(crowded: TestClient) -> None:
    page = read(crowded, id=crowd.LOCKS)
    assert len(page.encode()) < 60_000
    assert len(articles(page)) == ARTICLES
    assert len(articles(read_on(crowded, crowd.LOCKS))) == 30
