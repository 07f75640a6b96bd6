"""Who an outlet is: its side with every rater's word, its factuality, who owns it, and where each of these is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from everyside.interface import formats
from everyside.interface.formats import within
from everyside.interface.messages import N_, _, looked_up
from everyside.pages.addresses import web_link
from everyside.pages.excerpts import excerpt
from everyside.pages.label_address import source_path
from everyside.pages.names import OWNER_KINDS, class_name, country_name
from everyside.pages.sides import label_of, letter_of, spectrum_of
from everyside.records.ids import OutletId, OwnerId
from everyside.records.outlet import Outlet
from everyside.records.owner import Owner, OwnerKind, chain, owner_kind
from everyside.records.rating import BIAS, FACTUALITY, Combined, Layer, Side, Spectrum, bias7_of, factuality_of
from everyside.storage import outlets, owners, ratings, spectra
from everyside.storage.database import Tx

NAME_LENGTH = 80  # characters of a rater's, an owner's or a class's name
SOURCE_LENGTH = 120
SET_BY = {Layer.RATERS: "", Layer.OPERATOR: N_("set by the operator"), Layer.PERSONAL: N_("set by you")}
MARKS = (("agency", N_("News agency")), ("state", N_("State-run")), ("public_service", N_("Public service")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something is said: a link, or words where it is none. Both may be empty."""

    url: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one rater says of the outlet, in its own words, on every axis at once where they stand at one place."""

    rater: str
    words: tuple[tuple[str, str, str], ...]  # axis, its name, word; the name is empty for the one shown
    date: str
    url: str
    note: str = ""  # whose word it is where it is no rater's
    counted: bool = True  # not where an operator's or personal rating goes before


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where an outlet stands on one axis, and how that came about."""

    key: str  # the axis
    axis: str  # its name
    word: str  # e.g. "Lean left"
    how: str  # e.g. "−0.8, mean of 3 raters, 1.0 apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerLine:
    name: str
    about: str  # kind and country, as far as known
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    label: str
    source: str  # what the title says


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """An outlet as the list of articles shows it on one axis. What nobody says is empty or called unrated, never guessed."""

    id: OutletId
    name: str
    domain: str
    country: str
    country_code: str
    marks: tuple[Mark, ...]
    facts: Source  # where the marks are from
    side: Side
    side_label: str
    side_letter: str
    disagree: bool  # its raters put it on different sides
    set_by: str  # whose word goes before the raters'; else empty
    value: float | None  # on the axis shown; None where nobody rates it
    factuality: str
    factuality_class: str  # its key, "unrated" where nobody rates it
    owner: str  # the last of the chain that is known
    owner_kind: str
    owner_class: str  # its key, "unknown" where nobody knows
    owners: tuple[OwnerLine, ...]  # the direct one first
    owned: Source  # where the direct owner is from
    stands: tuple[Stand, ...]  # the axis shown first; none where nobody rates it
    said: tuple[Said, ...]  # what they rest on
    provisional: bool

    @property
    def path(self) -> str:
        """Of the outlet's own page."""
        return source_path(self.id)

    @property
    def explained(self) -> bool:
        """Whether there is anything to tell beyond that it is unrated and its owner not known."""
        return bool(self.stands or self.owners or self.marks or self.provisional)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """All that is known of some outlets."""

    outlets: Mapping[OutletId, Outlet]
    standings: Mapping[OutletId, Mapping[str, Combined]]
    owners: Mapping[OwnerId, Owner]
    spectra: Mapping[str, Spectrum]


def read(tx: Tx, ids: Iterable[OutletId], more_owners: Iterable[OwnerId] = ()) -> Press:
    """What the database knows of the outlets ``ids``, of their owners and of ``more_owners``."""
    known = outlets.get(tx, ids)
    behind = {outlet.owner for outlet in known.values() if outlet.owner} | {id for id in more_owners if id}
    chains = owners.chains(tx, sorted(behind))
    return Press(outlets=known, standings=ratings.standings_of(tx, known, chains), owners=chains, spectra=spectra.every(tx))


