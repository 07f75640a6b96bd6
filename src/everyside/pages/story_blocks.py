"""The blocks of a story's page that set its articles side by side, as far as they are open to the visitor."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from everyside.pages import changes as changing
from everyside.pages import cited as accounts
from everyside.pages import contrast, disputes, moments, quotations, written
from everyside.pages.bullets import Answer
from everyside.pages.cited import Cited
from everyside.pages.excerpts import excerpt
from everyside.records.account import Account, Dispute, Version
from everyside.records.ids import StoryId
from everyside.records.story import Bullet, Summary
from everyside.storage.database import Tx

MOST_ANSWERS = 4  # told at a bullet; the block of disputes has them all
SAID_LENGTH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Each is None where there is nothing to show, or where it is closed."""

    compared: contrast.Compared | None = None
    differences: disputes.Differences | None = None
    quotes: quotations.Quotes | None = None
    moments: moments.Timeline | None = None
    written: written.WrittenView | None = None
    changes: changing.Changes | None = None  # None also where the reader did not ask since when


def read(
    tx: Tx,
    id: StoryId,
    cited: Cited | None,
    *,
    fingerprint: str,
    axis: str,
    into: str,
    since: datetime | None,
    now: datetime,
    closed: Collection[str],
) -> Blocks:
    """Of the living story ``id``; ``cited``: its account, as ``account`` reads it."""
    changed = None if since is None or "changes" in closed else changing.changes(tx, id, since, now)
    return Blocks(
        compared=None if "compare" in closed else contrast.read(tx, id, into),
        differences=disputes.build(cited) if cited and "differences" not in closed else None,
        quotes=quotations.build(cited) if cited and "quotes" not in closed else None,
        moments=moments.build(cited) if cited and "moments" not in closed else None,
        written=None if "written" in closed else written.read(tx, id, fingerprint, into=into, axis=axis),
        changes=_open(changed, closed) if changed else None,
    )


def account(tx: Tx, id: StoryId, into: str, closed: Collection[str]) -> Cited | None:
    """What the story's articles say side by side; None where every block of it is closed."""
    return None if {"differences", "quotes", "moments"} <= set(closed) else accounts.read(tx, id, into)


def answers(summary: Summary | None, cited: Cited | None, closed: Collection[str]) -> dict[int, tuple[Answer, ...]]:
    """Of each disputed bullet, by its place, what others say."""
    if summary is None or cited is None or "differences" in closed:
        return {}
    found = {place: _answers(bullet, cited, cited.account) for place, bullet in enumerate(summary.bullets)}
    return {place: others for place, others in found.items() if others}


def _answers(bullet: Bullet, cited: Cited, account: Account) -> tuple[Answer, ...]:
    found = [
        Answer(
            subject=excerpt(dispute.subject, SAID_LENGTH),
            said=excerpt(version.said, SAID_LENGTH),
            outlets=_named(cited, version),
            rising=dispute.rising,
        )
        for dispute in disputes.disputed(bullet, account)
        for version in _others(dispute, bullet)
    ]
    return tuple(found[:MOST_ANSWERS])


def _others(dispute: Dispute, bullet: Bullet) -> list[Version]:
    """The answers that the bullet does not give, the newest first."""
    others = [version for version in dispute.versions if not _gives(bullet.text, version)]
    return sorted(others, key=lambda version: version.last, reverse=True)


def _gives(text: str, version: Version) -> bool:
    forms = "|".join(re.escape(form) for form in (version.said, version.value) if form)
    return re.search(rf"(?<![\w.,])(?:{forms})(?!\w|[.,]\d)", text, re.IGNORECASE) is not None


def _named(cited: Cited, version: Version) -> str:
    who = cited.outlets(version.citations)
    return ", ".join(who.names) + (f" and {who.more} more" if who.more else "")


def _open(changed: changing.Changes, closed: Collection[str]) -> changing.Changes:
    """Without what other closed blocks would say."""
    if "bullets" in closed:
        changed = replace(changed, told=(), dropped=())
    return replace(changed, answers=()) if "differences" in closed else changed
