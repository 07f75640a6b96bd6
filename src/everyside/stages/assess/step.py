"""Stories whose members, copies, labels or outlets' ratings changed → coverage."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from everyside.knowledge import places
from everyside.records.coverage import Carried, Coverage
from everyside.records.ids import OutletId, StoryId, digest
from everyside.records.story import Story
from everyside.runner.step import Result, Step
from everyside.stages.assess import core
from everyside.stages.assess.inputs import About, Press, about
from everyside.storage import carried as carried_store
from everyside.storage import coverages, knowledge, outlets, owners, queues, ratings, spectra, stories, tags
from everyside.storage.database import Tx

NAME = "assess"
MIN_READ = 3  # outlets of a country that are read, before the silence of all of them says something
MOST_REMEMBERED = 20_000  # outlets, of some 2 kB each; then memory begins anew
Input = tuple[Story, list[Carried], Press, About, str]


def version(tx: Tx, labels_by: str) -> str:
    """With other outlets, ratings or labels every coverage is made anew."""
    read = " ".join(sorted(carried_store.countries_read(tx, MIN_READ)))
    return f"{core.VERSION}+{knowledge.digest(tx)}+{digest(f'{labels_by} {read}', 8)}"


class Memory:
    """What is known of outlets, kept for as long as the digest of all knowledge stays the same: reading it anew takes four times
    as long as counting the largest story."""

    def __init__(self) -> None:
        self._digest = ""
        self._press = Press(outlets={})

    def press(self, tx: Tx, publishers: Collection[OutletId]) -> Press:
        """Everything known of ``publishers``, and perhaps of more."""
        digest = knowledge.digest(tx)
        before = self._press if digest == self._digest and len(self._press.outlets) < MOST_REMEMBERED else Press(outlets={})
        new = [id for id in publishers if id not in before.outlets]
        met = outlets.get(tx, new)
        self._press = Press(
            outlets={**before.outlets, **met},
            standings={**before.standings, **(ratings.standings(tx, new) if new else {})},
            owners={**before.owners, **owners.chains(tx, {outlet.owner for outlet in met.values() if outlet.owner})},
            spectra=spectra.every(tx),
            read=carried_store.countries_read(tx, MIN_READ),
        )
        self._digest = digest
        return self._press


def gather(tx: Tx, ids: Sequence[StoryId], memory: Memory | None = None) -> list[tuple[Story, list[Carried], Press, About]]:
    """All that the coverage of each of these stories that has articles rests on."""
    told = carried_store.of(tx, ids)
    press = (memory or Memory()).press(tx, sorted({article.outlet_id for members in told.values() for article in members}))
    labels = tags.labels_of(tx, told)
    return [
        (story, told[id], press, about(labels.get(id, ()), places.country_of, places.languages_of))
        for id, story in stories.get(tx, told).items()
    ]


def step(labels: tuple[str, str]) -> Step[Input, Coverage]:
    """``labels``: the step that makes stories' labels, and the version of those that count. A story waits for them."""
    labels_by = labels[1]
    memory = Memory()

    def load(tx: Tx, ids: Sequence[str]) -> Sequence[Input]:
        # A story that changed since it was found pending has labels of what it was: it comes again when they are made anew.
        made_by = version(tx, labels_by)
        due = queues.labelled(tx, labels, [StoryId(id) for id in ids])
        return [(story, members, press, told, made_by) for story, members, press, told in gather(tx, due, memory)]

    def work(inputs: Sequence[Input]) -> Iterator[Result[Coverage]]:
        for story, members, press, told, made_by in inputs:
            coverage = core.assess(story.id, story.fingerprint, members, press, told, made_by)
            yield Result(item=story.id, outcome="assessed", output=coverage, made_by=f"{made_by}#{story.fingerprint}")

    def save(tx: Tx, results: Sequence[Result[Coverage]], now: datetime) -> None:
        coverages.save(tx, [result.output for result in results if result.output])

    return Step(
        name=NAME,
        version=core.VERSION,
        pending=lambda tx, now, limit: queues.labelled_stories(tx, NAME, version(tx, labels_by), labels, now, limit),
        load=load,
        work=work,
        save=save,
        batch=100,
        patient=True,
    )
