"""Stories whose members or copies changed → headline and bullets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from everyside.records.article import Article
from everyside.records.ids import ArticleId, GroupId, StoryId
from everyside.records.story import Bullet, Citation, Story, Summary
from everyside.runner.step import Result, Step
from everyside.stages.summarize import core
from everyside.storage import copies, queues, settling, summaries
from everyside.storage.database import Tx

NAME = "summarize"
Input = tuple[Story, list[Article], dict[ArticleId, GroupId]]


def summarize(story: Story, members: Sequence[Article], groups: dict[ArticleId, GroupId]) -> Summary:
    """A story's summary from its articles."""
    ordered = sorted(members, key=lambda article: (article.published, article.id))
    told = core.tell(
        [
            core.Document(
                title=article.title,
                text=article.text or article.summary,
                language=article.language,
                group=groups.get(article.id, article.id),
            )
            for article in ordered
        ]
    )
    bullets = []
    for point in told.points:
        citations = tuple(
            Citation(article_id=ordered[quote.document].id, quote=quote.quote, start=quote.start, end=quote.end)
            for quote in point.quotes
            if ordered[quote.document].text  # a feed's summary is no text to cite by offset
        )
        if citations:
            independent = len({groups.get(citation.article_id, citation.article_id) for citation in citations})
            bullets.append(Bullet(text=point.text, citations=citations, independent_texts=independent))
    chosen = ordered[told.headline]
    return Summary(
        story_id=story.id,
        headline=core.clean_title(chosen.title) or chosen.text[:120],
        headline_article=chosen.id,
        language=told.language,
        bullets=tuple(bullets),
        fingerprint=story.fingerprint,
        made_by=core.VERSION,
    )


def step() -> Step[Input, Summary]:
    def load(tx: Tx, ids: Sequence[str]) -> Sequence[Input]:
        loaded = settling.with_articles(tx, [StoryId(id) for id in ids])
        groups = copies.groups_of(tx, [article.id for _, members in loaded for article in members])
        return [(story, members, groups) for story, members in loaded]

    def work(inputs: Sequence[Input]) -> Iterator[Result[Summary]]:
        for story, members, groups in inputs:
            summary = summarize(story, members, groups)
            outcome = "told" if summary.bullets else "headline-only"
            yield Result(item=story.id, outcome=outcome, output=summary, made_by=f"{core.VERSION}#{story.fingerprint}")

    def save(tx: Tx, results: Sequence[Result[Summary]], now: datetime) -> None:
        summaries.save(tx, [result.output for result in results if result.output])

    return Step(
        name=NAME,
        version=core.VERSION,
        pending=lambda tx, now, limit: queues.stories(tx, NAME, core.VERSION, now, limit),
        load=load,
        work=work,
        save=save,
        batch=50,
        patient=True,
    )
