"""What a coverage's flags and blindspots say, in a sentence each, with the figures they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyside.interface import formats
from everyside.interface.formats import within
from everyside.interface.messages import _, count
from everyside.pages.excerpts import excerpt
from everyside.pages.names import country_name, language_name
from everyside.pages.sides import label_of, number, percent, span
from everyside.records.coverage import Blindspot, BlindspotKind, Coverage, Flag, Tally
from everyside.records.ids import OwnerId
from everyside.records.owner import Owner, OwnerKind
from everyside.records.rating import UNRATED, Side

NAME_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindspotView:
    badge: str  # "Left 8 %", for a side; else what is missing
    sentence: str
    side: str = ""  # the missing side, for its colour; empty where it is no side


def blindspot_view(blindspot: Blindspot, coverage: Coverage) -> BlindspotView:
    if blindspot.kind is BlindspotKind.SIDE:
        side = Side(blindspot.missing)
        # The share is what was counted: a percent that is never rounded to none or all says no more than that.
        share = formats.percent(percent(blindspot.share, 1))
        badge = f"{label_of(side)} {share}"
        texts = count(round(blindspot.counted), "%(num)s rated independent text", "%(num)s rated independent texts")
        if abs(blindspot.counted - round(blindspot.counted)) >= 0.05:
            texts = _("%(number)s rated independent texts", number=number(blindspot.counted))
        between = span(blindspot.low, blindspot.high)
        said = _("%(share)s of %(texts)s (95 %% interval %(between)s).", share=badge, texts=texts, between=between)
        return BlindspotView(badge=badge, sentence=said, side=side.value)
    if blindspot.kind is BlindspotKind.COUNTRY:
        country = country_name(blindspot.missing) or blindspot.missing
        return BlindspotView(badge=country, sentence=_("No outlet from %(country)s, which it concerns.", country=country))
    if blindspot.kind is BlindspotKind.LANGUAGE:
        used = [language_name(code) for code, number in coverage.languages.raw.items() if number]
        only = used[0] if len(used) == 1 else _("one language")
        missing = language_name(blindspot.missing) if blindspot.missing else ""
        sentence = (
            _("Every article is in %(language)s; none in %(missing)s.", language=only, missing=missing)
            if missing
            else _("Every article is in %(language)s; none in a language of a country it concerns.", language=only)
        )
        return BlindspotView(badge=_("only %(language)s", language=only), sentence=sentence)
    sentence = count(
        _known(coverage.owner_kinds, OwnerKind.UNKNOWN.value),
        "Only state media report it: the only outlet whose owner is known.",
        "Only state media report it: all %(num)s outlets whose owner is known.",
    )
    return BlindspotView(badge=_("state media only"), sentence=sentence)


def flag_sentence(flag: Flag, coverage: Coverage, owners: Mapping[OwnerId, Owner]) -> str:
    if flag is Flag.LOW_FACTUALITY:
        rated = _known(coverage.factuality, UNRATED)
        said = count(
            rated,
            "The only outlet whose factuality is rated is rated low or very low",
            "All %(num)s outlets whose factuality is rated are rated low or very low",
        )
        return f"{said}{_unrated(coverage.outlets - rated)}."
    if flag is Flag.ONE_SIDE:
        counts = coverage.by_outlet
        side = within(label_of(max((Side.LEFT, Side.CENTER, Side.RIGHT), key=counts.of)))
        said = count(
            round(counts.rated),
            "The only rated outlet is on one side, %(side)s",
            "All %(num)s rated outlets are on one side, %(side)s",
            side=side,
        )
        return f"{said}{_unrated(round(counts.unrated))}."
    if flag is Flag.STATE_MEDIA:
        known = _known(coverage.owner_kinds, OwnerKind.UNKNOWN.value)
        said = count(
            known,
            "The only outlet whose owner is known is state media",
            "All %(num)s outlets whose owner is known are state media",
        )
        return f"{said}{_unowned(coverage.outlets - known)}."
    held = {id: number for id, number in coverage.owners.raw.items() if id and number}
    known = sum(held.values())
    id = max(held, key=lambda each: held[each], default="")
    owner = owners.get(OwnerId(id))
    said = count(
        known,
        "The only outlet whose owner is known belongs to %(owner)s",
        "All %(num)s outlets whose owner is known belong to %(owner)s",
        owner=(excerpt(owner.name, NAME_LENGTH) if owner else id) or _("one owner"),
    )
    return f"{said}{_unowned(coverage.outlets - known)}."


def _known(tally: Tally, nobody: str) -> int:
    return sum(number for key, number in tally.raw.items() if key != nobody)


def _unrated(outlets: int) -> str:
    return count(outlets, "; %(num)s more is not rated", "; %(num)s more are not rated") if outlets else ""


def _unowned(outlets: int) -> str:
    if not outlets:
        return ""
    return count(outlets, "; %(num)s more has an owner nobody knows", "; %(num)s more have owners nobody knows")
