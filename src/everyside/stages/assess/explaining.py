"""Every number of a coverage made anew from its inputs, with the sum it comes from, and compared with the one that is stored.

It adds up for itself, outlet by outlet and text by text, and shares with ``core`` only the rules that say what class an outlet is
in, when an article is the first, and which conditions a flag or a blindspot has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from everyside.records.coverage import BlindspotKind, Carried, Coverage, Tally, Z, interval
from everyside.records.ids import GroupId, OutletId
from everyside.records.rating import BIAS, FACTUALITY, Combined, Side, bias7_of
from everyside.stages.assess import axis, blindspots, flags, timeline
from everyside.stages.assess.conditions import Condition, all_hold, figure
from everyside.stages.assess.inputs import About, Press

RATED = (Side.LEFT, Side.CENTER, Side.RIGHT)
NEAR = 1e-6  # two figures are the same: both are sums of fractions kept to nine places


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """``stored`` and ``found`` are numbers or plain texts; ``how`` is the sum, "" where nothing is counted."""

    name: str
    stored: Any
    found: Any
    how: str = ""

    @property
    def agrees(self) -> bool:
        if isinstance(self.stored, (int, float)) and isinstance(self.found, (int, float)):
            return abs(self.stored - self.found) <= NEAR
        return bool(self.stored == self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A flag, a blindspot or a spectrum: its conditions, and whether the stored coverage has it."""

    name: str
    conditions: tuple[Condition, ...]
    stored: bool

    @property
    def agrees(self) -> bool:
        return self.stored == all_hold(self.conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """``outlets``: for each outlet what is known of it, a line each."""

    outlets: Mapping[OutletId, tuple[str, ...]]
    about: tuple[str, ...]
    numbers: tuple[Number, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def differing(self) -> tuple[str, ...]:
        checked: tuple[Number | Verdict, ...] = (*self.numbers, *self.verdicts)
        return tuple(each.name for each in checked if not each.agrees)


def explain(stored: Coverage, carried: Sequence[Carried], press: Press, about: About) -> Explanation:
    """``carried``, ``press`` and ``about`` are what the story rests on now."""
    numbers = [*_totals(stored, carried), *_classes(stored, carried, press), *_times(stored, carried, press)]
    judged = list(blindspots.judged(stored, carried, press, about))
    return Explanation(
        outlets={id: tuple(_outlet(id, carried, press)) for id in sorted({article.outlet_id for article in carried})},
        about=(
            f"countries named: {blindspots.shares(about.countries)}",
            "a topic on which sides differ: " + {True: "yes", False: "no", None: "nobody knows"}[about.politics],
        ),
        numbers=(*numbers, *_blindspots(stored, judged)),
        verdicts=tuple(_verdicts(stored, press, about, judged)),
    )


def lines(told: Explanation) -> Iterator[str]:
    """The explanation as plain text."""
    yield "Outlets"
    for outlet, known in told.outlets.items():
        yield f"  {outlet}"
        yield from (f"    {line}" for line in known)
    yield "About"
    yield from (f"  {line}" for line in told.about)
    yield "Numbers"
    for number in told.numbers:
        shown = figure(number.found) if isinstance(number.found, float) else str(number.found)
        mark = "" if number.agrees else f"   DIFFERS: stored is {number.stored}"
        if number.how or mark:
            yield f"  {number.name}: {shown}{f' = {number.how}' if number.how else ''}{mark}"
    yield "Rules"
    for verdict in told.verdicts:
        said = "yes" if all_hold(verdict.conditions) else "no"
        yield f"  {verdict.name}: {said}" + ("" if verdict.agrees else "   DIFFERS from what is stored")
        for condition in verdict.conditions:
            yield f"    {'yes' if condition.holds else 'no ':<3} {condition.wanted}: {condition.found}"
    checked, differing = len(told.numbers) + len(told.verdicts), told.differing
    yield f"{checked} numbers recomputed, " + (f"{len(differing)} differ: {'; '.join(differing)}" if differing else "all agree")


def _totals(stored: Coverage, carried: Sequence[Carried]) -> Iterator[Number]:
    outlets, groups = {each.outlet_id for each in carried}, {each.group for each in carried}
    yield Number(name="articles", stored=stored.articles, found=len(carried), how="articles of the story")
    yield Number(name="outlets", stored=stored.outlets, found=len(outlets), how="different outlets of these")
    yield Number(name="independent texts", stored=stored.independent_texts, found=len(groups), how="different texts of these")
    named = defaultdict(list)
    for article in carried:
        for agency in dict(article.agencies):
            named[agency].append(article.article_id)
    for agency in sorted({*named, *stored.agencies}):
        yield Number(
            name=f"articles that credit {agency}",
            stored=stored.agencies.get(agency, 0),
            found=len(named[agency]),
            how=", ".join(named[agency]),
        )
    any_agency = sorted({id for ids in named.values() for id in ids})
    yield Number(
        name="articles that credit an agency", stored=stored.agency_articles, found=len(any_agency), how=", ".join(any_agency)
    )
    copies = defaultdict(list)
    for article in carried:
        copies[article.group].append(article.article_id)
    for group in sorted({*(group for group, ids in copies.items() if len(ids) > 1), *stored.copy_groups}):
        yield Number(
            name=f"articles with the text {group}",
            stored=stored.copy_groups.get(group, 0),
            found=len(copies[group]),
            how=", ".join(copies[group]),
        )


def _classes(stored: Coverage, carried: Sequence[Carried], press: Press) -> Iterator[Number]:
    shares = _shares(carried)
    rated = {name for outlet in shares for name in press.standings.get(outlet, ()) if name in press.spectra}
    yield Number(
        name="spectra counted",
        stored=", ".join(sorted(stored.axes)),
        found=", ".join(sorted({BIAS, *rated})),
        how="an outlet is rated",
    )
    for name, counts in stored.axes.items():
        raw = _gathered(shares, partial(press.side, axis=name))
        for side in Side:
            outlets, said = raw.get(side.value, {}), _side_name(press, name, side)
            yield _raw(f"{name}: {said} by outlet", counts.by_outlet.of(side), outlets)
            yield _text(f"{name}: {said} by text", counts.by_text.of(side), outlets)
        outlets_of = {side: float(len(raw.get(side.value, {}))) for side in RATED}
        texts_of = {side: _sum(raw.get(side.value, {})) for side in RATED}
        for what, kept, mine in (("outlets", counts.by_outlet, outlets_of), ("texts", counts.by_text, texts_of)):
            for side in RATED:
                yield Number(
                    name=f"{name}: share of {_side_name(press, name, side)} among the rated {what}, 95 % interval",
                    stored=_percents(*interval(kept.of(side), kept.rated)),
                    found=_percents(*interval(mine[side], sum(mine.values()))),
                    how=_wilson(mine[side], sum(mine.values())),
                )
    fine = _gathered(shares, lambda outlet: bias7_of(press.value(outlet, BIAS)))
    for name in sorted({*fine, *stored.bias7}):
        yield _raw(f"bias in seven classes: {name}", stored.bias7.get(name, 0), fine.get(name, {}))
    tallies: dict[str, tuple[Tally, Callable[[OutletId], str]]] = {
        "factuality": (stored.factuality, press.factuality),
        "kind of owner": (stored.owner_kinds, lambda outlet: press.owner_kind(outlet).value),
        "owner": (stored.owners, press.owner),
        "country": (stored.countries, lambda outlet: press.outlets[outlet].country),
        "scope": (stored.scopes, lambda outlet: press.outlets[outlet].scope.value),
    }
    for what, (tally, class_of) in tallies.items():
        found = _gathered(shares, class_of)
        for name in sorted({*found, *tally.raw, *tally.independent}):
            yield _raw(f"{what}: {name or 'unknown'} by outlet", tally.raw.get(name, 0), found.get(name, {}))
            yield _text(f"{what}: {name or 'unknown'} by text", tally.independent.get(name, 0.0), found.get(name, {}))
    yield from _languages(stored.languages, carried)


def _languages(tally: Tally, carried: Sequence[Carried]) -> Iterator[Number]:
    of_text: dict[GroupId, set[str]] = defaultdict(set)
    for article in carried:
        of_text[article.group].add(article.language)
    for name in sorted({*tally.raw, *(each.language for each in carried)}):
        articles = [each.article_id for each in carried if each.language == name]
        parts = [Fraction(1, len(spoken)) for spoken in of_text.values() if name in spoken]
        yield Number(
            name=f"language: {name} by article", stored=tally.raw.get(name, 0), found=len(articles), how=f"{len(articles)} articles"
        )
        yield Number(
            name=f"language: {name} by text",
            stored=tally.independent.get(name, 0.0),
            found=float(sum(parts)),
            how=_collected(parts),
        )


def _times(stored: Coverage, carried: Sequence[Carried], press: Press) -> Iterator[Number]:
    first = timeline.first(carried, press.outlets)
    yield Number(
        name="first article",
        stored=stored.first_article,
        found=first.article_id if first else None,
        how=f"the earliest stated time, {first.published:%Y-%m-%d %H:%M} UTC" if first else "",
    )
    yield Number(name="first outlet", stored=stored.first_outlet, found=first.outlet_id if first else None, how="its outlet")
    found = {slot.start: slot for slot in timeline.slots(carried)}
    kept = {slot.start: slot for slot in stored.timeline}
    for start in sorted({*found, *kept}):
        for what in ("articles", "texts"):
            yield Number(
                name=f"from {start:%Y-%m-%d %H:%M} UTC: {'new texts' if what == 'texts' else what}",
                stored=getattr(kept.get(start), what, 0),
                found=getattr(found.get(start), what, 0),
                how="articles with a stated time" if getattr(found.get(start), what, 0) else "",
            )


def _blindspots(stored: Coverage, judged: Iterable[blindspots.Judged]) -> Iterator[Number]:
    kept = {(spot.kind, spot.missing): spot for spot in stored.blindspots}
    for spot, conditions in judged:
        if not all_hold(conditions) or (spot.kind, spot.missing) not in kept:
            continue  # the verdict says so
        for field in ("share", "low", "high", "counted"):
            yield Number(
                name=f"{_named(spot.kind, spot.missing)}: {field}",
                stored=getattr(kept[spot.kind, spot.missing], field),
                found=getattr(spot, field),
                how=_wilson(spot.share * spot.counted, spot.counted) if field in ("low", "high") else "see its conditions",
            )


def _verdicts(stored: Coverage, press: Press, about: About, judged: Iterable[blindspots.Judged]) -> Iterator[Verdict]:
    fitting = axis.candidates(stored.axes, stored.outlets, press, about)
    shown = axis.shown(fitting)
    for name, conditions in fitting.items():
        if name == shown or not all_hold(conditions):
            yield Verdict(name=f"shown first: {name}", conditions=conditions, stored=stored.axis == name)
    if shown == BIAS:
        none = Condition(wanted="no spectrum of the country it concerns most fits", found=", ".join(fitting) or "none", holds=True)
        yield Verdict(name=f"shown first: {BIAS}", conditions=(none,), stored=stored.axis == BIAS)
    flagged = flags.flags(stored.outlets, stored.by_outlet, stored.factuality, stored.owner_kinds, stored.owners)
    for flag, conditions in flagged.items():
        yield Verdict(name=f"flag {flag}", conditions=conditions, stored=flag in stored.flags)
    kept = {(spot.kind, spot.missing) for spot in stored.blindspots}
    for spot, conditions in judged:
        kept.discard((spot.kind, spot.missing))
        yield Verdict(
            name=_named(spot.kind, spot.missing),
            conditions=conditions,
            stored=(spot.kind, spot.missing) in {(each.kind, each.missing) for each in stored.blindspots},
        )
    for kind, missing in sorted(kept):
        gone = Condition(wanted="something could be missing", found="nothing that the rule knows", holds=False)
        yield Verdict(name=_named(kind, missing), conditions=(gone,), stored=True)


def _outlet(id: OutletId, carried: Sequence[Carried], press: Press) -> Iterator[str]:
    outlet, standing = press.outlets[id], press.standings.get(id, {})
    yield f"left–right: {_stands(standing.get(BIAS), press.side(id), bias7_of(press.value(id, BIAS)))}"
    yield f"factuality: {_stands(standing.get(FACTUALITY), press.factuality(id))}"
    for name in sorted(set(standing) - {BIAS, FACTUALITY}):
        yield f"{name}: {_stands(standing[name], _side_name(press, name, press.side(id, name)))}"
    behind = " → ".join(f"{owner.name} ({owner.kind})" for owner in press.owned_by(id)) or "unknown"
    yield f"owner: {behind}; counted as {press.owner_kind(id)}"
    yield f"country: {outlet.country or 'unknown'}; scope: {outlet.scope}"
    shared: dict[GroupId, set[OutletId]] = defaultdict(set)
    for article in carried:
        shared[article.group].add(article.outlet_id)
    for article in carried:
        if article.outlet_id == id:
            others = len(shared[article.group]) - 1
            credit = "".join(f", credits {agency} ({kind})" for agency, kind in article.agencies)
            when = f"{article.published:%Y-%m-%d %H:%M}" + ("" if article.published_stated else " (found; nobody states a time)")
            copies = f", text {article.group} of {others + 1} outlets" if others else ""
            yield f"article {article.article_id}: {article.language}, {when}{copies}{credit}"


def _side_name(press: Press, axis: str, side: Side) -> str:
    """As its spectrum calls it."""
    return side.value if axis == BIAS or axis not in press.spectra else press.spectra[axis].label(side).lower()


def _stands(combined: Combined | None, *classes: object) -> str:
    if combined is None:
        return "unrated"
    parts = ", ".join(f"{part.rater} {part.value:g} “{part.label}”" for part in combined.counted)
    more = " (set by hand)" if combined.layer != "raters" else ""
    apart = "; they disagree" if combined.disagree else ""
    return f"{', '.join(map(str, classes))}: {figure(combined.value)} = mean of {parts}{more}{apart}"


def _shares(carried: Iterable[Carried]) -> dict[OutletId, list[Fraction]]:
    """Outlet → its part of each text it carries."""
    carrying: dict[GroupId, set[OutletId]] = defaultdict(set)
    for article in carried:
        carrying[article.group].add(article.outlet_id)
    found: dict[OutletId, list[Fraction]] = defaultdict(list)
    for group in sorted(carrying):
        for outlet in carrying[group]:
            found[outlet].append(Fraction(1, len(carrying[group])))
    return dict(sorted(found.items()))


Class = Mapping[OutletId, Sequence[Fraction]]


def _gathered(
    shares: Mapping[OutletId, Sequence[Fraction]], class_of: Callable[[OutletId], str]
) -> dict[str, dict[OutletId, Sequence[Fraction]]]:
    found: dict[str, dict[OutletId, Sequence[Fraction]]] = defaultdict(dict)
    for outlet, parts in shares.items():
        found[class_of(outlet)][outlet] = parts
    return found


def _raw(name: str, stored: float, outlets: Class) -> Number:
    return Number(name=name, stored=stored, found=len(outlets), how=", ".join(outlets))


def _text(name: str, stored: float, outlets: Class) -> Number:
    how = " + ".join(f"({_collected(parts)}) {outlet}" for outlet, parts in outlets.items())
    return Number(name=name, stored=stored, found=_sum(outlets), how=how)


def _sum(outlets: Class) -> float:
    return float(sum(part for parts in outlets.values() for part in parts))


def _collected(parts: Iterable[Fraction]) -> str:
    """Equal parts together: 3 × 1 + 2 × 1/5."""
    each: dict[Fraction, int] = defaultdict(int)
    for part in parts:
        each[part] += 1
    return " + ".join(f"{number} × {part}" if number > 1 else str(part) for part, number in sorted(each.items(), reverse=True))


def _percents(low: float, high: float) -> str:
    return f"{100 * low:.1f} … {100 * high:.1f} %"


def _wilson(count: float, of: float) -> str:
    """The score interval with its figures filled in."""
    if of <= 0:
        return "nothing is rated"
    p, n = figure(count / of), figure(of)
    return f"({p} + {Z:.2f}²/(2·{n}) ± {Z:.2f}·√({p}·(1 − {p})/{n} + {Z:.2f}²/(4·{n}²))) / (1 + {Z:.2f}²/{n})"


def _named(kind: BlindspotKind, missing: str) -> str:
    return f"blindspot {kind}{f' {missing}' if missing else ''}"
