"""The blocks of a story's page that set its articles side by side, as far as they are open to the visitor."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from everyside.interface.messages import _, listed
from everyside.pages import changes as changing
from everyside.pages import cited as side_by_side
from everyside.pages import contrast, disputes, moments, quotations, written
from everyside.pages.bullets import Answer
from everyside.pages.cited import Cited
from everyside.pages.excerpts import excerpt
from everyside.pages.reader_language import ReaderLanguage
from everyside.pages.who import Press, Who
from everyside.records.account import Account, Dispute, Version
from everyside.records.ids import ArticleId, OutletId, StoryId
from everyside.records.story import Bullet, Summary
from everyside.storage import accounts
from everyside.storage.accounts import Beside
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """What sentences rest on, read once for all blocks. ``sources``: outlet, address and language of each cited article."""

    sources: Mapping[ArticleId, tuple[OutletId, str, str]]
    press: Press
    who_of: Mapping[OutletId, Who]
    tongue: ReaderLanguage

    @property
    def names(self) -> dict[OutletId, str]:
        return {id: outlet.name for id, outlet in self.press.outlets.items()}


def told(tx: Tx, id: StoryId, closed: Collection[str]) -> Beside:
    """What is told of a living story beside its bullets, without what no open block shows."""
    found = accounts.of(tx, id)
    return Beside(
        account=None if {"differences", "quotes", "moments"} <= set(closed) else found.account,
        contrast=None if "compare" in closed else found.contrast,
        written=None if "written" in closed else found.written,
    )


def cited_by(beside: Beside) -> Iterator[ArticleId]:
    for each in (beside.account, beside.contrast, beside.written):
        if each:
            yield from accounts.cited_by(each)


def texts(beside: Beside, sources: Mapping[ArticleId, tuple[OutletId, str, str]]) -> Iterator[tuple[str, str]]:
    """All that may be shown translated, each with its language."""
    if beside.account:
        yield from side_by_side.texts(beside.account, sources)
    if beside.contrast:
        yield from contrast.texts(beside.contrast, sources)
    if beside.written:
        yield from written.texts(beside.written, sources)


def account(beside: Beside, backing: Backing) -> Cited | None:
    """What the story's articles say side by side."""
    return Cited(beside.account, backing.sources, backing.names, backing.tongue) if beside.account else None


def read(
    tx: Tx,
    id: StoryId,
    beside: Beside,
    cited: Cited | None,
    backing: Backing,
    *,
    fingerprint: str,
    since: datetime | None,
    now: datetime,
    closed: Collection[str],
) -> Blocks:
    """Of the living story ``id``; ``cited``: its account."""
    changed = None if since is None or "changes" in closed else changing.changes(tx, id, since, now)
    sources, press, tongue = backing.sources, backing.press, backing.tongue
    compared, wrote = beside.contrast, beside.written
    return Blocks(
        compared=contrast.build(compared, sources, backing.names, press.spectra, tongue) if compared else None,
        differences=disputes.build(cited) if cited and "differences" not in closed else None,
        quotes=quotations.build(cited) if cited and "quotes" not in closed else None,
        moments=moments.build(cited) if cited and "moments" not in closed else None,
        written=written.build(wrote, fingerprint, sources, backing.who_of, tongue) if wrote else None,
        changes=_open(changed, closed) if changed else None,
    )


def answers(summary: Summary | None, cited: Cited | None, closed: Collection[str]) -> dict[int, tuple[Answer, ...]]:
    """Of each disputed bullet, by its place, what others say."""
    if summary is None or cited is None or "differences" in closed:
        return {}
    found = {place: _answers(bullet, cited, cited.account) for place, bullet in enumerate(summary.bullets)}
    return {place: others for place, others in found.items() if others}


def _answers(bullet: Bullet, cited: Cited, account: Account) -> tuple[Answer, ...]:
    found = [
        Answer(
            subject=excerpt(disputes.subject_of(dispute), SAID_LENGTH),
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
    return listed([*who.names, _("%(number)s more", number=who.more)]) if who.more else ", ".join(who.names)


def _open(changed: changing.Changes, closed: Collection[str]) -> changing.Changes:
    """Without what other closed blocks would say."""
    if "bullets" in closed:
        changed = replace(changed, told=(), dropped=())
    return replace(changed, answers=()) if "differences" in closed else changed
