"""Stories whose members or copies changed → what their articles say side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from everyside.records.account import Account, Dispute, Moment, Quotation, Version
from everyside.records.article import Article
from everyside.records.ids import ArticleId, GroupId, StoryId
from everyside.records.story import Citation, Story
from everyside.runner.step import Result, Step
from everyside.stages.examine import core
from everyside.stages.examine.disputes import Answer, Difference
from everyside.stages.examine.reading import Quote
from everyside.storage import accounts, copies, queues, settling
from everyside.storage.database import Tx

NAME = "examine"
VERSION = core.VERSION
Input = tuple[Story, list[Article], dict[ArticleId, GroupId]]


def account(story: Story, members: Sequence[Article], groups: dict[ArticleId, GroupId]) -> Account:
    """A story's account from its articles. One without a text of its own says nothing that could be cited by offset."""
    ordered = sorted((article for article in members if article.text), key=lambda article: (article.published, article.id))
    found = core.examine(
        [
            core.Document(
                title=article.title,
                text=article.text,
                language=article.language,
                group=groups.get(article.id, article.id),
                published=article.published,
                stated=article.published_stated,
                outlet=article.outlet_id,
            )
            for article in ordered
        ]
    )

    def cited(quotes: Sequence[Quote]) -> tuple[Citation, ...]:
        return tuple(
            Citation(article_id=ordered[each.document].id, quote=each.quote, start=each.start, end=each.end) for each in quotes
        )

    def version(answer: Answer) -> Version:
        return Version(
            value=answer.value,
            said=answer.said,
            citations=cited(answer.quotes),
            independent_texts=answer.independent_texts,
            first=answer.first,
            last=answer.last,
        )

    def dispute(each: Difference) -> Dispute:
        versions = tuple(version(answer) for answer in each.answers)
        return Dispute(kind=each.kind, subject=each.subject, versions=versions, rising=each.rising)

    return Account(
        story_id=story.id,
        disputes=tuple(dispute(each) for each in found.differences),
        quotations=tuple(
            Quotation(
                text=each.text,
                speaker=each.speaker,
                language=each.language,
                citations=cited(each.quotes),
                outlets=each.outlets,
                independent_texts=each.independent_texts,
            )
            for each in found.quotations
        ),
        moments=tuple(
            Moment(
                day=each.day,
                said=each.said,
                text=each.text,
                citations=cited(each.quotes),
                independent_texts=each.independent_texts,
            )
            for each in found.happenings
        ),
        fingerprint=story.fingerprint,
        made_by=VERSION,
    )


def step() -> Step[Input, Account]:
    def load(tx: Tx, ids: Sequence[str]) -> Sequence[Input]:
        loaded = settling.with_articles(tx, [StoryId(id) for id in ids])
        groups = copies.groups_of(tx, [article.id for _, members in loaded for article in members])
        return [(story, members, groups) for story, members in loaded]

    def work(inputs: Sequence[Input]) -> Iterator[Result[Account]]:
        for story, members, groups in inputs:
            made = account(story, members, groups)
            outcome = "examined" if made.disputes or made.quotations or made.moments else "nothing-to-compare"
            yield Result(item=story.id, outcome=outcome, output=made, made_by=f"{VERSION}#{story.fingerprint}")

    def save(tx: Tx, results: Sequence[Result[Account]], now: datetime) -> None:
        accounts.save(tx, [result.output for result in results if result.output])

    return Step(
        name=NAME,
        version=VERSION,
        pending=lambda tx, now, limit: queues.stories(tx, NAME, VERSION, now, limit),
        load=load,
        work=work,
        save=save,
        batch=50,
        patient=True,
    )
