"""Correcting stories: what a person says is written down, and done at once, also in stories the clustering no longer touches.

Every function works as one transaction that no other settling of stories runs beside. A worker that is grouping articles
meanwhile loses its claim and does its batch again with the correction known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select

from everyside.records.correction import Action, Constraints, Correction, constraints
from everyside.records.errors import EverysideError
from everyside.records.ids import ArticleId, StoryId, story_names
from everyside.records.story import Evidence, Membership
from everyside.storage import corrections, notes, settling, stories
from everyside.storage.claims import WHOLE_STEP
from everyside.storage.database import Tx
from everyside.storage.dialect import select_in
from everyside.storage.schema import articles, claims

CLUSTER = "cluster"  # the step whose memory of stories is out of date after a correction
MADE_BY = "correction"

# Members that stand for a story. Moving articles to the nearest other story in two evaluation sets and clustering anew with
# 1, 3, 8, 20 anchors kept .941, .973, .987, .990 of the target's articles together and dragged .039, .010, .001, .000 of the
# articles left behind along. Merged stories do not hold that way (8 anchors kept .91 of them in one), so a merge names all.
MOST_ANCHORS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A correction that no longer counts: where its articles went back to, and which stay, bound by other corrections."""

    correction: Correction
    back: Mapping[ArticleId, StoryId]
    stay: tuple[ArticleId, ...]


def move(tx: Tx, ids: Iterable[ArticleId], to: StoryId, *, by: str, why: str, now: datetime) -> list[Correction]:
    """Put articles into the living story ``to``; a correction for each story they leave.

    Raises:
        EverysideError: an article is in no story, or in ``to`` already.
    """
    _begin(tx)
    made = []
    for source, leaving in _by_story(tx, ids).items():
        if source == to:
            raise EverysideError(f"{leaving[0]} is in story {to} already; to hold it there, pin it")
        inside = stories.members_of(tx, [source, to])
        rules = constraints(corrections.in_force(tx))
        against = _kept_apart(rules, leaving, [member.article_id for member in inside.get(to, ())])
        anchors = dict.fromkeys([*_central(tx, inside.get(to, ()), rules), *against])
        if not anchors:
            raise EverysideError(f"story {to} has no articles")
        staying = [member for member in inside[source] if member.article_id not in leaving]
        correction = corrections.save(
            tx,
            Correction(
                id=0,
                at=now,
                by=by,
                why=why,
                action=Action.MOVE,
                articles=tuple(leaving),
                anchors=tuple(anchors),
                strangers=_central(tx, staying, rules),
                before=dict.fromkeys(leaving, source),
            ),
        )
        _put(tx, [_placed(id, to, correction.id) for id in leaving], now)
        made.append(correction)
    return made


def merge(tx: Tx, into: StoryId, others: Iterable[StoryId], *, by: str, why: str, now: datetime) -> Correction:
    """Make living stories one, under the id ``into``; the others redirect there.

    Raises:
        EverysideError: there is nothing to merge.
    """
    _begin(tx)
    rest = list(dict.fromkeys(other for other in others if other != into))
    inside = stories.members_of(tx, [into, *rest])
    if len(inside) < 2:
        raise EverysideError(f"to merge takes two stories with articles; only {', '.join(inside) or 'none'} was given")
    moving = [member for story in rest for member in inside.get(story, ())]
    rules = constraints(corrections.in_force(tx))
    everyone = [member.article_id for members in inside.values() for member in members]
    against = set(_kept_apart(rules, everyone, everyone))
    named = {
        member.article_id
        for members in inside.values()
        for member in [*_own(members, rules), *(member for member in members if member.article_id in against)]
    }
    correction = corrections.save(
        tx,
        Correction(
            id=0,
            at=now,
            by=by,
            why=why,
            action=Action.MERGE,
            articles=tuple(member.article_id for member in moving if member.article_id in named),
            anchors=tuple(member.article_id for member in inside.get(into, ()) if member.article_id in named),
            before={member.article_id: member.story_id for member in moving},
        ),
    )
    marked = [replace(member, story_id=into, evidence=replace(member.evidence, correction=correction.id)) for member in moving]
    _put(tx, marked, now)
    return correction


