"""Stories whose coverage was counted anew → what each side's texts stress.

It waits for the coverage, which knows the spectrum that fits, and is made anew with it: when members, copies, labels, outlets or
ratings change, and only then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache

from everyside.knowledge.agencies import shipped
from everyside.language.sentences import Sentence
from everyside.records.account import Contrast, Part, Stress
from everyside.records.article import Article
from everyside.records.coverage import Coverage
from everyside.records.ids import ArticleId, GroupId, OutletId, StoryId
from everyside.records.outlet import Outlet
from everyside.records.rating import Standing, side_of
from everyside.records.story import Bullet, Citation, Story
from everyside.runner.step import Result, Step
from everyside.stages.contrast import core
from everyside.storage import accounts, copies, coverages, outlets, queues, ratings, settling
from everyside.storage.database import Tx

NAME = "contrast"
VERSION = core.VERSION
Input = tuple[Story, Coverage, list[Article], Mapping[ArticleId, GroupId], Mapping[OutletId, Outlet], Mapping[OutletId, Standing]]


@cache
def agencies() -> tuple[str, ...]:
    """What the agencies that ship are called in texts."""
    return tuple(name for agency in shipped() for name in (*agency.names, *agency.initials, *agency.weak))


def contrast(
    story: Story,
    coverage: Coverage,
    members: Sequence[Article],
    groups: Mapping[ArticleId, GroupId],
    publishers: Mapping[OutletId, Outlet],
    standings: Mapping[OutletId, Standing],
    made_by: str,
) -> Contrast:
    """A story's parts from its articles. ``groups``: the copy group of each, its own id where it is in none."""
    documents = [_document(article, coverage.axis, groups, publishers, standings) for article in members]

    def cite(quotes: Sequence[Sentence]) -> tuple[Citation, ...]:
        return tuple(
            Citation(article_id=members[quote.document].id, quote=quote.quote, start=quote.start, end=quote.end) for quote in quotes
        )

    parts = [
        Part(
            kind=found.kind,
            key=found.key,
            texts=found.texts,
            enough=found.enough,
            stresses=tuple(
                Stress(word=each.word, texts=each.texts, others=each.others, score=each.score, citations=cite(each.quotes))
                for each in found.stresses
            ),
            bullets=tuple(
                Bullet(text=each.text, citations=cite(each.quotes), independent_texts=len(each.quotes)) for each in found.points
            ),
        )
        for found in core.contrast(documents, agencies())
    ]
    return Contrast(story_id=story.id, axis=coverage.axis, parts=tuple(parts), fingerprint=story.fingerprint, made_by=made_by)


def _document(
    article: Article,
    axis: str,
    groups: Mapping[ArticleId, GroupId],
    publishers: Mapping[OutletId, Outlet],
    standings: Mapping[OutletId, Standing],
) -> core.Document:
    outlet = publishers[article.outlet_id]
    rated = standings.get(article.outlet_id, {}).get(axis)
    hosts = [domain.split(".")[0] for domain in outlet.domains]
    return core.Document(
        text=article.text,
        language=article.language,
        group=groups.get(article.id, article.id),
        outlet=article.outlet_id,
        side=side_of(rated.value if rated else None),
        country=outlet.country,
        own=(outlet.name, *outlet.domains, *hosts, *article.authors),
    )


def step() -> Step[Input, Contrast]:
    def load(tx: Tx, ids: Sequence[str]) -> Sequence[Input]:
        loaded = settling.with_articles(tx, [StoryId(id) for id in ids])
        counted = coverages.get(tx, [story.id for story, _ in loaded])
        everyone = [article for _, members in loaded for article in members]
        groups = copies.groups_of(tx, [article.id for article in everyone])
        met = sorted({article.outlet_id for article in everyone})
        publishers, standings = outlets.get(tx, met), ratings.standings(tx, met)
        # One that changed since it was found pending comes again when it is counted anew.
        return [
            (story, counted[story.id], members, groups, publishers, standings)
            for story, members in loaded
            if story.id in counted and counted[story.id].fingerprint == story.fingerprint
        ]

    def work(inputs: Sequence[Input]) -> Iterator[Result[Contrast]]:
        for story, coverage, members, groups, publishers, standings in inputs:
            made_by = f"{VERSION}+{coverage.made_by}"
            made = contrast(story, coverage, members, groups, publishers, standings, made_by)
            told = any(part.stresses or part.bullets for part in made.parts)
            outcome = "compared" if told else "alike" if any(part.enough for part in made.parts) else "too-few"
            yield Result(item=story.id, outcome=outcome, output=made, made_by=f"{made_by}#{story.fingerprint}")

    def save(tx: Tx, results: Sequence[Result[Contrast]], now: datetime) -> None:
        accounts.save(tx, [result.output for result in results if result.output])

    return Step(
        name=NAME,
        version=VERSION,
        pending=lambda tx, now, limit: queues.assessed_stories(tx, NAME, VERSION, now, limit),
        load=load,
        work=work,
        save=save,
        batch=50,
        patient=True,
    )
