"""What a coverage's flags and blindspots say, in a sentence each, with the figures they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everyside.pages.excerpts import excerpt
from everyside.pages.names import country_name, language_name
from everyside.pages.progress import count
from everyside.pages.sides import LEFT_RIGHT, number, percent, span
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
        badge = f"{LEFT_RIGHT.label(side)} {percent(blindspot.share, 1)} %"
        texts = count(round(blindspot.counted), "rated independent text")
        if abs(blindspot.counted - round(blindspot.counted)) >= 0.05:
            texts = f"{number(blindspot.counted)} rated independent texts"
        said = f"{badge} of {texts} (95 % interval {span(blindspot.low, blindspot.high)})."
        return BlindspotView(badge=badge, sentence=said, side=side.value)
    if blindspot.kind is BlindspotKind.COUNTRY:
        country = country_name(blindspot.missing) or blindspot.missing
        return BlindspotView(badge=country, sentence=f"No outlet from {country}, which it concerns.")
    if blindspot.kind is BlindspotKind.LANGUAGE:
        used = [language_name(code) for code, number in coverage.languages.raw.items() if number]
        only = used[0] if len(used) == 1 else "one language"
        missing = language_name(blindspot.missing) if blindspot.missing else ""
        rest = f"none in {missing}" if missing else "none in a language of a country it concerns"
        return BlindspotView(badge=f"only {only}", sentence=f"Every article is in {only}; {rest}.")
    known = _known(coverage.owner_kinds, OwnerKind.UNKNOWN.value)
    return BlindspotView(
        badge="state media only", sentence=f"Only state media report it: {_all(known, first=False)} whose owner is known."
    )


def flag_sentence(flag: Flag, coverage: Coverage, owners: Mapping[OwnerId, Owner]) -> str:
    if flag is Flag.LOW_FACTUALITY:
        rated = _known(coverage.factuality, UNRATED)
        more = _more(coverage.outlets - rated, "is not rated", "are not rated")
        return f"{_all(rated)} whose factuality is rated {_is(rated)} rated low or very low{more}."
    if flag is Flag.ONE_SIDE:
        counts = coverage.by_outlet
        side = max((Side.LEFT, Side.CENTER, Side.RIGHT), key=counts.of)
        rated = round(counts.rated)
        more = _more(round(counts.unrated), "is not rated", "are not rated")
        return f"{_all(rated, 'rated outlet')} {_is(rated)} on one side, {LEFT_RIGHT.label(side).lower()}{more}."
    if flag is Flag.STATE_MEDIA:
        known = _known(coverage.owner_kinds, OwnerKind.UNKNOWN.value)
        more = _more(coverage.outlets - known, "has an owner nobody knows", "have owners nobody knows")
        return f"{_all(known)} whose owner is known {_is(known)} state media{more}."
    held = {id: number for id, number in coverage.owners.raw.items() if id and number}
    known = sum(held.values())
    id = max(held, key=lambda each: held[each], default="")
    owner = owners.get(OwnerId(id))
    name = excerpt(owner.name, NAME_LENGTH) if owner else id
    more = _more(coverage.outlets - known, "has an owner nobody knows", "have owners nobody knows")
    return f"{_all(known)} whose owner is known {'belongs' if known == 1 else 'belong'} to {name or 'one owner'}{more}."


def _known(tally: Tally, nobody: str) -> int:
    return sum(number for key, number in tally.raw.items() if key != nobody)


def _all(outlets: int, what: str = "outlet", *, first: bool = True) -> str:
    """``All 5 outlets``, or with a small letter where it does not come ``first``."""
    said = f"The only {what}" if outlets == 1 else f"All {count(outlets, what)}"
    return said if first else said[:1].lower() + said[1:]


def _is(outlets: int) -> str:
    return "is" if outlets == 1 else "are"


def _more(outlets: int, one: str, many: str) -> str:
    return f"; {outlets:,} more {one if outlets == 1 else many}" if outlets else ""
