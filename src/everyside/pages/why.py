"""Why an article is in its story, and what people put right in the story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from everyside.interface.formats import number as figure
from everyside.interface.messages import _, count
from everyside.pages.article_list import ArticleRow
from everyside.pages.excerpts import excerpt
from everyside.records.correction import Action, Correction
from everyside.records.ids import ArticleId
from everyside.records.story import Membership

REASON_LENGTH = 300  # characters of what a person gave as reason
NAME_LENGTH = 60  # of who it was, and of a shared word
MOST_CORRECTIONS = 20  # shown of a story, the newest


@dataclass(frozen=True, slots=True, kw_only=True)
class Closest:
    """An article of the same story that is close to this one."""

    id: ArticleId
    outlet: str
    title: str
    url: str
    language: str
    score: str  # "" where only the fact is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedBy:
    by: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The evidence of one membership. Each part may be empty: older memberships tell less."""

    score: str  # e.g. "0.91": mean likeness to the story's other articles; "" where a person decided
    closest: tuple[Closest, ...] = ()
    shared: tuple[str, ...] = ()
    apart: str = ""  # time between the article and the closest, e.g. "5 hours"
    corrected: CorrectedBy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionLine:
    """A correction as the story's log shows it."""

    what: str
    by: str
    why: str
    at: datetime
    undone: CorrectedBy | None = None


def whys(
    memberships: Iterable[Membership],
    shown: Iterable[ArticleId],
    rows: Mapping[ArticleId, ArticleRow],
    log: Iterable[Correction],
) -> dict[ArticleId, Why]:
    """The evidence of each article that is ``shown``; none in a story of one. ``rows``: every article of the story."""
    inside, made = {each.article_id: each for each in memberships}, {each.id: each for each in log}
    if len(inside) < 2:
        return {}
    return {id: _why(inside[id], rows, made) for id in shown if id in inside}


def log_lines(log: Iterable[Correction]) -> tuple[CorrectionLine, ...]:
    """The story's corrections, the newest first."""
    newest = sorted(log, key=lambda each: -each.id)[:MOST_CORRECTIONS]
    return tuple(
        CorrectionLine(
            what=_what(each),
            by=excerpt(each.by, NAME_LENGTH),
            why=excerpt(each.why, REASON_LENGTH),
            at=each.at,
            undone=_undone(each),
        )
        for each in newest
    )


def time_apart(hours: float | None) -> str:
    """``less than an hour``, ``5 hours``, ``3 days``; empty where nobody knows."""
    if hours is None:
        return ""
    if abs(hours) < 1:
        return _("less than an hour")
    if abs(hours) < 48:
        return count(round(abs(hours)), "%(num)s hour", "%(num)s hours")
    return count(round(abs(hours) / 24), "%(num)s day", "%(num)s days")


def _why(membership: Membership, rows: Mapping[ArticleId, ArticleRow], made: Mapping[int, Correction]) -> Why:
    evidence = membership.evidence
    near: list[tuple[ArticleId, float | None]] = list(evidence.closest)
    if not near and membership.nearest:
        near = [(membership.nearest, None)]
    correction = made.get(evidence.correction) if evidence.correction is not None else None
    return Why(
        score="" if evidence.correction is not None else figure(membership.score, 2),
        closest=tuple(_closest(rows[id], score) for id, score in near if id in rows),
        shared=tuple(dict.fromkeys(excerpt(word, NAME_LENGTH) for word in evidence.shared if word.strip())),
        apart=time_apart(evidence.gap_hours),
        corrected=_said(correction) if correction is not None and correction.undone_at is None else None,
    )


def _closest(row: ArticleRow, score: float | None) -> Closest:
    shown = "" if score is None else figure(score, 2)
    return Closest(id=row.id, outlet=row.outlet, title=row.title, url=row.url, language=row.language, score=shown)


def _said(correction: Correction) -> CorrectedBy:
    return CorrectedBy(by=excerpt(correction.by, NAME_LENGTH), why=excerpt(correction.why, REASON_LENGTH), at=correction.at)


def _undone(correction: Correction) -> CorrectedBy | None:
    if correction.undone_at is None:
        return None
    by, why = excerpt(correction.undone_by, NAME_LENGTH), excerpt(correction.undone_why, REASON_LENGTH)
    return CorrectedBy(by=by, why=why, at=correction.undone_at)


def _what(correction: Correction) -> str:
    articles = len(correction.articles)
    return {
        Action.MOVE: count(articles, "%(num)s article moved", "%(num)s articles moved"),
        Action.MERGE: _("two stories merged"),
        Action.SPLIT: count(articles, "%(num)s article split off", "%(num)s articles split off"),
        Action.PIN: count(articles, "%(num)s article pinned", "%(num)s articles pinned"),
    }[correction.action]
