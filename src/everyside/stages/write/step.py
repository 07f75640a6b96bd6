"""Stories of enough independent texts → headline, bullets and comparison in a model's words, as far as the checker lets them pass.

One story at a time: what was spent today is read before each question. A story is asked about again only where its numbered
sentences are others than those that were written, and not before ``write.min_minutes`` have passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from everyside.ports import Prompt, Writer
from everyside.records.account import Written
from everyside.records.article import Article
from everyside.records.errors import Failure, Permanent, Transient
from everyside.records.ids import ArticleId, StoryId
from everyside.records.rating import side_of
from everyside.records.story import Story, Summary
from everyside.records.translation import key
from everyside.runner.step import Result, Step, failed
from everyside.settings import WriteSettings
from everyside.stages.write import core, prompt
from everyside.storage import accounts, copies, coverages, ratings, settling, spending, summaries, translations, writings
from everyside.storage.database import Tx
from everyside.storage.spending import Spending

NAME = "write"
MILLION = 1e6
LEASE_S = 180.0
FIRST_REST_S, LONGEST_REST_S = 60.0, 3600.0  # without questions after one that the service could not take; doubled each time
ASKED_IN_VAIN = frozenset({"writer-timeout", "writer-garbage"})  # the question was worked on, and may be charged
OF_THE_SERVICE = frozenset({"writer-refused", "writer-redirected", "writer-not-found"})  # no story is to blame for these


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    story: Story
    summary: Summary
    texts: tuple[core.Text, ...]
    translated: dict[tuple[str, str], str]
    before: Written | None
    spent: Spending  # today
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    written: Written | None = None
    spent: Spending | None = None


class Write:
    """The step, with ``writer`` and into the reader's language ``into`` or, where too little is translated, the story's own."""

    def __init__(self, writer: Writer, settings: WriteSettings, into: str, now: Callable[[], datetime]) -> None:
        self._writer = writer
        self._settings = settings
        self._into = into
        self._now = now
        self._version = f"{core.VERSION}+{writer.id}+{prompt.DIGEST}"
        self._rest_until: datetime | None = None
        self._rests = 0

    def step(self) -> Step[Item, Output]:
        return Step(
            name=NAME,
            version=self._version,
            pending=self._pending,
            load=self._load,
            work=self._work,
            save=self._save,
            batch=1,
            save_every=1,
            lease_s=max(LEASE_S, 2 * self._settings.timeout_s),
            patient=True,
        )

    def _pending(self, tx: Tx, now: datetime, limit: int) -> list[str]:
        if self._rest_until and now < self._rest_until:
            return []
        rest = timedelta(minutes=self._settings.min_minutes)
        return writings.pending(tx, NAME, self._version, now, limit, min_texts=self._settings.min_texts, rest=rest)

    def _load(self, tx: Tx, ids: Sequence[str]) -> Sequence[Item]:
        loaded = settling.with_articles(tx, [StoryId(id) for id in ids])
        told = summaries.get(tx, [story.id for story, _ in loaded])
        counted = coverages.get(tx, [story.id for story, _ in loaded])
        before = accounts.get(tx, Written, [story.id for story, _ in loaded])
        spent = spending.of_day(tx, day_of(self._now()))
        items = []
        for story, members in loaded:
            summary, coverage = told.get(story.id), counted.get(story.id)
            if summary and coverage and summary.fingerprint == coverage.fingerprint == story.fingerprint:
                texts = _texts(tx, members, coverage.axis)
                items.append(
                    Item(
                        story=story,
                        summary=summary,
                        texts=texts,
                        translated=self._translated(tx, core.foreign(summary, texts, self._into)),
                        before=before.get(story.id),
                        spent=spent,
                        made_by=writings.made_by(self._version, coverage.made_by, summary.made_by, story.fingerprint),
                    )
                )
        return items

    def _translated(self, tx: Tx, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
        keys = {key(language, self._into, text): (language, text) for language, text in wanted}
        found = translations.get(tx, sorted(keys))
        return {keys[name]: each.text for name, each in found.items() if not each.failed}

    def _work(self, inputs: Sequence[Item]) -> Iterator[Result[Output]]:
        for item in inputs:
            sheet = self._sheet(item)
            if sheet is None:
                yield Result(item=item.story.id, outcome="too-few-sentences", made_by=item.made_by)
                continue
            by = f"{self._version}@{sheet.digest}"
            if item.before and item.before.made_by == by:
                same = replace(item.before, fingerprint=item.story.fingerprint)
                yield Result(item=item.story.id, outcome="unchanged", output=Output(written=same), made_by=item.made_by)
                continue
            yield self._ask(item, sheet, by)

    def _sheet(self, item: Item) -> core.Sheet | None:
        """In the reader's language where enough texts are in it or translated, else in that of the story, else none."""
        for language in dict.fromkeys((self._into, item.summary.language)):
            if core.can_be_written(language):
                translated = item.translated if language == self._into else {}
                sheet = core.sheet(item.summary, item.texts, translated, language, self._settings.max_sentences)
                if sheet.texts >= self._settings.min_texts:
                    return sheet
        return None

    def _ask(self, item: Item, sheet: core.Sheet, by: str) -> Result[Output]:
        question = prompt.ask(sheet.sentences, sheet.language)
        try:
            self._afford(question, item.spent)
            answer = self._writer.complete(question)
        except Failure as failure:
            self._rest(failure)
            asked = failure.outcome.startswith("writer-")
            tokens = question.tokens if failure.outcome in ASKED_IN_VAIN else 0
            result = failed(item.story.id, failure, item.made_by)
            return replace(result, output=Output(spent=self._spent(tokens, 0))) if asked else result
        self._rests, self._rest_until = 0, None
        draft = prompt.read(answer.text)
        written = core.written(item.story.id, item.story.fingerprint, by, self._writer.model, sheet, draft)
        shown = bool(written.headline or written.bullets or written.comparison)
        outcome = (
            "unreadable" if draft is None else "nothing-passed" if not shown else "partly-written" if written.dropped else "written"
        )
        detail = ", ".join(f"{number} {reason}" for reason, number in written.dropped.items())
        return Result(
            item=item.story.id,
            outcome=outcome,
            output=Output(written=written, spent=self._spent(answer.tokens_in, answer.tokens_out)),
            detail=f"dropped: {detail}" if detail else "",
            made_by=item.made_by,
        )

    def _afford(self, question: Prompt, spent: Spending) -> None:
        """
        Raises:
            Transient: today's budget does not allow the question.
            Permanent: no day's budget does.
        """
        most = self._spent(question.tokens, question.max_tokens)
        for budget, needed, had, name in (
            (self._settings.budget_tokens_day, most.tokens, spent.tokens, "budget_tokens_day"),
            (self._settings.budget_cost_day, most.cost, spent.cost, "budget_cost_day"),
        ):
            if budget and needed > budget:
                raise Permanent("over-budget", f"one story may take {needed:,.4g}, more than write.{name} allows in a day")
            if budget and had + needed > budget:
                raise Transient(
                    "budget-spent", f"write.{name} is spent until midnight UTC", retry_after=until_midnight(self._now())
                )

    def _spent(self, tokens_in: int, tokens_out: int) -> Spending:
        cost = (tokens_in * self._settings.price_in + tokens_out * self._settings.price_out) / MILLION
        return Spending(calls=1, tokens_in=tokens_in, tokens_out=tokens_out, cost=cost)

    def _rest(self, failure: Failure) -> None:
        """Ask nothing for a while where the next story would fare no better."""
        if isinstance(failure, Transient):
            self._rests += 1
            seconds = failure.retry_after or min(FIRST_REST_S * 2 ** min(self._rests - 1, 10), LONGEST_REST_S)
        elif failure.outcome in OF_THE_SERVICE:
            seconds = LONGEST_REST_S
        else:
            return
        self._rest_until = self._now() + timedelta(seconds=seconds)

    def _save(self, tx: Tx, results: Sequence[Result[Output]], now: datetime) -> None:
        outputs = [result.output for result in results if result.output]
        accounts.save(tx, [output.written for output in outputs if output.written])
        for output in outputs:
            if output.spent:
                spending.add(tx, day_of(now), self._writer.model, output.spent)


def day_of(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()


def until_midnight(now: datetime) -> float:
    """Seconds to the next day, UTC."""
    at = now.astimezone(UTC)
    return (datetime(at.year, at.month, at.day, tzinfo=UTC) + timedelta(days=1) - at).total_seconds()


def _texts(tx: Tx, members: Sequence[Article], axis: str) -> tuple[core.Text, ...]:
    """One text a copy group, the earliest, with the side its outlets share."""
    groups = copies.groups_of(tx, [article.id for article in members])
    standing = ratings.standings(tx, sorted({article.outlet_id for article in members}))
    sides: dict[str, set[str]] = {}
    first: dict[str, Article] = {}
    for article in members:
        group = groups.get(article.id, article.id)
        found = standing.get(article.outlet_id, {}).get(axis)
        sides.setdefault(group, set()).add(side_of(found.value if found else None).value)
        if article.text:
            first.setdefault(group, article)
    return tuple(
        core.Text(
            article=ArticleId(article.id),
            group=group,
            side=next(iter(sides[group])) if len(sides[group]) == 1 else "several",
            language=article.language,
            body=article.text,
        )
        for group, article in first.items()
    )
