"""Stories whose members, copies or ratings changed → coverage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from everyside.records.article import Article
from everyside.records.ids import ArticleId, GroupId, OutletId, StoryId
from everyside.records.outlet import Outlet, Rating
from everyside.records.story import Coverage, Story
from everyside.runner.step import Result, Step
from everyside.stages.assess import core
from everyside.storage import copies, coverages, outlets, queues, settling
from everyside.storage.database import Tx

NAME = "assess"
Input = tuple[Story, list[Article], dict[ArticleId, GroupId], dict[OutletId, Outlet], dict[OutletId, list[Rating]]]


def step(ratings_digest: str) -> Step[Input, Coverage]:
    """``ratings_digest`` names the ratings installed: with others, every coverage is made anew."""
    version = f"{core.VERSION}+{ratings_digest}"

    def load(tx: Tx, ids: Sequence[str]) -> Sequence[Input]:
        loaded = settling.with_articles(tx, [StoryId(id) for id in ids])
        everyone = {article.id: article for _, members in loaded for article in members}
        publishers = list({article.outlet_id for article in everyone.values()})
        groups, known, rated = copies.groups_of(tx, list(everyone)), outlets.get(tx, publishers), outlets.ratings_of(tx, publishers)
        return [(story, members, groups, known, rated) for story, members in loaded]

    def work(inputs: Sequence[Input]) -> Iterator[Result[Coverage]]:
        for story, members, groups, known, rated in inputs:
            coverage = core.assess(story, members, groups, known, rated, version)
            yield Result(item=story.id, outcome="assessed", output=coverage, made_by=f"{version}#{story.fingerprint}")

    def save(tx: Tx, results: Sequence[Result[Coverage]], now: datetime) -> None:
        coverages.save(tx, [result.output for result in results if result.output])

    return Step(
        name=NAME,
        version=version,
        pending=lambda tx, now, limit: queues.stories(tx, NAME, version, now, limit),
        load=load,
        work=work,
        save=save,
        batch=100,
        patient=True,
    )
