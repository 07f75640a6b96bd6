"""Stories whose members or copies changed → headline and bullets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from everyside.ports import Embedder
from everyside.records.account import Revision
from everyside.records.article import Article
from everyside.records.ids import ArticleId, GroupId, StoryId
from everyside.records.story import Bullet, Citation, Story, Summary
from everyside.runner.step import Result, Step
from everyside.stages.summarize import core
from everyside.stages.summarize.evidence import Embed
from everyside.stages.summarize.headline import clean_title
from everyside.stages.summarize.remembering import Remembering
from everyside.storage import copies, queues, revisions, settling, stories, summaries
from everyside.storage.database import Tx

NAME = "summarize"
Input = tuple[Story, list[Article], dict[ArticleId, GroupId]]


def version(embedder: Embedder) -> str:
    return f"{core.VERSION}+{embedder.id}"


def summarize(story: Story, members: Sequence[Article], groups: dict[ArticleId, GroupId], embed: Embed, made_by: str) -> Summary:
    """A story's summary from its articles."""
    ordered = sorted(members, key=lambda article: (article.published, article.id))
    told = core.tell(
        [
            core.Document(
                title=article.title,
                text=article.text or article.summary,
                language=article.language,
                group=groups.get(article.id, article.id),
                day=article.published.date() if article.published_stated else None,
            )
            for article in ordered
        ],
        embed=embed,
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
        headline=clean_title(chosen.title) or chosen.text[:120],
        headline_article=chosen.id,
        language=told.language,
        bullets=tuple(bullets),
        fingerprint=story.fingerprint,
        made_by=made_by,
    )


def _revision(summary: Summary, story: Story, now: datetime) -> Revision:
    texts = tuple(bullet.text for bullet in summary.bullets)
    return Revision(story_id=summary.story_id, at=now, headline=summary.headline, bullets=texts, articles=story.articles)


def step(embedder: Embedder) -> Step[Input, Summary]:
    made_by, remembering = version(embedder), Remembering(embedder)

    def load(tx: Tx, ids: Sequence[str]) -> Sequence[Input]:
        loaded = settling.with_articles(tx, [StoryId(id) for id in ids])
        groups = copies.groups_of(tx, [article.id for _, members in loaded for article in members])
        return [(story, members, groups) for story, members in loaded]

    def work(inputs: Sequence[Input]) -> Iterator[Result[Summary]]:
        for story, members, groups in inputs:
            summary = summarize(story, members, groups, remembering.embed, made_by)
            outcome = "told" if summary.bullets else "headline-only"
            yield Result(item=story.id, outcome=outcome, output=summary, made_by=f"{made_by}#{story.fingerprint}")

    def save(tx: Tx, results: Sequence[Result[Summary]], now: datetime) -> None:
        told = [result.output for result in results if result.output]
        summaries.save(tx, told)
        known = stories.get(tx, [summary.story_id for summary in told])
        revisions.note(tx, [_revision(summary, known[summary.story_id], now) for summary in told if summary.story_id in known])

    return Step(
        name=NAME,
        version=made_by,
        pending=lambda tx, now, limit: queues.stories(tx, NAME, made_by, now, limit),
        load=load,
        work=work,
        save=save,
        batch=50,
        patient=True,
    )
