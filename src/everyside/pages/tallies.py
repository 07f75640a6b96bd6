"""Counts by class as a table with a line in words: factuality, owners, countries and languages, raw and independent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from everyside.interface.formats import within
from everyside.interface.messages import _, count
from everyside.pages.excerpts import excerpt
from everyside.pages.names import BIAS_CLASSES, FACTUALITY_CLASSES, OWNER_KINDS, SCOPES, class_name, country_name, language_name
from everyside.pages.sides import number
from everyside.records.coverage import Coverage, Tally
from everyside.records.ids import OwnerId
from everyside.records.outlet import Scope
from everyside.records.owner import Owner, OwnerKind
from everyside.records.rating import UNRATED

MOST_ROWS = 15  # of a table; the rest is summed up in one more
MOST_WORDS = 4  # classes named in the line
NAME_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyRow:
    label: str
    raw: str
    texts: str  # independent, "" where they are not counted
    known: bool  # False for the unrated and unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyPiece:
    """A piece of a table's bar; ``x`` and ``width`` in percent of it."""

    key: str  # the class where classes have an order, else "known"
    x: str
    width: str
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyTable:
    id: str
    heading: str
    counted: str  # what the first column counts: "Outlets" or "Articles"
    line: str  # the largest classes in words
    bar: tuple[TallyPiece, ...]  # every class where they have an order, else what is known and what is not
    rows: tuple[TallyRow, ...]

    @property
    def with_texts(self) -> bool:
        return any(row.texts for row in self.rows)


def tables(coverage: Coverage, owners: Mapping[OwnerId, Owner]) -> dict[str, TallyTable]:
    """The tables of a coverage by their id; ``owners``: those that it counts."""

    def owner_name(id: str) -> str:
        owner = owners.get(OwnerId(id))
        return excerpt(owner.name, NAME_LENGTH) if owner else id

    made = (
        _table("classes", _("Seven classes"), Tally(raw=coverage.bias7), class_name, UNRATED, order=BIAS_CLASSES),
        _table("factuality", _("Factuality"), coverage.factuality, class_name, UNRATED, order=FACTUALITY_CLASSES),
        _table(
            "ownership",
            _("Ownership"),
            coverage.owner_kinds,
            lambda key: _(OWNER_KINDS[OwnerKind(key)]),
            OwnerKind.UNKNOWN.value,
        ),
        _table("owners", _("Owners"), coverage.owners, owner_name, "", unknown=_("Owner not known")),
        _table("countries", _("Countries"), coverage.countries, country_name, "", unknown=_("Country not known")),
        _table("languages", _("Languages"), coverage.languages, language_name, "und", counted=_("Articles")),
        _table("reach", _("Reach"), coverage.scopes, lambda key: _(SCOPES[Scope(key)]), Scope.UNKNOWN.value),
    )
    return {table.id: table for table in made}


def _table(
    id: str,
    heading: str,
    tally: Tally,
    name: Callable[[str], str],
    nobody: str,
    *,
    order: Sequence[str] = (),
    unknown: str = "",
    counted: str = "",
) -> TallyTable:
    """``nobody``: the class of what is not known; it stands last. ``order``: of the classes; else the largest stands first."""
    place = {key: at for at, key in enumerate(order)}
    keys = sorted(
        (key for key in tally.raw.keys() | tally.independent.keys() if tally.raw.get(key) or tally.independent.get(key)),
        key=lambda key: (key == nobody, place.get(key, 0), -tally.raw.get(key, 0), -tally.independent.get(key, 0), key),
    )
    known = [key for key in keys if key != nobody]
    shown, rest = (known, []) if len(known) <= MOST_ROWS else (known[: MOST_ROWS - 1], known[MOST_ROWS - 1 :])
    cells = [(name(key) or key, tally.raw.get(key, 0), tally.independent.get(key, 0.0), True) for key in shown]
    if rest:
        others = sum(tally.raw.get(key, 0) for key in rest), sum(tally.independent.get(key, 0.0) for key in rest)
        cells.append((count(len(rest), "%(num)s other", "%(num)s others"), *others, True))
    if len(known) < len(keys):
        cells.append((unknown or name(nobody), tally.raw.get(nobody, 0), tally.independent.get(nobody, 0.0), False))
    rows = tuple(
        TallyRow(
            label=label,
            raw=number(raw),
            texts=number(texts) if tally.independent else "",
            known=sure,
        )
        for label, raw, texts, sure in cells
    )
    pieces = [(key, tally.raw.get(key, 0)) for key in known] if order else [("known", sum(tally.raw.get(key, 0) for key in known))]
    return TallyTable(
        id=id,
        heading=heading,
        counted=counted or _("Outlets"),
        line=_line(rows, len(known), ordered=bool(order)),
        bar=_bar([*pieces, ("", tally.raw.get(nobody, 0))]),
        rows=rows,
    )


def _bar(pieces: Sequence[tuple[str, int]]) -> tuple[TallyPiece, ...]:
    """The last piece is what is not known."""
    total, x, made = sum(outlets for _, outlets in pieces) or 1, 0.0, []
    for key, outlets in pieces:
        width = 100 * outlets / total
        if outlets:
            made.append(TallyPiece(key=key, x=f"{x:.1f}", width=f"{width:.1f}", known=bool(key)))
        x += width
    return tuple(made)


def _line(rows: Sequence[TallyRow], classes: int, *, ordered: bool) -> str:
    """``France 4, Ireland 3, Japan 1, 3 more · country not known 2``; ``classes``: how many known ones there are."""
    words = [f"{row.label} {row.raw}" for row in rows if row.known]
    if not ordered and classes > MOST_WORDS:
        words = [*words[: MOST_WORDS - 1], _("%(number)s more", number=number(classes - MOST_WORDS + 1))]
    last = [f"{within(row.label)} {row.raw}" for row in rows if not row.known]
    return " · ".join(part for part in (", ".join(words), *last) if part)