def split(tx: Tx, ids: Iterable[ArticleId], *, by: str, why: str, now: datetime) -> Correction:
    """Make articles of one story a story of their own. The larger part keeps the id; of equal parts the one that stays.

    Raises:
        EverysideError: they are in no story, in more than one, or all that is in it.
    """
    _begin(tx)
    found = _by_story(tx, ids)
    if len(found) != 1:
        raise EverysideError(f"to split takes articles of one story; these are in {len(found)}: {', '.join(sorted(found))}")
    ((source, leaving),) = found.items()
    members = stories.members_of(tx, [source])[source]
    staying = [member for member in members if member.article_id not in leaving]
    if not staying:
        raise EverysideError(f"these are all articles of story {source}; name those that do not belong in it")
    strangers = _central(tx, staying, constraints(corrections.in_force(tx)))
    moving = leaving if len(leaving) <= len(staying) else [member.article_id for member in staying]
    correction = corrections.save(
        tx,
        Correction(
            id=0,
            at=now,
            by=by,
            why=why,
            action=Action.SPLIT,
            articles=tuple(leaving),
            strangers=strangers,
            before=dict.fromkeys(moving, source),
        ),
    )
    times = _times(tx, moving)
    opened_by = min(moving, key=lambda id: (times[id], id))
    name = next(name for name in story_names(opened_by) if not stories.get(tx, [name]))
    _put(tx, [_placed(id, name, correction.id, alone=len(moving) == 1) for id in moving], now)
    return correction


def pin(tx: Tx, ids: Iterable[ArticleId], *, by: str, why: str, now: datetime) -> list[Correction]:
    """Hold articles in the stories they are in: where these stories' central members go, they go. One correction a story.

    Raises:
        EverysideError: an article is in no story, or alone in one: there is nothing to hold it to.
    """
    _begin(tx)
    made = []
    for story, held in _by_story(tx, ids).items():
        members = stories.members_of(tx, [story])[story]
        anchors = _central(
            tx, [member for member in members if member.article_id not in held], constraints(corrections.in_force(tx))
        )
        if not anchors and len(held) < 2:
            raise EverysideError(f"{held[0]} is alone in story {story}: there is nothing to hold it to")
        correction = corrections.save(
            tx,
            Correction(
                id=0,
                at=now,
                by=by,
                why=why,
                action=Action.PIN,
                articles=tuple(held),
                anchors=anchors,
                before=dict.fromkeys(held, story),
            ),
        )
        marked = [
            replace(member, evidence=replace(member.evidence, correction=correction.id))
            for member in members
            if member.article_id in held
        ]
        _put(tx, marked, now)
        made.append(correction)
    return made


def undo(tx: Tx, id: int, *, by: str, why: str, now: datetime) -> Undone:
    """Let a correction no longer count, and put its articles back where it found them, or where that story was merged to
    since. Articles that other corrections have spoken of since, or bind to where they are, stay.

    Raises:
        EverysideError: there is no such correction, or it is undone already.
    """
    _begin(tx)
    correction = corrections.get(tx, id)
    if correction is None:
        raise EverysideError(f"there is no correction {id}; `everyside correct list` lists them")
    if correction.undone_at:
        raise EverysideError(f"correction {id} was undone by {correction.undone_by} on {correction.undone_at:%Y-%m-%d} already")
    correction = corrections.save(tx, replace(correction, undone_at=now, undone_by=by, undone_why=why))
    rules = constraints(corrections.in_force(tx))
    here = stories.memberships(
        tx, {*correction.articles, *correction.before, *(article for pair in (*rules.together, *rules.apart) for article in pair)}
    )
    emptied = _emptied(correction)
    back, stay = _way_back(tx, correction, emptied, here, rules)
    revived = stories.get(tx, emptied & set(back.values()))
    stories.save(tx, [replace(story, merged_into=None, articles=0, fingerprint="") for story in revived.values()])
    _hand_down(tx, correction)
    touched = {here[article] for article in (*correction.articles, *correction.before) if article in here}
    unmarked = [
        replace(member, evidence=replace(member.evidence, correction=None))
        for members in stories.members_of(tx, touched).values()
        for member in members
        if member.evidence.correction == id and member.article_id not in back
    ]
    goals = list(back.values())
    returned = [
        _placed(article, story, None, alone=story in revived and goals.count(story) == 1) for article, story in back.items()
    ]
    _put(tx, [*unmarked, *returned], now)
    return Undone(correction=correction, back=back, stay=stay)


def _emptied(correction: Correction) -> set[StoryId]:
    """The stories that the correction took all articles from. They redirect because of it alone, so they may live again."""
    whole = correction.action is Action.MERGE or (correction.action is Action.MOVE and not correction.strangers)
    return set(correction.before.values()) if whole else set()