def who(id: OutletId, press: Press, axis: str = BIAS) -> Who:
    outlet = press.outlets[id]
    standing = press.standings.get(id, {})
    spectrum = spectrum_of(axis, press.spectra)
    here = standing.get(axis)
    side = here.side if here else Side.UNRATED
    owned_by = chain(outlet.owner, press.owners)
    kind = owner_kind(outlet, owned_by)
    facts = _source(outlet.facts_source)
    said = _("Source: %(source)s", source=facts.url or facts.words) if facts.url or facts.words else ""
    factual = standing.get(FACTUALITY)
    order = _order(standing, axis, press.spectra)
    return Who(
        id=id,
        name=excerpt(outlet.name, NAME_LENGTH),
        domain=outlet.domains[0],
        country=country_name(outlet.country),
        country_code=outlet.country,
        marks=tuple(Mark(label=_(label), source=said) for name, label in MARKS if getattr(outlet, name)),
        facts=facts,
        side=side,
        side_label=_word(axis, here, spectrum),
        side_letter=letter_of(side, spectrum),
        disagree=bool(here and here.disagree),
        set_by=_(SET_BY[here.layer]) if here else "",
        value=here.value if here else None,
        factuality=class_name(factuality_of(factual.value if factual else None)),
        factuality_class=factuality_of(factual.value if factual else None),
        owner=excerpt(owned_by[-1].name, NAME_LENGTH) if owned_by else "",
        owner_kind="" if kind is OwnerKind.UNKNOWN else _(OWNER_KINDS[kind]),
        owner_class=kind.value,
        owners=tuple(_owner(each) for each in owned_by),
        owned=_source(outlet.owner_source) if owned_by else Source(),
        stands=tuple(_stand(standing[name], spectrum_of(name, press.spectra)) for name in order),
        said=_said([standing[name] for name in order], axis, press.spectra),
        provisional=outlet.provisional,
    )


def _order(standing: Mapping[str, Combined], axis: str, spectra: Mapping[str, Spectrum]) -> list[str]:
    """The axis shown, factuality, then the others that are rated; what is read off the registry only where it is shown."""
    first = [name for name in dict.fromkeys((axis, FACTUALITY, BIAS)) if name in standing]
    return first + sorted(name for name in standing.keys() - set(first) if not spectrum_of(name, spectra).derived)


def _word(axis: str, combined: Combined | None, spectrum: Spectrum) -> str:
    if axis == FACTUALITY:
        return class_name(factuality_of(combined.value if combined else None))
    if axis == BIAS:
        return class_name(bias7_of(combined.value if combined else None))
    return label_of(combined.side if combined else Side.UNRATED, spectrum)


def _axis_name(axis: str, spectrum: Spectrum) -> str:
    return _("Factuality") if axis == FACTUALITY else looked_up(spectrum.name)


def _stand(combined: Combined, spectrum: Spectrum) -> Stand:
    counted = len(combined.counted)
    whose = _(SET_BY[combined.layer]) or (_("one rater") if counted == 1 else _("mean of %(raters)s raters", raters=counted))
    apart = (_("%(spread)s apart", spread=formats.number(combined.spread, 1)),) if combined.spread else ()
    return Stand(
        key=combined.axis,
        axis=_axis_name(combined.axis, spectrum),
        word=_word(combined.axis, combined, spectrum),
        how="" if spectrum.derived else ", ".join((formats.number(combined.value, 1).replace("-", "−"), whose, *apart)),
    )


def _said(combined: Iterable[Combined], axis: str, spectra: Mapping[str, Spectrum]) -> tuple[Said, ...]:
    found: dict[tuple[str, str, str, Layer, bool], list[tuple[str, str, str]]] = {}
    for each in combined:
        name = "" if each.axis == axis else within(_axis_name(each.axis, spectrum_of(each.axis, spectra)))
        for part in each.parts:
            key = (part.rater, part.url, part.rated_on, part.layer, part.layer is each.layer)
            found.setdefault(key, []).append((each.axis, name, excerpt(part.label, NAME_LENGTH)))
    return tuple(
        Said(
            rater=excerpt(rater, NAME_LENGTH),
            words=tuple(words),
            date=date,
            url=web_link(url),
            note=_(SET_BY[layer]),
            counted=counted,
        )
        for (rater, url, date, layer, counted), words in found.items()
    )


def _owner(owner: Owner) -> OwnerLine:
    kind = "" if owner.kind is OwnerKind.UNKNOWN else within(_(OWNER_KINDS[owner.kind]))
    return OwnerLine(
        name=excerpt(owner.name, NAME_LENGTH),
        about=", ".join(part for part in (kind, country_name(owner.country)) if part),
        source=_source(owner.source),
    )


def _source(said: str) -> Source:
    url = web_link(said)
    return Source(url=url) if url else Source(words=excerpt(said, SOURCE_LENGTH))
