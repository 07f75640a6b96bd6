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
Input = tuple[Story, list[Article], dict[ArticleId, GroupId], dict[OutletId, Outlet], dict[OutletId, list[Rating]], str]


def step() -> Step[Input, Coverage]:
    def version(tx: Tx) -> str:
        """With other ratings every coverage is made anew."""
        return f"{core.VERSION}+{outlets.ratings_digest(tx)}"

    def load(tx: Tx, ids: Sequence[str]) -> Sequence[Input]:
        loaded = settling.with_articles(tx, [StoryId(id) for id in ids])
        everyone = {article.id: article for _, members in loaded for article in members}
        publishers = list({article.outlet_id for article in everyone.values()})
        groups, known, rated = copies.groups_of(tx, list(everyone)), outlets.get(tx, publishers), outlets.ratings_of(tx, publishers)
        made_by = version(tx)
        return [(story, members, groups, known, rated, made_by) for story, members in loaded]

    def work(inputs: Sequence[Input]) -> Iterator[Result[Coverage]]:
        for story, members, groups, known, rated, made_by in inputs:
            coverage = core.assess(story, members, groups, known, rated, made_by)
            yield Result(item=story.id, outcome="assessed", output=coverage, made_by=f"{made_by}#{story.fingerprint}")

    def save(tx: Tx, results: Sequence[Result[Coverage]], now: datetime) -> None:
        coverages.save(tx, [result.output for result in results if result.output])

    return Step(
        name=NAME,
        version=core.VERSION,
        pending=lambda tx, now, limit: queues.stories(tx, NAME, version(tx), now, limit),
        load=load,
        work=work,
        save=save,
        batch=100,
        patient=True,
    )