def _way_back(
    tx: Tx, correction: Correction, emptied: set[StoryId], here: Mapping[ArticleId, StoryId], rules: Constraints
) -> tuple[dict[ArticleId, StoryId], tuple[ArticleId, ...]]:
    """Article → the story it returns to; and those that other corrections keep where they are."""
    if correction.action is Action.PIN:
        return {}, ()
    goals = corrections.living(tx, set(correction.before.values())) | {story: story for story in emptied}
    away = {
        article: goals[story]
        for article, story in correction.before.items()
        if article in here and story in goals and here[article] != goals[story]
    }
    back = {article: story for article, story in away.items() if rules.by.get(article, 0) < correction.id}
    while True:
        broken = rules.broken({**here, **back})
        held = {article for pair in (*broken.together, *broken.apart) for article in pair if article in back}
        if not held:
            return back, tuple(article for article in away if article not in back)
        back = {article: story for article, story in back.items() if article not in held}


def _hand_down(tx: Tx, undone: Correction) -> None:
    """Let the next correction of an article, when it is undone too, put it back where this one had found it."""
    left = dict(undone.before) if undone.action is not Action.PIN else {}
    for later in corrections.in_force(tx):
        both = left.keys() & later.before.keys() if later.id > undone.id and later.action is not Action.PIN else set()
        if both:
            corrections.save(tx, replace(later, before={**later.before, **{id: left.pop(id) for id in both}}))


def _begin(tx: Tx) -> None:
    """Before the first reading. The claim goes first: a worker that saves holds it, and then waits for what ``alone`` takes."""
    tx.execute(delete(claims).where(claims.c.step == CLUSTER, claims.c.item == WHOLE_STEP))
    settling.alone(tx)


def _by_story(tx: Tx, ids: Iterable[ArticleId]) -> dict[StoryId, list[ArticleId]]:
    """The articles under the stories they are in."""
    wanted = list(dict.fromkeys(ids))
    found = stories.memberships(tx, wanted)
    if not wanted:
        raise EverysideError("no article was named")
    for id in wanted:
        if id not in found:
            raise EverysideError(f"article {id} is in no story; it may not be known, or not be grouped yet")
    grouped: dict[StoryId, list[ArticleId]] = {}
    for id in wanted:
        grouped.setdefault(found[id], []).append(id)
    return grouped


def _own(members: Collection[Membership], rules: Constraints) -> Collection[Membership]:
    """The members that no correction put there, or all, if there are no such. Only they are named beside others: whether the
    rest belong is another correction's business, and undoing that one must not find them bound by this one."""
    return [member for member in members if member.article_id not in rules.by] or members


def _central(tx: Tx, members: Collection[Membership], rules: Constraints) -> tuple[ArticleId, ...]:
    """The members that stand for a story: of its own those of the best scores, of equals the earliest."""
    own = _own(members, rules)
    times = _times(tx, [member.article_id for member in own])
    best = sorted(own, key=lambda member: (-member.score, times[member.article_id], member.article_id))
    return tuple(member.article_id for member in best[:MOST_ANCHORS])


def _kept_apart(rules: Constraints, some: Collection[ArticleId], others: Collection[ArticleId]) -> list[ArticleId]:
    """Those of ``others`` that earlier corrections keep apart from one of ``some``. A correction that puts the two in one
    story names them, and so has the last word."""
    these, those = set(some), set(others)
    return sorted({b for pair in rules.apart for a, b in (pair, pair[::-1]) if a in these and b in those})


def _times(tx: Tx, ids: Iterable[ArticleId]) -> dict[ArticleId, datetime]:
    return {row.id: row.published for row in select_in(tx, select(articles.c.id, articles.c.published), articles.c.id, ids)}


def _placed(id: ArticleId, story: StoryId, correction: int | None, *, alone: bool = False) -> Membership:
    """Nobody has measured how well it fits, so the score is that of an article that fits with none; 1 for a story of one."""
    evidence = Evidence(correction=correction)
    return Membership(article_id=id, story_id=story, score=1.0 if alone else 0.0, evidence=evidence, made_by=MADE_BY)


def _put(tx: Tx, memberships: Sequence[Membership], now: datetime) -> None:
    """Write the memberships, let stories that lose their last member redirect, and let every worker read the stories anew."""
    before = stories.memberships(tx, [member.article_id for member in memberships])
    goals = {member.story_id for member in memberships}
    settling.open_new(tx, goals, now)
    stories.save_members(tx, [replace(member, made_by=MADE_BY) for member in memberships])
    moves = ((before.get(member.article_id), member.story_id) for member in memberships)
    left = {old: new for old, new in moves if old is not None and old != new}
    settling.merge_deserted(tx, left, now)
    settling.refresh(tx, goals | set(left), now)
    notes.advance_epoch(tx, CLUSTER)
