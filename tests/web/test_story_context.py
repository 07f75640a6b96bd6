"""What a story page says beside its articles: topics, why each is here, what came before and after, who corrected it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from everyside.pages import story_page
from everyside.pages.why import time_apart
from everyside.records.article import Article
from everyside.records.correction import Action, Correction
from everyside.records.ids import StoryId
from everyside.records.story import Evidence, Membership
from everyside.records.tags import Label, Link
from everyside.storage import corrections, links, stories, tags
from everyside.storage.database import Database
from tests.conftest import statements
from tests.makers import MADE_BY, NOW
from tests.web.conftest import LATER, client
from tests.web.newsstand import EMPTY, HOSTILE, MOVED, PRESS, article, install, story_key, tell

TRIAL, ARREST, CHARGE, VERDICT, APPEAL, AKIN = map(story_key, ("trial", "arrest", "charge", "verdict", "appeal", "akin"))
DAYS = {ARREST: -9, CHARGE: -5, TRIAL: 0, AKIN: 1, VERDICT: 4, APPEAL: 8}
TITLES = {
    ARREST: "Mayor Quillfeather arrested",
    CHARGE: "Quillfeather charged",
    TRIAL: "Quillfeather on trial",
    VERDICT: "Quillfeather guilty",
    APPEAL: HOSTILE,
    AKIN: "Council seeks a mayor",
}


def link(later: StoryId, earlier: StoryId, kind: str = "previous", score: float = 0.8) -> Link:
    return Link(story_id=later, other_id=earlier, kind=kind, score=score, shared=("Quillfeather",), made_by=MADE_BY)


def told_of(id: StoryId) -> list[Article]:
    """Three articles, the first two in English, the third in Arabic."""
    minutes = DAYS[id] * 24 * 60
    first, second = (
        article(outlet, f"{id}-{outlet}", f"{TITLES[id]}: {outlet}", "It is so.", minutes) for outlet in (PRESS[0][0], PRESS[1][0])
    )
    return [first, second, article("sawt-al-mina", f"{id}-ar", "محاكمة العمدة", "بدأت المحاكمة.", minutes + 300)]


@pytest.fixture
def affair(fresh: Database) -> Database:
    """An arrest, a charge, a trial, a verdict and an appeal, and a story akin to the trial."""
    with fresh.write() as tx:
        install(tx)
        for id in DAYS:
            tell(tx, id, told_of(id))
        links.replace(
            tx,
            {
                TRIAL: [link(TRIAL, ARREST), link(TRIAL, CHARGE, score=0.9)],
                VERDICT: [link(VERDICT, TRIAL)],
                APPEAL: [link(APPEAL, TRIAL, score=0.99)],
                AKIN: [link(AKIN, TRIAL, "related", 0.6)],
            },
        )
    return fresh


def evidence(database: Database, id: StoryId, **changes: object) -> None:
    """Let each member of a story be close to the others."""
    ids = [each.id for each in told_of(id)]
    with database.write() as tx:
        stories.save_members(
            tx,
            [
                Membership(
                    article_id=each,
                    story_id=id,
                    score=0.913,
                    made_by=MADE_BY,
                    evidence=replace(
                        Evidence(
                            closest=tuple((other, 0.95) for other in ids if other != each),
                            shared=("Quillfeather", "12", HOSTILE),
                            gap_hours=5.0,
                        ),
                        **changes,  # type: ignore[arg-type]
                    ),
                )
                for each in ids
            ],
        )


def page_of(site: TestClient, id: StoryId, query: str = "") -> str:
    return site.get(site.get(f"/story/{id}").headers["location"] + query).text


def section(page: str, heading: str) -> list[str]:
    """The headlines listed under a heading."""
    found = re.search(rf"<h2[^>]*>{heading}</h2>(.*?)</section>", page, re.DOTALL)
    return re.findall(r'<li><a href="[^"]*"[^>]*>(.*?)</a>', found[1], re.DOTALL) if found else []


def test_a_story_lists_what_it_continues_and_what_followed_in_order_of_time(affair: Database) -> None:
    with client(affair) as site:
        page = page_of(site, TRIAL)
        assert section(page, "Before this") == [
            "Quillfeather charged: tidewater-times",
            "Mayor Quillfeather arrested: tidewater-times",
        ]
        after = section(page, "After this")
        assert after[0] == "Quillfeather guilty: tidewater-times"
        assert len(after) == 2
        assert "&lt;script&gt;" in after[1]
        assert section(page, "Related") == ["Council seeks a mayor: tidewater-times"]
        assert "3 articles" in page
        arrest = page_of(site, ARREST)
        assert section(arrest, "After this") == ["Quillfeather on trial: tidewater-times"]
        assert section(arrest, "Before this") == section(arrest, "Related") == []


def test_every_link_of_the_chain_leads_to_a_page(affair: Database) -> None:
    with client(affair) as site:
        paths = re.findall(r'<li><a href="(/story/[^"#?]*)"', page_of(site, TRIAL))
        assert len(paths) == 5
        assert {site.get(path).status_code for path in paths} == {200}


def test_a_story_that_was_merged_away_is_shown_as_the_one_it_is_part_of(affair: Database) -> None:
    with affair.write() as tx:
        gone = stories.get(tx, [CHARGE])[CHARGE]
        stories.save(tx, [replace(gone, merged_into=ARREST, articles=0)])
    with client(affair) as site:
        assert section(page_of(site, TRIAL), "Before this") == ["Mayor Quillfeather arrested: tidewater-times"]


def test_a_story_without_links_labels_or_corrections_says_nothing_of_them(affair: Database) -> None:
    with affair.write() as tx:
        links.replace(tx, {id: [] for id in DAYS})
    with client(affair) as site:
        page = page_of(site, TRIAL)
    for nothing in ("Before this", "After this", "Related", "Corrected by people", "chips"):
        assert nothing not in page


def test_topics_and_names_stand_below_the_headline(affair: Database) -> None:
    labels = [
        Label(story_id=TRIAL, kind=kind, key=f"{kind}:{name}", name=name, weight=weight, made_by=MADE_BY)
        for kind, name, weight in (
            ("topic", "Crime", 0.6),
            ("person", HOSTILE, 1.0),
            ("place", "Oldwick", 0.9),
            ("name", "Bell", 0.5),
        )
    ]
    labels += [Label(story_id=TRIAL, kind="name", key=f"n:{n}", name=f"Name {n}", weight=0.4, made_by=MADE_BY) for n in range(9)]
    with affair.write() as tx:
        tags.replace_labels(tx, {TRIAL: labels})
    with client(affair) as site:
        page = page_of(site, TRIAL)
    chips = re.findall(r"<li[^>]*>(.*?)</li>", re.search(r'<ul class="chips".*?</ul>', page, re.DOTALL)[0], re.DOTALL)  # type: ignore[index]
    assert chips[0] == '<span class="unseen">Topic: </span><a href="/topic/topic-Crime"><bdi>Crime</bdi></a>'
    assert chips[2] == '<span class="unseen">Place: </span><a href="/place/place-Oldwick"><bdi>Oldwick</bdi></a>'
    assert chips[3] == "<bdi>Bell</bdi>"
    assert len(chips) == 1 + 8
    assert "<script>" not in page


def test_every_article_says_why_it_is_here_and_none_unasked(affair: Database) -> None:
    evidence(affair, TRIAL)
    with client(affair) as site:
        page = page_of(site, TRIAL)
    reasons = re.findall(r'<details class="why">(.*?)</details>', page, re.DOTALL)
    assert len(reasons) == 3
    assert "<details open" not in page
    for said in ("0.91 of 1", "0.95", "Granite Post", "Quillfeather", "5 hours apart"):
        assert any(said in reason for reason in reasons), said
    anchors = set(re.findall(r'<li id="(a\d+)">', page))
    pointed = set(re.findall(r'href="#(a\d+)"', "".join(reasons)))
    assert pointed
    assert pointed <= anchors  # what is on this page is not told twice
    assert all("<summary>Why here?<span" in reason for reason in reasons)
    assert "<script>" not in page


def test_a_closest_article_that_is_not_on_the_page_is_named_with_its_title(affair: Database) -> None:
    evidence(affair, TRIAL)
    with client(affair) as site:
        page = page_of(site, TRIAL, "?side=left")
    (reason,) = re.findall(r'<details class="why">(.*?)</details>', page, re.DOTALL)
    assert re.search(r'href="https://[^"]*"[^>]* lang="ar" dir="auto">محاكمة العمدة</a> 0.95', reason)


def test_a_membership_without_evidence_names_what_is_known(affair: Database) -> None:
    with client(affair) as site:
        bare = page_of(site, TRIAL)
    assert bare.count("0.90 of 1") == 3
    for nothing in ("Closest to", "Both tell of", "apart"):
        assert nothing not in bare
    ids = [each.id for each in told_of(TRIAL)]
    with affair.write() as tx:
        stories.save_members(tx, [Membership(article_id=ids[0], story_id=TRIAL, score=0.9, nearest=ids[1], made_by=MADE_BY)])
    with client(affair) as site:
        assert page_of(site, TRIAL).count("Closest to") == 1


def test_evidence_of_an_article_that_left_the_story_is_passed_over(affair: Database) -> None:
    evidence(affair, TRIAL, closest=((told_of(ARREST)[0].id, 0.9),))
    with client(affair) as site:
        assert "Closest to" not in page_of(site, TRIAL)


def test_the_only_article_of_a_story_needs_no_reason(affair: Database) -> None:
    alone = story_key("alone")
    with affair.write() as tx:
        tell(tx, alone, [article(PRESS[0][0], "alone", "A whale was seen", "It swam.", 10)])
    with client(affair) as site:
        assert "Why here?" not in page_of(site, alone)


def correct(database: Database, **changes: object) -> Correction:
    ids = [each.id for each in told_of(TRIAL)]
    made = Correction(
        id=0,
        at=NOW + timedelta(hours=1),
        by="ada",
        why=f"It is of the trial {HOSTILE}",
        action=Action.MOVE,
        articles=(ids[0],),
        anchors=(ids[1],),
        before={ids[0]: ARREST},
    )
    with database.write() as tx:
        return corrections.save(tx, replace(made, **changes))  # type: ignore[arg-type]


def test_what_a_person_decided_says_who_when_and_why(affair: Database) -> None:
    made = correct(affair)
    evidence(affair, TRIAL, correction=made.id)
    with client(affair) as site:
        page = page_of(site, TRIAL)
        assert page.count("Put here by a person: <bdi") == 3
        assert "of 1</dd>" not in page
        assert "Corrected by people" in page
        assert "1 article moved by" in page
        assert "<script>" not in page
        assert "1 article moved by" in page_of(site, ARREST)  # which lost it
        assert "1 article moved by" not in page_of(site, AKIN)


def test_an_undone_correction_stays_in_the_log_and_is_no_reason(affair: Database) -> None:
    made = correct(affair, undone_at=NOW + timedelta(hours=2), undone_by="bo", undone_why="It was not")
    evidence(affair, TRIAL, correction=made.id)
    with client(affair) as site:
        page = page_of(site, TRIAL)
    assert "Put here by a person: <bdi" not in page
    assert "Put here by a person." in page
    assert re.search(r"Undone by <bdi[^>]*>bo</bdi>.*It was not", page)


def test_reasons_and_chain_take_as_many_statements_for_many_articles_as_for_few(affair: Database) -> None:
    many = story_key("many")
    with affair.write() as tx:
        tell(tx, many, [article(PRESS[n % 14][0], f"many-{n}", f"Matter {n}", "It is so.", n) for n in range(55)])
        links.replace(tx, {many: [link(many, TRIAL)]})

    def sent(id: StoryId) -> int:
        with affair.read() as tx, statements(affair) as seen:
            assert isinstance(story_page.build(tx, id, site="S", now=LATER), story_page.StoryPage)
        return len(seen)

    assert sent(many) == sent(ARREST)


def test_a_merged_and_an_empty_story_answer_as_before(site: TestClient) -> None:
    assert site.get(f"/story/{MOVED}").status_code == 301
    assert site.get(f"/story/{EMPTY}").status_code == 410


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (None, ""),
        (0.0, "less than an hour"),
        (1.2, "1 hour"),
        (-5.0, "5 hours"),
        (47.9, "48 hours"),
        (60.0, "2 days"),
        (24.0, "24 hours"),
    ],
)
def test_time_apart_is_said_in_hours_then_days(hours: float | None, said: str) -> None:
    assert time_apart(hours) == said
