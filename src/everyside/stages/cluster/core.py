"""Which articles report one event.

A story is a cluster of average linkage over the articles' scores (``score``) in a window of time. An article that comes in can only
change the component of the graph of pairs above the cut that it falls into. A small component is clustered anew at once; in a large
one the article joins the story it scores best with, or opens one, and ``consolidate`` clusters the component when there is time.
After it the stories are those that clustering the whole window at once gives: they do not depend on the order or the batches in
which articles came, nor on restarts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from everyside.records.article import Kind
from everyside.records.correction import Constraints
from everyside.records.ids import ArticleId, StoryId
from everyside.stages.cluster import grouping, naming
from everyside.stages.cluster.binding import Binding
from everyside.stages.cluster.change import Change, Draft, Member, Placed
from everyside.stages.cluster.components import Components, Glue
from everyside.stages.cluster.linkage import Pair
from everyside.stages.cluster.roster import Roster
from everyside.stages.cluster.score import Matrix, Rows, Rule, Scorer
from everyside.stages.cluster.terms import WIDTH

__all__ = ["Change", "Matrix", "Member", "Placed", "Rule", "Window", "cluster"]

VERSION = "cluster/2"
MOST_NEAR = 64  # neighbours an article is compared with
MOST_STORIES = 8  # of them, those it may join in a large component
MOST_MEMBERS = 64  # of a story, those an article is compared with there
CLOSEST = 3  # members named as evidence
SLICE = 512  # articles compared, or settled, between two pauses of a consolidation
CONNECTED = 10_000  # articles connected between two of them
SERIES_DAYS = 2  # an outlet's title that differs only by date stood on so many days before: it is a listing
GLUE = {Kind.LIVE: Glue.LOOSE, Kind.ROUNDUP: Glue.LOOSE, Kind.LISTING: Glue.ALONE}
Unpack = Callable[[bytes], Matrix]  # a stored vector → shape (dimensions,)


class Window:
    """The articles of the last days and their stories."""

    def __init__(self, rule: Rule, dimensions: int, constraints: Constraints | None = None) -> None:
        self.rule = rule
        self.ids: list[ArticleId] = []
        self.stories = Roster()
        self.taken: set[StoryId] = set()
        self.unsettled = 0  # articles since the last consolidation that may want one
        self._place: dict[ArticleId, int] = {}
        self._scorer = Scorer(rule, dimensions)
        self._components = Components()
        self._glue: NDArray[np.int8] = np.zeros(0, np.int8)  # row → a Glue
        self._kinds: list[Glue] = []  # as ``_glue``, from the kind alone
        self._keys: list[int] = []  # hash of the series; 0: none
        self._series: dict[int, tuple[int, ...]] = {}  # hash of a series → its days
        self._constraints = constraints or Constraints()
        self._ruled = {id for pair in (*self._constraints.together, *self._constraints.apart) for id in pair}
        self._binding = Binding(self._constraints, {})

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, id: ArticleId) -> bool:
        return id in self._place

    @property
    def weights(self) -> Matrix:
        """How telling each term is, shape (BUCKETS,)."""
        return self._scorer.weights

    @property
    def advice(self) -> str:
        return self._scorer.near.advice

    def restore(self, articles: Sequence[Placed], stories: dict[ArticleId, StoryId], taken: Iterable[StoryId] = ()) -> None:
        """Take in articles that have their stories already, e.g. after a restart. ``taken``: names of stories that were merged."""
        self.taken.update(taken)
        rows = self._append([article for article in articles if article.article_id not in self._place])
        known = [(row, story) for row in rows.tolist() if (story := stories.get(self.ids[row])) is not None]
        for row, story in known:
            self.stories.enter([row], story)
        for story in dict.fromkeys(story for _, story in known):
            self.taken.add(story)
            firm = [row for row in self.stories.rows(story) if self._glue[row] != Glue.LOOSE]
            for row in self.stories.rows(story) if firm else ():
                tie = self._components.hang if self._glue[row] == Glue.LOOSE else self._components.join
                tie(row, firm[0])
        self._scorer.weigh()
        self.unsettled += len(rows)

    def add(self, articles: Iterable[Placed]) -> Change:
        """Take in new articles and settle the stories they touch."""
        new = {article.article_id: article for article in articles if article.article_id not in self._place}
        rows = self._append(list(new.values()))
        if self._scorer.stale:
            self._scorer.weigh()
        edges = dict(zip(rows.tolist(), self._scorer.neighbours(rows, MOST_NEAR), strict=True))
        self._connect(edges, self._components)
        draft = Draft()
        firm = [row for row in edges if self._glue[row] != Glue.LOOSE]
        shaken = list(edges)
        for component in dict.fromkeys(self._components.of(row) for row in firm):
            inside = self._components.rows(component)
            if len(inside) <= self.rule.local:
                self._settle(np.array(inside), draft)
                shaken += inside
            else:
                for row in sorted((row for row in firm if self._components.of(row) == component), key=self._order):
                    self._join_best(row, edges[row][0], draft)
        self._attach({*edges, *self._components.loose_near(shaken)} - {*firm}, draft)
        self.unsettled += len(rows)
        return draft.change()

    def consolidate(self) -> Iterator[Change | None]:
        """Cluster the whole window anew. Yields what changed, and None where it may pause: articles may be added meanwhile."""
        self.unsettled = 0
        self._scorer.weigh()
        edges: dict[int, tuple[Rows, Matrix]] = {}
        for start in range(0, len(self.ids), SLICE):  # who comes in meanwhile is looked at below, or this might never end
            self._look_around(np.arange(start, min(start + SLICE, len(self.ids))), edges)
            yield None
        self._glue = np.array([self._glue_of(row) for row in range(len(self.ids))], np.int8)
        components = Components()
        start = 0
        while start < len(self.ids):
            rows = np.arange(start, start := min(start + CONNECTED, len(self.ids)))
            self._look_around(rows, edges)
            components.grow(len(self.ids))
            self._connect({row: edges[row] for row in rows.tolist()}, components)
            if start < len(self.ids):
                yield None
        self._components = components
        settled = 0
        for component in components.all():
            if components.of(component) != component:
                continue  # what came in meanwhile joined it to another
            rows = np.array(components.rows(component))
            draft = Draft()
            if len(rows) == 1 and self._glue[component] == Glue.LOOSE:
                self._attach([component], draft)
            elif len(rows) <= self.rule.largest:
                self._settle(rows, draft)
            else:
                yield from self._settle_large(rows, edges)
            self._attach(components.loose_near(rows.tolist()), draft)
            if draft:
                yield draft.change()
            settled += len(rows)
            if settled >= SLICE:
                settled = 0
                yield None

    def placed(self) -> dict[ArticleId, StoryId]:
        """Article → story."""
        return {id: story for row, id in enumerate(self.ids) if (story := self.stories[row]) is not None}

    # evidence that comes in

    def _append(self, articles: Sequence[Placed]) -> Rows:
        if not articles:
            return np.zeros(0, np.intp)
        days = np.array([article.published.timestamp() / 86_400 if article.published else np.nan for article in articles])
        terms = np.stack([np.zeros(WIDTH, np.uint32) if article.terms is None else article.terms for article in articles])
        vectors = np.stack([article.vector for article in articles]).astype(np.float32)
        rows = self._scorer.add(days, vectors, [article.language for article in articles], terms)
        self._components.grow(len(self.ids) + len(articles))
        self.stories.grow(len(self.ids) + len(articles))
        for row, day, article in zip(rows.tolist(), days.tolist(), articles, strict=True):
            self._place[article.article_id] = row
            self.ids.append(article.article_id)
            ruled = article.article_id in self._ruled  # where a person had a say it is like any other
            key = 0 if ruled or not article.series or np.isnan(day) else hash(article.series)
            if key and int(day) not in self._series.get(key, ()):
                self._series[key] = (*self._series.get(key, ()), int(day))
            self._kinds.append(Glue.FULL if ruled else GLUE.get(article.kind, Glue.FULL))
            self._keys.append(key)
        if len(self.ids) > len(self._glue):
            self._glue.resize(max(len(self.ids), len(self._glue) * 5 // 4, 1024), refcheck=False)
        self._glue[rows] = [self._glue_of(row) for row in rows.tolist()]
        if not self._ruled.isdisjoint(article.article_id for article in articles):
            self._binding = Binding(self._constraints, self._place)
            for a, b in self._binding.together:
                self._components.join(a, b)
        return rows

    def _glue_of(self, row: int) -> Glue:
        """How far an article holds a story together, as far as is known now: earlier ones of its series may come later."""
        if key := self._keys[row]:
            today = int(self._scorer.days[row])
            if sum(day < today for day in self._series[key]) >= SERIES_DAYS:
                return Glue.ALONE
        return self._kinds[row]

    def _look_around(self, rows: Rows, edges: dict[int, tuple[Rows, Matrix]]) -> None:
        """Add to ``edges`` what is close to those of ``rows`` that are not in it."""
        new = np.array([row for row in rows.tolist() if row not in edges], np.intp)
        edges.update(zip(new.tolist(), self._scorer.neighbours(new, MOST_NEAR), strict=True))

    def _connect(self, edges: dict[int, tuple[Rows, Matrix]], components: Components) -> None:
        for row, (others, _) in edges.items():
            mine, theirs = self._glue[row], self._glue[others]
            if mine == Glue.FULL:
                for other in others[(theirs == Glue.FULL) & components.elsewhere(row, others)].tolist():
                    components.join(row, other)
                for other in others[theirs == Glue.LOOSE].tolist():
                    components.hang(other, row)
            elif mine == Glue.LOOSE:
                for other in others[theirs == Glue.FULL].tolist():
                    components.hang(row, other)
            else:
                for other in others[theirs == Glue.ALONE].tolist():
                    if self._scorer.cosine(row, other) >= self.rule.same_text:
                        components.join(row, other)
        for a, b in self._binding.together:
            components.join(a, b)

    # stories

    def _settle(self, rows: Rows, draft: Draft) -> None:
        """Cluster a component over the table of all its pairs."""
        rows = np.array(sorted(rows.tolist(), key=self._order))
        parts, table = grouping.dense(self._scorer, rows, *self._pairs(rows))
        at = {row: place for place, row in enumerate(rows.tolist())}

        def why(row: int, part: Rows) -> Matrix:
            scores: Matrix = table[at[row], [at[other] for other in part.tolist()]]
            return scores

        self._name(parts, why, draft)

    def _settle_large(self, rows: Rows, edges: dict[int, tuple[Rows, Matrix]]) -> Iterator[Change | None]:
        """Cluster a component over the graph of its pairs. What comes in meanwhile joins the best of the new stories."""
        size = len(self.ids)
        self._look_around(rows, edges)
        ordered = np.array(sorted(rows.tolist(), key=self._order))
        parts: list[Rows] = []
        together, apart = self._pairs(rows)
        # Nothing is closer than a copy: these are joined first, so that a flood of them costs its length, not its square.
        copies = self._scorer.copies(ordered[~np.isin(ordered, list(self._binding.rows))])
        for groups in grouping.sparse(self._scorer, ordered, edges, [*together, *copies], apart):
            if groups is None:
                yield None
            else:
                parts = groups
        names, gone = self._names(parts)
        draft, settled = Draft(), 0
        for part, story in zip(parts, names, strict=True):
            for old in self._put(part, story, self._why(part), draft) & gone.keys():
                draft.merged[old] = gone[old]
            settled += len(part)
            if settled >= SLICE and draft:
                yield draft.change()
                yield None
                draft, settled = Draft(), 0
        self._follow(gone, draft)
        came = [row for row in self._components.rows(self._components.of(int(rows[0]))) if row >= size]
        came.sort(key=self._order)
        for start in range(0, len(came), SLICE):
            some = came[start : start + SLICE]
            for row, (near, _) in zip(some, self._scorer.neighbours(np.array(some), MOST_NEAR), strict=True):
                self._join_best(row, near, draft)
            if draft:
                yield draft.change()
                draft = Draft()
            yield None
        if draft:
            yield draft.change()

    def _why(self, part: Rows) -> Callable[[int, Rows], Matrix]:
        """Scores of a member of ``part`` against all of it, looked up when they are asked for."""
        tables: list[Matrix] = []
        at = {row: place for place, row in enumerate(part.tolist())}

        def why(row: int, part: Rows) -> Matrix:
            if len(part) > self.rule.local:
                return self._scorer.against(row, part)
            if not tables:
                tables.append(self._scorer.table(part))
            scores: Matrix = tables[0][at[row]]
            return scores

        return why

    def _name(self, parts: Sequence[Rows], why: Callable[[int, Rows], Matrix], draft: Draft) -> None:
        """Let each part be a story, and note the members that are new there."""
        names, gone = self._names(parts)
        for part, story in zip(parts, names, strict=True):
            self._put(part, story, why, draft)
        draft.merged.update(gone)
        draft.touched.update(gone)
        self._follow(gone, draft)

    def _names(self, parts: Sequence[Rows]) -> tuple[list[StoryId], dict[StoryId, StoryId]]:
        was = [[self.stories[row] for row in part.tolist()] for part in parts]
        here = self._components.of(int(parts[0][0]))
        elsewhere = {  # a story may reach into components that are settled later
            story: sum(self._glue[row] != Glue.LOOSE and self._components.of(row) != here for row in self.stories.rows(story))
            for story in {story for stories in was for story in stories if story is not None}
        }
        return naming.name(was, [self.ids[part[0]] for part in parts], self.taken, elsewhere)

    def _put(self, part: Rows, story: StoryId, why: Callable[[int, Rows], Matrix], draft: Draft) -> set[StoryId]:
        """Let a part be in a story. Returns the stories whose last member went there."""
        was = {row: before for row in part.tolist() if (before := self.stories[row]) != story}
        left = {before for before in was.values() if before is not None}
        self.stories.leave(was)
        self.stories.enter(was, story)
        if was:
            draft.touched.update({story, *left})
        # All members are told anew, as their means have changed; in a large story only those that moved.
        for row in (part.tolist() if len(part) <= self.rule.local else was) if was else ():
            draft.members[row] = self._member(row, story, why(row, part), part)
        return {before for before in left if not self.stories.rows(before)}

    def _follow(self, gone: dict[StoryId, StoryId], draft: Draft) -> None:
        """Who only hung on to a story goes where it went."""
        for old, new in gone.items():
            for row in list(self.stories.rows(old)):
                others = np.array(self.stories.rows(new)[-MOST_MEMBERS:])
                self._move(row, new, self._scorer.against(row, others), others, draft)

    def _join_best(self, row: int, near: Rows, draft: Draft) -> None:
        """Of the stories of rows ``near``, best first, join the one the article scores best with; else one of its own."""
        kind, here = int(self._glue[row]), self._components.of(row)
        if kind == Glue.LOOSE:
            kind = Glue.FULL
        else:  # close is not enough: a listing is close to what it lists
            near = np.array([other for other in near.tolist() if self._components.of(other) == here], np.intp)
        bound = [other for other in self._binding.bound(row) if other != row]
        barred = {self.stories[other] for other in self._binding.barred(row)}
        candidates = dict.fromkeys(
            story for other in (*bound, *near.tolist()) if (story := self.stories[other]) is not None and story not in barred
        )
        members: dict[StoryId, Rows] = {}
        for story in list(candidates)[:MOST_STORIES]:
            alike = (other for other in reversed(self.stories.rows(story)) if self._glue[other] == kind and other != row)
            members[story] = np.array(list(islice(alike, MOST_MEMBERS))[::-1], np.intp)
        best: tuple[float, StoryId, Rows, Matrix] | None = None
        for story, rows, scores in self._compared(row, members):
            mean = float(scores.mean())
            forced = any(self.stories[other] == story for other in bound)
            if (forced or mean >= self.rule.cut) and (best is None or forced or mean > best[0]):
                best = (mean, story, rows, scores)
                if forced:
                    break
        before = self.stories[row]
        if best is None:
            if before is not None and len(self.stories.rows(before)) > 1:
                self.stories.leave([row])
                draft.touched.add(before)
            self._name([np.array([row])], self._scorer.against, draft)
        else:
            self._move(row, best[1], best[3], best[2], draft)

    def _compared(self, row: int, members: dict[StoryId, Rows]) -> Iterator[tuple[StoryId, Rows, Matrix]]:
        """Scores against the members of each story that has some, all looked up at once."""
        if members:
            scores = self._scorer.against(row, np.concatenate(list(members.values())))
            start = 0
            for story, rows in members.items():
                if len(rows):
                    yield story, rows, scores[start : start + len(rows)]
                    start += len(rows)

    def _attach(self, loose: Iterable[int], draft: Draft) -> None:
        """Let articles that hold nothing together join the story they score best with."""
        for row in sorted(set(loose), key=self._order):
            hooks = np.array([hook for hook in self._components.hooks(row) if self._glue[hook] == Glue.FULL], np.intp)
            self._join_best(row, hooks[np.lexsort((hooks, -self._scorer.against(row, hooks)))], draft)

    def _move(self, row: int, story: StoryId, scores: Matrix, others: Rows, draft: Draft) -> None:
        before = self.stories[row]
        if before == story:
            return
        if before is not None:
            draft.touched.add(before)
        self.stories.leave([row])
        if before is not None and not self.stories.rows(before):
            draft.merged[before] = story
        self.stories.enter([row], story)
        draft.touched.add(story)
        draft.members[row] = self._member(row, story, scores, others)

    def _member(self, row: int, story: StoryId, scores: Matrix, others: Rows) -> Member:
        """``scores`` of the article against ``others``, members of the story; itself does not count."""
        correction = self._constraints.by.get(self.ids[row])
        other = np.flatnonzero(others != row)
        if not len(other):
            return Member(article_id=self.ids[row], story_id=story, score=1.0, correction=correction)
        scores, others = scores[other], others[other]
        best = np.lexsort((others, -scores))[:CLOSEST]
        return Member(
            article_id=self.ids[row],
            story_id=story,
            score=min(1.0, round(float(scores.mean()), 4)),
            closest=tuple((self.ids[others[at]], min(1.0, round(float(scores[at]), 4))) for at in best),
            correction=correction,
        )

    # tables

    def _order(self, row: int) -> tuple[float, ArticleId]:
        day = float(self._scorer.days[row])
        return (np.inf if np.isnan(day) else day, self.ids[row])

    def _pairs(self, rows: Rows) -> tuple[list[Pair], list[Pair]]:
        """What corrections say of some of ``rows``."""
        if self._binding.rows.isdisjoint(rows.tolist()):
            return [], []
        return self._binding.together, self._binding.apart


def cluster(
    articles: Sequence[Placed], rule: Rule, batch: int = 256, progress: Callable[[int], None] = lambda done: None
) -> dict[ArticleId, StoryId]:
    """Article → story for articles given in time order, taken in as production would: batch after batch, at last consolidated."""
    if not articles:
        return {}
    window = Window(rule=rule, dimensions=len(articles[0].vector))
    for start in range(0, len(articles), batch):
        window.add(articles[start : start + batch])
        progress(min(start + batch, len(articles)))
    for _ in window.consolidate():
        pass
    return window.placed()
