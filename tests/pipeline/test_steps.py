"""Dedupe, embed, cluster, summarize and assess as the runner runs them, on both databases."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from everyside.adapters.embedder.plain import PlainEmbedder
from everyside.ports import Embedder
from everyside.records.article import Article
from everyside.records.coverage import Coverage, SideCounts
from everyside.records.ids import ArticleId, GroupId, OwnerId, StoryId, story_id
from everyside.records.owner import Owner, OwnerKind
from everyside.records.rating import Spectrum
from everyside.records.story import Story, Summary
from everyside.records.tags import Name, NameKind
from everyside.runner.loop import Worker, drain
from everyside.runner.step import Step
from everyside.stages.assess import step as assess
from everyside.stages.cluster import core as cluster_core
from everyside.stages.cluster.step import Cluster
from everyside.stages.dedupe.step import Dedupe
from everyside.stages.embed import core as embed_core
from everyside.stages.embed import step as embed
from everyside.stages.summarize import step as summarize
from everyside.stages.tag import step as tag
from everyside.storage import (
    articles,
    copies,
    coverages,
    feeds,
    ledger,
    outlets,
    owners,
    ratings,
    schema,
    settling,
    spectra,
    stories,
    summaries,
)
from everyside.storage.database import Database
from everyside.storage.dialect import insert_new
from tests import makers
from tests.conftest import statements

NOW = makers.NOW + timedelta(days=1)
EVENTS = {
    "ferry": "The night ferry to Osterholm ran aground on a sandbank outside the harbour early on Monday. All 212 passengers "
    "were brought ashore in small boats before the morning tide, the coast guard said in the town.",
    "rent": "Judges of the highest court struck down the regional freeze of rents after three years of appeals. Tenants of "
    "roughly forty thousand flats may face letters from their landlords before summer begins.",
}


on_a_file = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # where nothing depends on the kind of database


# By vectors alone: angles of up to .49 radians belong together.
BY_ANGLE = cluster_core.Rule(cut=0.88, words=0.0, cross_language=0.0, per_day=0.0, per_root_day=0.0, undated=0.0)


class Compass:
    """Places a text by the number in its title: an angle in radians."""

    id = "compass-1"
    dimensions = 2

    def __init__(self, id: str = "compass-1") -> None:
        self.id = id

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        angles = [float(re.search(r"\d+\.\d+", text)[0]) for text in texts]  # type: ignore[index]
        return np.array([[np.cos(angle), np.sin(angle)] for angle in angles], np.float32)


def told(number: int, event: str, **changes: Any) -> Article:
    """A report of ``event`` whose beginning all reports of it share and whose rest is its own."""
    own = " ".join(f"word{number}x{at}" for at in range(300))
    changes = {"text": f"{EVENTS[event]}\n{own}.", "outlet_id": makers.outlet_name(number)} | changes
    return makers.article(number, title=f"What is known of the {event} so far", **changes)


def at(number: int, angle: float, **changes: Any) -> Article:
    """An article at a place on the compass."""
    own = " ".join(f"word{number}x{at}" for at in range(50))
    return makers.article(number, title=f"Bearing {angle:.3f}", text=own, **changes)


class Quay:
    """Classifies and recognizes: a story whose title holds "quay" is of world politics, and of the country XA."""

    topics: Mapping[str, str] = {"world": "World", "sport": "Sport"}

    def __init__(self, id: str = "quay-1") -> None:
        self.id = id

    def classify(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> list[dict[str, float]]:
        return [{"world" if "quay" in text else "sport": 1.0} for text in texts]

    def recognize(self, texts: Sequence[str], languages: Sequence[str]) -> list[tuple[Name, ...]]:
        place = Name(kind=NameKind.PLACE, key="country:XA", name="Valmere")
        return [(place,) if "quay" in text else () for text in texts]


class Pipeline:
    """One process: its steps keep what they have in memory until it ends."""

    def __init__(self, database: Database, embedder: Embedder | None = None, part: Quay | None = None) -> None:
        chosen = embedder or PlainEmbedder()
        by = embed.version(chosen)
        part = part or Quay()
        tags_by = tag.version(part, part, by)
        self.database = database
        self.dedupe = Dedupe(36)
        rule = BY_ANGLE if isinstance(chosen, Compass) else cluster_core.Rule()
        self.cluster = Cluster(rule, chosen.dimensions, by, 36, embed_core.from_bytes)
        self.first: list[Step[Any, Any]] = [self.dedupe.step(), embed.step(chosen), tag.tag(part, part, by), self.cluster.step()]
        self.summarize = summarize.step(chosen)
        self.label = tag.label(part.topics, tags_by)
        self.assess = assess.step((tag.LABEL, tag.label_version(tags_by)))

    def run(self, now: datetime = NOW) -> dict[str, int]:
        steps = [*self.first, self.summarize, self.label, self.assess]
        return dict(drain(steps, Worker(database=self.database, name="w", now=lambda: now)))


@pytest.fixture
def published(database: Database) -> Callable[..., None]:
    """Saves articles, with outlets 1 … 60 known."""
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(number) for number in range(1, 61)])

    def publish(*made: Article) -> None:
        with database.write() as tx:
            articles.save(tx, made)

    return publish


def grouped(database: Database) -> set[frozenset[int]]:
    """The living stories as sets of article numbers."""
    numbers = {makers.article_key(number): number for number in range(100)}
    with database.read() as tx:
        found = stories.memberships(tx, list(numbers))
    return {frozenset(numbers[id] for id, story in found.items() if story == each) for each in set(found.values())}


def story_of(database: Database, number: int) -> Story:
    with database.read() as tx:
        id = stories.memberships(tx, [makers.article_key(number)])[makers.article_key(number)]
        return stories.get(tx, [id])[id]


def outputs(database: Database, number: int) -> tuple[Summary, Coverage]:
    id = story_of(database, number).id
    with database.read() as tx:
        return summaries.get(tx, [id])[id], coverages.get(tx, [id])[id]


def outputs_of(database: Database, number: int) -> Coverage:
    return outputs(database, number)[1]


def all_stories(database: Database) -> dict[StoryId, Story]:
    """Every story that any of the first hundred articles may have opened."""
    with database.read() as tx:
        return stories.get(tx, _names(100))


def _names(most: int) -> list[StoryId]:
    keys = [makers.article_key(number) for number in range(most)]
    return [story_id(key) for key in keys] + [story_id(ArticleId(f"{key}#{n}")) for key in keys for n in range(2, 5)]


def in_ledger(database: Database, step: str) -> dict[str, int]:
    with database.read() as tx:
        return ledger.counts(tx).get(step, {})


def test_reports_of_one_event_become_a_story_with_summary_and_coverage(database: Database, published: Callable[..., None]) -> None:
    published(*(told(number, "ferry") for number in (1, 2, 3)), told(4, "rent"))
    Pipeline(database).run()
    assert grouped(database) == {frozenset({1, 2, 3}), frozenset({4})}
    story = story_of(database, 1)
    assert (story.id, story.articles, story.merged_into) == (makers.story_key(1), 3, None)
    assert (story.first_published, story.last_published) == (makers.article(1).published, makers.article(3).published)
    summary, coverage = outputs(database, 1)
    assert summary.headline == "What is known of the ferry so far"
    assert summary.bullets
    assert (coverage.articles, coverage.outlets, coverage.independent_texts) == (3, 3, 3)
    assert summary.fingerprint == coverage.fingerprint == story.fingerprint


@on_a_file
def test_every_quote_stands_in_the_stored_article_at_its_place(database: Database, published: Callable[..., None]) -> None:
    published(*(told(number, "ferry", text=f"\0{EVENTS['ferry']} \ud800 {number}") for number in (1, 2)))
    Pipeline(database).run()
    summary, _ = outputs(database, 1)
    cited = [citation for bullet in summary.bullets for citation in bullet.citations]
    with database.read() as tx:
        texts = {id: article.text for id, article in articles.get(tx, [citation.article_id for citation in cited]).items()}
    assert cited
    assert all(citation.stands_in(texts[citation.article_id]) for citation in cited)


def test_copies_count_once(database: Database, published: Callable[..., None]) -> None:
    wire = told(1, "ferry")
    published(wire, *(told(number, "ferry", text=wire.text) for number in (2, 3)), told(4, "ferry"))
    Pipeline(database).run()
    _, coverage = outputs(database, 1)
    assert (coverage.articles, coverage.outlets, coverage.independent_texts) == (4, 4, 2)
    assert coverage.copy_groups == {GroupId(wire.id): 3}


def test_summary_and_coverage_are_made_anew_when_a_copy_group_changes_and_only_then(
    database: Database, published: Callable[..., None]
) -> None:
    pipeline = Pipeline(database)
    published(told(1, "ferry"), told(2, "ferry"), told(4, "rent"))
    pipeline.run()
    before, other = story_of(database, 1), story_of(database, 4)
    assert pipeline.run() == {}
    with database.write() as tx:  # as dedupe does, which finds a link between two groups later
        copies.save(tx, [makers.copy_membership(2, group_id=GroupId(makers.article_key(1)))])
        settling.refresh(tx, [before.id, other.id], NOW)
    assert pipeline.run() == {"summarize:told": 1, "label:labelled": 1, "assess:assessed": 1}
    after = story_of(database, 1)
    summary, coverage = outputs(database, 1)
    assert after.fingerprint != before.fingerprint
    assert summary.fingerprint == coverage.fingerprint == after.fingerprint
    assert (coverage.articles, coverage.independent_texts) == (2, 1)
    assert story_of(database, 4) == other


@on_a_file
def test_an_earlier_copy_found_later_renames_the_group_and_refreshes_the_story(
    database: Database, published: Callable[..., None]
) -> None:
    pipeline = Pipeline(database)
    wire = told(2, "ferry")
    published(wire, told(3, "ferry", text=wire.text))
    pipeline.run()
    before = story_of(database, 2).fingerprint
    published(told(1, "ferry", text=wire.text))
    pipeline.run()
    with database.read() as tx:
        groups = copies.groups_of(tx, [makers.article_key(number) for number in (1, 2, 3)])
    assert set(groups.values()) == {GroupId(makers.article_key(1))}
    _, coverage = outputs(database, 2)
    assert coverage.copy_groups == {GroupId(makers.article_key(1)): 3}
    assert story_of(database, 2).fingerprint != before


@on_a_file
def test_new_ratings_make_every_coverage_anew_and_nothing_else(database: Database, published: Callable[..., None]) -> None:
    pipeline = Pipeline(database)
    published(told(1, "ferry"), told(2, "ferry"))
    pipeline.run()
    with database.write() as tx:
        ratings.save_pack(tx, makers.pack(), [makers.rating(1, value=-2, label="Left")], NOW)
    assert pipeline.run() == {"assess:assessed": 1}
    _, coverage = outputs(database, 1)
    assert (coverage.by_outlet.left, coverage.by_outlet.unrated) == (1, 1)
    assert pipeline.run() == {}


@on_a_file
def test_only_stories_that_changed_are_counted_anew(database: Database, published: Callable[..., None]) -> None:
    pipeline = Pipeline(database)
    published(told(1, "ferry"), told(2, "ferry"), told(4, "rent"))
    pipeline.run()
    published(told(3, "ferry"))
    assert pipeline.run()["assess:assessed"] == 1


def test_a_story_is_counted_only_when_its_labels_are_those_of_its_articles(
    database: Database, published: Callable[..., None]
) -> None:
    pipeline = Pipeline(database)
    worker = Worker(database=database, name="w", now=lambda: NOW)
    published(told(1, "ferry"), told(2, "ferry"))
    drain([*pipeline.first, pipeline.assess], worker)
    assert in_ledger(database, "assess") == {}  # nobody has labelled it
    assert pipeline.run()["assess:assessed"] == 1
    published(told(3, "ferry"))
    drain([*pipeline.first, pipeline.assess], worker)
    assert outputs_of(database, 1).articles == 2  # its labels are those of two articles
    id = story_of(database, 1).id
    with database.read() as tx:
        assert pipeline.assess.load(tx, [id]) == []  # also where it was found before it changed
    pipeline.run()
    assert outputs_of(database, 1).articles == 3


@on_a_file
def test_other_labels_make_every_coverage_anew(database: Database, published: Callable[..., None]) -> None:
    published(*(replace(told(n, "ferry"), title=f"What is known of the quay {n}") for n in range(1, 7)))
    with database.write() as tx:
        outlets.save(
            tx, [makers.outlet(n, country="XB") for n in range(1, 7)] + [makers.outlet(n, country="XA") for n in (50, 51, 52)]
        )
        feeds.add(tx, [makers.feed(n) for n in (50, 51, 52)])
    Pipeline(database).run()
    coverage = outputs_of(database, 1)
    assert [(spot.kind, spot.missing, spot.counted) for spot in coverage.blindspots] == [("country", "XA", 6)]
    assert Pipeline(database, part=Quay("quay-2")).run() == {"tag:tagged": 6, "label:labelled": 1, "assess:assessed": 1}


@on_a_file
def test_what_a_coverage_counts_comes_from_the_database(database: Database, published: Callable[..., None]) -> None:
    """Sides, owners with their parents, spectra, credits and times, in a fixed number of statements."""
    numbers = range(1, 5)
    words = told(4, "ferry").text
    published(*(told(n, "ferry") for n in (1, 2, 3)), told(4, "ferry", text=f"OSTERHOLM (AFP) – {words}"))
    owned = [
        Owner(id=OwnerId("press"), name="Press", parent=OwnerId("holding"), fiction=True),
        Owner(id=OwnerId("holding"), name="Holding", kind=OwnerKind.LISTED, fiction=True),
    ]
    with database.write() as tx:
        outlets.save(tx, [makers.outlet(n, owner="press", country="XA") for n in numbers])
        owners.replace(tx, owned)
        scales = [
            Spectrum(id=id, name=id, low="Low", middle="Middle", high="High", letters=("L", "M", "H")) for id in ("bias", "home")
        ]
        spectra.replace(tx, scales)
        rated = [makers.rating(1, value=-2), makers.rating(2, value=2), makers.rating(1, axis="home", value=3)]
        ratings.save_pack(tx, makers.pack(), [*rated, makers.rating(3, axis="factuality", value=2)], NOW)
    Pipeline(database).run()
    coverage = outputs_of(database, 1)
    assert coverage.by_outlet == SideCounts(left=1, right=1, unrated=2)
    assert coverage.axes["home"].by_text == SideCounts(right=1, unrated=3)
    assert (coverage.owners.raw, coverage.owner_kinds.raw) == ({"holding": 4}, {"listed-company": 4})
    assert (coverage.agencies, coverage.agency_articles) == ({"afp": 1}, 1)
    assert coverage.factuality.raw == {"low": 1, "unrated": 3}
    assert coverage.flags == ("only-one-owner",)
    assert coverage.first_article == makers.article_key(1)
    assert sum(slot.texts for slot in coverage.timeline) == 4
    with database.write() as tx:
        articles.save(tx, [told(n, "rent") for n in range(5, 8)])
    Pipeline(database).run()
    one, two = [story_of(database, 1).id], [story_of(database, number).id for number in (1, 5)]
    counts = []
    for ids in (one, two):
        with statements(database) as seen, database.read() as tx:
            assess.gather(tx, ids)
        counts.append(len(seen))
    assert counts[0] == counts[1] < 25, counts


@on_a_file
def test_an_agency_credited_later_makes_the_story_anew(database: Database, published: Callable[..., None]) -> None:
    pipeline = Pipeline(database)
    published(told(1, "ferry"), told(2, "ferry"))
    pipeline.run()
    before = story_of(database, 1)
    credit = {"article_id": makers.article_key(2), "agency": "wire", "kind": "whole", "quote": "(Wire)", "made_by": "t"}
    with database.write() as tx:
        insert_new(tx, schema.credits, [credit])
        settling.refresh(tx, [before.id], NOW)
    pipeline.run()
    assert story_of(database, 1).fingerprint != before.fingerprint
    assert outputs_of(database, 1).agencies == {"wire": 1}


def test_a_bridging_article_merges_two_stories_and_the_old_address_leads_to_the_new(
    database: Database, published: Callable[..., None]
) -> None:
    pipeline = Pipeline(database, Compass())
    published(at(1, 0.0), at(2, 0.0), at(3, 0.55))
    pipeline.run()
    kept, gone = story_of(database, 1).id, story_of(database, 3).id
    assert kept != gone
    published(at(4, 0.275))
    pipeline.run()
    assert grouped(database) == {frozenset({1, 2, 3, 4})}
    assert story_of(database, 3).id == kept
    with database.read() as tx:
        assert stories.resolve(tx, gone) == kept
        assert stories.members_of(tx, [gone]) == {}
        old = stories.get(tx, [gone])[gone]
    assert (old.articles, old.merged_into) == (0, kept)
    assert outputs(database, 3)[1].articles == 4


@on_a_file
def test_the_name_of_a_merged_story_is_never_given_again(database: Database, published: Callable[..., None]) -> None:
    published(at(1, 0.0), at(2, 0.0), at(3, 0.55))
    Pipeline(database, Compass()).run()
    gone, kept = story_of(database, 3).id, story_of(database, 1).id
    published(at(4, 0.275))
    Pipeline(database, Compass()).run()
    published(*(at(number, 0.8) for number in range(10, 15)), *(at(number, -0.25) for number in range(15, 20)))
    Pipeline(database, Compass()).run()
    assert 1 not in next(part for part in grouped(database) if 3 in part)  # 3 went again, and the opener of its story it is
    with database.read() as tx:
        assert stories.resolve(tx, gone) == kept
        assert stories.members_of(tx, [gone]) == {}


@on_a_file
def test_a_story_that_members_leave_is_counted_and_told_anew(database: Database, published: Callable[..., None]) -> None:
    pipeline = Pipeline(database, Compass())
    published(at(1, 0.0), at(2, 0.05), at(3, 0.5))
    pipeline.run()
    assert grouped(database) == {frozenset({1, 2, 3})}
    published(*(at(number, 0.6) for number in range(10, 15)))
    pipeline.run()
    assert grouped(database) == {frozenset({1, 2}), frozenset({3, 10, 11, 12, 13, 14})}
    for number, size in ((1, 2), (3, 6)):
        story = story_of(database, number)
        summary, coverage = outputs(database, number)
        assert (story.articles, coverage.articles, coverage.fingerprint) == (size, size, story.fingerprint)
        assert summary.fingerprint == story.fingerprint
    with database.read() as tx:
        inside = stories.members_of(tx, [story_of(database, 1).id])
    assert {member.nearest for each in inside.values() for member in each} == {makers.article_key(1), makers.article_key(2)}


def test_another_process_is_noticed_and_its_stories_are_joined(database: Database, published: Callable[..., None]) -> None:
    one, other = Pipeline(database), Pipeline(database)
    published(told(1, "ferry"))
    one.run()
    wire = told(2, "ferry")
    published(wire)
    other.run()
    published(told(3, "ferry", text=wire.text))
    one.run()
    assert grouped(database) == {frozenset({1, 2, 3})}
    assert outputs(database, 1)[1].copy_groups == {GroupId(wire.id): 2}


@on_a_file
def test_a_restart_between_any_two_batches_changes_nothing(database: Database, published: Callable[..., None]) -> None:
    wire = told(1, "ferry")
    batches = [
        [wire, told(5, "rent")],
        [told(2, "ferry"), told(3, "ferry", text=wire.text)],
        [told(6, "rent"), told(4, "ferry")],
    ]
    for batch in batches:
        published(*batch)
        Pipeline(database).run()
    again = grouped(database)
    coverage = outputs(database, 1)[1]
    assert again == {frozenset({1, 2, 3, 4}), frozenset({5, 6})}
    assert (coverage.articles, coverage.independent_texts) == (4, 3)
    assert in_ledger(database, "cluster")["clustered"] == 6


def test_another_embedder_regroups_everything_and_leaves_no_empty_story(database: Database, published: Callable[..., None]) -> None:
    published(*(at(number, 0.001 * number) for number in range(40)))
    Pipeline(database, Compass()).run()
    before = set(all_stories(database))
    assert grouped(database) == {frozenset(range(40))}

    class Splitting(Compass):
        """Sees two events where the earlier model saw one."""

        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            rows = super().embed(texts)
            return np.where(rows[:, 1:] > 0.0195, rows[:, ::-1], rows)

    Pipeline(database, Splitting("compass-2")).run()
    assert grouped(database) == {frozenset(range(20)), frozenset(range(20, 40))}
    for story in all_stories(database).values():
        with database.read() as tx:
            inside = len(stories.members_of(tx, [story.id]).get(story.id, ()))
        assert (story.articles, story.merged_into is None) == (inside, inside > 0)
    with database.read() as tx:
        assert all(stories.resolve(tx, id) for id in before)


@on_a_file
def test_a_time_of_publication_that_nobody_stated_makes_no_one_first(database: Database, published: Callable[..., None]) -> None:
    published(replace(told(1, "ferry"), published_stated=False), told(2, "ferry"))
    Pipeline(database).run()
    assert outputs(database, 1)[1].first_article == makers.article_key(2)


def test_two_transactions_that_settle_stories_wait_for_each_other(on_server: Database) -> None:
    entered = threading.Event()

    def settle() -> None:
        with on_server.write() as tx:
            settling.alone(tx)
            entered.set()

    with on_server.write() as tx:
        settling.alone(tx)
        other = threading.Thread(target=settle)
        other.start()
        assert not entered.wait(0.3)
    other.join(10)
    assert entered.is_set()


def test_an_article_that_vanishes_between_look_and_load_does_not_leave_an_empty_memory(
    database: Database, published: Callable[..., None]
) -> None:
    published(told(1, "ferry"))
    Pipeline(database).run()
    pipeline = Pipeline(database)
    with database.read() as tx:
        for step in pipeline.first:
            assert list(step.work(step.load(tx, ["not-there"]))) == []
    published(told(2, "ferry", text=told(1, "ferry").text))
    pipeline.run()
    assert grouped(database) == {frozenset({1, 2})}
    assert outputs(database, 1)[1].independent_texts == 1
