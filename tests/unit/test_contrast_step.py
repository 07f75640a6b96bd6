"""The step as the runner runs it: after the coverage, again only for cause; and the block of the page that shows it."""

from __future__ import annotations

from dataclasses import replace

from everyside.pages import contrast as page
from everyside.publish.web.rendering import environment
from everyside.records.account import Contrast, PartKind
from everyside.records.article import Article
from everyside.records.coverage import AxisCounts, SideCounts
from everyside.records.translation import Translation, key
from everyside.runner.loop import Worker, drain
from everyside.stages.contrast import step as contrast
from everyside.storage import accounts, articles, coverages, outlets, ratings, settling, stories, translations
from everyside.storage.database import Database
from tests import makers
from tests.blocks import blocks
from tests.makers import NOW
from tests.unit.test_contrast_core import world

STORY = makers.story_key(1)
VALUE = {"left": -2.0, "center": 0.0, "right": 2.0}


def fill(database: Database, language: str = "en") -> list[Article]:
    """Story 1 as the world of the core's tests, an outlet an article, each rated."""
    documents = world()
    made = [
        makers.article(
            n, url=f"https://lantern-{n}.example/1", outlet_id=makers.outlet_name(n), title="Ferry aground", text=each.text,
            language=language,
        )
        for n, each in enumerate(documents, 1)
    ]  # fmt: skip
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(n, country="IE" if n % 2 else "PT") for n in range(1, len(made) + 1)])
        articles.save(tx, made)
        said = tuple(makers.rating(n, value=VALUE[each.side]) for n, each in enumerate(documents, 1))
        ratings.save_pack(tx, makers.pack(), said, NOW)
        settling.open_new(tx, [STORY], NOW)
        stories.save_members(tx, [makers.membership(1, article_id=each.id) for each in made])
        settling.refresh(tx, [STORY], NOW)
    return made


def count(database: Database, made_by: str = "assess/1+a", axis: str = "bias") -> None:
    """The story's coverage as of now; the figures in it do not matter here."""
    with database.write() as tx:
        story = stories.get(tx, [STORY])[STORY]
        counts = AxisCounts(by_outlet=SideCounts(unrated=1), by_text=SideCounts(unrated=1))
        coverages.save(
            tx, [makers.coverage(1, axes={"bias": counts, axis: counts}, axis=axis, fingerprint=story.fingerprint, made_by=made_by)]
        )


def run(database: Database) -> dict[str, int]:
    return dict(drain([contrast.step()], Worker(database=database, name="w", now=lambda: NOW)))


def made(database: Database) -> Contrast | None:
    with database.read() as tx:
        return accounts.get(tx, Contrast, [STORY]).get(STORY)


def test_a_story_waits_for_its_coverage_and_is_compared_once(database: Database) -> None:
    given = {each.id: each for each in fill(database)}
    assert run(database) == {}
    count(database)
    assert run(database) == {"contrast:compared": 1}
    assert run(database) == {}
    found = made(database)
    assert found is not None
    assert [(part.key, part.texts) for part in found.parts if part.kind is PartKind.SIDE] == [
        ("left", 8),
        ("center", 8),
        ("right", 8),
    ]
    left = found.parts[0]
    assert any("dredging" in stress.word for stress in left.stresses)
    assert left.bullets
    for citations in [*(each.citations for each in left.stresses), *(each.citations for each in left.bullets)]:
        for citation in citations:
            assert citation.stands_in(given[citation.article_id].text)


def test_a_coverage_of_other_members_is_not_enough(database: Database) -> None:
    fill(database)
    count(database)
    assert run(database) == {"contrast:compared": 1}
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(40)])
        more = makers.article(40, outlet_id=makers.outlet_name(40))
        articles.save(tx, [more])
        stories.save_members(tx, [makers.membership(1, article_id=more.id)])
        settling.refresh(tx, [STORY], NOW)
    assert run(database) == {}
    count(database)
    assert run(database) == {"contrast:compared": 1}


def test_a_coverage_counted_anew_brings_other_sides_and_another_axis(database: Database) -> None:
    fill(database)
    count(database)
    run(database)
    with database.write() as tx:
        ratings.save_pack(tx, makers.pack(digest="1"), [makers.rating(n, value=0) for n in range(1, 25)], NOW)
    assert run(database) == {}
    count(database, "assess/1+b", axis="ownership")
    assert run(database) == {"contrast:alike": 1}
    found = made(database)
    assert found is not None
    assert found.axis == "ownership"
    assert not any(part.texts for part in found.parts if part.kind is PartKind.SIDE and part.key == "left")
    assert run(database) == {}


def block(database: Database) -> tuple[page.Compared | None, str]:
    with database.read() as tx:
        found = blocks(tx, STORY).compared
    templates = environment()
    show = templates.from_string(
        '{% import "parts.html" as parts %}{% from "story/contrast.html" import show %}{{ show(block, none, parts) }}'
    )
    return found, show.render(block=found)


def test_the_block_shows_columns_words_and_quotes_in_little_room(database: Database) -> None:
    assert block(database) == (None, "")
    fill(database)
    count(database)
    run(database)
    found, html = block(database)
    assert found is not None
    assert [(side.label, side.letter, side.said) for side in found.sides] == [
        ("Left", "L", "8 texts."),
        ("Center", "C", "8 texts."),
        ("Right", "R", "8 texts."),
    ]
    assert found.sides[1].empty
    assert found.sides[0].words[0].used.startswith("8 texts here, 0 elsewhere")
    assert {country.label for country in found.countries} == {"Ireland", "Portugal"}
    assert "Found here alone" in html
    assert "The pilots&#39; union blamed the dredging contract" in html
    assert len(html.encode()) <= 10_000


def test_the_block_says_too_few_and_shows_hostile_words_as_text(database: Database) -> None:
    fill(database)
    count(database)
    run(database)
    found = made(database)
    assert found is not None
    left = found.parts[0]
    evil = replace(left.stresses[0], word="<script>alert(1)</script>" * 9)
    few = replace(found.parts[1], texts=2, enough=False)
    with database.write() as tx:
        accounts.save(tx, [replace(found, parts=(replace(left, stresses=(evil,)), few))])
    view, html = block(database)
    assert view is not None
    assert view.sides[1].said == "Too few to compare: 2 texts."
    assert "<script" not in html
    assert len(view.sides[0].words[0].told.text) <= page.WORD_LENGTH


def test_quotes_are_shown_in_the_readers_language_where_they_are_translated(database: Database) -> None:
    fill(database, "pt")
    count(database)
    run(database)
    found = made(database)
    assert found is not None
    quote = found.parts[0].bullets[0].citations[0].quote
    with database.write() as tx:
        translations.save(
            tx, [Translation(key=key("pt", "en", quote), source="pt", target="en", text="Told in English.", made_by="m")]
        )
    view, html = block(database)
    assert view is not None
    told = view.sides[0].points[0].quotes[0].told
    assert (told.text, told.original) == ("Told in English.", quote)
    assert "Translated from Portuguese" in html
