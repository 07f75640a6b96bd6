"""What a story's articles say side by side, what each side stresses, and what a model wrote of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Row, select

from everyside.records.account import Account, Contrast, Written
from everyside.records.ids import ArticleId, StoryId
from everyside.records.story import Citation
from everyside.storage.database import Tx
from everyside.storage.dialect import Lookup, upsert
from everyside.storage.schema import accounts as table
from everyside.storage.schema import articles

KINDS: dict[type, str] = {Account: "account", Contrast: "contrast", Written: "written"}
_OWN_COLUMNS = ("story_id", "fingerprint", "made_by")
Told = TypeVar("Told", Account, Contrast, Written)
Cites = TypeVar("Cites")
_EVERY = Lookup(select(table), table.c.story_id)
_OF_KIND = {kind: Lookup(select(table).where(table.c.kind == name), table.c.story_id) for kind, name in KINDS.items()}
_KEPT = Lookup(select(articles.c.id), articles.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is told of one story beside its bullets, as far as it is."""

    account: Account | None = None
    contrast: Contrast | None = None
    written: Written | None = None


def save(tx: Tx, told: Sequence[Account | Contrast | Written]) -> None:
    """Insert or overwrite. The stories must be known."""
    rows = []
    for each in told:
        fields = msgspec.to_builtins(each)
        rows.append({name: fields.pop(name) for name in _OWN_COLUMNS} | {"kind": KINDS[type(each)], "told": fields})
    upsert(tx, table, rows)


def get(tx: Tx, kind: type[Told], story_ids: Iterable[StoryId]) -> dict[StoryId, Told]:
    """That of each story, without what rests on articles that were deleted since. One of an older shape is as good as none: it
    waits to be made anew."""
    found = {row.story_id: told for row in _OF_KIND[kind](tx, story_ids) if (told := _read(row, kind))}
    cited = {article for each in found.values() for article in cited_by(each)}
    kept = {row.id for row in _KEPT(tx, cited)}
    return found if kept == cited else {id: _supported(each, kept) for id, each in found.items()}


def of(tx: Tx, story_id: StoryId) -> Beside:
    """As ``get``, of one story, all kinds at once."""
    rows = {row.kind: row for row in _EVERY(tx, [story_id])}

    def read(kind: type[Told]) -> Told | None:
        row = rows.get(KINDS[kind])
        return _read(row, kind) if row else None

    account, contrast, written = read(Account), read(Contrast), read(Written)
    cited = {article for each in (account, contrast, written) if each for article in cited_by(each)}
    kept = {row.id for row in _KEPT(tx, cited)}
    if kept == cited:
        return Beside(account=account, contrast=contrast, written=written)
    return Beside(
        account=account and _supported(account, kept),
        contrast=contrast and _supported(contrast, kept),
        written=written and _supported(written, kept),
    )


def _read(row: Row[Any], kind: type[Told]) -> Told | None:
    fields = {**row.told, "story_id": row.story_id, "fingerprint": row.fingerprint, "made_by": row.made_by}
    try:
        return msgspec.convert(fields, kind)
    except msgspec.ValidationError:
        return None


def cited_by(told: Account | Contrast | Written) -> Iterator[ArticleId]:
    """The article of every citation."""
    for citation in citations(told):
        yield citation.article_id


def citations(told: Any) -> Iterator[Citation]:
    """Every citation in a record, or in a tuple of records."""
    if isinstance(told, Citation):
        yield told
    elif isinstance(told, tuple):
        for each in told:
            yield from citations(each)
    elif hasattr(told, "__dataclass_fields__"):
        for name in told.__dataclass_fields__:
            yield from citations(getattr(told, name))


def _supported(told: Told, kept: set[ArticleId]) -> Told:
    """What still has evidence."""
    if isinstance(told, Account):
        disputes = []
        for dispute in told.disputes:
            versions = tuple(_each(dispute.versions, kept))
            if len({version.value for version in versions}) > 1:
                disputes.append(replace(dispute, versions=versions))
        return replace(
            told,
            disputes=tuple(disputes),
            quotations=tuple(_each(told.quotations, kept)),
            moments=tuple(_each(told.moments, kept)),
        )
    if isinstance(told, Contrast):
        parts = [
            replace(part, stresses=tuple(_each(part.stresses, kept)), bullets=tuple(_each(part.bullets, kept)))
            for part in told.parts
        ]
        return replace(told, parts=tuple(parts))
    headline = tuple(citation for citation in told.headline_citations if citation.article_id in kept)
    return replace(
        told,
        headline=told.headline if headline else "",
        headline_citations=headline,
        bullets=tuple(_each(told.bullets, kept)),
        comparison=tuple(_each(told.comparison, kept)),
    )


def _each(cites: Iterable[Cites], kept: set[ArticleId]) -> Iterator[Cites]:
    """Those with a citation left, with what is left of it."""
    for each in cites:
        told: Any = each
        left = tuple(citation for citation in told.citations if citation.article_id in kept)
        if left:
            counts = [name for name in ("independent_texts", "outlets") if hasattr(told, name)]
            yield replace(told, citations=left, **{name: min(getattr(told, name), len(left)) for name in counts})
