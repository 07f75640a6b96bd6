"""What a story is about, what it continues, what followed it, and which stories are akin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from everyside.interface.messages import N_, _
from everyside.pages.addresses import story_path
from everyside.pages.excerpts import excerpt
from everyside.pages.label_address import KINDS as LABEL_KINDS
from everyside.pages.label_address import label_path
from everyside.pages.names import label_name, lang_attribute
from everyside.records.ids import StoryId
from everyside.records.story import Story, Summary
from everyside.records.tags import Label, NameKind
from everyside.storage import links, stories, summaries
from everyside.storage.database import Tx

MOST_BEFORE, MOST_AFTER, MOST_RELATED = 3, 5, 5
MOST_NAMES = 8  # of a story, beside its topics
NAME_LENGTH = 60  # characters of a name or of a word shared
HEADLINE_LENGTH = 200
KINDS = {NameKind.PLACE.value: N_("Place"), NameKind.PERSON.value: N_("Person"), NameKind.ORGANISATION.value: N_("Organisation")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A topic, place, person or organisation the story tells of; ``kind`` is empty where nobody said which."""

    kind: str
    name: str
    path: str = ""  # of its page, where it has one
    topic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedStory:
    id: StoryId
    headline: str
    language: str
    path: str
    first: datetime
    articles: int
    shared: tuple[str, ...]  # names and words both tell of


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUps:
    """``before``: what the story continues, the latest first; ``after``: what continues it, the earliest first; ``related``:
    the closest first."""

    before: tuple[LinkedStory, ...] = ()
    after: tuple[LinkedStory, ...] = ()
    related: tuple[LinkedStory, ...] = ()


def chips(labels: Iterable[Label]) -> tuple[Chip, ...]:
    """Topics, then the heaviest names; ``labels`` in the order of ``storage.tags.labels_of``."""
    given = list(labels)
    topics = [_chip(each, _("Topic")) for each in given if each.kind == "topic"]
    names = [_chip(each, _(KINDS.get(each.kind, ""))) for each in given if each.kind != "topic"]
    return (*topics, *names[:MOST_NAMES])


def _chip(label: Label, kind: str) -> Chip:
    path = label_path(label.kind, label.key) if label.kind in LABEL_KINDS else ""
    return Chip(kind=kind, name=excerpt(label_name(label.kind, label.name), NAME_LENGTH), path=path, topic=label.kind == "topic")


def follow_ups(tx: Tx, id: StoryId) -> FollowUps:
    """The stories linked with a living one, as far as they have a headline yet."""
    found = links.of(tx, id)
    others = {link.other_id if link.story_id == id else link.story_id: link for link in found}
    before = {other for other, link in others.items() if link.kind == "previous" and link.story_id == id}
    after = {other for other, link in others.items() if link.kind == "previous" and link.other_id == id}
    known, told = stories.get(tx, others), summaries.headings(tx, others)
    shown = {
        other: _linked(known[other], told[other], link.shared)
        for other, link in others.items()
        if other in told and other in known and known[other].articles
    }
    return FollowUps(
        before=tuple(sorted((shown[other] for other in before & shown.keys()), key=lambda s: s.first, reverse=True)[:MOST_BEFORE]),
        after=tuple(sorted((shown[other] for other in after & shown.keys()), key=lambda s: s.first)[:MOST_AFTER]),
        related=tuple(linked for other, linked in shown.items() if other not in before | after)[:MOST_RELATED],
    )


def _linked(story: Story, summary: Summary, shared: tuple[str, ...]) -> LinkedStory:
    return LinkedStory(
        id=story.id,
        headline=excerpt(summary.headline, HEADLINE_LENGTH),
        language=lang_attribute(summary.language),
        path=story_path(story.id, summary.headline),
        first=story.first_published,
        articles=story.articles,
        shared=tuple(excerpt(word, NAME_LENGTH) for word in shared),
    )
