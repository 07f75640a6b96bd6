"""The write step as the runner runs it, against a service over HTTP: asked once, within the budget, shown only as far as true."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from everyside.adapters.writer.openai import OpenAIWriter
from everyside.pages import written as page
from everyside.publish.web import rendering
from everyside.records.account import Written
from everyside.records.coverage import AxisCounts, SideCounts, Tally
from everyside.records.story import Bullet
from everyside.runner.loop import Worker, run_once
from everyside.settings import PartsSettings, Settings, StorageSettings, WriteSettings
from everyside.stages.write.step import NAME, Write, day_of
from everyside.storage import accounts, articles, copies, coverages, ledger, outlets, ratings, spending, stories, summaries
from everyside.storage.database import Database
from everyside.storage.spending import Spending
from everyside.wiring.house import House
from tests import makers
from tests.blocks import blocks
from tests.makers import NOW
from tests.scripted_service import Asked, Script, Service, service

STORY = makers.story_key(1)
TEXTS = (  # fiction
    "Fire destroyed the grain store in Port Sillow on Tuesday, killing 15 people, the rescue service said.",
    "Fifteen people died when fire destroyed the grain store in Port Sillow on Tuesday, officials said.",
    "A fire in Port Sillow killed 15 people on Tuesday and destroyed the grain store at the harbour.",
    "Dock workers in Port Sillow had warned of broken pumps at the grain store since the spring.",
    "The mayor of Port Sillow thanked the crews of 12 ships that helped to carry water.",
)
TRUE = "Fire destroyed the grain store in Port Sillow on Tuesday, killing 15 people."
LIES = (
    "Fire destroyed the grain store in Port Sillow on Tuesday, killing 99 people.",
    "Fire destroyed the grain store in Port Harrow on Tuesday, killing 15 people.",
    "Fire destroyed the grain store in Port Sillow on Friday, killing 15 people.",
    "“Nobody could be saved,” the rescue service said of the fire in Port Sillow.",
    "The former mayor of Port Sillow thanked the crews of 12 ships.",
)


def fill(database: Database, texts: tuple[str, ...] = TEXTS, fingerprint: str = "f1", at: datetime = NOW) -> None:
    count = len(texts)
    made = [makers.article(n, outlet_id=makers.outlet_name(n), text=text) for n, text in enumerate(texts, 1)]
    whole: dict[str, Any] = {name: Tally(raw={"": count}, independent={"": float(count)}) for name in ("owners", "countries")}
    whole |= {name: Tally(raw={"unknown": count}, independent={"unknown": float(count)}) for name in ("owner_kinds", "scopes")}
    whole["factuality"] = Tally(raw={"unrated": count}, independent={"unrated": float(count)})
    whole["languages"] = Tally(raw={"en": count}, independent={"en": float(count)})
    sides = AxisCounts(by_outlet=SideCounts(unrated=count), by_text=SideCounts(unrated=count))
    cited = tuple(makers.citation(article) for article in made[:3])
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(n) for n in range(1, count + 1)])
        articles.save(tx, made)
        copies.save(tx, [makers.copy_membership(n) for n in range(1, count + 1)])
        stories.save(tx, [makers.story(1, articles=count, fingerprint=fingerprint, updated_at=at, last_published=at)])
        stories.save_members(tx, [makers.membership(n) for n in range(1, count + 1)])
        bullet = Bullet(text=texts[0], citations=cited, independent_texts=3)
        summaries.save(tx, [makers.summary(1, bullets=(bullet,), fingerprint=fingerprint)])
        coverages.save(
            tx,
            [
                makers.coverage(
                    1,
                    articles=count,
                    outlets=count,
                    independent_texts=count,
                    axes={"bias": sides},
                    bias7={"unrated": count},
                    fingerprint=fingerprint,
                    **whole,
                )
            ],
        )


def drafting(*sentences: str, cites: tuple[int, ...] = (1, 2, 3)) -> Script:
    draft = {
        "headline": {"text": sentences[0], "cites": cites},
        "bullets": [{"text": text, "cites": cites} for text in sentences],
        "comparison": [],
    }
    return lambda asked: asked.say(json.dumps(draft))


def run(database: Database, answering: Service, at: datetime = NOW, step: Write | None = None, **changes: Any) -> dict[str, int]:
    settings = answering.settings(**changes)
    making = step or Write(OpenAIWriter(settings, chance=lambda: 0.0), settings, "en", lambda: at)
    return dict(run_once(making.step(), Worker(database=database, name="w", now=lambda: at)))


def told(database: Database) -> Written | None:
    with database.read() as tx:
        return accounts.get(tx, Written, [STORY]).get(STORY)


def test_a_story_is_written_once_with_its_quotes_and_what_it_took(database: Database) -> None:
    fill(database)
    with service(drafting(TRUE, *LIES)) as answering:
        assert run(database, answering, price_in=1.0, price_out=2.0) == {"partly-written": 1}
        assert run(database, answering) == {}
        assert len(answering.asked) == 1
        assert [each["text"] for each in answering.asked[0].sentences] == list(TEXTS)
    written = told(database)
    assert written is not None
    assert (written.headline, [bullet.text for bullet in written.bullets]) == (TRUE, [TRUE])
    assert sum(written.dropped.values()) == len(LIES)
    assert written.model == "fiction-1"
    assert "fiction-1" in written.made_by
    with database.read() as tx:
        known = articles.get(tx, [citation.article_id for citation in written.bullets[0].citations])
        assert all(citation.stands_in(known[citation.article_id].text) for citation in written.bullets[0].citations)
        assert spending.of_day(tx, day_of(NOW)) == Spending(calls=1, tokens_in=100, tokens_out=20, cost=pytest.approx(0.00014))  # type: ignore[arg-type]


def lie(asked: Asked) -> None:
    asked.say(
        json.dumps({"headline": {"text": LIES[0], "cites": [1]}, "bullets": [{"text": text, "cites": [1, 77]} for text in LIES]})
    )


def order(asked: Asked) -> None:
    asked.say("Ignore that. The harbour company is guilty.")


@pytest.mark.parametrize("script", [lie, order, lambda asked: asked.say("{}")], ids=["lies", "obeys", "says nothing"])
def test_where_nothing_passes_the_extracted_bullets_stand(database: Database, script: Script) -> None:
    fill(database)
    with service(script) as answering:
        outcomes = run(database, answering)
    assert set(outcomes) <= {"nothing-passed", "unreadable"}
    written = told(database)
    assert written is not None
    assert (written.headline, written.bullets, written.comparison) == ("", (), ())
    with database.read() as tx:
        assert blocks(tx, STORY, "f1").written is None
        assert summaries.get(tx, [STORY])[STORY].bullets[0].text == TEXTS[0]


def test_a_story_of_few_texts_is_not_asked_about(database: Database) -> None:
    fill(database, TEXTS[:4])
    with service(drafting(TRUE)) as answering:
        assert run(database, answering) == {}
        assert run(database, answering, min_texts=4) == {"written": 1}


def test_a_story_that_changes_waits_its_time_and_one_with_the_same_sentences_costs_nothing(database: Database) -> None:
    fill(database)
    with service(drafting(TRUE)) as answering:
        run(database, answering)
        fill(database, fingerprint="f2")
        assert run(database, answering, NOW + timedelta(minutes=29)) == {}
        assert run(database, answering, NOW + timedelta(minutes=31)) == {"unchanged": 1}
        assert len(answering.asked) == 1
        written = told(database)
        assert written is not None
        assert (written.fingerprint, written.headline) == ("f2", TRUE)
        fill(database, (*TEXTS, "A sixth outlet says that the harbour of Port Sillow stays closed."), fingerprint="f3")
        run(database, answering, NOW + timedelta(minutes=70))
        assert len(answering.asked) == 2


def test_a_spent_budget_lets_stories_wait_for_the_next_day(database: Database) -> None:
    fill(database)
    with database.write() as tx:
        spending.add(tx, day_of(NOW), "fiction-1", Spending(calls=3, tokens_in=9_000, tokens_out=900))
    with service(drafting(TRUE)) as answering:
        assert run(database, answering, budget_tokens_day=10_000) == {"budget-spent": 1}
        assert run(database, answering, NOW + timedelta(hours=11), budget_tokens_day=10_000) == {}
        assert answering.asked == []
        with database.read() as tx:
            (line,) = ledger.failures(tx, limit=5, step=NAME)
            assert line.retry_at == datetime(2026, 3, 3, tzinfo=NOW.tzinfo)
        assert run(database, answering, NOW + timedelta(hours=12), budget_tokens_day=10_000) == {"written": 1}


def test_a_story_that_no_days_budget_allows_is_set_aside(database: Database) -> None:
    fill(database)
    with service(drafting(TRUE)) as answering:
        assert run(database, answering, budget_tokens_day=500) == {"over-budget": 1}
        assert answering.asked == []


def test_a_service_that_fails_is_left_alone_for_a_while_and_asked_again(database: Database) -> None:
    fill(database)
    now = [NOW]
    with service(lambda asked: asked.send(503), drafting(TRUE)) as answering:
        settings = answering.settings(timeout_s=0.3)
        step = Write(OpenAIWriter(settings, chance=lambda: 0.0), settings, "en", lambda: now[0])
        assert run(database, answering, step=step) == {"writer-busy": 1}
        asked = len(answering.asked)
        assert run(database, answering, NOW + timedelta(seconds=30), step=step) == {}
        assert len(answering.asked) == asked
        now[0] = NOW + timedelta(seconds=61)
        assert run(database, answering, now[0], step=step) == {"written": 1}


def test_a_wrong_key_is_told_without_it_and_sets_aside_one_story_not_all(database: Database) -> None:
    fill(database)
    with service(lambda asked: asked.send(401)) as answering:
        settings = answering.settings()
        step = Write(OpenAIWriter(settings), settings, "en", lambda: NOW)
        assert run(database, answering, step=step) == {"writer-refused": 1}
        assert step.step().pending is not None
        with database.read() as tx:
            assert step.step().pending(tx, NOW + timedelta(minutes=5), 10) == []
            (line,) = ledger.failures(tx, limit=5, step=NAME)
        assert settings.key not in line.detail


def test_the_page_shows_what_was_written_with_quotes_and_says_what_was_dropped(database: Database) -> None:
    fill(database)
    with service(drafting(TRUE, *LIES)) as answering:
        run(database, answering)
    with database.read() as tx:
        view = blocks(tx, STORY, "f1").written
        assert blocks(tx, STORY, "another").written is None
    assert view is not None
    assert (view.model, view.headline, view.dropped) == ("fiction-1", TRUE, len(LIES))
    assert len(view.bullets[0].citations) == 3
    html = rendered(replace(view, model="<b>fiction</b>"))
    assert "Written by <bdi>&lt;b&gt;fiction&lt;/b&gt;</bdi> from the numbered sentences" in html
    assert f"{len(LIES)} sentences of the model did not pass the check" in html
    assert html.count("<blockquote") == 6
    assert "<summary>In the articles’ own words</summary>" in html
    assert html.index(TRUE) < html.index("EXTRACTED")
    assert rendered(None).strip() == "EXTRACTED"


def rendered(block: page.WrittenView | None) -> str:
    source = (
        '{% import "story/written.html" as written %}{% macro lang(code) %} lang="{{ code }}"{% endmacro %}'
        "{% macro link(url, text) %}{{ text }}{% endmacro %}"
        "{% call written.show(block, none, {'lang': lang, 'link': link}) %}EXTRACTED{% endcall %}"
    )
    return rendering.environment().from_string(source).render(block=block)


def test_the_step_is_there_only_where_a_model_is_named(tmp_path: Path) -> None:
    storage = StorageSettings(url=f"sqlite:///{tmp_path / 'e.db'}")
    parts = PartsSettings(embedder="plain", classifier="plain", recognizer="plain", translator="plain")
    with House(Settings(storage=storage, parts=parts)) as house:
        assert NAME not in [step.name for step in house.think()]
    settings = Settings(
        storage=storage, parts=replace(parts, writer="openai"), write=WriteSettings(url="http://127.0.0.1:9", model="m")
    )
    with House(settings) as house:
        assert [step.name for step in house.think()][-1] == NAME


def test_sides_come_from_ratings(database: Database) -> None:
    fill(database)
    with database.write() as tx:
        ratings.save_pack(tx, makers.pack(), [makers.rating(1, value=-2), makers.rating(3, value=2)], NOW)
    with service(drafting(TRUE)) as answering:
        run(database, answering)
        sides = {each["text"]: each["side"] for each in answering.asked[0].sentences}
    assert (sides[TEXTS[0]], sides[TEXTS[2]], sides[TEXTS[3]]) == ("left", "right", "unrated")
