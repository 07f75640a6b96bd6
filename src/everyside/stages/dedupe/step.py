"""Articles without a copy group → signatures, copy groups and agency credits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from everyside.knowledge.agencies import Agency, shipped
from everyside.records.article import Article, CopyMembership, Credit, Signature
from everyside.records.ids import ArticleId, GroupId
from everyside.records.outlet import Outlet
from everyside.runner.step import Result, Step
from everyside.stages.dedupe import core
from everyside.stages.dedupe.credits import Credits
from everyside.storage import articles, copies, notes, outlets, queues, settling, stories
from everyside.storage.database import Tx

NAME = "dedupe"
REFILL_AFTER = timedelta(days=1)
Input = tuple[Article, Outlet]


@dataclass(slots=True, kw_only=True)
class Output:
    """What an article adds. ``groups`` holds other articles whose group is another since it came."""

    signature: Signature
    credits: list[Credit]
    groups: dict[ArticleId, GroupId] = field(default_factory=dict)


class Dedupe:
    """Keeps the window's index in memory; the database's epoch says whether it is still true."""

    def __init__(self, window_days: float) -> None:
        self._window = timedelta(days=window_days)
        self._index: core.Index | None = None
        self._credits = Credits()
        self._epoch = -1
        self._loaded_to: datetime | None = None  # the newest article when the index was filled

    def step(self) -> Step[Input, Output]:
        return Step(
            name=NAME,
            version=core.VERSION,
            pending=lambda tx, now, limit: queues.articles(tx, NAME, core.VERSION, now, limit),
            load=self._load,
            work=self._work,
            save=self._save,
            serial=True,
            batch=256,
            save_every=256,
            forget=self._forget,
        )

    def _forget(self) -> None:
        self._index = None

    def _load(self, tx: Tx, ids: Sequence[str]) -> Sequence[Input]:
        found = articles.get(tx, [ArticleId(id) for id in ids])
        epoch = notes.epoch(tx, NAME)
        if not found:
            return []
        newest = max(article.published for article in found.values())
        if self._loaded_to and newest > self._loaded_to + REFILL_AFTER:
            self._index = None  # what has left the window goes
        if self._index is None or epoch != self._epoch:
            self._index, self._epoch, self._loaded_to = core.Index(), epoch, newest
            self._index.add(
                core.Sketched(kept.article_id, kept.published, kept.hashes, kept.stated, kept.agency)
                for kept in copies.window(tx, core.VERSION, newest - self._window)
            )
            self._credits = Credits(known_agencies(outlets.get(tx, copies.agencies(tx)).values()))
        publishers = outlets.get(tx, {article.outlet_id for article in found.values()})
        return [(article, publishers[article.outlet_id]) for article in found.values()]

    def _work(self, inputs: Sequence[Input]) -> Iterator[Result[Output]]:
        if self._index is None:  # nothing was loaded
            return
        outputs = {article.id: self._read(article, outlet) for article, outlet in inputs}
        changed = self._index.add(
            core.Sketched(
                article.id, article.published, outputs[article.id].signature.hashes, article.published_stated, outlet.agency
            )
            for article, outlet in inputs
        )
        others = {id: group for id, group in changed.items() if id not in outputs}
        for article, _ in inputs:
            output = outputs[article.id]
            # Whatever is saved first takes along what the batch did to others.
            output.groups, others = {article.id: changed[article.id]} | others, {}
            # Whether it is a copy may be another matter tomorrow; what became of it here may not.
            yield Result(item=article.id, outcome="compared" if output.signature.hashes else "too-short", output=output)

    def _read(self, article: Article, outlet: Outlet) -> Output:
        found = [] if outlet.agency else self._credits.of(article.text, article.authors, outlet.domains)
        return Output(
            signature=Signature(article_id=article.id, hashes=core.sketch(article.text), made_by=core.VERSION),
            credits=[
                Credit(article_id=article.id, agency=each.agency, kind=each.kind, quote=each.quote, made_by=core.VERSION)
                for each in found
            ],
        )

    def _save(self, tx: Tx, results: Sequence[Result[Output]], now: datetime) -> None:
        settling.alone(tx)
        outputs = [result.output for result in results if result.output]
        copies.save_signatures(tx, [output.signature for output in outputs])
        credited = {output.signature.article_id: output.credits for output in outputs}
        was_credited = copies.credits_of(tx, credited)
        copies.save_credits(tx, credited)
        latest: dict[ArticleId, GroupId] = {}
        for output in outputs:
            latest.update(output.groups)
        before = copies.groups_of(tx, list(latest))
        moved = [id for id, group in latest.items() if before.get(id) != group]
        copies.save(tx, [CopyMembership(article_id=id, group_id=latest[id], made_by=core.VERSION) for id in moved])
        moved += [id for id, found in credited.items() if tuple(found) != was_credited.get(id, ())]
        settling.refresh(tx, set(stories.memberships(tx, moved).values()), now)
        self._epoch = notes.advance_epoch(tx, NAME)


def known_agencies(press: Iterable[Outlet]) -> list[Agency]:
    """The agencies that ship and, by their names, those among the outlets that are none of them."""
    known = list(shipped())
    domains = {domain for agency in known for domain in agency.domains}
    for outlet in press:
        if domains.isdisjoint(outlet.domains) and all(outlet.id != agency.id for agency in known):
            spelled = (outlet.name,)
            short = len(outlet.name) <= 4  # initials: they count only as written
            known.append(
                Agency(
                    id=outlet.id,
                    name=outlet.name,
                    names=() if short else spelled,
                    initials=spelled if short else (),
                    domains=outlet.domains,
                )
            )
    return known
