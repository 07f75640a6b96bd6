"""Stories of two articles or more whose members changed → links to earlier stories."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from everyside.records.ids import StoryId
from everyside.records.story import Story
from everyside.records.tags import Link
from everyside.runner.step import Result, Step
from everyside.stages.relate import core
from everyside.storage import links, stories, tags
from everyside.storage.database import Tx

NAME = "relate"
MOST_COMPARED = 20_000  # the newest stories of the window; some 120 MB
LOADED_AT_ONCE = 200  # stories whose articles' vectors are in memory together
Unpack = Callable[[bytes], NDArray[np.float32]]  # a stored vector → shape (dimensions,)


class Relate:
    """Keeps what living stories are compared by. A story's mark says whether it still holds, so several processes may work."""

    def __init__(self, vectors_by: str, unpack: Unpack, labelled_in: str) -> None:
        self._vectors_by = vectors_by
        self._unpack = unpack
        self._labelled_in = labelled_in
        self._forget()
        self.version = f"{core.VERSION}+{vectors_by}"

    def step(self) -> Step[Story, list[Link]]:
        return Step(
            name=NAME,
            version=self.version,
            pending=lambda tx, now, limit: links.linkable(tx, NAME, self.version, self._vectors_by, now, limit),
            load=self._load,
            work=self._work,
            save=self._save,
            batch=100,
            patient=True,
            forget=self._forget,
        )

    def _forget(self) -> None:
        self._kept: dict[StoryId, tuple[str, core.Sketch]] = {}
        self._living = core.Living([])

    def _load(self, tx: Tx, ids: Sequence[str]) -> Sequence[Story]:
        found = list(stories.get(tx, [StoryId(id) for id in ids]).values())
        told = [story for story in found if story.articles > 1]
        if told:
            since = min(story.last_published for story in told) - timedelta(days=core.REACH_DAYS)
            self._refresh(
                tx, links.roster(tx, since, max(story.last_published for story in told), self._labelled_in, MOST_COMPARED)
            )
        return found

    def _refresh(self, tx: Tx, roster: Mapping[StoryId, str]) -> None:
        """Draw new sketches of stories that changed, and forget those that left the window."""
        before = self._kept
        self._kept = {id: before[id] for id, mark in roster.items() if before.get(id, ("",))[0] == mark}
        stale = [id for id in roster if id not in self._kept]
        for start in range(0, len(stale), LOADED_AT_ONCE):
            self._draw(tx, stale[start : start + LOADED_AT_ONCE], roster)
        if stale or len(self._kept) != len(before):
            self._living = core.Living(sketch for _, sketch in self._kept.values())

    def _draw(self, tx: Tx, ids: Sequence[StoryId], marks: Mapping[StoryId, str]) -> None:
        inside, labels = links.material(tx, ids, self._vectors_by), tags.labels_of(tx, ids)
        for id, story in stories.get(tx, ids).items():
            if told := inside.get(id):
                vectors: NDArray[Any] = np.stack([self._unpack(values) for *_, values in told])
                sketch = core.sketch(
                    id,
                    story.first_published,
                    story.last_published,
                    [(title, language) for title, language, _ in told],
                    vectors,
                    {label.key: label.name for label in labels.get(id, ()) if label.kind != "topic"},
                )
                # With a vector missing the mark would stay the same when it comes.
                self._kept[id] = (marks[id] if len(told) == story.articles else "", sketch)

    def _work(self, inputs: Sequence[Story]) -> Iterator[Result[list[Link]]]:
        for story in inputs:
            found = self._living.links(story.id, self.version) if story.articles > 1 else []
            outcome = "linked" if found else "unlinked" if story.articles > 1 else "single"
            yield Result(item=story.id, outcome=outcome, output=found, made_by=f"{self.version}#{story.fingerprint}")

    def _save(self, tx: Tx, results: Sequence[Result[list[Link]]], now: datetime) -> None:
        links.replace(tx, {StoryId(result.item): result.output for result in results if result.output is not None})
